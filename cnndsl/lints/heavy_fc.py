"""A fully connected layer that holds most parameters.

A fully connected layer on a flattened map has a weight for every position and channel. Global average pooling before
it needs one for every channel only (Lin et al., "Network in Network", 2013); this is how networks since GoogLeNet end.
Reported from a million parameters on, where it is more than half of the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.layers.shapes import Map, Vector
from cnndsl.lints.flow import Flow

LEAST = 1_000_000


def find(flow: Flow) -> Iterator[Diagnostic]:
    total = flow.network.params
    for node, layer in flow.layers:
        if not layer.fully_connected:
            continue
        flat = node.inputs[0]
        source = flat.source_shape
        while flat.operation.dropout:
            flat, source = flat.inputs[0], flat.inputs[0].source_shape
        flattens = flat.operation.view and isinstance(flat.shape, Vector)
        if not flattens or not isinstance(source, Map) or max(source.sizes) == 1:
            continue
        if node.params < max(LEAST, total // 2):
            continue
        saved = (prod(source.sizes) - 1) * source.channels * node.shape.channels
        yield Diagnostic(
            code.HEAVY_FC,
            f"this layer holds {100 * node.params / total:.0f}% of all parameters: {node.params:,} of {total:,}",
            node.span,
            label=f"{flat.shape} inputs times {node.shape} outputs",
            labels=(Label(flat.span, f"flattens {source}"),) if flat.span != node.span else (),
            help=f"`global_avgpool` before the flatten would save {saved:,} parameters",
            calls=node.calls,
        )
