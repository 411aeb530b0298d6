"""What the reference computes with: batches of maps, channels-last maps and vectors, and helpers for sizes and sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

MOST = 2_147_483_647
"""Sizes and channels go up to here (docs/language.md, limits)."""


class Refused(Exception):
    """The documents say that the network is an error, or PyTorch cannot run it."""


class Value:
    """A batch of maps of one to three axes, of channels-last maps (``last``), or of vectors."""

    __slots__ = ("aside", "channels", "data", "last", "map", "rank", "shape", "vector")

    def __init__(self, data: Tensor, last: bool = False) -> None:
        self.data = data
        self.aside = False
        """Whether it is computed in training only."""

        self.shape = tuple(data.shape[1:])
        """As the language writes it: without the batch."""

        self.rank = len(self.shape) - 1
        self.vector = not self.rank
        self.last = last and not self.vector
        self.map = not self.last and not self.vector
        self.channels = self.shape[-1 if self.last else 0]

    @property
    def axis(self) -> int:
        """Where the channels stand, the batch counted."""
        return -1 if self.last else 1

    @property
    def sizes(self) -> tuple[int, ...]:
        return () if self.vector else self.shape[:-1] if self.last else self.shape[1:]


class Noise:
    """Moves every number by up to a few times ``size`` of itself, so that zeros stay what they are (and what is cut off by `relu`
    stays equal), and each number of a gradient by as much of the largest that flows back with it."""

    def __init__(self, seed: int, size: float) -> None:
        self.size = size
        self.generator = torch.Generator().manual_seed(seed)
        self.largest = 0.0
        """Of the numbers that were moved."""

    def moved(self, x: Tensor) -> Tensor:
        """The tensor with noise, in a backward pass too."""
        sizes = x.detach().abs().nan_to_num(0.0, 0.0, 0.0)
        self.largest = max(self.largest, sizes.max().item())
        moved = x + self.drawn(x, sizes)
        if moved.requires_grad:
            moved.register_hook(lambda y: y + self.drawn(y, y.abs().nan_to_num(0.0, 0.0, 0.0).amax()))
        return moved

    def drawn(self, x: Tensor, scale: Tensor) -> Tensor:
        """Noise for numbers of a scale."""
        return self.size * scale * torch.randn(x.shape, generator=self.generator, dtype=x.dtype)


def each(value: Any, rank: int) -> tuple[int, ...]:
    """One number along every axis, or a number for each."""
    if isinstance(value, int):
        return (value,) * rank
    if len(value) != rank:
        raise Refused(f"{value} for {rank} axes")
    return tuple(value)


def sides(before: Sequence[int], after: Sequence[int]) -> list[int]:
    """As F.pad takes them: the last axis first."""
    return [side for pair in zip(reversed(before), reversed(after), strict=True) for side in pair]


def by_rank(name: str) -> dict[int, Callable[..., Tensor]]:
    return {rank: getattr(F, name.format(rank)) for rank in (1, 2, 3)}


CONV, TRANSPOSE = by_rank("conv{}d"), by_rank("conv_transpose{}d")
MAX, AVG, MAX_TO, AVG_TO = (
    by_rank(name) for name in ("max_pool{}d", "avg_pool{}d", "adaptive_max_pool{}d", "adaptive_avg_pool{}d")
)


def as_channels(weight: Tensor, x: Value) -> Tensor:
    """A vector of numbers for the channels, so that it broadcasts."""
    return weight.reshape(-1, *[1] * x.rank) if x.map else weight


def channels_at_end(x: Value) -> Tensor:
    return x.data.movedim(1, -1) if x.map else x.data


def channels_back(y: Tensor, x: Value) -> Tensor:
    return y.movedim(-1, 1) if x.map else y


def padded(x: Tensor, before: Sequence[int], after: Sequence[int], mode: str, value: float = 0.0) -> Tensor:
    """F.pad, and what each mode asks of the sizes."""
    if not any(before) and not any(after):
        return x
    sizes = x.shape[2:]
    most = [max(pair) for pair in zip(before, after, strict=True)]
    if mode == "reflect" and any(pad >= size for pad, size in zip(most, sizes, strict=True)):
        raise Refused("more is reflected than there is")
    if mode == "circular" and any(pad > size for pad, size in zip(most, sizes, strict=True)):
        raise Refused("the padding goes around more than once")
    if any(b + size + a < 1 for b, size, a in zip(before, sizes, after, strict=True)):
        raise Refused("nothing is left")
    if mode in ("zeros", "constant"):
        return F.pad(x, sides(before, after), value=value)
    return F.pad(x, sides(before, after), mode=mode)
