"""A result of a block that nobody reads.

In a block `output` names a result for whoever calls it, not an output of the network. Where the caller does not read
it, the name says nothing; that the network was to give it is the likely reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Container, around
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    calls = [each for each in flow.sections if each.block and each.values]
    outputs = {output.node for output in flow.network.graph.outputs}
    told: set[object] = set()
    read: dict[object, bool] = {}
    for call in calls:
        for name, value in call.values.items():
            span = call.spans[name]
            flow.budget.spend(1 + len(flow.readers[value]), span)
            used = (
                value is call.output
                or value in outputs
                or any(call not in around(reader) for reader in flow.readers[value])
                or any(_hands_on(outer, value) for outer in around(call))
            )
            read[span] = read.get(span, False) or used
    for call in calls:
        for name in call.values:
            span = call.spans[name]
            if read[span] or span in told:
                continue
            told.add(span)
            yield Diagnostic(
                code.UNREAD_RESULT,
                f"nobody reads the result `{name}` of the block `{call.block}`",
                span,
                help=f"its caller reads it as `from {call.label}.{name}`; an output of the network is named on the "
                "model's own level",
            )


def _hands_on(container: Container, value: object) -> bool:
    """Whether a call around gives a value on as a result of its own."""
    return bool(container.block) and any(each is value for each in container.values.values())
