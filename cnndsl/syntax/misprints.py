"""Characters that are wrong wherever they stand, and brackets without a partner: what each gets, and what mends it."""

from __future__ import annotations

import re

from cnndsl.diagnostics import Diagnostic, Fix, Label
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax.tokens import PARTNER, Bracket

_ADVICE = {
    "=": "options are written name=value, comparisons with ==",
    "'": 'texts stand in double quotes: "families/resnet.cnn"',
    "\u00a0": "a no-break space; write an ordinary one",
    "{": "braces belong into labels only, as in block{i}:",
    "}": "braces belong into labels only, as in block{i}:",
    ";": "one layer a line",
    "!": "negation is written `not`",
    "&": "write `and`",
    "|": "write `or`",
    "^": "a power is written **",
    "\u00d7": "sizes are written with the letter x: 3x3",
}


def unmatched(source: Source, word: str, start: int, brackets: list[Bracket]) -> Diagnostic:
    """A closing bracket that does not close the last one of those that are open."""
    span = Span(source, start, start + 1)
    if brackets:
        opened = Span(source, brackets[-1].at, brackets[-1].at + 1)
        wanted = PARTNER[brackets[-1].sign]
        return Diagnostic(
            code.BRACKET,
            f"`{word}` closes `{opened.text}`",
            span,
            labels=(Label(opened, "opened here"),),
            help=f"write `{wanted}` here",
        )
    return Diagnostic(code.BRACKET, f"`{word}` closes nothing", span, help="delete it, or open the bracket before it")


def misprint(source: Source, word: str, start: int, end: int) -> Diagnostic:
    """A character or word at ``start`` that the language does not use, in a line that ends at ``end``."""
    span = Span(source, start, start + len(word))
    fix = _size(source, start, end) or _meant(source, word, start, end)
    if word[0].isdigit():
        advice = "a size is two numbers, as in 3x3; with a name in it write a list, as in [3, k]"
        if fix is not None:
            advice = f"sizes are written with the letter x: {fix.text}"
        return Diagnostic(code.CHARACTER, f"`{word}` is neither a number nor a size", span, help=advice, fix=fix)
    if word == '"':
        span = Span(source, start, end)
        return Diagnostic(code.BRACKET, "a text that is not closed", span, help='close it with `"` on the same line')
    return Diagnostic(
        code.CHARACTER,
        f"the character `{word}` (U+{ord(word):04X}) has no meaning here",
        span,
        help=_ADVICE.get(word, "delete it; text for people stands behind `#`"),
        fix=fix,
    )


def lone_return(source: Source) -> list[Diagnostic]:
    """The fault of the first carriage return that ends no line, if there is one before the end of the text: it would be
    a space, but Python and many editors show two lines there, of which the second may have stood in a comment."""
    found = re.search(r"\r(?!\n)", source.text)
    if found is None or not source.text[found.start() :].strip():
        return []
    return [
        Diagnostic(
            code.CHARACTER,
            "a carriage return within a line",
            Span(source, found.start(), found.end()),
            help="some editors show a new line there, others do not; save the file with the line ends of Unix",
        )
    ]


_LOOKS_LIKE_X = "xX\u0445\u0425"
"""The letter, the capital, and the two of the Cyrillic alphabet that look the same."""

_TIMES = "\u00d7\u2715\u2a2f"
"""Signs of multiplication."""

_SIZE = re.compile(rf"(?<![\w.])[0-9]+(?:(?:[{_LOOKS_LIKE_X}]|[ \t]*[{_TIMES}][ \t]*)[0-9]+)+(?![\w.])")
"""Numbers with something between them that is meant for the `x` of a size."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"

_QUOTED = re.compile("(?:'([^'\"\\n]*)'|\u2018([^\u2019\"\\n]*)\u2019|\u201c([^\u201d\"\\n]*)\u201d)")
"""A text in quotes of another kind."""


def _size(source: Source, at: int, end: int) -> Fix | None:
    """The edit that makes a size of what stands around a place, where it is one but for its signs."""
    begin = at
    while begin > 0 and source.text[begin - 1] in f"0123456789 \t{_LOOKS_LIKE_X}{_TIMES}":
        begin -= 1
    for match in _SIZE.finditer(source.text, begin, end):
        if match.start() <= at < match.end():
            numbers = re.findall("[0-9]+", match[0])
            return Fix(Span(source, match.start(), match.end()), "x".join(numbers))
    return None


def _meant(source: Source, word: str, start: int, end: int) -> Fix | None:
    """The edit of a character that can only be meant for another, or for none."""
    span = Span(source, start, start + len(word))
    if word.isspace():
        return Fix(span, " ")
    if word in _INVISIBLE:
        return Fix(span, "")
    if word == ";" and source.text[start + 1 : end].strip()[:1] in ("", "#"):
        return Fix(span, "")
    quoted = _QUOTED.match(source.text, start, end)
    if quoted:
        return Fix(Span(source, start, quoted.end()), f'"{quoted[0][1:-1]}"')
    return None
