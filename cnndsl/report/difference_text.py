"""The difference of two networks as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, TypeAlias

from cnndsl.diagnostics.render import printable
from cnndsl.graph.ir import Container, Node
from cnndsl.network import Network
from cnndsl.report.difference import Change, Difference, Side
from cnndsl.report.text_table import GAP, Column, fit, wrap

_COLUMNS = (
    Column(""),
    Column("Name", narrowest=10),
    Column("Layer", narrowest=12),
    Column("Output", narrowest=9),
    Column("Params", right=True, narrowest=9),
    Column("MACs", right=True, narrowest=9),
)
_QUIET = frozenset({"path", "output", "macs", "initial"})
"""A layer of which nothing else differs is told of in one line together with others."""

_STYLES = {"+": "32", "-": "31", "~": "31", ">": "32"}
"""Green is what the new network has, red what the old one has."""

_INDENT = " " * 5

Paint: TypeAlias = Callable[[str, str], str]
"""Paints a text in a style, the number of an ANSI sequence; empty for none."""

Row: TypeAlias = list[str] | str
"""The cells of a layer, or a line of its own."""


def text(difference: Difference, names: tuple[str, str], *, everything: bool, width: int, color: bool) -> str:
    """The difference for people. ``names`` are the files', ``everything`` shows each layer that differs."""
    paint = _paint if color else _plain
    lines = [
        paint(f"--- {_titled(names[0], difference.old)}", "1"),
        paint(f"+++ {_titled(names[1], difference.new)}", "1"),
    ]
    if not difference.different:
        return "\n".join([*lines, "The networks are the same."])
    rows = list(_rows(difference, everything))
    if rows:
        lines += ["", *_table(rows, width, paint)]
    notes = [line for note in _notes(difference, everything) for line in _wrapped(note, width)]
    lines += ["", *notes] if notes else []
    return "\n".join([*lines, "", *totals(difference)])


def as_dict(difference: Difference) -> dict[str, Any]:
    """The difference as data. A side that is not there is null; A layer on one side only has an empty `differs`."""
    sides = {"old": difference.old, "new": difference.new}
    state = difference.state
    return {
        "different": difference.different,
        **{name: network and _network_dict(network) for name, network in sides.items()},
        "layers": [
            {
                "change": "added" if change.old is None else "removed" if change.new is None else "changed",
                "differs": sorted(change.differs),
                "old": change.old and change.old._asdict(),
                "new": change.new and change.new._asdict(),
            }
            for change in difference.changes
        ],
        "aux_weights": [head._asdict() for head in difference.heads],
        "output_from": list(difference.outputs) if difference.outputs else None,
        "state_dict": {"loads": state.loads, **state._asdict()},
    }


def json_text(difference: Difference) -> str:
    return json.dumps(as_dict(difference), indent=2, ensure_ascii=False)


def totals(difference: Difference) -> Iterator[str]:
    """The lines at the end: costs, what enters and leaves, and whether weights fit."""
    old, new = difference.old, difference.new
    yield f"Parameters   {_change(old.params if old else 0, new.params if new else 0)}"
    buffers = old.buffers if old else 0, new.buffers if new else 0
    if buffers[0] != buffers[1]:
        yield f"Buffers      {_change(*buffers)}"
    yield f"MACs         {_change(old.macs if old else 0, new.macs if new else 0)}"
    for title in ("input", "output"):
        shapes = [str(getattr(network.graph, title).shape) if network else "none" for network in (old, new)]
        if shapes[0] != shapes[1]:
            yield f"{title.capitalize():12} {shapes[0]} -> {shapes[1]}"
    if difference.outputs:
        yield f"Output of    {' -> '.join(difference.outputs)}"
    for head in difference.heads:
        weights = ["none" if weight is None else f"{weight:g}" for weight in (head.old, head.new)]
        same = weights[0] == weights[1]
        yield f"Aux weight   {head.name}: " + (f"{weights[0]}, of another layer" if same else " -> ".join(weights))
    if old is not None and new is not None:
        state = difference.state
        loads = "loads into the new network" if state.loads else "does not load into the new network"
        have = f"{state.old:,}" if state.old == state.new else f"{state.old:,} -> {state.new:,}"
        other = f", {state.reshaped:,} have other shapes" if state.reshaped else ""
        yield f"State dict   the old one {loads}: {state.shared:,} keys shared of {have}{other}"


