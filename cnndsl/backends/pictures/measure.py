"""How large things are: boxes by their texts, headers of frames, labels. All in pixels."""

from __future__ import annotations

from math import ceil, fsum
from typing import NamedTuple

from cnndsl.backends.pictures.elements import Frame, Unit
from cnndsl.backends.pictures.text_metrics import text_width

TEXT, WORDS, SMALL, HEADER, TITLE = 12.0, 10.5, 10.0, 11.0, 16.0
"""Sizes of letters: of a box, of what is written into it, of shapes and details, of a frame, of the picture."""

LINE, DETAIL = 24, 13
PADDING, BETWEEN = 12, 6
CARD = 3
"""How far the cards of a stack show below each other; a stack shows two."""

BAND = 18
"""The height of a frame's header."""


class Run(NamedTuple):
    """Letters of one kind in a line of text."""

    text: str
    size: float
    tone: str = "text"
    bold: bool = False

    @property
    def width(self) -> float:
        return text_width(self.text, self.size, bold=self.bold)


def unit_lines(unit: Unit) -> list[list[Run]]:
    """The texts of a box, line by line."""
    folded = unit.kind == "folded"
    size = WORDS if unit.kind in ("part", "end", "wire") else TEXT
    first = [Run(unit.text, size, "words" if unit.kind == "wire" else "text", bold=folded)]
    if unit.words:
        first.append(Run(" ".join(unit.words), WORDS, "words"))
    if unit.times > 1:
        first.append(Run(f"× {unit.times}", TEXT, "times", bold=True))
    return [first, *([Run(line, SMALL, "words")] for line in unit.details)]


def line_width(runs: list[Run]) -> float:
    """The width of one line of text in pixels, with the gaps between its runs."""
    return fsum(run.width for run in runs) + BETWEEN * (len(runs) - 1)


def unit_size(unit: Unit) -> tuple[float, float]:
    """Width and height of a box, without the cards of a stack."""
    lines = unit_lines(unit)
    wide = max(map(line_width, lines)) + 2 * PADDING
    high = {"part": 20, "end": 20, "wire": 16}.get(unit.kind, LINE) + DETAIL * (len(lines) - 1)
    least = 40 if unit.kind in ("part", "end", "wire") else 84
    return max(least, even(wide)), high


def header_runs(frame: Frame) -> tuple[list[Run], list[Run]]:
    """The texts at the two ends of a frame's header."""
    left = [Run(frame.title, HEADER, bold=True)] if frame.title else []
    if frame.times > 1:
        left.append(Run(f"× {frame.times}", TEXT, "times", bold=True))
    return left, [Run(frame.facts, SMALL, "words")] if frame.facts else []


def header_width(frame: Frame) -> float:
    """How wide a frame has to be for its header, in pixels."""
    left, right = header_runs(frame)
    return even(line_width(left) + line_width(right) + 16 + (16 if left and right else 0))


def label_width(text: str) -> float:
    """The width of a text beside a line, in pixels."""
    return even(text_width(text, SMALL))


def even(width: float) -> float:
    """The next even number of pixels, so that middles are whole ones."""
    return 2 * ceil(width / 2)
