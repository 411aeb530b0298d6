"""What a network says of itself: plain values, for users, reports, pictures and exporters.

Of a checked network everything is known, and its rows are ``LayerInfo``. A faulty file has ``Row``s: what is not known
is None in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from cnndsl.graph.ir import (
    Container,
    Graph,
    InputOperation,
    Item,
    Node,
    Sums,
    Unresolved,
    around,
    items_of,
    sums,
)
from cnndsl.graph.joins import Join, Part
from cnndsl.graph.node_fields import branch_fields
from cnndsl.graph.receptive_fields import ReceptiveField, apart
from cnndsl.layers.layer import Layer
from cnndsl.source import Span
from cnndsl.text import plural, shortened

if TYPE_CHECKING:
    from fractions import Fraction

    from cnndsl.layers.shapes import Shape


@dataclass(frozen=True, slots=True)
class Row:
    """One layer of a network, one join of its branches, one of its inputs, or a container with all that it holds.

    ``name`` is the path of the module and the prefix of its ``state_dict`` keys; ``text`` the line as
    written, in a block with its values put in; shapes are without the batch dimension. ``params`` equals
    ``sum(p.numel())``; ``macs`` are multiply-accumulates for one sample (FLOPs are twice that).

    ``receptive_field`` is how many elements of the network's input one place of the output sees along each axis of the
    input, (height, width) of an image: at the place that sees most, and None where it is the whole input.
    ``receptive_field_min`` is that of the place that sees least, ``receptive_field_ungated`` the largest along the
    map's own path, without the branches of size 1x1 that only scale it (squeeze-and-excitation).
    ``receptive_field_exact`` is false where they are bounds, in patterns of more than 512 places: none sees more.
    ``jump`` is how far apart neighbouring places look, None where all see the same; a vector has none.
    ``misalignment`` is how far apart the branches of a join look at the same place, in elements of the input, 0 where
    their middles agree; None for a layer.

    ``line`` is that of the text, in a block that of the block; ``calls`` are the lines of the block calls around it,
    the innermost first.

    ``index`` is the place in ``Network.nodes``, and ``inputs`` are the places of what it reads, in order: the edges of
    the graph. Names are no such key, for the joins of a container all bear its name. Of a folded container ``index``
    is that of what it gives, and ``inputs`` are the indices of the rows that it reads.

    In the row of a faulty file a shape, a cost or a field is None where it is not known, because of a fault on the line
    or before it. No sum of a part stands for a whole: where the costs of some layers of a folded container are not
    known its own are None, and ``at_least`` are those of the others.
    """

    index: int
    name: str
    line: int
    kind: str
    text: str
    inputs: tuple[int, ...]
    input: tuple[int, ...] | None
    output: tuple[int, ...] | None
    params: int | None
    buffers: int | None
    macs: int | None
    receptive_field: tuple[int | None, ...] | None
    receptive_field_min: tuple[int | None, ...] | None
    receptive_field_ungated: tuple[int | None, ...] | None
    receptive_field_exact: bool
    jump: tuple[float | None, ...] | None
    misalignment: tuple[float, ...] | None
    training_only: bool
    layers: int | None = None
    """How many layers the row stands for, where it is a folded container."""

    at_least: Sums | None = None
    calls: tuple[int, ...] = ()
    again: int | None = None
    """Of a layer that runs once more, the place in ``Network.nodes`` where its module runs first; its parameters and
    buffers are counted there."""


@dataclass(frozen=True, slots=True)
class LayerInfo(Row):
    """A row of a checked network: everything is known. A vector has no jump."""

    input: tuple[int, ...]
    output: tuple[int, ...]
    params: int
    buffers: int
    macs: int
    receptive_field: tuple[int | None, ...]
    receptive_field_min: tuple[int | None, ...]
    receptive_field_ungated: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class InputInfo:
    """A value that enters a network: its name, its place in ``Network.nodes``, the shape of one sample."""

    name: str
    index: int
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutputInfo:
    """A value that leaves a network: its name, the place in ``Network.nodes`` of its layer, the shape of one sample.

    A training-only head is an output of the module in training mode; ``weight`` is that of its loss. ``stride`` is how
    far apart neighbouring places look along each axis, in elements of the input: the reduction of a feature map, as
    timm calls it. It is None for a vector, and along an axis where all places see the same.
    """

    name: str
    index: int
    shape: tuple[int, ...]
    training_only: bool
    weight: float
    channels: int
    """Of a map; the length of a vector."""

    stride: tuple[float | None, ...] | None


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """A module with children: the network itself, a section, a block's call or a training-only head.

    ``name`` is its path, ``label`` the last part of it; both are empty for the network. ``block`` names the block
    whose call it is. ``lines`` are the first and the last line, in ``file``, of the text that it stands for: of a call
    the call's, of a section its body's too. ``input`` and ``output`` are the places in ``Network.nodes`` of the values
    that enter and leave it. ``children`` are what stands directly in it, joins included, in the order in which they
    run; a join is no module, so it is no child of the compiled one. Those of a checked network are LayerInfo.
    """

    name: str
    label: str
    block: str
    file: str
    lines: tuple[int, int]
    input: int
    output: int
    training_only: bool
    children: tuple[ModuleInfo | Row, ...]

    def modules(self) -> Iterator[ModuleInfo]:
        """This and all modules with children in it, each before its own."""
        yield self
        for child in self.children:
            if isinstance(child, ModuleInfo):
                yield from child.modules()


AnyRow = TypeVar("AnyRow", bound=Row)


def row(kind: Callable[..., AnyRow], node: Node) -> AnyRow:
    """A node as plain values, in a named tuple of this kind; None for what is not known of it."""
    return kind(**_values(node))


def _values(node: Node) -> dict[str, Any]:
    x = node.inputs[0].known if node.inputs else node.known
    return {
        "index": node.index,
        "name": node.name,
        "line": node.span.line,
        "kind": node.keyword,
        "text": written(node),
        "inputs": tuple([x.index for x in node.inputs]),
        "input": _plain(x),
        "output": _plain(node.known),
        "params": node.params if node.counted else None,
        "buffers": node.buffers if node.counted else None,
        "macs": node.macs if node.counted else None,
        **(_seen(node) if node.traced else _UNKNOWN),
        "training_only": node.training_only,
        "calls": tuple([call.span.line for call in node.calls]),
        "again": None if node.again is None else node.again.index,
    }


@lru_cache(64)
def _plain(shape: Shape | None) -> tuple[int, ...] | None:
    """A shape as a tuple, the same for layers in a row that keep it."""
    return None if shape is None else tuple(shape)


_UNKNOWN = {
    "receptive_field": None,
    "receptive_field_min": None,
    "receptive_field_ungated": None,
    "receptive_field_exact": True,
    "jump": None,
    "misalignment": None,
}


def _seen(node: Node) -> dict[str, Any]:
    """What is said of a node's receptive field."""
    return {**_field_values(node.field, node.counts), "jump": stride(node), "misalignment": misalignment(node)}


