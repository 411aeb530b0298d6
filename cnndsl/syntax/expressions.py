"""Expressions: tokens through lark's LALR parser to syntax tree nodes.

lark is imported at the first expression of more than one token; a file without any is checked without it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from cnndsl.source import Source, Span
from cnndsl.syntax.ast import (
    Chain,
    Conditional,
    Expr,
    FunctionCall,
    Index,
    InputMember,
    ListDisplay,
    Literal,
    Name,
    Power,
    Size,
    Slice,
    Unary,
)
from cnndsl.syntax.tokens import KEYWORDS, Token

if TYPE_CHECKING:
    from lark import Lark
    from lark.exceptions import UnexpectedToken

MAX_DEPTH = 60
"""Deeper nesting within one expression is refused, so that no later walk over it can run out of stack."""

MAX_DIGITS = 18
"""Longest integer, in digits."""

MAX_DECIMAL = 40
"""Longest decimal, in characters: more than the 17 digits and the exponent that a float64 can need."""


class ExpressionError(Exception):
    """The tokens are not what the grammar wants there."""

    def __init__(self, span: Span, message: str, help: str = "") -> None:  # noqa: A002 - the diagnostic's own word
        super().__init__(message)
        self.span = span
        self.message = message
        self.help = help


def atom(source: Source, token: Token) -> Expr | None:
    """The expression that a single token is, or None where it is none (an operator, a keyword)."""
    span = Span(source, token.start, token.end)
    text = token.text
    match token.type:
        case "NUMBER":
            return Literal(span, number(span, text))
        case "SIZE":
            return Literal(span, size(span, text))
        case "STRING":
            return Literal(span, text[1:-1])
        case "NAME":
            if text == "true" or text == "false":
                return Literal(span, text == "true")
            return None if text in KEYWORDS else Name(span, text)
    return None


def number(span: Span, text: str) -> int | float:
    digits = text.replace("_", "")
    limit = MAX_DIGITS if digits.isdecimal() else MAX_DECIMAL
    if len(digits) > limit:
        raise ExpressionError(span, f"a number of {len(digits)} characters; the limit is {limit}", "use fewer digits")
    if digits.isdecimal():
        return int(digits)
    value = float(digits)
    if value == float("inf"):
        raise ExpressionError(span, f"{text} is too large for a decimal number", "use a smaller one")
    return value


def size(span: Span, text: str) -> Size:
    parts = text.split("x")
    if max(map(len, parts)) > MAX_DIGITS or len(parts) > 8:
        raise ExpressionError(span, "a size of so many digits is beyond the limits", "use fewer digits")
    return Size(map(int, parts))


def expression(source: Source, tokens: Sequence[Token], end: int) -> Expr:
    """Parse an expression; ``end`` is the offset to blame where it breaks off. Raises ExpressionError."""
    if len(tokens) == 1 and (single := atom(source, tokens[0])) is not None:
        return single
    value: Expr = _parse(source, tokens, end)
    return value


_TYPES = {"(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB"}


def _terminal(token: Token) -> str:
    if token.type == "NAME":
        return KEYWORDS.get(token.text, "NAME")
    return _TYPES.get(token.text, token.type)


def _parse(source: Source, tokens: Sequence[Token], end: int) -> Any:
    from lark.exceptions import UnexpectedToken, VisitError

    lark, terminal = _lark()
    terminals = []
    for token in tokens:
        made = terminal(_terminal(token), token.text)
        made.span = Span(source, token.start, token.end)
        terminals.append(made)
    try:
        return lark.parse(terminals)
    except UnexpectedToken as error:
        raise _unexpected(source, error, end) from None
    except VisitError as error:
        raise error.orig_exc from None


def _unexpected(source: Source, error: UnexpectedToken, end: int) -> ExpressionError:
    found = error.token
    wanted = _wanted(error.accepts or error.expected)
    if found.type == "$END":
        title = f"the line ends where {wanted} should stand"
        return ExpressionError(Span(source, end, end), title, f"write {wanted} there")
    advice = "delete it" if wanted == _END else f"write {wanted} there, or delete it"
    return ExpressionError(found.span, f"`{found}` where {wanted} should stand", advice)


def _wanted(terminals: Iterable[str]) -> str:
    if "NUMBER" in terminals:
        return "a value"
    signs = sorted(_SIGNS[terminal] for terminal in terminals if terminal in _SIGNS)
    return " or ".join(signs) if signs else _END


_END = "the end of the line"

_SIGNS = {
    "RPAR": "`)`",
    "RSQB": "`]`",
    "ELSE": "`else`",
    "DOT": "`.`",
}


@cache
def _lark() -> tuple[Lark, type[Any]]:
    """The parser, and the class of the tokens that it reads."""
    from lark import Lark
    from lark import Token as LarkToken
    from lark.lexer import Lexer

    class Terminal(LarkToken):
        span: Span

    class Ready(Lexer):
        """The tokens are there already."""

        def __init__(self, lexer_conf: object) -> None: ...

        def lex(self, data: Any) -> Iterator[Any]:  # type: ignore[override]  # lark hands in what parse() got
            return iter(data)

    with open(os.path.join(os.path.dirname(__file__), "grammar.lark"), encoding="utf-8") as file:
        grammar = file.read()
    return Lark(grammar, parser="lalr", lexer=Ready, start="expression", transformer=_Builder()), Terminal


Children: TypeAlias = list[Any]
"""Syntax tree nodes, terminals, and None for what an optional part of a rule lacks."""


class _Builder:
    """One method for each rule of the grammar: children (syntax tree nodes, terminals, None) to a node."""

    def expression(self, children: Children) -> Expr:
        value: Expr = children[0]
        return value

    def group(self, children: Children) -> Expr:
        value: Expr = children[1]
        value.span = _over(children)
        return value

    def number(self, children: Children) -> Expr:
        return Literal(children[0].span, number(children[0].span, str(children[0])))

    def size(self, children: Children) -> Expr:
        return Literal(children[0].span, size(children[0].span, str(children[0])))

    def string(self, children: Children) -> Literal:
        return Literal(children[0].span, str(children[0])[1:-1])

    def true(self, children: Children) -> Expr:
        return Literal(children[0].span, True)

    def false(self, children: Children) -> Expr:
        return Literal(children[0].span, False)

    def name(self, children: Children) -> Name:
        return Name(children[0].span, str(children[0]))

    def member(self, children: Children) -> Expr:
        return InputMember(_over(children), str(children[2]))

    def list(self, children: Children) -> Expr:
        items = _values(children)
        return ListDisplay(_over(children), items, _depth(_over(children), *items))

    def function(self, children: Children) -> Expr:
        arguments = _values(children[2:])
        return FunctionCall(_over(children), str(children[0]), arguments, _depth(_over(children), *arguments))

    def index(self, children: Children) -> Expr:
        value, _, index, _ = children
        return Index(_over(children), value, index, _depth(_over(children), value, index))

    def slice(self, children: Children) -> Expr:
        value, _, start, _, stop, _ = children
        inner = [child for child in (value, start, stop) if child is not None]
        return Slice(_over(children), value, start, stop, _depth(_over(children), *inner))

    def power(self, children: Children) -> Expr:
        base, _, exponent = children
        return Power(_over(children), base, exponent, _depth(_over(children), base, exponent))

    def unary(self, children: Children) -> Expr:
        operator, operand = children
        return Unary(_over(children), str(operator), operand, _depth(_over(children), operand))

    def chain(self, children: Children) -> Expr:
        operators, operands = children[1::2], children[2::2]
        rest = [(str(operator), operand) for operator, operand in zip(operators, operands, strict=True)]
        return Chain(_over(children), children[0], rest, _depth(_over(children), children[0], *operands))

    def conditional(self, children: Children) -> Expr:
        then, _, condition, _, otherwise = children
        depth = _depth(_over(children), then, condition, otherwise)
        return Conditional(_over(children), then, condition, otherwise, depth)


def _values(children: Children) -> list[Expr]:
    return [child for child in children if child is not None and not isinstance(child, str)]


def _over(children: Children) -> Span:
    """The span from the first child to the last."""
    there = [child.span for child in children if child is not None]
    return Span(there[0].source, there[0].start, there[-1].end)


def _depth(span: Span, *inner: Expr) -> int:
    depth = 1 + max((expr.depth for expr in inner), default=0)
    if depth > MAX_DEPTH:
        raise ExpressionError(span, f"an expression nested deeper than {MAX_DEPTH} levels", "name its parts with `let`")
    return depth
