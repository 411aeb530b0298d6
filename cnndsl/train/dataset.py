"""A data set: what is known of it before it is loaded, and what is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Facts:
    """What can be said without loading anything: enough to compare a data set with a network."""

    name: str
    shape: tuple[int, int, int]
    """Channels, height and width of one image."""
    classes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Part:
    """Some images with their labels."""

    images: torch.Tensor
    """N x C x H x W, float32 between 0 and 1."""
    labels: torch.Tensor
    """N class indices, int64."""

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: torch.Tensor) -> Part:
        return Part(self.images[index], self.labels[index])


@dataclass(frozen=True, eq=False)
class Dataset:
    """All of a data set. ``test`` is for the one measurement at the end of a run and for nothing else."""

    train: Part
    test: Part


@dataclass(frozen=True)
class Source:
    """Where a data set comes from."""

    facts: Facts
    load: Callable[[], Dataset]


def split(part: Part, fraction: float, seed: int) -> tuple[Part, Part]:
    """Hold out a stratified fraction: (the rest, the held-out part), the same for the same seed."""
    import numpy as np
    import torch
    from sklearn.model_selection import train_test_split

    rest, held_out = train_test_split(
        np.arange(len(part)), test_size=fraction, stratify=part.labels.numpy(), random_state=seed
    )
    return part[torch.from_numpy(rest)], part[torch.from_numpy(held_out)]
