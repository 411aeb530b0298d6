"""The figures against scikit-learn and against counting by hand."""

import math

import pytest
import torch
from sklearn.metrics import classification_report, confusion_matrix, top_k_accuracy_score

from cnndsl.evaluate import scores
from cnndsl.evaluate.scores import Confusion, Outcomes, Scores
from cnndsl.train.errors import TrainingError


def measure(logits: torch.Tensor, labels: torch.Tensor, classes: list[str]) -> Scores:
    """The figures of outputs that come in batches of seven."""
    return scores.measure(Outcomes.of(logits.split(7), labels), classes)


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
    assert (found.confusion.dense() == confusion_matrix(labels, predicted)).all()


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
    assert found.confusion.images.sum() == 400


def test_five_classes_have_no_top_five() -> None:
    assert measure(*some(5), list("abcde")).top5_accuracy is None
    assert measure(*some(6), list("abcdef")).top5_accuracy is not None


def test_a_class_without_images_has_no_recall_and_is_in_no_mean() -> None:
    logits = torch.eye(3)[[0, 0, 1, 2]] * 9
    found = measure(logits, torch.tensor([0, 0, 1, 1]), ["a", "b", "c"])
    assert (found.classes[2].recall, found.classes[2].f1, found.classes[2].precision) == (None, None, 0.0)
    assert found.macro_recall == 0.75
    assert found.confusion.dense().tolist() == [[2, 0, 0], [0, 1, 1], [0, 0, 0]]


def test_one_image() -> None:
    found = measure(torch.tensor([[0.0, 1.0]]), torch.tensor([1]), ["a", "b"])
    assert (found.accuracy, found.macro_f1) == (1.0, 1.0)
    assert found.confusion.as_json() == [[1, 1, 1]]


def test_outputs_that_are_no_numbers() -> None:
    logits, labels = some(3)
    logits[7, 1] = math.nan
    logits[9, 0] = math.inf
    with pytest.raises(TrainingError, match="not finite for 2 of 400 images"):
        measure(logits, labels, list("abc"))
    with pytest.raises(TrainingError, match="no image"):
        measure(logits[:0], labels[:0], list("abc"))


def test_equal_outputs_count_as_scikit_learn_counts_them() -> None:
    labels = torch.arange(9).repeat(50)
    logits = torch.randint(4, (450, 9), generator=torch.Generator().manual_seed(1)).float()
    found = measure(logits, labels, list("abcdefghi"))
    assert found.top5_accuracy == top_k_accuracy_score(labels, logits.numpy(), k=5, labels=range(9))
    assert found.correct == int((logits.argmax(1) == labels).sum())


def test_what_is_kept_of_each_image() -> None:
    logits, labels = some(10)
    kept = Outcomes.of([logits[:300], logits[300:]], labels)
    shares, verdicts = logits.softmax(1).max(1)
    assert torch.equal(kept.verdicts, verdicts)
    assert torch.equal(kept.confidences, shares.double())
    assert torch.equal(kept.losses, torch.nn.functional.cross_entropy(logits.double(), labels, reduction="none"))


def test_a_confusion_of_many_classes_is_as_large_as_what_was_seen() -> None:
    classes = 1_000_000
    truth = torch.tensor([7, 7, 7, 999_999, 7, 999_999]).numpy()
    predicted = torch.tensor([7, 8, 8, 0, 500_000, 999_999]).numpy()
    found = Confusion.of(truth, predicted, classes)
    pairs = [[7, 7, 1], [7, 8, 2], [7, 500_000, 1], [999_999, 0, 1], [999_999, 999_999, 1]]
    assert found.as_json() == pairs
    assert found.mistakes() == [(2, 7, 8), (1, 7, 500_000), (1, 999_999, 0)]
    assert found.dense(2).tolist() == [[3, 1], [1, 1]]
