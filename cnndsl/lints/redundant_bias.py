"""A bias straight before batch normalisation.

Batch normalisation subtracts the mean of each channel, and with it whatever the layer before has added to the
channel; its own shift takes over. The bias is computed, stored and trained for nothing (Ioffe and Szegedy, 2015,
section 3.2).
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, layer in flow.layers:
        after = flow.next(node) if layer.linear else None
        if after is None or not after.operation.batch_statistics:
            continue
        bias = layer.parameters(node.source_shape).get("bias")
        if bias:
            yield Diagnostic(
                code.REDUNDANT_BIAS,
                f"the bias of `{node.keyword}` is undone by the batch norm after it: {bias[0]:,} redundant parameters",
                node.span,
                labels=(Label(after.span, "subtracts the mean of each channel"),) if after.span != node.span else (),
                help="write bias=false (the keys of the state_dict change by the bias)",
                calls=node.calls,
            )
