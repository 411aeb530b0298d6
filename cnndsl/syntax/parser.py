"""A text to its syntax tree: the lines are fed to the automaton of the grammar, and a fault stays within its line.

Where a word cannot stand, mistakes.py says why (only a faulty text waits for it), the automaton is set back to where
the statement began, and the rest of the line becomes ast.Broken. Arguments are set back one by one, so that each faulty
one is reported.
"""

from __future__ import annotations

from cnndsl.diagnostics import MAX_FAULTS, Diagnostic
from cnndsl.source import Source, Span
from cnndsl.syntax import ast, line_cache
from cnndsl.syntax.automaton import Automaton, Repeated, Unexpected
from cnndsl.syntax.logical_lines import Line, read_lines
from cnndsl.syntax.tables import ACTIONS, STARTS, WORDS
from cnndsl.syntax.tokens import BRACKETS, RESERVED, Token, argument_end, pieces
from cnndsl.syntax.tree_builder import Builder, ExpressionError

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
        from cnndsl.syntax.stuck import Stuck, unexpected

        stuck = Stuck(source, line, 0, 0, at, kind, None, automaton.expected())
        return None, [unexpected(stuck)]
    except ExpressionError as error:
        from cnndsl.syntax.mistakes import of_expression

        return None, [of_expression(error)]


def expression_of(source: Source, words: list[Token]) -> ast.Expr:
    """The expression that words in braces are. Raises ExpressionError."""
    automaton = Automaton(Builder(source), "expression")
    place = words[-1]
    try:
        for place in words:
            automaton.feed(_terminal(place, automaton), place)
        value: ast.Expr = automaton.finish()
    except Unexpected:
        whole = Span(source, words[0].start, words[-1].end)
        title = f"`{whole.text}` is no expression: `{place.text}` cannot stand there"
        raise ExpressionError(Span(source, place.start, place.end), title, 'as in "conv{2*i}"') from None
    return value


def _terminal(token: Token, automaton: Automaton, *, first: bool = False) -> str:
    """The terminal that a token is: a word of the grammar is one where it can stand, and where a statement starts."""
    if token.type == "NAME":
        word = WORDS.get(token.text)
        return word if word and (first or token.text in RESERVED or automaton.accepts(word)) else "NAME"
    if token.type == "PATTERN" and not automaton.accepts("PATTERN") and token.text.isidentifier():
        return "NAME"  # `_x3` is a name like any other where no shape is expected
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
        if line.plain is not None and depth < MAX_NESTING and self.known(line, line.plain):
            return line
        if line.broken or not line.tokens:
            line.broken = True
            self.broken(line.start, line.end)
        else:
            depth, start = _Words(self, line, depth, above).read()
            if depth > MAX_NESTING:
                return line
            if not line.children and self.automaton.needs("_INDENT"):
                from cnndsl.syntax import mistakes

                self.diagnostics.append(mistakes.nothing_below(self.source, start, line.end))
                self.automaton.feed("_INDENT", None)
                self.broken(start, line.end)
                self.automaton.feed("_DEDENT", None)
        if line.children and self.automaton.accepts("_INDENT"):
            self.automaton.feed("_INDENT", None)
            self.lines(line.children, depth + 1 if line.broken else depth)
            self.automaton.feed("_DEDENT", None)
        return above if above is not None and line.broken and _continues(line, above) else line

    def known(self, line: Line, start: int) -> bool:
        """Feed a layer line that was read before; after a label the layer starts at ``start``."""
        call = line_cache.recall(self.source, line.start, start, line.end)
        if call is not None:
            label = call.label is not None
            self.automaton.mark("LABEL" if label else "NAME")
            self.automaton.push("labelled_layer" if label else "layer", call)
        return call is not None

    def broken(self, start: int, end: int) -> None:
        """Feed a line that could not be read."""
        self.automaton.feed("BROKEN", Token("BROKEN", "", start, end, False))
        self.automaton.feed("END", Token("END", "", end, end, False))


