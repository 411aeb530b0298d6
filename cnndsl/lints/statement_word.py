"""A section named like a statement.

Any word before a colon is a label. `aux:` without a weight, `repeat:` without a number and a misspelt `else:`, `path:`
or `seq:` are sections of that name, whose lines are computed as they stand. W0517 is about the joins.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow
from cnndsl.lints.section_word import has_lines_below
from cnndsl.source import Span
from cnndsl.syntax.statements import STATEMENTS

_LACKING = ("aux", "repeat", "for", "if", "elif")
"""Statements that a colon alone does not make."""

_ALONE = ("path", "seq", "else")
"""Statements that are their word and a colon."""


def find(flow: Flow) -> Iterator[Diagnostic]:
    for section in flow.sections:
        word = section.label
        if word in _LACKING:
            write = STATEMENTS[word].form.removesuffix(" ...")
        elif slips := [each for each in _ALONE if abs(len(word) - len(each)) < 2 and _slip(word, each)]:
            write = f"{slips[0]}:"
        else:
            continue
        if section.block or section.parent is None or not has_lines_below(section):
            continue
        start = section.span.start
        yield Diagnostic(
            code.STATEMENT_WORD,
            f"`{word}:` is a section of that name: its lines are computed as they stand",
            Span(section.span.source, start, start + len(word) + 1),
            label="the colon makes it a label",
            help=f"where the statement is meant write `{write}`; else give the section another name",
        )


def _slip(word: str, meant: str) -> bool:
    """Whether a word is another with one letter lost or doubled, or two side by side swapped."""
    if len(word) == len(meant):
        at = next((place for place, pair in enumerate(zip(word, meant, strict=True)) if len({*pair}) > 1), len(word))
        return word != meant and word[:at] + word[at : at + 2][::-1] + word[at + 2 :] == meant
    longer, shorter = (word, meant) if len(word) > len(meant) else (meant, word)
    if len(longer) - len(shorter) != 1:
        return False
    lost = [place for place in range(len(longer)) if longer[:place] + longer[place + 1 :] == shorter]
    doubled = [place for place in lost if place and longer[place] == longer[place - 1]]
    return bool(lost if longer == meant else doubled)
