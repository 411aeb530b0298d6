"""A text to its syntax tree: the lines are fed to the automaton of the grammar, and a fault stays within its line.

Where a word cannot stand, mistakes.py says why, the automaton is set back to where the statement began, and the rest
of the line becomes ast.Broken. Arguments are set back one by one, so that each faulty one is reported.
"""

from __future__ import annotations

from cnndsl.diagnostics import MAX_FAULTS, Diagnostic
from cnndsl.source import Source
from cnndsl.syntax import ast, mistakes
from cnndsl.syntax.builder import Builder, ExpressionError
from cnndsl.syntax.driver import Automaton, Unexpected
from cnndsl.syntax.lines import Line, read_lines
from cnndsl.syntax.mistakes import Stuck
from cnndsl.syntax.tables import ACTIONS, STARTS, WORDS
from cnndsl.syntax.tokens import BRACKETS, RESERVED, Token, argument_end, pieces

MAX_NESTING = 60
"""Deepest nesting of statements, those after a colon on the same line included: later walks recurse over them."""

MAX_ARGUMENTS = 1000
"""Most arguments on one line: each that is too much is a fault of its own."""

_HELD = ACTIONS[STARTS["file"]].keys() - {"NAME", "INLINE", "AUX", "FROM"}
"""What starts a statement that the section of a label before it holds; before a layer the label is the layer's name."""


def parse(source: Source, *, tabs: bool = False) -> tuple[ast.File, list[Diagnostic]]:
    """The syntax tree of a source and its syntax faults. A line that cannot be read is ast.Broken.

    ``tabs`` takes tabs in the indentation where it is clear what they mean. At MAX_FAULTS the reading ends.
    """
    lines, diagnostics = read_lines(source, tabs=tabs)
    automaton = Automaton(Builder(source), "file")
    _Reader(source, automaton, diagnostics).lines(lines, 0)
    diagnostics.sort(key=lambda diagnostic: diagnostic.span.start if diagnostic.span else 0)
    file: ast.File = automaton.finish()
    return file, diagnostics


def parse_expression(source: Source) -> tuple[ast.Expr | None, list[Diagnostic]]:
    """The expression that a text holds; None with the faults where it holds none."""
    lines, diagnostics = read_lines(source)
    if diagnostics or len(lines) != 1:
        return None, diagnostics
    automaton = Automaton(Builder(source), "expression")
    line = lines[0]
    at, kind = 0, ""
    try:
        while at < len(line.tokens):
            kind = _terminal(line.tokens[at], automaton)
            automaton.feed(kind, line.tokens[at])
            at += 1
        kind = "END"
        value: ast.Expr = automaton.finish()
        return value, []
    except Unexpected:
        return None, [mistakes.unexpected(Stuck(source, line, 0, 0, at, kind, None, automaton.expected()))]
    except ExpressionError as error:
        return None, [mistakes.of_expression(error)]


def _terminal(token: Token, automaton: Automaton, *, first: bool = False) -> str:
    """The terminal that a token is: a word of the grammar is one where it can stand, and where a statement starts."""
    if token.type == "NAME":
        word = WORDS.get(token.text)
        return word if word and (first or token.text in RESERVED or automaton.accepts(word)) else "NAME"
    return BRACKETS.get(token.text, token.type) if token.type in ("OPEN", "CLOSE") else token.type


