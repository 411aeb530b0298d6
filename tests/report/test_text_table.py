"""Wrapping of table cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnndsl.report.text_table import Column, render, wrap
from cnndsl.text import display_width


@given(st.text("abc. ", max_size=60), st.integers(4, 30))
def test_wrapping_keeps_every_character_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_columns_shrink_until_the_table_fits() -> None:
    columns = [Column("a", narrowest=5), Column("number", right=True)]
    lines = render(columns, [["one two three four", "12"]], width=20)
    assert max(map(len, lines)) <= 20
    assert lines[2].endswith("12")


@pytest.mark.parametrize("width", [64, 70, 80, 100])
def test_words_are_whole_where_there_is_room_for_them(width: int) -> None:
    """The cells that users saw broken: a keyword, a status."""
    columns = [
        Column("Line", right=True),
        Column("Name", narrowest=10),
        Column("Layer", narrowest=12),
        Column("Status", narrowest=8),
        Column("%", right=True, spare=True),
    ]
    rows = [["7", "features.denseblock1.denselayer12", "global_avgpool padding=same", "interrupted", "100.0"]]
    text = "\n".join(render(columns, rows, width))
    assert max(map(len, text.splitlines())) <= width
    for word in ("global_avgpool", "padding=same", "interrupted", "denseblock1", "denselayer12"):
        assert word in text


def test_a_spare_column_gives_way_to_whole_words() -> None:
    columns = [Column("Name", narrowest=3), Column("%", right=True, spare=True)]
    assert render(columns, [["one global_avgpool", "12.5"]], 24)[0].split() == ["Name", "%"]
    narrow = render(columns, [["one global_avgpool", "12.5"]], 18)
    assert narrow[0].split() == ["Name"]
    assert any("global_avgpool" in line for line in narrow)


def test_wide_characters_take_two_columns() -> None:
    columns = [Column("Run", narrowest=4), Column("n", right=True)]
    lines = render(columns, [["畳み込み層の名前", "1"], ["ab", "22"]], 14)
    assert max(map(display_width, lines)) <= 14
    assert {display_width(line) for line in lines if line.endswith(("n", "1", "22", "-"))} == {14}
