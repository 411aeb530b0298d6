"""Rows and columns that no window reads.

O = floor((I + 2P - K)/S) + 1 rounds down: where the division leaves a remainder, the last rows and columns of the
input lie after the last window. A stride larger than the window, or one that shares a factor with the dilation, leaves
out rows between. What is left out was computed for nothing, and never has a say. Padding that is not read does no harm
and is not reported; neither is a 1x1 window with a stride, which subsamples on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Node
from cnndsl.layers.axis import Axis
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.unread_elements import unread
from cnndsl.lints.flow import Flow, Windows
from cnndsl.text import enumerated


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, x, y, told in flow.windows(_all_unread):
        if told:
            single = len(told) == 1 and told[0] in [f"the last {axis.place}" for axis in x.axes]
            yield Diagnostic(
                code.UNREAD,
                f"{enumerated(told)} of {x} {'is' if single else 'are'} never read",
                node.span,
                label=f"gives {y}",
                labels=_origin(node, x),
                help="choose kernel, stride and padding that come out even, or ceil_mode=true for a pool",
                calls=node.calls,
            )


def _all_unread(_layer: Layer, window: Windows, x: Map, y: Map) -> list[str]:
    """What no window reads, in words for each axis along which there is some."""
    places = (axis.place for axis in x.axes)
    lost = [_unread(*along) for along in zip(window, x.sizes, y.sizes, places, strict=True)]
    return [part for part in lost if part]


def _unread(axis: Axis, size: int, count: int, noun: str) -> str:
    """What no window reads along one axis, in words: after the last window, or between them."""
    if axis.reads[0].first == axis.reads[0].last:
        return ""
    after, between = unread(axis, size, count)
    if between:
        return f"{after + between} of the {size} {noun}s"
    return "" if after == 0 else f"the last {noun}" if after == 1 else f"the last {after} {noun}s"


def _origin(node: Node, x: Map) -> tuple[Label, ...]:
    before = node.inputs[0]
    return (Label(before.span, f"gives {x}"),) if before.span not in (node.span, None) else ()
