"""Norms over the channels, norms without a shift, and fixed normalisation."""

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


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


class _InstanceNorm(nn.modules.instancenorm._InstanceNorm):
    """nn.InstanceNorm1d to nn.InstanceNorm3d, with right gradients of one sample.

    Theirs are wrong on a CPU where what is handed back is channels_last, as by a
    convolution of such weights: it is made contiguous here, which the output is.
    """

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - PyTorch's own name
        axes = self._get_no_batch_dim() + 1  # type: ignore[no-untyped-call]
        torch._assert(input.dim() == axes, "an instance norm takes (N, C, ...)")
        weight, bias = self.weight, self.bias
        normal = F.instance_norm(input, weight=weight, bias=bias, eps=self.eps)
        return normal.flatten(1).view_as(input)


class InstanceNorm1d(_InstanceNorm, nn.InstanceNorm1d):
    """Of sequences (N, C, L)."""


class InstanceNorm2d(_InstanceNorm, nn.InstanceNorm2d):
    """Of images (N, C, H, W)."""


class InstanceNorm3d(_InstanceNorm, nn.InstanceNorm3d):
    """Of volumes (N, C, D, H, W)."""


class _WithoutBias(nn.Module):
    """A norm with a learned scale, and no shift."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register_parameter("bias", None)

    def _check_input_dim(self, input: Tensor) -> None:  # noqa: A002
        """Nothing: PyTorch's asks the input, which torch.fx cannot trace."""


class BatchNorm1dWithoutBias(_WithoutBias, nn.BatchNorm1d):
    """Of sequences (N, C, L) and vectors (N, C)."""


class BatchNorm2dWithoutBias(_WithoutBias, nn.BatchNorm2d):
    """Of images (N, C, H, W)."""


class BatchNorm3dWithoutBias(_WithoutBias, nn.BatchNorm3d):
    """Of volumes (N, C, D, H, W)."""


class GroupNormWithoutBias(_WithoutBias, nn.GroupNorm):
    """Of any input."""


class InstanceNorm1dWithoutBias(_WithoutBias, InstanceNorm1d):
    """Of sequences (N, C, L)."""


class InstanceNorm2dWithoutBias(_WithoutBias, InstanceNorm2d):
    """Of images (N, C, H, W)."""


class InstanceNorm3dWithoutBias(_WithoutBias, InstanceNorm3d):
    """Of volumes (N, C, D, H, W)."""


class _ChannelsRMSNorm(nn.RMSNorm):
    """Root mean square normalisation over the channels, which stand first."""

    def forward(self, x: Tensor) -> Tensor:
        last, shape = x.movedim(1, -1), self.normalized_shape
        return F.rms_norm(last, shape, self.weight, self.eps).movedim(-1, 1)


class RMSNorm1d(_ChannelsRMSNorm):
    """Over the channels of (N, C, L)."""


class RMSNorm2d(_ChannelsRMSNorm):
    """Over the channels of (N, C, H, W)."""


class RMSNorm3d(_ChannelsRMSNorm):
    """Over the channels of (N, C, D, H, W)."""


class SimpleNorm(nn.Module):
    """Division by the standard deviation of the channels, which stand last; the mean is not subtracted."""

    def __init__(self, channels: int, eps: float = 1e-6, *, elementwise_affine: bool = True) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(channels)) if elementwise_affine else None

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (..., C) over the deviation of each position."""
        return self.normal(x)

    def normal(self, x: Tensor) -> Tensor:
        """``x`` with its channels last over their deviation, scaled."""
        normal = x * torch.rsqrt(x.var(-1, keepdim=True) + self.eps)
        return normal if self.weight is None else normal * self.weight


class _ChannelsSimpleNorm(SimpleNorm):
    """Division by the standard deviation of the channels, which stand first."""

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) over the deviation of each position."""
        return self.normal(x.movedim(1, -1)).movedim(-1, 1)


class SimpleNorm1d(_ChannelsSimpleNorm):
    """Over the channels of (N, C, L)."""


class SimpleNorm2d(_ChannelsSimpleNorm):
    """Over the channels of (N, C, H, W)."""


