"""Factors, reductions over channels, and what is dropped at random."""

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


class Times(nn.Module):
    """The input times a number."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        """``x`` times the factor."""
        return x * self.factor

    def extra_repr(self) -> str:
        return f"factor={self.factor}"


class ChannelMean(nn.Module):
    """The mean over the channels, which stay as one."""

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) as (N, 1, ...)."""
        return x.mean(1, keepdim=True)


class ChannelMax(nn.Module):
    """The maximum over the channels, which stay as one."""

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) as (N, 1, ...)."""
        return x.amax(1, keepdim=True)


class DropPath(nn.Module):
    """Stochastic depth.

    In training a sample, or the batch, is zeroed with probability p, else divided by
    1 - p. Draws the same random numbers as torchvision.ops.StochasticDepth(p, mode).
    """

    def __init__(self, p: float, mode: str = "row") -> None:
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, x: Tensor) -> Tensor:
        """Set samples, along the first axis of ``x``, to zero or divide them.

        They are zero with probability ``p``; the others are divided by 1 - p. The shape
        stays. Outside of training ``x`` itself is returned.
        """
        if not self.training or self.p == 0.0:
            return x
        shape = [x.shape[0] if self.mode == "row" else 1] + [1] * (x.ndim - 1)
        kept = torch.empty(shape, dtype=x.dtype, device=x.device)
        kept.bernoulli_(1.0 - self.p)
        if self.p < 1.0:
            kept.div_(1.0 - self.p)
        return x * kept

    def extra_repr(self) -> str:
        return f"p={self.p}"


class DropBlock(nn.Module):
    """Zeroes blocks of places in training.

    Draws the same random numbers as torchvision.ops.DropBlock2d and DropBlock3d.
    """

    def __init__(self, p: float, block: int = 7) -> None:
        super().__init__()
        self.p = p
        self.block = block

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) without some of its blocks, the rest scaled up."""
        if not self.training or self.p == 0.0:
            return x
        sizes, rank = x.shape[2:], x.ndim - 2
        block = min(self.block, *sizes)
        share = self.p
        for size in sizes:
            share = share * size / (block * (size - block + 1))
        starts = [size - block + 1 for size in sizes]
        blocks = torch.empty([*x.shape[:2], *starts], dtype=x.dtype, device=x.device)
        blocks.bernoulli_(share)
        blocks = F.pad(blocks, [block // 2] * (2 * rank))
        pool = [F.max_pool1d, F.max_pool2d, F.max_pool3d][rank - 1]
        kept = 1 - pool(blocks, block, 1, block // 2)
        return x * kept * (kept.numel() / (1e-6 + kept.sum()))

    def extra_repr(self) -> str:
        return f"p={self.p}, block={self.block}"


class Coordinates(nn.Module):
    """The map with a channel more for each axis: where a place is, from -1 to 1."""

    def __init__(self, radius: bool = False) -> None:
        super().__init__()
        self.radius = radius

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) and the coordinates of its places.

        With ``radius`` their distance from the middle comes last.
        """
        axes = []
        for size in x.shape[2:]:
            start = -1.0 if size > 1 else 0.0
            line = torch.linspace(start, -start, size, dtype=x.dtype, device=x.device)
            axes.append(line)
        places = torch.stack(torch.meshgrid(axes, indexing="ij"))
        if self.radius:
            apart = places.square().sum(0, keepdim=True).sqrt()
            places = torch.cat([places, apart])
        return torch.cat([x, places.expand(x.shape[0], *places.shape)], 1)


class RBF(nn.Module):
    """The squared distance of each vector to each of the centres."""

    weight: Tensor

    def __init__(self, features: int, centres: int, *, learned: bool = False) -> None:
        super().__init__()
        weight = torch.randint(2, (centres, features)) * 2.0 - 1.0
        if learned:
            self.weight = nn.Parameter(weight)
        else:
            self.register_buffer("weight", weight)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, features) as (N, centres)."""
        return (x.unsqueeze(1) - self.weight).square().sum(2)
