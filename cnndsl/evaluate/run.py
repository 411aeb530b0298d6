"""A finished run in Python: its network, the module with its best weights, and predictions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch
from PIL import Image

from cnndsl.evaluate import weights
from cnndsl.evaluate.prediction import Prediction, decoded_predictions, expanded
from cnndsl.text import shape_text
from cnndsl.train.errors import TrainingError
from cnndsl.train.machine import devices

if TYPE_CHECKING:
    from torch import nn

    from cnndsl.network import Network
    from cnndsl.train.data.preprocessing import Preprocessing

OneImage: TypeAlias = "str | os.PathLike[str] | Image.Image | np.ndarray[Any, Any] | torch.Tensor"
"""A file, an image of Pillow, an array H x W [x C] or a tensor C x H x W."""


class Run:
    """A trained network with all that is needed to use it. Made by ``cnndsl.load_run``."""

    def __init__(self, trained: weights.Trained, device: torch.device) -> None:
        self._trained = trained
        self.device = device
        """Where the module lies, and predictions are computed."""
        trained.model.to(device)

    @property
    def network(self) -> Network:
        """The checked network, as the run stored it."""
        return self._trained.network

    @property
    def module(self) -> nn.Module:
        """The module with the best weights of the run, in evaluation mode. It maps float32 N x C x H x W, as
        ``preprocessing`` makes it, to N x classes: logits, unless the network itself ends in a softmax."""
        return self._trained.model

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, in the order of the outputs."""
        return self._trained.classes

    @property
    def preprocessing(self) -> Preprocessing:
        """What makes the input of the module of images: ``run.preprocessing(images)`` for uint8 N x C x H x W."""
        return self._trained.preprocessing

    @property
    def path(self) -> Path:
        """The weights file."""
        return self._trained.path

    @property
    def notes(self) -> tuple[str, ...]:
        """What one should know before trusting it, such as a plugin whose text is another one now."""
        return self._trained.notes

    def predict(
        self, images: OneImage | Sequence[OneImage], top: int | None = 5, *, strict: bool = True
    ) -> list[Prediction]:
        """What the network takes images for: a Prediction for each, so a list of one for a single image.

        An image is the path of a file, an image of Pillow, an array H x W (grey) or H x W x C, or a tensor C x H x W,
        of any size; pixels are whole numbers from 0 to 255, or fractions from 0 to 1, which are rounded to 255ths.
        Several are a list of such, a folder, an array N x H x W x C or a tensor N x C x H x W. They are prepared as
        `cnndsl predict` prepares files, and the probabilities are the same, to the last bit, for the same images in the
        same order on the same device. ``top`` is how many classes each prediction has, the likeliest first; None: all.

        The module is put into evaluation mode. Raises TrainingError for an image that cannot be used; with
        ``strict=False`` its prediction says why, and the others are made.
        """
        if top is not None and top < 1:
            raise ValueError(f"top is a number of classes, or None for all, not {top}")
        self.module.eval()
        count = len(self.classes) if top is None else top
        found = list(decoded_predictions(self._trained, _named(images), count, self.device))
        for prediction in found if strict else ():
            if prediction.problem is not None:
                raise TrainingError(f"{prediction.image} {prediction.problem}")
        return found

    def __repr__(self) -> str:
        return f"<Run {self._trained.name}: {self.network.graph.signature}, {len(self.classes)} classes, {self.path}>"


def load(path: str | os.PathLike[str], device: str = "auto") -> Run:
    """Read a run folder, or a weights file. Raises TrainingError, or OptionError for a device that is not there."""
    return Run(weights.load(Path(path)), devices.resolve(device))


def _named(images: Any, one: str = "the image") -> list[tuple[str, str | Image.Image]]:
    """The images with their names, as files or as Pillow has them. ``one`` is what a nameless one is called."""
    if isinstance(images, str | os.PathLike):
        return [(file, file) for file in expanded(os.fspath(images))]
    if isinstance(images, Image.Image):
        return [(one, images)]
    if isinstance(images, np.ndarray | torch.Tensor):
        batch = _as_arrays(images, one)
        if images.ndim < 4:
            return [(one, _picture(batch[0], one))]
        return [(f"image {i}", _picture(array, f"image {i}")) for i, array in enumerate(batch)]
    if not isinstance(images, Sequence):
        raise TypeError(f"{one} is no path, image of Pillow, array or tensor, but {type(images).__name__}")
    for i, image in enumerate(images):
        nested = image.ndim > 3 if isinstance(image, np.ndarray | torch.Tensor) else isinstance(image, list | tuple)
        if nested:
            raise TypeError(f"image {i} of the list is a batch itself: join the batches first")
    return [named for i, image in enumerate(images) for named in _named(image, f"image {i}")]


def _as_arrays(given: np.ndarray[Any, Any] | torch.Tensor, name: str) -> np.ndarray[Any, Any]:
    """An array or a tensor as N x H x W x C."""
    shape = tuple(given.shape)
    axes = "an array is HxW, HxWxC or NxHxWxC"
    order = "an array has its channels last: a tensor of torch.from_numpy has them first"
    array: np.ndarray[Any, Any]
    if isinstance(given, torch.Tensor):
        axes, order = "a tensor is HxW, CxHxW or NxCxHxW", "a tensor has its channels first"
        kept = given.detach().cpu()
        array = (kept.float() if kept.dtype is torch.bfloat16 else kept).numpy()
        array = np.moveaxis(array, -3, -1) if array.ndim > 2 else array
    else:
        array = given
    if not 2 <= array.ndim <= 4:
        raise _misshapen(name, shape, axes)
    array = array[..., None] if array.ndim == 2 else array
    if array.shape[-1] not in (1, 3, 4):
        raise _misshapen(name, shape, order)
    return array if array.ndim == 4 else array[None]


def _picture(array: np.ndarray[Any, Any], name: str) -> Image.Image:
    """An array H x W x C as Pillow has it, so that it takes the way of a file."""
    if np.issubdtype(array.dtype, np.floating):
        if not array.size or not (array.min() >= 0 and array.max() <= 1):
            raise TrainingError(
                f"{name} has fractions that are not between 0 and 1",
                "give pixels as they are; run.module takes what has been normalised already",
            )
        array = np.rint(array.astype(np.float64) * 255).astype(np.uint8)
    elif not np.issubdtype(array.dtype, np.integer):
        raise TrainingError(f"{name} has values of the kind {array.dtype}, which are no pixels")
    elif array.dtype != np.uint8:
        if not array.size or array.min() < 0 or array.max() > 255:
            raise TrainingError(f"{name} has whole numbers that are not between 0 and 255", "scale them to 0..255")
        array = array.astype(np.uint8)
    if not array.size:
        raise TrainingError(f"{name} has no pixels")
    return Image.fromarray(np.ascontiguousarray(array[..., 0] if array.shape[-1] == 1 else array))


def _misshapen(name: str, shape: tuple[int, ...], advice: str) -> TrainingError:
    return TrainingError(f"{name} has the shape {shape_text(shape) or '()'}, which is none of an image", advice)
