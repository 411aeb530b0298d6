"""An activation before a max pool.

An activation that never falls commutes with the maximum: relu(max(a, b)) = max(relu(a), relu(b)). Behind the pool it
has a quarter of the elements to work on, and gives the same result.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow, layer

RISING = ("relu", "relu6", "leaky_relu", "elu", "hardsigmoid", "sigmoid", "tanh")


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node in flow.layers(*RISING):
        after = flow.next(node)
        rises = all(getattr(layer(node), slope, 0.0) >= 0.0 for slope in ("negative_slope", "alpha"))
        if after is None or after.keyword != "maxpool" or not rises or prod(after.shape) >= prod(node.shape):
            continue
        yield Diagnostic(
            code.ACTIVATION_BEFORE_POOL,
            f"`{node.keyword}` behind the max pool gives the same with "
            f"{prod(after.shape):,} elements to work on instead of {prod(node.shape):,}",
            node.span,
            labels=(Label(after.span, "the maximum commutes with it"),) if after.span != node.span else (),
            help="swap the two lines (the numbers of unlabelled lines stay: neither has parameters)",
            calls=node.calls,
        )
