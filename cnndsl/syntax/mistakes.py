"""What is wrong with a line that the grammar does not take, in words: the one place for each kind of mistake."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from cnndsl.diagnostics import Code, Diagnostic, Fix, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax.calls import CallSyntax, call_syntax
from cnndsl.syntax.logical_lines import Line
from cnndsl.syntax.statements import STATEMENTS
from cnndsl.syntax.statements import meant as meant_statement
from cnndsl.syntax.tables import OPENERS, WORDS
from cnndsl.syntax.tokens import RESERVED, Token, argument_end
from cnndsl.syntax.tree_builder import BeyondLimit, ExpressionError

SHOWN = 60
"""Most characters of a line that a message repeats."""


@lru_cache(maxsize=1)  # one line may have many faults
def _first_colon(line: Line, head: int) -> int | None:
    depth = 0
    for at, token in enumerate(line.tokens[head:], start=head):
        if token.type == "COLON" and not depth:
            return at
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
    return None


class Stuck(NamedTuple):
    """Where the reading of a line stopped.

    The statement starts at token ``begin``, its word after a label stands at ``head``, and token ``at`` cannot follow
    (past the last one: the line ends too soon). ``terminal`` is what the grammar calls that token, ``expected`` what
    it would take, ``argument`` where the argument starts that is being read.
    """

    source: Source
    line: Line
    begin: int
    head: int
    at: int
    terminal: str
    argument: int | None
    expected: set[str]
    piece: Token | None = None
    """The part of token ``at`` that cannot follow, where that is a label or a reference."""

    @property
    def tokens(self) -> list[Token]:
        return self.line.tokens

    @property
    def word(self) -> Token:
        """The word that the statement starts with."""
        return self.tokens[min(self.head, len(self.tokens) - 1)]

    @property
    def found(self) -> Token:
        """The token that cannot stand there; the last one where the line ends."""
        return self.tokens[min(self.at, len(self.tokens) - 1)]

    @property
    def at_end(self) -> bool:
        return self.at >= len(self.tokens)

    @property
    def labelled(self) -> bool:
        return self.head > self.begin

    @property
    def colon(self) -> int | None:
        """Where the statement's colon stands, the first outside brackets."""
        return _first_colon(self.line, self.head)

    @property
    def lines_below(self) -> bool:
        """Whether a statement that takes none is written as one with lines below it."""
        takes_none = self.word.type == "NAME" and (self.word.text not in OPENERS)
        return takes_none and (self.tokens[-1].type == "COLON" or bool(self.line.children))

    def fault(self, kind: Code, title: str, token: Token, advice: str, instead: str | None = None) -> Diagnostic:
        """A fault of a token. ``instead`` is what must be meant in its place, where that is certain."""
        span = Span(self.source, token.start, token.end)
        return Diagnostic(kind, title, span, help=advice, fix=None if instead is None else Fix(span, instead))


def explain(stuck: Stuck, error: Exception) -> Diagnostic:
    """Why a line cannot be read."""
    if isinstance(error, ExpressionError):
        return of_expression(error)
    if stuck.word.text == "block" and any(token.text == "with" for token in stuck.tokens[stuck.head : stuck.at + 1]):
        return _takes(stuck)
    if stuck.piece is not None:
        return _piece(stuck, stuck.piece)
    if stuck.at == stuck.head:
        return _start(stuck)
    if stuck.word.type != "NAME":
        return unexpected(stuck)
    return _call(stuck) or _OF_STATEMENT.get(stuck.word.text, _layer)(stuck)


def of_whole_line(fault: Diagnostic, stuck: Stuck) -> bool:
    """Whether a fault is of the line as a whole, so that its other words are not to be read as arguments."""
    return isinstance(fault, CallSyntax) or (fault.span is not None and fault.span.start == stuck.word.start)


