"""Expressions of the language as expressions of Python: worked out as far as no name is left in them."""

from __future__ import annotations

import ast as python
import math
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from cnndsl.export.python.source_lines import Line, SourceLines
from cnndsl.export.python.values import literal, unsized
from cnndsl.graph.ir import Node
from cnndsl.graph.values import Scope
from cnndsl.syntax import ast

LARGEST = 40
"""Nodes of an expression; a longer one is no help to a reader."""

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: getattr(__builtins__, name, None) or vars(__import__("builtins"))[name]
    for name in ("min", "max", "abs", "round", "int", "len", "sum")
}
_NONE = frozenset[str]()
_IN_MATH = ("floor", "ceil", "log")
_OPERATORS: dict[str, type[Any]] = {
    "+": python.Add,
    "-": python.Sub,
    "*": python.Mult,
    "/": python.Div,
    "//": python.FloorDiv,
    "%": python.Mod,
    "==": python.Eq,
    "!=": python.NotEq,
    "<": python.Lt,
    "<=": python.LtE,
    ">": python.Gt,
    ">=": python.GtE,
}
_WORKED_OUT: dict[type[Any], Callable[[Any, Any], Any]] = {
    python.Add: operator.add,
    python.Sub: operator.sub,
    python.Mult: operator.mul,
    python.Div: operator.truediv,
    python.FloorDiv: operator.floordiv,
    python.Mod: operator.mod,
}


def constant(value: Any) -> python.expr:
    """A literal: a number, a text, a truth value, None, or a tuple or list of them."""
    if type(value) is int and value >= 0:  # most are: one for all of the same value
        return _integer(value)
    if isinstance(value, tuple):
        return python.Tuple([constant(item) for item in value], python.Load())
    if isinstance(value, list):
        return python.List([constant(item) for item in value], python.Load())
    if type(value) in (int, float) and (value < 0 or str(value).startswith("-")):
        return python.UnaryOp(python.USub(), python.Constant(-value))
    if isinstance(value, float) and not math.isfinite(value):
        return python.Call(name("float"), [python.Constant(str(value))], [])
    return python.Constant(value)


@cache
def _integer(value: int) -> python.expr:
    return python.Constant(value)


def name(word: str) -> python.Name:
    """A variable."""
    return python.Name(word, python.Load())


def text(expr: python.expr) -> str:
    """An expression as it is written."""
    if isinstance(expr, python.Name):
        return expr.id
    if isinstance(expr, python.Constant) and type(expr.value) is int:  # most are, and unparse is slow
        return str(expr.value)
    known: str | None = vars(expr).get("text")
    if known is None:
        known = vars(expr)["text"] = python.unparse(expr)
    return known


def names_in(expr: python.AST) -> frozenset[str]:
    """The variables that an expression reads; functions are not among them."""
    if isinstance(expr, python.Constant):
        return _NONE
    known: frozenset[str] | None = vars(expr).get("reads")
    if known is None:  # each part is looked at once, in however many expressions it stands
        if isinstance(expr, python.Name):
            known = frozenset({expr.id} - {"math"})
        elif isinstance(expr, python.BinOp):
            known = names_in(expr.left) | names_in(expr.right)
        else:
            function = expr.func if isinstance(expr, python.Call) and isinstance(expr.func, python.Name) else None
            parts = (part for part in python.iter_child_nodes(expr) if part is not function)
            known = frozenset[str]().union(*map(names_in, parts))
        vars(expr)["reads"] = known
    return known


def size(expr: python.AST) -> int:
    """How many parts an expression has."""
    if isinstance(expr, python.Constant):
        return 1
    known: int | None = vars(expr).get("parts")
    if known is None:
        parts = (expr.left, expr.right) if isinstance(expr, python.BinOp) else python.iter_child_nodes(expr)
        known = isinstance(expr, python.expr) + sum(map(size, parts))
        vars(expr)["parts"] = known
    return known


def evaluate(expr: python.expr, values: Mapping[str, Any]) -> Any:
    """The value of an expression that this file made. Raises whatever Python raises."""
    return evaluator(expr)(values)


def evaluator(expr: python.expr) -> Callable[[Mapping[str, Any]], Any]:
    """Gives the value of an expression for values of its variables."""
    if isinstance(expr, python.Constant):
        value = expr.value
        return lambda values: value
    if isinstance(expr, python.BinOp) and type(expr.op) in _WORKED_OUT:  # in no time, beside what compile takes
        left, right = expr.left, expr.right
        if isinstance(left, python.Constant) and isinstance(right, python.Constant):
            worked_out = _WORKED_OUT[type(expr.op)]
            return lambda values: worked_out(left.value, right.value)
    code = compile(python.fix_missing_locations(python.Expression(expr)), "<expression>", "eval")
    known = {"__builtins__": {}, "math": math, "float": float, **_FUNCTIONS}
    return lambda values: eval(code, known, dict(values))


