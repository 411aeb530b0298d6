"""Receptive fields as cells of a table, and what their signs mean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from cnndsl.info import Row
from cnndsl.layers.shapes import AXES, per_axis
from cnndsl.text import enumerated

ALL = "all"
"""The whole input."""

GATED = "*"
"""After a field that is told without the branches of one place that only scale the map."""

MOST = 3
"""Of more misaligned joins the others are counted."""


def cell(layer: Row) -> str:
    """The field as a table has it: `43`, `4-8` where places differ, `3x7` where axes do, `all`, `299*` for the map's
    own path where gates see more, `<=90` for a bound."""
    seen = layer.receptive_field, layer.receptive_field_min, layer.receptive_field_ungated
    return _cell(*seen, layer.receptive_field_exact)


Sizes: TypeAlias = tuple[int | None, ...] | None


@lru_cache(64)
def _cell(largest: Sizes, smallest: Sizes, ungated: Sizes, exact: bool) -> str:
    if largest is None or smallest is None or ungated is None:
        return "?"
    fields = []
    for most, least, own in zip(largest, smallest, ungated, strict=True):
        if own != most:
            fields.append(f"{size(own)}{GATED}")
        else:
            fields.append(size(most) if most == least else f"{size(least)}-{size(most)}")
    return ("" if exact else "<=") + per_axis(tuple(fields))


def size(field: int | None) -> str:
    """A number of elements, or `all`; what is beyond measure in six digits."""
    return ALL if field is None else str(field) if field < 10**9 else f"{field:.6g}"


def legend(layers: tuple[Row, ...]) -> Iterator[str]:
    """What the signs of these layers' fields mean, and which joins look at different places."""
    cells = [cell(layer) for layer in layers]
    signs = {
        ALL: "all: the whole input",
        "-": "4-8: from 4 to 8, depending on the place",
        GATED: f"{GATED}: without the 1x1 branches that only scale the map; they see more",
        "<=": "<=: at most",
    }
    used = [meaning for sign, meaning in signs.items() if any(sign in text for text in cells)]
    for line, meaning in enumerate(used):
        yield f"{'' if line else 'RF':13}{meaning}"
    found = [layer for layer in layers if layer.misalignment and max(layer.misalignment) > 0]
    for layer in found[:MOST]:
        yield f"Misaligned   {layer.name}: {misaligned(layer.misalignment or ())}"
    if len(found) > MOST:
        yield f"             and {len(found) - MOST} more joins"


def misaligned(by: tuple[float, ...]) -> str:
    """`its branches look 0.5 elements apart in height and width`."""
    along: dict[float, list[str]] = {}
    for axis, each in zip(AXES[len(by)], by, strict=True):
        if each:
            along.setdefault(each, []).append(axis.name)
    apart = [
        f"{each:g} {'element' if each == 1 else 'elements'} apart in {enumerated(names)}"
        for each, names in along.items()
    ]
    return f"its branches look {enumerated(apart)}"
