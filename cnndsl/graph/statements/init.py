"""`init`."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.diagnostics import did_you_mean
from cnndsl.graph.binding import repeated
from cnndsl.graph.elaboration_state import State, elaborates
from cnndsl.graph.frame import Frame
from cnndsl.graph.initialisation_schemes import ELEMENTWISE, SCHEMES, Scheme
from cnndsl.graph.ir import Node
from cnndsl.graph.values import UNKNOWN
from cnndsl.layers.arguments import Arg, ArgumentError, show
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.source import Span
from cnndsl.syntax import ast

EXAMPLE = "as in `init conv=kaiming_normal(fan_out) fc=normal(0.01) bias=0`"


@elaborates(ast.Init)
def init(state: State, statement: ast.Init, x: Node, frame: Frame) -> Node:
    """Holds for the layers below it in its body, those of the blocks that are called there included."""
    schemes = dict(frame.init)
    given: dict[str, Span] = {}
    if not statement.arguments:
        state.fault(frame, code.MISSING_ARGUMENT, "`init` lacks what is initialised", statement.span, advice=EXAMPLE)
    for argument in statement.arguments:
        kind = ALIASES.get(argument.name or "", argument.name or "")
        if kind != "bias" and not (kind in LAYERS and LAYERS[kind].weight):
            known = [keyword for keyword, layer in LAYERS.items() if layer.weight] + ["bias"]
            near = did_you_mean(kind, known)
            title = f"`init` takes kinds of layers that have weights, and `bias`, not `{argument.span.text}`"
            advice = f"did you mean `{near}=`?" if kind and near else EXAMPLE
            state.fault(frame, code.UNKNOWN_OPTION, title, argument.span, advice=advice)
            continue
        if kind in given:
            state.report(repeated(kind, argument, given[kind])._replace(calls=frame.calls))
        given.setdefault(kind, argument.span)
        scheme = bias(state, argument, x, frame) if kind == "bias" else None
        scheme = scheme or scheme_of(state, kind, argument.value, x, frame)
        schemes.pop(kind, None)
        if scheme is not None and scheme.name != "default":
            schemes[kind] = scheme
    frame.init = schemes
    return x


def bias(state: State, argument: ast.Argument, x: Node, frame: Frame) -> Scheme | None:
    """`bias=0` is short for `bias=constant(0)`."""
    if isinstance(argument.value, ast.Name | ast.FunctionCall):
        return None
    value = state.value(argument.value, frame, x)
    if type(value) in (int, float):
        return Scheme("constant", (float(value),))
    if value is not UNKNOWN:
        wrong(state, argument.value, f"`bias` takes a number or a scheme, not {show(value)}", frame)
    return Scheme("default", ())


def scheme_of(state: State, kind: str, expr: ast.Expr, x: Node, frame: Frame) -> Scheme | None:
    """The scheme that an argument names: `normal(0.01)`, or `kaiming_normal` where all is left at its default."""
    name, given = "", list[ast.Expr]()
    if isinstance(expr, ast.Name):
        name = expr.id
    elif isinstance(expr, ast.FunctionCall):
        name, given = expr.function, expr.arguments
    declared = SCHEMES.get(name)
    if declared is None:
        near = did_you_mean(name, SCHEMES)
        title = f"there is no initialisation `{expr.span.text}`"
        wrong(state, expr, title, frame, f"did you mean `{near}`?" if near else f"there are {', '.join(SCHEMES)}")
        return None
    if name not in ELEMENTWISE and (kind == "bias" or LAYERS[kind].weight != "matrix"):
        title = f"`{name}` needs a matrix, and `{kind}` has a vector"
        wrong(state, expr, title, frame, "use constant(1), normal(0.01) or uniform(0.1)")
        return None
    needed = sum(argument.required for argument in declared)
    if not needed <= len(given) <= len(declared):
        takes = ", ".join(f"{a.name} ({a.takes})" for a in declared) or "nothing"
        title = f"`{name}` takes {takes}; given are {len(given)}"
        state.fault(frame, code.MISSING_ARGUMENT, title, expr.span, advice=EXAMPLE)
        return None
    values = [argument.default for argument in declared]
    for place, (argument, value) in enumerate(zip(declared, given, strict=False)):
        values[place] = bound(state, argument, value, x, frame)
    return None if UNKNOWN in values else Scheme(name, tuple(values))


def bound(state: State, declared: Arg, expr: ast.Expr, x: Node, frame: Frame) -> Any:
    """The value of one argument of a scheme, checked against its declaration; UNKNOWN for one at fault, which is
    reported."""
    if declared.words and isinstance(expr, ast.Name) and frame.scope.find(expr.id) is None:
        if expr.id in declared.words:
            return expr.id
        near = did_you_mean(expr.id, declared.words)
        title = f"`{declared.name}` takes {declared.takes}, not `{expr.id}`"
        wrong(state, expr, title, frame, f"did you mean `{near}`?" if near else f"give {declared.takes}")
        return UNKNOWN
    value = state.value(expr, frame, x)
    if value is not UNKNOWN:
        try:
            return declared.bind(value)
        except ArgumentError as error:
            wrong(state, expr, str(error), frame, f"give {declared.takes}")
    return UNKNOWN


def wrong(state: State, expr: ast.Expr, title: str, frame: Frame, advice: str = EXAMPLE) -> None:
    """Report a scheme or an argument of one that `init` cannot use."""
    state.fault(frame, code.WRONG_KIND, title, expr.span, advice=advice)