def folded(expr: python.expr) -> python.expr:
    """The same, as its value where no variable is in it."""
    if isinstance(expr, python.Constant) or names_in(expr):
        return expr
    value = evaluate(expr, {})
    return constant(value) if literal(value) else expr


def simplified(expr: python.expr) -> python.expr:
    """`n * a // n` as `a`."""
    if not isinstance(expr, python.BinOp) or not isinstance(expr.op, python.FloorDiv):
        return expr
    left, divisor = expr.left, expr.right
    if isinstance(left, python.BinOp) and isinstance(left.op, python.Mult) and isinstance(divisor, python.Constant):
        for factor, other in ((left.left, left.right), (left.right, left.left)):
            if isinstance(factor, python.Constant) and factor.value == divisor.value and divisor.value:
                return other
    return expr


def substituted(expr: python.expr, values: Mapping[str, python.expr]) -> python.expr:
    """An expression with expressions in the place of its variables, worked out where none is left."""
    if isinstance(expr, python.Constant):
        return expr
    if isinstance(expr, python.Name):
        return values.get(expr.id, expr)

    def inner(part: Any) -> Any:
        if isinstance(part, list):
            return [*map(inner, part)]
        return substituted(part, values) if isinstance(part, python.expr) else part

    made = type(expr)(**{field: inner(part) for field, part in python.iter_fields(expr)})
    return simplified(folded(made)) if isinstance(made, python.BinOp | python.Call) else made


class Translator:
    """Writes expressions of the source for the constructor of one class.

    ``variables`` are the names of the source that the constructor has, by the scope that binds them; ``channels`` gives
    the expression for the channels of a value. All other names stand for what they were worked out to.
    """

    def __init__(self, lines: SourceLines, channels: Callable[[Node], python.expr | None]) -> None:
        self.lines = lines
        self.variables: dict[tuple[int, str], python.expr] = {}
        self.channels = channels
        self._known: dict[tuple[int, int, int], python.expr | None] = {}
        self._known_by_channels: dict[tuple[int, int, int], python.expr | None] = {}
        """What hangs on the channels of a value, as they are known now."""
        self._asked = 0
        """How often channels were asked for."""

    def forget(self) -> None:
        """After a change of the variables."""
        self._known.clear()
        self.forget_channels()

    def forget_channels(self) -> None:
        """After the channels of a value became known."""
        self._known_by_channels.clear()

    def translate(self, expr: ast.Expr, scope: Scope, x: Node) -> python.expr | None:
        """The expression for Python; None where there is none, or a long one. Channels are those of ``x``."""
        key = (id(expr), id(scope), id(x))
        if key in self._known:
            return self._known[key]
        if key in self._known_by_channels:
            self._asked += 1
            return self._known_by_channels[key]
        asked = self._asked
        try:
            made = self._made(expr, scope, x)
            if made is not None:
                made = folded(made)
                made = made if size(made) <= LARGEST else None
        except Exception:
            made = None
        known = self._known if self._asked == asked else self._known_by_channels
        known[key] = made
        return made

    def _made(self, expr: ast.Expr, scope: Scope, x: Node) -> python.expr | None:
        if isinstance(expr, ast.Literal):
            return constant(tuple(expr.value) if isinstance(expr.value, ast.Size) else expr.value)
        if isinstance(expr, ast.Name):
            return self._name(expr.id, scope, x)
        if isinstance(expr, ast.InputMember):
            self._asked += 1
            known = self.channels(x) if expr.member == "channels" else None
            if known is not None:
                return known
            return constant(getattr(x.shape, expr.member))
        if isinstance(expr, ast.Chain):
            return self._chain(expr, scope, x)
        if isinstance(expr, ast.Conditional):
            return self._conditional(expr, scope, x)
        if isinstance(expr, ast.Index):
            return self._index(expr, scope, x)
        inner = [self.translate(part, scope, x) for part in _parts(expr)]
        written = [part for part in inner if part is not None]
        if len(written) < len(inner):
            return None
        if isinstance(expr, ast.ListDisplay):
            return python.Tuple(written, python.Load())
        if isinstance(expr, ast.Unary):
            operators = {"-": python.USub, "+": python.UAdd, "not": python.Not}
            return python.UnaryOp(operators[expr.operator](), written[0])
        if isinstance(expr, ast.Power):
            return python.BinOp(written[0], python.Pow(), written[1])
        if not isinstance(expr, ast.FunctionCall):
            return None
        if expr.function in _IN_MATH:
            return python.Call(python.Attribute(name("math"), expr.function, python.Load()), written, [])
        return python.Call(name(expr.function), written, []) if expr.function in _FUNCTIONS else None

    def _name(self, word: str, scope: Scope, x: Node) -> python.expr | None:
        found = scope.find(word)
        if found is None:
            return None
        known = self.variables.get((id(found), word))
        if known is not None:
            return known
        let = self.lines.lets.get((id(found), word))
        if let is not None and isinstance(let.statement, ast.Let):
            written = self.translate(let.statement.value, let.scope, let.x)
            if written is not None:
                return written
        owner = self.lines.owners.get(id(found))
        if isinstance(owner, Line):
            given = argument(owner, word)
            if given is not None:
                written = self.translate(given, owner.scope, owner.x)
            elif (default := default_of(owner, word)) is not None:
                written = self.translate(default, found, owner.x)
            else:
                written = None
            if written is not None:
                return written
        if isinstance(owner, ast.For) and (item := self._item(owner, found, word, x)) is not None:
            return item
        value = found.names[word]
        return constant(unsized(value)) if literal(value) else None

    def _item(self, loop: ast.For, scope: Scope, word: str, x: Node) -> python.expr | None:
        """What a name of a loop stands for in one round, where the loop goes through a list that is written out."""
        if loop.stop is not None or not isinstance(loop.start, ast.ListDisplay) or scope.outer is None:
            return None
        place = next((k for k, target in enumerate(loop.targets) if target.id == word), None)
        number = self.lines.round_of(scope)
        if place is None or number is None:
            return None
        item: Any = loop.start.items[number]
        if len(loop.targets) > 1:
            if not isinstance(item, ast.ListDisplay):
                return None
            item = item.items[place]
        return self.translate(item, scope.outer, x)

    def _chain(self, expr: ast.Chain, scope: Scope, x: Node) -> python.expr | None:
        first = self.translate(expr.first, scope, x)
        rest = [(sign, self.translate(operand, scope, x)) for sign, operand in expr.rest]
        sign = rest[0][0]
        operands = [first, *(operand for _, operand in rest)]
        if sign in ("and", "or"):
            return _logical(operands, sign == "or")
        written = [operand for operand in operands if operand is not None]
        if len(written) < len(operands):
            return None
        if sign in ("+", "-", "*", "/", "//", "%"):
            made = written[0]
            for (each, _), operand in zip(rest, written[1:], strict=True):
                made = simplified(folded(python.BinOp(made, _OPERATORS[each](), operand)))
            return made
        return python.Compare(written[0], [_OPERATORS[each]() for each, _ in rest], written[1:])

    def _conditional(self, expr: ast.Conditional, scope: Scope, x: Node) -> python.expr | None:
        condition = self.translate(expr.condition, scope, x)
        if isinstance(condition, python.Constant):
            return self.translate(expr.then if condition.value else expr.otherwise, scope, x)
        then, otherwise = (self.translate(part, scope, x) for part in (expr.then, expr.otherwise))
        if condition is None or then is None or otherwise is None:
            return None
        return python.IfExp(condition, then, otherwise)

    def _index(self, expr: ast.Index, scope: Scope, x: Node) -> python.expr | None:
        value, index = self.translate(expr.value, scope, x), self.translate(expr.index, scope, x)
        if value is None or index is None:
            return None
        if isinstance(value, python.Tuple | python.List) and not names_in(index):
            item: python.expr = value.elts[evaluate(index, {})]
            return item
        return python.Subscript(value, index, python.Load())


def _parts(expr: ast.Expr) -> list[ast.Expr]:
    if isinstance(expr, ast.ListDisplay):
        return expr.items
    if isinstance(expr, ast.Unary):
        return [expr.operand]
    if isinstance(expr, ast.Power):
        return [expr.base, expr.exponent]
    return expr.arguments if isinstance(expr, ast.FunctionCall) else []


def _logical(operands: list[python.expr | None], is_or: bool) -> python.expr | None:
    """`and` or `or` without the operands that decide nothing."""
    left = []
    for operand in operands:
        if operand is None:
            return None
        if not isinstance(operand, python.Constant):
            left.append(operand)
        elif bool(operand.value) == is_or:
            return operand if not left else python.BoolOp(python.Or() if is_or else python.And(), [*left, operand])
    if not left:
        return constant(not is_or)
    return left[0] if len(left) == 1 else python.BoolOp(python.Or() if is_or else python.And(), left)


def argument(line: Line, parameter: str) -> ast.Expr | None:
    """The expression that the call of a block has for a parameter; None where it is left at its default."""
    assert isinstance(line.statement, ast.Call)
    assert line.block is not None
    places = iter(line.block.parameters)
    for given in line.statement.arguments:
        named = given.name or next(places).name
        if named == parameter:
            return given.value
    return None


def default_of(line: Line, parameter: str) -> ast.Expr | None:
    """The default of a parameter of the block that a line calls."""
    assert line.block is not None
    return next((each.default for each in line.block.parameters if each.name == parameter), None)
