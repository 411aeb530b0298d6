"""The shapes that flow through a network, without the batch dimension, and the names of their axes.

A feature map has one, two or three axes: a sequence, an image, a volume or video. Everything that is said of one axis
is written once, and told with its names here.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from cnndsl.text import shape_text

RANKS = (1, 2, 3)
"""How many axes a feature map may have."""


class AxisName(NamedTuple):
    """What an axis is called: itself, one place on it, and the two sides that padding stands on."""

    name: str
    place: str
    before: str
    after: str


_HEIGHT = AxisName("height", "row", "above", "below")
_WIDTH = AxisName("width", "column", "left", "right")

AXES: dict[int, tuple[AxisName, ...]] = {
    1: (AxisName("length", "place", "before", "after"),),
    2: (_HEIGHT, _WIDTH),
    3: (AxisName("depth", "slice", "in front", "behind"), _HEIGHT, _WIDTH),
}
"""The axes of a map by its rank, in the order of its sizes."""


class _Axes(tuple[int, ...]):
    """What maps have in common: channels and a size for each axis."""

    __slots__ = ()

    def __getnewargs__(self) -> tuple[int, ...]:
        return tuple(self)

    def __str__(self) -> str:
        return shape_text(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}{tuple(self)}"

    @property
    def sizes(self) -> tuple[int, ...]:
        """The size along each axis: (length,), (height, width) or (depth, height, width)."""
        raise NotImplementedError

    @property
    def rank(self) -> int:
        """The number of axes: 1, 2 or 3."""
        return len(self) - 1

    @property
    def axes(self) -> tuple[AxisName, ...]:
        """The names of the axes, in the order of ``sizes``."""
        return AXES[len(self) - 1]


class Map(_Axes):
    """A feature map, channels first: ``Map(64, 55, 55)`` is 64 channels of 55x55, as `nn.Conv2d` takes it."""

    __slots__ = ()

    def __new__(cls, channels: int, *sizes: int) -> Map:
        return tuple.__new__(cls, (channels, *sizes))

    @property
    def channels(self) -> int:
        return self[0]

    @property
    def sizes(self) -> tuple[int, ...]:
        return self[1:]

    def of(self, channels: int) -> Map:
        """The same axes with other channels."""
        return Map(channels, *self[1:])


class LastMap(_Axes):
    """A feature map whose channels stand last: ``LastMap(55, 55, 64)``."""

    __slots__ = ()

    def __new__(cls, *sides: int) -> LastMap:
        return tuple.__new__(cls, sides)

    @property
    def channels(self) -> int:
        return self[-1]

    @property
    def sizes(self) -> tuple[int, ...]:
        return self[:-1]

    def of(self, channels: int) -> LastMap:
        """The same axes with other channels."""
        return LastMap(*self[:-1], channels)


class Vector(NamedTuple):
    """A vector of features, as `nn.Linear` takes it. It has no axes."""

    features: int

    @property
    def channels(self) -> int:
        return self.features

    @property
    def sizes(self) -> tuple[int, ...]:
        return ()

    @property
    def rank(self) -> int:
        return 0

    def of(self, channels: int) -> Vector:
        """A vector of so many features."""
        return Vector(channels)

    def __str__(self) -> str:
        return str(self.features)


Shape: TypeAlias = Map | Vector | LastMap

NOUNS: dict[type[Shape], str] = {Map: "a feature map", Vector: "a vector", LastMap: "a channels-last map"}


def noun(kind: type[Shape], rank: int = 0) -> str:
    """A kind of shape in words, with the letters of its axes where the rank is known: `a feature map CxHxW`."""
    if kind is Vector or not rank:
        return NOUNS[kind]
    letters = [axis.name[0].upper() for axis in AXES[rank]]
    return f"{NOUNS[kind]} {shape_text(['C', *letters] if kind is Map else [*letters, 'C'])}"


def numel(shape: Shape) -> int:
    """Elements of one sample."""
    product = 1
    for size in shape:
        product *= size
    return product


def channel_axis(shape: Shape) -> int:
    """Where the channels stand among the axes of a batch, whose own number is 0."""
    return len(shape) if isinstance(shape, LastMap) else 1


def per_axis(sizes: tuple[Any, ...]) -> str:
    """One value for each axis as it is written: `3` where all are equal, `3x5` else."""
    return str(sizes[0]) if len(set(sizes)) == 1 else shape_text(sizes)


def describe(shape: Shape) -> str:
    """The shape in words: `a vector of 320`, `a feature map 16x5x5`."""
    if isinstance(shape, Vector):
        return f"a vector of {shape.features:,}"
    return f"{'a channels-last' if isinstance(shape, LastMap) else 'a feature'} map {shape}"
