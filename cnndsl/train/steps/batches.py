"""One part of the data, served in batches that are ready for the network: from the device's memory, or as a stream."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import torch
from torch.utils.data import DataLoader, Dataset

from cnndsl.train.data.dataset import Part
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.data.train_validation_test import RESIDENT_BYTES
from cnndsl.train.steps.augmentation import Augmentation, Draws, windows, zoomed

GATHERED_BYTES = 4 * 1024**2
"""Small batches are gathered together up to this size: scattered memory is slow to read a little at a time."""

Batch = tuple[torch.Tensor, torch.Tensor]
"""Images (B x C x H x W) and labels (B)."""
DrawFor = Callable[[int], Draws]
"""What is drawn for the batch at this position."""


class Batches(Protocol):
    """A part of the data, however it is served."""

    def __len__(self) -> int:
        """How many images there are."""
        ...

    def serve(self, places: Sequence[torch.Tensor], draw: DrawFor | None = None) -> Iterator[Batch]:
        """The batches of these places (B indices each, int64) in this order, as images and labels on the device.

        ``draw`` gives the random changes of the batch at a position of ``places``; without it there are none.
        """
        ...


def batches(
    part: Part,
    preprocessing: Preprocessing,
    device: torch.device,
    *,
    augmentation: Augmentation | None = None,
    dtype: torch.dtype = torch.float32,
    workers: int = 0,
    resident_bytes: int = RESIDENT_BYTES,
) -> Batches:
    """The way to serve a part that suits its size: from the device's memory up to ``resident_bytes``, else as a stream.

    ``dtype`` is what the forward pass computes in, ``workers`` the processes that decode a stream.
    """
    height, width = preprocessing.size
    augmentation = augmentation or Augmentation()
    down, across = augmentation.crop
    images = len(part) * (2 if augmentation.flip else 1)
    needed = images * preprocessing.channels * (height + 2 * down) * (width + 2 * across) * dtype.itemsize
    if needed <= resident_bytes:
        return Resident(part, preprocessing, device, augmentation, dtype)
    return Streamed(part, preprocessing, device, augmentation, dtype, workers)


class Resident:
    """Images that live on the device, normalised once: no worker, no copy between an index and its batch.

    They are kept with the padding of a random crop around them, and mirrored copies after them where flips are
    wanted, so that shuffling, cropping and flipping are one gather.
    """

    def __init__(
        self,
        part: Part,
        preprocessing: Preprocessing,
        device: torch.device,
        augmentation: Augmentation,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        originals = preprocessing.fit_all(part.images)
        parts = torch.tensor_split(originals, -(-len(originals) // 4096) or 1)
        chunks = [preprocessing.normalise(chunk.to(device)).to(dtype) for chunk in parts]
        images = torch.cat([*chunks, *(chunk.flip(3) for chunk in chunks if augmentation.flip)])
        self._images = augmentation.pad(images)
        self._labels = part.labels.to(device)
        self._size = preprocessing.size
        self._augmentation = augmentation

    def __len__(self) -> int:
        return len(self._labels)

    def serve(self, places: Sequence[torch.Tensor], draw: DrawFor | None = None) -> Iterator[Batch]:
        """As ``Batches.serve``; several small batches are gathered together."""
        ahead = max(1, GATHERED_BYTES // (len(places[0]) * self._images[0].nbytes)) if places else 1
        for first in range(0, len(places), ahead):
            some = places[first : first + ahead]
            draws = Draws.together([draw(first + number) for number in range(len(some))]) if draw else None
            images, labels = self._take(torch.cat(list(some)), draws)
            start = 0
            for place in some:
                end = start + len(place)
                yield images[start:end], labels[start:end]
                start = end

    def _take(self, place: torch.Tensor, draws: Draws | None) -> Batch:
        device = self._labels.device
        labels = self._labels[place.to(device)]
        if draws is None:
            return self._whole()[place.to(device)], labels
        if draws.mirrored is not None:
            place = place + len(self) * draws.mirrored
        place = place.to(device)
        if draws.top is None or draws.left is None:
            images = self._images[place]
        else:
            images = windows(self._images, self._size, place, draws.top, draws.left)
        return zoomed(images, draws), labels

    def _whole(self) -> torch.Tensor:
        """A view of the images without their padding."""
        down, across = self._augmentation.crop
        return self._images[:, :, down : down + self._size[0], across : across + self._size[1]]


class Streamed:
    """Images that are read and resized when their turn comes, by worker processes, and sent as whole numbers.

    Workers draw nothing: what is random happens on the device, so a batch does not depend on who read it.
    """

    def __init__(
        self,
        part: Part,
        preprocessing: Preprocessing,
        device: torch.device,
        augmentation: Augmentation,
        dtype: torch.dtype,
        workers: int,
    ) -> None:
        self._preprocessing, self._augmentation = preprocessing, augmentation
        self._device, self._dtype, self._count = device, dtype, len(part)
        self._turns = _Turns()
        self._loader: DataLoader[Batch] = DataLoader(
            _Fitted(part, preprocessing),
            batch_sampler=self._turns,
            num_workers=workers,
            persistent_workers=workers > 0,
            worker_init_fn=_ignore_interrupts,
            pin_memory=device.type == "cuda",
            generator=torch.Generator(),  # it would otherwise take its seed from the run's own numbers
        )

    def __len__(self) -> int:
        return self._count

    def serve(self, places: Sequence[torch.Tensor], draw: DrawFor | None = None) -> Iterator[Batch]:
        """As ``Batches.serve``; what workers read ahead is in the order of ``places``."""
        self._turns.places = [place.tolist() for place in places]
        for position, (images, labels) in enumerate(self._loader):
            images = self._preprocessing.normalise(images.to(self._device, non_blocking=True)).to(self._dtype)
            if draw is not None:
                images = self._augmentation(images, draw(position))
            yield images, labels.to(self._device, non_blocking=True)


def _ignore_interrupts(_: int) -> None:
    """Ctrl-C and a hang-up reach the workers too; the process that trains finishes its step, and then ends them."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), signal.SIG_IGN)


class _Turns:
    """The indices of the coming batches, as DataLoader asks for them."""

    places: list[list[int]]

    def __init__(self) -> None:
        self.places = []

    def __iter__(self) -> Iterator[list[int]]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


class _Fitted(Dataset[Batch]):
    """A part whose images have the network's size."""

    def __init__(self, part: Part, preprocessing: Preprocessing) -> None:
        self._part, self._preprocessing = part, preprocessing

    def __len__(self) -> int:
        return len(self._part)

    def __getitem__(self, index: int) -> Batch:
        return self._preprocessing.fit(self._part.images[index]), self._part.labels[index]
