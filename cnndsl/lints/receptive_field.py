"""A receptive field that does not fit the input.

What the last map before the classifier sees of the input: far less than the objects in it, and the network can only
classify textures; more than the input, and its outer part sees padding alone. The latter is common and does no
harm; it is a sign of depth that a larger input would use.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Node
from cnndsl.layers.shapes import Map
from cnndsl.lints.flow import Flow
from cnndsl.text import shape_text

SMALL = 1 / 4
"""A smaller part of the input's height and width is "far smaller"."""


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, layer in flow.layers:
        if not layer.adaptive or node.training_only or not _classifies(flow, node):
            continue
        image = node.sees.shape
        if not isinstance(image, Map):
            continue
        before = node.inputs[0]
        along = [*zip(before.field, before.counts, image.sizes, strict=True)]
        seen = [most for field, count, _ in along if (most := field.span(count, gated=False).largest) is not None]
        gated = any(field.gates for field, _, _ in along)
        if len(seen) < len(along):
            continue
        of = f"the {shape_text(image.sizes)} input"
        told = shape_text(seen)
        if not gated and all(most < SMALL * whole for most, whole in zip(seen, image.sizes, strict=True)):
            title = f"what is averaged here sees {told} of {of}"
            advice = "let it see more: further convolutions, strides or pools before it, or a smaller input"
        elif all(most > 2 * whole for most, whole in zip(seen, image.sizes, strict=True)):
            title = f"what is averaged here sees more than twice {of}: {told}"
            advice = "a larger input, or fewer strides in the early layers, would use it"
        else:
            continue
        yield Diagnostic(code.RECEPTIVE_FIELD, title, node.span, help=advice, calls=node.calls)


def _classifies(flow: Flow, node: Node) -> bool:
    """Whether a vector comes of it at once: a squeeze-and-excitation's mean does not end the network."""
    after = flow.next(node)
    while after is not None and after.operation.dropout:
        after = flow.next(after)
    return after is None or after.operation.fully_connected
