"""The canonical layout of a file: indentation, spaces, comments and blank lines, and nothing else.

It works on logical lines and their tokens, never on a syntax tree, so everything that an author wrote stays: order,
line breaks, spelling of numbers, comments. Only spaces and the aliases of keywords are written differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnndsl.diagnostics import Diagnostic
from cnndsl.source import Source
from cnndsl.syntax.logical_lines import Line, read_lines
from cnndsl.syntax.parser import parse
from cnndsl.syntax.tokens import RESERVED, Token

LEVEL = 4
"""Spaces a level, and the least that continues an open bracket."""

APART = 2
"""The least number of spaces between code and the comment after it."""


class SyntaxFaults(Exception):
    """The text cannot be read, so it has no layout. ``diagnostics`` tell why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} syntax faults")
        self.diagnostics = diagnostics


def format_source(source: Source, aliases: Mapping[str, str] | None = None) -> str:
    """The text in its canonical layout. Raises SyntaxFaults.

    ``aliases`` maps other words for a layer to its keyword; where they start a layer line, the keyword is written.
    """
    source = Source(source.path, source.text.replace("\r\n", "\n"))
    faults = [fault for fault in parse(source, tabs=True)[1] if fault.code.severity == "error"]
    if faults:
        raise SyntaxFaults(faults)
    lines = list(_flat(read_lines(source, tabs=True)[0]))
    bound = {name for line, _ in lines for name in _bound(line.tokens)}
    words = {alias: word for alias, word in (aliases or {}).items() if not bound & {alias, word}}
    return _Printer(source.text, words).text_of(lines)


def _flat(lines: list[Line]) -> Iterator[tuple[Line, int]]:
    """Every line with its level, in the order of the text."""
    stack = [iter(lines)]
    while stack:
        line = next(stack[-1], None)
        if line is None:
            stack.pop()
        else:
            yield line, len(stack) - 1
            stack.append(iter(line.children))


# ------------------------------------------------------------------------------------- spaces in a line

_HEADERS = frozenset("model block use let repeat split for if elif else".split())
"""Statements whose words are no arguments: spaces between them mean nothing."""

_OPERATORS = frozenset({"SUM", "PRODUCT", "POWER", "COMPARE", "RANGE"})

_VALUES = frozenset({"NAME", "NUMBER", "SIZE", "PATTERN", "STRING", "CLOSE"})
"""What the last token of an operand may be."""

_INFIX = RESERVED - {"true", "false"}


def _starts(tokens: list[Token]) -> list[int]:
    """Where the statements of a line start: at its first token, and after labels and colons."""
    starts, depth = [0], 0
    for at, token in enumerate(tokens[:-1]):
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
        if token.type == "LABEL" or (token.type == "COLON" and depth == 0):
            starts.append(at + 1)
    return starts


def _word(token: Token) -> str:
    """The word that a statement starts with."""
    return token.text if token.type == "NAME" else ""


def _bound(tokens: list[Token]) -> Iterator[str]:
    """The names that a line binds: blocks, parameters, names of `let`, of loops and of imports."""
    for start in _starts(tokens):
        word, depth = _word(tokens[start]), 0
        if word not in ("let", "for", "use", "block", "model"):
            continue
        for before, token in zip(tokens[start:], tokens[start + 1 :], strict=False):
            if token.text in ("in", "from") or token.type == "COLON" or (word == "let" and token.type == "EQUAL"):
                break
            if token.type == "NAME" and depth < 2 and (before is tokens[start] or before.type in ("OPEN", "COMMA")):
                yield token.text
            depth += (token.type == "OPEN") - (token.type == "CLOSE")


