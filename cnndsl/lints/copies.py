"""An adaptive pool that makes copies.

Where it asks for more rows or columns than arrive, its windows overlap so far that neighbours are equal: 7x7 of a 1x1
map are 49 copies of one element, and the weights after them are 49 times as many as there is to learn from. It comes
from a network that was made for larger images.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.layers.shapes import Map
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, layer in flow.layers:
        x, y = node.source_shape, node.shape
        if not layer.adaptive or not isinstance(x, Map) or not isinstance(y, Map):
            continue
        if any(asked > size for asked, size in zip(y.sizes, x.sizes, strict=True)):
            before = node.inputs[0].span
            smaller = "x".join(str(min(pair)) for pair in zip(y.sizes, x.sizes, strict=True))
            yield Diagnostic(
                code.COPIES,
                f"{y} of {x} are copies: there are fewer rows or columns than asked for",
                node.span,
                labels=(Label(before, f"gives {x}"),) if before != node.span else (),
                help=f"write `{node.keyword} {smaller}`, or use a larger input",
                calls=node.calls,
            )