class SimpleNorm3d(_ChannelsSimpleNorm):
    """Over the channels of (N, C, D, H, W)."""


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


class EvoNormB0(nn.Module):
    """Norm and activation by the batch: EvoNorm-B0 (Liu et al., 2020)."""

    running_var: Tensor

    def __init__(
        self,
        channels: int,
        *,
        eps: float = 1e-3,
        momentum: float = 0.1,
        activate: bool = True,
    ) -> None:
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.v = nn.Parameter(torch.ones(channels)) if activate else None
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) over the larger of two deviations, scaled and shifted."""
        each, places = [-1] + [1] * (x.ndim - 2), list(range(2, x.ndim))
        if self.v is not None:
            variance = self.running_var
            wide = x.to(torch.promote_types(x.dtype, torch.float32))
            if self.training:
                variance = wide.var([0, *places], correction=0)
                count = x.numel() // x.shape[1]
                with torch.no_grad():
                    unbiased = variance * (count / max(count - 1, 1))
                    unbiased = unbiased.to(self.running_var.dtype)
                    self.running_var.lerp_(unbiased, self.momentum)
            batch = (variance + self.eps).sqrt().to(x.dtype).view(each)
            own = wide.var(places, correction=0, keepdim=True).add(self.eps).sqrt()
            x = x / batch.max(x * self.v.view(each) + own.to(x.dtype))
        return x * self.weight.view(each) + self.bias.view(each)


class EvoNormS0(nn.Module):
    """Norm and activation by groups of channels: EvoNorm-S0 (Liu et al., 2020)."""

    def __init__(
        self,
        channels: int,
        groups: int = 32,
        *,
        eps: float = 1e-5,
        activate: bool = True,
    ) -> None:
        super().__init__()
        self.groups = groups
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.v = nn.Parameter(torch.ones(channels)) if activate else None

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) times its sigmoid over the deviation of its group."""
        each = [-1] + [1] * (x.ndim - 2)
        if self.v is not None:
            x = self.over_deviation(x * torch.sigmoid(x * self.v.view(each)), x)
        return x * self.weight.view(each) + self.bias.view(each)

    def over_deviation(self, y: Tensor, x: Tensor) -> Tensor:
        """``y`` over the deviation of each group of ``x``, both (N, C, ...)."""
        groups = x.to(torch.promote_types(x.dtype, torch.float32))
        groups = groups.reshape(x.shape[0], self.groups, -1)
        deviation = groups.var(2, correction=0, keepdim=True).add(self.eps).sqrt()
        return (y.reshape(groups.shape) / deviation.to(x.dtype)).view_as(x)


class EvoNormS0a(EvoNormS0):
    """EvoNorm-S0 that divides by the deviation without its activation too, as in timm."""

    def __init__(
        self,
        channels: int,
        groups: int = 32,
        *,
        eps: float = 1e-3,
        activate: bool = True,
    ) -> None:
        super().__init__(channels, groups, eps=eps, activate=activate)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...), times its sigmoid, over the deviation of its group."""
        each = [-1] + [1] * (x.ndim - 2)
        y = x
        if self.v is not None:
            y = x * torch.sigmoid(x * self.v.view(each))
        x = self.over_deviation(y, x)
        return x * self.weight.view(each) + self.bias.view(each)


class FilterResponseNorm(nn.Module):
    """Each channel over the root of its mean square, and a learned threshold."""

    def __init__(
        self,
        channels: int,
        *,
        eps: float = 1e-5,
        activate: bool = True,
    ) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.tau = nn.Parameter(torch.zeros(channels)) if activate else None

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...), normalised, scaled and shifted, and nothing below tau."""
        each, places = [-1] + [1] * (x.ndim - 2), list(range(2, x.ndim))
        square = x.square().to(torch.promote_types(x.dtype, torch.float32))
        square = square.mean(places, keepdim=True)
        x = x * (square + self.eps).rsqrt().to(x.dtype)
        x = x * self.weight.view(each) + self.bias.view(each)
        return x if self.tau is None else torch.maximum(x, self.tau.view(each))
