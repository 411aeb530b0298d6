"""The words of the language, as one regular expression."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Token(NamedTuple):
    """A word of a line. ``spaced`` tells whether white space stands before it."""

    type: str
    text: str
    start: int
    end: int
    spaced: bool


RESERVED_LABELS = frozenset({"add", "concat", "mul", "split", "path", "seq", "else"})
"""The only words that cannot be labels, because a colon may stand right behind them."""

KEYWORDS = {word: word.upper() for word in ("if", "else", "and", "or", "not", "in", "true", "false")}
"""Words with a meaning inside expressions."""

LABEL = re.compile(r"((?:[\w\-]++|\{[^{}\n]*\})++)[ \t]*:")
"""A label with its colon; labels may hold `{expression}` and `-`."""

REFERENCE = re.compile(r"from[ \t]+((?:[\w\-.]++|\{[^{}\n]*\})++)[ \t\r]*(?=#|:|$)", re.MULTILINE)
"""`from LABEL`, a statement of its own; the path may be dotted."""

TOKEN = re.compile(
    r"""
    (?P<SPACE>   [ \t\r]+ )
  | (?P<SIZE>    \d+(?:x\d+)+ (?![\w.]) )
  | (?P<NUMBER>  (?: \d[\d_]*\.\d[\d_]* | \.\d+ | \d[\d_]* ) (?:[eE][+-]?\d+)? (?!\w) )
  | (?P<NAME>    [^\W\d]\w* )
  | (?P<STRING>  "[^"\n]*" )
  | (?P<COMMENT> \#[^\n]* )
  | (?P<RANGE>   \.\. )
  | (?P<POWER>   \*\* )
  | (?P<PRODUCT> // | [*/%] )
  | (?P<SUM>     [+-] )
  | (?P<COMPARE> <= | >= | == | != | < | > )
  | (?P<EQUAL>   = )
  | (?P<COMMA>   , )
  | (?P<COLON>   : )
  | (?P<DOT>     \. )
  | (?P<OPEN>    [(\[] )
  | (?P<CLOSE>   [)\]] )
  | (?P<BAD>     \d\w* | . )
    """,
    re.VERBOSE,
)

PARTNER = {"(": ")", "[": "]"}


def find(tokens: list[Token], wanted: Callable[[Token, Token | None], bool]) -> int | None:
    """The place of the first token outside brackets that is wanted; ``wanted`` sees it and the one behind it."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
        if depth == 0 and wanted(token, tokens[at + 1] if at + 1 < len(tokens) else None):
            return at
    return None


def cut(tokens: list[Token], separator: str) -> list[list[Token]]:
    """The tokens cut at a separator outside brackets."""
    groups: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
        if depth == 0 and token.type == separator:
            groups.append([])
        else:
            groups[-1].append(token)
    return groups


def split_reference(text: str) -> list[str]:
    """A dotted reference cut at the dots outside braces."""
    parts, depth = [""], 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if char == "." and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts
