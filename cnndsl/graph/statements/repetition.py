"""`repeat`, `for` and `if`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnndsl.diagnostics import Fix
from cnndsl.diagnostics import codes as code
from cnndsl.graph.binding import whole_number
from cnndsl.graph.elaboration_state import UNNAMED, State, elaborates
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Node
from cnndsl.graph.limits import guessed, raised
from cnndsl.graph.values import Reference, Scope, Unknown
from cnndsl.layers.arguments import show
from cnndsl.source import Span
from cnndsl.syntax import ast


@elaborates(ast.Repeat, ast.For, ast.If)
def repetition(state: State, statement: ast.Repeat | ast.For | ast.If, x: Node, frame: Frame) -> Node:
    """Elaborate `repeat`, `for` or `if`: the body once for each round, each round after the one before.

    Where the rounds are not known the result is a node without shape.
    """
    try:
        for body, inner in rounds(state, statement, x, frame):
            x = state.run(body, x, inner)
    except Unknown:
        keyword = type(statement).__name__.lower()
        return state.unresolved(keyword, UNNAMED, x, statement.span, frame)
    return x


def rounds(
    state: State, statement: ast.Repeat | ast.For | ast.If, x: Node, frame: Frame
) -> Iterator[tuple[list[ast.Statement], Frame]]:
    """The bodies to elaborate, one after the other, each with a scope of its own. Raises Unknown."""
    if isinstance(statement, ast.If):
        for test, body in statement.branches:
            if test is None or condition(state, test, x, frame):
                yield (
                    body,
                    state.inner(frame, statement.span, scope=Scope(frame.scope), top=frame.top, results=frame.results),
                )
                return
        return
    if isinstance(statement, ast.Repeat):
        items = range_of(state, 1, state.required(statement.count, x, frame), statement, x, frame)
    else:
        items = listed(state, statement, x, frame)
    targets = statement.targets if isinstance(statement, ast.For) else []
    for target in targets:
        outer = frame.scope.find(target.id)
        if outer is not None:
            state.rebound(target.id, target.span, outer, frame)
            raise Unknown
    for item in items:
        scope = Scope(frame.scope)
        if len(targets) == 1:
            scope.bind(targets[0].id, item, targets[0].span)
        elif targets:
            unpack(state, targets, item, scope, frame)
        yield statement.body, state.inner(frame, statement.span, scope=scope, top=frame.top, results=frame.results)


def condition(state: State, expr: ast.Expr, x: Node, frame: Frame) -> bool:
    """The value of the condition of an `if`. Raises Unknown for one that is not true or false, which is reported."""
    value = state.required(expr, x, frame)
    if type(value) is bool:
        return value
    state.certain = False
    state.fault(
        frame,
        code.WRONG_KIND,
        f"a condition is true or false, and this is {show(value)}",
        expr.span,
        advice=f"compare it, as in `{expr.span.text} > 0`",
    )
    raise Unknown


def listed(state: State, statement: ast.For, x: Node, frame: Frame) -> Iterator[Any]:
    """What `for` goes through: the integers of `a..b`, both ends included, or the items of a list. Raises Unknown."""
    if isinstance(statement.start, ast.FunctionCall) and statement.start.function == "range":
        python_range(state, statement.start, frame)
        raise Unknown
    start = state.required(statement.start, x, frame)
    if statement.stop is not None:
        stop = state.required(statement.stop, x, frame)
        return range_of(state, start, stop, statement, x, frame)
    if not isinstance(start, tuple) or isinstance(start, Reference):
        state.fault(
            frame,
            code.WRONG_KIND,
            f"`for` goes through a list or a range, not {show(start)}",
            statement.start.span,
            advice=f"write a range, both ends included: 1..{start}" if type(start) is int else "as in [64, 128]",
        )
        raise Unknown
    return iter(start)


def python_range(state: State, call: ast.FunctionCall, frame: Frame) -> None:
    """Report Python's `range(first, end)`, whose end is not in it."""
    texts = [argument.span.text for argument in call.arguments]
    state.certain = False
    if len(texts) > 2:
        numbers = [int(text) for text in texts if text.removeprefix("-").isdecimal()]
        items = list(range(*numbers)[:20]) if len(numbers) == 3 and numbers[2] else []
        text = str(items) if 0 < len(items) < 20 else ""
        listing = f"write `{text}`" if text else "write the list out, as in `[0, 2, 4]`"
        advice = f"a range has no step: {listing}"
    elif not texts:
        text, advice = "", "a range has both its ends: write `1..3`"
    else:
        last = texts[-1]
        end = str(int(last) - 1) if last.isdecimal() and int(last) else f"{last}-1"
        simple = isinstance(call.arguments[-1], ast.Literal | ast.Name | ast.FunctionCall | ast.Index)
        text = f"{texts[0] if len(texts) == 2 else 0}..{end if simple else f'({last})-1'}"
        advice = f"a range has both its ends: write `{text}`"
    state.fault(
        frame,
        code.UNKNOWN_NAME,
        "there is no function `range`",
        call.span,
        advice=advice,
        fix=Fix(call.span, text) if text else None,
    )