def _rows(difference: Difference, everything: bool) -> Iterator[Row]:
    """What stands in the table. A container that equals one which is there anyway is a row, not its layers."""
    old = (
        {}
        if everything
        else _repeated(difference.old, {c.old.place for c in difference.changes if c.new is None and c.old})
    )
    new = (
        {}
        if everything
        else _repeated(difference.new, {c.new.place for c in difference.changes if c.old is None and c.new})
    )

    def unit(change: Change) -> tuple[str, str] | int:
        if change.new is None and change.old is not None:
            return old.get(change.old.place, -id(change))
        if change.old is None and change.new is not None:
            return new.get(change.new.place, -id(change))
        return -id(change)

    for key, group in groupby(difference.changes, unit):
        changes = list(group)
        if isinstance(key, tuple):
            yield _unit_row(key, changes)
            continue
        for change in changes:
            if everything or change.old is None or change.new is None or not change.differs <= _QUIET:
                yield from _change_rows(change, everything)


def _repeated(network: Network | None, gone: set[int]) -> dict[int, tuple[str, str]]:
    """The layers, of those that one side lacks, in containers that repeat another: by index, the names of both."""
    inside: dict[str, list[Node]] = {}
    for node in network.graph.layers() if network and gone else ():
        around: Container | None = node.container
        while around is not None and around.parent is not None:
            inside.setdefault(around.name, []).append(node)
            around = around.parent
    contents = {
        name: tuple((node.name.removeprefix(name), str(node.operation)) for node in nodes)
        for name, nodes in inside.items()
    }
    whole = {name: all(node.index in gone for node in nodes) for name, nodes in inside.items()}
    known = {content: name for name, content in reversed(contents.items()) if not whole[name]}
    found: dict[int, tuple[str, str]] = {}
    for name in sorted(inside, key=lambda name: (inside[name][0].index, name.count("."))):
        nodes = inside[name]
        like = known.setdefault(contents[name], name)
        if whole[name] and like != name and len(nodes) > 1 and nodes[0].index not in found:
            found |= {node.index: (name, like) for node in nodes}
    return found


def _unit_row(names: tuple[str, str], changes: list[Change]) -> list[str]:
    sides = [side for change in changes for side in (change.new or change.old,) if side]
    return [
        "+" if changes[0].old is None else "-",
        names[0],
        f"{len(sides)} layers as in {names[1]}",
        _shape(sides[-1].output),
        _count(sum(side.params for side in sides)),
        _count(sum(side.macs for side in sides if not side.training_only)),
    ]


def _change_rows(change: Change, everything: bool) -> Iterator[Row]:
    """The rows of one layer: of a changed one the second shows what is new."""
    if change.old is None or change.new is None:
        sign, side = ("-", change.old) if change.old else ("+", change.new)
        assert side is not None
        yield [sign, *_cells(side)]
        if len(side.inputs) > 1:
            yield f"{_INDENT}of {', '.join(side.inputs)}"
        return
    before, after = _cells(change.old), _cells(change.new)
    yield ["~", *before]
    if before != after:
        yield [">", *("" if x == y else y or "none" for x, y in zip(before, after, strict=True))]
    if "inputs" in change.differs:
        yield f"{_INDENT}of {', '.join(change.old.inputs)} -> of {', '.join(change.new.inputs)}"
    if "training_only" in change.differs:
        words = [
            "in training only" if side.training_only else "in training and evaluation"
            for side in (change.old, change.new)
        ]
        yield f"{_INDENT}{' -> '.join(words)}"
    if "moved" in change.differs:
        yield f"{_INDENT}runs at another place in the order"
    if everything:
        for name, schemes in _schemes(change):
            yield f"{_INDENT}init {name}: {schemes}"


def _cells(side: Side) -> list[str]:
    return [side.name, side.text, _shape(side.output), _count(side.params), _count(side.macs)]


