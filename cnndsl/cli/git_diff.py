"""What `cnndsl diff --git` shows: git's external diff, which always gets something to show."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cnndsl.cli.common import limits
from cnndsl.plain_class import field_names
from cnndsl.printable import printable
from cnndsl.regular_files import read_regular
from cnndsl.report.text_difference import unified, unique_pairs
from cnndsl.source import MAX_BYTES, Source, SourceError

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes
    from cnndsl.pipeline import Checked
    from cnndsl.report.difference import Difference


class _Version(NamedTuple):
    """One side: what git calls it, its lines, and what they came to. ``title`` is /dev/null where there is none."""

    title: str
    lines: list[str]
    source: Source | None
    checked: Checked | None
    unreadable: str = ""


def git_diff(
    arguments: tuple[str, ...],
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    told: Callable[[Difference, tuple[str, str]], str],
) -> str:
    """Compare what git names: path, then file, hash and mode of the old and of the new; for a renamed file the new
    path and a description besides; the path alone for one that is not merged."""
    from cnndsl.pipeline import check
    from cnndsl.report.difference import compare

    if len(arguments) == 1:
        return f"{printable(arguments[0])}: not merged yet"
    if len(arguments) not in (7, 9):
        raise click.UsageError("--git takes the 7 or 9 arguments of git's external diff; see `git help git`")
    path, renamed = arguments[0], arguments[7] if len(arguments) == 9 else arguments[0]

    def version(file: str, name: str) -> _Version:
        if file == os.devnull:
            return _Version(os.devnull, [], None, None)
        try:
            text = _text(file)
        except SourceError as error:
            return _Version(name, _lines(file), None, None, str(error).removeprefix(f"{file}: "))
        if not text.strip():
            return _Version(name, text.splitlines(), None, None)
        # imports are looked up beside the path in the work tree, where a renamed file has its new one
        source = Source(next(filter(os.path.isfile, (name, renamed)), os.path.join(os.curdir, name)), text)
        return _Version(name, text.splitlines(), source, check(source, settings, input_shape, limits(limit)))

    old, new = version(arguments[1], path), version(arguments[4], renamed)
    remarks = [
        f"{which} {printable(side.title)}: {remark}"
        for which, side in (("old", old), ("new", new))
        for remark in (_remark(side),)
        if remark
    ]
    if not remarks:
        networks = (side.checked.network if side.checked else None for side in (old, new))
        return told(compare(*networks), (old.title, new.title))
    blocks = _blocks(old.source, new.source)
    if blocks and all(side.checked is None or side.checked.blocks is not None for side in (old, new)):
        remarks = [f"{printable(new.title if new.checked else old.title)}: a library of blocks, not a network"]
    text = (
        printable(line)
        for line in unified(old.lines, new.lines, old.title, new.title, unique_pairs(old.lines, new.lines), end="")
    )
    return "\n".join([*remarks, *blocks, *text])


def _text(file: str) -> str:
    """The text of a version; an empty one is as good as none. Raises SourceError."""
    if os.path.isfile(file) and os.path.getsize(file) == 0:
        return ""
    return Source.read(file).text


def _lines(file: str) -> list[str]:
    """The lines of a file that holds no text of a network, as far as they can be read."""
    try:
        return read_regular(file, MAX_BYTES).decode("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return []


def _remark(side: _Version) -> str:
    """Why a version is no network; nothing for one that is, or that is not there."""
    if side.unreadable:
        return side.unreadable
    if side.checked is None or side.checked.network is not None:
        return ""
    faults = side.checked.diagnostics
    if not faults:
        return "a library of blocks, not a network"
    first = faults[0]
    inside = first.span is None or first.span.source is side.source
    where = f"line {first.span.line}" if first.span and inside else f"{first.span} in the work tree"
    count = f"{len(faults)} faults, the first" if len(faults) > 1 else "1 fault,"
    return printable(f"{count} in {where}: {first.title}")


def _blocks(old: Source | None, new: Source | None) -> list[str]:
    """Which blocks were added, removed and changed, where both versions define any or one is not there."""
    before, after = _defined(old), _defined(new)
    names = dict.fromkeys([*before, *after])
    words = {
        "added": [name for name in names if name not in before],
        "removed": [name for name in names if name not in after],
        "changed": [name for name in names if name in before and name in after and before[name] != after[name]],
    }
    if not names:
        return []
    told = [f"{', '.join(found)} {word}" for word, found in words.items() if found]
    return [f"Blocks: {'; '.join(told) or 'all the same'}"]


def _defined(source: Source | None) -> dict[str, object]:
    """The blocks of a source; equal ones say the same, whatever their layout and comments."""
    from cnndsl.syntax import ast, parse

    body = parse(source)[0].body if source else []
    return {statement.name: _meaning(statement) for statement in body if isinstance(statement, ast.Block)}


def _meaning(part: Any) -> object:
    """A part of a syntax tree without its places."""
    from cnndsl.syntax.ast import PLACES

    if names := field_names(part):
        return type(part), *(_meaning(getattr(part, name)) for name in names if name not in PLACES)
    sequence = isinstance(part, Sequence) and not isinstance(part, str)
    return [_meaning(inner) for inner in part] if sequence else part
