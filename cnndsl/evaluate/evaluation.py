"""A trained network on one part of a data set: which images, do they fit, and the figures as data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

import torch

from cnndsl import environment
from cnndsl.evaluate.inference import outputs, precision, probabilities
from cnndsl.evaluate.run_conditions import RunConditions
from cnndsl.evaluate.scores import ClassScore, Outcomes, Scores, measure
from cnndsl.evaluate.weights import Trained
from cnndsl.train.data import sources
from cnndsl.train.data.dataset import MAX_PIXELS, Dataset, Part, split
from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.machine import devices, memory
from cnndsl.train.run_folder import IMAGES, known_images
from cnndsl.train.steps.batches import batches

PartName = Literal["train", "validation", "test"]
BATCH_SIZE = 256
MATRIX_CLASSES = 100
"""Up to so many classes the confusion matrix is written whole unasked."""
READERS = 4
"""Processes that decode images which are too many for the memory."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The figures of one trained network on one part of a data set, and how they came about."""

    trained: Trained
    data: str
    """The name or folder of the data set, as it was given."""
    part: PartName
    device: str
    precision: devices.Precision
    scores: Scores
    notes: tuple[str, ...] = ()
    """What the user should know of the files, such as images that were left out."""
    trained_on: int | None = None
    """How many of the images are among those that the run was trained on; None where that is not known."""

    def as_json(self, *, full: bool = False) -> dict[str, object]:
        """All of it; shares are between 0 and 1, what is undefined is null.

        ``confusion`` has true class, predicted class (by their places among the classes) and images for each pair that
        occurred. ``confusion_matrix`` is the same as a matrix, its rows true classes: of 100 classes or fewer, and of
        more where it is asked for with ``full``; else null.
        """
        scores = self.scores
        whole = full or len(scores.classes) <= MATRIX_CLASSES
        return {
            "model": self.trained.name,
            "weights": str(self.trained.path),
            "data": self.data,
            "part": self.part,
            "images": scores.images,
            "trained_on": self.trained_on,
            "correct": scores.correct,
            "accuracy": scores.accuracy,
            "top5_accuracy": scores.top5_accuracy,
            "loss": scores.loss,
            "macro": {
                "precision": scores.macro_precision,
                "recall": scores.macro_recall,
                "f1": scores.macro_f1,
            },
            "classes": [_class_json(one) for one in scores.classes],
            "confusion": scores.confusion.as_json(),
            "confusion_matrix": scores.confusion.dense().tolist() if whole else None,
            "notes": list(self.notes),
            "device": self.device,
            "precision": self.precision,
        }


@dataclass(frozen=True, eq=False)
class Measured:
    """What a trained network made of the images of one part of a data set."""

    trained: Trained
    data: str
    part: PartName
    images: Part
    outcomes: Outcomes
    device: torch.device
    precision: devices.Precision
    notes: tuple[str, ...]
    trained_on: int | None = None

    def evaluation(self) -> Evaluation:
        """The figures of the outputs. Raises TrainingError where they are not finite."""
        scores = measure(self.outcomes, self.trained.classes)
        device = devices.describe(self.device)
        return Evaluation(
            self.trained, self.data, self.part, device, self.precision, scores, self.notes, self.trained_on
        )


def evaluate(
    trained: Trained,
    part: PartName = "test",
    data: str | None = None,
    data_dir: Path | None = None,
    *,
    device: str = "auto",
    batch_size: int | None = None,
    skip_bad: bool = False,
    max_pixels: int | None = None,
) -> Evaluation:
    """Measure a trained network; without ``data`` on the data set that it was trained with, read as then.

    Batches and threads are those of the run, where its record lies beside the weights: so the figures are its own to
    the last bit. ``max_pixels`` is the limit of each image; a record may lower it only, as it may be a stranger's.
    Raises OptionError for a choice that cannot be met, TrainingError for data that cannot be read or do not fit.
    """
    found = measured(
        trained,
        part,
        data,
        data_dir,
        device=device,
        batch_size=batch_size,
        skip_bad=skip_bad,
        max_pixels=max_pixels,
    )
    return found.evaluation()


