"""Operators from nodes, in their order: what the network computes in evaluation."""

from __future__ import annotations

from collections.abc import Mapping

from cnndsl.backends.onnx.batch_norm_folding import absorbing, folds
from cnndsl.backends.onnx.images import Pixels, prepared, require_images, shape_of
from cnndsl.backends.onnx.model import Model, Value
from cnndsl.backends.onnx.operators import Made, OnnxError, Operators, Parts
from cnndsl.graph.ir import End, Graph, Node, Output
from cnndsl.graph.joins import Join
from cnndsl.layers.layer import Layer

BATCH = "batch"
"""The name of the free size."""


def build(
    graph: Graph,
    *,
    fold_batch_norm: bool = False,
    half: bool = False,
    softmax: bool = False,
    pixels: Pixels | None = None,
) -> Model:
    """The ONNX model of a graph in evaluation: (N, *input) to (N, *output), for any N, without training-only heads.

    Initializers have the keys of the state_dict. ``fold_batch_norm`` works batch norms into the layers before them,
    where nobody else reads those; ``half`` stores and computes in float16, while inputs and outputs stay float32;
    ``softmax`` ends in probabilities; with ``pixels`` the input is images as they are decoded, uint8 (N, height, width,
    channels). Raises OnnxError where a layer kind has no ONNX, or the network is not one that an option is for.
    """
    needed = _needed(graph)
    _require_kinds(needed)
    return _Build(graph, needed, "float16" if half else "float32", fold_batch_norm).model(softmax, pixels)


def _needed(graph: Graph) -> list[Node]:
    """The nodes that the outputs of evaluation depend on, in their order."""
    found = {output.node for output in graph.results}
    for node in reversed(graph.nodes):
        if node in found:
            found.update(node.inputs)
    return [node for node in graph.nodes if node in found and node.inputs]


def _require_kinds(nodes: list[Node]) -> None:
    """Raises OnnxError for the first layer whose kind does not say what it is in ONNX."""
    for node in nodes:
        if isinstance(node.operation, Layer) and type(node.operation).onnx is Layer.onnx:
            where = f"line {node.span.line}: " if node.span.line else ""
            raise OnnxError(
                f"{where}the layer kind `{node.keyword}` does not say what it is in ONNX",
                f"give its class {type(node.operation).__name__} a method `onnx`, beside `torch`",
            )


class _Build:
    """A model in the making."""

    def __init__(self, graph: Graph, needed: list[Node], float_type: str, fold_batch_norm: bool) -> None:
        self.graph = graph
        self.needed = needed
        self.parts = Parts(float_type)
        self.folds = folds(graph, needed) if fold_batch_norm else {}
        self.absorbed = {linear: norm for norm, linear in self.folds.items()}
        self.given: dict[Node, str] = {}
        """What each node gives."""
        self.renamed: dict[str, str] = {}
        """Values that leave, and the names of the outputs."""

    def model(self, softmax: bool, pixels: Pixels | None) -> Model:
        graph, parts = self.graph, self.parts
        parts.names |= graph.tensors().keys()
        ends: list[End | Output] = [*graph.inputs, *graph.results]
        names = {end: parts.unused(end.name) for end in ends}
        if pixels is None:
            inputs = [self._input(end, names[end]) for end in graph.inputs]
        else:
            inputs = [self._images(names, pixels)]
        for node in self.needed:
            self.given[node] = self._node(node)
        outputs = [self._output(end, names[end], softmax) for end in graph.results]
        for operator in parts.operators:
            for values in (operator.inputs, operator.outputs):
                values[:] = [self.renamed.get(value, value) for value in values]
        shapes = {self.given[node]: node.shape for node in self.needed}
        between = [
            Value(name, parts.float_type, (BATCH, *shape))
            for name, shape in shapes.items()
            if name not in self.renamed and name not in names.values()
        ]
        return Model(graph.name, parts.operators, [*parts.initializers.values()], inputs, outputs, between)

    def _input(self, end: End, name: str) -> Value:
        self.given[end.node] = name
        if self.parts.float_type != "float32":
            self.given[end.node] = Operators(self.parts, name).cast(name, self.parts.float_type)
        return Value(name, "float32", (BATCH, *end.node.shape))

    def _images(self, names: Mapping[End | Output, str], pixels: Pixels) -> Value:
        """Images as the only input."""
        shape, (end, *_) = require_images(pixels, self.graph.inputs), self.graph.inputs
        name, op = names[end], Operators(self.parts, "pixels")
        self.given[end.node] = prepared(op, name, shape, pixels)
        if self.parts.float_type != "float32":
            self.given[end.node] = op.cast(self.given[end.node], self.parts.float_type)
        return Value(name, "uint8", (BATCH, *shape_of(pixels, shape)))

    def _node(self, node: Node) -> str:
        """What an operation becomes; the name of what it gives."""
        values = [self.given[x] for x in node.inputs]
        if node in self.folds:
            return values[0]
        operation, shapes = node.operation, [x.shape for x in node.inputs]
        if isinstance(operation, Join):
            joined: str = operation.onnx(Operators(self.parts, node.name), values, shapes)
            return joined
        assert isinstance(operation, Layer)
        tensors = {**operation.parameters(shapes[0]), **operation.buffers(shapes[0])}
        norm = self.absorbed.get(node)
        made: Made = {}
        if norm is not None:
            tensors["bias"] = (node.shape.channels,)
            made = absorbing(node, norm)
        given: str = operation.onnx(Operators(self.parts, node.name, tensors, made), values[0], shapes[0])
        return given

    def _output(self, end: Output, name: str, softmax: bool) -> Value:
        """What leaves, under its name: float32, and probabilities where they are asked for."""
        value, op = self.given[end.node], Operators(self.parts, name)
        if self.parts.float_type != "float32":
            value = op.cast(value, "float32")
        if softmax and not end.node.gives_probabilities:
            value = op.Softmax(value, axis=1)
        if value in self.renamed or not any(value in each.outputs for each in self.parts.operators):
            value = op.Identity(value)
        self.renamed[value] = name
        return Value(name, "float32", (BATCH, *end.node.shape))
