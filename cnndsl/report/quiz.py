"""The summary of a network as a sheet with blanks, and its key."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cnndsl.diagnostics.render import printable
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Join, Part
from cnndsl.info import Row, row
from cnndsl.layers.symbolic import Calculation
from cnndsl.network import Network
from cnndsl.report.calculations import explain, line_of, lines, title
from cnndsl.report.receptive_field_text import cell
from cnndsl.report.text_table import Column, render

HIDDEN = ("shapes", "params", "rf")
"""The columns that can be asked for."""

BLANK = "____"

_COLUMNS = (
    Column("Line", right=True),
    Column("Name", narrowest=10),
    Column("Layer", narrowest=12),
    Column("Output"),
    Column("Params"),
    Column("RF"),
)


class Blank(NamedTuple):
    """A number or shape that is asked for. ``what`` names it, ``steps`` are the sums that lead to it."""

    node: Node
    what: str
    answer: str
    steps: list[Calculation]


class Quiz:
    """The rows of the sheet and its blanks, numbered from 1 in the order of reading."""

    def __init__(self, network: Network, hide: Collection[str] = HIDDEN) -> None:
        self.network = network
        self.hide = frozenset(hide)
        self.blanks: list[Blank] = []
        self.rows = [self._row(node) for node in network.graph.layers()]

    def _row(self, node: Node) -> list[str]:
        worked = explain(node)
        seen = cell(row(Row, node))
        parameters = [step for step in worked.costs if step.quantity in ("groups", "parameters")]
        return [
            str(node.span.line),
            printable(node.name),
            self._layer(node),
            self._cell("shapes", Blank(node, "output", str(node.shape), worked.shape)),
            self._cell("params", Blank(node, "parameters", f"{node.params:,}", parameters)) if node.params else "",
            self._cell("rf", Blank(node, "receptive field", seen, worked.field), asked=bool(worked.field)),
        ]

    def _cell(self, column: str, blank: Blank, *, asked: bool = True) -> str:
        """The answer, or a blank. What is not asked for stays empty in a hidden column: it would give others away."""
        if column not in self.hide:
            return blank.answer
        if not asked:
            return ""
        self.blanks.append(blank)
        return f"({len(self.blanks)}) {BLANK}"

    def _layer(self, node: Node) -> str:
        """The layer as written; a join without the shapes of its branches where they are asked for."""
        if "shapes" in self.hide and isinstance(node.operation, Join) and not isinstance(node.operation, Part):
            return f"{node.keyword} of {len(node.inputs)}"
        return line_of(node)

    def sheet(self, width: int) -> str:
        """The title, the table and how many blanks there are."""
        output = BLANK if "shapes" in self.hide else ""
        foot = [f"{len(self.blanks)} blanks; --answers prints the key."]
        if "params" not in self.hide:
            foot.insert(0, f"Parameters   {self.network.params:,}")
        return "\n".join([title(self.network, output), "", *render(_COLUMNS, self.rows, width), "", *foot])

    def key(self, width: int) -> str:
        """Every blank with its answer and the sums."""
        found = ["Answers"]
        for number, blank in enumerate(self.blanks, start=1):
            unchanged = "" if blank.steps or blank.answer != str(blank.node.source_shape) else ", unchanged"
            found += ["", f"({number}) {printable(blank.node.name)}, {blank.what}: {blank.answer}{unchanged}"]
            found += lines(blank.steps, width)
        return "\n".join(found)
