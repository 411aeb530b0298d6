"""A block that nothing calls, a parameter that nothing reads.

Most likely the name is misspelt where it was to be used, or what used it is gone. Only the network's own file is looked
at: a library has blocks for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow
from cnndsl.plain_class import field_names
from cnndsl.syntax import ast


def find(flow: Flow) -> Iterator[Diagnostic]:
    body = flow.network.file.body
    defining = [statement for statement in body if isinstance(statement, ast.Block | ast.Use | ast.Model)]
    used = _words(body) if defining else set()
    for statement in defining:
        if isinstance(statement, ast.Block):
            if statement.name not in used:
                yield Diagnostic(
                    code.UNUSED_BLOCK,
                    f"nothing calls the block `{statement.name}`",
                    statement.span,
                    help="delete it, or call it",
                )
            yield from _parameters(statement.parameters, _words(statement.body), f"the block `{statement.name}`")
        elif isinstance(statement, ast.Use):
            for name in statement.names:
                if name.id not in used:
                    title = f"nothing calls the imported block `{name.id}`"
                    yield Diagnostic(code.UNUSED_BLOCK, title, name.span, help="delete it from the `use` line")
        else:
            yield from _parameters(statement.parameters, used, "the model")


def _parameters(parameters: list[ast.Parameter], used: set[str], owner: str) -> Iterator[Diagnostic]:
    read = used | _words([p.default for p in parameters if p.default is not None])
    for parameter in parameters:
        if parameter.name not in read:
            yield Diagnostic(
                code.UNUSED_PARAMETER,
                f"{owner} does not read its parameter `{parameter.name}`",
                parameter.span,
                help="delete it, or use it",
            )


def _words(tree: Any) -> set[str]:
    """Every name that is read, and every keyword, below some statements."""
    words: set[str] = set()
    todo = [tree]
    while todo:
        item = todo.pop()
        if isinstance(item, Sequence) and not isinstance(item, str):
            todo.extend(item)
        elif isinstance(item, ast.Name):
            words.add(item.id)
        elif isinstance(item, ast.Call):
            words.add(item.keyword)
            todo += [item.label, item.arguments, item.given]
        elif (names := field_names(item)) and not isinstance(item, ast.Use | ast.Literal):
            targets = item.targets if isinstance(item, ast.For) else ()
            values = [getattr(item, name) for name in names if name != "span"]
            todo.extend(value for value in values if value is not targets)
    return words