class _Words:
    """The words of one line. A statement in it that cannot be read is fed as broken, after the others before it."""

    def __init__(self, reader: _Reader, line: Line, depth: int, above: Line | None) -> None:
        self.reader = reader
        self.automaton = reader.automaton
        self.line = line
        self.tokens = line.tokens
        self.above = above
        self.depth = depth
        """Statements around the next word."""
        self.at = 0
        self.begin = self.head = self.mark = 0
        """The innermost statement: its first token, its word after a label, and where the automaton stood."""
        self.first, self.named = True, False
        """Whether a statement starts here, and whether a label stands before it."""
        self.gaps = False
        """Whether white space separates arguments here."""
        self.brackets = self.arguments = self.back = 0
        self.argument: int | None = None
        """The token that the innermost argument starts with; at ``back`` the automaton stood before it."""
        self.faults: list[Diagnostic] = []

    def read(self) -> tuple[int, int]:
        """Feed the line. Returns how many statements stand around its body, and where the innermost one starts."""
        count, source = len(self.tokens), self.reader.source
        whole = False
        while self.at <= count:
            token = self.tokens[self.at] if self.at < count else Token("END", "", self.line.end, self.line.end, False)
            kind = _terminal(token, self.automaton, first=self.first)
            if self.first and self.at < count:
                self.start(token, kind)
                if self.depth > MAX_NESTING:
                    from cnndsl.syntax import mistakes

                    self.faults.append(mistakes.too_deep(source, token.start, self.line.end, MAX_NESTING))
                    break
            if self.faults and not self.brackets and kind in ("COLON", "END"):
                break
            if not self.take(token, kind):
                break
            whole = self.at > count
        if self.faults or not whole:
            self.reader.diagnostics += self.faults
            self.automaton.back(self.mark)
            self.reader.broken(self.tokens[self.begin].start, self.line.end)
            self.line.broken = self.begin == 0
        elif self.line.plain is not None:
            self.remember(self.line.plain)
        return self.depth, self.tokens[self.begin].start

    def start(self, token: Token, kind: str) -> None:
        """A statement starts; what a label stands before may be a layer that it names, which is one with it."""
        if not self.named or (kind in _HELD and token.text != "aux"):
            self.begin, self.mark, self.depth = self.at, self.automaton.mark(kind), self.depth + 1
        self.head, self.first, self.named, self.gaps, self.argument = self.at, False, False, False, None

    def take(self, token: Token, kind: str) -> bool:
        """Feed a token. Returns whether the reading of the line goes on."""
        piece: Token | None = None
        try:
            if kind == "WITH":
                self.gaps, self.argument = False, None
            if self.gaps and not self.brackets and kind not in ("COLON", "END") and (token.spaced or not self.argument):
                self.automaton.feed("_GAP", None)
                self.argument, self.back = self.at, len(self.automaton.states) - 1
                kind = _terminal(token, self.automaton) if token.type == "PATTERN" else kind
                self.arguments += 1
                if self.arguments > MAX_ARGUMENTS:
                    from cnndsl.syntax import mistakes

                    self.faults = [mistakes.too_many_arguments(self.reader.source, self.tokens, self.at, MAX_ARGUMENTS)]
                    return False
            if kind == "LABEL" and self.begin < self.at == self.head and token.text == "aux":
                self.automaton.feed("AUX", token._replace(type="AUX"))  # after a label it is the statement
                self.automaton.feed("COLON", token)
                self.first = True
            elif kind == "LABEL" or kind == "REFERENCE":
                for piece in pieces(self.reader.source, token):
                    word = _terminal(piece, self.automaton)
                    self.automaton.feed(word, piece._replace(type=word))
                piece = None
                self.first = self.named = kind == "LABEL"
                if self.first:
                    self.automaton.feed("COLON", token)
            else:
                self.automaton.feed(kind, token if kind == token.type else token._replace(type=kind))
        except (Unexpected, ExpressionError) as error:
            return self.recover(error, kind, piece)
        if kind == "COLON" and not self.brackets:
            self.first = True
        self.brackets += (token.type == "OPEN") - (token.type == "CLOSE")
        if self.at == self.head or (self.at == self.head + 1 and self.tokens[self.head].text == "inline"):
            self.gaps = not self.first and self.automaton.accepts("_GAP")
        self.at += 1
        return True

    def recover(self, error: Exception, kind: str, piece: Token | None) -> bool:
        """Note what is wrong, and go on at the next argument where it is one of them. Returns whether it is."""
        from cnndsl.syntax import mistakes
        from cnndsl.syntax.stuck import Stuck

        expected = self.automaton.expected()
        stuck = Stuck(
            self.reader.source, self.line, self.begin, self.head, self.at, kind, self.argument, expected, piece
        )
        starts = self.at == self.begin == 0
        if not (starts and kind in ("ELIF", "ELSE") and self.above and _continues(self.line, self.above)):
            self.faults.append(mistakes.explain(stuck, error))
        if (
            self.argument is None
            or stuck.lines_below
            or (self.faults and mistakes.of_whole_line(self.faults[-1], stuck))
        ):
            return False
        self.automaton.back(self.back)
        self.at, self.brackets = argument_end(self.tokens, self.argument), 0
        return True

    def remember(self, start: int) -> None:
        """Keep a layer that stands on its own, should it stand again; after a label it starts at ``start``."""
        statements = self.automaton.values[-1]
        if self.begin == 0 and type(statements) is Repeated and type(statements[-1]) is ast.Call:
            line_cache.keep(statements[-1], start)


def _continues(line: Line, above: Line) -> bool:
    """Whether an `elif` or `else` may belong to a line that could not be read, whose fault is known."""
    if not above.broken or not line.tokens or line.tokens[0].text not in ("elif", "else"):
        return False
    word = above.tokens[0].text if above.tokens else ""
    return word in ("if", "elif") or (bool(above.children) and word != "else")
