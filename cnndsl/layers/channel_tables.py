"""Tables of the input channels that each output channel sees (LeCun et al., 1998, table I)."""

from __future__ import annotations

from cnndsl.diagnostics import codes as code
from cnndsl.layers.layer import Fault
from cnndsl.layers.shapes import Map
from cnndsl.text import plural

Table = tuple[tuple[int, ...], ...]
"""For each output channel the input channels that it sees, counted from 0."""


def check_table(table: Table, inputs: int, outputs: int, then: Map) -> None:
    """Raise Fault unless each of the output channels sees some of the input channels, each once."""
    if len(table) != outputs:
        raise Fault(
            code.GROUPS,
            f"the table has {plural(len(table), 'row')}, and there are {plural(outputs, 'output channel')}",
            argument="table",
            advice=f"give a list for each of the {outputs} channels",
            then=then,
        )
    for number, row in enumerate(table):
        beyond = next((channel for channel in row if not 0 <= channel < inputs), None)
        if beyond is not None:
            title = f"row {number} of the table has channel {beyond}, and {inputs} arrive"
            advice = f"channels are counted from 0: use at most {inputs - 1}"
            raise Fault(code.GROUPS, title, argument="table", advice=advice, then=then)
        if len(set(row)) < len(row) or not row:
            title = f"row {number} of the table " + ("is empty" if not row else "has a channel twice")
            raise Fault(code.GROUPS, title, argument="table", advice="list each channel that it sees once", then=then)


def places(table: Table) -> list[tuple[int, int]]:
    """The output and the input channel of each connection."""
    return [(number, channel) for number, row in enumerate(table) for channel in row]
