"""The summary of a network as a sheet with blanks, and its key."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Join, Part
from cnndsl.info import LayerInfo, Row, row
from cnndsl.layers.symbolic import Calculation
from cnndsl.network import Network
from cnndsl.printable import printable
from cnndsl.report.board import MOST, line_of, lines, title
from cnndsl.report.calculations import explain
from cnndsl.report.receptive_field_text import cell
from cnndsl.report.summary_formats import Places
from cnndsl.report.text_table import Column, render
from cnndsl.text import plural, shape_text, wrapped

COLUMNS = ("shapes", "params", "macs", "rf")
"""The columns that can be asked for."""

HIDDEN = ("shapes", "params", "rf")
"""Those that are asked for where nobody chose."""

BLANK = "____"

UNCHANGED = "unchanged"
"""In place of a shape that is that of the input: there is nothing to be worked out."""

_COLUMNS = (
    Column("Line", right=True),
    Column("Name", narrowest=10),
    Column("Layer", narrowest=10),
    Column("Output"),
    Column("Params"),
    Column("MACs"),
    Column("RF"),
)


class Blank(NamedTuple):
    """A number or shape that is asked for, of the layer or container ``name`` whose value ``node`` gives. ``what``
    names it, ``steps`` are the sums that lead to it."""

    node: Node
    name: str
    what: str
    answer: str
    steps: list[Calculation]


class Quiz:
    """The rows of the sheet and its blanks, numbered from 1 in the order of reading.

    ``nodes`` are the layers to ask about, by default all; ``depth`` folds containers of so many names into one row that
    asks for their sums. MACs have a column where they are asked for.
    """

    def __init__(
        self,
        network: Network,
        hide: Collection[str] = HIDDEN,
        nodes: Collection[Node] | None = None,
        depth: int | None = None,
    ) -> None:
        self.network = network
        self.hide = frozenset(hide)
        self.blanks: list[Blank] = []
        self.places = Places(network)
        chosen = None if nodes is None else frozenset(nodes)
        asked = [node for node in network.graph.layers() if chosen is None or node in chosen]
        if depth is None:
            self.rows = [self._row(node) for node in asked[:MOST]]
            self.left = len(asked) - len(self.rows)
            return
        self.inside: dict[str, list[Node]] = {}  # of what is folded, the layers that are asked about, by its name
        for node in asked:
            names = node.name.split(".")
            if len(names) > depth:
                self.inside.setdefault(".".join(names[:depth]), []).append(node)
        alone = {node.index for node in asked}
        folded = [
            row
            for row in network.folded(depth)
            if (row.index in alone if row.layers is None else row.name in self.inside)
        ]
        self.rows = [self._folded(each) for each in folded[:MOST]]
        self.left = len(folded) - len(self.rows)

    def _row(self, node: Node) -> list[str]:
        worked = explain(node)
        info = row(Row, node)
        parameters = [step for step in worked.costs if step.quantity in ("groups", "parameters")]
        macs = [step for step in worked.costs if step.quantity in ("groups", "MACs")]
        unchanged = not worked.shape and node.shape == node.source_shape and not isinstance(node.operation, Join)
        return [
            self.places.line(info),
            printable(self.places.name(info)),
            self._layer(node),
            UNCHANGED
            if unchanged and "shapes" in self.hide
            else self._cell("shapes", Blank(node, node.name, "output", str(node.shape), worked.shape)),
            self._cost("params", node, node.name, node.params, parameters),
            self._cost("macs", node, node.name, node.macs, macs),
            self._cell(
                "rf", Blank(node, node.name, "receptive field", cell(info), worked.field), asked=bool(worked.field)
            ),
        ]

    def _folded(self, folded: LayerInfo) -> list[str]:
        """The row of a container, or of a layer that stands in none of them."""
        node = self.network.graph.nodes[folded.index]
        if folded.layers is None:
            return self._row(node)
        inside = self.inside[folded.name]
        last = Blank(node, folded.name, "output", shape_text(folded.output), [])
        seen = Blank(node, folded.name, "receptive field", cell(folded), [])
        return [
            self.places.line(folded),
            printable(folded.name),
            printable(folded.text),
            self._cell("shapes", last) if folded.output != folded.input or "shapes" not in self.hide else UNCHANGED,
            self._cost("params", node, folded.name, folded.params, _sum("parameters", [x.params for x in inside])),
            self._cost("macs", node, folded.name, folded.macs, _sum("MACs", [x.macs for x in inside])),
            self._cell("rf", seen),
        ]

    def _cost(self, column: str, node: Node, name: str, cost: int, steps: list[Calculation]) -> str:
        what = "parameters" if column == "params" else "MACs"
        return self._cell(column, Blank(node, name, what, f"{cost:,}", steps)) if cost else ""

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
        foot = [f"{plural(len(self.blanks), 'blank')}; --answers prints the key."]
        if self.left:
            foot.insert(0, f"… and {plural(self.left, 'more row')}, which NAME or LINE shows")
        if "params" not in self.hide:
            foot.insert(0, f"Parameters   {self.network.params:,}")
        columns: tuple[Column, ...] = _COLUMNS
        rows = self.rows
        if "macs" not in self.hide:
            at = [column.title for column in columns].index("MACs")
            columns, rows = columns[:at] + columns[at + 1 :], [cells[:at] + cells[at + 1 :] for cells in rows]
        heading = wrapped(title(self.network, output), width, "", "    ")
        return "\n".join([*heading, "", *render(columns, rows, width), "", *foot])

    def key(self, width: int) -> str:
        """Every blank with its answer and the sums."""
        found = ["Answers"]
        for number, blank in enumerate(self.blanks, start=1):
            asked = f"({number}) {printable(blank.name)}, {blank.what}: {blank.answer}"
            found += ["", *wrapped(asked, width, "", "    ")]
            found += lines(blank.steps, width)
        return "\n".join(found)


def _sum(quantity: str, costs: list[int]) -> list[Calculation]:
    """What a container's layers cost together, the sum written out."""
    costs = [cost for cost in costs if cost]
    total = f"{sum(costs):,}"
    return [Calculation(quantity, f"{' + '.join(map(str, costs))} = {total}" if len(costs) > 1 else total)]
