"""The parameters that a class has before a number asks for one: channels that arrive, and those of its block."""

from __future__ import annotations

import ast as python
from collections.abc import Iterable
from typing import Any

from cnndsl.export.python import structure as make
from cnndsl.export.python.arithmetic import all_equal
from cnndsl.export.python.channels import Channels
from cnndsl.export.python.dependencies import reads
from cnndsl.export.python.expressions import Translator, default_of, evaluate, name, names_in
from cnndsl.export.python.grouping import Grouping
from cnndsl.export.python.in_step import entering
from cnndsl.export.python.resolution import Numbers, variable
from cnndsl.export.python.source_lines import Line
from cnndsl.export.python.values import is_number, same, unsized
from cnndsl.graph.ir import Container
from cnndsl.graph.values import Scope
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
            channels.enters(x, name(word))
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
    """The parameters of the source that the class has: of the block in each instance, or of the model; and those of the
    block and the model around it that its lines read and that hang on a parameter of the model."""
    if instances[0].parent is None:
        scope = _root_scope(grouping)
        if scope is not None:
            for word in grouping.graph.arguments:
                yield word, [scope], [None]
        return
    calls = [grouping.plan.block_of(instance) for instance in instances]
    known = [call for call in calls if call is not None and call.block is not None]
    own: set[str] = set()
    around: list[Scope] = []
    if len(known) == len(calls):
        scopes = [_block_scope(grouping, call) for call in known]
        found = [scope for scope in scopes if scope is not None]
        block = known[0].block
        assert block is not None
        if len(found) == len(scopes):
            own = {parameter.name for parameter in block.parameters}
            for parameter in block.parameters:
                yield parameter.name, found, list(known)
            around = [scope.outer for scope in found if scope.outer is not None]
    elif not known:
        around = [grouping.lines.line_of(instance).scope for instance in instances]
    if len(around) < len(instances) or not grouping.graph.arguments:
        return
    lines = [grouping.lines.line_of(instance) for instance in instances]
    seen = [_parameters_around(grouping, scope) for scope in around]
    read = _read(grouping, lines[0].inner, {word: home for word, home in seen[0].items() if word not in own})
    for word in read:
        homes = [each[word] for each in seen if word in each]
        if len(homes) == len(instances):
            yield word, homes, [*lines]


def _parameters_around(grouping: Grouping, scope: Scope) -> dict[str, Scope]:
    """The parameters of blocks and of the model that a scope sees, each with the scope that it stands in."""
    found: dict[str, Scope] = {}
    hidden: set[str] = set()
    at: Scope | None = scope
    while at is not None:
        owner = grouping.lines.owners.get(id(at))
        words: Iterable[str] = ()
        if isinstance(owner, Line) and owner.block is not None:
            words = [parameter.name for parameter in owner.block.parameters]
        elif at.outer is None and at is _root_scope(grouping):
            words = grouping.graph.arguments
        found |= {word: at for word in words if word not in hidden and word in at.names}
        hidden |= set(at.names)
        at = at.outer
    return found


def _read(grouping: Grouping, lines: list[Line], homes: dict[str, Scope]) -> list[str]:
    """Which of some parameters numbers in these lines and below them are worked out from, of those that are themselves
    worked out from a parameter of the model."""
    root = _root_scope(grouping)
    if root is None:
        return []
    translator = Translator(grouping.lines, lambda node: None)
    translator.variables = {(id(root), word): name(word) for word in grouping.graph.arguments}
    span = lines[0].statement.span if lines else None
    hang = {word: home for word, home in homes.items() if span and reads(ast.Name(span, word), home, translator)}
    translator.variables = {(id(home), word): name(word) for word, home in hang.items()}
    found: set[str] = set()
    todo = [*lines] if hang else []
    while todo:
        line = todo.pop()
        todo += line.inner
        statement = line.statement
        numbers: list[ast.Expr | None] = []
        if isinstance(statement, ast.Call):
            numbers = [argument.value for argument in statement.arguments]
        elif isinstance(statement, ast.Repeat):
            numbers = [statement.count]
        elif isinstance(statement, ast.For):
            numbers = [statement.start, statement.stop]
        for number in numbers:
            found |= reads(number, line.scope, translator) if number is not None else set()
    return [word for word in hang if word in found]


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
    default = default_of(line, word) if line.block is not None else None
    if isinstance(default, ast.Literal) and is_number(default.value):
        return unsized(default.value)
    return None


def _derived(
    numbers: Numbers, word: str, values: list[Any], scopes: list[Scope], lines: list[Line | None]
) -> python.expr | None:
    """The default of a parameter where it follows from those before it, and holds in every instance."""
    found: list[python.expr] = []
    for line, scope, known, value in zip(lines, scopes, numbers.values, values, strict=True):
        default = default_of(line, word) if line is not None and line.block is not None else None
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
