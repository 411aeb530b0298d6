"""A table as text that fits a width by wrapping cells; nothing is ever cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

GAP = 2

_WORDS = re.compile(r"(?<=\.)| ")
"""Between the parts of a cell that wrapping keeps whole."""


@dataclass(frozen=True, slots=True)
class Column:
    """``narrowest`` is how far a column may shrink (None: not at all); its cells then wrap."""

    title: str
    right: bool = False
    narrowest: int | None = None


def render(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Lines of a table: titles, a rule, the rows. Trailing white space is left out."""
    widths = fit(columns, rows, width)
    lines = row(columns, [column.title for column in columns], widths)
    lines.append("-" * (sum(widths) + GAP * (len(widths) - 1)))
    for cells in rows:
        lines += row(columns, cells, widths)
    return lines


def markdown(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of the same table in Markdown; pipes in cells are escaped."""
    rule = "|" + "|".join("---:" if column.right else "---" for column in columns) + "|"
    titles, *lines = (
        "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        for cells in ([column.title for column in columns], *rows)
    )
    return [titles, rule, *lines]


def fit(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Width of every column: as wide as its widest cell, then the widest columns shrink until the table fits.

    They shrink to their longest word first, and break words only where that is not enough.
    """
    cells = [[column.title, *(cells[i] for cells in rows)] for i, column in enumerate(columns)]
    widths = [max(map(len, texts)) for texts in cells]
    words = [max(len(word) + 2 for text in texts for word in _WORDS.split(text)) for texts in cells]
    excess = sum(widths) + GAP * (len(widths) - 1) - width
    for floors in ([max(c.narrowest or 0, word) for c, word in zip(columns, words, strict=True)], None):
        while excess > 0:
            flexible = [
                i
                for i, column in enumerate(columns)
                if column.narrowest is not None and widths[i] > (floors[i] if floors else column.narrowest)
            ]
            if not flexible:
                break
            widths[max(flexible, key=lambda i: widths[i])] -= 1
            excess -= 1
    return widths


def wrap(text: str, width: int) -> list[str]:
    """Cut at spaces, else after dots, else anywhere; continuation lines are indented by two where there is room."""
    lines: list[str] = []
    indent = ""
    rest = text
    while len(indent) + len(rest) > width:
        room = width - len(indent)
        cut = rest.rfind(" ", 1, room + 1)
        if cut <= 0:
            cut = rest.rfind(".", 1, room) + 1 or room
        lines.append(indent + rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
        indent = "  " if width > 8 else ""
    return [*lines, indent + rest] if rest or not lines else lines


def row(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """One row as lines, each cell wrapped to the width of its column. Trailing white space is left out."""
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for level in range(max(map(len, wrapped))):
        parts = []
        for column, cell, width in zip(columns, wrapped, widths, strict=True):
            text = cell[level] if level < len(cell) else ""
            parts.append(text.rjust(width) if column.right else text.ljust(width))
        lines.append((" " * GAP).join(parts).rstrip())
    return lines
