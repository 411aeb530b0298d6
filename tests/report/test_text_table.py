"""Wrapping of table cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cnndsl.report.text_table import Column, render, wrap


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
