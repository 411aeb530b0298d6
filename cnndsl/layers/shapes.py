"""The shapes that flow through a network, without the batch dimension."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Map(NamedTuple):
    """A feature map: channels x height x width, as `nn.Conv2d` takes it."""

    channels: int
    height: int
    width: int

    def __str__(self) -> str:
        return f"{self.channels}x{self.height}x{self.width}"


class Vector(NamedTuple):
    """A vector of features, as `nn.Linear` takes it."""

    features: int

    @property
    def channels(self) -> int:
        return self.features

    def __str__(self) -> str:
        return str(self.features)


class LastMap(NamedTuple):
    """A feature map whose channels stand last: height x width x channels."""

    height: int
    width: int
    channels: int

    def __str__(self) -> str:
        return f"{self.height}x{self.width}x{self.channels}"


Shape: TypeAlias = Map | Vector | LastMap

NOUNS: dict[type[Shape], str] = {
    Map: "a feature map CxHxW",
    Vector: "a vector",
    LastMap: "a channels-last map HxWxC",
}


def numel(shape: Shape) -> int:
    """Elements of one sample."""
    product = 1
    for size in shape:
        product *= size
    return product


def describe(shape: Shape) -> str:
    """The shape in words: `a vector of 320`, `a feature map 16x5x5`."""
    if isinstance(shape, Vector):
        return f"a vector of {shape.features:,}"
    return f"{'a channels-last' if isinstance(shape, LastMap) else 'a feature'} map {shape}"
