"""Layer lines that were read before: one that stands again, in the same file or after an edit, is not read anew.

What is kept of a line are its nodes with places counted from the line's start. A line that stands again gets its own
`ast.Call`; the nodes of its arguments are made when somebody asks for them, which nobody does for an equal layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, overload

from cnndsl.plain_class import field_names
from cnndsl.source import Source, Span
from cnndsl.syntax import ast

MAX_KNOWN = 20_000
"""Lines that are kept; past it the collection starts anew."""

_NOWHERE = Source("<line>", "")


class _Kept(NamedTuple):
    """A layer without its label; places count from its start."""

    keyword: str
    keyword_start: int
    arguments: tuple[ast.Argument, ...]
    inline: bool


_KNOWN: dict[str, _Kept] = {}


class SharedArguments(Sequence[ast.Argument]):
    """The arguments of a line that stands in several places."""

    __slots__ = ("_found", "kept", "shift", "source")

    def __init__(self, kept: tuple[ast.Argument, ...], source: Source, shift: int) -> None:
        self.kept = kept
        """The same object wherever the line stands."""
        self.source = source
        self.shift = shift
        self._found: list[ast.Argument] | None = None

    def _all(self) -> list[ast.Argument]:
        if self._found is None:
            self._found = [_moved(argument, self.source, self.shift) for argument in self.kept]
        return self._found

    @overload
    def __getitem__(self, at: int) -> ast.Argument: ...
    @overload
    def __getitem__(self, at: slice) -> list[ast.Argument]: ...
    def __getitem__(self, at: int | slice) -> ast.Argument | list[ast.Argument]:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self.kept)

    def __iter__(self) -> Iterator[ast.Argument]:
        return iter(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    @property
    def says(self) -> object | None:
        """The same object for lines whose arguments say the same, whatever their names stand for; else None."""
        constant = all(type(argument.value) is ast.Literal for argument in self.kept)
        return self.kept if constant else None


def recall(source: Source, begin: int, start: int, end: int) -> ast.Call | None:
    """A layer line that was read before, as it stands in a text: its layer from ``start`` to ``end``, before that, from
    ``begin``, its label."""
    kept = _KNOWN.get(source.text[start:end])
    if kept is None or (kept.inline and begin < start):  # the grammar takes no label before `inline`
        return None
    label = None
    if begin < start:
        text = source.text[begin : source.text.index(":", begin)]
        label = ast.Label(Span(source, begin, begin + len(text)), [text])
    arguments = SharedArguments(kept.arguments, source, start)
    return ast.Call(Span(source, begin, end), label, kept.keyword, start + kept.keyword_start, arguments, kept.inline)


def keep(call: ast.Call, start: int) -> None:
    """Keep what a layer was read as that starts at ``start``, after its label."""
    if len(_KNOWN) >= MAX_KNOWN:
        _KNOWN.clear()
    arguments = tuple(_moved(argument, _NOWHERE, -start) for argument in call.arguments)
    kept = _Kept(call.keyword, call.keyword_start - start, arguments, call.inline)
    _KNOWN[call.span.source.text[start : call.span.end]] = kept


def _moved(node: Any, source: Source, shift: int) -> Any:
    """A node of the syntax tree, or a list of them, as it stands in another place."""
    if type(node) is Span:
        return Span(source, node.start + shift, node.end + shift)
    if isinstance(node, list):
        return [_moved(inner, source, shift) for inner in node]
    names = field_names(node)
    return type(node)(*(_moved(getattr(node, name), source, shift) for name in names)) if names else node
