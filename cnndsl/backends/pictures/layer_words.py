"""What a figure says of a layer: the words of the papers, and the role that its colour shows."""

from __future__ import annotations

from typing import Literal, get_args

from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Part
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import numel

Role = Literal["convolution", "dense", "pooling", "normalisation", "activation", "regularisation", "arrangement"]
ROLES: tuple[Role, ...] = get_args(Role)

_FAMILIES: dict[str, Role] = {"activations": "activation", "norms": "normalisation", "dropouts": "regularisation"}


def role_of(node: Node) -> Role:
    """The role of a layer, by what its kind says of itself (layers/traits.py)."""
    kind = node.operation
    if kind.linear:
        return "dense" if kind.fully_connected else "convolution"
    if kind.sliding_window or kind.adaptive:
        return "pooling"
    return _FAMILIES.get(kind.family, "arrangement")


def hidden(node: Node) -> bool:
    """Whether a layer moves no number and keeps all, such as `flatten`: papers do not draw it. ``every_layer`` does."""
    return isinstance(node.operation, Layer) and node.operation.view and numel(node.shape) == numel(node.source_shape)


def trails(node: Node) -> bool:
    """Whether a layer is written into the box of the layer before it."""
    return hidden(node) or (isinstance(node.operation, Layer) and node.operation.family in _FAMILIES)


def caption(node: Node) -> str:
    """A layer in the words of the papers: `3×3 conv, 64, /2`."""
    kind = node.operation
    if isinstance(kind, Part):
        return f"channels {kind.index + 1}/{kind.count}" if kind.sizes is None else f"{kind.sizes[kind.index]} channels"
    return kind.caption(node.source_shape) if isinstance(kind, Layer) else node.keyword


def count_text(count: int) -> str:
    """A count as tables give it: `123`, `1,234`, `11.7 M`."""
    value = float(count)
    for unit, size in (("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e4)):
        if count >= size:
            value = count / (1e3 if unit == "k" else size)
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"
    return f"{count:,}"
