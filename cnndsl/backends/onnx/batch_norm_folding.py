"""Batch norms that become part of the layer before them: in evaluation they are a factor and a shift for each channel.

Jacob et al., 2017, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", 3.2.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from cnndsl.backends.onnx.operators import Made, Weights
from cnndsl.graph.ir import Graph, Node
from cnndsl.layers.layer import Layer


def folds(graph: Graph, nodes: list[Node]) -> dict[Node, Node]:
    """The norms that can be folded, each with the layer that takes it over: a linear one whose output nobody else
    reads. Layers that do nothing in evaluation may stand between them."""
    readers = Counter(x for node in nodes for x in node.inputs)
    readers.update(output.node for output in graph.results)
    found: dict[Node, Node] = {}
    taken: set[Node] = set()
    for node in nodes:
        if not isinstance(node.operation, Layer) or type(node.operation).channel_map is Layer.channel_map:
            continue
        if node.operation.batch_in_evaluation:
            continue
        source = node.inputs[0]
        while readers[source] == 1 and (source.operation.identity or source.operation.dropout):
            source = source.inputs[0]
        layer = source.operation
        takes_over = isinstance(layer, Layer) and type(layer).rescaled is not Layer.rescaled and layer.rescalable
        takes_over = takes_over and not node.shared and not source.shared
        if takes_over and readers[source] == 1 and source not in taken:
            found[node] = source
            taken.add(source)
    return found


def absorbing(node: Node, norm: Node) -> Made:
    """The tensors of a linear layer that has taken over a norm, worked out in float64."""
    layer, normed = node.operation, norm.operation
    assert isinstance(layer, Layer)
    assert isinstance(normed, Layer)
    biased = "bias" in layer.parameters(node.source_shape)

    def channel_map(weights: Weights) -> tuple[Any, Any]:
        names = {**normed.parameters(norm.source_shape), **normed.buffers(norm.source_shape)}
        return normed.channel_map({name: weights(f"{norm.name}.{name}").astype("float64") for name in names})

    def weight(weights: Weights) -> Any:
        factor, _ = channel_map(weights)
        return layer.rescaled(weights(f"{node.name}.weight").astype("float64"), factor)

    def bias(weights: Weights) -> Any:
        factor, shift = channel_map(weights)
        return weights(f"{node.name}.bias").astype("float64") * factor + shift if biased else shift

    return {"weight": weight, "bias": bias}