@lru_cache(64)
def _field_values(field: ReceptiveField, counts: tuple[int, ...]) -> dict[str, Any]:
    """What is said of a field where there are so many places along its axes: most layers have that of the one before
    them."""
    along = [*zip(field, counts, strict=True)]
    spans = [field.span(count) for field, count in along]
    return {
        "receptive_field": tuple([span.largest for span in spans]),
        "receptive_field_min": tuple([span.smallest for span in spans]),
        "receptive_field_ungated": tuple([field.span(count, gated=False).largest for field, count in along]),
        "receptive_field_exact": all(span.exact for span in spans),
    }


def misalignment(node: Node) -> tuple[float, ...] | None:
    """How far apart the branches of a join look along each axis, in elements of the input; None for a layer."""
    if not isinstance(node.operation, Join):
        return None
    along = zip(branch_fields(node), node.counts, strict=True)
    return tuple([_number(apart([field for field, own in axis if own], count)) or 0 for axis, count in along])


def stride(node: Node) -> tuple[float | None, ...] | None:
    """How far apart neighbouring places of a node's output look along each axis; a vector has none."""
    return _jumps(node.field) if node.shape.sizes else None


@lru_cache(64)
def _jumps(field: ReceptiveField) -> tuple[float | None, ...]:
    return tuple([_number(axis.jump) for axis in field])


def _number(value: Fraction | None) -> float | None:
    """An integer where the value is one."""
    return value if value is None else value.numerator if value.denominator == 1 else float(value)


def module_tree(graph: Graph, nodes: tuple[Row, ...]) -> ModuleInfo:
    """The module tree of a graph; ``nodes`` are the rows of all its nodes."""
    items = items_of(graph.layers())

    def info(container: Container) -> ModuleInfo:
        children: list[ModuleInfo | Row] = [
            nodes[item.index] if isinstance(item, Node) else info(item) for item in items.get(container, ())
        ]
        output = container.output or container.input
        assert container.input is not None
        assert output is not None
        span = container.span
        source, end = span.source, container.last.end
        if container.parent is None:
            end = len(source.text.rstrip())
        return ModuleInfo(
            name=container.name,
            label=container.label,
            block=container.block,
            file=source.path,
            lines=(span.line, source.position(end)[0]),
            input=container.input.index,
            output=output.index,
            training_only=bool(children) and all(child.training_only for child in children),
            children=tuple(children),
        )

    return info(graph.root)


