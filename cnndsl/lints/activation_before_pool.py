"""An activation before a max pool.

An activation that never falls commutes with the maximum: relu(max(a, b)) = max(relu(a), relu(b)). After the pool it
has a quarter of the elements to work on, and gives the same result.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, layer in flow.layers:
        after = flow.next(node) if layer.activation and layer.monotone else None
        if after is None or not after.operation.max_pooling or prod(after.shape) >= prod(node.shape):
            continue
        yield Diagnostic(
            code.ACTIVATION_BEFORE_POOL,
            f"`{node.keyword}` after the max pool gives the same with "
            f"{prod(after.shape):,} elements to work on instead of {prod(node.shape):,}",
            node.span,
            labels=(Label(after.span, "the maximum commutes with it"),) if after.span != node.span else (),
            help="swap the two lines (the numbers of unlabelled lines stay: neither has parameters)",
            calls=node.calls,
        )
