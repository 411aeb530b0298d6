"""A label that hides another.

`from` and `again` read the nearest line of a name: one of their own section before one of a section around it. Where
both are there the file works, and who reads it may think of the other: most of all where a block is called `inline`,
whose labels are then those of the section.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    yield from flow.network.graph.hidden
