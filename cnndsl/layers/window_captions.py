"""How papers write windows: `3×3`, and `/2` for a stride of 2."""

from __future__ import annotations

from collections.abc import Iterable

from cnndsl.text import typeset_shape


def step(strides: Iterable[int], sign: str = "/") -> str:
    """What follows a layer with a stride: `, /2`; nothing for a stride of 1."""
    strides = tuple(strides)
    if set(strides) == {1}:
        return ""
    return f", {sign}{strides[0] if len(set(strides)) == 1 else typeset_shape(strides)}"