def _table(rows: list[Row], width: int, paint: Paint) -> list[str]:
    """The rows, wrapped to the width, below their titles; a line of its own stays below the row that it is about."""
    cells = [row for row in rows if isinstance(row, list)]
    widths = fit(_COLUMNS, cells, width)
    titles = [column.title for column in _COLUMNS]
    lines = []
    sign = ""
    for row in [titles, *rows]:
        if isinstance(row, str):
            lines += [paint(line, _STYLES.get(sign, "")) for line in _wrapped(row, width)]
            continue
        sign = row[0]
        wrapped = [wrap(printable(cell), size) for cell, size in zip(row, widths, strict=True)]
        for level in range(max(map(len, wrapped))):
            parts = [
                (cell[level] if level < len(cell) else "").rjust(size)
                if column.right
                else (cell[level] if level < len(cell) else "").ljust(size)
                for column, cell, size in zip(_COLUMNS, wrapped, widths, strict=True)
            ]
            lines.append(paint((" " * GAP).join(parts).rstrip(), _STYLES.get(sign, "2" if row is titles else "")))
    return lines


def _wrapped(line: str, width: int) -> list[str]:
    """A line, its continuations as far indented as itself and two more."""
    body = line.lstrip()
    margin = line[: len(line) - len(body)]
    return [margin + part for part in wrap(printable(body), max(width - len(margin), 20))]


def _notes(difference: Difference, everything: bool) -> Iterator[str]:
    """What concerns many layers at once: new names, initialisation, shapes that follow from other changes."""
    groups: dict[object, list[Change]] = {}
    for change in difference.changes:
        if "path" in change.differs:
            groups.setdefault(("path", *_renaming(change)), []).append(change)
        if not everything:
            for scheme in _schemes(change):
                groups.setdefault(("init", *scheme), []).append(change)
    for key, changes in groups.items():
        assert isinstance(key, tuple)
        if key[0] == "init":
            yield f"Init {key[1]}: {key[2]} in {_span(changes, 1)}"
        else:
            yield f"Renamed {_span(changes, 0, counted=False)} -> {_span(changes, 1)}"
    folded = [c for c in difference.changes if c.differs & {"output", "macs"} and c.differs <= _QUIET]
    if folded and not everything:
        what = " and ".join(
            word
            for word, field in (("shapes", "output"), ("MACs", "macs"))
            if any(field in change.differs for change in folded)
        )
        yield f"… and other {what} of {'layer ' if len(folded) == 1 else ''}{_span(folded, 1)}"


def _renaming(change: Change) -> tuple[object, ...]:
    """What is alike in the new names of layers behind an inserted one: the container and the shift of the number; or
    the words that were replaced."""
    assert change.old is not None
    assert change.new is not None
    old, new = (side.path.split(".") if side.path else [] for side in (change.old, change.new))
    start = next((k for k, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), min(len(old), len(new)))
    prefix, old, new = old[:start], old[start:], new[start:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    if len(old) == len(new) == 1 and old[0].isdecimal() and new[0].isdecimal():
        return tuple(prefix), int(new[0]) - int(old[0])
    return tuple(old), tuple(new)


def _schemes(change: Change) -> Iterator[tuple[str, str]]:
    """The parameters of a layer that are drawn in another way, and how."""
    if change.old and change.new:
        old, new = change.old.initial, change.new.initial
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                yield name, f"{old.get(name, 'default')} -> {new.get(name, 'default')}"


def _span(changes: list[Change], which: int, *, counted: bool = True) -> str:
    """`features.3 … features.20 (18 layers)`."""
    names = [side.name for change in changes for side in (change[which],) if isinstance(side, Side)]
    if len(names) == 1:
        return names[0]
    return f"{names[0]} … {names[-1]}" + (f" ({len(names):,} layers)" if counted else "")


def _titled(name: str, network: Network | None) -> str:
    return (
        f"{printable(name)}  {network.name}: {network.graph.input.shape} -> {network.graph.output.shape}"
        if network
        else printable(name)
    )


def _network_dict(network: Network) -> dict[str, Any]:
    return {
        "model": network.name,
        "input": list(network.input),
        "output": list(network.output),
        "params": network.params,
        "buffers": network.buffers,
        "macs": network.macs,
    }


def _change(old: int, new: int) -> str:
    """`11,689,512 -> 11,692,520 (+3,008, +0.03%)`."""
    if old == new:
        return f"{new:,} (unchanged)"
    percent = f", {100 * (new - old) / old:+,.2f}%" if old else ""
    return f"{old:,} -> {new:,} ({new - old:+,}{percent})"


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def _count(count: int) -> str:
    return f"{count:,}" if count else ""


def _paint(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style else text


def _plain(text: str, style: str) -> str:
    return text
