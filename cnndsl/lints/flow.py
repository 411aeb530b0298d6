"""Who reads whom in a network: what the lints ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeAlias, TypeVar

from cnndsl.budget import current
from cnndsl.graph.ir import Container, Node
from cnndsl.layers.axis import Axis
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map, numel
from cnndsl.network import Network

Finding = TypeVar("Finding")
Windows: TypeAlias = tuple[Axis, ...]


class Flow:
    """A checked network as lints ask of it: its nodes in execution order, its layers, and who reads whom.

    What a lint looks up is charged to the budget.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.nodes = network.graph.nodes
        self.budget = current()

    @cached_property
    def readers(self) -> dict[Node, list[Node]]:
        """The nodes that read each node."""
        found: dict[Node, list[Node]] = {node: [] for node in self.nodes}
        for node in self.nodes:
            for x in node.inputs:
                found[x].append(node)
        return found

    @cached_property
    def outputs(self) -> dict[Node, None]:
        """What leaves the network, in training too."""
        return {output.node: None for output in self.network.graph.outputs}

    @cached_property
    def layers(self) -> list[tuple[Node, Layer]]:
        """The nodes that are layers, but for those that run more than once: what is right for one of their places may
        be wrong for another."""
        return [(node, node.operation) for node in self.nodes if isinstance(node.operation, Layer) and not node.shared]

    def windows(
        self, rule: Callable[[Layer, Windows, Map, Map], list[Finding]]
    ) -> Iterator[tuple[Node, Map, Map, list[Finding]]]:
        """The layers whose windows slide over a map, with their input and output, and what a rule finds of them. Equal
        lines share their layer: of one and a map it is asked once."""
        known: dict[tuple[Layer, Map], list[Finding]] = {}
        for node, layer in self.layers:
            if not layer.sliding_window:
                continue
            x, y = node.source_shape, node.shape
            if not isinstance(x, Map) or not isinstance(y, Map):
                continue
            found = known.get((layer, x))
            if found is None:
                window = layer.window(x)
                found = known[layer, x] = [] if window is None else rule(layer, window, x, y)
            yield node, x, y, found

    @cached_property
    def sections(self) -> list[Container]:
        """The containers that layers or joins stand in."""
        found: dict[Container, None] = {}
        for node in self.nodes:
            container: Container | None = node.container
            while container is not None and container not in found:
                found[container] = None
                container = container.parent
        return [*found]

    @cached_property
    def _next(self) -> dict[Node, Node | None]:
        found: dict[Node, Node | None] = {}
        for node in reversed(self.nodes):  # each is read by later ones alone
            readers = self.readers[node]
            reader = readers[0] if len(readers) == 1 and node not in self.outputs else None
            found[node] = found[reader] if reader is not None and _renames(reader) else reader
        return found

    @cached_property
    def _before(self) -> dict[Node, Node | None]:
        found: dict[Node, Node | None] = {}
        for node in self.nodes:
            x = node.inputs[0] if len(node.inputs) == 1 else None
            found[node] = found[x] if x is not None and _renames(x) else x
        return found

    def next(self, node: Node) -> Node | None:
        """The only reader of a node, views passed over; None where several read it, or where it leaves the network."""
        self.budget.spend(1, node.span)
        return self._next[node]

    def before(self, node: Node) -> Node | None:
        """What a node reads, views passed over; None for the input and for joins."""
        self.budget.spend(1, node.span)
        return self._before[node]


def _renames(node: Node) -> bool:
    """Whether a layer only gives its input another shape."""
    return isinstance(node.operation, Layer) and node.operation.view and numel(node.shape) == numel(node.source_shape)
