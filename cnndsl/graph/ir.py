"""The network as a graph: named nodes in execution order, and the containers that their names spell.

The graph is directed and acyclic: every node comes after its inputs. Containers are the other view of the same
nodes, the module tree: a container is a child module with children, a node with a layer is a leaf.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cnndsl.diagnostics import Call, Diagnostic
from cnndsl.graph.expanded_lines import ExpandedLines
from cnndsl.graph.initialisation_schemes import Schemes
from cnndsl.graph.joins import Join
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Shape
from cnndsl.layers.traits import Traits
from cnndsl.plain_class import fresh, plain_class
from cnndsl.source import Span

if TYPE_CHECKING:
    from cnndsl.graph.receptive_fields import ReceptiveField


class InputOperation(Traits):
    """The operation of the node that stands for the network's input."""

    keyword = "input"


class Unresolved(Traits):
    """The operation of a line that could not be worked out: its keyword or its arguments are at fault, or what it
    depends on is."""

    __slots__ = ("keyword",)

    def __init__(self, keyword: str) -> None:
        self.keyword = keyword


Operation: TypeAlias = Layer | Join | InputOperation | Unresolved


@plain_class
class Node:
    """One operation and its output.

    ``name`` is the path of the module (`features.0`); a join has none of its own and bears its container's
    name with its keyword (`layer1.0.add`). ``span`` is the line as written, ``calls`` the block calls around
    it, the innermost first. ``params`` and ``macs`` are exact, for one sample.

    In the graph of a faulty file a node may be known in part. ``known`` is its shape, None where a fault stands on its
    line or before it. ``counted`` is false where its costs are not known (they are 0 here), ``traced`` where its
    receptive field is not.
    """

    index: int
    name: str
    operation: Operation
    inputs: tuple[Node, ...]
    known: Shape | None
    container: Container
    span: Span
    calls: tuple[Call, ...] = ()
    params: int = 0
    buffers: int = 0
    macs: int = 0
    training_only: bool = False
    initial: Schemes | None = None
    """How its parameters are drawn, by their names, where it is not PyTorch's default."""

    again: Node | None = None
    """The node whose module this one runs once more; its parameters are counted there."""

    further: list[Node] = fresh(default_factory=list)
    """The nodes that run its module once more."""

    place: Container | None = None
    """Of a node that `again` made: the container that the line stands in."""

    counted: bool = True
    traced: bool = True
    _field: ReceptiveField | None = None
    _sees: Node | None = None

    @property
    def shape(self) -> Shape:
        """The shape of the output, where it is known: everywhere in a checked network."""
        assert self.known is not None, f"the shape of {self.name} is not known"
        return self.known

    @property
    def shared(self) -> bool:
        """Whether its module runs more than once."""
        return self.again is not None or bool(self.further)

    @property
    def gives_probabilities(self) -> bool:
        """Whether its output is probabilities over the channels, which are the classes at the end of a network."""
        layer = self.operation
        return isinstance(layer, Layer) and layer.probabilities and layer.over_channels(self.source_shape)

    @property
    def keyword(self) -> str:
        return self.operation.keyword

    @property
    def label(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def sees(self) -> Node:
        """The input that its receptive field is about: of several that reach it, the first of the file."""
        if self._sees is not None:
            return self._sees
        unknown: list[Node] = [self]
        while unknown:
            node = unknown[-1]
            missing = [x for x in node.inputs if x._sees is None]
            if not missing:
                node._sees = min((x._sees for x in node.inputs if x._sees), key=lambda x: x.index, default=node)
                unknown.pop()
            unknown += missing
        assert self._sees is not None
        return self._sees

    @property
    def field(self) -> ReceptiveField:
        """What each place of its output sees of the network's input, along each axis of that; worked out when asked.

        Of several inputs that reach it, it is about the first of the file (``sees``), as if branches from the others
        were not there. Only a ``traced`` node has one.
        """
        if self._field is None:
            from cnndsl.graph.node_fields import work_out

            work_out(self)
        assert self._field is not None
        return self._field

    @property
    def counts(self) -> tuple[int, ...]:
        """How many places its output has along each axis of the field: a vector is one, and a map of other axes too."""
        sizes = self.shape.sizes
        return sizes if len(sizes) == len(self.field) else (1,) * len(self.field)

    @property
    def source_shape(self) -> Shape:
        """The shape of the (first) input; the input node's own."""
        return self.inputs[0].shape if self.inputs else self.shape

    def __repr__(self) -> str:
        return f"<{self.index} {self.name or '.'}: {self.keyword} -> {self.known or '?'}>"


class Continuation(NamedTuple):
    """A later section of a container's label, which goes on with its children: its lines, the value that flows into it,
    and the index of the first node that may be its own."""

    span: Span
    last: Span
    input: Node
    first: int


@plain_class
class Container:
    """A module with children. ``name`` is its whole path, empty for the model itself.

    ``span`` is the line that makes it, ``last`` the last one of its body; for the call of a block, whose name is
    ``block``, both are the call. ``input`` and ``output`` are the nodes whose values enter and leave it. A section may
    be ``continued`` by later ones of its label; its output is then that of the last one.
    """

    name: str
    parent: Container | None
    span: Span
    last: Span
    block: str = ""
    is_section: bool = False
    """Whether a section makes it, and not the call of a block or a training-only head."""

    children: dict[str, Node | Container] = fresh(default_factory=dict)
    """By the last part of their names, in the order of the text."""

    values: dict[str, Node] = fresh(default_factory=dict)
    """By their names, those that are no modules: the inputs and outputs of a network."""

    spans: dict[str, Span] = fresh(default_factory=dict)
    """Where each name of a child or value was given."""

    input: Node | None = None
    output: Node | None = None
    finished: bool = False
    takes: dict[str, Node] = fresh(default_factory=dict)
    """Of a block's call, the values that enter it besides that which flows to it, by names for arguments."""

    continued: list[Continuation] = fresh(default_factory=list)
    again: Container | None = None
    """The container whose modules this one runs once more. It has its name and children, and is no module itself."""

    further: list[Container] = fresh(default_factory=list)
    """The containers that run its modules once more."""

    place: Container | None = None
    """Of a container that `again` made: the one that the line stands in."""

    flow: Node | None = None
    """The value that flowed to where it stands."""

    made: tuple[int, int] = (0, 0)
    """The nodes that its lines made: from the first index to the last, which is excluded."""

    bodies: list[object] = fresh(default_factory=list)
    """The lines that it was made of, and the blocks that stand inline in it."""

    places: int = 0
    """Of the model itself: places of patterns that its receptive fields have looked at (receptive_fields.PLACES)."""

    @property
    def label(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def is_head(self) -> bool:
        """Whether `aux` makes it: it runs in training only."""
        return self.parent is not None and not self.is_section and not self.block

    @property
    def root(self) -> Container:
        """The model itself, that everything stands in."""
        container = self
        while container.parent is not None:
            container = container.parent
        return container

    def find(self, name: str) -> Node | Container | None:
        """The child of this name, or the value."""
        return self.children.get(name) or self.values.get(name)

    def path(self, child: str) -> str:
        """The whole name of a child."""
        return f"{self.name}.{child}" if self.name else child


class Sums(NamedTuple):
    """Parameters, buffers and MACs of several layers, those left out whose costs are not known."""

    params: int
    buffers: int
    macs: int


def sums(nodes: Iterable[Node]) -> Sums:
    """What some nodes cost together, as far as it is known."""
    nodes = list(nodes)
    return Sums(
        sum(node.params for node in nodes), sum(node.buffers for node in nodes), sum(node.macs for node in nodes)
    )


@plain_class
class End:
    """A value that enters the network, by its name."""

    name: str
    node: Node
    named: bool = False
    """Whether the name stands in the file."""


@plain_class
class Output:
    """A value that leaves the network, by its name; a training-only head has the name of its container."""

    name: str
    node: Node
    training_only: bool = False
    weight: float = 1.0
    """Of its loss in training."""

    named: bool = False
    """Whether it is an `output` of the file, by its name."""


@plain_class
class Graph:
    """A network: the nodes in execution order, and the module tree below ``root``. That of a clean file is known as a
    whole, of a faulty one what is known."""

    name: str
    root: Container
    nodes: list[Node]
    inputs: list[End]
    """In the order in which the module takes them; no two have one name."""

    outputs: list[Output]
    """In the order in which the module returns them in training: training-only heads last. No two have one name."""

    arguments: dict[str, object]
    """The model's parameters with the values that they had."""

    expanded: ExpandedLines
    """The lines that were worked out; empty unless they were asked for."""

    expanded_blocks: ExpandedLines = fresh(default_factory=list)
    """The calls of blocks with several tensors, worked out, each as a block of its own."""

    unmet: list[Diagnostic] = fresh(default_factory=list)
    """Notes on `expect` lines that hold for the file as it stands, and not with these settings and this input."""

    hidden: list[Diagnostic] = fresh(default_factory=list)
    """Notes on paths that name a nearer line and one further out."""

    statements: int = 0
    """Statements that were elaborated for it, each as often as it was."""

    left_out: dict[str, tuple[int, ...]] = fresh(default_factory=dict)
    """The keys of the ``state_dict``, with their shapes, that the file's network has and this one does not: what the
    outputs that were asked for do not need."""

    @property
    def whole(self) -> bool:
        """Whether every shape and every cost is known, so that sums are exact."""
        return all(node.counted and node.known is not None for node in self.nodes)

    def layers(self) -> Iterator[Node]:
        """All nodes but the inputs, in execution order."""
        return (node for node in self.nodes if node.inputs)

    def tensors(self) -> dict[str, tuple[int, ...]]:
        """The keys of the ``state_dict`` with their shapes, parameters and buffers, in execution order."""
        found: dict[str, tuple[int, ...]] = {}
        for node in self.layers():
            if isinstance(node.operation, Layer):
                tensors = node.operation.parameters(node.source_shape) | node.operation.buffers(node.source_shape)
                found |= {f"{node.name}.{key}" if key else node.name: shape for key, shape in tensors.items()}
        return found

    @property
    def named_inputs(self) -> bool:
        """Whether the inputs have names in the file, which are those of the module's arguments."""
        return any(end.named for end in self.inputs)

    @property
    def named_outputs(self) -> bool:
        """Whether outputs have names in the file, so that the module returns a dictionary."""
        return any(output.named for output in self.outputs)

    @property
    def results(self) -> list[Output]:
        """What leaves the network in evaluation: the outputs without the training-only heads."""
        return [output for output in self.outputs if not output.training_only]

    @property
    def heads(self) -> list[Output]:
        """The training-only outputs."""
        return [output for output in self.outputs if output.training_only]

    @property
    def signature(self) -> str:
        """Shapes in and out: `3x224x224 -> 1000`."""
        return f"{shapes(self.inputs)} -> {shapes(self.results)}"


def shapes(ends: Iterable[End | Output]) -> str:
    """The shapes of some inputs or outputs, after the names that the file gives them: `3x224x224`."""
    return ", ".join(f"{f'{end.name} ' if end.named else ''}{end.node.known or '?'}" for end in ends)


Item: TypeAlias = Node | Container


def items_of(nodes: Iterable[Node]) -> dict[Container, list[Item]]:
    """The module tree as it runs: what stands directly in every container, joins too, in the order in which the first
    of these nodes runs."""
    found: dict[Container, list[Item]] = {}
    for node in nodes:
        item: Item = node
        container: Container | None = node.container
        while container is not None:
            known = container in found
            found.setdefault(container, []).append(item)
            if known:
                break
            item, container = container, container.parent
    return found


def around(item: Item) -> Iterator[Container]:
    """The containers that an item is in, the innermost first."""
    container = item.container if isinstance(item, Node) else item.parent
    while container is not None:
        yield container
        container = container.parent
