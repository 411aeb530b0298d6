"""Which line of the source each module comes from, and what the names meant there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from cnndsl.graph.index_trace import Trace
from cnndsl.graph.ir import Container, Item, Node
from cnndsl.graph.values import Scope
from cnndsl.syntax import ast


class Line:
    """A statement that was elaborated, with those inside it."""

    def __init__(self, statement: ast.Statement, scope: Scope, x: Node, y: Node) -> None:
        self.statement = statement
        self.scope = scope
        """The names that it sees."""
        self.x = x
        self.y = y
        self.inner: list[Line] = []
        self.container: Container | None = None
        """The container that it fills."""
        self.block: ast.Block | None = None
        """The block that it calls."""

    @property
    def makes_child(self) -> bool:
        """Whether it makes a child of the container that it stands in."""
        statement = self.statement
        return isinstance(statement, ast.Section | ast.Aux) or (
            isinstance(statement, ast.Call) and not statement.inline
        )


Owner: TypeAlias = Line | ast.Statement | None
"""What a scope belongs to: the call of a block, another statement with a body, or the file."""


class SourceLines:
    """The lines of a network, and what its names stand for."""

    def __init__(self, trace: Trace, files: Sequence[ast.File], root: Container) -> None:
        self.parents: dict[int, ast.Statement] = {}
        for file in files:
            self._enclose(file.body, None)
        self.lines = _nested(trace)
        self.owners: dict[int, Owner] = {}
        self.lets: dict[tuple[int, str], Line] = {}
        self.of: dict[int, Line] = {}
        """The line of a node or container, by its identity."""
        self.rounds: dict[int, int] = {}
        self._own(self.lines)
        self._count(self.lines)
        self._place(root, self.lines)

    def _enclose(self, body: list[ast.Statement], parent: ast.Statement | None) -> None:
        for statement in body:
            if parent is not None:
                self.parents[id(statement)] = parent
            outer = None if isinstance(statement, ast.Model) else statement
            for lines in ast.bodies(statement):
                self._enclose(lines, outer)

    def _own(self, lines: list[Line]) -> None:
        todo = list(lines)
        while todo:
            line = todo.pop()
            todo += line.inner
            if isinstance(line.statement, ast.Let):
                self.lets[id(line.scope), line.statement.name] = line
            for inner in line.inner:
                block = self.parents.get(id(inner.statement))
                if isinstance(line.statement, ast.Call) and isinstance(block, ast.Block) and inner.scope.outer:
                    self.owners[id(inner.scope)] = line
                    line.block = block
            scope, statement = line.scope, self.parents.get(id(line.statement))
            while statement is not None and not isinstance(statement, ast.Block) and scope.outer is not None:
                self.owners.setdefault(id(scope), statement)
                scope, statement = scope.outer, self.parents.get(id(statement))

    def _count(self, lines: list[Line]) -> None:
        """Number the rounds of loops, in the order in which they ran."""
        counts: dict[tuple[int, int], int] = {}
        todo = list(reversed(lines))
        while todo:
            line = todo.pop()
            todo += reversed(line.inner)
            scope: Scope | None = line.scope
            while scope is not None and scope.outer is not None and id(scope) not in self.rounds:
                owner = self.owners.get(id(scope))
                if isinstance(owner, ast.For | ast.Repeat):
                    key = id(owner), id(scope.outer)
                    self.rounds[id(scope)] = counts.get(key, 0)
                    counts[key] = counts.get(key, 0) + 1
                scope = scope.outer

    def round_of(self, scope: Scope) -> int | None:
        """The number, from 0, of the round of a loop whose names a scope holds; rounds in which nothing was elaborated
        do not count, and make it unknown."""
        return self.rounds.get(id(scope))

    def _place(self, container: Container, lines: list[Line]) -> None:
        """Find the lines of the children of a container, in their order. That of a section which is continued is the
        first, with what stands in the others."""
        layers: list[Line] = []
        parts: dict[int, list[Line]] = {}
        for line in makers_of(lines):
            if line.container is None:
                layers.append(line)
            else:
                parts.setdefault(id(line.container), []).append(line)
        of_layers = iter(layers)
        for child in container.children.values():
            if isinstance(child, Container):
                line = self.of[id(child)] = _joined(parts[id(child)])
                self._place(child, line.inner)
            else:
                self.of[id(child)] = next(of_layers)

    def line_of(self, item: Item) -> Line:
        """The line that made a child of a container; of what runs modules again, that which made them."""
        return self.of[id(item.again or item)]

    def around(self, line: Line) -> Iterator[tuple[ast.Statement, Scope]]:
        """The statements between a line and its container, the innermost first, each with the scope of its body:
        repetition, conditions, joins and paths, through `inline` calls."""
        statement: ast.Statement = line.statement
        scope = line.scope
        while True:
            parent = self.parents.get(id(statement))
            if isinstance(parent, ast.Block):
                call = self.owners.get(id(scope))
                if not isinstance(call, Line) or not isinstance(call.statement, ast.Call) or not call.statement.inline:
                    return
                statement, scope = call.statement, call.scope
                continue
            if parent is None or isinstance(parent, ast.Section | ast.Aux) or scope.outer is None:
                return
            yield parent, scope
            statement, scope = parent, scope.outer


def makers_of(lines: list[Line]) -> Iterator[Line]:
    """The lines that make the children of a container whose body these are, in order."""
    for line in lines:
        if line.makes_child:
            yield line
        else:
            yield from makers_of(line.inner)


def _joined(parts: list[Line]) -> Line:
    """The lines of one container as one."""
    if len(parts) == 1:
        return parts[0]
    whole = Line(parts[0].statement, parts[0].scope, parts[0].x, parts[-1].y)
    whole.container = parts[0].container
    whole.inner = [line for part in parts for line in part.inner]
    return whole


def _nested(trace: Trace) -> list[Line]:
    """The statements of a trace inside one another."""
    stack: list[tuple[int, Line]] = []
    for number, visit in enumerate(trace.visits):
        line = Line(visit.statement, visit.scope, visit.x, visit.y)
        line.container = trace.containers.get(number)
        while stack and stack[-1][0] >= visit.begin:
            line.inner.append(stack.pop()[1])
        line.inner.reverse()
        stack.append((number, line))
    return [line for _, line in stack]
