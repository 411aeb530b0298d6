"""How good predictions are: the usual figures of a classifier, by scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support, top_k_accuracy_score
from torch.nn.functional import cross_entropy

from cnndsl.train.errors import TrainingError

TOP = 5


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
    confusion: NDArray[np.int64]
    """Classes x classes: a row for each true class, a column for each prediction."""


def measure(logits: torch.Tensor, labels: torch.Tensor, classes: Sequence[str]) -> Scores:
    """The figures of outputs (float N x classes) for images with these labels (int64 N).

    Raises TrainingError where there is no image, or an output is not finite.
    """
    if not len(labels):
        raise TrainingError("there is no image to measure the network with")
    broken = int((~logits.isfinite()).any(1).sum())
    if broken:
        raise TrainingError(
            f"the network's output is not finite for {broken:,} of {len(labels):,} images",
            "its weights are of no use; train again, with a lower learning rate",
        )
    truth, predicted, numbers = labels.numpy(), logits.argmax(1).numpy(), list(range(len(classes)))
    present = sorted(set(truth.tolist()))
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=numbers, average=None, zero_division=0
    )
    macro = precision_recall_fscore_support(truth, predicted, labels=present, average="macro", zero_division=0)
    top = None
    if len(classes) > TOP:
        top = float(top_k_accuracy_score(truth, logits.numpy(), k=TOP, labels=numbers))
    return Scores(
        images=len(labels),
        correct=int(accuracy_score(truth, predicted, normalize=False)),
        accuracy=int(accuracy_score(truth, predicted, normalize=False)) / len(labels),
        top5_accuracy=top,
        loss=float(cross_entropy(logits.double(), labels)),
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
        confusion=np.asarray(confusion_matrix(truth, predicted, labels=numbers), dtype=np.int64),
    )
