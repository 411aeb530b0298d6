"""Texts with expressions in braces: `"conv{2*i}"`."""

from __future__ import annotations

from cnndsl.source import Source, Span
from cnndsl.syntax.ast import Expr
from cnndsl.syntax.parser import expression_of
from cnndsl.syntax.tokens import Token, words_of
from cnndsl.syntax.tree_builder import ExpressionError


def text_parts(source: Source, token: Token) -> list[str | Expr]:
    """The parts of a text between its quotes: what stands as it is, and the expressions in braces; `{{` is a brace.

    Raises ExpressionError for a brace that is not closed, and for what is no expression.
    """
    parts: list[str | Expr] = []
    at, end = token.start + 1, token.end - 1
    text = source.text
    while at < end:
        if text[at] in "{}" and text[at : min(at + 2, end)] == 2 * text[at]:
            _append(parts, text[at])
            at += 2
        elif text[at] == "{":
            closing = text.find("}", at, end)
            if closing < 0:
                raise ExpressionError(Span(source, at, at + 1), "`{` without a `}`", "write `{{` for the brace itself")
            words = words_of(text, at + 1, closing)
            if not words:
                title = f"`{text[at : closing + 1]}` holds no expression"
                raise ExpressionError(Span(source, at, closing + 1), title, 'as in "conv{2*i}"')
            parts.append(expression_of(source, words))
            at = closing + 1
        else:
            _append(parts, text[at])
            at += 1
    return parts


def _append(parts: list[str | Expr], text: str) -> None:
    """Add a text to parts, to the last of them where that is one."""
    last = parts[-1] if parts else None
    if isinstance(last, str):
        parts[-1] = last + text
    else:
        parts.append(text)
