"""An `# allow` that silences nothing.

`# allow: W0503` silences a warning or a note on its line. Without the colon, with a code that there is not, or with
that of an error, which nothing silences, it is a comment like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnndsl.diagnostics import CODES, Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow
from cnndsl.source import Source, Span
from cnndsl.syntax.tokens import TOKEN

_ALLOW = re.compile(r"#.*?\ballow\b[ \t]*(:?)[ \t]*(.*)", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]\d{3,5}\b")
_NEXT = re.compile(r"[\s,;]*")


def find(flow: Flow) -> Iterator[Diagnostic]:
    for source in (flow.network.source, *flow.network.libraries):
        if "allow" not in source.text.lower():
            continue
        at = 0
        for line in source.text.split("\n"):
            comment = _comment(line) if "#" in line else None
            if comment is not None:
                yield from _faults(source, at + comment, line[comment:])
            at += len(line) + 1


def _comment(line: str) -> int | None:
    """Where the comment of a line begins; a text may hold a `#`."""
    return next((match.start() for match in TOKEN.finditer(line) if match.lastgroup == "COMMENT"), None)


def _faults(source: Source, start: int, comment: str) -> Iterator[Diagnostic]:
    said = _ALLOW.match(comment)
    if said is None:
        return
    codes = list(_codes(said[2]))
    colon, place = bool(said[1]), start + said.start(2)
    if not codes:
        if colon and comment[1:].lstrip().lower().startswith("allow"):
            span = Span(source, start, start + len(comment.rstrip()))
            yield _fault("this `# allow:` names no code", span, "name one, as in `# allow: W0503`, or delete it")
        return
    if not colon:
        span = Span(source, start, place + codes[-1].end())
        written = ", ".join(code[0].upper() for code in codes)
        yield _fault("this `# allow` lacks its colon", span, f"write `# allow: {written}`")
        return
    for found in codes:
        span = Span(source, place + found.start(), place + found.end())
        known = CODES.get(found[0].upper())
        if known is None:
            yield _fault(f"there is no code {found[0]}", span, "`cnndsl check` prints the code of what it reports")
        elif known.severity == "error":
            yield _fault(f"{known.id} is an error, and nothing silences an error", span, "mend it, and delete this")
        elif found[0] != known.id:
            yield _fault(f"codes are written in capitals: {known.id}", span, f"write `# allow: {known.id}`")


def _codes(text: str) -> Iterator[re.Match[str]]:
    """The codes that a text begins with."""
    at = 0
    while found := _CODE.match(text, at):
        yield found
        at = _NEXT.match(text, found.end()).end()  # type: ignore[union-attr]  # it may be empty


def _fault(title: str, span: Span, advice: str) -> Diagnostic:
    return Diagnostic(code.ALLOWANCE, title, span, help=advice)
