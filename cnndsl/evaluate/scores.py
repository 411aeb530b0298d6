"""How good predictions are: the usual figures of a classifier, by scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support
from torch.nn.functional import cross_entropy

from cnndsl.train.errors import TrainingError

TOP = 5


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What a network made of N images, a few numbers for each: all that the figures need of its N x classes outputs."""

    labels: torch.Tensor
    """int64 N."""
    verdicts: torch.Tensor
    """int64 N: the class with the largest output, the first of equal ones."""
    confidences: torch.Tensor
    """float64 N: the probability of the verdict."""
    losses: torch.Tensor
    """float64 N: the cross-entropy, in nats."""
    among_top: torch.Tensor
    """bool N: whether the right class is among the five largest outputs; of equal ones the last count as larger."""
    finite: torch.Tensor
    """bool N: whether all outputs are finite."""

    @classmethod
    def of(
        cls,
        batches: Iterable[torch.Tensor],
        labels: torch.Tensor,
        probabilities: Callable[[torch.Tensor], torch.Tensor] = lambda outputs: outputs.softmax(1),
    ) -> Outcomes:
        """For outputs (float32 B x classes) that come in batches, and the labels (int64 N) of all of them.

        ``probabilities`` makes probabilities of outputs. Only one batch of outputs is kept at a time.
        """
        kinds = (torch.long, torch.double, torch.double, torch.bool, torch.bool)
        columns = [torch.empty(len(labels), dtype=kind) for kind in kinds]  # filled: what is kept of each batch pins it
        start = 0
        for outputs in batches:
            end = start + len(outputs)
            outcome = _outcome(outputs, labels[start:end], probabilities(outputs))
            for column, values in zip(columns, outcome, strict=True):
                column[start:end] = values
            start = end
        return cls(labels, *columns)

    def __len__(self) -> int:
        return len(self.labels)


def _outcome(outputs: torch.Tensor, labels: torch.Tensor, shares: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """The columns of ``Outcomes`` after ``labels``, for one batch."""
    verdicts, own = outputs.argmax(1), labels[:, None]
    right = outputs.gather(1, own)
    later = torch.arange(outputs.shape[1]) > own
    ahead = ((outputs > right) | ((outputs == right) & later)).sum(1)
    losses = cross_entropy(outputs.double(), labels, reduction="none")
    confidences = shares.gather(1, verdicts[:, None])[:, 0].double()
    return verdicts, confidences, losses, ahead < TOP, outputs.isfinite().all(1)


@dataclass(frozen=True, eq=False)
class Confusion:
    """A confusion matrix by its entries that are not zero, ordered by true class and then by prediction."""

    classes: int
    truth: NDArray[np.int64]
    predicted: NDArray[np.int64]
    images: NDArray[np.int64]
    """How many images of the true class were taken for the predicted one."""

    @classmethod
    def of(cls, truth: NDArray[np.int64], predicted: NDArray[np.int64], classes: int) -> Confusion:
        """Count N pairs of a true and a predicted class."""
        pairs, images = np.unique(truth * classes + predicted, return_counts=True)
        return cls(classes, pairs // classes, pairs % classes, images)

    def dense(self, places: int | None = None) -> NDArray[np.int64]:
        """The whole matrix: a row for each true class, a column for each prediction.

        With ``places``, one of so many rows and columns, each of which stands for as many neighbouring classes.
        """
        size = places or self.classes
        matrix = np.zeros((size, size), np.int64)
        np.add.at(matrix, (self.truth * size // self.classes, self.predicted * size // self.classes), self.images)
        return matrix

    def mistakes(self) -> list[tuple[int, int, int]]:
        """What was taken for another class: images, true class, prediction; the most images first."""
        wrong = self.truth != self.predicted
        order = np.argsort(-self.images[wrong], kind="stable")
        columns = (self.images, self.truth, self.predicted)
        return list(zip(*(column[wrong][order].tolist() for column in columns), strict=True))

    def as_json(self) -> list[list[int]]:
        """Triples of true class, predicted class and images; classes by their numbers."""
        triples: list[list[int]] = np.stack([self.truth, self.predicted, self.images], 1).tolist()
        return triples


@dataclass(frozen=True)
class ClassScore:
    """The figures of one class, each between 0 and 1. Without an image of it there is no recall and no F1."""

    name: str
    precision: float
    """Of the images called so, the share that is so; 0 where none was."""
    recall: float | None
    """Of the images that are so, the share called so."""
    f1: float | None
    support: int
    """How many images of the class there are."""


@dataclass(frozen=True, eq=False)
class Scores:
    """The figures of all predictions; shares are between 0 and 1."""

    images: int
    correct: int
    accuracy: float
    top5_accuracy: float | None
    """How often the right class is among the five most likely; None for five classes or fewer."""
    loss: float
    """Mean cross-entropy, in nats."""
    macro_precision: float
    """Unweighted means over the classes of which there is an image."""
    macro_recall: float
    macro_f1: float
    classes: tuple[ClassScore, ...]
    confusion: Confusion


def measure(outcomes: Outcomes, classes: Sequence[str]) -> Scores:
    """The figures of what a network made of images, with the names of its classes.

    Raises TrainingError where there is no image, or an output is not finite.
    """
    if not len(outcomes):
        raise TrainingError("there is no image to measure the network with")
    broken = len(outcomes) - int(outcomes.finite.sum())
    if broken:
        raise TrainingError(
            f"the network's output is not finite for {broken:,} of {len(outcomes):,} images",
            "its weights are of no use; train again, with a lower learning rate",
        )
    truth, predicted, numbers = outcomes.labels.numpy(), outcomes.verdicts.numpy(), list(range(len(classes)))
    present = sorted(set(truth.tolist()))
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=numbers, average=None, zero_division=0
    )
    macro = precision_recall_fscore_support(truth, predicted, labels=present, average="macro", zero_division=0)
    correct = int((truth == predicted).sum())
    return Scores(
        images=len(outcomes),
        correct=correct,
        accuracy=correct / len(outcomes),
        top5_accuracy=int(outcomes.among_top.sum()) / len(outcomes) if len(classes) > TOP else None,
        loss=float(outcomes.losses.mean()),
        macro_precision=float(macro[0]),
        macro_recall=float(macro[1]),
        macro_f1=float(macro[2]),
        classes=tuple(
            ClassScore(
                name,
                float(precision[i]),
                float(recall[i]) if support[i] else None,
                float(f1[i]) if support[i] else None,
                int(support[i]),
            )
            for i, name in enumerate(classes)
        ),
        confusion=Confusion.of(truth, predicted, len(classes)),
    )
