"""The head of a network: the layers whose tensors depend on the number of classes. Found from the network, not from
names."""

from __future__ import annotations

from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Elementwise
from cnndsl.layers.layer import Layer
from cnndsl.network import Network

CLASSES = "classes"
"""The parameter of a model that says how many classes there are."""


def head(network: Network) -> tuple[Node, ...]:
    """The layers, those of training-only heads too, whose tensors have another shape for another number of classes.

    Where the model has a parameter `classes` it is given another value, and the networks are compared. Elsewhere, in a
    file that writes the number down, they are followed back from the outputs (``from_outputs``).
    """
    other = _with_other_classes(network)
    if other is None:
        return from_outputs(network)
    shapes = {node.name: tensors(node) for node in other.graph.layers()}
    changed = [node for node in network.graph.layers() if tensors(node) and shapes.get(node.name) != tensors(node)]
    return tuple(changed)


def from_outputs(network: Network) -> tuple[Node, ...]:
    """The layers with tensors between each output and the layer that is told its number of features, and that layer.

    What adds, multiplies, averages, scales, normalises, pools or flattens 1x1 keeps that number. Where something else
    makes it, such as a concatenation, nothing is known of what comes before.
    """
    found: dict[int, Node] = {}
    seen: set[int] = set()
    for output in network.graph.outputs:
        features = output.node.shape.channels
        waiting = [output.node]
        while waiting:
            node = waiting.pop()
            if node.index in seen or not node.inputs:
                continue
            seen.add(node.index)
            layer = node.operation
            told = isinstance(layer, Layer) and bool(layer.output_channels)
            kept = all(x.shape.channels == features for x in node.inputs)
            if isinstance(layer, Layer):
                if tensors(node) and (told or kept):
                    found[node.index] = node
                kept = kept and not told
            elif not isinstance(layer, Elementwise):
                kept = False
            if kept:
                waiting += node.inputs
    return tuple(found[index] for index in sorted(found))


def tensors(node: Node) -> dict[str, tuple[int, ...]]:
    """Name and shape of every tensor that a node has in the ``state_dict``."""
    layer = node.operation
    if not isinstance(layer, Layer) or not node.inputs:
        return {}
    x = node.inputs[0].shape
    return {**layer.parameters(x), **layer.buffers(x)}


def _with_other_classes(network: Network) -> Network | None:
    """The same file for another number of classes, where it has such a parameter and works for one more or for twice
    as many."""
    from cnndsl.pipeline import check

    count = network.graph.arguments.get(CLASSES)
    if type(count) is not int:
        return None
    for other in (count + 1, 2 * count):
        settings = {**network.settings, CLASSES: other}
        again = check(network.source, settings, network.input_override, network.limits, expectations="ignored").network
        if again is not None:
            return again
    return None
