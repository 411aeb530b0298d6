"""A softmax that ends the network.

Cross entropy, the loss of every classifier here, applies log-softmax itself. A softmax before it is applied twice: the
gradients shrink and training slows down or stalls. The prediction does not need it either: it keeps the order.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node in flow.outputs:
        if node.operation.probabilities:
            yield Diagnostic(
                code.SOFTMAX,
                f"the network ends in a {node.keyword}, and the loss applies one itself",
                node.span,
                label="applied twice in training",
                help="delete this line; apply softmax to the outputs where probabilities are wanted",
                calls=node.calls,
            )
