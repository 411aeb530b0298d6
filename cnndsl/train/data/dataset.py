"""A data set: what is known of it before it is loaded, and what is loaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from cnndsl.text import listed, plural, shape_text
from cnndsl.train.data.fingerprints import Identity, of_all
from cnndsl.train.errors import TrainingError

if TYPE_CHECKING:
    import torch


Resize = Literal["crop", "stretch", "pad"]
"""How images of another size are made to fit. ``crop`` keeps the aspect ratio and cuts what is over, equally on both
sides; ``stretch`` does neither; ``pad`` keeps the whole image, never enlarges it, and puts a black border around it."""


MAX_PIXELS = 2**26
"""Pixels of an image at most, unless another limit is asked for: 8192x8192."""
MOST_PIXELS = 178_956_970
"""The largest limit: Pillow opens nothing larger than twice its ``MAX_IMAGE_PIXELS``."""


@dataclass(frozen=True)
class Facts:
    """What can be said without loading anything: enough to compare a data set with a network."""

    name: str
    channels: int
    """1 (grey) or 3 (RGB)."""
    size: tuple[int, int] | None
    """Height and width of every image; None where they differ."""
    classes: tuple[str, ...]
    flips: bool = False
    """Whether a mirrored image still belongs to its class: not so for digits, letters and signs."""

    on_black: bool = False
    """Whether what is shown stands on black: a black border then adds nothing that is not there already."""

    @property
    def shape(self) -> str:
        """One image in words, such as ``1x28x28`` or ``3 channels, any size``."""
        if self.size is None:
            return f"{plural(self.channels, 'channel')}, any size"
        return shape_text((self.channels, *self.size))


class Images(Protocol):
    """Images that are read when they are asked for; they may differ in size."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> torch.Tensor:
        """One image, uint8 C x H x W."""
        ...


@dataclass(frozen=True, eq=False)
class Part:
    """Some images with their labels."""

    images: torch.Tensor | Images
    """uint8 N x C x H x W in memory, or images that are read one by one."""
    labels: torch.Tensor
    """N class indices, int64."""
    fingerprints: torch.Tensor | None = None
    """What identifies each image (``fingerprints.py``), int64 N; None where it is not known."""

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: torch.Tensor) -> Part:
        """The part with these places only."""
        import torch

        chosen = self.images[index] if isinstance(self.images, torch.Tensor) else Chosen(self.images, index.tolist())
        return Part(chosen, self.labels[index], None if self.fingerprints is None else self.fingerprints[index])

    def identified(self) -> Part:
        """The part with fingerprints, where its images are in memory or were decoded once."""
        import torch

        if self.fingerprints is not None or not isinstance(self.images, torch.Tensor):
            return self
        return replace(self, fingerprints=of_all(self.images))

    @property
    def identity(self) -> Identity | None:
        """Which images these are, in their order, with their labels; None where it is not known."""
        known = self.fingerprints
        return None if known is None else Identity(known, self.labels)


@dataclass(frozen=True, eq=False)
class Chosen:
    """Some places of images that are read one by one."""

    images: Images
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, index: int) -> torch.Tensor:
        return self.images[self.places[index]]


@dataclass(frozen=True, eq=False)
class Dataset:
    """All of a data set. ``test`` is for the one measurement at the end of a run and for nothing else."""

    train: Part
    test: Part
    validation: Part | None = None
    """None where the data set has no such part of its own: it is then split off ``train``."""
    classes: tuple[str, ...] = ()
    """The names of the classes where only the files say them; empty where ``Facts.classes`` are the names."""
    notes: tuple[str, ...] = ()
    """What the user should know of the files before training, such as images that were left out."""


@dataclass(frozen=True)
class DataSource:
    """Where a data set comes from. ``load`` raises TrainingError where it cannot be read."""

    facts: Facts
    load: Callable[[], Dataset]


def split(part: Part, fraction: float, seed: int, classes: Sequence[str] = ()) -> tuple[Part, Part]:
    """Hold out a stratified fraction: (the rest, the held-out part), the same for the same seed.

    Raises TrainingError where the images are too few for every class to be in both; it names them by ``classes``.
    """
    import numpy as np
    import torch
    from sklearn.model_selection import train_test_split

    _require_splittable(part, fraction, classes)
    rest, held_out = train_test_split(
        np.arange(len(part)), test_size=fraction, stratify=part.labels.numpy(), random_state=seed
    )
    return part[torch.from_numpy(rest)], part[torch.from_numpy(held_out)]


def _require_splittable(part: Part, fraction: float, classes: Sequence[str]) -> None:
    counts = {int(label): int(count) for label, count in enumerate(part.labels.bincount()) if count}
    share = f"{fraction:.0%} of the images cannot be held out with every class among them"
    alone = [label for label, count in counts.items() if count < 2]
    if alone:
        names = listed(classes[label] if classes else str(label) for label in alone)
        several = f"the classes {names} have one image each" if len(alone) > 1 else f"the class {names} has one image"
        raise TrainingError(f"{share}: {several}", "add images; each class needs two at least")
    held_out = math.ceil(fraction * len(part))
    if min(held_out, len(part) - held_out) < len(counts):
        needed = math.ceil(len(counts) / min(fraction, 1 - fraction))
        raise TrainingError(
            f"{share}: that is {held_out:,} of {len(part):,} images, and there are {len(counts):,} classes",
            f"add images; {len(counts):,} classes need {needed:,} or more",
        )
