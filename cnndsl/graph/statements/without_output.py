"""Statements that compute nothing: `let`, definitions, and lines that could not be read."""

from __future__ import annotations

import re
from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.graph import child_names
from cnndsl.graph.elaboration_state import UNNAMED, State, elaborates
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.reserved_module_names import usable
from cnndsl.graph.values import UNKNOWN
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.syntax import ast
from cnndsl.syntax.tokens import RESERVED_LABELS

_LET = re.compile(r"let[ \t]+([^\W\d]\w*)")
"""The name that a line which could not be read was to bind."""

BEGINNING = 1_000
"""Characters of a line in which its label and its word stand."""

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
    span = statement.span
    text = span.source.text[span.start : min(span.end, span.start + BEGINNING)]
    bound = _LET.match(text)
    if bound is not None and frame.scope.find(bound[1]) is None:
        frame.scope.bind(bound[1], UNKNOWN, statement.span)  # what reads it is not at fault too
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
    if name != UNNAMED and name not in frame.container.children:
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
