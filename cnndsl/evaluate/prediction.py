"""What a trained network takes single images for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import torch
from PIL import Image

from cnndsl.evaluate.inference import outputs, precision, prepared, probabilities
from cnndsl.evaluate.weights import Trained
from cnndsl.report.memory import memory
from cnndsl.train.data import decode
from cnndsl.train.data.dataset import MAX_PIXELS
from cnndsl.train.data.folder import EXTENSIONS
from cnndsl.train.machine import devices

BATCH_SIZE = 32
BATCH_BYTES = 2**30
"""A batch has fewer images where their maps would take more."""


@dataclass(frozen=True)
class Prediction:
    """The verdict on one image, or why there is none."""

    image: str
    """The path as it was given, or as it lies in the folder that was given."""
    likely: tuple[tuple[str, float], ...] = ()
    """Classes and their probabilities between 0 and 1, the most likely first."""
    problem: str | None = None
    """Why the image cannot be used; it follows the name in a sentence."""

    @property
    def label(self) -> str | None:
        """The most likely class; None where there is a problem."""
        return self.likely[0][0] if self.likely else None

    @property
    def probability(self) -> float | None:
        """That of ``label``."""
        return self.likely[0][1] if self.likely else None

    def as_json(self) -> dict[str, object]:
        """The image with its classes and probabilities, or with the reason why there are none."""
        if self.problem is not None:
            return {"image": self.image, "error": self.problem}
        return {
            "image": self.image,
            "predictions": [{"class": name, "probability": value} for name, value in self.likely],
        }


def predict(
    trained: Trained, images: Sequence[str], top: int = 5, device: str = "auto", max_pixels: int = MAX_PIXELS
) -> Iterator[Prediction]:
    """The predictions for image files, in their order; a folder stands for all images below it.

    They come batch by batch. ``max_pixels`` is the limit of each image. Raises OptionError where the device is not
    there, TrainingError where the network fails.
    """
    paths = [path for image in images for path in expanded(image)]
    return decoded_predictions(trained, [(path, path) for path in paths], top, devices.resolve(device), max_pixels)


def predict_bytes(
    trained: Trained, content: bytes, name: str, top: int = 5, device: str = "auto", max_pixels: int = MAX_PIXELS
) -> Prediction:
    """The prediction for one image that is given as the content of a file, such as standard input."""
    (found,) = decoded_predictions(trained, [(name, BytesIO(content))], top, devices.resolve(device), max_pixels)
    return found


def decoded_predictions(
    trained: Trained,
    images: Sequence[tuple[str, str | BytesIO | Image.Image]],
    top: int,
    device: torch.device,
    max_pixels: int = MAX_PIXELS,
) -> Iterator[Prediction]:
    """For images by their names, each with the path of its file, the file itself, or the image as Pillow has it."""
    kind = precision(trained, device)
    size = max(1, min(BATCH_SIZE, BATCH_BYTES // max(1, memory(trained.network, 1).inference)))
    for start in range(0, len(images), size):
        batch = images[start : start + size]
        fitted = [_fitted(file, trained, max_pixels) for _, file in batch]
        whole = [one for one in fitted if isinstance(one, torch.Tensor)]
        batches = [prepared(trained, whole, device, kind)] if whole else []
        rows = (row for given in outputs(trained, batches, device, kind) for row in probabilities(trained, given))
        for (name, _), one in zip(batch, fitted, strict=True):
            if isinstance(one, torch.Tensor):
                yield _verdict(name, next(rows), trained.classes, top)
            else:
                yield Prediction(name, problem=one)


def _verdict(path: str, row: torch.Tensor, classes: Sequence[str], top: int) -> Prediction:
    if not row.isfinite().all():
        return Prediction(path, problem="gives an output that is not finite: the weights are of no use")
    values, places = row.sort(descending=True, stable=True)
    count = min(top, len(classes))
    likely = zip(places[:count].tolist(), values[:count].tolist(), strict=True)
    return Prediction(path, tuple((classes[place], value) for place, value in likely))


def expanded(image: str) -> list[str]:
    """The image, or the images of a folder and of those below it, sorted; hidden ones are left out."""
    if not os.path.isdir(image):
        return [image]
    found: list[str] = []
    for folder, below, files in os.walk(image):
        below[:] = [name for name in below if not name.startswith(".")]
        images = [file for file in files if Path(file).suffix.lower() in EXTENSIONS and not file.startswith(".")]
        found += [os.path.join(folder, file) for file in images]
    return sorted(found) or [image]


def _fitted(file: str | BytesIO | Image.Image, trained: Trained, max_pixels: int) -> torch.Tensor | str:
    """The image in the size of the network (uint8 C x H x W), or why there is none.

    One image is decoded at a time, and nothing is kept of it in the size that it had.
    """
    if isinstance(file, str) and os.path.isdir(file):
        return f"is a folder without images ({', '.join(EXTENSIONS)})"
    try:
        if isinstance(file, Image.Image):
            return trained.preprocessing.fit(decode.decoded(file, trained.channels))
        return trained.preprocessing.fit(decode.pixels(file, trained.channels, max_pixels))
    except decode.BadImage as error:
        return _in_words(str(error))


def _in_words(reason: str) -> str:
    """A reason that may follow a name: those of the operating system are no sentences."""
    return reason if reason.startswith(("is ", "has ")) else f"cannot be read: {reason}"
