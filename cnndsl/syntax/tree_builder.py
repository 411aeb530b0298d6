"""The nodes of the syntax tree: a method for each rule of grammar.lark, which gets the rule's parts from left to right.

The parts are tokens, nodes, and what the methods of the inner rules returned.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cnndsl.source import Source, Span
from cnndsl.syntax.ast import (
    ANY,
    Again,
    Argument,
    Aux,
    Block,
    Broken,
    Call,
    Chain,
    Conditional,
    Expect,
    Expr,
    File,
    For,
    From,
    FunctionCall,
    If,
    Index,
    Init,
    Input,
    InputMember,
    Interval,
    Join,
    Label,
    Let,
    ListDisplay,
    Literal,
    Model,
    Name,
    Output,
    Parameter,
    Path,
    Power,
    Repeat,
    Section,
    Size,
    Slice,
    Statement,
    Taken,
    Text,
    Unary,
    Use,
)
from cnndsl.syntax.tokens import Token

MAX_DEPTH = 60
"""Deeper nesting within one expression is refused, so that no later walk over it can run out of stack."""

MAX_DIGITS = 18
"""Longest integer, in digits."""

MAX_DECIMAL = 40
"""Longest decimal, in characters: more than the 17 digits and the exponent that a float64 can need."""

MAX_DIMENSIONS = 8
"""Most numbers in a size."""


class ExpressionError(Exception):
    """An expression that cannot be read."""

    def __init__(self, span: Span, message: str, help: str = "") -> None:  # noqa: A002 - the diagnostic's own word
        super().__init__(message)
        self.span = span
        self.message = message
        self.help = help


class BeyondLimit(ExpressionError):
    """An expression that asks for more than a limit allows."""


class Body(NamedTuple):
    """The lines of a compound statement, and where the line ends that they belong to."""

    statements: list[Statement]
    end: int


class Builder:
    """Makes the nodes of the tree. A method has the name of a rule of grammar.lark, gets the values of the rule's
    parts, and returns the node; where the rule is a choice or a list, the method is that of its name there."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def span(self, first: Token | Span, end: int) -> Span:
        """The place from the first to the last of these tokens and nodes."""
        return Span(self.source, first.start, end)

    # -------------------------------------------------------------------------------------- statements

    def file(self, *statements: Statement) -> File:
        """The statements of a file; those below `model NAME:` stand on this level too."""
        body: list[Statement] = []
        for statement in statements:
            body.append(statement)
            if type(statement) is Model:
                body += statement.body
        return File(self.source, body)

    def body(self, statement: Statement) -> Body:
        return Body([statement], statement.span.end)

    def section_body(self, statement: Statement) -> Body:
        """What stands after a label and its colon; of `blocks: seq:` the label names the `seq`."""
        if type(statement) is Section and statement.label is None:
            return Body(statement.body, statement.span.end)
        return self.body(statement)

    def lines(self, end: Token, *statements: Statement) -> Body:
        return Body(list(statements), end.end)

    def broken(self, text: Token, end: Token, *statements: Statement) -> Broken:
        return Broken(self.span(text, text.end), list(statements))

    # ------------------------------------------------------------------------------------------ layers

    def layer(self, keyword: Token, arguments: list[Argument], *rest: Any) -> Call:
        return self.call(keyword, None, keyword, arguments, rest)

    def labelled_layer(self, label: Label, colon: Token, keyword: Token, arguments: list[Argument], *rest: Any) -> Call:
        return self.call(label.span, label, keyword, arguments, rest)

    def inline_call(self, inline: Token, keyword: Token, arguments: list[Argument], *rest: Any) -> Call:
        return self.call(inline, None, keyword, arguments, rest, inline=True)

    def call(
        self,
        first: Token | Span,
        label: Label | None,
        keyword: Token,
        arguments: list[Argument],
        rest: tuple[Any, ...],
        *,
        inline: bool = False,
    ) -> Call:
        """A line with what stands after its arguments: the tensors after `with`, if there are any, and its end."""
        given = rest[0] if len(rest) > 1 else ()
        return Call(self.span(first, rest[-1].end), label, keyword.text, keyword.start, arguments, inline, given)

    def tensors(self, word: Token, *tensors: From | Token) -> list[From]:
        return [tensor for tensor in tensors if isinstance(tensor, From)]

    def tensor(self, *parts: Label | Token) -> From:
        path = [step for step in parts if isinstance(step, Label)]
        first = parts[0] if isinstance(parts[0], Token) else path[0].span
        return From(self.span(first, path[-1].span.end), path, isinstance(parts[0], Token))

    def arguments(self, *arguments: Argument) -> list[Argument]:
        return list(arguments)

    def argument(self, value: Expr) -> Argument:
        return Argument(value.span, None, value)

    def interval(self, first: Expr, dots: Token, last: Expr) -> Interval:
        span = self.span(first.span, last.span.end)
        return Interval(span, first, last, _depth(span, first, last))

    def option(self, name: Token, equal: Token, value: Expr) -> Argument:
        return Argument(self.span(name, value.span.end), name.text, value)

    # -------------------------------------------------------------------------------------- containers

    def section(self, label: Label, colon: Token, body: Body) -> Section:
        return Section(self.span(label.span, body.end), label, body.statements)

    def seq(self, word: Token, colon: Token, body: Body) -> Section:
        return Section(self.span(word, body.end), None, body.statements)

    def path(self, word: Token, colon: Token, body: Body) -> Path:
        return Path(self.span(word, body.end), body.statements)

    def join(self, word: Token, colon: Token, body: Body) -> Join:
        return Join(self.span(word, body.end), word.text, body.statements)  # type: ignore[arg-type]  # the grammar lets only these words come here

    def split_into(self, word: Token, sizes: Expr, colon: Token, body: Body) -> Join:
        return Join(self.span(word, body.end), "split", body.statements, sizes)

    def training_head(self, word: Token, arguments: list[Argument], colon: Token, body: Body) -> Aux:
        return Aux(self.span(word, body.end), None, arguments, body.statements)

    def labelled_head(
        self, label: Label, colon: Token, word: Token, arguments: list[Argument], second: Token, body: Body
    ) -> Aux:
        return Aux(self.span(label.span, body.end), label, arguments, body.statements)

    def label(self, *parts: Token | Expr) -> Label:
        pieces: list[str | Expr] = []
        for part in parts:
            if not isinstance(part, Token):
                pieces.append(part)
            elif part.type == "LABEL":
                pieces.append(part.text)
        first, last = parts[0], parts[-1]
        assert isinstance(first, Token)
        assert isinstance(last, Token)
        return Label(self.span(first, last.end), pieces)

    def reference(self, word: Token, *rest: Label | Token) -> From:
        path = [step for step in rest if isinstance(step, Label)]
        return From(self.span(word, _end(rest)), path, isinstance(rest[0], Token))

    def again(self, word: Token, *rest: Label | Token) -> Again:
        return Again(self.span(word, _end(rest)), [step for step in rest if isinstance(step, Label)])

    # ---------------------------------------------------------------------------- repetition, conditions

    def repeat(self, word: Token, count: Expr, colon: Token, body: Body) -> Repeat:
        return Repeat(self.span(word, body.end), count, body.statements)

    def for_loop(self, word: Token, *rest: Any) -> For:
        *head, _, body = rest
        targets = [self.name(token) for token in head if isinstance(token, Token) and token.type == "NAME"]
        start, *stop = (part for part in head if not isinstance(part, Token))
        return For(self.span(word, body.end), targets, start, stop[0] if stop else None, body.statements)

    def decision(self, first: If, *others: tuple[Expr | None, list[Statement]]) -> If:
        first.branches += others
        return first

    def if_clause(self, word: Token, condition: Expr, colon: Token, body: Body) -> If:
        return If(self.span(word, body.end), [(condition, body.statements)])

    def elif_clause(
        self, word: Token, condition: Expr, colon: Token, body: Body
    ) -> tuple[Expr | None, list[Statement]]:
        return condition, body.statements

    def else_clause(self, word: Token, colon: Token, body: Body) -> tuple[Expr | None, list[Statement]]:
        return None, body.statements

    # ------------------------------------------------------------------------------ what computes nothing

    def let(self, word: Token, name: Token, equal: Token, value: Expr, end: Token) -> Let:
        return Let(self.span(word, end.end), name.text, value)

    def expect(self, word: Token, *rest: Argument | Token) -> Expect:
        return Expect(self.span(word, _end(rest)), [argument for argument in rest if isinstance(argument, Argument)])

    def pattern(self, token: Token) -> Argument:
        size = self.size(token)
        return Argument(size.span, None, size)

    def init(self, word: Token, arguments: list[Argument], end: Token) -> Init:
        return Init(self.span(word, end.end), arguments)

    # ----------------------------------------------------------------------------- what a file declares

    def model(self, word: Token, name: Token, *rest: Any) -> Model:
        parameters = next((part for part in rest if type(part) is list), [])
        body = rest[-1].statements if type(rest[-1]) is Body else []
        return Model(self.span(word, rest[-1].end), name.text, parameters, body)

    def input(self, word: Token, arguments: list[Argument], end: Token) -> Input:
        label = None
        if len(arguments) > 1 and isinstance(arguments[0].value, Name) and arguments[0].name is None:
            name, *arguments = arguments
            label = Label(name.span, [name.span.text])
        return Input(self.span(word, end.end), label, arguments)

    def output(self, word: Token, label: Label, *rest: Any) -> Output:
        body = rest[-1].statements if type(rest[-1]) is Body else []
        return Output(self.span(word, rest[-1].end), label, body)

    def use(self, word: Token, *rest: Token) -> Use:
        names = [self.name(token) for token in rest if token.type == "NAME"]
        path, end = rest[-2:]
        return Use(self.span(word, end.end), names, Literal(self.span(path, path.end), path.text[1:-1]))

    def block(self, word: Token, name: Token, *rest: Any) -> Block:
        lists = [part for part in rest if type(part) is list]
        takes = next((part for part in lists if part and isinstance(part[0], Taken)), [])
        parameters = lists[0] if lists and lists[0] is not takes else []
        return Block(self.span(word, rest[-1].end), name.text, parameters, rest[-1].statements, takes)

    def takes(self, word: Token, *parts: Token) -> list[Taken]:
        found: list[Taken] = []
        star: Token | None = None
        for part in parts:
            if part.type == "NAME":
                found.append(Taken(self.span(star or part, part.end), part.text, star is not None))
            star = part if part.type == "STAR" else None
        return found

    def parameters(self, *parts: Token | Parameter) -> list[Parameter]:
        return [part for part in parts if isinstance(part, Parameter)]

    def parameter(self, name: Token, *default: Any) -> Parameter:
        value: Expr | None = default[1] if default else None
        return Parameter(self.span(name, value.span.end if value else name.end), name.text, value)

    # ------------------------------------------------------------------------------------- expressions

    def group(self, opening: Token, value: Expr, closing: Token) -> Expr:
        value.span = self.span(opening, closing.end)
        return value

    def number(self, token: Token) -> Literal:
        span = self.span(token, token.end)
        digits = token.text.replace("_", "")
        limit = MAX_DIGITS if digits.isdecimal() else MAX_DECIMAL
        if len(digits) > limit:
            title = f"a number of {len(digits):,} characters; the limit is {limit}"
            raise BeyondLimit(span, title, "use fewer digits")
        if digits.isdecimal():
            return Literal(span, int(digits))
        value = float(digits)
        if value == float("inf"):
            raise ExpressionError(span, f"{token.text} is too large for a decimal number", "use a smaller one")
        return Literal(span, value)

    def size(self, token: Token) -> Literal:
        parts = token.text.split("x")
        if max(map(len, parts)) > MAX_DIGITS or len(parts) > MAX_DIMENSIONS:
            span = self.span(token, token.end)
            if len(parts) > MAX_DIMENSIONS:
                title = f"a size of {len(parts):,} numbers; the limit is {MAX_DIMENSIONS}"
                raise BeyondLimit(span, title, "write one for each axis, as in 3x224x224")
            title = f"a size with a number of {max(map(len, parts)):,} digits; the limit is {MAX_DIGITS}"
            raise BeyondLimit(span, title, "use fewer digits")
        return Literal(self.span(token, token.end), Size(ANY if part == "_" else int(part) for part in parts))

    def string(self, token: Token) -> Literal | Text:
        span = self.span(token, token.end)
        if "{" not in token.text and "}}" not in token.text:
            return Literal(span, token.text[1:-1])
        from cnndsl.syntax.text_parts import text_parts

        parts = text_parts(self.source, token)
        written = "".join(part for part in parts if isinstance(part, str))
        expressions = [part for part in parts if not isinstance(part, str)]
        return Text(span, parts, _depth(span, *expressions)) if expressions else Literal(span, written)

    def true(self, token: Token) -> Literal:
        return Literal(self.span(token, token.end), True)

    def false(self, token: Token) -> Literal:
        return Literal(self.span(token, token.end), False)

    def name(self, token: Token) -> Name:
        return Name(self.span(token, token.end), token.text)

    def member(self, word: Token, dot: Token, member: Token) -> InputMember:
        return InputMember(self.span(word, member.end), member.text)

    def list_display(self, opening: Token, *rest: Token | Expr) -> ListDisplay:
        span, items = self.span(opening, _end(rest)), _values(rest)
        return ListDisplay(span, items, _depth(span, *items))

    def function(self, name: Token, opening: Token, *rest: Token | Expr) -> FunctionCall:
        span, arguments = self.span(name, _end(rest)), _values(rest)
        return FunctionCall(span, name.text, arguments, _depth(span, *arguments))

    def index(self, value: Expr, opening: Token, index: Expr, closing: Token) -> Index:
        span = self.span(value.span, closing.end)
        return Index(span, value, index, _depth(span, value, index))

    def slice(self, value: Expr, opening: Token, *rest: Token | Expr) -> Slice:
        span = self.span(value.span, _end(rest))
        colon = next(at for at, part in enumerate(rest) if isinstance(part, Token))
        start = next(iter(_values(rest[:colon])), None)
        stop = next(iter(_values(rest[colon:])), None)
        return Slice(span, value, start, stop, _depth(span, value, *_values(rest)))

    def power(self, base: Expr, operator: Token, exponent: Expr) -> Power:
        span = self.span(base.span, exponent.span.end)
        return Power(span, base, exponent, _depth(span, base, exponent))

    def unary(self, operator: Token, operand: Expr) -> Unary:
        span = self.span(operator, operand.span.end)
        return Unary(span, operator.text, operand, _depth(span, operand))

    def chain(self, first: Expr, *rest: Any) -> Chain:
        operators, operands = rest[::2], rest[1::2]
        span = self.span(first.span, operands[-1].span.end)
        pairs = [(operator.text, operand) for operator, operand in zip(operators, operands, strict=True)]
        return Chain(span, first, pairs, _depth(span, first, *operands))

    def conditional(self, then: Expr, word: Token, condition: Expr, other: Token, otherwise: Expr) -> Conditional:
        span = self.span(then.span, otherwise.span.end)
        return Conditional(span, then, condition, otherwise, _depth(span, then, condition, otherwise))


def _values(parts: tuple[Token | Expr, ...]) -> list[Expr]:
    return [part for part in parts if not isinstance(part, Token)]


def _end(parts: tuple[Any, ...]) -> int:
    """Where the last part, a token, ends."""
    end: int = parts[-1].end
    return end


def _depth(span: Span, *inner: Expr) -> int:
    depth = 1 + max((expr.depth for expr in inner), default=0)
    if depth > MAX_DEPTH:
        title = f"an expression nested deeper than {MAX_DEPTH} levels, the limit"
        raise BeyondLimit(span, title, "name its parts with `let`")
    return depth
