"""The words of the language, explained: layer kinds and statements."""

from __future__ import annotations

import textwrap

from cnndsl.graph import foreign
from cnndsl.layers import ALIASES, LAYERS
from cnndsl.report import layer_docs
from cnndsl.syntax.statements import STATEMENTS, meant

WIDTH = 80
"""Columns of the text."""


def text_of(word: str, width: int = WIDTH) -> str | None:
    """All about a layer kind or a statement, for a terminal of ``width`` columns; None for a word that is neither."""
    kind = LAYERS.get(ALIASES.get(word, word))
    if kind is not None:
        return layer_docs.text_of(kind, width)
    statement = STATEMENTS.get(word)
    if statement is None:
        return None
    about = textwrap.wrap(f"{word}: {statement.about}", width)
    example = textwrap.indent(statement.example, "    ")
    return "\n".join([*about, "", f"  {statement.form}", "", "  example", example])


def meaning(word: str) -> str | None:
    """What to write for a word that others have for a layer or statement; None where it is not known."""
    written = foreign.of_word(word, [], brackets=False)
    statement = meant(word)
    return written.help if written is not None else statement.advice if statement is not None else None


def advice(word: str) -> str:
    """What to say of a word that is no layer or statement: what others call so, or what is spelt most like it."""
    near = foreign.misspelt(word)
    return meaning(word) or (f"did you mean `{near}`?" if near else "`cnndsl layers` lists the layers")
