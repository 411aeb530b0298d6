"""Windows of nothing but padding.

A padding as large as the reach of the kernel lets the first and the last windows see no element of the input: what they
give is the bias alone, in a frame around the map. Pools refuse such a padding (E0304).
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.layers.axis import Axis
from cnndsl.layers.layer import Layer
from cnndsl.layers.padding_alone import padding_alone
from cnndsl.layers.shapes import Map
from cnndsl.lints.flow import Flow, Windows
from cnndsl.text import enumerated, plural


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, x, y, counts in flow.windows(_all_blind):
        if any(counts):
            told = [plural(count, axis.place) for count, axis in zip(counts, x.axes, strict=True) if count]
            yield Diagnostic(
                code.PADDING_ALONE,
                f"{enumerated(told)} of the output see{'s' if sum(counts) == 1 else ''} nothing but padding",
                node.span,
                label=f"makes {y} of {x}",
                help="use less padding: half the kernel keeps the size",
                calls=node.calls,
            )


def _all_blind(layer: Layer, window: Windows, x: Map, y: Map) -> list[int]:
    """How many outputs along each axis read no element of the input."""
    if _repeats(layer):
        return []
    return [_blind(*along) for along in zip(window, x.sizes, y.sizes, strict=True)]


def _repeats(layer: Layer) -> bool:
    """Whether the padding holds elements of the map instead of zeros."""
    return getattr(layer, "padding_mode", "zeros") != "zeros"


def _blind(axis: Axis, size: int, count: int) -> int:
    """How many outputs along an axis read no element of the input."""
    ((first, last, step),) = axis.reads
    taps = int(last - first) // step + 1
    return padding_alone(size, count, taps, int(axis.advance), -int(first), step)
