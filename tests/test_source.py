"""Places in a text: lines and columns, without a list of all lines."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnndsl
from cnndsl.source import Source, SourceError, decode

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


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("input 3x8x8\n".encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
        (b"\xfe\xff\x00i", "is UTF-16 text; save it as UTF-8"),
        (b"input 3x8x8\rrelu\r", "ends its lines with carriage returns alone"),
        (b"input \0", "is a binary file"),
        (b"# \xff", "is not UTF-8 text (byte 0xff in line 1)"),
    ],
)
def test_what_is_no_text_of_a_network_is_told_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode("net.cnn", data)
    assert str(caught.value).startswith(f"net.cnn: {said}")


@pytest.mark.parametrize("data", [b"input 3x8x8\r\nrelu\r\n", b"\xef\xbb\xbfinput 3x8x8\nrelu", b"input 3x8x8\nrelu\r"])
def test_marks_and_line_ends_of_others_are_no_fault(data: bytes) -> None:
    assert cnndsl.check(decode("net.cnn", data)) == []


@pytest.mark.parametrize(
    "text", ["input 3x8x8\n# a\rconv 4 3\nrelu\n", "input 3x8x8\nrelu\r\r\nrelu\n", "input 3x8x8\nconv 4 3\rrelu\n"]
)
def test_a_carriage_return_within_a_line_is_a_fault(text: str) -> None:
    """Python's own lines, and those of many editors, would be others than those of the messages."""
    fault = cnndsl.check(text)[0]
    assert (fault.code.id, fault.title) == ("E0103", "a carriage return within a line")
    assert fault.span is not None
    assert text[fault.span.start] == "\r"
    assert str(fault.span).endswith(f":{text[: fault.span.start].count(chr(10)) + 1}:{fault.span.column}")


@given(st.text(alphabet="#r\n\r\r ", max_size=12))
def test_lines_of_messages_are_the_lines_of_python_and_of_editors(text: str) -> None:
    text = f"input 3x8x8\n{text}\nnonsense\n"
    faults = cnndsl.check(text)
    if any("carriage" in fault.title for fault in faults):
        assert "\r" in text.replace("\r\n", "\n")
    else:
        line = next(fault.span.line for fault in faults if fault.span and fault.span.text == "nonsense")
        assert text.splitlines()[line - 1] == "nonsense"
