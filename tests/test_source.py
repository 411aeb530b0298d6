"""Places in a text: lines and columns, without a list of all lines."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

import cnndsl
from cnndsl.source import Source

PIECES = st.sampled_from(["\n", "\r\n", "\n\n", "a", "é字", "x" * 300, "y" * 1024, "\n" * 700])


@given(st.lists(PIECES, max_size=12).map("".join), st.data())
def test_lines_and_columns_are_those_of_counting(text: str, data: st.DataObject) -> None:
    source, lines = Source("x", text), text.split("\n")
    assert source.line_count == len(lines)
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset].split("\n")
    assert source.position(offset) == (len(before), len(before[-1]) + 1)
    line = data.draw(st.integers(1, len(lines)))
    assert source.line(line) == lines[line - 1].rstrip("\r")


def test_empty_lines_take_no_memory() -> None:
    """8 million of them took 380 MiB."""
    text = "input 3x8x8\n" + "\n" * 2**21
    tracemalloc.start()
    try:
        faults = cnndsl.check(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [fault.code.id for fault in faults] == ["E0405"]
    assert peak < 2**20
