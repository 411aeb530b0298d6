"""One part of the data, on the device, served in batches by index."""

from __future__ import annotations

import torch

from cnndsl.train.dataset import Part
from cnndsl.train.preprocessing import Preprocessing

RESIDENT_BYTES = 2 * 1024**3
"""Up to this size the preprocessed images are kept; beyond it the originals, preprocessed in batches."""


class Batches:
    """Images and labels that live on the device: no worker, no copy between an index and its batch."""

    def __init__(self, part: Part, preprocessing: Preprocessing, device: torch.device) -> None:
        height, width = preprocessing.size
        prepared_bytes = 4 * len(part) * part.images.shape[1] * height * width
        self._prepare = None if prepared_bytes <= RESIDENT_BYTES else preprocessing
        self._images = (part.images if self._prepare else preprocessing(part.images)).to(device)
        self._labels = part.labels.to(device)

    def __len__(self) -> int:
        return len(self._labels)

    def take(self, index: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Images (B x C x H x W, ready for the network) and labels (B) at these places."""
        index = index.to(self._labels.device)
        images = self._images[index]
        return (self._prepare(images) if self._prepare else images), self._labels[index]


def random_shift(
    images: torch.Tensor, pixels: tuple[int, int], fill: tuple[float, ...], generator: torch.Generator
) -> torch.Tensor:
    """Move each image of a batch by up to ``pixels`` (height, width); ``fill``, one per channel, enters."""
    count, channels, height, width = images.shape
    down, across = pixels
    background = torch.tensor(fill, dtype=images.dtype, device=images.device).view(1, -1, 1, 1)
    padded = background.expand(count, channels, height + 2 * down, width + 2 * across).clone()
    padded[:, :, down : down + height, across : across + width] = images
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # a view: B x C x tops x lefts x H x W
    top = torch.randint(2 * down + 1, (count,), generator=generator).to(images.device)
    left = torch.randint(2 * across + 1, (count,), generator=generator).to(images.device)
    return windows[torch.arange(count, device=images.device), :, top, left]
