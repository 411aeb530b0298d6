"""What depends on the variables of a constructor: expressions of the source, conditions, unrolled loops."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cnndsl.export.python.expressions import Translator, argument, default_of, names_in
from cnndsl.export.python.source_lines import Line
from cnndsl.graph.values import Scope
from cnndsl.syntax import ast


def reads(expr: ast.Expr, scope: Scope, translator: Translator) -> set[str]:
    """The variables of a constructor that an expression depends on."""
    found: set[str] = set()
    seen: set[tuple[int, int]] = set()
    todo: list[tuple[Any, Scope]] = [(expr, scope)]
    while todo:
        part, where = todo.pop()
        if (id(part), id(where)) in seen:
            continue
        seen.add((id(part), id(where)))
        if isinstance(part, ast.Name):
            home = where.find(part.id)
            if home is None:
                continue
            known = translator.variables.get((id(home), part.id))
            let = translator.lines.lets.get((id(home), part.id))
            owner = translator.lines.owners.get(id(home))
            if known is not None:
                found |= names_in(known)
            elif let is not None and isinstance(let.statement, ast.Let):
                todo.append((let.statement.value, let.scope))
            elif isinstance(owner, Line) and owner.block is not None:
                given, default = argument(owner, part.id), default_of(owner, part.id)
                if given is not None:
                    todo.append((given, owner.scope))
                elif default is not None:
                    todo.append((default, home))
            continue
        for value in vars(part).values() if hasattr(part, "__dict__") else _fields(part):
            inner = value if isinstance(value, list | tuple) else [value]
            flat = [item for each in inner for item in (each if isinstance(each, tuple) else [each])]
            todo += [(item, where) for item in flat if type(item).__module__ == ast.__name__]
    return found


def _fields(part: Any) -> list[Any]:
    return [getattr(part, slot) for slot in getattr(type(part), "__slots__", ()) if hasattr(part, slot)]


def of_conditions(
    lines: Iterable[Line], is_unrolled: Callable[[ast.Statement], bool], translator: Translator
) -> set[str]:
    """The variables that conditions and unrolled loops depend on, in lines and in what is below them."""
    found: set[str] = set()
    todo = [*lines]
    while todo:
        line = todo.pop()
        statement = line.statement
        if isinstance(statement, ast.If):
            for test, _ in statement.branches:
                if test is not None:
                    found |= reads(test, line.scope, translator)
        elif isinstance(statement, ast.Join):
            for inner in statement.body:
                for test, _ in inner.branches if isinstance(inner, ast.If) else []:
                    if test is not None:
                        found |= reads(test, line.scope, translator)
        if isinstance(statement, ast.For | ast.Repeat) and is_unrolled(statement):
            heads = [statement.count] if isinstance(statement, ast.Repeat) else [statement.start, statement.stop]
            for head in heads:
                if head is not None and not isinstance(head, ast.ListDisplay):
                    found |= reads(head, line.scope, translator)
        if not line.makes_child or isinstance(statement, ast.Section):
            todo += line.inner
    return found