def _gaps(tokens: list[Token]) -> list[str]:
    """What stands before each token: one space or nothing."""
    starts = set(_starts(tokens))
    gaps: list[str] = []
    start = depth = 0
    word = ""
    for at, token in enumerate(tokens):
        if at in starts:
            start, word = at, _word(token)
            gaps.append(" " if at else "")
        elif depth == 0 and word not in _HEADERS:
            first = start + (2 if word == "inline" else 1)
            gaps.append("" if token.type == "COLON" else " " if at <= first or token.spaced else "")
        else:
            gaps.append(_free(tokens, at, start, assigns=word == "let" and depth == 0))
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
    return gaps


def _free(tokens: list[Token], at: int, start: int, *, assigns: bool) -> str:
    """What stands before a token where spaces mean nothing: in brackets, and in the headers of statements."""
    before, token = tokens[at - 1], tokens[at]
    if token.type in ("CLOSE", "COMMA", "COLON", "DOT") or before.type in ("OPEN", "COLON", "DOT", "STAR"):
        return ""
    if before.type == "COMMA" or at - 1 == start:
        return " "
    if "EQUAL" in (before.type, token.type):
        return " " if assigns else ""
    for operator in (at, at - 1):
        if tokens[operator].type not in _OPERATORS:
            continue
        if tokens[operator].type == "RANGE" or _is_operand(tokens, operator - 1, start):
            left, right = tokens[operator - 1], tokens[operator + 1]
            return " " if left.end < tokens[operator].start or tokens[operator].end < right.start else ""
        if operator < at:
            return ""  # after a sign
    return "" if token.type == "OPEN" and _is_operand(tokens, at - 1, start) else " "


def _is_operand(tokens: list[Token], at: int, start: int) -> bool:
    """Whether a value ends with the token, so that an operator or an index may follow."""
    token = tokens[at]
    return at > start and token.type in _VALUES and not (token.type == "NAME" and token.text in _INFIX)


# ----------------------------------------------------------------------------------- lines and comments


@dataclass(slots=True)
class _Row:
    """A line of the result: code, a comment, or both. What was ``written`` are columns of the text that was read."""

    column: int
    written: int
    code: str = ""
    written_end: int = 0
    comment: str = ""
    comment_written: int = -1
    comment_column: int = -1
    continues: bool = False
    """Whether it is a comment that may continue the one after the code above it."""

    @property
    def end(self) -> int:
        return self.column + len(self.code)


def _comment(text: str) -> str:
    """A comment with its space; `#!` and `##` are meant as they are."""
    text = text.rstrip()
    return text if len(text) == 1 or text[1] in "!#" or text[1].isspace() else f"# {text[1:]}"


