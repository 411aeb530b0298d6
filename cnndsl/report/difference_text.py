"""The difference of two networks as text and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from cnndsl.graph.ir import shapes
from cnndsl.network import Network
from cnndsl.printable import in_json, printable
from cnndsl.report.difference import Change, Difference, Side
from cnndsl.report.difference_edits import FOLLOWING, Edit, compact, edits, kinds, macs
from cnndsl.report.summary_formats import figures
from cnndsl.report.text_table import Column, fit, row, wrap
from cnndsl.text import shape_text

_COLUMNS = (
    Column(""),
    Column("Name", narrowest=10),
    Column("Layer", narrowest=12),
    Column("Output", narrowest=9),
    Column("Params", right=True, narrowest=9),
    Column("MACs", right=True, narrowest=9),
)
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}

_STYLES = {"+": "32", "-": "31", "~": "31", ">": "32"}
"""Green is what the new network has, red what the old one has."""

_INDENT = " " * 5

_LONGEST_NAMES = 24
"""More than this stands below the row."""

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
    """The difference as data. A side that is not there is null; a layer on one side only has an empty `differs`.

    ``group`` is the place in ``groups`` of the edit that a layer belongs to, null where it only follows from others.
    """
    sides = {"old": difference.old, "new": difference.new}
    groups = edits(difference)
    group_of = {id(change): number for number, edit in enumerate(groups) for change in edit.changes}
    state = difference.state
    return {
        "different": difference.different,
        **{name: network and {"model": network.name, **figures(network)} for name, network in sides.items()},
        "layers": [
            {
                "change": "added" if change.old is None else "removed" if change.new is None else "changed",
                "differs": sorted(change.differs),
                "group": group_of.get(id(change)),
                "old": change.old and change.old._asdict(),
                "new": change.new and change.new._asdict(),
            }
            for change in difference.changes
        ],
        "groups": [
            {
                "change": edit.change,
                "what": edit.what,
                "places": list(edit.places),
                "params": edit.params,
                "macs": edit.macs,
            }
            for edit in groups
        ],
        "aux_weights": [head._asdict() for head in difference.heads],
        "output_from": list(difference.outputs) if difference.outputs else None,
        "state_dict": {"loads": state.loads, **state._asdict()},
    }


def json_text(difference: Difference) -> str:
    """The difference as JSON for `cnndsl diff --format json`, two spaces deep."""
    return in_json(json.dumps(as_dict(difference), indent=2, ensure_ascii=False))


def totals(difference: Difference) -> Iterator[str]:
    """The lines at the end: costs, what enters and leaves, and whether weights fit."""
    old, new = difference.old, difference.new
    yield f"Parameters   {_change(old.params if old else 0, new.params if new else 0)}"
    buffers = old.buffers if old else 0, new.buffers if new else 0
    if buffers[0] != buffers[1]:
        yield f"Buffers      {_change(*buffers)}"
    yield f"MACs         {_change(old.macs if old else 0, new.macs if new else 0)}"
    ends = [(shapes(x.graph.inputs), shapes(x.graph.results)) if x else ("none", "none") for x in (old, new)]
    for title, before, after in zip(("Input", "Output"), *ends, strict=True):
        if before != after:
            yield f"{title:12} {before} -> {after}"
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
    """What stands in the table: the edits, or each layer that differs."""
    if everything:
        for change in difference.changes:
            yield from _change_rows(change, everything)
        return
    for edit in edits(difference):
        if len(edit.changes) == 1:
            yield from _change_rows(edit.changes[0], everything)
        else:
            yield from _edit_rows(edit)


def _edit_rows(edit: Edit) -> Iterator[Row]:
    """An edit of several layers; the names stand below it where they are long. Sums of a changed one have signs."""
    names = ", ".join(compact(edit.places))
    count = len(edit.places)
    what = edit.what if edit.containers else f"{count} layers: {edit.what}"
    shapes = {side.output for side in _ends(edit)}
    yield [
        _SIGNS[edit.change],
        names if len(names) <= _LONGEST_NAMES else "",
        f"{count} containers of {what}" if edit.containers and count > 1 else what,
        shape_text(shapes.pop()) if len(shapes) == 1 else "",
        *(_sum(edit, total) for total in (edit.params, edit.macs)),
    ]
    if len(names) > _LONGEST_NAMES:
        yield f"{_INDENT}{names}"


def _ends(edit: Edit) -> Iterator[Side]:
    """The sides to show of an edit; of containers that of the last layer."""
    size = len(edit.changes) // len(edit.places)
    for change in edit.changes[size - 1 :: size]:
        side = change.new or change.old
        assert side is not None
        yield side


def _sum(edit: Edit, total: int) -> str:
    return _count(abs(total)) if edit.change != "changed" else f"{total:+,}" if total else ""


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
    return [side.name, side.text, shape_text(side.output), _count(side.params), _count(side.macs)]


def _table(rows: list[Row], width: int, paint: Paint) -> list[str]:
    """The rows, wrapped to the width, below their titles; a line of its own stays below the row that it is about."""
    widths = fit(_COLUMNS, [cells for cells in rows if isinstance(cells, list)], width)
    titles = [column.title for column in _COLUMNS]
    lines = []
    sign = ""
    for cells in [titles, *rows]:
        if isinstance(cells, str):
            lines += [paint(line, _STYLES.get(sign, "")) for line in _wrapped(cells, width)]
            continue
        sign = cells[0]
        style = _STYLES.get(sign, "2" if cells is titles else "")
        lines += [paint(line, style) for line in row(_COLUMNS, [printable(cell) for cell in cells], widths)]
    return lines


def _wrapped(line: str, width: int) -> list[str]:
    """A line, its continuations as far indented as itself and two more."""
    body = line.lstrip()
    margin = line[: len(line) - len(body)]
    return [margin + part for part in wrap(printable(body), max(width - len(margin), 20))]


def _notes(difference: Difference, everything: bool) -> Iterator[str]:
    """What concerns many layers at once: new names, initialisation, shapes that follow from other changes."""
    renamed = [change for change in difference.changes if "path" in change.differs]
    for changes in kinds(renamed, lambda change: _renaming(change)[0], _renaming):
        yield f"Renamed {_span(changes, 0, counted=False)} -> {_span(changes, 1)}"
    drawn: dict[tuple[str, str], list[Change]] = {}
    for change in difference.changes if not everything else ():
        for scheme in _schemes(change):
            drawn.setdefault(scheme, []).append(change)
    for (name, schemes), changes in drawn.items():
        yield f"Init {name}: {schemes} in {_span(changes, 1)}"
    folded = [c for c in difference.changes if c.differs & {"output", "macs"} and c.differs <= FOLLOWING]
    if folded and not everything:
        what = " and ".join(
            word
            for word, field in (("shapes", "output"), ("MACs", "macs"))
            if any(field in change.differs for change in folded)
        )
        total = macs(folded)
        yield f"… and other {what} of {'layer ' if len(folded) == 1 else ''}{_span(folded, 1)}" + (
            f", {total:+,} MACs" if total else ""
        )


def _renaming(change: Change) -> tuple[object, object]:
    """What is alike in the new names of layers after an inserted one: the container and the shift of the number; or
    the words that were replaced. Numbers of the containers around do not count."""
    assert change.old is not None
    assert change.new is not None
    old, new = (side.path.split(".") if side.path else [] for side in (change.old, change.new))
    start = next((k for k, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), min(len(old), len(new)))
    prefix, old, new = old[:start], old[start:], new[start:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    if len(old) == len(new) == 1 and old[0].isdecimal() and new[0].isdecimal():
        return _unnumbered(prefix), int(new[0]) - int(old[0])
    return (_unnumbered(old), _unnumbered(new)), None


def _unnumbered(names: list[str]) -> tuple[str, ...]:
    return tuple(re.sub(r"\d+", "0", name) for name in names)


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
    return f"{printable(name)}  {network.name}: {network.graph.signature}" if network else printable(name)


def _change(old: int, new: int) -> str:
    """`11,689,512 -> 11,692,520 (+3,008, +0.03%)`."""
    if old == new:
        return f"{new:,} (unchanged)"
    percent = f", {100 * (new - old) / old:+,.2f}%" if old else ""
    return f"{old:,} -> {new:,} ({new - old:+,}{percent})"


def _count(count: int) -> str:
    return f"{count:,}" if count else ""


def _paint(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style else text


def _plain(text: str, style: str) -> str:
    return text
