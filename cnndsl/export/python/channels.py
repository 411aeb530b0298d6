"""How many channels each value of a class has, as expressions of its constructor."""

from __future__ import annotations

import ast as python
from collections.abc import Callable

from cnndsl.export.python.arithmetic import total
from cnndsl.export.python.expressions import constant, folded, size
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Concat, Join, Part
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Vector

LONGEST = 200
"""Nodes of an expression; beyond, only the number of channels is known."""


class Channels:
    """The expressions for the channels of values, as they become known in one class. ``elsewhere`` gives those of a
    layer of another class, as far as this one can say."""

    def __init__(self, elsewhere: Callable[[Node], python.expr | None]) -> None:
        self._elsewhere = elsewhere
        self._asking = False
        self._entering: dict[int, python.expr] = {}
        """Of what enters a body, by node."""
        self._made: dict[int, python.expr] = {}
        """Of what was made in this class, by node."""
        self._unknown: set[int] = set()
        """The nodes of which only the number is known, as things are."""
        self._hopes = False
        """Whether one of them may become known with the variables of the constructor."""

    def saved(self) -> tuple[dict[int, python.expr], dict[int, python.expr]]:
        """What ``restore`` takes to forget what came after."""
        return dict(self._entering), dict(self._made)

    def restore(self, saved: tuple[dict[int, python.expr], dict[int, python.expr]]) -> None:
        """Return to what was saved."""
        self._entering, self._made = dict(saved[0]), dict(saved[1])
        self._unknown.clear()

    def enters(self, x: Node, channels: python.expr) -> None:
        """Note the channels of what enters a body."""
        self._note(self._entering, x, channels)

    def gives(self, y: Node, channels: python.expr) -> None:
        """Note the channels of what was made."""
        self._note(self._made, y, channels)

    def _note(self, known: dict[int, python.expr], node: Node, channels: python.expr) -> None:
        known[id(node)] = channels
        if id(node) in self._unknown:  # others may hang on it
            self._unknown.clear()

    def new_variables(self) -> None:
        """After the constructor got variables, by which more may be known."""
        if self._hopes:
            self._unknown.clear()
            self._hopes = False

    def flow_out(self, nodes: list[Node], by_mark: dict[str, python.expr]) -> None:
        """Note the expressions for the channels that layers give."""
        for node in nodes:
            layer = node.operation
            assert isinstance(layer, Layer)
            known = by_mark.get(layer.output_channels) if layer.output_channels else None
            if known is None:
                known = self._through(node)
            if known is not None:
                self.gives(node, known)

    def _through(self, node: Node) -> python.expr | None:
        """The channels of a layer that does not choose them."""
        x = node.inputs[0]
        before = self.of(x)
        if before is None or not isinstance(node.operation, Layer):
            return None
        if node.shape.channels == x.shape.channels:
            return before
        if isinstance(node.shape, Vector) and x.shape.sizes:
            made = before
            for side in x.shape.sizes:
                if side > 1:
                    made = python.BinOp(made, python.Mult(), constant(side))
            return made
        return None

    def of(self, node: Node) -> python.expr | None:
        """The expression for the channels of a value; None where only the number is known."""
        entering = self._entering.get(id(node))
        return entering if entering is not None else self.given(node)

    def given(self, node: Node) -> python.expr | None:
        """The same for a value that leaves a body: it may be what enters the next, where it has another name."""
        waiting = [] if id(node) in self._made or id(node) in self._unknown else [node]
        while waiting:
            missing = [x for x in _sources(waiting[-1]) if not self._settled(x)]
            if not missing:
                self._settle(waiting.pop())
            waiting += dict.fromkeys(missing)
        made = self._made.get(id(node))
        return made if made is not None else self._entering.get(id(node))

    def _settled(self, node: Node) -> bool:
        """Whether it is known what can be known of a value."""
        return id(node) in self._entering or id(node) in self._made or id(node) in self._unknown

    def _settle(self, node: Node) -> None:
        """Work out the channels of a value whose sources are settled."""
        if id(node) in self._made or id(node) in self._unknown:
            return
        made: python.expr | None = None
        operation, known = node.operation, [self._known(x) for x in _sources(node)]
        if isinstance(operation, Concat):
            made = total(known)
        elif isinstance(operation, Part):
            if operation.sizes is not None:
                made = constant(node.shape.channels)
            elif known[0] is not None:
                made = folded(python.BinOp(known[0], python.FloorDiv(), constant(operation.count)))
        elif known:
            made = known[0]
        elif isinstance(operation, Layer) and node.again is None and not self._asking:
            # what the source says may depend on values before it
            unknown, self._unknown, self._asking = self._unknown, set(), True
            made = self._elsewhere(node)
            self._unknown, self._asking = unknown, False
            self._hopes |= made is None
        if made is None or size(made) > LONGEST:
            self._unknown.add(id(node))
        else:
            self._made[id(node)] = made

    def _known(self, node: Node) -> python.expr | None:
        entering = self._entering.get(id(node))
        return entering if entering is not None else self._made.get(id(node))


def _sources(node: Node) -> list[Node]:
    """The values whose channels make those of a value; none of a layer that chooses them."""
    operation = node.operation
    if isinstance(operation, Concat):
        return list(node.inputs)
    if isinstance(operation, Part):
        return [] if operation.sizes is not None else [node.inputs[0]]
    if isinstance(operation, Join):
        return [x for x in node.inputs if x.shape.channels == node.shape.channels][:1]
    if isinstance(operation, Layer) and operation.identity:
        return [node.inputs[0]]
    if node.again is not None and isinstance(operation, Layer):
        if operation.output_channels:
            return [node.again]
        return [node.inputs[0]] if node.shape.channels == node.inputs[0].shape.channels else []
    return []
