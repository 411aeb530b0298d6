"""A checked network: what the rest of the program, and a user's Python, works with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any

from cnndsl.extras import require
from cnndsl.graph.ir import Container, InputOperation, Node
from cnndsl.graph.joins import Part
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Vector

if TYPE_CHECKING:
    from torch import nn

    from cnndsl.graph.ir import Graph
    from cnndsl.source import Source
    from cnndsl.syntax.ast import File


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One layer of a network, one join of its branches, or a container with all that it holds.

    ``name`` is the path of the module and the prefix of its ``state_dict`` keys; ``text`` the line as
    written, in a block with its values put in; shapes are without the batch dimension. ``params`` equals
    ``sum(p.numel())``; ``macs`` are multiply-accumulates for one sample (FLOPs are twice that).
    ``receptive_field`` and ``jump`` are (height, width) in elements of the network's input; a vector has
    no jump.
    """

    name: str
    line: int
    kind: str
    text: str
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


class Network:
    """A network whose shapes, names and costs are proven. Made by ``load`` and ``parse``; never changed."""

    def __init__(
        self,
        source: Source,
        graph: Graph,
        settings: dict[str, Any],
        input_shape: tuple[int, int, int] | None,
        file: File,
        libraries: tuple[Source, ...] = (),
    ) -> None:
        self.source = source
        self.file = file
        """The syntax tree of the source."""
        self.libraries = libraries
        """The other files that it `use`s, directly or through each other."""
        self.graph = graph
        self.settings = dict(settings)
        """The model's parameters that were set from outside."""
        self.input_override = input_shape

    @property
    def name(self) -> str:
        return self.graph.name

    @property
    def input(self) -> tuple[int, ...]:
        """Shape of one sample: (channels, height, width)."""
        return tuple(self.graph.input.shape)

    @property
    def output(self) -> tuple[int, ...]:
        """Shape of one sample's output: (features,) or (channels, height, width)."""
        return tuple(self.graph.output.shape)

    @cached_property
    def params(self) -> int:
        """Learned numbers; equals ``sum(p.numel() for p in net.to_torch().parameters())``."""
        return sum(node.params for node in self.graph.nodes)

    @cached_property
    def buffers(self) -> int:
        """Stored numbers that are not learned, such as the running estimates of batch norm."""
        return sum(node.buffers for node in self.graph.nodes)

    @cached_property
    def macs(self) -> int:
        """Multiply-accumulates of one sample's evaluation, in convolutions and fully connected layers."""
        return sum(node.macs for node in self.graph.nodes if not node.training_only)

    @cached_property
    def layers(self) -> tuple[LayerInfo, ...]:
        """Every layer and join in execution order."""
        return tuple(_info(node) for node in self.graph.layers())

    def folded(self, depth: int | None) -> tuple[LayerInfo, ...]:
        """The layers with every container of ``depth`` names folded into one row with its sums; None folds nothing.

        A join belongs to its container. Rows stand in the order in which the first of their layers runs.
        """
        if depth is None:
            return self.layers
        rows: dict[Node | Container, list[Node]] = {}
        for node in self.graph.layers():
            rows.setdefault(_fold(node, depth), []).append(node)
        return tuple(_info(row) if isinstance(row, Node) else _total(row, nodes) for row, nodes in rows.items())

    @property
    def aux_weights(self) -> tuple[float, ...]:
        """Weights of the losses of the training-only heads, in the order of the module's extra outputs."""
        return tuple(head.weight for head in self.graph.auxiliaries)

    def line_of(self, which: str) -> int | None:
        """The line (from 1) of the `input` statement or of the layer that gives the `output`."""
        node = {"input": self.graph.input, "output": self.graph.output}[which]
        return None if node.span.start == node.span.end else node.span.line

    def to_torch(self) -> nn.Module:
        """The network as a ``torch.nn.Module`` with freshly initialised parameters.

        It maps (N, *input) to (N, *output). Its ``state_dict`` keys are the names of the layers. Raises
        MissingExtraError, a ModuleNotFoundError with the line to type, where torch is not installed.
        """
        require("Network.to_torch", "torch")
        from cnndsl.backends.torch import build

        return build(self.graph)

    def __repr__(self) -> str:
        shapes = f"{self.graph.input.shape} -> {self.graph.output.shape}"
        return f"<Network {self.name}: {shapes}, {self.params:,} parameters>"


def _info(node: Node) -> LayerInfo:
    height, width = node.field
    return LayerInfo(
        name=node.name,
        line=node.span.line,
        kind=node.keyword,
        text=written(node),
        input=tuple(node.source_shape),
        output=tuple(node.shape),
        params=node.params,
        buffers=node.buffers,
        macs=node.macs,
        receptive_field=(ceil(height.size), ceil(width.size)),
        jump=None if isinstance(node.shape, Vector) else (height.jump, width.jump),
        training_only=node.training_only,
    )


def _fold(node: Node, depth: int) -> Node | Container:
    """The container of ``depth`` names that a node is in, or the node itself where there is none."""
    container: Container | None = node.container
    found: Node | Container = node
    while container is not None and container.parent is not None:
        if container.name.count(".") < depth:
            found = container if container.name.count(".") == depth - 1 else found
        container = container.parent
    return found


def _total(container: Container, nodes: list[Node]) -> LayerInfo:
    """The row of a container that holds these nodes."""
    output = container.output or nodes[-1]
    count = sum(isinstance(node.operation, Layer) for node in nodes)
    block = f"{container.block}, " if container.block else ""
    return replace(
        _info(output),
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
