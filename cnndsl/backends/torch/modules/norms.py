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


class _WithoutBias(nn.Module):
    """A norm with a learned scale, and no shift."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register_parameter("bias", None)


class BatchNorm1dWithoutBias(_WithoutBias, nn.BatchNorm1d):
    """Of sequences (N, C, L) and vectors (N, C)."""


class BatchNorm2dWithoutBias(_WithoutBias, nn.BatchNorm2d):
    """Of images (N, C, H, W)."""


class BatchNorm3dWithoutBias(_WithoutBias, nn.BatchNorm3d):
    """Of volumes (N, C, D, H, W)."""


class GroupNormWithoutBias(_WithoutBias, nn.GroupNorm):
    """Of any input."""


class InstanceNorm1dWithoutBias(_WithoutBias, nn.InstanceNorm1d):
    """Of sequences (N, C, L)."""


class InstanceNorm2dWithoutBias(_WithoutBias, nn.InstanceNorm2d):
    """Of images (N, C, H, W)."""


class InstanceNorm3dWithoutBias(_WithoutBias, nn.InstanceNorm3d):
    """Of volumes (N, C, D, H, W)."""


class _ChannelsRMSNorm(nn.RMSNorm):
    """Root mean square normalisation over the channels, which stand first."""

    def forward(self, x: Tensor) -> Tensor:
        normal: Tensor = super().forward(x.movedim(1, -1)).movedim(-1, 1)
        return normal


class RMSNorm1d(_ChannelsRMSNorm):
    """Over the channels of (N, C, L)."""


class RMSNorm2d(_ChannelsRMSNorm):
    """Over the channels of (N, C, H, W)."""


class RMSNorm3d(_ChannelsRMSNorm):
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
