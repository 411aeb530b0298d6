"""An evaluation for people: its figures, a row for each class, and what is taken for what."""

from __future__ import annotations

from textwrap import wrap

from cnndsl.evaluate.evaluation import Evaluation
from cnndsl.evaluate.scores import Scores
from cnndsl.printable import printable
from cnndsl.report.text_table import GAP, Column, fit, render

PAIRS = 20
"""Confused pairs that are listed where the matrix is too wide."""

_COLUMNS = (
    Column("Class", narrowest=8),
    Column("Precision", right=True),
    Column("Recall", right=True),
    Column("F1", right=True),
    Column("Images", right=True),
)


def text(evaluation: Evaluation, width: int = 80, *, full: bool = False) -> str:
    """The evaluation in lines that fit the width; a matrix that does not fit gives way to the most confused pairs, or
    to all of them with ``full``."""
    scores = evaluation.scores
    pairs = None if full else PAIRS
    parts = [_head(evaluation, width), render(_COLUMNS, _rows(scores), width), _confusion(scores, width, pairs)]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _head(evaluation: Evaluation, width: int) -> list[str]:
    scores = evaluation.scores
    top = [] if scores.top5_accuracy is None else [f"top-5     {scores.top5_accuracy:.2%}"]
    return [
        printable(f"{evaluation.trained.name} on the {evaluation.part} part of {evaluation.data}"),
        "",
        f"accuracy  {scores.accuracy:.2%} ({scores.correct:,} of {scores.images:,} images)",
        *top,
        f"loss      {scores.loss:.4f}",
        f"device    {evaluation.device}, {evaluation.precision}",
        *(line for note in evaluation.notes for line in wrap(printable(note), width)),
    ]


def _rows(scores: Scores) -> list[list[str]]:
    rows = [
        [printable(one.name), _share(one.precision), _share(one.recall), _share(one.f1), f"{one.support:,}"]
        for one in scores.classes
    ]
    macro = scores.macro_precision, scores.macro_recall, scores.macro_f1
    return [*rows, ["macro mean", *map(_share, macro), f"{scores.images:,}"]]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _confusion(scores: Scores, width: int, most: int | None) -> list[str]:
    """The whole matrix where it fits the width; else its most frequent mistakes, all of them without ``most``."""
    names = [printable(one.name) for one in scores.classes]
    if len(names) * (1 + GAP) > width:
        return _pairs(scores, names, width, most)
    columns = [Column("", narrowest=None), *(Column(name, right=True) for name in names)]
    rows = [
        [name, *("." if count == 0 else str(count) for count in counts)]
        for name, counts in zip(names, scores.confusion.dense().tolist(), strict=True)
    ]
    widths = fit(columns, rows, width)
    if sum(widths) + GAP * (len(widths) - 1) <= width:
        title = "confusion matrix (a row is a true class, a column what it was taken for)"
        return [*wrap(title, width), "", *render(columns, rows, width)]
    return _pairs(scores, names, width, most)


def _pairs(scores: Scores, names: list[str], width: int, most: int | None) -> list[str]:
    count, confused = len(names), scores.confusion.mistakes()
    wrong = scores.images - scores.correct
    title = (
        f"the confusion matrix ({count}x{count}) is too wide for this terminal; "
        "--format json and --png FILE have all of it"
    )
    if not confused:
        return [*wrap(title, width), "", "no image was taken for another class"]
    columns = (Column("True", narrowest=8), Column("Taken for", narrowest=8), Column("Images", right=True))
    rows = [[names[i], names[j], f"{number:,}"] for number, i, j in confused[:most]]
    shown = sum(number for number, _, _ in confused[:most])
    said = f"the {len(rows)} most confused pairs, {shown:,} of {wrong:,} wrong predictions:"
    return [*wrap(title, width), "", *wrap(said, width), "", *render(columns, rows, width)]
