"""The figures against scikit-learn and against counting by hand."""

import math

import numpy as np
import pytest
import torch
from sklearn.metrics import classification_report, confusion_matrix

from cnndsl.evaluate.scores import measure
from cnndsl.train.errors import TrainingError


def some(classes: int, count: int = 400) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(classes)
    labels = torch.randint(classes, (count,), generator=generator)
    logits = torch.randn(count, classes, generator=generator)
    logits[torch.arange(count), labels] += 1
    return logits, labels


@pytest.mark.parametrize("classes", [2, 3, 10, 40])
def test_they_are_scikit_learn_s(classes: int) -> None:
    logits, labels = some(classes)
    names = [f"c{i}" for i in range(classes)]
    found = measure(logits, labels, names)
    predicted = logits.argmax(1)
    report = classification_report(
        labels, predicted, labels=range(classes), target_names=names, output_dict=True, zero_division=0
    )
    for one in found.classes:
        expected = report[one.name]
        assert (one.precision, one.recall, one.f1, one.support) == (
            expected["precision"],
            expected["recall"],
            expected["f1-score"],
            expected["support"],
        )
    macro = report["macro avg"]
    assert found.macro_precision == pytest.approx(macro["precision"])
    assert found.macro_recall == pytest.approx(macro["recall"])
    assert found.macro_f1 == pytest.approx(macro["f1-score"])
    assert (found.confusion == confusion_matrix(labels, predicted)).all()


def test_they_are_what_counting_gives() -> None:
    logits, labels = some(10)
    found = measure(logits, labels, list("0123456789"))
    truth, rows = labels.tolist(), logits.tolist()
    predicted = [row.index(max(row)) for row in rows]
    assert found.correct == sum(a == b for a, b in zip(truth, predicted, strict=True))
    assert found.accuracy == found.correct / 400
    top = [sorted(range(10), key=lambda c: -row[c])[:5] for row in rows]
    assert found.top5_accuracy == sum(a in best for a, best in zip(truth, top, strict=True)) / 400
    losses = [math.log(sum(map(math.exp, row))) - row[a] for a, row in zip(truth, rows, strict=True)]
    assert found.loss == pytest.approx(sum(losses) / 400)
    for i, one in enumerate(found.classes):
        hits = sum(a == b == i for a, b in zip(truth, predicted, strict=True))
        assert one.precision == pytest.approx(hits / predicted.count(i))
        assert one.recall == pytest.approx(hits / truth.count(i))
    assert found.confusion.sum() == 400


def test_five_classes_have_no_top_five() -> None:
    assert measure(*some(5), list("abcde")).top5_accuracy is None
    assert measure(*some(6), list("abcdef")).top5_accuracy is not None


def test_a_class_without_images_has_no_recall_and_is_in_no_mean() -> None:
    logits = torch.eye(3)[[0, 0, 1, 2]] * 9
    found = measure(logits, torch.tensor([0, 0, 1, 1]), ["a", "b", "c"])
    assert (found.classes[2].recall, found.classes[2].f1, found.classes[2].precision) == (None, None, 0.0)
    assert found.macro_recall == 0.75
    assert found.confusion.tolist() == [[2, 0, 0], [0, 1, 1], [0, 0, 0]]


def test_one_image() -> None:
    found = measure(torch.tensor([[0.0, 1.0]]), torch.tensor([1]), ["a", "b"])
    assert (found.accuracy, found.macro_f1) == (1.0, 1.0)
    assert isinstance(found.confusion, np.ndarray)


def test_outputs_that_are_no_numbers() -> None:
    logits, labels = some(3)
    logits[7, 1] = math.nan
    logits[9, 0] = math.inf
    with pytest.raises(TrainingError, match="not finite for 2 of 400 images"):
        measure(logits, labels, list("abc"))
    with pytest.raises(TrainingError, match="no image"):
        measure(logits[:0], labels[:0], list("abc"))
