"""The words of the language, as one regular expression."""

from __future__ import annotations

import re
from typing import NamedTuple

from cnndsl.source import Source


class Bracket(NamedTuple):
    """An open bracket and its offset."""

    sign: str
    at: int


class Token(NamedTuple):
    """A word of a line. ``spaced`` says whether white space stands before it."""

    type: str
    text: str
    start: int
    end: int
    spaced: bool


RESERVED_LABELS = frozenset("add sub mul mean max concat select matmul split path seq else".split())
"""The only words that cannot be labels, because a colon may stand right after them."""

RESERVED = frozenset({"if", "else", "and", "or", "not", "in", "true", "false"})
"""Words with a meaning inside expressions: they are never names."""

LABEL = re.compile(r"((?:[\w\-]++|\{[^{}\n]*\})++)[ \t]*:")
"""A label with its colon; labels may hold `{expression}` and `-`."""

_PATH = r"\*?(?:[\w\-.]++|\{[^{}\n]*\})++"
REFERENCE = re.compile(rf"(from|again|output)[ \t]+({_PATH})[ \t\r]*(?=#|:|$)", re.MULTILINE)
"""`from LABEL`, `again LABEL`, statements whose path may be dotted; `output NAME`, which may have a body."""

GIVEN = re.compile(rf"[ \t]+{_PATH}(?:[ \t]*,[ \t]*{_PATH})*[ \t\r]*(?=#|:|$)", re.MULTILINE)
"""What stands after `with`: paths, as after `from`."""

PATH = re.compile(_PATH)
"""One of them."""

TOKEN = re.compile(
    r"""
    (?P<SPACE>   [ \t\r]+ )
  | (?P<SIZE>    \d+(?:x\d+)+ (?![\w.]) )
  | (?P<PATTERN> (?=[\dx]*_) (?:\d+|_)(?:x(?:\d+|_))+ (?![\w.]) )
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

_WORD = r"[A-Za-z_]\w*+"
_VALUE = rf"(?!with[ \t])(?!_x[\d_])(?:\d{{1,9}}(?:x\d{{1,9}}){{0,3}}|\d{{1,9}}\.\d{{1,9}}|{_WORD})(?=[ \t\r\n]|\Z)"
PLAIN = re.compile(rf"(?:([\w-]++):[ \t]++)?({_WORD}(?:[ \t]++(?:{_WORD}=)?{_VALUE})*)(?=[ \t\r]*(?:\n|\Z))", re.ASCII)
"""Words and numbers alone, without brackets, signs and comment, as most layer lines are; a label may stand first."""

PARTNER = {"(": ")", "[": "]"}

BRACKETS = {"(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB"}
"""The grammar's names of the brackets."""


def pieces(source: Source, token: Token) -> list[Token]:
    """The parts of a label or reference: names (LABEL), dots, and braces with the words of the expression in them."""
    found: list[Token] = []
    at, text = token.start, source.text
    while at < token.end:
        if text[at] == "*":
            found.append(Token("STAR", "*", at, at + 1, False))
            at += 1
        elif text[at] == "{":
            closing = text.index("}", at)
            found.append(Token("LBRACE", "{", at, at + 1, False))
            found += words_of(text, at + 1, closing)
            found.append(Token("RBRACE", "}", closing, closing + 1, False))
            at = closing + 1
        elif text[at] == "." and token.type == "REFERENCE":
            found.append(Token("DOT", ".", at, at + 1, False))
            at += 1
        else:
            end = at
            while end < token.end and text[end] not in ("{." if token.type == "REFERENCE" else "{"):
                end += 1
            found.append(Token("LABEL", text[at:end], at, end, False))
            at = end
    return found


def words_of(text: str, start: int, end: int) -> list[Token]:
    """The words of an expression in braces."""
    return [
        Token(str(match.lastgroup), match[0], match.start(), match.end(), False)
        for match in TOKEN.finditer(text, start, end)
        if match.lastgroup != "SPACE"
    ]


def argument_end(tokens: list[Token], start: int) -> int:
    """Where the argument ends that starts at a token: white space outside brackets, or a colon, or the line's end."""
    depth = 0
    for at in range(start, len(tokens)):
        token = tokens[at]
        if depth <= 0 and at > start and (token.spaced or token.type == "COLON"):
            return at
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
    return len(tokens)
