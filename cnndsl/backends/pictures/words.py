"""What a figure says of a layer: the words of the papers, and the role that its colour shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, get_args

from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Part
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Shape

Role = Literal["convolution", "dense", "pooling", "normalisation", "activation", "regularisation", "arrangement"]
ROLES: tuple[Role, ...] = get_args(Role)

_ROLES: dict[str, Role] = {
    **dict.fromkeys("batchnorm groupnorm layernorm lrn normalize".split(), "normalisation"),
    **dict.fromkeys("relu relu6 leaky_relu elu silu gelu hardswish hardsigmoid sigmoid tanh".split(), "activation"),
    **dict.fromkeys("softmax log_softmax".split(), "activation"),
    **dict.fromkeys("dropout dropout2d drop_path".split(), "regularisation"),
    **dict.fromkeys("maxpool avgpool adaptive_avgpool adaptive_maxpool global_avgpool".split(), "pooling"),
    **dict.fromkeys("conv conv_transpose".split(), "convolution"),
    "fc": "dense",
}

_NAMES = {
    "batchnorm": "BN",
    "layernorm": "LN",
    "lrn": "LRN",
    "relu": "ReLU",
    "relu6": "ReLU6",
    "elu": "ELU",
    "silu": "SiLU",
    "gelu": "GELU",
    "hardswish": "h-swish",
    "hardsigmoid": "h-sigmoid",
    "log_softmax": "log softmax",
    "global_avgpool": "global avg pool",
}

HIDDEN = frozenset({"identity", "flatten", "permute"})
"""What moves no number: papers do not draw it. ``every_layer`` does."""


def role_of(node: Node) -> Role:
    """The role of a layer; of a kind that no paper has named yet by what it learns."""
    known = _ROLES.get(node.keyword)
    if known is not None or not isinstance(node.operation, Layer):
        return known or "arrangement"
    return "convolution" if node.operation.weight == "matrix" else "arrangement"


def trails(node: Node) -> bool:
    """Whether a layer is written into the box of the layer before it."""
    return node.keyword in HIDDEN or _ROLES.get(node.keyword) in ("normalisation", "activation", "regularisation")


def caption(node: Node) -> str:
    """A layer in the words of the papers: `3×3 conv, 64, /2`."""
    layer = node.operation
    if isinstance(layer, Part):
        return f"channels {layer.index + 1}/{layer.count}"
    write = _CAPTIONS.get(node.keyword)
    if write is not None:
        return write(layer, node)
    return _NAMES.get(node.keyword) or str(layer).replace("_", " ")


def shape_text(shape: Shape | Iterable[int]) -> str:
    return "×".join(f"{size}" for size in shape)


def count_text(count: int) -> str:
    """A count as tables give it: `123`, `1,234`, `11.7 M`."""
    value = float(count)
    for unit, size in (("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e4)):
        if count >= size:
            value = count / (1e3 if unit == "k" else size)
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"
    return f"{count:,}"


def _sizes(size: Iterable[int]) -> str:
    return "×".join(map(str, size))


def _step(stride: Iterable[int]) -> str:
    steps = tuple(stride)
    if set(steps) == {1}:
        return ""
    return f", /{steps[0]}" if len(set(steps)) == 1 else f", /{_sizes(steps)}"


def _conv(layer: Any, node: Node) -> str:
    channels = node.source_shape.channels
    depthwise = layer.groups == channels > 1
    kind = "depthwise conv" if depthwise else "conv"
    text = f"{_sizes(layer.kernel)} {kind}, {layer.channels}{_step(layer.stride)}"
    if set(layer.dilation) != {1}:
        text += f", dilation {layer.dilation}"
    return text if depthwise or layer.groups == 1 else f"{text}, {layer.groups} groups"


def _conv_transpose(layer: Any, node: Node) -> str:
    step = _step(layer.stride).replace("/", "×")
    groups = "" if layer.groups == 1 else f", {layer.groups} groups"
    return f"{_sizes(layer.kernel)} up-conv, {layer.channels}{step}{groups}"


def _pool(layer: Any, node: Node) -> str:
    kind = "max" if node.keyword == "maxpool" else "avg"
    return f"{_sizes(layer.kernel)} {kind} pool{_step(layer.step)}"


def _adaptive(layer: Any, node: Node) -> str:
    kind = "max" if node.keyword == "adaptive_maxpool" else "avg"
    return f"{kind} pool to {_sizes(tuple(node.shape)[1:])}"


def _dropout(layer: Any, node: Node) -> str:
    return f"{'dropout' if node.keyword == 'dropout' else 'dropout 2-d'} {layer.p:.3g}"


_CAPTIONS: dict[str, Callable[[Any, Node], str]] = {
    "conv": _conv,
    "conv_transpose": _conv_transpose,
    "maxpool": _pool,
    "avgpool": _pool,
    "adaptive_avgpool": _adaptive,
    "adaptive_maxpool": _adaptive,
    "dropout": _dropout,
    "dropout2d": _dropout,
    "drop_path": lambda layer, node: "drop path",  # its rate grows from block to block
    "fc": lambda layer, node: f"fc {layer.features}",
    "groupnorm": lambda layer, node: f"GN {layer.groups}",
    "leaky_relu": lambda layer, node: f"leaky ReLU {layer.negative_slope:g}",
    "scale": lambda layer, node: "scale",
    "pad": lambda layer, node: f"pad {layer.amount[0]}" if len(set(layer.amount)) == 1 else "pad",
    "upsample": lambda layer, node: f"upsample ×{layer.factor}, {layer.mode}",
    "channel_shuffle": lambda layer, node: f"channel shuffle {layer.groups}",
}