def folded(kind: Callable[..., AnyRow], graph: Graph, known: tuple[AnyRow, ...], depth: int) -> tuple[AnyRow, ...]:
    """The rows of a graph (no inputs) with every container of ``depth`` names folded into one; ``known`` are the rows
    of all its nodes.

    A join belongs to its container. Rows stand in the order in which the first of their layers runs.
    """
    rows: dict[Item, list[Node]] = {}
    row_of: dict[Node, Item] = {}
    for node in graph.layers():
        row_of[node] = item = _fold(node, depth)
        rows.setdefault(item, []).append(node)

    given = {item: _gives(item, inside).index for item, inside in rows.items()}

    def inputs(item: Item, inside: list[Node]) -> tuple[int, ...]:
        read = [given[row_of[x]] if x in row_of else x.index for node in inside for x in node.inputs]
        return tuple(read) if isinstance(item, Node) else tuple(i for i in dict.fromkeys(read) if i != given[item])

    def row(item: Item, inside: list[Node]) -> AnyRow:
        read = inputs(item, inside)
        if isinstance(item, Container):
            return kind(**_total(item, inside) | {"index": given[item], "inputs": read})
        whole = known[item.index]
        return whole if whole.inputs == read else replace(whole, inputs=read)

    return tuple(row(item, inside) for item, inside in rows.items())


def _gives(item: Item, inside: list[Node]) -> Node:
    """The node whose value a row gives; of a container that passes on a value from outside the last in it."""
    if isinstance(item, Node):
        return item
    return item.output if item.output in inside[::-1] else inside[-1]


def _fold(node: Node, depth: int) -> Item:
    """The container of ``depth`` names that a node is in, or the node itself where there is none."""
    found: Item = node
    for container in around(node):
        if container.parent is not None and container.name.count(".") == depth - 1:
            found = container
    return found


def _total(container: Container, nodes: list[Node]) -> dict[str, Any]:
    """The row of a container that holds these nodes."""
    x = (container.input or nodes[0].inputs[0]).known
    count = sum(not isinstance(node.operation, Join) for node in nodes)
    block = f"{'again, ' if container.again else ''}{f'{container.block}, ' if container.block else ''}"
    known = sums(nodes)
    whole = all(node.counted for node in nodes)
    return _values(container.output or nodes[-1]) | {
        "name": container.name,
        "line": container.span.line,
        "kind": "container",
        "text": f"{block}{plural(count, 'layer') if count else plural(len(nodes), 'join')}",
        "input": _plain(x),
        **(known._asdict() if whole else dict.fromkeys(Sums._fields)),
        "training_only": all(node.training_only for node in nodes),
        "layers": count,
        "calls": (),
        "again": None,
        "at_least": None if whole else known,
    }


_PLAIN = re.compile(r"[-\d.x,\[\]]+|true|false")
"""An argument whose value can be read off the line."""


def _says_its_values(layer: Layer, text: str) -> bool:
    """Whether a line has no names and expressions; words such as `same` are values."""
    values = [argument.rpartition("=")[2] for argument in text.split()[1:]]
    if all(map(_PLAIN.fullmatch, values)):
        return True
    words = {word for declared in layer.arguments.values() for word in declared.words}
    return all(_PLAIN.fullmatch(value) or value in words for value in values)


BROKEN = 100
"""Characters that are shown of a line that could not be read."""


@lru_cache(8)
def _line(span: Span) -> str:
    """The text of a line with single spaces; the same line may stand for thousands of nodes."""
    return " ".join(span.text.split())


def written(node: Node) -> str:
    """The layer as its line says it, without the label; with its values put in where the line has names or expressions,
    and inside a block. A join shows the shapes that it joins."""
    if node.again is not None:
        return f"again {node.operation}"
    if isinstance(node.operation, Layer):
        text = _line(node.span)
        return str(node.operation) if node.calls or not _says_its_values(node.operation, text) else text
    if isinstance(node.operation, Unresolved):
        from cnndsl.printable import printable

        return printable(shortened(_line(node.span), BROKEN))  # a line that could not be read may hold anything
    if isinstance(node.operation, InputOperation):
        return _line(node.span)
    if isinstance(node.operation, Part):
        return str(node.operation)
    return f"{node.keyword} {', '.join(str(x.known or '?') for x in node.inputs)}"
