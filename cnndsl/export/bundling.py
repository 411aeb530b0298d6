"""A network and the files that it uses as one file: blocks, comments and parameters stay, imports go.

The text of the network's file stays as it is, without `use` lines; below it stand the blocks of the other files that it
needs, each with the comment above it, and at its beginning what those files bind with `let`. A name that two files give
to different things gets that of its file before it in one of them, wherever it stands.
"""

from __future__ import annotations

import os
import re
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


def bundled(network: Network, index: Index) -> str:
    """The text of the file, with the values that were set and the input that was given."""
    main, *others = index.files
    edits: dict[str, list[_Edit]] = {file.source.path: [] for file in index.files}
    for definition, name in _renamed(index).items():
        for span in index.references_of(definition):
            edits[span.source.path].append(_Edit(span.start, span.end, name))
    edits[main.source.path] += _of_the_network(main, network)
    wanted = _needed(index)
    lets, blocks = [], []
    for file in others:
        parts = list(_parts(file))
        lets += [_edited(file.source, part, edits) for part in parts if isinstance(part.statement, ast.Let)]
        own = [part for part in parts if isinstance(part.statement, ast.Block) and part.statement in wanted]
        if own:
            folder = os.path.dirname(os.path.abspath(main.source.path))
            where = os.path.relpath(os.path.abspath(file.source.path), folder)
            texts = [_edited(file.source, part, edits) for part in own]
            blocks.append("\n\n".join([f"# {'-' * 8} from {where}", *texts]))
    whole = _Part(main.body[0], 0, len(main.source.text))
    text = _edited(main.source, whole, edits)
    if lets:
        first = next(re.finditer(r"^(?![#\s])", text, re.MULTILINE)).start()
        text = text[:first] + "\n".join(lets) + "\n" + text[first:]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join([text.strip("\n"), *blocks])).lstrip("\n") + "\n"


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
            for part in parts.get(span.source.path, ()):
                if isinstance(part.statement, ast.Block) and part.start <= span.start < part.end:
                    named.setdefault(part.statement, set()).add(block)
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


def _edited(source: Source, part: _Part, edits: dict[str, list[_Edit]]) -> str:
    """The text of a part with the edits that lie in it, without blank lines around it."""
    text, at = "", part.start
    for edit in sorted(set(edits[source.path])):
        if part.start <= edit.start and edit.end <= part.end and edit.start >= at:
            text += source.text[at : edit.start] + edit.text
            at = edit.end
    return (text + source.text[at : part.end]).strip("\n")
