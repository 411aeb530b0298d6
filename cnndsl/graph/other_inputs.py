"""A checked graph with other inputs: whether its rules hold there, without the walk through the text.

What a walk makes of a file depends on the input's shape in few ways. Rules are asked anew here, node by node; what
lines ask of a shape is `in.channels` and the sizes, which stand in the text; and a kind of layer takes one kind of
shape. So where none of that is other than it was, the walk would make the same nodes, and only their shapes differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from cnndsl.graph.elaboration_state import within_limit
from cnndsl.graph.inputs import InputShapes
from cnndsl.graph.ir import Graph
from cnndsl.graph.joins import Join
from cnndsl.graph.shape_values import input_shape
from cnndsl.layers.arguments import MAX_SIZE
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Shape

_ASKED = re.compile(r"\bin\.(?!channels\b)")
"""Where a line asks for a size."""

_CHANNELS = re.compile(r"\bin\.channels\b|\bsplit\b")
"""Where one asks for channels, or has a part of them."""

Pattern: TypeAlias = frozenset[tuple[int, str, str | None]]
"""The nodes whose rules fail, with the codes of the faults and the arguments at fault."""


class OtherInputs:
    """A graph without faults, made from these texts. ``effort`` is what one call of ``failing`` takes: nodes, their
    inputs, and rules that are asked."""

    def __init__(self, graph: Graph, texts: Iterable[str]) -> None:
        texts = list(texts)
        self.nodes = graph.nodes
        self.inputs = graph.inputs
        self.same_channels = any(map(_CHANNELS.search, texts))
        self.alike = not any(map(_ASKED.search, texts)) and not any(node.again for node in self.nodes)
        rules = {(node.operation, node.source_shape) for node in self.nodes if isinstance(node.operation, Layer)}
        edges = sum(len(node.inputs) for node in self.nodes)
        self.effort = 0 if not self.alike else 5 * (1 + len(self.inputs)) + len(self.nodes) + edges + len(rules)

    def failing(self, given: InputShapes) -> Pattern | None:
        """The rules that fail with these shapes from outside; None where only the walk can say."""
        if not self.alike:
            return None
        entering = {}
        for end in self.inputs:
            shape = given.get(end.name, end.node.shape) if isinstance(given, Mapping) else given
            entering[end.node] = input_shape(shape)
        known: list[Shape | None] = []
        outcomes: dict[tuple[Layer, type[Shape], Shape], Shape | Fault] = {}
        failing = []
        for node in self.nodes:
            operation, shapes = node.operation, [known[x.index] for x in node.inputs]
            y: Shape | Fault | None = None
            if not shapes:
                y = entering[node]
                if y is None:
                    return None
            elif (first := shapes[0]) is not None and isinstance(operation, Layer):
                key = operation, type(first), first
                y = outcomes.get(key)
                if y is None:
                    y = outcomes[key] = _outcome(operation, first)
            elif isinstance(operation, Join):
                arriving = [shape for shape in shapes if shape is not None]
                y = _outcome(operation, arriving) if len(arriving) == len(shapes) else None
            if isinstance(y, Fault):
                failing.append((node.index, y.code.id, y.argument))
                clear = y.then if isinstance(operation, Layer) else None
                y = clear if clear is not None and max(clear) <= MAX_SIZE else None
            if y is not None and not self._alike(y, node.shape):
                return None
            known.append(y)
        return frozenset(failing)

    def _alike(self, shape: Shape, before: Shape) -> bool:
        """Whether lines treat two shapes alike."""
        if type(shape) is not type(before) or len(shape) != len(before):
            return False
        return not self.same_channels or shape.channels == before.channels


def _outcome(operation: Layer | Join, arrives: Any) -> Shape | Fault:
    """What an operation gives of the shape, or the shapes, that arrive."""
    try:
        return within_limit(operation.output(arrives))
    except Fault as fault:
        return fault