class _Printer:
    def __init__(self, text: str, aliases: Mapping[str, str]) -> None:
        self.text = text
        self.aliases = aliases
        self.rows: list[_Row | None] = []
        """None is a blank line."""

    def text_of(self, lines: list[tuple[Line, int]]) -> str:
        at, indents = 0, [0]
        for line, level in lines:
            begin = self.text.rfind("\n", 0, line.start) + 1
            self.between(self.text[at:begin], indents, line.indent, level)
            indents[level:] = [line.indent]
            self.line(line, level * LEVEL)
            newline = self.text.find("\n", self.end_of(line.tokens[-1]))
            at = newline + 1 if newline >= 0 else len(self.text)
        self.between(self.text[at:], indents, 0, 0)
        self.align()
        return self.written()

    def column(self, at: int) -> int:
        return len(self.text[self.text.rfind("\n", 0, at) + 1 : at].expandtabs(LEVEL))

    def end_of(self, token: Token) -> int:
        """The offset after a token; a label's colon belongs to it."""
        return self.text.index(":", token.end) + 1 if token.type == "LABEL" else token.end

    def between(self, text: str, indents: list[int], indent: int, level: int) -> None:
        """Blank lines and comments between two logical lines. ``indents`` are those of the line above and of the
        lines around it; ``indent`` and ``level`` are those of the line below."""
        for row in text.split("\n") if text.endswith("\n") or not text else f"{text}\n".split("\n"):
            content = row.strip(" \t\r\f")
            if not content:
                self.rows.append(None)
                continue
            written = len(row[: row.index("#")].expandtabs(LEVEL))
            belongs = [at for at in range(level, len(indents)) if indents[at] <= written]
            column = LEVEL * max(belongs, default=level)
            continues = written > max(indents[-1], indent)
            self.rows.append(
                _Row(column, written, comment=_comment(content), comment_written=written, continues=continues)
            )
        self.rows.pop()  # after the last line end stands the next line, or nothing

    def line(self, line: Line, indent: int) -> None:
        """A logical line: its first row, and those that continue its brackets."""
        first = row = _Row(indent, line.indent)
        rows: list[_Row | None] = [first]
        starts = set(_starts(line.tokens))
        end = line.start
        for at, (token, gap) in enumerate(zip(line.tokens, _gaps(line.tokens), strict=True)):
            *broken, lead = self.text[end : token.start].split("\n")
            if broken:
                self.after(row, end, broken[0])
                for inner in broken[1:]:
                    content = inner.strip()
                    rows.append(_Row(0, 0, comment=_comment(content)) if content else None)
                row = _Row(0, len(lead.expandtabs(LEVEL)))
                rows.append(row)
            word = self.aliases.get(token.text, token.text) if at in starts and token.type == "NAME" else token.text
            row.code += (gap if row.code else "") + word + (":" if token.type == "LABEL" else "")
            end = self.end_of(token)
        newline = self.text.find("\n", end)
        self.after(row, end, self.text[end : newline if newline >= 0 else len(self.text)])
        _indent(rows, first)
        self.rows += rows

    def after(self, row: _Row, end: int, text: str) -> None:
        """Take up the end of a row: a comment, or nothing."""
        row.written_end = self.column(end)
        content = text.strip(" \t\r")
        if content:
            row.comment = _comment(content)
            row.comment_written = self.column(end + text.index("#"))

    def align(self) -> None:
        """Put the comments after code into their columns."""
        run: list[_Row] = []
        for row in [*self.rows, None]:
            if row and run and row.comment_written == run[0].comment_written and (row.code or row.continues):
                run.append(row)
                continue
            _align(run)
            run = [row] if row and row.code and row.comment else []

    def written(self) -> str:
        lines: list[str] = []
        for row in self.rows:
            if row is not None:
                code = " " * row.column + row.code if row.code else ""
                place = row.comment_column if row.comment_column >= 0 else row.column
                lines.append(code.ljust(place) + row.comment if row.comment else code)
            elif lines and lines[-1]:
                lines.append("")
        while lines and not lines[-1]:
            lines.pop()
        return "".join(f"{line}\n" for line in lines)


def _indent(rows: Sequence[_Row | None], first: _Row) -> None:
    """Indent what continues a line as it was written, but a level deeper than the line at least."""
    shift = first.column - first.written
    inner = [row for row in rows if row is not None and row.code and row is not first]
    opened = [row.written for row in inner if row.code[0] not in ")]"]
    shift += max(0, first.column + LEVEL - shift - min(opened)) if opened else 0
    for row in inner:
        margin = row.code[0] in ")]" and row.written <= first.written
        row.column = first.column if margin else row.written + shift
    above, comments = first, []
    for line in rows:
        if line is not None and not line.code:
            comments.append(line)
        elif line is not None:
            nearest = line if line.code[0] not in ")]" else above
            for comment in comments:
                comment.column = max(nearest.column, first.column + LEVEL)
            above, comments = line, []


def _align(run: list[_Row]) -> None:
    """Comments that stood in one column stay in one. Where they stood close to the code they stand close again."""
    if not run:
        return
    code = [row for row in run if row.code]
    column = max(row.end for row in code) + APART
    if all(row.comment_written - row.written_end > APART for row in code):
        column = max(column, run[0].comment_written + min(row.column - row.written for row in code))
    for row in run:
        row.comment_column = column
