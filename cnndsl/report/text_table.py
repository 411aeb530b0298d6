"""A table as text that fits a width by wrapping cells; nothing is ever cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cnndsl.printable import in_markdown
from cnndsl.text import display_width, fitting, ljust, rjust

GAP = 2

_WORDS = re.compile(r"(?<=\.)| ")
"""Between the parts of a cell that wrapping keeps whole."""

_PARTS = re.compile(r"(?<=[._/-])| ")
"""Between what it keeps whole where that is not enough."""


@dataclass(frozen=True, slots=True)
class Column:
    """``narrowest`` is how far a column may shrink (None: not at all); its cells then wrap. A ``spare`` column is left
    out where words would have to be broken for it."""

    title: str
    right: bool = False
    narrowest: int | None = None
    spare: bool = False


def render(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Lines of a table: titles, a rule, the rows. Trailing white space is left out."""
    columns, rows = _affordable(columns, rows, width)
    widths = fit(columns, rows, width)
    lines = row(columns, [column.title for column in columns], widths)
    lines.append("-" * (sum(widths) + GAP * (len(widths) - 1)))
    for cells in rows:
        lines += row(columns, cells, widths)
    return lines


def markdown(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of the same table in Markdown; what would be markup in cells is escaped."""
    rule = "|" + "|".join("---:" if column.right else "---" for column in columns) + "|"
    titles, *lines = (
        "| " + " | ".join(in_markdown(cell) for cell in cells) + " |"
        for cells in ([column.title for column in columns], *rows)
    )
    return [titles, rule, *lines]


def fit(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Width of every column: as wide as its widest cell, then the widest columns shrink until the table fits.

    They shrink to their longest word first, and break words only where that is not enough: at underscores, hyphens and
    slashes, and then anywhere.
    """
    cells = _distinct(columns, rows)
    widths = [max(map(display_width, texts)) for texts in cells]
    excess = sum(widths) + GAP * (len(widths) - 1) - width
    for floors in (_floors(columns, cells, _WORDS), _floors(columns, cells, _PARTS), None):
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


def _distinct(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[set[str]]:
    """The texts of every column, each once: of thousands of rows many are alike."""
    return [{column.title, *(row[i] for row in rows)} for i, column in enumerate(columns)]


def _floors(columns: Sequence[Column], cells: list[set[str]], between: re.Pattern[str]) -> list[int]:
    """How far columns shrink without breaking what stands between; what follows the first line is indented by two."""
    return [
        max(column.narrowest or 0, *(display_width(word) + 2 for text in texts for word in between.split(text)))
        for column, texts in zip(columns, cells, strict=True)
    ]


def _affordable(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int
) -> tuple[Sequence[Column], Sequence[Sequence[str]]]:
    """The table without its spare columns, the last first, where its words would not be whole beside them."""
    while True:
        cells = _distinct(columns, rows)
        floors = _floors(columns, cells, _WORDS)
        widest = [max(map(display_width, texts)) for texts in cells]
        least = [
            widths if column.narrowest is None else min(widths, floor)
            for column, widths, floor in zip(columns, widest, floors, strict=True)
        ]
        spare = [i for i, column in enumerate(columns) if column.spare]
        if not spare or sum(least) + GAP * (len(least) - 1) <= width:
            return columns, rows
        left = [i for i in range(len(columns)) if i != spare[-1]]
        columns, rows = [columns[i] for i in left], [[row[i] for i in left] for row in rows]


def wrap(text: str, width: int) -> list[str]:
    """Cut at spaces, else after dots, else after `_`, `-` and `/`, else anywhere; continuation lines are indented by
    two where there is room."""
    lines: list[str] = []
    indent = ""
    rest = text
    while len(indent) + display_width(rest) > width:
        room = max(fitting(rest, width - len(indent)), 1)
        cut = rest.rfind(" ", 1, room + 1)
        if cut <= 0:
            cut = rest.rfind(".", 1, room) + 1 or max(rest.rfind(sign, 1, room) for sign in "_-/") + 1 or room
        lines.append(indent + rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
        indent = "  " if width > 8 else ""
    return [*lines, indent + rest] if rest or not lines else lines


_wrapped = lru_cache(256)(wrap)
"""Of thousands of rows many have the same cells."""


def row(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """One row as lines, each cell wrapped to the width of its column. Trailing white space is left out."""
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for level in range(max(map(len, wrapped))):
        parts = []
        for column, cell, width in zip(columns, wrapped, widths, strict=True):
            text = cell[level] if level < len(cell) else ""
            parts.append(rjust(text, width) if column.right else ljust(text, width))
        lines.append((" " * GAP).join(parts).rstrip())
    return lines
