"""The words of the language, as one regular expression."""

from __future__ import annotations

import re
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

LABEL = re.compile(r"((?:[\w\-]|\{[^{}\n]*\})+)[ \t]*:")
"""A label with its colon; labels may hold `{expression}` and `-`."""

REFERENCE = re.compile(r"from[ \t]+((?:[\w\-.]|\{[^{}\n]*\})+)[ \t]*(?=#|:|$)", re.MULTILINE)
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
