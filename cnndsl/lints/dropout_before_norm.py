"""Dropout straight before batch normalisation.

Dropout changes the variance of what it passes on, in training only; the running variance that batch normalisation
collects in training is then wrong in evaluation (Li et al., "Understanding the Disharmony between Dropout and Batch
Normalization by Variance Shift", 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow, layer


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node in flow.layers("dropout", "dropout2d"):
        after = flow.next(node)
        if after is not None and after.keyword == "batchnorm" and getattr(layer(node), "p", 0.0) > 0:
            yield Diagnostic(
                code.DROPOUT_BEFORE_NORM,
                f"`{node.keyword}` stands straight before batch norm: its running variance is wrong in evaluation",
                node.span,
                labels=(Label(after.span, "collects the variance of training"),) if after.span != node.span else (),
                help="move the dropout behind the batch norm, or to the end of the network",
                calls=node.calls,
            )
