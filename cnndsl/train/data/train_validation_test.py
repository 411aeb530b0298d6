"""From a data set to the parts of a run: what is trained on, what chooses the best weights, what is kept unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch

from cnndsl.train.data.dataset import Dataset, Part, Resize, split
from cnndsl.train.data.fingerprints import Identity
from cnndsl.train.data.preprocessing import Preprocessing, fit_all
from cnndsl.weights.stored import Interpolation

RESIDENT_BYTES = 4 * 1024**3
"""Up to this size the images of a part are kept in memory, as float32 of the network's size."""

SAMPLE = 2048
"""Images that mean and standard deviation are taken from where a part is too large to be held."""


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a run, each with its images at hand."""

    train: Part
    validation: Part
    test: Part

    @classmethod
    def of(cls, dataset: Dataset, held_out: float, seed: int, classes: Sequence[str]) -> Parts:
        """Split a share off the training images for validation where the data set has no such part of its own.

        Raises TrainingError where the images are too few for every class to be in both; ``classes`` are their names.
        """
        train, validation = dataset.train, dataset.validation
        if validation is None:
            train, validation = split(train, held_out, seed, classes)
        return cls(train, validation, dataset.test)

    def first_batches(self, count: int, size: int, seed: int) -> Parts:
        """So many batches of the training images, to be learnt by heart: validation looks at the same ones."""
        order = torch.randperm(len(self.train), generator=torch.Generator().manual_seed(seed))
        few = self.train[order[: count * size]]
        return Parts(few, few, self.test)

    def one_batch_each(self, size: int) -> Parts:
        """The first images of each part."""
        return Parts(*(part[torch.arange(min(size, len(part)))] for part in (self.train, self.validation, self.test)))

    def identified(self) -> Parts:
        """The parts with fingerprints of their images, as far as these are in memory or were decoded once."""
        train = self.train.identified()
        validation = train if self.validation is self.train else self.validation.identified()
        return Parts(train, validation, self.test.identified())

    @property
    def identities(self) -> dict[str, Identity]:
        """Which images each part has, by the name of the part, where that is known."""
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        return {name: known for name, part in parts.items() if (known := part.identity) is not None}

    def held(self, input_shape: Sequence[int], resize: Resize, interpolation: Interpolation = "bilinear") -> Parts:
        """Read the images that fit into memory at the network's size (CxHxW), once for all."""
        hold = partial(_held, input_shape=input_shape, resize=resize, interpolation=interpolation)
        train = hold(self.train)
        validation = train if self.validation is self.train else hold(self.validation)
        return replace(self, train=train, validation=validation)

    def preprocessing(self, input_shape: Sequence[int], resize: Resize) -> Preprocessing:
        """What makes the images fit a network with this input (CxHxW), measured on the training images."""
        images = self.train.images
        if not isinstance(images, torch.Tensor):
            places = torch.linspace(0, len(images) - 1, min(SAMPLE, len(images))).long()
            images = fit_all(self.train[places].images, (input_shape[1], input_shape[2]), resize)
        return Preprocessing.measure(images, input_shape, resize)

    def class_weights(self, classes: int) -> torch.Tensor:
        """For each class the mean number of training images of a class, divided by its own number."""
        counts = torch.bincount(self.train.labels, minlength=classes).float()
        return counts[counts > 0].mean() / counts.clamp(min=1)


def _held(part: Part, input_shape: Sequence[int], resize: Resize, interpolation: Interpolation) -> Part:
    if isinstance(part.images, torch.Tensor):
        return part
    channels, height, width = input_shape
    if len(part) * channels * height * width * torch.float32.itemsize > RESIDENT_BYTES:
        return part
    return replace(part, images=fit_all(part.images, (height, width), resize, interpolation))
