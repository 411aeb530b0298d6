"""Expressions of Python that are made of others: sums, differences, what a loop goes through."""

from __future__ import annotations

import ast as python
from collections.abc import Sequence

from cnndsl.export.python.expressions import constant, evaluate, folded, name, names_in, text


def all_equal(exprs: Sequence[python.expr | None]) -> bool:
    """Whether all are written alike."""
    different = {id(expr): expr for expr in exprs}.values()
    return len({None if expr is None else text(expr) for expr in different}) == 1


def is_product(expr: python.expr) -> bool:
    """Whether an expression shows how many features a map has: `512 * 7 * 7`."""
    return isinstance(expr, python.BinOp) and isinstance(expr.op, python.Mult)


def total(parts: list[python.expr | None]) -> python.expr | None:
    """A sum, equal terms together."""
    counts: dict[str, tuple[python.expr, int]] = {}
    number = 0
    for part in parts:
        if part is None:
            return None
        if not names_in(part):
            number += evaluate(part, {})
            continue
        expr, count = counts.get(text(part), (part, 0))
        counts[text(part)] = expr, count + 1
    terms = [expr if n == 1 else python.BinOp(constant(n), python.Mult(), expr) for expr, n in counts.values()]
    if number or not terms:
        terms.append(constant(number))
    made = terms[0]
    for term in terms[1:]:
        made = python.BinOp(made, python.Add(), term)
    return made


def minus(expr: python.expr, number: int) -> python.expr:
    """An expression less a number."""
    if number == 0:
        return expr
    if isinstance(expr, python.BinOp) and isinstance(expr.right, python.Constant) and isinstance(expr.right.value, int):
        if isinstance(expr.op, python.Sub):
            return minus(expr.left, number + expr.right.value)
        if isinstance(expr.op, python.Add):
            return minus(expr.left, number - expr.right.value)
    operator: python.operator = python.Sub() if number > 0 else python.Add()
    return folded(python.BinOp(expr, operator, constant(abs(number))))


def counting(expr: python.expr) -> python.expr:
    """What a loop goes through that only counts its rounds: `range(3)` for `range(1, 4)`."""
    first = expr.args[0] if isinstance(expr, python.Call) and len(expr.args) == 2 else None
    if not isinstance(expr, python.Call) or not isinstance(first, python.Constant) or not isinstance(first.value, int):
        return expr
    return python.Call(name("range"), [minus(expr.args[1], first.value)], [])


def sliced(items: python.expr, skip: int) -> python.expr:
    """A list without its first items."""
    if not skip:
        return items
    if isinstance(items, python.Tuple):
        return python.Tuple(items.elts[skip:], python.Load())
    return python.Subscript(items, python.Slice(constant(skip), None, None), python.Load())
