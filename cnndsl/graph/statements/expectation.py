"""`expect`: the shape and the number of parameters that a line of the file promises.

It holds for the file as it stands. With other settings, another input or a data set in play a number that was written
out may be another one with good reason, so that one which fails is noted. One that names parameters holds for all of
their values; one with `_` for the sizes holds for every input.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph import shape_history
from cnndsl.graph.elaboration_state import State, elaborates
from cnndsl.graph.expanded_lines import ExpandedLine
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Node
from cnndsl.graph.values import UNKNOWN, Scope
from cnndsl.layers.arguments import MAX_SIZE
from cnndsl.layers.shapes import RANKS
from cnndsl.plain_class import copied, field_names
from cnndsl.source import Span
from cnndsl.syntax import ast
from cnndsl.text import listed

_ADVICE = "it takes a shape, the number of parameters, or both: `expect 16x5x5 params=2572`, `expect 16x_x_`"

SECTIONS = 12
"""Of more sections the others are counted."""


class _Expected(NamedTuple):
    value: Any
    argument: ast.Argument

    @property
    def span(self) -> Span:
        return self.argument.span


@elaborates(ast.Expect)
def expect(state: State, statement: ast.Expect, x: Node, frame: Frame) -> Node:
    """Compare the shape that arrives, and the parameters of the lines above, with what the line asserts; report a
    difference."""
    shape, params = None, None
    inner = _with_any(frame, statement.span)
    for argument in statement.arguments:
        value = state.value(argument.value, inner, x)
        if value is UNKNOWN:
            continue
        if argument.name == "params" and params is None and type(value) is int:
            params = _Expected(value, argument)
        elif argument.name is None and shape is None and _is_expected_shape(value):
            shape = _Expected(tuple(value) if isinstance(value, tuple) else (value,), argument)
        else:
            title = f"`expect` cannot use `{argument.span.text}`"
            state.fault(frame, code.WRONG_KIND, title, argument.span, advice=_ADVICE)
            return x
    if not statement.arguments:
        title = "`expect` lacks what is expected"
        state.fault(frame, code.MISSING_ARGUMENT, title, statement.span, advice=_ADVICE)
    if x.known is None:
        return x
    if frame.expanded is not None:
        words = ["expect", *([str(x.known)] if shape else []), *([f"params={state.params}"] if params else [])]
        frame.write(ExpandedLine(" ".join(words), computes=False))
    if state.expectations == "ignored":
        return x
    if shape is not None and _differs(shape.value, tuple(x.known)) and not state.told(code.EXPECTATION, shape.span):
        labels, advice = _about_sizes(state, shape, x)
        _unmet(
            state,
            shape,
            frame,
            f"{'x'.join(map(str, shape.value))} is expected and {x.known} arrives",
            labels=labels,
            notes=lambda: shape_history.since(x, state.asserted) if state.tells_history else (),
            advice=advice,
        )
    elif shape is not None and not _differs(shape.value, tuple(x.known)):
        state.asserted = x
    told = params is not None and state.told(code.EXPECTATION, params.span)
    if params is not None and state.certain and params.value != state.params and not told:
        difference = state.params - params.value
        than = f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} than expected"
        _unmet(
            state,
            params,
            frame,
            f"{params.value:,} parameters are expected and there are {state.params:,} so far",
            notes=lambda: (than, *_by_section(state)),
            advice=f"mend the lines above, or write params={state.params}",
        )
    return x


def _about_sizes(state: State, shape: _Expected, x: Node) -> tuple[tuple[Label, ...], str]:
    """Where a shape comes from that is not the expected one, and what to do; where a line dropped a row, that line."""
    labels, advice = state.origin(x), f"mend the lines above, or write `expect {x.known}`"
    sizes = tuple(size for size in shape.value[1:] if size is not ast.ANY)
    if (
        state.expectations != "held"
        or not state.tells_history
        or len(sizes) != len(tuple(x.known or ())) - 1
        or not sizes
    ):
        return labels, advice
    from cnndsl.graph import size_remedies

    lost = size_remedies.dropped(x, sizes)
    if lost is not None:
        labels = (*labels, lost.label) if lost.label.span != x.span else (lost.label,)
        advice = f"{lost.advice}, or `expect {x.known}` here" if lost.advice else advice
        state.size_faults.append((code.EXPECTATION, shape.span, None))
    return labels, advice


def _unmet(
    state: State,
    expected: _Expected,
    frame: Frame,
    title: str,
    *,
    labels: tuple[Label, ...] = (),
    notes: Callable[[], tuple[str, ...]],
    advice: str,
) -> None:
    """Report what does not hold: a fault with its ``notes``, or a note where it need hold for the file alone."""
    if state.expectations == "held" or _always_holds(state, expected):
        state.fault(frame, code.EXPECTATION, title, expected.span, labels=labels, notes=notes(), advice=advice)
        return
    span = expected.span
    if state.told(code.FILE_AS_IT_STANDS, span):
        return
    state.reported.add((code.FILE_AS_IT_STANDS.id, span))
    advice = "let it name the parameters of the model, as in `expect classes`, or write `_` for any size"
    title = title.replace(" expected and ", " expected of the file as it stands, and ", 1)
    state.unmet.append(Diagnostic(code.FILE_AS_IT_STANDS, title, span, "", labels, (), advice, frame.calls))


def _always_holds(state: State, expected: _Expected) -> bool:
    """Whether an expectation is about all settings and inputs: it has names, or states the channels alone and no
    setting is in play."""
    if _has_names(expected.argument.value):
        return True
    sizes = expected.value[1:] if isinstance(expected.value, tuple) else ()
    return bool(sizes) and all(size is ast.ANY for size in sizes) and not state.set_from_outside


def _has_names(value: ast.Expr) -> bool:
    """Whether an expression reads a name, a parameter most likely; `_` is none."""
    todo: list[Any] = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, ast.Name | ast.InputMember):
            if not isinstance(item, ast.Name) or item.id != "_":
                return True
        elif isinstance(item, list | tuple):
            todo += item
        elif not isinstance(item, ast.Literal) and (names := field_names(item)):
            todo += [getattr(item, name) for name in names if name != "span"]
    return False


def _by_section(state: State) -> tuple[str, ...]:
    """A note with the parameters of each child of the model, those without left out."""
    sums = state.child_params
    for node in islice(state.nodes, state.summed, None):
        if node.params:
            child = node.name.partition(".")[0]
            sums[child] = sums.get(child, 0) + node.params
    state.summed = len(state.nodes)
    if len(sums) < 2:
        return ()
    told = (f"`{child}` {params:,}" for child, params in islice(sums.items(), SECTIONS))
    return (f"by section: {listed(told, SECTIONS, len(sums))}",)


def _with_any(frame: Frame, span: Span) -> Frame:
    """The frame with `_` for any size."""
    scope = Scope(frame.scope)
    scope.bind("_", ast.ANY, span)
    return copied(frame, scope=scope)


def _differs(expected: tuple[Any, ...], arrives: tuple[int, ...]) -> bool:
    return len(expected) != len(arrives) or any(
        size is not ast.ANY and size != other for size, other in zip(expected, arrives, strict=True)
    )


def _is_expected_shape(value: Any) -> bool:
    if not isinstance(value, tuple):
        return value is ast.ANY or (type(value) is int and value > 0)
    sizes = [1 if size is ast.ANY else size for size in value]
    return 1 <= len(sizes) <= 1 + RANKS[-1] and all(type(size) is int and 1 <= size <= MAX_SIZE for size in sizes)
