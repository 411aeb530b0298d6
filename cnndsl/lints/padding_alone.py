"""Windows of nothing but padding.

A padding as large as the reach of the kernel lets the first and the last windows see no element of the input: what they
give is the bias alone, in a frame around the map. Pools refuse such a padding (E0304).
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.layers.axis import Axis
from cnndsl.layers.shapes import Map
from cnndsl.lints.flow import Flow
from cnndsl.text import enumerated, plural

MOST = 100_000
"""Of so many places at most the windows are looked at."""


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, layer in flow.layers:
        x, y = node.source_shape, node.shape
        window = layer.window(x) if layer.sliding_window else None
        if window is None or not isinstance(x, Map) or not isinstance(y, Map):
            continue
        counts = [_blind(*along) for along in zip(window, x.sizes, y.sizes, strict=True)]
        told = [plural(count, axis.place) for count, axis in zip(counts, x.axes, strict=True) if count]
        if told:
            yield Diagnostic(
                code.PADDING_ALONE,
                f"{enumerated(told)} of the output see{'s' if sum(counts) == 1 else ''} nothing but padding",
                node.span,
                label=f"makes {y} of {x}",
                help="use less padding: half the kernel keeps the size",
                calls=node.calls,
            )


def _blind(axis: Axis, size: int, count: int) -> int:
    """How many outputs along an axis read no element of the input."""
    ((first, last, step),), stride = axis.reads, axis.advance
    first, last, stride = int(first), int(last), int(stride)
    if first >= 0 and (count - 1) * stride + last < size:
        return 0
    return sum(
        not any(0 <= at < size for at in range(first + place * stride, last + place * stride + 1, step))
        for place in range(min(count, MOST))
        if first + place * stride < 0 or last + place * stride >= size
    )
