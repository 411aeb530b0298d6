"""Lines that are written as calls, as in PyTorch and Keras: `nn.Conv2d(3, 64, 3),`.

What is called and with which arguments is read here; what it means is for those who know layers and blocks.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span

MAX_CALL = 2000
"""Longest call that is read, in characters."""

SHOWN = 40
"""Most characters of a call that a message repeats."""


class Called(NamedTuple):
    """A call: `self.conv1 = nn.Conv2d(3, 64, kernel_size=3)`. ``target`` is `self.conv1`, ``path`` is `nn.Conv2d`."""

    target: str
    path: str
    arguments: tuple[tuple[str, str], ...]
    """Names, empty where none is given, and the texts of the values."""

    @property
    def word(self) -> str:
        """The last part of what is called."""
        return self.path.rpartition(".")[2]


class CallSyntax(Diagnostic):
    """A line that is written as a call. What to write in its place depends on what is called; ``span`` is the call
    with what it is assigned to, without a label of the language."""

    __slots__ = ()

    @property
    def call(self) -> Called:
        """What stands at ``span``."""
        call = read(self.span.text) if self.span is not None else None
        assert call is not None
        return call


_WORD = r"[A-Za-z_]\w*"
_CALLEE = re.compile(rf"(?:((?:{_WORD}\.)?{_WORD})[ \t]*=[ \t]*)?({_WORD}(?:\.{_WORD})*)[ \t]*(?=\()")

_REST = re.compile(r"(?:[ \t]*\([ \t]*[\w.]*[ \t]*\))?[ \t]*[,;]?\s*")
"""What may follow a call: what the layer is applied to in Keras, and a comma of the list that it stood in."""

_NAMED = re.compile(r"([A-Za-z_]\w*)\s*=(?!=)\s*(\S.*)", re.DOTALL)

_WORDS_BETWEEN = {"if", "else", "and", "or", "not", "in"}
_ENDS, _STARTS = "+-*/%<>=,([:", "+-*/%<>=,)]:"
"""What a word ends or starts with that white space does not keep apart from the next or the one before."""


def _apart(value: str) -> bool:
    """Whether two words of a value stand beside each other with nothing between them."""
    return value[:1] not in ("'", '"') and any(
        not (_WORDS_BETWEEN & {one, other} or one[-1] in _ENDS or other[0] in _STARTS)
        for one, other in pairwise(value.split())
    )


def read(text: str) -> Called | None:
    """The call that a text is from its first to its last character, if it is one."""
    callee = _CALLEE.match(text)
    if callee is None or len(text) > MAX_CALL:
        return None
    parts, end = _split(text, callee.end())
    if end < 0 or _REST.fullmatch(text, end) is None:
        return None
    arguments = []
    for part in parts:
        named = _NAMED.fullmatch(part)
        name, value = named.groups() if named else ("", part)
        if _apart(value) or value[:1] in ("", "=") or value[-1] == "=":
            return None
        arguments.append((name, value.strip()))
    return Called(callee[1] or "", callee[2], tuple(arguments))


def _split(text: str, at: int) -> tuple[list[str], int]:
    """The arguments between the bracket that opens at a place and its partner, and where the text goes on; -1 where
    the bracket stays open."""
    parts, depth, quote, begin = list[str](), 0, "", at + 1
    for place in range(at, len(text)):
        sign = text[place]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "#":
            return [], -1
        if (sign == "," and depth == 1 and not quote) or depth == 0:
            parts.append(text[begin:place].strip())
            begin = place + 1
        if depth == 0:
            return (parts if parts[-1] else parts[:-1]), place + 1
    return [], -1


def call_syntax(source: Source, start: int, end: int) -> CallSyntax | None:
    """The fault of a statement that is written as a call, if it is; it stands from ``start`` to ``end``."""
    span = Span(source, start, end)
    if end - start > MAX_CALL or read(span.text) is None:
        return None
    shown = " ".join(span.text.split())
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    return CallSyntax(code.SYNTAX, f"`{shown}` is written as a call", span, help="arguments stand apart by spaces")