def _call(stuck: Stuck) -> Diagnostic | None:
    """A layer line, or a statement of arguments, that is written as a call in Python."""
    word, second = stuck.word.text, stuck.tokens[stuck.head + 1 : stuck.head + 2]
    dotted = bool(second) and second[0].type == "DOT"
    if word in _OF_STATEMENT and word not in ("input", "expect") and not dotted:
        return None
    named = bool(second) and second[0].type == "EQUAL"
    value = stuck.tokens[stuck.head + 2 : stuck.head + 3]
    begins = value[0] if named and stuck.labelled and value else stuck.word
    call = call_syntax(stuck.source, begins.start, stuck.line.end)
    return call or (_assigned(stuck) if named and not stuck.labelled else None)


def _assigned(stuck: Stuck) -> Diagnostic | None:
    """`x = conv 64 3x3` and `x = 3`: names of lines stand before a colon, names of values behind `let`."""
    word, equal, rest = stuck.word, stuck.tokens[stuck.head + 1], stuck.tokens[stuck.head + 2 :]
    if not rest:
        return None
    text = stuck.source.text
    line = text[rest[0].start : stuck.line.end]
    title = f"`{word.text} =` before a line"
    starts = [at for at, token in enumerate(rest) if token.spaced]
    apart = [at for at in starts[1:] if not _OPERATORS & {rest[at].type, rest[at - 1].type} and not _inside(rest, at)]
    if rest[0].type == "NAME" and apart and rest[0].text not in ("let", "from"):
        span = Span(stuck.source, word.end, rest[0].start)
        advice = f"a label names a line: write `{word.text}: {line[:SHOWN]}`"
        return Diagnostic(
            code.SPACING, title, Span(stuck.source, word.start, equal.end), help=advice, fix=Fix(span, ": ")
        )
    advice = f"`let` binds a value: write `let {word.text} = {line[:SHOWN]}`"
    fix: Fix | None = Fix(Span(stuck.source, word.start, word.start), "let ")
    if any(token.text == word.text for token in rest):
        advice, fix = f"a name is bound once; {STATEMENTS['add'].advice}", None
    if len(rest) == 1 and rest[0].type == "NAME":
        advice = f"a label names a line: write `{word.text}: {line}`; a value is bound by `let {word.text} = {line}`"
        fix = None
    return Diagnostic(code.SPACING, title, Span(stuck.source, word.start, equal.end), help=advice, fix=fix)


_OPERATORS = {"SUM", "PRODUCT", "POWER", "COMPARE", "COMMA", "EQUAL"}


def _inside(tokens: list[Token], at: int) -> bool:
    """Whether a token stands in brackets, or beside a word of an expression."""
    depth = sum((token.type == "OPEN") - (token.type == "CLOSE") for token in tokens[:at])
    return depth > 0 or bool({tokens[at].text, tokens[at - 1].text} & (RESERVED - {"true", "false"}))


# ----------------------------------------------------------------------------------------------- any place


def of_expression(error: ExpressionError) -> Diagnostic:
    """The diagnostic of an expression that is at fault."""
    kind = code.LIMIT if isinstance(error, BeyondLimit) else code.SYNTAX
    return Diagnostic(kind, error.message, error.span, help=error.help)


def unexpected(stuck: Stuck) -> Diagnostic:
    """A word where another should stand; the grammar knows which."""
    wanted = _wanted(stuck.expected)
    if stuck.at_end:
        return _too_short(stuck, stuck.line.end)
    if stuck.found.type == "COMMA" and wanted == "`)`":
        return stuck.fault(
            code.SYNTAX, "a comma in parentheses", stuck.found, "a list stands in square brackets: [1, 2]"
        )
    advice = "delete it" if wanted == _END else f"write {wanted} there, or delete it"
    title = f"`{stuck.found.text}` where {wanted} should stand"
    return stuck.fault(code.SYNTAX, title, stuck.found, _NAME if wanted == "a name" else advice)


def _too_short(stuck: Stuck, end: int) -> Diagnostic:
    """A line or an argument that ends too soon."""
    wanted = _wanted(stuck.expected)
    title = f"the line ends where {wanted} should stand"
    advice = _NAME if wanted == "a name" else f"write {wanted} there"
    return Diagnostic(code.SYNTAX, title, Span(stuck.source, end, end), help=advice)


