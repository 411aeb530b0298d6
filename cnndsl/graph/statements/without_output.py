"""Statements that compute nothing: `let`, `expect`, definitions, and lines that could not be read."""

from __future__ import annotations

import re
from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names, shape_history
from cnndsl.graph.elaboration_state import UNNAMED, Frame, State, elaborates
from cnndsl.graph.expanded_lines import ExpandedLine
from cnndsl.graph.expressions import UNKNOWN
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.reserved_module_names import usable
from cnndsl.graph.shape_values import is_shape
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.syntax import ast
from cnndsl.syntax.tokens import RESERVED_LABELS
from cnndsl.text import shape_text

_LET = re.compile(r"^let[ \t]+([^\W\d]\w*)")
"""The name that a line which could not be read was to bind."""

_HEAD = re.compile(r"(?:([\w-]+)[ \t]*:)?[ \t]*(\w*)")
"""The label and the word after it of such a line."""

_COMPUTE_NOTHING = ("let ", "let\t", "block ", "block\t", "use ", "use\t", "init ", "init\t", "expect ", "expect\t")
"""How lines begin that have no output."""


@elaborates(ast.Model, ast.Input)
def misplaced(state: State, statement: Any, x: Node, frame: Frame) -> Node:
    """Report `model`, `input`, `use` or `block` below another statement; ``x`` flows on."""
    word = type(statement).__name__.lower()
    state.fault(
        frame,
        code.MISPLACED,
        f"`{word}` cannot stand inside another statement",
        statement.span,
        advice="move it to the top of the file, without indentation",
    )
    return x


@elaborates(ast.Use, ast.Block)
def definition(state: State, statement: ast.Use | ast.Block, x: Node, frame: Frame) -> Node:
    """Pass over `use` and `block`, which were read before the walk; report those that stand below another statement."""
    if frame.top:
        return x
    for name in [statement.name] if isinstance(statement, ast.Block) else [name.id for name in statement.names]:
        frame.scope.bind(name, UNKNOWN, statement.span)  # what calls it is not at fault too
    return misplaced(state, statement, x, frame)


@elaborates(ast.Broken)
def broken(state: State, statement: ast.Broken, x: Node, frame: Frame) -> Node:
    """A line that could not be read. One that was to define or assert something computes nothing; what any other
    gives is not known. The lines below it are checked all the same."""
    state.certain = False
    text = statement.span.text
    for name in _LET.findall(text):
        if frame.scope.find(name) is None:
            frame.scope.bind(name, UNKNOWN, statement.span)  # what reads it is not at fault too
    if text.startswith(_COMPUTE_NOTHING):
        nodes, steps = len(state.nodes), len(state.trace.visits) if state.trace else 0
        aside = state.inner(frame, statement.span)
        aside.container = Container(UNNAMED, None, statement.span, statement.span, input=x)
        y = state.unresolved("", UNNAMED, x, statement.span, aside)
        state.run(statement.body, y, aside)
        del state.nodes[nodes:]  # they belong to no network
        if state.trace is not None:
            del state.trace.visits[steps:]
        return x
    name = _name(state, text, frame)
    y = state.unresolved("", name, x, statement.span, frame)
    if name not in (UNNAMED, *frame.container.children):
        child_names.adopt(state, name, y, statement.span, frame)
    if statement.body:
        below = state.run(statement.body, y, state.inner(frame, statement.span))
        return below if below.known is None else y  # whether its lines run one after the other is not known
    return y


def _name(state: State, text: str, frame: Frame) -> str:
    """The name that a line would have had: its label, or its number where its keyword is known to make a layer."""
    label, word = _HEAD.match(text).groups()  # type: ignore[union-attr]  # both may be empty
    if label and usable(label) and label not in RESERVED_LABELS:
        return str(label)
    if word in LAYERS or word in ALIASES or word in frame.library.blocks or frame.scope.find(word):
        return str(len(frame.container.children))
    return UNNAMED


@elaborates(ast.Let)
def let(state: State, statement: ast.Let, x: Node, frame: Frame) -> Node:
    """Bind a name to a value in the innermost scope. One that a scope around binds already is reported, and keeps its
    value."""
    outer = frame.scope.find(statement.name)
    if outer is not None:
        state.rebound(statement.name, statement.span, outer, frame)
    else:
        frame.scope.bind(statement.name, state.value(statement.value, frame, x), statement.span)
    return x


@elaborates(ast.Expect)
def expect(state: State, statement: ast.Expect, x: Node, frame: Frame) -> Node:
    """Compare the shape that arrives, and the parameters of the lines above, with what the line asserts; report a
    difference."""
    shape, params = None, None
    for argument in statement.arguments:
        value = state.value(argument.value, frame, x)
        if value is UNKNOWN:
            continue
        if argument.name == "params" and params is None and type(value) is int:
            params = (value, argument.span)
        elif argument.name is None and shape is None and _is_expected_shape(value):
            shape = ((value,) if type(value) is int else tuple(value), argument.span)
        else:
            state.fault(
                frame,
                code.WRONG_KIND,
                f"`expect` cannot use `{argument.span.text}`",
                argument.span,
                advice="it takes a shape, the number of parameters, or both: `expect 16x5x5 params=2572`",
            )
            return x
    if not statement.arguments:
        state.fault(
            frame,
            code.MISSING_ARGUMENT,
            "`expect` lacks what is expected",
            statement.span,
            advice="a shape, the number of parameters, or both: `expect 16x5x5 params=2572`",
        )
    if x.known is None:
        return x
    if frame.expanded is not None:
        words = ["expect", *([str(x.known)] if shape else []), *([f"params={params[0]}"] if params else [])]
        frame.write(ExpandedLine(" ".join(words), computes=False))
    if shape is not None and shape[0] != tuple(x.known):
        expected = shape_text(shape[0])
        labels, advice = state.origin(x), f"mend the lines above, or write `expect {x.known}`"
        if state.tells_history and len(shape[0]) == len(x.known) > 1:
            from cnndsl.graph import size_remedies

            lost = size_remedies.dropped(x, shape[0][1:])
            if lost is not None:
                labels = (*labels, lost.label) if lost.label.span != x.span else (lost.label,)
                advice = f"{lost.advice}, or `expect {x.known}` here" if lost.advice else advice
                state.size_faults.append((code.EXPECTATION, shape[1], None))
        state.fault(
            frame,
            code.EXPECTATION,
            f"{expected} is expected and {x.known} arrives",
            shape[1],
            labels=labels,
            notes=shape_history.since(x, state.asserted) if state.tells_history else (),
            advice=advice,
        )
    elif shape is not None:
        state.asserted = x
    if params is not None and state.certain and params[0] != state.params:
        difference = state.params - params[0]
        state.fault(
            frame,
            code.EXPECTATION,
            f"{params[0]:,} parameters are expected and there are {state.params:,} so far",
            params[1],
            notes=(f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} than expected",),
            advice=f"mend the lines above, or write params={state.params}",
        )
    return x


def _is_expected_shape(value: Any) -> bool:
    return (type(value) is int and value > 0) or is_shape(value, 3) or is_shape(value, 1)
