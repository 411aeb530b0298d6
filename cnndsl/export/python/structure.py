"""What a constructor does, before it is text."""

from __future__ import annotations

import ast as python
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cnndsl.graph.ir import Container, Node
from cnndsl.graph.values import Scope
from cnndsl.syntax import ast

Source: TypeAlias = tuple[ast.Expr, Scope, Node]
"""An expression of the source, the names that it sees, and what flows in where it stands."""


@dataclass
class Call:
    """A call of a class: one of torch.nn, or of the file."""

    function: str
    arguments: list[tuple[str, python.expr]]
    """By their names, which are empty for those that their place says."""


@dataclass
class Filled:
    """A learned tensor of a shape, filled with a value."""

    shape: list[python.expr]
    value: python.expr


@dataclass
class Sequence:
    """nn.Sequential, or nn.ModuleList."""

    entries: list[Entry]
    is_list: bool = False


Build: TypeAlias = Call | Filled | Sequence


@dataclass
class Child:
    """A child with its name, which in a loop may be an expression; ``shape`` and ``expected`` go into a comment."""

    name: str
    build: Build
    name_expr: python.expr | None = None
    comment: str = ""
    condition: python.expr | None = None
    """Where it is the input itself unless this holds."""


@dataclass
class Loop:
    """Children that a loop makes. ``carried`` is a variable that each round hands to the next: its name, what it is
    before the first, and what it becomes at the end of each."""

    targets: list[str]
    iterable: python.expr
    entries: list[Entry]
    carried: tuple[str, python.expr, python.expr] | None = None


Entry: TypeAlias = Child | Loop


@dataclass
class Parameter:
    """A parameter of a constructor, with its value in each instance of the class, and where the source has it."""

    name: str
    values: list[Any]
    sources: list[Source | None]
    default: Any = None
    has_default: bool = False


@dataclass
class Class:
    """A class of the file."""

    name: str
    instances: list[Container]
    sequential: bool
    """Whether it is an nn.Sequential; else an nn.Module with the text of a forward, or without one."""

    forward: str = ""
    documentation: str = ""
    entries: list[Entry] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    output: python.expr | None = None
    """The channels that come out, in terms of the parameters."""

    attributes: dict[str, str] = field(default_factory=dict)
    """The attributes of children whose names Python cannot write, by those names."""


def expressions_of(entries: Iterable[Entry]) -> Iterable[python.expr]:
    """All expressions of a body."""
    for entry in entries:
        if isinstance(entry, Loop):
            yield entry.iterable
            yield from expressions_of(entry.entries)
            if entry.carried:
                yield from entry.carried[1:]
            continue
        yield from (expr for expr in (entry.name_expr, entry.condition) if expr is not None)
        build = entry.build
        if isinstance(build, Call):
            yield from (expr for _, expr in build.arguments)
        elif isinstance(build, Filled):
            yield from (*build.shape, build.value)
        else:
            yield from expressions_of(build.entries)
