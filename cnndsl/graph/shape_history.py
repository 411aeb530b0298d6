"""How a shape came about: what a message says of the lines above the one at fault."""

from __future__ import annotations

from cnndsl.graph.ir import Node
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map, per_axis

MOST = 12
"""Of a longer history the middle is left out."""


def shrinking(x: Node) -> tuple[str, ...]:
    """A note that names the lines which made the map as small as it is: `32 -> 16 (line 3, maxpool) -> ...`."""
    steps = [node for node in _path(x) if _resizes(node)]
    if not steps or not isinstance(steps[0].source_shape, Map):
        return ()
    told = [_size(steps[0].source_shape), *(f"{_size(node.shape)} ({_where(node)})" for node in steps)]
    return (f"the map came to this size by {' -> '.join(_shortened(told))}",)


def enough(layer: Layer, x: Node, start: Node) -> Map | None:
    """An input that a window would fit into; a smaller one may do where a line above rounds down or up.

    What lacks there is multiplied by the jump: an input larger by a whole number of jumps gives a map larger by as many
    elements. After a layer that sets the size itself no input helps; None too where the window fits already.
    """
    if not isinstance(x.shape, Map) or not isinstance(start.shape, Map) or x.shape.rank != start.shape.rank:
        return None
    window = layer.window(x.shape)
    if window is None or not x.traced or any(node.operation.adaptive for node in _path(x)):
        return None
    if not all(axis.reads for axis in window):  # it is no window that something has to fit into
        return None
    sizes = []
    for axis, size, field, whole in zip(window, x.shape.sizes, x.field, start.shape.sizes, strict=True):
        if len(field.own) > 1 or field.jump is None or field.jump.denominator > 1 or axis.period > 1:
            return None
        first, last, _ = axis.reads[0]
        lacks = max(int(last + first) + 1 - size, 0)  # first is the padding before; as much stands after
        sizes.append(whole + lacks * field.jump.numerator)
    large = Map(start.shape.channels, *sizes)
    return large if large != start.shape else None


def large_enough(shape: Map) -> str:
    """The note that says so of an input."""
    return f"an input of {shape} would be large enough here"


def since(x: Node, last: Node | None) -> tuple[str, ...]:
    """A note with the shapes of the lines after the last assertion that held."""
    steps = []
    for node in reversed(_path(x)):
        if node is last:
            break
        if node.shape != node.source_shape:
            steps.append(f"{node.shape} ({_where(node)})")
    if len(steps) < 2:
        return ()
    return (f"since {'the last expect' if last else 'the input'}: {' -> '.join(_shortened(steps[::-1]))}",)


def _path(x: Node) -> list[Node]:
    """The nodes from the input to this one; of a join the first branch."""
    path = [x]
    while path[-1].inputs:
        path.append(path[-1].inputs[0])
    return path[-2::-1]


def _resizes(node: Node) -> bool:
    before, after = node.source_shape, node.shape
    return isinstance(before, Map) and isinstance(after, Map) and before.sizes != after.sizes


def _size(shape: object) -> str:
    assert isinstance(shape, Map)
    return per_axis(shape.sizes)


def _where(node: Node) -> str:
    return f"line {node.span.line}, {node.keyword}"


def _shortened(told: list[str]) -> list[str]:
    return told if len(told) <= MOST else [*told[: MOST // 2], "...", *told[-MOST // 2 :]]
