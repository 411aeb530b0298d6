"""Factors, reductions over channels, and what is dropped at random."""

import torch
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
