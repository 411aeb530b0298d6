"""Where the reading of a line stopped, and what should stand there."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from cnndsl.diagnostics import Code, Diagnostic, Fix
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax.logical_lines import Line
from cnndsl.syntax.tables import OPENERS
from cnndsl.syntax.tokens import Token

SHOWN = 60
"""Most characters of a line that a message repeats."""


@lru_cache(maxsize=1)  # one line may have many faults
def _first_colon(line: Line, head: int) -> int | None:
    depth = 0
    for at, token in enumerate(line.tokens[head:], start=head):
        if token.type == "COLON" and not depth:
            return at
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
    return None


class Stuck(NamedTuple):
    """Where the reading of a line stopped.

    The statement starts at token ``begin``, its word after a label stands at ``head``, and token ``at`` cannot follow
    (past the last one: the line ends too soon). ``terminal`` is what the grammar calls that token, ``expected`` what
    it would take, ``argument`` where the argument starts that is being read.
    """

    source: Source
    line: Line
    begin: int
    head: int
    at: int
    terminal: str
    argument: int | None
    expected: set[str]
    piece: Token | None = None
    """The part of token ``at`` that cannot follow, where that is a label or a reference."""

    @property
    def tokens(self) -> list[Token]:
        return self.line.tokens

    @property
    def word(self) -> Token:
        """The word that the statement starts with."""
        return self.tokens[min(self.head, len(self.tokens) - 1)]

    @property
    def found(self) -> Token:
        """The token that cannot stand there; the last one where the line ends."""
        return self.tokens[min(self.at, len(self.tokens) - 1)]

    @property
    def at_end(self) -> bool:
        return self.at >= len(self.tokens)

    @property
    def labelled(self) -> bool:
        return self.head > self.begin

    @property
    def colon(self) -> int | None:
        """Where the statement's colon stands, the first outside brackets."""
        return _first_colon(self.line, self.head)

    @property
    def lines_below(self) -> bool:
        """Whether a statement that takes none is written as one with lines below it."""
        takes_none = self.word.type == "NAME" and (self.word.text not in OPENERS)
        return takes_none and (self.tokens[-1].type == "COLON" or bool(self.line.children))

    def fault(self, kind: Code, title: str, token: Token, advice: str, instead: str | None = None) -> Diagnostic:
        """A fault of a token. ``instead`` is what must be meant in its place, where that is certain."""
        span = Span(self.source, token.start, token.end)
        return Diagnostic(kind, title, span, help=advice, fix=None if instead is None else Fix(span, instead))


def unexpected(stuck: Stuck) -> Diagnostic:
    """A word where another should stand; the grammar knows which."""
    missing = wanted(stuck.expected)
    if stuck.at_end:
        return too_short(stuck, stuck.line.end)
    if stuck.found.type == "COMMA" and missing == "`)`":
        return stuck.fault(
            code.SYNTAX, "a comma in parentheses", stuck.found, "a list stands in square brackets: [1, 2]"
        )
    advice = "delete it" if missing == _END else f"write {missing} there, or delete it"
    title = f"`{stuck.found.text}` where {missing} should stand"
    return stuck.fault(code.SYNTAX, title, stuck.found, _NAME if missing == "a name" else advice)


def too_short(stuck: Stuck, end: int) -> Diagnostic:
    """A line or an argument that ends too soon."""
    missing = wanted(stuck.expected)
    title = f"the line ends where {missing} should stand"
    advice = _NAME if missing == "a name" else f"write {missing} there"
    return Diagnostic(code.SYNTAX, title, Span(stuck.source, end, end), help=advice)


_END = "the end of the line"

_NAME = "a name is a word of letters, digits and underscores"

_SIGNS = {
    "RPAR": "`)`",
    "RSQB": "`]`",
    "ELSE": "`else`",
    "DOT": "`.`",
    "EQUAL": "`=`",
    "IN": "`in`",
    "FROM": "`from`",
    "COLON": "`:`",
}


def wanted(expected: set[str]) -> str:
    """What would stand in a place where the grammar takes one of these terminals, in words."""
    if "NUMBER" in expected:
        return "a value"
    if "NAME" in expected:
        return "a name"
    closing = [_SIGNS[sign] for sign in ("RPAR", "RSQB", "ELSE", "DOT") if sign in expected]
    if closing:
        return " or ".join(closing)
    if "END" in expected:
        return _END
    return next((_SIGNS[sign] for sign in ("EQUAL", "IN", "FROM", "COLON") if sign in expected), _END)
