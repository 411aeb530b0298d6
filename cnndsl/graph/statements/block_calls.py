"""Block calls."""

from __future__ import annotations

from functools import partial
from typing import Any

from cnndsl.diagnostics import Call, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names
from cnndsl.graph.binding import assigned, bind_block
from cnndsl.graph.elaboration_state import UNNAMED, Frame, State
from cnndsl.graph.expressions import UNKNOWN, Faulty, Reference, Scope, Unknown
from cnndsl.graph.imports import Library
from cnndsl.graph.ir import Node
from cnndsl.graph.statements.containers import contain, header
from cnndsl.layers.arguments import show
from cnndsl.syntax import ast


def block(state: State, line: ast.Call, block: ast.Block, x: Node, frame: Frame) -> Node:
    """Call a block: its body, with the arguments of the line bound to its parameters, in a container of its own.

    ``x`` flows in, and the result is what flows out of its last line. `inline` puts the lines into the container
    around. A block that calls itself is reported, and gives a node whose shape is not known.
    """
    if block in frame.active:
        recursion(state, line, block, frame)
        return state.unresolved(block.name, UNNAMED, x, line.span, frame)
    state.spend(len(block.parameters), frame, line.span)
    home = frame.library.home(block)
    values = given(state, line, block, x, frame)
    scope = Scope(globals_of(state, home, x, frame))
    name = "" if line.inline else child_names.name_of(state, line.label, x, frame)
    inner = state.inner(frame, line.span, scope=scope, library=home)
    for parameter in block.parameters:
        if parameter.name in values:
            scope.bind(parameter.name, values[parameter.name], parameter.span)
        elif parameter.default is not None:
            scope.bind(parameter.name, state.value(parameter.default, inner, x), parameter.span)
        else:
            scope.bind(parameter.name, UNKNOWN, parameter.span)
    inner.calls = (Call(line.span, block.name, partial(_told, dict(scope.names))), *frame.calls)
    inner.active = (*frame.active, block)
    if line.inline:
        return state.run(block.body, x, inner)
    inner.expanded = frame.write(header(line.label, name))
    return contain(state, name, line.span, block.body, x, frame, inner, block.name)


def globals_of(state: State, home: Library, x: Node, frame: Frame) -> Scope:
    """The names that the blocks of a file see: its top-level `let`s, and the model's parameters in its own file."""
    if home.scope is None:
        if home is state.library:
            home.scope = root_scope(state, frame)
        else:
            home.scope = Scope()
            outside = Frame(frame.container, home.scope, home, shapeless=True)
            for statement in home.file.body:
                if isinstance(statement, ast.Let):
                    state.step(statement, x, outside)
    return home.scope


def root_scope(state: State, frame: Frame) -> Scope:
    """The outermost scope around a frame: that of the model's own parameters and `let`."""
    scope = frame.scope
    while scope.outer is not None:
        scope = scope.outer
    return scope


def recursion(state: State, line: ast.Call, block: ast.Block, frame: Frame) -> None:
    """Report a block that calls itself, with the blocks in between."""
    state.certain = False
    cycle = [active.name for active in frame.active[frame.active.index(block) :]] + [block.name]
    state.fault(
        frame,
        code.RECURSION,
        f"the block `{block.name}` calls itself: {' -> '.join(cycle)}",
        line.span,
        labels=(Label(block.span, "defined here"),) if len(cycle) > 2 else (),
        advice="a network is finite: use `repeat` or `for`",
    )


def given(state: State, line: ast.Call, block: ast.Block, x: Node, frame: Frame) -> dict[str, Any]:
    """The values of a call's arguments by the block's parameters; faults are reported.

    Which argument is for which parameter is asked once for a line, however often it is reached.
    """
    key = (line, block)
    if key not in state.assigned:
        state.assigned[key] = assigned(block, line)
    plan = state.assigned[key]
    if plan is None:
        return bind_block(block, line, *state.binding(frame, x.known)).values
    try:
        return {name: state.evaluate(expr, frame, x.known) for name, expr in plan}
    except (Unknown, Faulty):
        return bind_block(block, line, *state.binding(frame, x.known)).values


def _told(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}={_plain(value)}" for name, value in values.items())


def _plain(value: Any) -> str:
    return "?" if value is UNKNOWN else str(value) if isinstance(value, Reference) else show(value)