def range_of(
    state: State, start: Any, stop: Any, statement: ast.Repeat | ast.For, x: Node, frame: Frame
) -> Iterator[int]:
    """The integers from ``start`` to ``stop``, both included. Raises Unknown for anything but integers, and Stop for
    more rounds than the limit of statements allows; both are reported."""
    repeat = isinstance(statement, ast.Repeat)
    if type(start) is not int or type(stop) is not int or (repeat and stop < 0):
        span = statement.count.span if isinstance(statement, ast.Repeat) else statement.start.span
        wanted = "`repeat` takes an integer from 0 up" if repeat else "a range takes integers"
        wrong = stop if type(start) is int else start
        advice = "round it with int(…), round(…), floor(…), ceil(…) or //" if type(wrong) is float else "as in 3"
        expr = statement.count if isinstance(statement, ast.Repeat) else statement.start
        if isinstance(statement, ast.For) and statement.stop is not None and wrong is stop:
            expr, span = statement.stop, statement.stop.span
        whole = whole_number(expr, lambda each: state.evaluate(each, frame, x.known))
        advice, fix = whole or (advice, None)
        state.fault(frame, code.WRONG_KIND, f"{wanted}, not {show(wrong)}", span, advice=advice, fix=fix)
        raise Unknown
    count, most = stop - start + 1, state.limits.expansion
    if count > state.statements_left:
        title = f"{count:,} rounds are more than the limit of {most:,} statements"
        if count <= most:
            title = (
                f"{count:,} rounds, after {state.statements:,} before, are more than the limit of {most:,} statements"
            )
        needed, before = count * _written_out(statement.body), state.statements - state.library.lines
        if before > 0:  # within other rounds, most likely
            needed = max(needed + before, guessed(most, 0))
        state.limit(frame, statement.span, title, raised(needed))
    return iter(range(start, stop + 1))


def _written_out(body: list[ast.Statement]) -> int:
    """How many statements a body is, where each call is one and `repeat` has a number that is written; else so many at
    least."""
    total = 0
    for statement in body:
        total += 1
        if isinstance(statement, ast.Section | ast.Path | ast.Join | ast.For):
            total += _written_out(statement.body)
        elif isinstance(statement, ast.Repeat):
            count = statement.count.value if isinstance(statement.count, ast.Literal) else 1
            total += _written_out(statement.body) * (count if type(count) is int and count >= 0 else 1)
    return total


def unpack(state: State, targets: list[ast.Name], item: Any, scope: Scope, frame: Frame) -> None:
    """Bind the values of one item to the names of a `for`, in order. Raises Unknown where their numbers differ."""
    if not isinstance(item, tuple) or len(item) != len(targets):
        names = ", ".join(target.id for target in targets)
        state.fault(
            frame,
            code.WRONG_KIND,
            f"{show(item)} does not unpack into {len(targets)} names: {names}",
            Span(targets[0].span.source, targets[0].span.start, targets[-1].span.end),
            advice=f"give every item {len(targets)} values",
        )
        raise Unknown
    for target, value in zip(targets, item, strict=True):
        scope.bind(target.id, value, target.span)
