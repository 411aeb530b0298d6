"""What a source of weights holds, as a table and as data; beside a network, what of it fits."""

from __future__ import annotations

from typing import Any

from cnndsl.printable import printable
from cnndsl.report.text_table import Column, render
from cnndsl.text import binary_size, listed, plural, shape_text, shortened
from cnndsl.weights.match import Comparison, table
from cnndsl.weights.stored import StoredWeights

MOST = 200
"""Characters of a text in the metadata that are shown."""


def text(stored: StoredWeights, found: Comparison | None, width: int) -> str:
    """Every tensor with shape, type and bytes, and what is said of them; then what does not fit the network."""
    tensors = stored.tensors.values()
    numbers, size = sum(_count(each.shape) for each in tensors), sum(each.bytes for each in tensors)
    title = f"{stored.source}: {stored.kind}, {plural(len(stored.tensors), 'tensor')}, "
    lines = [printable(f"{title}{numbers:,} numbers, {binary_size(size)}")]
    lines += [printable(f"note: {note}") for note in stored.notes]
    columns = [Column("key", narrowest=16), Column("shape", narrowest=8), Column("type"), Column("bytes", right=True)]
    partners = {}
    if found is not None:
        columns.append(Column("network", narrowest=12))
        partners = {source: key for key, source in found.keys.items()}
    rows = []
    for key, each in stored.tensors.items():
        row = [_short(key), shape_text(each.shape) or "-", each.dtype, f"{each.bytes:,}"]
        if found is not None:
            partner = partners.get(key)
            row.append("-" if partner is None else "fits" if partner == key else f"fits {_short(partner)}")
        rows.append(row)
    if rows:
        lines += ["", *render(columns, rows, width)]
    if said := _said(stored, width):
        lines += ["", *said]
    if found is not None:
        lines += ["", *_verdict(found, width)]
    return "\n".join(lines)


def as_json(stored: StoredWeights, found: Comparison | None) -> dict[str, Any]:
    """The same as data: shapes as lists, nothing shortened."""
    listing: dict[str, Any] = {
        "source": stored.source,
        "format": stored.kind,
        "tensors": [
            {"key": key, "shape": list(each.shape), "dtype": each.dtype, "bytes": each.bytes}
            for key, each in stored.tensors.items()
        ],
        "metadata": dict(stored.metadata),
        "classes": list(stored.classes),
        "preprocessing": stored.preprocessing and stored.preprocessing.as_json(),
        "notes": list(stored.notes),
    }
    if found is not None:
        listing["against"] = {
            "network": found.network.name,
            "fits": found.fits,
            "loaded": dict(found.keys),
            "fresh": dict(found.fresh),
            "mismatches": [
                {
                    "key": row.key,
                    "expected": row.expected or None,
                    "found": row.found or None,
                    "line": row.line or None,
                    "nearest": row.nearest or None,
                }
                for row in found.mismatches
            ],
            "notes": list(found.notes),
        }
    return listing


def _said(stored: StoredWeights, width: int) -> list[str]:
    rows = [
        (_short(key), shortened(printable(" ".join(value.split())), MOST)) for key, value in stored.metadata.items()
    ]
    if stored.classes and "classes" not in stored.metadata:
        rows.append(("classes", printable(f"{len(stored.classes):,}: {listed(stored.classes, 5)}")))
    if stored.preprocessing is not None and "preprocessing" not in stored.metadata:
        rows.append(("preprocessing", ", ".join(f"{key} {value}" for key, value in _facts(stored))))
    if not rows:
        return []
    return render([Column("metadata", narrowest=10), Column("value", narrowest=20)], sorted(rows), width)


def _facts(stored: StoredWeights) -> list[tuple[str, object]]:
    assert stored.preprocessing is not None
    return [(key, value) for key, value in stored.preprocessing.as_json().items() if value is not None]


def _verdict(found: Comparison, width: int) -> list[str]:
    name, total = (
        found.network.name,
        len(found.keys) + len(found.fresh) + sum(bool(m.expected) for m in found.mismatches),
    )
    lines = [f"{len(found.keys):,} of the {total:,} tensors of {name} are loaded from it"]
    lines += [printable(note) for note in found.notes]
    lines += [f"{_short(key)} starts fresh: it {why}" for key, why in found.fresh.items()]
    if found.mismatches:
        lines += ["", *table(found.mismatches, width)]
    return lines


def _count(shape: tuple[int, ...]) -> int:
    total = 1
    for extent in shape:
        total *= extent
    return total


def _short(key: str) -> str:
    return shortened(printable(key), 120)
