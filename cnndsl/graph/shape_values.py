"""Values of the language that are shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnndsl.layers.arguments import MAX_SIZE

IMAGE_CHANNELS = (1, 3, 4)
"""Of grey images, of colours, of colours with transparency."""

LEAST_SIDE = 5
"""Fewer rows or columns are hardly an image."""


def is_shape(value: Any, rank: int) -> bool:
    """Whether a value is a shape of so many positive sizes: `3x224x224`, or a list of integers."""
    return (
        isinstance(value, tuple)
        and len(value) == rank
        and all(type(size) is int and 1 <= size <= MAX_SIZE for size in value)
    )


def channels_first(shape: Sequence[int]) -> tuple[int, int, int] | None:
    """The shape with its channels first, where they seem to stand last, as TensorFlow has them: the last number of
    `224x224x3` is one of colours, and the first is not. None for any other shape."""
    if len(shape) != 3 or shape[2] not in IMAGE_CHANNELS or min(shape[:2]) < LEAST_SIDE:
        return None
    return shape[2], shape[0], shape[1]
