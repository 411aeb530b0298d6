"""The values of expressions, what there is where one has none, and the names that are bound to them."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnndsl.diagnostics import Diagnostic
from cnndsl.graph.limits import LIST_DEPTH, LIST_ITEMS
from cnndsl.layers.arguments import Interval, show
from cnndsl.source import Span
from cnndsl.syntax import ast


class Unknown(Exception):
    """The value depends on something that is at fault already; nothing more is to be said of it."""


class Faulty(Exception):
    """The expression has no value; the diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.title)
        self.diagnostic = diagnostic


class Unbound(Faulty):
    """A name that nothing binds here."""

    def __init__(self, diagnostic: Diagnostic, name: str) -> None:
        super().__init__(diagnostic)
        self.name = name


class Reference(NamedTuple):
    """A layer or block as a value, for parameters such as `act=hardswish`."""

    keyword: str
    block: ast.Block | None

    def __str__(self) -> str:
        return self.keyword


def kind_of(value: Any) -> str:
    """What kind of value it is, in words. A size is a list of numbers."""
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, Interval):
        return "a range"
    return "a layer or block" if isinstance(value, Reference) else "a list"


def written(value: Any) -> str:
    """A value as one would write it, a text in quotes."""
    return f'"{value}"' if isinstance(value, str) else str(value) if isinstance(value, Reference) else show(value)


UNKNOWN = object()
"""What a name is bound to whose expression is at fault."""


def weight(value: Any) -> int:
    """Items that a value holds, those of inner lists included; past LIST_ITEMS they are not counted on."""
    count, left = 0, [(value, 0)]
    while left and count <= LIST_ITEMS:
        item, depth = left.pop()
        count += 1
        if isinstance(item, tuple) and not isinstance(item, Reference):
            if depth > LIST_DEPTH:
                raise ValueError(f"lists nested deeper than {LIST_DEPTH} levels")
            if len(item) > LIST_ITEMS:
                return count + len(item)
            left += [(each, depth + 1) for each in item]
    return count


class Scope:
    """Names bound at one level. Inner scopes see outer ones."""

    __slots__ = ("names", "outer", "spans")

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer
        self.names: dict[str, Any] = {}
        self.spans: dict[str, Span] = {}

    def find(self, name: str) -> Scope | None:
        """The innermost scope that binds a name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope

    def bind(self, name: str, value: Any, span: Span) -> None:
        """Give a name its value in this scope; ``span`` is where it is bound."""
        self.names[name] = value
        self.spans[name] = span

    def size(self) -> int:
        """How many names are seen here."""
        found, scope = 0, self
        while True:
            found += len(scope.names)
            if scope.outer is None:
                return found
            scope = scope.outer

    def all_names(self) -> set[str]:
        """The names bound here and in the scopes around, for did-you-mean."""
        names: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            names |= scope.names.keys()
            scope = scope.outer
        return names
