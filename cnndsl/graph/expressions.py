"""Expressions to values. Integers are exact, decimals are floats, as in Python; nothing grows without bound."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from cnndsl.budget import Budget, Overspent
from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.graph.limits import DIGITS, LIST_ITEMS, TEXT
from cnndsl.graph.values import UNKNOWN, Faulty, Reference, Scope, Unbound, Unknown, kind_of, weight, written
from cnndsl.layers.arguments import Interval, show
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.layers.shapes import AXES, Shape, Vector, describe
from cnndsl.source import Span
from cnndsl.syntax import ast
from cnndsl.text import enumerated, shortened

MEMBERS = ("channels", *dict.fromkeys(axis.name for axes in AXES.values() for axis in axes), "size")
"""What `in` has: a map has the sizes of its own axes, a vector channels alone."""


class Nowhere:
    """Stands for the shape where no layer can stand: in the headers of a file, in the `let`s of a library."""


NOWHERE = Nowhere()


def evaluate(
    expr: ast.Expr, scope: Scope, x: Shape | Nowhere | None, blocks: dict[str, ast.Block], budget: Budget
) -> Any:
    """The value of an expression.

    ``x`` is the shape that reaches the line (None: unknown). Raises Faulty, Unknown where the value depends on
    something faulty, and Overspent.
    """
    if type(expr) is ast.Literal:
        return expr.value
    if type(expr) is ast.Name and budget.left > 0:
        found = scope.find(expr.id)
        if found is not None:
            budget.left -= 1
            value = found.names[expr.id]
            if value is UNKNOWN:
                raise Unknown
            return value
    return _Evaluator(scope, x, blocks, budget).value(expr)


class _Evaluator:
    __slots__ = ("blocks", "budget", "scope", "x")

    def __init__(self, scope: Scope, x: Shape | Nowhere | None, blocks: dict[str, ast.Block], budget: Budget) -> None:
        self.scope = scope
        self.x = x
        self.blocks = blocks
        self.budget = budget

    def spend(self, count: int, span: Span) -> None:
        self.budget.spend(count, span)

    def value(self, expr: ast.Expr) -> Any:
        if type(expr) is ast.Literal:
            return expr.value
        self.budget.left -= 1
        if self.budget.left < 0:
            raise Overspent(expr.span)
        try:
            return _RULES[type(expr)](self, expr)
        except ZeroDivisionError:
            raise _faulty(expr, "division by zero", "let the divisor be another number") from None
        except (OverflowError, ValueError) as error:
            title = f"`{text_of(expr)}` has no value: {error}"
            raise _faulty(expr, title, "write an expression that has one") from None

    def name(self, expr: ast.Name) -> Any:
        scope = self.scope.find(expr.id)
        if scope is not None:
            value = scope.names[expr.id]
            if value is UNKNOWN:
                raise Unknown
            return value
        keyword = ALIASES.get(expr.id, expr.id)
        if expr.id in self.blocks:
            return Reference(expr.id, self.blocks[expr.id])
        if keyword in LAYERS:
            return Reference(keyword, None)
        self.spend(self.scope.size() + len(self.blocks), expr.span)
        raise self.unknown_name(expr)

    def unknown_name(self, expr: ast.Name) -> Unbound:
        """The fault of a name that nothing binds, worked out once for each place: in rounds it is told once."""
        answers, key = self.budget.answers, (Unbound, expr.span)
        if key not in answers:
            from cnndsl.graph.unknown_names import unknown_name

            answers[key] = unknown_name(expr, self.scope.all_names() | self.blocks.keys()).diagnostic
        return Unbound(answers[key], expr.id)

    def member(self, expr: ast.InputMember) -> Any:
        if expr.member not in MEMBERS:
            from cnndsl.graph.unknown_names import unknown_member

            raise unknown_member(expr)
        if self.x is None:
            raise Unknown
        if isinstance(self.x, Nowhere):
            advice = "`in` is the shape that reaches a layer line; use it there, or in a block"
            raise _faulty(expr, "no shape arrives here", advice)
        if expr.member == "channels":
            return self.x.channels
        if expr.member == "size":
            return self.x.sizes
        if isinstance(self.x, Vector):
            raise _faulty(expr, f"a vector of {self.x} arrives here, which has no {expr.member}", "use in.channels")
        names = [axis.name for axis in self.x.axes]
        if expr.member not in names:
            advice = f"use {enumerated([f'in.{name}' for name in names], 'or')}"
            raise _faulty(expr, f"{describe(self.x)} arrives here, which has no {expr.member}", advice)
        return self.x.sizes[names.index(expr.member)]

    def text(self, expr: ast.Text) -> str:
        """A text with the values of its expressions put in."""
        texts = []
        for part in expr.parts:
            value = part if isinstance(part, str) else self.value(part)
            if not isinstance(value, int | float | str):
                assert not isinstance(part, str)
                raise _wrong(part, value, "a number or a text")
            texts.append(value if isinstance(value, str) else show(value))
        found = "".join(texts)
        self.spend(len(expr.parts) + len(found) // 10, expr.span)
        if len(found) > TEXT:
            title = f"a text of more than {TEXT:,} characters, the limit"
            raise Faulty(Diagnostic(code.LIMIT, title, expr.span, help="shorten it"))
        return found

    def interval(self, expr: ast.Interval) -> Interval:
        edges = [self.value(edge) for edge in (expr.first, expr.last)]
        for edge, side in zip(edges, (expr.first, expr.last), strict=True):
            if type(edge) is not int:
                raise _wrong(side, edge, "an integer")
        return Interval(*edges)

    def list(self, expr: ast.ListDisplay) -> Any:
        return self.held(expr, tuple([self.value(item) for item in expr.items]))

    def unary(self, expr: ast.Unary) -> Any:
        value = self.value(expr.operand)
        if expr.operator == "not":
            return not self.truth(value, expr.operand)
        number = self.number(value, expr.operand)
        return -number if expr.operator == "-" else number

    def chain(self, expr: ast.Chain) -> Any:
        operator = expr.rest[0][0]
        if operator in ("and", "or"):
            return self.logical(expr, operator)
        value = self.value(expr.first)
        if operator in _COMPARISONS:
            return self.comparison(expr, value)
        left = expr.first
        for operator, operand in expr.rest:
            right = self.value(operand)
            if isinstance(value, tuple) and isinstance(right, tuple) and operator == "+":
                value = self.held(expr, tuple(value) + tuple(right))
            else:
                value = bounded(expr, _ARITHMETIC[operator](self.number(value, left), self.number(right, operand)))
            self.spend(1, expr.span)
        return value

    def logical(self, expr: ast.Chain, operator: str) -> bool:
        self.spend(len(expr.rest), expr.span)
        for operand in (expr.first, *(operand for _, operand in expr.rest)):
            if self.truth(self.value(operand), operand) == (operator == "or"):
                return operator == "or"
        return operator == "and"

    def comparison(self, expr: ast.Chain, value: Any) -> bool:
        for operator, operand in expr.rest:
            right = self.value(operand)
            if operator not in ("==", "!="):
                self.number(value, expr.first)
                self.number(right, operand)
            elif kind_of(value) != kind_of(right):
                raise _other_kind(operand, value, right)
            self.spend(weight(value), expr.span)
            if not _COMPARISONS[operator](value, right):
                return False
            value = right
        return True

    def power(self, expr: ast.Power) -> Any:
        base = self.number(self.value(expr.base), expr.base)
        exponent = self.number(self.value(expr.exponent), expr.exponent)
        exact = type(base) is int and type(exponent) is int
        if exact and abs(base) > 1 and exponent * math.log10(abs(base)) > DIGITS + 1:
            raise _too_long(expr)
        value = base**exponent
        if isinstance(value, complex):
            raise ValueError("a negative number has no such root")
        return bounded(expr, value)

    def conditional(self, expr: ast.Conditional) -> Any:
        return self.value(expr.then if self.truth(self.value(expr.condition), expr.condition) else expr.otherwise)

    def index(self, expr: ast.Index) -> Any:
        items = self.items(expr.value)
        at = self.value(expr.index)
        if type(at) is not int:
            raise _wrong(expr.index, at, "an integer as index")
        if not -len(items) <= at < len(items):
            raise _faulty(expr, f"index {at} is beyond the {len(items)} items", "the first item has index 0")
        return items[at]

    def slice(self, expr: ast.Slice) -> Any:
        items = self.items(expr.value)
        edges = [None if edge is None else self.value(edge) for edge in (expr.start, expr.stop)]
        for edge, side in zip(edges, (expr.start, expr.stop), strict=True):
            if side is not None and type(edge) is not int:
                raise _wrong(side, edge, "an integer as index")
        return self.held(expr, tuple(items[edges[0] : edges[1]]))

    def call(self, expr: ast.FunctionCall) -> Any:
        return bounded(expr, self.applied(expr))

    def applied(self, expr: ast.FunctionCall) -> Any:
        rule = FUNCTIONS.get(expr.function)
        if rule is None:
            from cnndsl.graph.unknown_names import unknown_function

            raise unknown_function(expr)
        function, least, most, takes_list = rule
        self.spend(len(expr.arguments), expr.span)
        given = [self.value(argument) for argument in expr.arguments]
        if not least <= len(given) <= most:
            counts = str(least) if least == most else f"{least} or more" if most > 9 else f"{least} or {most}"
            title = f"`{expr.function}` takes {counts} argument{'' if counts == '1' else 's'}, not {len(given)}"
            advice = f"give it {counts}: {expr.function}(…)"
            raise Faulty(Diagnostic(code.EVALUATION, title, expr.span, help=advice))
        if takes_list or (len(given) == 1 and isinstance(given[0], tuple) and expr.function in ("min", "max")):
            if not isinstance(given[0], tuple):
                raise _wrong(expr.arguments[0], given[0], "a list")
            self.spend(len(given[0]), expr.span)
            if expr.function == "len":
                return len(given[0])
            given = list(given[0])
            if not given and expr.function != "sum":
                raise ValueError("the list is empty")
            for item in given:
                self.number(item, expr.arguments[0])
            return function(given)
        for value, argument in zip(given, expr.arguments, strict=True):
            self.number(value, argument)
        return function(*given)

    def held(self, expr: ast.Expr, items: tuple[Any, ...]) -> Any:
        """A list that was made: an operation for each item."""
        self.spend(weight(items), expr.span)
        return bounded(expr, items)

    # ----------------------------------------------------------------------------------------- operands

    def number(self, value: Any, expr: ast.Expr) -> int | float:
        if type(value) is int or type(value) is float:
            return value
        raise _wrong(expr, value, "a number")

    def truth(self, value: Any, expr: ast.Expr) -> bool:
        if type(value) is bool:
            return value
        raise _wrong(expr, value, "true or false (a comparison, say)")

    def items(self, expr: ast.Expr) -> tuple[Any, ...]:
        value = self.value(expr)
        if not isinstance(value, tuple) or isinstance(value, Reference):
            raise _wrong(expr, value, "a list")
        return value


def make_divisible(value: float, divisor: int) -> int:
    """The multiple of ``divisor`` nearest to ``value``, at least one and not below 0.9 of it.

    torchvision.models._utils._make_divisible, which has it from the TensorFlow models.
    """
    if divisor < 1:
        raise ValueError("the divisor must be at least 1")
    rounded = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * value else rounded


def _log(value: float, base: float | None = None) -> float:
    return math.log(value) if base is None else math.log(value) / math.log(base)


_MANY = 1000

FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int, bool]] = {
    # name: function, fewest and most arguments, whether it takes a list
    "min": (min, 1, _MANY, False),
    "max": (max, 1, _MANY, False),
    "abs": (abs, 1, 1, False),
    "round": (round, 1, 1, False),
    "floor": (math.floor, 1, 1, False),
    "ceil": (math.ceil, 1, 1, False),
    "int": (int, 1, 1, False),
    "log": (_log, 1, 2, False),
    "make_divisible": (make_divisible, 2, 2, False),
    "len": (len, 1, 1, True),
    "sum": (sum, 1, 1, True),
}


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
}

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}

_RULES: dict[type, Callable[[_Evaluator, Any], Any]] = {
    ast.Name: _Evaluator.name,
    ast.InputMember: _Evaluator.member,
    ast.Text: _Evaluator.text,
    ast.Interval: _Evaluator.interval,
    ast.ListDisplay: _Evaluator.list,
    ast.Unary: _Evaluator.unary,
    ast.Chain: _Evaluator.chain,
    ast.Power: _Evaluator.power,
    ast.Conditional: _Evaluator.conditional,
    ast.Index: _Evaluator.index,
    ast.Slice: _Evaluator.slice,
    ast.FunctionCall: _Evaluator.call,
}


_TOO_LARGE = 10**DIGITS


def bounded(expr: ast.Expr | ast.Parameter, value: Any) -> Any:
    """A value that is not too large; raises Faulty for others."""
    if type(value) is int:
        if not -_TOO_LARGE < value < _TOO_LARGE:
            raise _too_long(expr)
    elif type(value) is float:
        if not math.isfinite(value):
            raise _faulty(expr, f"`{text_of(expr)}` is not a finite number", "use smaller numbers")
    elif isinstance(value, tuple) and weight(value) > LIST_ITEMS:
        raise Faulty(
            Diagnostic(
                code.LIMIT,
                f"a list of more than {LIST_ITEMS:,} items, the limit",
                expr.span,
                help="shorten it",
            )
        )
    return value


def _too_long(expr: ast.Expr | ast.Parameter) -> Faulty:
    title = f"`{text_of(expr)}` has more than {DIGITS} digits, the limit"
    return Faulty(Diagnostic(code.LIMIT, title, expr.span, help="use smaller numbers"))


def _faulty(expr: ast.Expr | ast.Parameter, title: str, advice: str = "") -> Faulty:
    return Faulty(Diagnostic(code.EVALUATION, title, expr.span, help=advice))


def _wrong(expr: ast.Expr, value: Any, wanted: str) -> Faulty:
    shown = f"the {'block' if value.block else 'layer'} `{value}`" if isinstance(value, Reference) else show(value)
    title = f"{wanted} is needed here, and this is {shown}"
    return Faulty(Diagnostic(code.WRONG_KIND, title, expr.span, help=f"write {wanted}"))


def _other_kind(expr: ast.Expr, left: Any, right: Any) -> Faulty:
    """Values of two kinds never agree: `==` between them is a slip."""
    advice = "compare values of one kind"
    texts = [value for value in (left, right) if isinstance(value, str)]
    if texts and any(isinstance(value, Reference) for value in (left, right)):
        advice = "a layer or block stands without quotes"
    elif texts:
        advice = f'{advice}: `"1.0"` is a text, `1.0` a number'
    title = f"{written(left)} is {kind_of(left)}, and {written(right)} is {kind_of(right)}: they are never equal"
    return Faulty(Diagnostic(code.WRONG_KIND, title, expr.span, help=advice))


def text_of(expr: ast.Expr | ast.Parameter) -> str:
    """The text of an expression, for a message."""
    return shortened(" ".join(expr.span.text.split()), 40)
