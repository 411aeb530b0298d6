"""What a checked network says of itself: plain values, for users, reports, pictures and exporters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil

from cnndsl.graph.ir import Container, Graph, InputOperation, Item, Node, around, items_of
from cnndsl.graph.joins import Part
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Vector


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One layer of a network, one join of its branches, one of its inputs, or a container with all that it holds.

    ``name`` is the path of the module and the prefix of its ``state_dict`` keys; ``text`` the line as
    written, in a block with its values put in; shapes are without the batch dimension. ``params`` equals
    ``sum(p.numel())``; ``macs`` are multiply-accumulates for one sample (FLOPs are twice that).
    ``receptive_field`` and ``jump`` are (height, width) in elements of the network's input; a vector has
    no jump.

    ``index`` is the place in ``Network.nodes``, and ``inputs`` are the places of what it reads, in order: the edges of
    the graph. Names are no such key, for the joins of a container all bear its name. Of a folded container ``index``
    is that of what it gives, and ``inputs`` are the indices of the rows that it reads.
    """

    index: int
    name: str
    line: int
    kind: str
    text: str
    inputs: tuple[int, ...]
    input: tuple[int, ...]
    output: tuple[int, ...]
    params: int
    buffers: int
    macs: int
    receptive_field: tuple[int, int]
    jump: tuple[float, float] | None
    training_only: bool
    layers: int | None = None
    """How many layers the row stands for, where it is a folded container."""


@dataclass(frozen=True, slots=True)
class InputInfo:
    """A value that enters a network: its name, its place in ``Network.nodes``, the shape of one sample."""

    name: str
    index: int
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutputInfo:
    """A value that leaves a network: its name, the place in ``Network.nodes`` of its layer, the shape of one sample.

    A training-only head is an output of the module in training mode; ``weight`` is that of its loss.
    """

    name: str
    index: int
    shape: tuple[int, ...]
    training_only: bool
    weight: float


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """A module with children: the network itself, a section, a block's call or a training-only head.

    ``name`` is its path, ``label`` the last part of it; both are empty for the network. ``block`` names the block
    whose call it is. ``lines`` are the first and the last line, in ``file``, of the text that it stands for: of a call
    the call's, of a section its body's too. ``input`` and ``output`` are the places in ``Network.nodes`` of the values
    that enter and leave it. ``children`` are what stands directly in it, joins included, in the order in which they
    run; a join is no module, so it is no child of the compiled one.
    """

    name: str
    label: str
    block: str
    file: str
    lines: tuple[int, int]
    input: int
    output: int
    training_only: bool
    children: tuple[ModuleInfo | LayerInfo, ...]

    def modules(self) -> Iterator[ModuleInfo]:
        """This and all modules with children in it, each before its own."""
        yield self
        for child in self.children:
            if isinstance(child, ModuleInfo):
                yield from child.modules()


def layer_info(node: Node) -> LayerInfo:
    """The row of one node."""
    height, width = node.field
    return LayerInfo(
        index=node.index,
        name=node.name,
        line=node.span.line,
        kind=node.keyword,
        text=written(node),
        inputs=tuple(x.index for x in node.inputs),
        input=tuple(node.source_shape),
        output=tuple(node.shape),
        params=node.params,
        buffers=node.buffers,
        macs=node.macs,
        receptive_field=(ceil(height.size), ceil(width.size)),
        jump=None if isinstance(node.shape, Vector) else (height.jump, width.jump),
        training_only=node.training_only,
    )


def module_tree(graph: Graph, nodes: tuple[LayerInfo, ...]) -> ModuleInfo:
    """The module tree of a graph; ``nodes`` are the rows of all its nodes."""
    items = items_of(graph.layers())

    def info(container: Container) -> ModuleInfo:
        children = [nodes[item.index] if isinstance(item, Node) else info(item) for item in items.get(container, ())]
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


def folded(nodes: Iterable[Node], depth: int) -> tuple[LayerInfo, ...]:
    """The rows of nodes (no inputs) with every container of ``depth`` names folded into one.

    A join belongs to its container. Rows stand in the order in which the first of their layers runs.
    """
    rows: dict[Item, list[Node]] = {}
    row_of: dict[Node, Item] = {}
    for node in nodes:
        row_of[node] = row = _fold(node, depth)
        rows.setdefault(row, []).append(node)

    given = {row: _gives(row, inside).index for row, inside in rows.items()}

    def inputs(row: Item, inside: list[Node]) -> tuple[int, ...]:
        read = [given[row_of[x]] if x in row_of else x.index for node in inside for x in node.inputs]
        return tuple(read) if isinstance(row, Node) else tuple(i for i in dict.fromkeys(read) if i != given[row])

    return tuple(
        replace(
            layer_info(row) if isinstance(row, Node) else _total(row, inside),
            index=given[row],
            inputs=inputs(row, inside),
        )
        for row, inside in rows.items()
    )


def _gives(row: Item, inside: list[Node]) -> Node:
    """The node whose value a row gives; of a container that passes on a value from outside the last in it."""
    if isinstance(row, Node):
        return row
    return row.output if row.output in inside[::-1] else inside[-1]


def _fold(node: Node, depth: int) -> Item:
    """The container of ``depth`` names that a node is in, or the node itself where there is none."""
    found: Item = node
    for container in around(node):
        if container.parent is not None and container.name.count(".") == depth - 1:
            found = container
    return found


def _total(container: Container, nodes: list[Node]) -> LayerInfo:
    """The row of a container that holds these nodes."""
    output = container.output or nodes[-1]
    count = sum(isinstance(node.operation, Layer) for node in nodes)
    block = f"{container.block}, " if container.block else ""
    return replace(
        layer_info(output),
        name=container.name,
        line=container.span.line,
        kind="container",
        text=f"{block}{count} layer{'' if count == 1 else 's'}",
        input=tuple((container.input or nodes[0].inputs[0]).shape),
        params=sum(node.params for node in nodes),
        buffers=sum(node.buffers for node in nodes),
        macs=sum(node.macs for node in nodes),
        training_only=all(node.training_only for node in nodes),
        layers=count,
    )


def written(node: Node) -> str:
    """The layer as its line says it, without the label; inside a block with the block's values put in. A join shows
    the shapes that it joins."""
    if isinstance(node.operation, Layer) and node.calls:
        return str(node.operation)
    if isinstance(node.operation, Layer | InputOperation):
        return " ".join(node.span.text.split())
    if isinstance(node.operation, Part):
        return str(node.operation)
    return f"{node.keyword} {', '.join(str(x.shape) for x in node.inputs)}"