def measured(
    trained: Trained,
    part: PartName = "test",
    data: str | None = None,
    data_dir: Path | None = None,
    *,
    device: str = "auto",
    batch_size: int | None = None,
    skip_bad: bool = False,
    max_pixels: int | None = None,
) -> Measured:
    """What ``evaluate`` measures: the images and what became of each. Raises what it raises."""
    name = data or trained.data
    if name is None:
        raise OptionError(f"{trained.path} does not say what data it was trained on", "name it: --data NAME or FOLDER")
    conditions = RunConditions.beside(trained)
    same = _same_data(name, trained.data)
    if same:
        data_dir = data_dir or conditions.data_dir
        skip_bad = skip_bad or conditions.skip_bad
        max_pixels = max_pixels or min(conditions.max_pixels or MAX_PIXELS, MAX_PIXELS)
    chosen = devices.resolve(device)
    kind = precision(trained, chosen, conditions.device)
    source = sources.find(name, data_dir, skip_bad=skip_bad, max_pixels=max_pixels or MAX_PIXELS)
    _require_channels(trained, source.facts.channels, source.facts.name)
    _require_class_count(trained, len(source.facts.classes), source.facts.name)
    dataset = source.load()
    if not trained.named:
        trained = replace(trained, classes=dataset.classes or source.facts.classes)
    _require_classes(trained, dataset.classes or source.facts.classes, source.facts.name)
    if part == "validation" and dataset.validation is None and not same:
        raise OptionError(
            f"{name} has no validation part, and {trained.name} held back images of {trained.data} only",
            "use --part test or --part train",
        )
    images = _part(dataset, part, conditions if same else RunConditions(), trained.classes)
    if not len(images):
        raise TrainingError(f"the {part} part of {name} has no images")
    with _threads(conditions.threads if chosen.type == "cpu" else None):
        size = batch_size or conditions.batch_size or BATCH_SIZE
        memory.require_batch(trained.network, min(size, len(images)), chosen)
        served = _served(trained, images, chosen, kind, size)
        given = outputs(trained, served, chosen, kind)
        found = Outcomes.of(given, images.labels, partial(probabilities, trained))
    seen = _trained_on(trained, images)
    notes = dataset.notes
    if seen and part != "train":
        notes = (*notes, f"{seen:,} of the {len(images):,} images are among those that it was trained on")
    return Measured(trained, name, part, images, found, chosen, kind, notes, seen)


def _trained_on(trained: Trained, images: Part) -> int | None:
    """How many of the images the run was trained on, by the record beside the weights; None where it is not known."""
    known = images.identified().fingerprints
    if known is None:
        return None
    return known_images.trained_on(known, trained.path.parent / IMAGES, trained.metadata.get("run"))


def _same_data(name: str, trained_on: str | None) -> bool:
    """Whether a data set is that of the run; a folder may be named in several ways."""
    if trained_on is None or name in sources.NAMES or trained_on in sources.NAMES:
        return name == trained_on
    return os.path.realpath(name) == os.path.realpath(trained_on)


def _served(
    trained: Trained, part: Part, device: torch.device, kind: devices.Precision, batch_size: int
) -> Iterator[torch.Tensor]:
    """The images in batches, by the way that training takes."""
    workers = min(READERS, environment.usable_cores())
    served = batches(part, trained.preprocessing, device, dtype=devices.dtype(kind), workers=workers)
    places = torch.split(torch.arange(len(part)), batch_size)
    return (images for images, _ in served.serve(places))


def _class_json(one: ClassScore) -> dict[str, object]:
    return {
        "name": one.name,
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
        "support": one.support,
    }


def _require_channels(trained: Trained, channels: int, data: str) -> None:
    if channels != trained.channels:
        raise TrainingError(
            f"{trained.name} was trained on images of {_channels(trained.channels)}, "
            f"those of {data} have {_channels(channels)}",
            "evaluate it on data of the same kind",
        )


def _require_class_count(trained: Trained, count: int, data: str) -> None:
    if count != len(trained.classes):
        raise TrainingError(
            f"{trained.name} tells {len(trained.classes)} classes apart, {data} has {count}",
            "evaluate it on data with the classes that it was trained on",
        )


def _require_classes(trained: Trained, classes: tuple[str, ...], data: str) -> None:
    """Compare the classes with those that the network was trained on. Raises TrainingError that names both."""
    if classes == trained.classes:
        return
    _require_class_count(trained, len(classes), data)
    if sorted(classes) == sorted(trained.classes):
        what = f"the classes of {data} are in another order than those that {trained.name} was trained on"
    else:
        pairs = enumerate(zip(trained.classes, classes, strict=True))
        at, ours, theirs = next((i, a, b) for i, (a, b) in pairs if a != b)
        what = f"class {at} of {trained.name} is {ours!r}, of {data} {theirs!r}"
    raise TrainingError(what, "evaluate it on data with the classes that it was trained on")


def _channels(count: int) -> str:
    return {1: "1 channel (grey)", 3: "3 channels (RGB)"}.get(count, f"{count} channels")


def _part(dataset: Dataset, name: PartName, conditions: RunConditions, classes: tuple[str, ...]) -> Part:
    """The images of a part. What a run held back for validation is found again by what its record says."""
    if name == "test":
        return dataset.test
    if dataset.validation is not None:
        return dataset.validation if name == "validation" else dataset.train
    if conditions.seed is not None and conditions.validation is not None:
        return split(dataset.train, conditions.validation, conditions.seed, classes)[name == "validation"]
    if name == "train":
        return dataset.train
    raise OptionError(
        "this data set has no validation part, and no options.json beside the weights says what was held back",
        "use --part test or --part train",
    )


@contextmanager
def _threads(count: int | None) -> Iterator[None]:
    """So many CPU threads for a while; None leaves them."""
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(count or before)
        yield
    finally:
        torch.set_num_threads(before)
