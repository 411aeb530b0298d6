"""The receptive fields of nodes: each from those of its inputs, as its operation reads them."""

from __future__ import annotations

from cnndsl.graph import receptive_fields
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Join
from cnndsl.graph.receptive_fields import AxisField, ReceptiveField
from cnndsl.layers.layer import Layer


def work_out(node: Node) -> None:
    """Work out the field of a node, and before it those of all that it depends on; it may be asked for as
    ``node.field`` then."""
    unknown: list[Node] = [node]
    while unknown:
        node = unknown[-1]
        missing = [x for x in node.inputs if x._field is None]
        if not missing:
            node._field = _field(node)
            unknown.pop()
        unknown += missing


def _field(node: Node) -> ReceptiveField:
    """The field after a node whose inputs have theirs."""
    known = [x._field for x in node.inputs if x._field is not None and x.sees is node.sees]
    if not known:
        return receptive_fields.of_input(node.shape)
    root = node.container.root
    if root.places > receptive_fields.PLACES:
        return receptive_fields.unknown(max(known, key=len))
    if isinstance(node.operation, Layer):
        window = node.operation.window(node.source_shape)
        root.places += receptive_fields.places(known[0], window)
        field = receptive_fields.after(known[0], window)
        return receptive_fields.gated(field) if node.operation.gated and max(node.source_shape.sizes) > 1 else field
    root.places += sum(map(receptive_fields.places, known))
    return receptive_fields.joined(branch_fields(node))


def branch_fields(node: Node) -> list[list[tuple[AxisField, bool]]]:
    """Of a join, the fields of its branches along each axis of the input that it sees, as the join reads them; branches
    from other inputs are left out.

    With each stands whether the branch has a place of its own for each of the join's: one that has a single place for
    many only scales them.
    """
    shapes = [x.shape for x in node.inputs]
    along: list[list[tuple[AxisField, bool]]] = []
    for number, x in enumerate(node.inputs):
        if x.sees is not node.sees:
            continue
        window = node.operation.window(number, shapes) if isinstance(node.operation, Join) else None
        field = receptive_fields.after(x.field, window)
        same_axes = window is None and len(x.shape.sizes) == len(field) == len(node.shape.sizes)
        for axis, each in enumerate(field):
            if len(along) == axis:
                along.append([])
            along[axis].append((each, not same_axes or x.shape.sizes[axis] == node.shape.sizes[axis]))
    if len(along[0] if along else ()) < len(node.inputs):  # what is scaled may come from another input
        along = [axis if any(own for _, own in axis) else [(field, True) for field, _ in axis] for axis in along]
    return along
