"""Logical lines and their indentation.

A logical line is a line of the file, or several where a bracket stays open. Faults stay within their line:
it is marked broken and the next one is read as if nothing had happened.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cnndsl.diagnostics import MAX_FAULTS, Diagnostic, Fix, Label
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax.tables import OPENERS
from cnndsl.syntax.tokens import GIVEN, LABEL, PARTNER, PATH, PLAIN, REFERENCE, RESERVED_LABELS, TOKEN, Bracket, Token

MAX_INDENTATION = 40
"""Deepest nesting of blocks within one file."""

MAX_LINE = 200_000
"""Longest line, in characters: a longer one is refused before it is cut into words."""

_EMPTY = re.compile(r"[ \t\r\f\n]*+(?:#[^\n]*+[ \t\r\f\n]*+)*+")
"""Lines without words: empty ones, and those of comments."""

MAX_LINES = 150_000
"""Lines with words in them, continued ones counted once."""

MAX_WORDS = 8 * MAX_LINES
"""Words and signs of all lines: each takes up to half a KiB until the check ends."""

MAX_PLAIN = 200
"""Longest line that is looked up among those that were read before."""

LONG = 2_000
"""A longer line is cut into words at once, without a look whether it is one of words and numbers alone."""

MAX_BRACKETS = 40
"""Deepest nesting of brackets within one line."""


class Line:
    """A logical line: its tokens, and the lines that are indented below it.

    ``plain`` is where the layer starts (after a label) in one line of words and numbers, which is cut into tokens when
    they are asked for; None for any other line.
    ``tabbed`` says that a tab stands in its indentation; that is reported, and where it then seems to belong is not.
    """

    __slots__ = ("_tokens", "broken", "children", "end", "indent", "plain", "source", "start", "tabbed")

    def __init__(self, source: Source, indent: int, start: int, end: int, plain: int | None = None) -> None:
        self.source = source
        self.indent = indent
        self.start = start
        self.end = end
        self.plain = plain
        self.broken = False
        self.tabbed = False
        self.children: list[Line] = []
        self._tokens: list[Token] | None = [] if plain is None else None

    @property
    def words(self) -> int:
        """How many tokens it has, about: those of a plain line are not counted one by one."""
        if self._tokens is not None:
            return len(self._tokens)
        text = self.source.text
        return 1 + text.count(" ", self.start, self.end) + 2 * text.count("=", self.start, self.end)

    @property
    def tokens(self) -> list[Token]:
        if self._tokens is None:
            self._tokens = []
            _tokenize(self.source, self.start, self.end, self, [])
        return self._tokens

    @tokens.setter
    def tokens(self, tokens: list[Token]) -> None:
        self._tokens, self.plain = tokens, None


def read_lines(source: Source, *, tabs: bool = False) -> tuple[list[Line], list[Diagnostic]]:
    """The top-level lines of a source with everything nested below them, and the faults on the way.

    ``tabs`` takes tabs in the indentation where it is clear what they mean.
    """
    diagnostics: list[Diagnostic] = []
    return _nest(source, _logical_lines(source, diagnostics, tabs), diagnostics), diagnostics


# ------------------------------------------------------------------------------------- logical lines


def _logical_lines(source: Source, diagnostics: list[Diagnostic], tabs: bool) -> list[Line]:
    text, lines = source.text, list[Line]()
    if text.count("\r") > text.count("\r\n"):
        from cnndsl.syntax.misprints import lone_return

        diagnostics.extend(lone_return(source))
    tabbed: list[tuple[Line, Span]] = []
    at, end_of_text, words = 0, len(text), 0
    while at < end_of_text and len(diagnostics) + (0 if tabs else len(tabbed)) < MAX_FAULTS:
        empty = _EMPTY.match(text, at)
        assert empty is not None
        first = empty.end()
        if first == end_of_text:
            break
        at = max(at, text.rfind("\n", at, first) + 1)
        if len(lines) >= MAX_LINES or words > MAX_WORDS:
            most = f"{MAX_LINES:,} lines" if len(lines) >= MAX_LINES else f"{MAX_WORDS:,} words and signs"
            advice = "repeat what is alike with `repeat`, `for` or blocks"
            title = f"more than {most}, the limit: the file is not read"
            diagnostics[:] = [Diagnostic(code.LIMIT, title, Span(source, first, first + 1), help=advice)]
            return []
        tab = text.find("\t", at, first)
        line, at = _logical_line(source, at, first, diagnostics)
        words += line.words
        if tab >= 0:
            tabbed.append((line, Span(source, tab, first)))
        lines.append(line)
    clear = bool(tabbed) and _tabs_are_clear({_indentation(source, line).text for line in lines})
    if not (tabs and clear):
        for line, span in tabbed:
            line.tabbed = True
            diagnostics.append(_tab(source, line, span, clear))
    return lines


def _indentation(source: Source, line: Line) -> Span:
    return Span(source, source.text.rfind("\n", 0, line.start) + 1, line.start)


def _tabs_are_clear(indentations: set[str]) -> bool:
    """Whether these indentations have the same order at every width of a tab: then it is clear what belongs where."""
    ordered = sorted(indentations, key=lambda text: len(text.expandtabs(4)))
    for one, next_ in pairwise(ordered):
        differences = [len(next_.expandtabs(width)) - len(one.expandtabs(width)) for width in (1, 2, 4, 8)]
        if min(differences) <= 0 < max(differences) or min(differences) < 0:
            return False
    return True


def _tab(source: Source, line: Line, span: Span, clear: bool) -> Diagnostic:
    advice = "indent with spaces, four a level"
    if not clear:
        advice += "; the file mixes tabs and spaces, so that only you know what belongs where"
    fix = Fix(_indentation(source, line), " " * line.indent) if clear else None
    return Diagnostic(code.TAB, "a tab in the indentation", span, help=advice, fix=fix)


def _logical_line(source: Source, at: int, first: int, diagnostics: list[Diagnostic]) -> tuple[Line, int]:
    """The logical line whose first word stands at ``first``, and the offset after it."""
    text = source.text
    indent = len(text[at:first].expandtabs(4))
    short = len(text) - first <= LONG or text.find("\n", first, first + LONG) >= 0  # the pattern remembers its steps
    plain = PLAIN.match(text, first) if short else None
    if plain and plain.end() - first <= MAX_PLAIN and plain[1] not in RESERVED_LABELS:
        newline = text.find("\n", plain.end())
        return Line(source, indent, first, plain.end(), plain.start(2)), newline + 1 if newline >= 0 else len(text)
    line = Line(source, indent, first, first)
    brackets: list[Bracket] = []
    begin = first
    while True:
        newline = text.find("\n", begin)
        end = newline if newline >= 0 else len(text)
        faults = _tokenize(source, begin, end, line, brackets)
        if faults and not line.broken:
            line.broken = True
            diagnostics.append(faults[0])
        if brackets and end - first > MAX_LINE:
            title = f"a line that its brackets continue over {end - first:,} characters; the limit is {MAX_LINE:,}"
            diagnostics.append(Diagnostic(code.LIMIT, title, Span(source, first, first + 1), help="shorten it"))
            line.broken = True
            brackets.clear()
        if not brackets or end == len(text) or not _continues(text, end + 1, indent):
            break
        begin = end + 1
    if brackets and not line.broken:
        line.broken = True
        bracket = brackets[-1]
        diagnostics.append(
            Diagnostic(
                code.BRACKET,
                f"`{bracket.sign}` is not closed",
                Span(source, bracket.at, bracket.at + 1),
                help=f"write the missing `{PARTNER[bracket.sign]}`; lines that continue a bracket are indented deeper",
            )
        )
    line.end = line.tokens[-1].end if line.tokens else end
    if line.broken and diagnostics[-1].code is code.CHARACTER:
        call = _call(source, line)
        if call is not None:
            diagnostics[-1] = call
    return line, end + 1


def _call(source: Source, line: Line) -> Diagnostic | None:
    """The fault of a line that is written as a call, with its quotes; what stands before its colons is left out."""
    from cnndsl.syntax.calls import call_syntax

    depth, begin = 0, 0
    for at, token in enumerate(line.tokens):
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
        if token.type == "LABEL" or (token.type == "COLON" and not depth):
            begin = at + 1
    return call_syntax(source, line.tokens[begin].start, line.end) if begin < len(line.tokens) else None


def _continues(text: str, at: int, indent: int) -> bool:
    """Whether the next line belongs to an open bracket: it is blank, deeper, or starts with a closing one."""
    newline = text.find("\n", at)
    line = text[at : newline if newline >= 0 else len(text)]
    content = line.lstrip(" \t\r")
    if not content:
        return at < len(text)
    return content[0] in ")]#" or len(line[: len(line) - len(content)].expandtabs(4)) > indent


def _in_the_header_of_a_block(tokens: list[Token]) -> bool:
    """Whether these words begin the definition of a block whose body has not begun."""
    if tokens[0][:2] != ("NAME", "block"):
        return False
    depth = 0
    for token in tokens:
        depth += {"OPEN": 1, "CLOSE": -1}.get(token.type, 0)
        if token.type == "COLON" and not depth:
            return False
    return True


def _tokenize(source: Source, at: int, end: int, line: Line, brackets: list[Bracket]) -> list[Diagnostic]:
    """Append the tokens of one physical line; ``brackets`` is the stack of the open ones."""
    text, tokens, faults = source.text, line.tokens, list[Diagnostic]()
    if end - at > MAX_LINE:
        title = f"a line of {end - at:,} characters; the limit is {MAX_LINE:,}"
        return [Diagnostic(code.LIMIT, title, Span(source, at, at + 1), help="break it within brackets, or shorten it")]
    head = not tokens  # at a place where a label may stand
    spaced = False
    while at < end:
        if head:
            head = False
            label = LABEL.match(text, at, end)
            if label and label[1] not in RESERVED_LABELS:
                tokens.append(Token("LABEL", label[1], label.start(1), label.end(1), False))
                at, head, spaced = label.end(), True, False
                while at < end and text[at] in " \t":
                    at += 1
                continue
            reference = REFERENCE.match(text, at, end)
            if reference:
                tokens.append(Token("NAME", reference[1], at, reference.end(1), spaced))
                tokens.append(Token("REFERENCE", reference[2], reference.start(2), reference.end(2), True))
                at = reference.end()
                continue
        match = TOKEN.match(text, at, end)
        if match is None:  # only a line end, which `end` keeps out
            break
        kind, start, at = str(match.lastgroup), at, match.end()
        if kind == "SPACE":
            spaced = True
            continue
        if kind == "COMMENT":
            break
        word = match[0]
        if word == "with" and tokens and not brackets and (given := GIVEN.match(text, at, end)):
            header = _in_the_header_of_a_block(tokens)
            tokens.append(Token("WITH", word, start, at, True))
            for path in PATH.finditer(text, at, given.end()):
                if tokens[-1].type != "WITH":
                    comma = text.index(",", tokens[-1].end)
                    tokens.append(Token("COMMA", ",", comma, comma + 1, False))
                name = path[0].removeprefix("*")
                if header and name.isidentifier():
                    if name != path[0]:
                        tokens.append(Token("STAR", "*", path.start(), path.start() + 1, True))
                    tokens.append(Token("NAME", name, path.end() - len(name), path.end(), name == path[0]))
                else:
                    tokens.append(Token("REFERENCE", path[0], path.start(), path.end(), True))
            at, spaced = given.end(), False
            continue
        if kind == "OPEN":
            brackets.append(Bracket(word, start))
            if len(brackets) > MAX_BRACKETS:
                faults.append(
                    Diagnostic(
                        code.LIMIT,
                        f"brackets nested deeper than {MAX_BRACKETS} levels, the limit",
                        Span(source, start, start + 1),
                        help="name the inner parts with `let`",
                    )
                )
                brackets.clear()
                break
        elif kind == "CLOSE":
            if brackets and PARTNER[brackets[-1].sign] == word:
                brackets.pop()
            else:
                from cnndsl.syntax.misprints import unmatched

                faults.append(unmatched(source, word, start, brackets))
                brackets.clear()
                break
        elif kind == "BAD":
            if not faults:  # only the first of a line is told
                from cnndsl.syntax.misprints import misprint

                faults.append(misprint(source, word, start, end))
        elif kind == "COLON" and not brackets:
            head = True
        tokens.append(Token(kind, word, start, at, spaced))
        spaced = False
        if head:
            while at < end and text[at] in " \t":
                at += 1
    return faults


# --------------------------------------------------------------------------------------- indentation


def _nest(source: Source, lines: list[Line], diagnostics: list[Diagnostic]) -> list[Line]:
    """Hang every line below the one that it is indented under."""
    top: list[Line] = []
    slips: set[tuple[int, int]] = set()  # indentations that are reported already, each in its block
    levels: list[tuple[int, list[Line]]] = [(0, top)]  # indentation and the lines at it, outermost first
    for line in lines:
        if len(diagnostics) >= MAX_FAULTS:
            break
        siblings = levels[-1][1]
        if line.indent > levels[-1][0]:
            opener = siblings[-1] if siblings else None
            if opener is None:
                if not line.tabbed:
                    diagnostics.append(_unexpected(source, line, None))
                levels.append((line.indent, siblings))
            elif len(levels) > MAX_INDENTATION:
                opener.broken = True
                diagnostics.append(
                    Diagnostic(
                        code.LIMIT,
                        f"blocks nested deeper than {MAX_INDENTATION} levels, the limit",
                        Span(source, line.start, line.end),
                        help="define inner parts with `block` and call them",
                    )
                )
                return top
            elif _opens(opener) or opener.broken:
                levels.append((line.indent, opener.children))
            elif _could_open(opener) and not line.tabbed:
                diagnostics.append(_missing_colon(source, opener, line))
                opener.tokens = _with_colon(opener.tokens)
                levels.append((line.indent, opener.children))
            else:
                if not line.tabbed:
                    diagnostics.append(_unexpected(source, line, opener))
                levels.append((line.indent, siblings))
        else:
            left = levels[-1]
            while line.indent < levels[-1][0]:
                left = levels.pop()
            if line.indent > levels[-1][0]:
                levels.append(left)  # taken for a slip within the block that it stands nearest to
                slip = (line.indent, id(left[1]))
                if not line.tabbed and slip not in slips:  # a lost header leaves several lines so: one fault
                    slips.add(slip)
                    diagnostics.append(_uneven(source, line, levels[-2][0], left[0]))
        levels[-1][1].append(line)
    return top


def _opens(line: Line) -> bool:
    return line.plain is None and bool(line.tokens) and line.tokens[-1].type in ("LABEL", "COLON")


def _could_open(line: Line) -> bool:
    """Whether a line without a colon reads like one that lost it: a compound statement or a lone word."""
    first = line.tokens[0]
    words = [token for token in line.tokens if token.type != "LABEL"]
    return (len(line.tokens) == 1 and first.type == "NAME") or (bool(words) and words[0].text in OPENERS)


def _with_colon(tokens: list[Token]) -> list[Token]:
    last = tokens[-1]
    if len(tokens) == 1 and last.text not in OPENERS:
        return [last._replace(type="LABEL")]
    return [*tokens, Token("COLON", ":", last.end, last.end, False)]


def _missing_colon(source: Source, opener: Line, line: Line) -> Diagnostic:
    text = source.text[opener.start : opener.end]
    indented = source.position(line.start)[0]
    return Diagnostic(
        code.BODY,
        f"`{text if len(text) < 40 else opener.tokens[0].text}` lacks its colon",
        Span(source, opener.start, opener.end),
        labels=(Label(Span(source, line.start, line.end), "is indented below it"),),
        help=f"write `:` at the end of the line, or indent line {indented} less",
        fix=Fix(Span(source, opener.end, opener.end), ":"),
    )


def _uneven(source: Source, line: Line, outer: int, inner: int) -> Diagnostic:
    return Diagnostic(
        code.INDENTATION,
        f"indented by {line.indent} spaces, which no block around it is",
        Span(source, line.start, line.end),
        help=f"indent it by {outer} or {inner} spaces, as the lines that it belongs to",
    )


def _unexpected(source: Source, line: Line, above: Line | None) -> Diagnostic:
    where = "the first line of a file" if above is None else "the line above, which opens no block"
    labels = () if above is None else (Label(Span(source, above.start, above.end), "takes no lines below it"),)
    return Diagnostic(
        code.INDENTATION,
        "unexpected indentation" if above is None else f"indented deeper than {where}",
        Span(source, line.start, line.end),
        labels=labels,
        help="start it in the same column as the lines around it",
    )
