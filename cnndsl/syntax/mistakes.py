"""What is wrong with a line that the grammar does not take, in words."""

from __future__ import annotations

from cnndsl.diagnostics import Diagnostic, Fix
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax.calls import CallSyntax, call_syntax
from cnndsl.syntax.statement_mistakes import OF_STATEMENT, layer, no_keyword, output, reference, takes
from cnndsl.syntax.statements import STATEMENTS
from cnndsl.syntax.stuck import SHOWN, Stuck, unexpected, wanted
from cnndsl.syntax.tokens import RESERVED, Token
from cnndsl.syntax.tree_builder import BeyondLimit, ExpressionError


def explain(stuck: Stuck, error: Exception) -> Diagnostic:
    """Why a line cannot be read."""
    if isinstance(error, ExpressionError):
        return of_expression(error)
    if stuck.word.text == "block" and any(token.text == "with" for token in stuck.tokens[stuck.head : stuck.at + 1]):
        return takes(stuck)
    if stuck.piece is not None:
        return _piece(stuck, stuck.piece)
    if stuck.at == stuck.head:
        return _start(stuck)
    if stuck.word.type != "NAME":
        return unexpected(stuck)
    return _call(stuck) or OF_STATEMENT.get(stuck.word.text, layer)(stuck)


def of_whole_line(fault: Diagnostic, stuck: Stuck) -> bool:
    """Whether a fault is of the line as a whole, so that its other words are not to be read as arguments."""
    return isinstance(fault, CallSyntax) or (fault.span is not None and fault.span.start == stuck.word.start)


def _call(stuck: Stuck) -> Diagnostic | None:
    """A layer line, or a statement of arguments, that is written as a call in Python."""
    word, second = stuck.word.text, stuck.tokens[stuck.head + 1 : stuck.head + 2]
    dotted = bool(second) and second[0].type == "DOT"
    if word in OF_STATEMENT and word not in ("input", "expect") and not dotted:
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
    return no_keyword(stuck)


def _piece(stuck: Stuck, piece: Token) -> Diagnostic:
    """A part of a label or of a reference: a dot, or a word in braces."""
    text = stuck.source.text
    opening = text.rfind("{", stuck.found.start, piece.end)
    if piece.type in ("DOT", "LABEL") or opening < 0:
        return output(stuck) if stuck.word.text == "output" else reference(stuck)
    brace = Span(stuck.source, opening, text.index("}", opening) + 1)
    if brace.text[1:-1].strip() == "" or piece.type in ("BAD", "COMMENT"):
        return Diagnostic(code.LABEL_SYNTAX, f"`{brace.text}` holds no expression", brace, help="as in block{i}")
    missing = "`}`" if "RBRACE" in stuck.expected else wanted(stuck.expected)
    return stuck.fault(code.SYNTAX, f"`{piece.text}` where {missing} should stand", piece, f"write {missing} there")


def of_expression(error: ExpressionError) -> Diagnostic:
    """The diagnostic of an expression that is at fault."""
    kind = code.LIMIT if isinstance(error, BeyondLimit) else code.SYNTAX
    return Diagnostic(kind, error.message, error.span, help=error.help)


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


def too_many_arguments(source: Source, tokens: list[Token], at: int, limit: int) -> Diagnostic:
    """``at`` is where the first argument stands that is too much."""
    count, depth = limit, 0
    for token in tokens[at:]:
        count += depth == 0 and token.spaced
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
    title = f"{count:,} arguments on one line; the limit is {limit:,}"
    return Diagnostic(code.LIMIT, title, Span(source, tokens[at].start, tokens[-1].end), help="delete what is too much")
