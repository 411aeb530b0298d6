"""The parameters that a class has before a number asks for one: channels that arrive, and those of its block."""

from __future__ import annotations

import ast as python
from collections.abc import Iterable
from typing import Any

from cnndsl.export.python import structure as make
from cnndsl.export.python.arithmetic import all_equal
from cnndsl.export.python.channels import Channels
from cnndsl.export.python.expressions import default_of, evaluate, name, names_in
from cnndsl.export.python.grouping import Grouping
from cnndsl.export.python.in_step import entering
from cnndsl.export.python.resolution import Numbers, variable
from cnndsl.export.python.source_lines import Line
from cnndsl.export.python.values import is_number, same, unsized
from cnndsl.graph.expressions import Scope
from cnndsl.graph.ir import Container
from cnndsl.layers.shapes import Vector
from cnndsl.syntax import ast


def declare(
    numbers: Numbers, channels: Channels, grouping: Grouping, instances: list[Container], fixed: set[str]
) -> None:
    """Give them to a class. Those of ``fixed`` stay what they are, so they are none."""
    inputs = [entering(instance) for instance in instances]
    if instances[0].parent is not None:
        word = "in_features" if isinstance(inputs[0].shape, Vector) else "in_channels"
        numbers.add_parameter(word, [x.shape.channels for x in inputs], [None for _ in inputs])
        for x in inputs:
            channels.entering[id(x)] = name(word)
    for word, scopes, lines in _own_names(grouping, instances):
        values = [scope.names[word] for scope in scopes]
        python_name = variable(word, numbers.parameters)
        if not all(map(is_number, values)) or word in fixed or python_name in fixed:
            continue
        if any(isinstance(value, tuple) for value in values) and same(values):
            continue
        derived = _derived(numbers, word, values, scopes, lines)
        if derived is not None:
            for scope in scopes:
                numbers.translator.variables[id(scope), word] = derived
            numbers.translator.forget()
            continue
        sources: list[make.Source | None] = [
            (ast.Name(line.statement.span, word), scope, line.x) if line else None
            for scope, line in zip(scopes, lines, strict=True)
        ]
        parameter = numbers.add_parameter(python_name, [unsized(value) for value in values], sources)
        default = _default(grouping, word, lines[0])
        if default is not None:
            parameter.default, parameter.has_default = default, True
        for scope in scopes:
            numbers.translator.variables[id(scope), word] = name(python_name)


def _own_names(grouping: Grouping, instances: list[Container]) -> Iterable[tuple[str, list[Scope], list[Line | None]]]:
    """The parameters of the source that the class has: of the block in each instance, or of the model."""
    if instances[0].parent is None:
        scope = _root_scope(grouping)
        if scope is not None:
            for word in grouping.graph.arguments:
                yield word, [scope], [None]
        return
    calls = [grouping.plan.block_of(instance) for instance in instances]
    known = [call for call in calls if call is not None and call.block is not None]
    if len(known) < len(calls):
        return
    scopes = [_block_scope(grouping, call) for call in known]
    found = [scope for scope in scopes if scope is not None]
    block = known[0].block
    assert block is not None
    if len(found) == len(scopes):
        for parameter in block.parameters:
            yield parameter.name, found, list(known)


def _root_scope(grouping: Grouping) -> Scope | None:
    if not grouping.lines.lines:
        return None
    scope = grouping.lines.lines[0].scope
    while scope.outer is not None:
        scope = scope.outer
    return scope if all(word in scope.names for word in grouping.graph.arguments) else None


def _block_scope(grouping: Grouping, call: Line) -> Scope | None:
    return next((line.scope for line in call.inner if grouping.lines.owners.get(id(line.scope)) is call), None)


def _default(grouping: Grouping, word: str, line: Line | None) -> Any:
    if line is None:
        value = grouping.graph.arguments[word]
        return unsized(value)
    assert line.block is not None
    default = default_of(line, word)
    if isinstance(default, ast.Literal) and is_number(default.value):
        return unsized(default.value)
    return None


def _derived(
    numbers: Numbers, word: str, values: list[Any], scopes: list[Scope], lines: list[Line | None]
) -> python.expr | None:
    """The default of a parameter where it follows from those before it, and holds in every instance."""
    found: list[python.expr] = []
    for line, scope, known, value in zip(lines, scopes, numbers.values, values, strict=True):
        default = default_of(line, word) if line is not None else None
        if line is None or default is None or isinstance(default, ast.Literal):
            return None
        made = numbers.translator.translate(default, scope, line.x)
        if made is None or not names_in(made) or not names_in(made) <= known.keys():
            return None
        try:
            if evaluate(made, known) != unsized(value):
                return None
        except Exception:
            return None
        found.append(made)
    return found[0] if all_equal(found) else None
