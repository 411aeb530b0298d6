"""The list of architectures as a table, JSON and Markdown; CSV is that of their index."""

from __future__ import annotations

from collections.abc import Sequence

from cnndsl.report import text_table
from cnndsl.report.indented_json import indented
from cnndsl.report.summary_formats import ONE, Unit, unit_of
from cnndsl.report.text_table import GAP, Column, fit, render
from cnndsl.text import shape_text
from cnndsl.zoo import Architecture

_COLUMNS = (
    Column("Name"),
    Column("Input"),
    Column("Params", right=True),
    Column("MACs", right=True),
    Column("Family", narrowest=8),
    Column("Paper", narrowest=11),
)


def table(entries: Sequence[Architecture], width: int = 80) -> str:
    """The architectures for people. Figures are abbreviated where the width asks for it."""
    rows = [_cells(entry) for entry in entries]
    if sum(fit(_COLUMNS, rows, 10**6)) + GAP * (len(_COLUMNS) - 1) > width:
        units = unit_of(entry.params for entry in entries), unit_of(entry.macs for entry in entries)
        rows = [_cells(entry, units) for entry in entries]
    return "\n".join(render(_COLUMNS, rows, width))


def markdown(entries: Sequence[Architecture]) -> str:
    """A Markdown table with exact figures and whole references; what would be markup in cells is escaped."""
    return "\n".join(text_table.markdown(_COLUMNS, [[*_cells(entry)[:-1], entry.paper] for entry in entries]))


def json_text(entries: Sequence[Architecture]) -> str:
    """A list of objects with exact figures; shapes are lists of integers, without the batch."""
    return indented([entry._asdict() for entry in entries])


def _cells(entry: Architecture, units: tuple[Unit, Unit] = (ONE, ONE)) -> list[str]:
    shape = shape_text(entry.input)
    params, macs = (unit.text(n) for unit, n in zip(units, (entry.params, entry.macs), strict=True))
    return [entry.name, shape, params, macs, entry.family, entry.citation]
