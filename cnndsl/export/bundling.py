"""A network and the files that it uses as one file: blocks, comments and parameters stay, imports go.

The text of the network's file stays as it is, without `use` lines; below it stand the blocks of the other files that it
needs, each with the comment above it, and at its beginning what those files bind with `let`. A name that two files give
to different things gets that of its file before it in one of them, wherever it stands.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from cnndsl.graph.index import Definition, Index
from cnndsl.layers.arguments import write
from cnndsl.network import Network
from cnndsl.report.expansion import input_lines
from cnndsl.source import Source
from cnndsl.syntax import ast

_WORD = re.compile(r"[^\W\d]\w*")


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


class _Part(NamedTuple):
    """A statement of a file with the comment above it: from where to where its text goes."""

    statement: ast.Statement
    start: int
    end: int


def bundled(network: Network, index: Index | None) -> str:
    """The text of the file and of what it uses, with the values that were set and the input that was given; the index
    is that of the network, None where it uses no other file."""
    edits = {network.source.path: list(_of_the_network(network.file, network))}
    lets, blocks = ([], []) if index is None else _used(index, edits)
    text = _Edited(network.source, edits[network.source.path]).text(0, len(network.source.text))
    if lets:
        first = next(re.finditer(r"^(?![#\s])", text, re.MULTILINE)).start()
        text = text[:first] + "\n".join(lets) + "\n" + text[first:]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join([text.strip("\n"), *blocks])).lstrip("\n") + "\n"


def _used(index: Index, edits: dict[str, list[_Edit]]) -> tuple[list[str], list[str]]:
    """The `let` lines and the blocks of the other files; the new names in all files are put to the ``edits``."""
    main, *others = index.files
    for definition, name in _renamed(index).items():
        for span in index.references_of(definition):
            edits.setdefault(span.source.path, []).append(_Edit(span.start, span.end, name))
    wanted = _needed(index)
    lets, blocks = [], []
    for file in others:
        edited = _Edited(file.source, edits.get(file.source.path, []))
        own = []
        for part in _parts(file):
            if isinstance(part.statement, ast.Let):
                lets.append(edited.text(part.start, part.end))
            elif isinstance(part.statement, ast.Block) and part.statement in wanted:
                own.append(edited.text(part.start, part.end))
        if own:
            folder = os.path.dirname(os.path.abspath(main.source.path))
            where = os.path.relpath(os.path.abspath(file.source.path), folder)
            blocks.append("\n\n".join([f"# {'-' * 8} from {where}", *own]))
    return lets, blocks


def _of_the_network(main: ast.File, network: Network) -> Iterator[_Edit]:
    """What changes in the file of the network itself: no imports, the values that were set, the input, and a name that
    no longer follows from the file's."""
    lines = list(input_lines(network.graph))
    missing = {"model": f"model {network.name}\n", "input": "".join(lines)}
    for statement in main.body:
        span = statement.span
        if isinstance(statement, ast.Use):
            end = span.source.text.find("\n", span.end)
            yield _Edit(span.start, len(span.source.text) if end < 0 else end + 1, "")
        elif isinstance(statement, ast.Model):
            missing.pop("model", None)
            for parameter in statement.parameters:
                if parameter.name in network.settings:
                    value = network.graph.arguments[parameter.name]
                    text = f'"{value}"' if type(value) is str else write(value)
                    yield _Edit(parameter.span.start, parameter.span.end, f"{parameter.name}={text}")
        elif isinstance(statement, ast.Input):
            missing.pop("input", None)
            line = lines.pop(0)
            if network.input_override is not None:
                yield _Edit(span.start, span.end, line.rstrip("\n"))
    start = main.body[0].span.start
    yield _Edit(start, start, "".join(missing.values()))


def _needed(index: Index) -> set[ast.Block]:
    """The blocks of other files that the network's file names, directly or through each other."""
    main, *others = index.files
    places = {
        (file.source.path, statement.span.start): statement
        for file in others
        for statement in file.body
        if isinstance(statement, ast.Block)
    }
    parts = {file.source.path: list(_parts(file)) for file in others}
    named: dict[ast.Block | None, set[ast.Block]] = {}
    for definition in index.definitions():
        if definition.kind != "block" or definition.span is None:
            continue
        source = definition.span.source
        line = source.text.rfind("\n", 0, definition.span.start) + 1
        block = places.get((source.path, line))
        if block is None:
            continue
        for span in index.references_of(definition):
            if span.source.path == main.source.path:
                named.setdefault(None, set()).add(block)
            around = parts.get(span.source.path, [])
            at = bisect_right(around, span.start, key=lambda part: part.start) - 1
            caller = around[at].statement if at >= 0 else None
            if isinstance(caller, ast.Block):
                named.setdefault(caller, set()).add(block)
    found: set[ast.Block] = set()
    todo: list[ast.Block | None] = [None]
    while todo:
        for block in named.get(todo.pop(), set()) - found:
            found.add(block)
            todo.append(block)
    return found


def _renamed(index: Index) -> dict[Definition, str]:
    """New names for what other files define, where the one that it has stands elsewhere for something else."""
    words = {file.source.path: set(_WORD.findall(re.sub("#.*", "", file.source.text))) for file in index.files}
    everything = set().union(*words.values())
    tops = {
        (file.source.path, statement.span.start)
        for file in index.files[1:]
        for statement in file.body
        if isinstance(statement, ast.Let | ast.Block)
    }
    found = {}
    for definition in index.definitions():
        span = definition.span
        if definition.kind not in ("block", "let") or span is None:
            continue
        path = span.source.path
        if (path, span.source.text.rfind("\n", 0, span.start) + 1) not in tops:
            continue
        users = {each.source.path for each in index.references_of(definition)}
        if any(definition.name in known for other, known in words.items() if other not in users):
            stem = re.sub(r"\W", "_", os.path.splitext(os.path.basename(path))[0]).lstrip("0123456789")
            name = f"{stem or 'file'}_{definition.name}"
            while name in everything:
                name += "_"
            everything.add(name)
            found[definition] = name
    return found


def _parts(file: ast.File) -> Iterator[_Part]:
    """The statements at the top of a file, from the comment above each to the comment above the next."""
    text = file.source.text
    starts = []
    for statement in file.body:
        start = text.rfind("\n", 0, statement.span.start) + 1
        while start > 0:
            before = text.rfind("\n", 0, start - 1) + 1
            if not text[before:start].startswith("#"):
                break
            start = before
        starts.append(start)
    for statement, start, end in zip(file.body, starts, [*starts[1:], len(text)], strict=True):
        yield _Part(statement, start, end)


class _Edited:
    """A text with edits; of those that overlap the first holds."""

    def __init__(self, source: Source, edits: list[_Edit]) -> None:
        self.source = source
        self.edits = sorted(set(edits))

    def text(self, start: int, end: int) -> str:
        """The text from one place to another with the edits that lie there, without blank lines around it."""
        texts, at = [], start
        for number in range(bisect_left(self.edits, (start,)), len(self.edits)):
            edit = self.edits[number]
            if edit.start > end:
                break
            if edit.end <= end and edit.start >= at:
                texts += [self.source.text[at : edit.start], edit.text]
                at = edit.end
        return "".join([*texts, self.source.text[at:end]]).strip("\n")
