"""Why a name or label that stands in the file is not seen where it is used: for messages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from cnndsl.budget import current
from cnndsl.diagnostics import Fix, Label
from cnndsl.graph.ir import Container
from cnndsl.source import Span
from cnndsl.syntax import ast

_WORDS: dict[type, str] = {
    ast.Repeat: "repeat",
    ast.For: "for",
    ast.If: "if",
    ast.Path: "path",
    ast.Aux: "aux",
    ast.Block: "block",
}

MOST_SEEN = 6
"""Most labels that a message names."""


class Placed(NamedTuple):
    """A statement, and the statements that it stands in, the outermost first."""

    statement: Any
    around: tuple[Any, ...]


def statements(body: list[Any], around: tuple[Any, ...] = ()) -> Iterator[Placed]:
    """All statements of a body, each before those in it."""
    for statement in body:
        yield Placed(statement, around)
        for lines in ast.bodies(statement):
            yield from statements(lines, (*around, statement))


class _Outline:
    """What messages look up in a file: its statements, where each starts, and by their names what is bound and
    labelled."""

    def __init__(self, file: ast.File) -> None:
        self.placed = [*statements(file.body)]
        self.starts = [statement.span.start for statement, _ in self.placed]
        self.bindings: dict[str, list[tuple[Span, tuple[Any, ...]]]] = {}
        """Where a name is bound, and the statements at whose end that ends."""

        self.labels: dict[str, list[Span]] = {}
        """The lines with a label, in their order."""

        for statement, around in self.placed:
            label = getattr(statement, "label", None)
            if label is not None and len(label.parts) == 1 and isinstance(label.parts[0], str):
                self.labels.setdefault(label.parts[0], []).append(statement.span)
            if isinstance(statement, ast.Let):
                self._bind(statement.name, statement.span, around)
            elif isinstance(statement, ast.For):
                for target in statement.targets:
                    self._bind(target.id, target.span, (*around, statement))
            elif isinstance(statement, ast.Block):
                for parameter in statement.parameters:
                    self._bind(parameter.name, parameter.span, (*around, statement))

    def _bind(self, name: str, span: Span, around: tuple[Any, ...]) -> None:
        self.bindings.setdefault(name, []).append((span, around))


def _outline(file: ast.File) -> _Outline:
    """The outline of a file, made once for an answer."""
    answers = current().answers
    key = (_Outline, id(file))
    if key not in answers:
        answers[key] = _Outline(file)
    found: _Outline = answers[key]
    return found


def unseen(name: str, use: Span, file: ast.File) -> str:
    """What to do about a name that is bound in the file, but not where it is used; empty where it is not bound."""
    if use.source is not file.source:
        return ""
    outline = _outline(file)
    before = outline.placed[: bisect_right(outline.starts, use.start)]
    here = next((p for p in reversed(before) if _covers(p.statement.span, use)), None)
    if here is None:
        return ""
    inside = (*here.around, here.statement)
    found = [(bound, opener) for bound, opener in outline.bindings.get(name, ()) if bound.start != use.start]
    for bound, around in sorted(found, key=lambda each: each[0].start, reverse=True):
        ended = next((opener for opener in around if opener not in inside), None)
        if ended is not None and (bound.start < use.start or _in_block(inside)):
            return _ended(ended, inside)
        if ended is None and bound.start > use.start:
            return f"it is bound below, at line {bound.line}: move that line above this one"
    return ""


def _ended(opener: Any, inside: tuple[Any, ...]) -> str:
    word, line = _word(opener), opener.span.line
    if _in_block(inside) and not isinstance(opener, ast.Block):
        return f"a block sees its parameters and the top of its file, not the {word} at line {line}: add a parameter"
    if isinstance(opener, ast.Block):
        return f"it belongs to the block at line {line}: bind it here, or at the top of the file"
    return f"it ended with the {word} at line {line}: bind it above that line, or use it inside"


def _in_block(inside: tuple[Any, ...]) -> bool:
    return any(isinstance(statement, ast.Block) for statement in inside)


def _word(opener: Any) -> str:
    if isinstance(opener, ast.Join):
        return f"`{opener.kind}`"
    return f"`{_WORDS[type(opener)]}`" if type(opener) in _WORDS else "section"


def _covers(span: Span, other: Span) -> bool:
    return span.source is other.source and span.start <= other.start < max(span.end, span.start + 1)


def labelled_elsewhere(
    name: str, statement: ast.From | ast.Again, home: Container, file: ast.File
) -> tuple[str, tuple[Label, ...], Fix | None] | None:
    """What to do about a label that stands in another place: in a container, in the caller of the block that the line
    is in, or below. ``home`` is the block, or the model."""
    paths = [path for path in _paths(home, name) if path != name]
    if paths:
        whole = Span(statement.span.source, statement.path[0].span.start, statement.path[-1].span.end)
        certain = Fix(whole, paths[0]) if len(paths) == 1 else None
        word = type(statement).__name__.lower()
        return f"it stands in a container: write `{word} {paths[0]}`", (), certain
    outer = home.parent
    while outer is not None:
        if outer.find(name) is not None:
            label = Label(outer.spans[name], "labelled here, in the caller")
            advice = (
                f"labels of the caller are not seen in a block: write the join where `{home.block}` is called, with "
                f"`from {name}` and the call below it"
            )
            return advice, (label,), None
        outer = outer.parent
    below = [span for span in _outline(file).labels.get(name, ()) if span.start > statement.span.start]
    if below and below[0].source is statement.span.source:
        advice = f"it stands below, at line {below[0].line}, and a line sees what stands above it"
        seen = [child for child in home.children if not child.isdecimal()]
        if seen:
            shown = ", ".join(f"`{child}`" for child in seen[:MOST_SEEN])
            advice += f": {shown}{', …' if len(seen) > MOST_SEEN else ''}"
        return advice, (Label(below[0], "stands below"),), None
    return None


def _paths(container: Container, name: str) -> Iterator[str]:
    """The paths in a container and those in it that end in a label."""
    inner = [(container, "")]
    while inner:
        around, path = inner.pop()
        for child, item in around.children.items():
            if child == name:
                yield f"{path}{child}"
            if isinstance(item, Container) and item.finished and not item.block:
                inner.append((item, f"{path}{child}."))