_END = "the end of the line"

_NAME = "a name is a word of letters, digits and underscores"

_SIGNS = {
    "RPAR": "`)`",
    "RSQB": "`]`",
    "ELSE": "`else`",
    "DOT": "`.`",
    "EQUAL": "`=`",
    "IN": "`in`",
    "FROM": "`from`",
    "COLON": "`:`",
}


def _wanted(expected: set[str]) -> str:
    if "NUMBER" in expected:
        return "a value"
    if "NAME" in expected:
        return "a name"
    closing = [_SIGNS[sign] for sign in ("RPAR", "RSQB", "ELSE", "DOT") if sign in expected]
    if closing:
        return " or ".join(closing)
    if "END" in expected:
        return _END
    return next((_SIGNS[sign] for sign in ("EQUAL", "IN", "FROM", "COLON") if sign in expected), _END)


def too_deep(source: Source, start: int, end: int, limit: int) -> Diagnostic:
    """The diagnostic of statements that are nested deeper than ``limit`` levels; ``start`` and ``end`` are offsets in
    the text."""
    title = f"statements nested deeper than {limit} levels, the limit"
    return Diagnostic(code.LIMIT, title, Span(source, start, end), help="define inner parts with `block` and call them")


def nothing_below(source: Source, start: int, end: int) -> Diagnostic:
    """A header without a body."""
    span = Span(source, start, end)
    title = f"nothing stands below `{span.text[:SHOWN]}`"
    return Diagnostic(code.BODY, title, span, help="indent its lines below it, or delete it")


# ------------------------------------------------------------------------------------ starts of statements


def _start(stuck: Stuck) -> Diagnostic:
    """The first word of a statement."""
    word = stuck.found
    if stuck.terminal in ("ELSE", "ELIF"):
        advice = "it stands straight behind the body of its `if`, in the same column"
        return stuck.fault(code.DANGLING_ELSE, f"`{word.text}` has no `if` before it", word, advice)
    if not stuck.labelled:
        title = f"a line starts with a keyword or a label, not with `{word.text}`"
        return stuck.fault(code.SYNTAX, title, word, "as in `conv 64 3x3` or `features:`")
    label = stuck.tokens[stuck.begin]
    if stuck.terminal == "FROM":
        advice = "delete the label; the line that it names has one"
        return stuck.fault(code.LABEL_SYNTAX, "`from` takes no label", label, advice)
    if stuck.terminal == "INLINE":
        title = "`inline` gives the lines no container to name"
        advice = "delete `inline`, and the label names a module of these lines; or delete the label"
        fault = stuck.fault(code.LABEL_SYNTAX, title, word, advice)
        called = stuck.tokens[stuck.at + 1 : stuck.at + 2]
        return fault._replace(fix=Fix(Span(stuck.source, word.start, called[0].start), "")) if called else fault
    return _no_keyword(stuck)


def _no_keyword(stuck: Stuck) -> Diagnostic:
    title = f"`{stuck.found.text}` where the keyword of a layer should stand"
    return stuck.fault(code.SYNTAX, title, stuck.found, "as in `conv1: conv 64 3x3`")


def _piece(stuck: Stuck, piece: Token) -> Diagnostic:
    """A part of a label or of a reference: a dot, or a word in braces."""
    text = stuck.source.text
    opening = text.rfind("{", stuck.found.start, piece.end)
    if piece.type in ("DOT", "LABEL") or opening < 0:
        return _output(stuck) if stuck.word.text == "output" else _from(stuck)
    brace = Span(stuck.source, opening, text.index("}", opening) + 1)
    if brace.text[1:-1].strip() == "" or piece.type in ("BAD", "COMMENT"):
        return Diagnostic(code.LABEL_SYNTAX, f"`{brace.text}` holds no expression", brace, help="as in block{i}")
    wanted = "`}`" if "RBRACE" in stuck.expected else _wanted(stuck.expected)
    return stuck.fault(code.SYNTAX, f"`{piece.text}` where {wanted} should stand", piece, f"write {wanted} there")


# ------------------------------------------------------------------------------------------ layers, arguments


