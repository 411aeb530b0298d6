"""Diagnostics as text for people: the source line, carets, notes and help, as rustc shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cnndsl.diagnostics.codes import LIMIT
from cnndsl.diagnostics.diagnostic import Call, Diagnostic, ends_of
from cnndsl.printable import printable
from cnndsl.source import Span
from cnndsl.text import display_width, shortened

MAX_COLUMNS = 160
"""Of a longer source line only the part around the carets is shown."""

MAX_SHOWN = 200
"""More diagnostics than these are counted, not printed."""

MAX_TEXT = 1_000
"""Of a longer title, note or help only the beginning is shown."""

MAX_GIVEN = 200
"""Of longer arguments of a call only the beginning is shown."""

Paint = Callable[[str, str], str]
"""Paints a text in a named style: a severity, 'rule', 'help' or 'title'."""


def plain(text: str, style: str) -> str:
    """A Paint that leaves the text as it is."""
    return text


def ansi(text: str, style: str) -> str:
    """The text between the escape sequences that give it a style on a terminal: a Paint for `render`."""
    code = {"error": "1;31", "warning": "1;33", "note": "1;36", "rule": "1;34", "help": "1;32", "title": "1"}[style]
    return f"\x1b[{code}m{text}\x1b[0m"


def render_all(diagnostics: Iterable[Diagnostic], *, color: bool = False) -> str:
    """All diagnostics, a blank line between two. Of very many the first are shown, and the limit that ends them."""
    shown = list(diagnostics)
    texts = [render(diagnostic, color=color) for diagnostic in shown[:MAX_SHOWN]]
    if len(shown) > MAX_SHOWN:
        texts.append(f"… and {len(shown) - MAX_SHOWN:,} more")
        if shown[-1].code is LIMIT:
            texts.append(render(shown[-1], color=color))
    return "\n\n".join(texts)


def render(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """One diagnostic as lines of text, without a line end after the last."""
    paint: Paint = ansi if color else plain
    severity = diagnostic.code.severity
    head = paint(f"{severity}[{diagnostic.code.id}]", severity) + paint(
        f": {printable(shortened(diagnostic.title, MAX_TEXT))}", "title"
    )
    if diagnostic.span is None:
        return "\n".join([head, *_remarks(diagnostic, 2, paint)])
    primary = diagnostic.span
    marks = [(primary, diagnostic.label, True)]
    marks += [(label.span, label.text, False) for label in diagnostic.labels]
    spans = [span for span, _, _ in marks] + [call.span for call in diagnostic.calls]
    width = max(len(str(span.line)) for span in spans)
    lines = [head, *_snippet(marks, width, paint, severity)]
    lines += _remarks(diagnostic, width, paint)
    inner, left_out, outer = ends_of(diagnostic.calls)
    lines += _called(inner, width, paint)
    if left_out:
        lines.append(paint("note", "rule") + f": {left_out} more calls around these")
    return "\n".join([*lines, *_called(outer, width, paint)])


def _called(calls: Iterable[Call], width: int, paint: Paint) -> list[str]:
    lines: list[str] = []
    for call in calls:
        given = f" with {shortened(call.arguments, MAX_GIVEN)}" if call.arguments else ""
        lines.append(paint("note", "rule") + f": in block `{call.block}`, called here{printable(given)}")
        lines += _snippet([(call.span, "", False)], width, paint)
    return lines


def _remarks(diagnostic: Diagnostic, width: int, paint: Paint) -> list[str]:
    margin = " " * width
    rule = paint("=", "rule")
    lines = [f"{margin} {rule} note: {printable(shortened(note, MAX_TEXT))}" for note in diagnostic.notes]
    if diagnostic.help:
        lines.append(f"{margin} {rule} {paint('help', 'help')}: {printable(shortened(diagnostic.help, MAX_TEXT))}")
    return lines


def _snippet(marks: list[tuple[Span, str, bool]], width: int, paint: Paint, severity: str = "error") -> list[str]:
    """The marked source lines with their carets, in the order of the file, grouped by file."""
    margin = " " * width
    bar = paint("|", "rule")
    lines: list[str] = []
    primary = marks[0][0]
    sources = list(dict.fromkeys(span.source for span, _, _ in marks))
    for source in sources:
        here = [mark for mark in marks if mark[0].source is source]
        anchor = primary if primary.source is source else here[0][0]
        lines += [f"{margin}{paint('-->', 'rule')} {printable(str(anchor))}", f"{margin} {bar}"]
        for line in sorted({span.line for span, _, _ in here}):
            on_line = sorted((m for m in here if m[0].line == line), key=lambda m: m[0].start)
            text, edges = _clip(source.line(line), [_columns(span) for span, _, _ in on_line])
            lines.append(f"{paint(str(line).rjust(width), 'rule')} {bar} {text}")
            for (_, label, first), (start, end) in zip(on_line, edges, strict=True):
                under = ("^" if first else "-") * max(end - start, 1)
                under = paint(
                    f"{under} {printable(shortened(label, MAX_TEXT))}".rstrip(), severity if first else "rule"
                )
                lines.append(f"{margin} {bar} {' ' * start}{under}")
    return lines


def _columns(span: Span) -> tuple[int, int]:
    """First and last column (from 0, end excluded) of the part of a span in its first line."""
    start = span.column - 1
    length = len(span.source.line(span.line))
    return start, max(min(start + span.end - span.start, length), start)


def _clip(text: str, edges: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Cut a long line around the marks and translate columns from characters to terminal cells."""
    first = 0
    if len(text) > MAX_COLUMNS:
        first = max(min(start for start, _ in edges) - MAX_COLUMNS // 4, 0)
    shown = text[first : first + MAX_COLUMNS]
    lead = "…" if first else ""
    tail = "…" if first + MAX_COLUMNS < len(text) else ""

    def cell(column: int) -> int:
        return len(lead) + display_width(printable(shown[: max(column - first, 0)]))

    return lead + printable(shown) + tail, [(cell(start), cell(end)) for start, end in edges]