class _Reader:
    def __init__(self, source: Source, automaton: Automaton, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.automaton = automaton
        self.diagnostics = diagnostics

    def lines(self, lines: list[Line], depth: int) -> None:
        """Feed the lines of a body; ``depth`` statements stand around them."""
        above: Line | None = None
        for line in lines:
            if len(self.diagnostics) >= MAX_FAULTS:
                if above is None:
                    self.broken(line.start, line.end)
                break
            above = self.line(line, depth, above)

    def line(self, line: Line, depth: int, above: Line | None) -> Line:
        """Feed a line and those below it. Returns the line that an `else` after it would belong to."""
        if line.broken or not line.tokens:
            line.broken = True
            self.broken(line.start, line.end)
        else:
            depth, start = self.words(line, depth, above)
            if depth > MAX_NESTING:
                return line
            if not line.children and self.automaton.needs("_INDENT"):
                self.diagnostics.append(mistakes.nothing_below(self.source, start, line.end))
                self.automaton.feed("_INDENT", None)
                self.broken(start, line.end)
                self.automaton.feed("_DEDENT", None)
        if line.children and self.automaton.accepts("_INDENT"):
            self.automaton.feed("_INDENT", None)
            self.lines(line.children, depth + 1 if line.broken else depth)
            self.automaton.feed("_DEDENT", None)
        return above if above is not None and line.broken and _continues(line, above) else line

    def broken(self, start: int, end: int) -> None:
        """Feed a line that could not be read."""
        self.automaton.feed("BROKEN", Token("BROKEN", "", start, end, False))
        self.automaton.feed("END", Token("END", "", end, end, False))

    def words(self, line: Line, depth: int, above: Line | None) -> tuple[int, int]:
        """Feed the words of a line; a statement in it that cannot be read is fed as broken.

        Returns how many statements stand around its body, and where the innermost of them starts.
        """
        automaton, tokens, count = self.automaton, line.tokens, len(line.tokens)
        begin = head = at = brackets = groups = mark = back = 0
        first, named, gaps = True, False, False
        group: int | None = None
        faults: list[Diagnostic] = []
        while at <= count:
            token = tokens[at] if at < count else Token("END", "", line.end, line.end, False)
            kind = _terminal(token, automaton, first=first)
            if first and at < count:
                if not named or (kind in _HELD and token.text != "aux"):
                    begin, mark, depth = at, automaton.mark(kind), depth + 1
                    if depth > MAX_NESTING:
                        faults.append(mistakes.too_deep(self.source, token.start, line.end, MAX_NESTING))
                        break
                head, first, named, gaps, group = at, False, False, False, None
            if faults and not brackets and kind in ("COLON", "END"):
                break
            piece = None
            try:
                if gaps and not brackets and kind not in ("COLON", "END") and (token.spaced or group is None):
                    automaton.feed("_GAP", None)
                    group, back, groups = at, len(automaton.states) - 1, groups + 1
                    if groups > MAX_ARGUMENTS:
                        faults = [mistakes.too_many_arguments(self.source, tokens, head, at, MAX_ARGUMENTS)]
                        break
                if kind == "LABEL" and at == head and at > begin and token.text == "aux":
                    automaton.feed("AUX", token._replace(type="AUX"))
                    automaton.feed("COLON", token)
                    first = True
                elif kind == "LABEL" or kind == "REFERENCE":
                    for piece in pieces(self.source, token):
                        word = _terminal(piece, automaton)
                        automaton.feed(word, piece._replace(type=word))
                    first = named = kind == "LABEL"
                    if first:
                        automaton.feed("COLON", token)
                else:
                    automaton.feed(kind, token if kind == token.type else token._replace(type=kind))
            except (Unexpected, ExpressionError) as error:
                stuck = Stuck(self.source, line, begin, head, at, kind, group, automaton.expected(), piece)
                argument = group is not None and not stuck.lines_below
                if not (kind in ("ELIF", "ELSE") and at == begin == 0 and above and _continues(line, above)):
                    faults.append(mistakes.explain(stuck, error))
                if not argument or group is None:
                    break
                automaton.back(back)
                at, brackets = argument_end(tokens, group), 0
                continue
            if kind == "COLON" and not brackets:
                first = True
            brackets += (token.type == "OPEN") - (token.type == "CLOSE")
            if at == head or (at == head + 1 and tokens[head].text == "inline"):
                gaps = not first and automaton.accepts("_GAP")
            at += 1
        if faults or at <= count:
            self.diagnostics += faults
            automaton.back(mark)
            self.broken(tokens[begin].start, line.end)
            line.broken = begin == 0
        return depth, tokens[begin].start


def _continues(line: Line, above: Line) -> bool:
    """Whether an `elif` or `else` may belong to a line that could not be read, whose fault is known."""
    if not above.broken or not line.tokens or line.tokens[0].text not in ("elif", "else"):
        return False
    word = above.tokens[0].text if above.tokens else ""
    return word in ("if", "elif") or (bool(above.children) and word != "else")