def _layer(stuck: Stuck) -> Diagnostic:
    word, tokens = stuck.word, stuck.tokens
    second = tokens[stuck.head + 1] if stuck.head + 1 < len(tokens) else None
    if not stuck.labelled and second is not None and second.type == "DOT" and not second.spaced:
        advice = f"write `{word.text}:` and indent the rest of the line below it"
        title = "a label holds no dot: dots separate the names of a path"
        return stuck.fault(code.BAD_LABEL, title, word, advice)
    if stuck.lines_below:
        word = tokens[stuck.head + 1] if word.text == "inline" and second is not None else word
        words = [text for text in WORDS if text not in RESERVED or text in ("if", "else")]
        meant = surely_meant(word.text, words) if word.text not in words else None
        advice = f"did you mean `{meant}`?" if meant else "delete the colon, and indent the lines below it less"
        statement = meant_statement(word.text)
        if statement is not None:
            advice, meant = statement.advice, None
        return stuck.fault(code.BODY, f"`{word.text}` takes no lines below it", word, advice, meant)
    return _argument(stuck)


def _inline(stuck: Stuck) -> Diagnostic:
    if stuck.argument is not None:
        return _layer(stuck)
    if stuck.at_end:
        title = "`inline` stands before a block call"
        return stuck.fault(code.SYNTAX, title, stuck.word, "as in `inline basic 64`")
    return _no_keyword(stuck)


def _plain(stuck: Stuck) -> Diagnostic:
    """A statement of arguments that takes no lines."""
    if stuck.lines_below:
        return stuck.fault(code.BODY, f"`{stuck.word.text}` takes no lines below it", stuck.word, "delete the colon")
    return _argument(stuck)


def _argument(stuck: Stuck) -> Diagnostic:
    """One argument: its words stand together, without spaces outside brackets."""
    if stuck.argument is None:
        return unexpected(stuck)
    end = argument_end(stuck.tokens, stuck.argument)
    group = stuck.tokens[stuck.argument : end]
    first, last = group[0], group[-1]
    span = Span(stuck.source, first.start, last.end)
    value = group[2:] if len(group) > 1 and group[1].type == "EQUAL" and first.type == "NAME" else group
    edge = value[0] if value else last
    if not value or edge.type in ("EQUAL", "COMPARE") or last.type == "EQUAL":
        advice = "options are written without spaces: stride=2"
        fix = _tight(stuck.source, edge if edge.type == "EQUAL" else last)
        return Diagnostic(code.SPACING, f"`{span.text}` is not an argument", span, help=advice, fix=fix)
    listed = _tuple(stuck, value)
    if listed is not None:
        return listed
    words = RESERVED - {"true", "false"}
    if (
        edge.type in ("POWER", "PRODUCT")
        or last.type in ("POWER", "PRODUCT", "SUM", "COMPARE")
        or (last.type == "NAME" and last.text in words)
    ):
        advice = "an argument with an operator is written without spaces, or in parentheses: (a + 1)"
        return Diagnostic(code.SPACING, f"an operator without a value: `{span.text}`", span, help=advice)
    if stuck.at == stuck.colon:
        return unexpected(stuck)
    if last.type == "COMMA" and first is not last:
        comma = Fix(Span(stuck.source, last.start, last.end), "")
        title = f"a comma behind `{span.text[:-1]}`"
        return Diagnostic(code.SPACING, title, span, help="arguments are separated by spaces", fix=comma)
    if stuck.at >= end and not stuck.at_end:
        return _too_short(stuck, span.end)
    return unexpected(stuck)


