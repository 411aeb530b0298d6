"""Words and numbers as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnndsl.text import (
    can_be_written,
    enumerated,
    listed,
    plural,
    shape_text,
    shortened,
    typeset_shape,
    wrapped_at_clauses,
)


@pytest.mark.parametrize(("shape", "text"), [((3, 224, 224), "3x224x224"), ((10,), "10"), ((), "")])
def test_shapes(shape: tuple[int, ...], text: str) -> None:
    assert shape_text(shape) == text
    assert typeset_shape(shape) == text.replace("x", "×")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((0, "image"), "0 images"),
        ((1, "image"), "1 image"),
        ((1293, "image"), "1,293 images"),
        ((1, "batch", "batches"), "1 batch"),
        ((2, "batch", "batches"), "2 batches"),
    ],
)
def test_plurals(arguments: tuple[int, str], text: str) -> None:
    assert plural(*arguments) == text


def test_of_many_names_the_others_are_counted() -> None:
    assert listed("abc", 3) == "a, b, c"
    assert listed("abcde", 3) == "a, b, c and 2 more"
    assert listed(map(str, range(2000)), 1) == "0 and 1,999 more"


def test_all_parts_in_a_sentence() -> None:
    assert enumerated(["a"]) == "a"
    assert enumerated(("a", "b")) == "a and b"
    assert enumerated("abc", "or") == "a, b or c"


@given(st.text(), st.integers(1, 30))
def test_a_shortened_text_has_so_many_characters_at_most(text: str, most: int) -> None:
    found = shortened(text, most)
    assert len(found) <= most
    assert found == text if len(text) <= most else (found[-1] == "…" and text.startswith(found[:-1]))


def test_lines_are_broken_where_a_clause_ends() -> None:
    line = "        3 images cannot be decoded: photos/one.png (it is cut off), photos/two.png (it is cut off)"
    assert wrapped_at_clauses(line, 80) == [line[:67], " " * 8 + line[68:]]
    assert wrapped_at_clauses(line, 80, indent=2) == [line[:67], "  " + line[68:]]
    assert wrapped_at_clauses(line, 200) == [line]


@pytest.mark.parametrize(("text", "written"), [("Größe/名前", True), ("", True), ("a\0b", False), ("\udcff", False)])
def test_what_files_can_state(text: str, written: bool) -> None:
    assert can_be_written(text) is written
    assert written == ("\0" not in text and text.encode("utf-8", "ignore").decode() == text)
