"""A section named like a join.

`sum:` is no join: the word is a label, and the lines below it run one after the other. Where there are several of them,
as a join has branches, the join that is spelt or called so was most likely meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Container
from cnndsl.graph.joins import JOINS
from cnndsl.lints.flow import Flow
from cnndsl.source import Span

_MEANS = {
    "add": ("sum", "plus", "addition", "eltwise", "elementwise_add"),
    "sub": ("subtract", "minus", "difference", "diff"),
    "mul": ("multiply", "times", "product", "prod"),
    "mean": ("average", "avg"),
    "max": ("maximum", "maxout"),
    "concat": ("cat", "concatenate", "concatenation", "stack", "hstack"),
    "matmul": ("bmm",),
    "split": ("chunk", "unstack"),
}
_WORDS = {word: join for join, words in _MEANS.items() for word in words}


def find(flow: Flow) -> Iterator[Diagnostic]:
    for section in flow.sections:
        word = section.label
        if section.block or section.parent is None or _branches(section) < 2:
            continue
        meant = _WORDS.get(word.lower()) or surely_meant(word, (*JOINS, "split"))
        if meant is None:
            continue
        start = section.span.start
        yield Diagnostic(
            code.JOIN_WORD,
            f"`{word}:` is a section of that name: its lines run one after the other",
            Span(section.span.source, start, start + len(word) + 1),
            help=f"where the lines are branches write `{meant}:`; else give the section another name",
        )


def _branches(section: Container) -> int:
    """The lines that stand directly in a section whose lines stand below it."""
    text = section.span.source.text
    begin = text.rfind("\n", 0, section.span.start) + 1
    header, *rows = text[begin : section.last.end].split("\n")
    indent = len(header) - len(header.lstrip())
    depths: list[int] = []
    for row in rows:
        depth = len(row) - len(row.lstrip())
        if row.strip() and not row.lstrip().startswith("#") and depth > indent:
            depths.append(depth)
    return depths.count(depths[0]) if depths else 0
