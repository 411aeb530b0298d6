"""How many channels each value of a class has, as expressions of its constructor."""

from __future__ import annotations

import ast as python
from collections.abc import Callable

from cnndsl.export.python.arithmetic import total
from cnndsl.export.python.expressions import constant, folded
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Concat, Join, Part
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Vector

_STEPS = 64
"""How far back the channels of a layer that runs once more are looked for; beyond, only their number is known."""


class Channels:
    """The expressions for the channels of values, as they become known in one class. ``elsewhere`` gives those of a
    layer of another class, as far as this one can say."""

    def __init__(self, elsewhere: Callable[[Node], python.expr | None]) -> None:
        self._elsewhere = elsewhere
        self._asking = False
        self._deep = 0
        self.entering: dict[int, python.expr] = {}
        """Of what enters a body, by node."""
        self.made: dict[int, python.expr] = {}
        """Of what was made in this class, by node."""

    def saved(self) -> tuple[dict[int, python.expr], dict[int, python.expr]]:
        """What ``restore`` takes to forget what came after."""
        return dict(self.entering), dict(self.made)

    def restore(self, saved: tuple[dict[int, python.expr], dict[int, python.expr]]) -> None:
        """Return to what was saved."""
        self.entering, self.made = dict(saved[0]), dict(saved[1])

    def flow_out(self, nodes: list[Node], by_mark: dict[str, python.expr]) -> None:
        """Note the expressions for the channels that layers give."""
        for node in nodes:
            layer = node.operation
            assert isinstance(layer, Layer)
            known = by_mark.get(layer.output_channels) if layer.output_channels else None
            if known is None:
                known = self._through(node)
            if known is not None:
                self.made[id(node)] = known

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

    def _again(self, node: Node) -> python.expr | None:
        """The channels that a layer gives where it runs once more."""
        for _ in range(_STEPS):
            if node.again is None or not isinstance(node.operation, Layer):
                break
            if node.operation.output_channels:
                return self.of(node.again)
            if node.shape.channels != node.inputs[0].shape.channels:
                return None
            node = node.inputs[0]
        self._deep += 1
        found = self.of(node) if self._deep < _STEPS and node.again is None else None
        self._deep -= 1
        return found

    def of(self, node: Node) -> python.expr | None:
        """The expression for the channels of a value; None where only the number is known."""
        entering = self.entering.get(id(node))
        return entering if entering is not None else self.given(node)

    def given(self, node: Node) -> python.expr | None:
        """The same for a value that leaves a body: it may be what enters the next, where it has another name."""
        known = self.made.get(id(node))
        if known is not None:
            return known
        made: python.expr | None = None
        operation = node.operation
        if isinstance(operation, Concat):
            made = total([self.of(x) for x in node.inputs])
        elif isinstance(operation, Part):
            before = self.of(node.inputs[0])
            if operation.sizes is not None:
                made = constant(node.shape.channels)
            elif before is not None:
                made = folded(python.BinOp(before, python.FloorDiv(), constant(operation.count)))
        elif isinstance(operation, Join):
            alike = (x for x in node.inputs if x.shape.channels == node.shape.channels)
            made = next((self.of(x) for x in alike), None)
        elif isinstance(operation, Layer) and operation.identity:
            made = self.of(node.inputs[0])
        elif node.again is not None:
            made = self._again(node)
        elif not self._asking:  # what the source says may depend on values before it
            self._asking = True
            made = self._elsewhere(node)
            self._asking = False
        if made is None:
            return self.entering.get(id(node))
        self.made[id(node)] = made
        return made