def _tuple(stuck: Stuck, value: list[Token]) -> Diagnostic | None:
    """`(3, 3)`: a size is written 3x3, a list in square brackets."""
    opens = value[0].text == "(" and value[-1].text == ")" and value[-1] is not value[0]
    inner = value[1:-1]
    if not opens or stuck.found.type != "COMMA" or stuck.found not in inner or any(t.text in "()" for t in inner):
        return None
    span = Span(stuck.source, value[0].start, value[-1].end)
    items = [token.text for token in inner if token.type != "COMMA"]
    commas = sum(token.type == "COMMA" for token in inner)
    if all(item.isdecimal() for item in items) and 1 < len(items) <= commas + 1:
        text, advice = "x".join(items), "a size is written with the letter x"
    else:
        text, advice = f"[{span.text[1:-1].strip().removesuffix(',')}]", "a list stands in square brackets"
    space = "" if value[0].spaced or stuck.tokens[stuck.head + 1] is not value[0] else " "
    title = f"`{span.text[:SHOWN]}` is neither a size nor a list"
    return Diagnostic(code.SYNTAX, title, span, help=f"{advice}: write `{text}`", fix=Fix(span, space + text))


def _tight(source: Source, equal: Token) -> Fix | None:
    """The edit that takes the blanks away around the `=` of an option."""
    text, start, end = source.text, equal.start, equal.end
    while text[start - 1] in " \t":
        start -= 1
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    blanks = (start, end) != (equal.start, equal.end)
    whole = blanks and text[start - 1].isalnum() and text[end : end + 1].strip(" #\r\n)],:=")
    return Fix(Span(source, start, end), "=") if whole and equal.type == "EQUAL" else None


def too_many_arguments(source: Source, tokens: list[Token], at: int, limit: int) -> Diagnostic:
    """``at`` is where the first argument stands that is too much."""
    count, depth = limit, 0
    for token in tokens[at:]:
        count += depth == 0 and token.spaced
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
    title = f"{count:,} arguments on one line; the limit is {limit:,}"
    return Diagnostic(code.LIMIT, title, Span(source, tokens[at].start, tokens[-1].end), help="delete what is too much")


# ------------------------------------------------------------------------------------ statements with words


def _opener(stuck: Stuck) -> Diagnostic:
    """A statement with lines below it."""
    if stuck.colon is not None:
        return unexpected(stuck)
    word = stuck.word
    return stuck.fault(code.BODY, f"`{word.text}` lacks its colon", word, "write `:` and its lines indented below")


def _bare(stuck: Stuck) -> Diagnostic:
    """One that takes no words between its keyword and the colon."""
    if stuck.colon is None and not stuck.at_end:
        word = stuck.word.text
        advice = f"write `{word}:`, and what it is made of on lines of their own below it"
        return stuck.fault(code.BODY, f"`{word}` lacks its colon", stuck.word, advice)
    if stuck.colon is None:
        return _opener(stuck)
    word = stuck.word.text
    return stuck.fault(code.SYNTAX, f"`{word}` takes no arguments", stuck.found, f"write `{word}:`")


def _split(stuck: Stuck) -> Diagnostic:
    """One that may take the sizes of its parts before the colon."""
    if stuck.colon is None:
        advice = "write `split:` for equal parts or `split [16, 48]:`, and what is made of each on a line below it"
        return stuck.fault(code.BODY, "`split` lacks its colon", stuck.word, advice)
    return _opener(stuck)


def _head(stuck: Stuck) -> Diagnostic:
    return _argument(stuck) if stuck.colon is not None else _opener(stuck)


def _for(stuck: Stuck) -> Diagnostic:
    words = [token.text for token in stuck.tokens[stuck.head : stuck.colon]]
    if stuck.colon is not None and "in" not in words:
        advice = "write `for i in 1..6:` or `for a in list:`"
        return stuck.fault(code.SYNTAX, "`for` lacks its `in`", stuck.word, advice)
    return _opener(stuck)


def _else(stuck: Stuck) -> Diagnostic:
    if stuck.colon is None:
        return _opener(stuck)
    word, found = stuck.word, stuck.found
    both = Span(stuck.source, word.start, found.end)
    fix = Fix(both, "elif") if found.text == "if" else None
    fault = stuck.fault(code.SYNTAX, "`else` takes no condition", found, "write `elif` for a further condition")
    return fault._replace(fix=fix)


