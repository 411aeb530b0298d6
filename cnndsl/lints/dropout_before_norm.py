"""Dropout straight before batch normalisation.

Dropout changes the variance of what it passes on, in training only; the running variance that batch normalisation
collects in training is then wrong in evaluation (Li et al., "Understanding the Disharmony between Dropout and Batch
Normalization by Variance Shift", 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, layer in flow.layers:
        after = flow.next(node) if layer.dropout and getattr(layer, "p", 1.0) > 0 else None
        if after is not None and after.operation.batch_statistics:
            yield Diagnostic(
                code.DROPOUT_BEFORE_NORM,
                f"`{node.keyword}` stands straight before batch norm: its running variance is wrong in evaluation",
                node.span,
                labels=(Label(after.span, "collects the variance of training"),) if after.span != node.span else (),
                help="move the dropout after the batch norm, or to the end of the network",
                calls=node.calls,
            )
