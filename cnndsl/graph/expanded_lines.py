"""The network as it was worked out: every line that was reached, blocks, repetition and conditions gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnndsl.plain_class import fresh, plain_class
from cnndsl.syntax.tokens import RESERVED_LABELS

if TYPE_CHECKING:
    from cnndsl.graph.ir import Node


@plain_class
class ExpandedLine:
    """A line with what stands below it. ``node`` is that of a layer."""

    text: str
    node: Node | None = None
    body: list[ExpandedLine] = fresh(default_factory=list)
    computes: bool = True
    """Whether it is a branch where it stands in a join; `expect` is none."""


ExpandedLines = list[ExpandedLine]


def label(name: str | None) -> str:
    """`name: `, in braces where the word alone would be read otherwise; nothing without a name."""
    return "" if name is None else f"{reference(name)}: "


def reference(name: str) -> str:
    """A name as a label or a step of `from`: in braces and quotes, `{"a b"}`, where the word alone would be read
    otherwise."""
    if name in RESERVED_LABELS or not re.fullmatch(r"[\w-]+", name):
        return f'{{"{name}"}}'
    return name


def branch(group: ExpandedLines, shape: object) -> ExpandedLine:
    """The lines of one branch as one line; ``shape`` is what flows in."""
    if len(group) == 1 and group[0].computes:
        return group[0]
    return ExpandedLine("path:", body=group or [ExpandedLine(f"expect {shape}", computes=False)])