def _declared(stuck: Stuck) -> Diagnostic:
    """`NAME(parameter, parameter=default)` after `model` or `block`."""
    word, at = stuck.word, stuck.at - stuck.head
    if word.text == "block" and stuck.colon is None:
        return _opener(stuck)
    if at == 1 and (stuck.at_end or stuck.found.type == "COLON"):
        advice = f"as in `{word.text} Net(classes=10)`"
        return stuck.fault(code.SYNTAX, f"`{word.text}` lacks its name", word, advice)
    if at == 2:
        title = f"`{stuck.found.text}` behind the name"
        return stuck.fault(code.SYNTAX, title, stuck.found, "parameters stand in parentheses: (a, b=1)")
    if {"EQUAL", "COMMA"} <= stuck.expected:
        title = f"`{stuck.found.text}` where `,` or `=` should stand"
        return stuck.fault(code.SYNTAX, title, stuck.found, "parameters are written (width, stride=1)")
    return unexpected(stuck)


def _takes(stuck: Stuck) -> Diagnostic:
    """What stands after `with` in the header of a block."""
    if stuck.found.type == "COMMA" and stuck.tokens[stuck.at - 2].type == "STAR":
        rest = stuck.tokens[stuck.at - 1]
        advice = "it takes all that are left: write the others before it"
        return stuck.fault(code.SYNTAX, f"`*{rest.text}` stands last", rest, advice)
    title = "a block names the tensors that it takes after `with`, with commas between them"
    return stuck.fault(code.SYNTAX, title, stuck.found, "as in `block up(width) with skip, *rest:`")


def _let(stuck: Stuck) -> Diagnostic:
    if stuck.lines_below:
        return _plain(stuck)
    if stuck.at - stuck.head < 3 or (stuck.at_end and stuck.tokens[-1].type == "EQUAL"):
        return stuck.fault(code.SYNTAX, "`let` binds a name", stuck.word, "write `let name = expression`")
    return unexpected(stuck)


def _use(stuck: Stuck) -> Diagnostic:
    if stuck.lines_below:
        return _plain(stuck)
    if stuck.tokens[-1].type == "STRING" and stuck.tokens[-2].text == "from" and "NAME" in stuck.expected:
        return unexpected(stuck)
    advice = 'write `use basic, bottleneck from "families/resnet.cnn"`'
    return stuck.fault(code.SYNTAX, "`use` names blocks and the file that defines them", stuck.word, advice)


def _from(stuck: Stuck) -> Diagnostic:
    if stuck.lines_below:
        return _plain(stuck)
    word = stuck.word.text
    return stuck.fault(code.SYNTAX, f"`{word}` takes the label of an earlier line", stuck.word, f"as in `{word} conv1`")


def _output(stuck: Stuck) -> Diagnostic:
    """`output NAME`, or `output NAME:` with what it names."""
    named = stuck.head + 1 < len(stuck.tokens) and stuck.tokens[stuck.head + 1].type == "REFERENCE"
    if named and stuck.piece is None:
        return unexpected(stuck)
    rest = stuck.tokens[stuck.head + 1 : stuck.colon]
    if len(rest) > 1 and rest[0].type == "NAME" and rest[1].type != "DOT":
        advice = "delete what follows it; each output has a line of its own"
        return stuck.fault(code.SYNTAX, "`output` takes one name", rest[1], advice)
    advice = "as in `output low`, or `output low: from layer1` for what another line gives"
    return stuck.fault(code.SYNTAX, "`output` takes the name of an output", stuck.word, advice)


_OF_STATEMENT: dict[str, Callable[[Stuck], Diagnostic]] = {
    "inline": _inline,
    **dict.fromkeys(("input", "expect", "init"), _plain),
    **dict.fromkeys(("path", "seq", "add", "sub", "mul", "mean", "max", "concat", "select", "matmul"), _bare),
    "split": _split,
    **dict.fromkeys(("if", "elif", "repeat"), _opener),
    **dict.fromkeys(("model", "block"), _declared),
    "aux": _head,
    "for": _for,
    "else": _else,
    "let": _let,
    "use": _use,
    "from": _from,
    "again": _from,
    "output": _output,
}
"""By the word that a statement starts with; what starts with another is a layer or a call."""
