"""A join that gets one value twice.

`add` of a value and itself doubles it, `mul` squares it, `concat` copies its channels: a branch is most likely missing,
or its label wrong. `identity` and `from` hand a value on, so two of them are one value.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Join
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node in flow.nodes:
        if not isinstance(node.operation, Join) or not node.operation.twice or len(node.inputs) < 2:
            continue
        values = [_value(x) for x in node.inputs]
        if len(set(values)) < len(values):
            yield Diagnostic(
                code.SAME_TWICE,
                f"two branches of this `{node.keyword}` hand on the same value: that {node.operation.twice}",
                node.span,
                help="let each branch compute something of its own, or leave one out",
                calls=node.calls,
            )


def _value(node: Node) -> Node:
    """Where a value comes from that is handed on unchanged."""
    while node.operation.identity:
        node = node.inputs[0]
    return node
