"""A section that goes on where it stopped, with nothing between.

A section with the label of an earlier one goes on with its children. Where the second follows the first at once, one
section would say the same; more often than not a label was copied and not changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Call, Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Container, around
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    sections = [each for each in flow.sections if each.continued]
    for section in sections:
        before = section.span
        for part in section.continued:
            if part.span != before and part.input.index == part.first - 1 and section in around(part.input):
                yield Diagnostic(
                    code.SECTION_TWICE,
                    f"`{section.label}:` goes on at once with the section of that name above it",
                    part.span,
                    labels=(Label(before, "goes on below"),),
                    help="where another section is meant, give it another label; else write all lines below the first",
                    calls=_calls(flow, part.first, section),
                )
            before = part.span


def _calls(flow: Flow, first: int, section: Container) -> tuple[Call, ...]:
    """The block calls around the first line of a part."""
    return next((node.calls for node in flow.nodes[first:] if section in around(node)), ())
