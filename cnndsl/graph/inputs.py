"""What enters a network: its `input` lines, and the shapes from outside that come before what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from cnndsl.diagnostics import Diagnostic, Fix, Label, did_you_mean
from cnndsl.diagnostics import codes as code
from cnndsl.graph.elaboration_state import State
from cnndsl.graph.frame import Frame
from cnndsl.graph.ir import End, Graph, InputOperation, Node
from cnndsl.graph.shape_values import input_shape
from cnndsl.graph.values import UNKNOWN
from cnndsl.layers.shapes import Map, Vector
from cnndsl.source import Span
from cnndsl.syntax import ast
from cnndsl.text import enumerated, shape_text

InputShapes: TypeAlias = "tuple[int, ...] | Mapping[str, tuple[int, ...]] | None"
"""Shapes of inputs from outside: that of the only input, or those of several by their names."""

ONLY = "input"
"""The name of an input that has none in the file."""

_TAKEN = frozenset({"self", "torch", "nn", "Tensor", "getattr", "tuple", "dict", "str"})
"""Names that mean something else in a forward."""


def read(state: State, graph: Graph, body: list[ast.Statement], frame: Frame, given: InputShapes) -> None:
    """Read the `input` lines into the graph's inputs, whose first node is there already.

    ``given`` shapes, such as those of ``--input``, come before what the lines say. A line that does not say a shape, a
    name that is used twice or cannot be one, and a shape for an input that does not exist are reported.
    """
    stated = [_with_name(state, statement, frame) for statement in body if isinstance(statement, ast.Input)]
    lines = _distinct(state, stated)
    first = graph.inputs[0].node
    ends = [End(_name(line), first, line.label is not None) for line in lines[:1]] or [End(ONLY, first)]
    for other in lines[1:]:
        node = Node(len(state.nodes), "", InputOperation(), (), None, graph.root, other.span, traced=False)
        state.nodes.append(node)
        ends.append(End(_name(other), node, named=True))
    graph.inputs = ends
    shapes = _shapes(state, ends, given)
    written: list[ast.Input | None] = [*lines] or [None]
    for end, line in zip(ends, written, strict=True):
        node = end.node
        shape = input_shape(shapes[end.name]) if end.name in shapes else _written(state, node, line, frame)
        if line is not None:
            node.span = line.span
        if end.named:
            node.name = end.name
            graph.root.values[end.name] = node
            graph.root.spans[end.name] = node.span
        if shape is not None:
            node.known, node.traced = shape, True


def _with_name(state: State, line: ast.Input, frame: Frame) -> ast.Input:
    """The line; one whose only word is no value has that as its name, and no shape, which is reported."""
    value = line.arguments[0].value if len(line.arguments) == 1 and line.label is None else None
    if not isinstance(value, ast.Name) or frame.scope.find(value.id) is not None:
        return line
    title = f"the input `{value.id}` has no shape"
    advice = f"write it after the name, as in `input {value.id} 3x224x224`"
    state.fault(frame, code.MISSING_ARGUMENT, title, value.span, advice=advice)
    return ast.Input(line.span, ast.Label(value.span, [value.id]), [])


def _name(line: ast.Input) -> str:
    return ONLY if line.label is None else line.label.span.text


def _distinct(state: State, lines: list[ast.Input]) -> list[ast.Input]:
    """The lines that stand for inputs; those that cannot stand beside the others are reported."""
    named = [line for line in lines if line.label is not None]
    found: dict[str, ast.Input] = {}
    for line in lines:
        before = found.get(_name(line))
        if line.label is None and named:
            title = f"an `input` without a name beside `{_name(named[0])}`"
            advice = "each of several inputs has a name: `input right 3x224x224`"
            labels = (Label(named[0].span, "has a name"),)
            state.report(Diagnostic(code.MISPLACED, title, line.span, labels=labels, help=advice))
        elif before is not None and line.label is None:
            labels, advice = (Label(before.span, "the first"),), "delete one of the two; several inputs have names"
            advice += ", as in `input left 3x224x224`"
            state.report(Diagnostic(code.MISPLACED, "a second `input`", line.span, labels=labels, help=advice))
        elif before is not None and line.label is not None:
            labels = (Label(before.span, "the first"),)
            title = f"two inputs are named `{_name(line)}`"
            state.report(
                Diagnostic(code.DUPLICATE, title, line.label.span, labels=labels, help="give this one another name")
            )
        else:
            _check_name(state, line)
            found[_name(line)] = line
    return list(found.values())


def _check_name(state: State, line: ast.Input) -> None:
    """Report a name that no argument of a `forward` can have."""
    from keyword import iskeyword

    if line.label is None:
        return
    name = line.label.span.text
    if not name.isascii():
        advice = "choose one of the letters a to z, digits and underscores"
    elif iskeyword(name) or name in _TAKEN or name.startswith("__"):
        advice = f"choose another name, such as `{name.strip('_')}_`"
    else:
        return
    title = f"an input cannot be named `{name}`: it is the name of an argument of `forward`"
    state.report(Diagnostic(code.BAD_LABEL, title, line.label.span, help=advice))


def _shapes(state: State, ends: list[End], given: InputShapes) -> Mapping[str, tuple[int, ...]]:
    """The shapes from outside by the names of inputs; those that belong to no input are reported."""
    if given is None:
        return {}
    names = [end.name for end in ends]
    if not isinstance(given, Mapping):
        if len(ends) == 1:
            return {names[0]: given}
        title = f"the network has {len(ends)} inputs, and {shape_text(given)} is one shape"
        advice = f"say whose it is: `--input {names[0]}={shape_text(given)}`"
        state.report(Diagnostic(code.UNKNOWN_SETTING, title, ends[0].node.span, help=advice))
        return {}
    for name in given:
        if name not in names:
            near = did_you_mean(name, names)
            have = f"its inputs are {enumerated(names)}" if len(names) > 1 else f"its input is `{names[0]}`"
            state.report(
                Diagnostic(
                    code.UNKNOWN_SETTING,
                    f"the network has no input `{name}`",
                    None,
                    help=f"did you mean `{near}`?" if near else have,
                )
            )
    return given


def _written(state: State, x: Node, line: ast.Input | None, frame: Frame) -> Map | Vector | None:
    """The shape that an `input` line says; None where there is no line, or no shape in it, which is reported."""
    if line is None or (line.label is not None and not line.arguments):  # the latter is reported
        return None
    shape = None
    if len(line.arguments) == 1 and line.arguments[0].name is None:
        value = state.value(line.arguments[0].value, frame, x)
        if value is UNKNOWN:
            return None
        shape = input_shape(value)
    fix = _size(line)
    if shape is None or fix is not None:  # `3*8*8` is 192 features nowhere but in an expression: surely a size
        shape = None
        state.fault(
            frame,
            code.WRONG_KIND,
            "`input` takes the shape of one sample: channels and the sizes of one to three axes, each from 1 up",
            line.span,
            advice="as in `input 3x224x224`, `input 1x16000` for a sequence, `input 784` for a vector",
            fix=fix,
        )
    return shape


def _size(line: ast.Input) -> Fix | None:
    """The edit that makes one size of numbers with `*` or blanks between them."""
    if not line.arguments:
        return None
    span = Span(line.span.source, line.arguments[0].span.start, line.arguments[-1].span.end)
    whole = re.fullmatch(r"[1-9][0-9]*(?:(?:[ \t]+|\*)[1-9][0-9]*){1,3}", span.text)
    return Fix(span, "x".join(re.findall("[0-9]+", span.text))) if whole else None
