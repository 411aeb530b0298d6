"""A layer whose output nobody reads.

It is computed, and what comes out of it goes nowhere: no line reads it, and it does not leave the network. Most often a
`from` stands where a join was meant, and takes the place of what flowed there; or a branch ends in a `from`. A join
that nobody reads is no loss where what it joins is read elsewhere, as are the parts of a `split`; a line of a block is
meant where another call needs it. Of several inputs one
may be forgotten, too: lines begin with the first, and a `from` reads the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Join
from cnndsl.lints.flow import Flow
from cnndsl.source import Span
from cnndsl.syntax import ast


def find(flow: Flow) -> Iterator[Diagnostic]:
    for end in flow.network.graph.inputs:
        if not flow.readers[end.node] and end.node not in flow.outputs:
            advice = f"`from {end.name}` reads it; delete the line where the network needs it no longer"
            yield Diagnostic(code.UNREAD_OUTPUT, f"nobody reads the input `{end.name}`", end.node.span, help=advice)
    unread = _unread(flow)
    instead = _instead(flow.network.file) if unread else {}
    for node in unread:
        flow.budget.spend(1, node.span)
        what = "what is joined here" if isinstance(node.operation, Join) else f"what this `{node.keyword}` gives"
        lines = (node.span, *(call.span for call in node.calls))
        place, advice = next(
            (instead[line.end] for line in lines if line.end in instead), (None, "read it with `from`, or delete it")
        )
        yield Diagnostic(
            code.UNREAD_OUTPUT,
            f"nobody reads {what}",
            node.span,
            labels=(Label(place, "takes its place"),) if place else (),
            help=advice,
            calls=node.calls,
        )


def _unread(flow: Flow) -> list[Node]:
    """The nodes that compute something that nobody reads: the last of each chain of them, from the end on."""
    needed = _needed(flow)
    found: list[Node] = []
    handing_on: set[Node] = set()  # joins of values that are read elsewhere too, and names for a value
    for node in reversed(flow.nodes):
        if node in needed or not node.inputs or any(reader not in handing_on for reader in flow.readers[node]):
            continue
        joins_others = isinstance(node.operation, Join) and any(x in needed for x in node.inputs)
        if joins_others or node.operation.identity:
            handing_on.add(node)
        else:
            found.append(node)
    calls: dict[Span, set[int]] = {}  # of lines of blocks that are needed
    for node in needed if any(node.calls for node in found) else ():
        calls.setdefault(node.span, set()).add(id(node.calls))
    return [node for node in found if not node.calls or calls.get(node.span, set()) <= {id(node.calls)}]


def _needed(flow: Flow) -> set[Node]:
    """The nodes that an output depends on, in training too."""
    found = set(flow.outputs)
    for node in reversed(flow.nodes):
        if node in found:
            found.update(node.inputs)
    return found


def _instead(file: ast.File) -> dict[int, tuple[Span, str]]:
    """What takes the place of a line's output, and what to do, by where that line ends: a `from` below it, or a join of
    nothing but `from` lines."""
    found: dict[int, tuple[Span, str]] = {}
    for statement in (None, *ast.all_statements(file.body)):
        for body in _bodies(file, statement):
            for above, after in pairwise(body):
                before = _last_line(above)
                if isinstance(after, ast.From):
                    advice = "write the `from` below `add:` or `concat:` where both are meant; else delete what is "
                    found[before.end] = after.span, f"{advice}not read"
                elif isinstance(after, ast.Join) and all(isinstance(branch, ast.From) for branch in after.body):
                    advice = f"`identity` below `{after.kind}:` is what flows there; else delete what is not read"
                    found[before.end] = after.span, advice
    return found


def _bodies(file: ast.File, statement: ast.Statement | None) -> list[list[ast.Statement]]:
    """The lines that run one after the other, directly in a statement, or in the file."""
    if statement is None:
        return [file.body]
    return [] if isinstance(statement, ast.Join) else ast.bodies(statement)


def _last_line(statement: ast.Statement) -> Span:
    """The line whose output is that of a statement."""
    while not isinstance(statement, ast.Join):
        bodies = ast.bodies(statement)
        if not bodies or not bodies[-1]:
            break
        statement = bodies[-1][-1]
    return statement.span
