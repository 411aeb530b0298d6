"""torch.nn, and the few modules that it lacks. The layers get this module as `nn`: they import nothing of torch.

All of them can be traced by torch.fx and compiled by torch.jit.script, which reads annotations as they stand: they are
not postponed in this file.
"""

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


def __getattr__(name: str) -> Any:
    return getattr(nn, name)


class _PaddedConv(nn.modules.conv._ConvNd):
    """A convolution with a padding that differs from side to side, as TensorFlow's `same` with a stride wants it.

    ``pads`` is what stands before and after, of the last axis first: (left, right, top, bottom). The parameters are
    nn.Conv1d's, Conv2d's and Conv3d's.
    """

    def __init__(
        self,
        *args: Any,
        pads: tuple[int, ...],
        padding_mode: str = "zeros",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.pads = list(pads)
        self.pad_mode = "constant" if padding_mode == "zeros" else padding_mode

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.Conv2d's own name
        padded = F.pad(input, self.pads, self.pad_mode)
        output: Tensor = self._conv_forward(padded, self.weight, self.bias)
        return output

    def extra_repr(self) -> str:
        shown: str = super().extra_repr()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return f"{shown}, pads={tuple(self.pads)}"


class PaddedConv1d(_PaddedConv, nn.Conv1d):
    """Of sequences (N, C, L)."""


class PaddedConv2d(_PaddedConv, nn.Conv2d):
    """Of images (N, C, H, W)."""


class PaddedConv3d(_PaddedConv, nn.Conv3d):
    """Of volumes (N, C, D, H, W)."""


class _ChannelsNorm(nn.LayerNorm):
    """Layer normalisation over the channels, which stand first."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.LayerNorm's own name
        last = input.movedim(1, -1)
        shape, weight, bias = self.normalized_shape, self.weight, self.bias
        return F.layer_norm(last, shape, weight, bias, self.eps).movedim(-1, 1)


class LayerNorm1d(_ChannelsNorm):
    """Over the channels of (N, C, L)."""


class LayerNorm2d(_ChannelsNorm):
    """Over the channels of (N, C, H, W)."""


class LayerNorm3d(_ChannelsNorm):
    """Over the channels of (N, C, D, H, W)."""


class DropPath(nn.Module):
    """Stochastic depth by sample: in training each sample is zeroed with probability p, the others divided by 1 - p.

    Draws the same random numbers as torchvision.ops.StochasticDepth(p, "row").
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """Set whole samples of a batch (the first axis of ``x``) to zero with probability ``p`` and divide the others
        by 1 - p.

        The shape stays. Outside of training ``x`` itself is returned.
        """
        if not self.training or self.p == 0.0:
            return x
        shape = [x.shape[0]] + [1] * (x.ndim - 1)
        kept = torch.empty(shape, dtype=x.dtype, device=x.device)
        kept.bernoulli_(1.0 - self.p)
        if self.p < 1.0:
            kept.div_(1.0 - self.p)
        return x * kept

    def extra_repr(self) -> str:
        return f"p={self.p}"


class Permute(nn.Module):
    """Reorders the dimensions."""

    def __init__(self, dims: list[int]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with its axes, the batch among them, in the order ``dims``: a view."""
        return x.permute(self.dims)

    def extra_repr(self) -> str:
        return f"dims={self.dims}"


class Normalize(nn.Module):
    """(x - mean) / std for each channel; nothing of it stands in the state_dict."""

    mean: Tensor
    std: Tensor

    def __init__(
        self,
        mean: tuple[float, ...],
        std: tuple[float, ...],
        *,
        dimensions: int,
        channels_first: bool,
    ) -> None:
        super().__init__()
        shape = [-1] + [1] * (dimensions - 1) if channels_first else [-1]
        self.register_buffer("mean", torch.tensor(mean).view(shape), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(shape), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(x - mean) / std for each channel; ``x`` is NxCxHxW or NxCxL."""
        return (x - self.mean) / self.std


def scale(shape: tuple[int, ...], value: float) -> nn.Parameter:
    """A learned factor for each channel."""
    return nn.Parameter(torch.full(shape, value))
