"""Two linear layers with nothing between them.

What two linear layers do in a row a single one can do: their product is linear. An activation between them is most
likely missing. Not reported are pairs that are a factorisation on purpose: a layer in groups (depthwise separable
convolutions), and a narrow layer between wider ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Node
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for first, layer in flow.layers:
        second = flow.next(first) if layer.linear else None
        if second is None or not second.operation.linear or _factors(first, second):
            continue
        yield Diagnostic(
            code.LINEAR_PAIR,
            f"`{first.keyword}` and `{second.keyword}` with nothing between them are together one linear layer",
            second.span,
            labels=(Label(first.span, "the first of the two"),) if first.span != second.span else (),
            help="put an activation such as `relu` between them, or leave one out",
            calls=second.calls,
        )


def _factors(first: Node, second: Node) -> bool:
    grouped = any(getattr(node.operation, "groups", 1) > 1 for node in (first, second))
    inner = first.shape.channels
    return grouped or (inner < first.source_shape.channels and inner < second.shape.channels)
