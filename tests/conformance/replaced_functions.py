"""Functions of torch.nn.functional that both programs are compared without: those that draw, and norms with faults of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor


def _dropped(spread: Callable[[Tensor], list[int]]) -> Callable[..., Tensor]:
    """A dropout whose elements are drawn in the order of their places, however they lie in memory."""

    def dropout(x: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
        if not training or not p:
            return x
        kept = (torch.rand(spread(x), dtype=x.dtype) >= p) / (1 - p if p < 1 else 1)
        return x.mul_(kept) if inplace else x * kept

    return dropout


def _sloped(
    x: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """F.rrelu, its slopes drawn likewise."""
    slopes = lower + (upper - lower) * torch.rand(x.shape, dtype=x.dtype) if training else (lower + upper) / 2
    return torch.where(x > 0, x, x * slopes)


_channels = _dropped(lambda x: [*x.shape[:2], *[1] * (x.dim() - 2)])
DRAWN: dict[str, Any] = {
    "dropout": _dropped(lambda x: [*x.shape]),
    "dropout1d": _channels,
    "dropout2d": _channels,
    "dropout3d": _channels,
    "rrelu": _sloped,
}
"""What takes the place of the functions of torch.nn.functional that draw, in both programs."""


def _normal(
    x: Tensor, mean: Tensor, variance: Tensor, weight: Tensor | None, bias: Tensor | None, eps: float
) -> Tensor:
    """``x`` with mean 0 and variance 1, scaled and shifted; of each channel (C), mean and variance perhaps of each
    sample (N, C)."""
    places = [1] * (x.dim() - 2)
    one = [-1, *places]
    y = (x - mean.view(*mean.shape, *places)) / (variance + eps).sqrt().view(*mean.shape, *places)
    y = y if weight is None else y * weight.view(one)
    return y if bias is None else y + bias.view(one)


def _batch_norm(
    x: Tensor,
    mean: Tensor | None,
    var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """F.batch_norm by its formula."""
    places = [0, *range(2, x.dim())]
    if training or mean is None or var is None:
        own, spread = x.mean(places), x.var(places, correction=0)
        if mean is not None and var is not None:
            mean.lerp_(own.detach(), momentum)
            var.lerp_(x.detach().var(places), momentum)
    else:
        own, spread = mean, var
    return _normal(x, own, spread, weight, bias, eps)


def _instance_norm(
    x: Tensor,
    mean: Tensor | None = None,
    var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """F.instance_norm of a layer without running estimates, by its formula."""
    places = [*range(2, x.dim())]
    return _normal(x, x.mean(places), x.var(places, correction=0), weight, bias, eps)


NORMS: dict[str, Any] = {"batch_norm": _batch_norm, "instance_norm": _instance_norm}
"""What takes the place of norms where the programs are apart. PyTorch's batch norm has wrong gradients on a CPU of maps of one
column, where what is handed back has other strides on axes of one place than a contiguous tensor: where the programs agree
with its formula, it alone is at fault."""
