"""What the walk notes where somebody asks for an index: it alone knows."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnndsl.diagnostics import Call
from cnndsl.graph.ir import Container, Node
from cnndsl.graph.values import Scope
from cnndsl.source import Span
from cnndsl.syntax import ast


class Visit(NamedTuple):
    """A statement that was elaborated: ``x`` flowed in, ``y`` out, and it made the nodes from ``first`` to ``last``.

    ``value`` is what a `let` bound. ``scope`` holds the names that it saw, and ``begin`` is how many statements had
    been noted when it was reached: those from there on stand inside it.
    """

    statement: ast.Statement
    x: Node
    y: Node
    first: int
    last: int
    calls: tuple[Call, ...]
    value: Any
    scope: Scope
    begin: int


class Trace:
    """What the index needs of one walk, and the graph does not hold."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        """Every statement, each time that it was reached; those inside another stand before it."""

        self.found: dict[ast.Label, set[Span]] = {}
        """The lines that a step of `from` was found to name, and those that a section goes on with."""

        self.stood_for: dict[ast.Call, set[ast.Block | None]] = {}
        """Lines whose keyword is a parameter or a `let`: the blocks that it stood for, None for a layer."""

        self.containers: dict[int, Container] = {}
        """The container that a statement fills, by the number of its visit."""

    def note(self, visit: Visit) -> None:
        """Note a statement that was elaborated."""
        self.visits.append(visit)
