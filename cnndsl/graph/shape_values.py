"""Values of the language that are shapes."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.arguments import MAX_SIZE


def is_shape(value: Any, rank: int) -> bool:
    """Whether a value is a shape of so many positive sizes: `3x224x224`, or a list of integers."""
    return (
        isinstance(value, tuple)
        and len(value) == rank
        and all(type(size) is int and 1 <= size <= MAX_SIZE for size in value)
    )
