"""Values of the language that are shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnndsl.layers.arguments import MAX_SIZE
from cnndsl.layers.shapes import RANKS, Map, Vector

IMAGE_CHANNELS = (1, 3, 4)
"""Of grey images, of colours, of colours with transparency."""

LEAST_SIDE = 5
"""Fewer rows or columns are hardly an image."""


def input_shape(value: Any) -> Map | Vector | None:
    """The shape of one sample: channels and the sizes of one to three axes, as in `3x224x224` or a list, or the length
    of a vector. None where a value is none."""
    sizes = value if isinstance(value, tuple) else (value,)
    if len(sizes) > 1 + RANKS[-1] or not all(type(size) is int and 1 <= size <= MAX_SIZE for size in sizes):
        return None
    return Map(*sizes) if len(sizes) > 1 else Vector(*sizes) if sizes else None


def channels_first(shape: Sequence[int]) -> tuple[int, int, int] | None:
    """The shape with its channels first, where they seem to stand last, as TensorFlow has them: the last number of
    `224x224x3` is one of colours, and the first is not. None for any other shape."""
    if len(shape) != 3 or shape[2] not in IMAGE_CHANNELS or min(shape[:2]) < LEAST_SIDE:
        return None
    return shape[2], shape[0], shape[1]
