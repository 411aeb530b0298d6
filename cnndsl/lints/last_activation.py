"""An activation after the last fully connected layer.

The outputs of a classifier are logits: any real numbers. A relu cuts off their negative half, and a class whose logit
is cut gets no gradient; sigmoid and tanh keep the loss from going to zero. Only a loss made for it wants such an end.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node in flow.outputs:
        before = flow.before(node)
        replaces = node.operation.activation and node.operation.elementwise
        if not replaces or before is None or not before.operation.fully_connected:
            continue
        yield Diagnostic(
            code.LAST_ACTIVATION,
            f"`{node.keyword}` stands after the last layer: the outputs should be logits, any real numbers",
            node.span,
            labels=(Label(before.span, "the last layer"),) if before.span != node.span else (),
            help="delete this line",
            calls=node.calls,
        )
