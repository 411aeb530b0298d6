"""Unified diffs that are compared part after part: those of difflib where it is exact, and short for what repeats."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import pytest

from cnndsl.report.text_difference import LONGEST, TOGETHER, unified, unique_pairs

DISTINCT = [f"conv {number} 3x3" for number in range(1_000)]
RELUS = ["input 3x8x8", *["relu"] * (LONGEST + 500)]


def difference(old: Sequence[str], new: Sequence[str]) -> list[str]:
    return list(unified(old, new, "a", "b", unique_pairs(old, new), end=""))


def changed(*places: int) -> list[str]:
    return [f"tconv {at} 2" if at in places else line for at, line in enumerate(DISTINCT)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (DISTINCT, DISTINCT),
        (DISTINCT, changed(500)),
        (DISTINCT, changed(0, 3, 999)),
        (DISTINCT, changed(TOGETHER - 1, 2 * TOGETHER, 3 * TOGETHER + 1)),
        (DISTINCT, [*DISTINCT[:300], "relu", *DISTINCT[300:]]),
        (DISTINCT, DISTINCT[:300] + DISTINCT[500:]),
        (RELUS, RELUS),
        (RELUS, [*RELUS, "fc 10"]),
        ([*RELUS, "fc 10"], RELUS),
        ([], DISTINCT),
        (RELUS, []),
        ([], []),
    ],
)
def test_it_is_that_of_difflib(old: list[str], new: list[str]) -> None:
    assert difference(old, new) == list(difflib.unified_diff(old, new, "a", "b", lineterm=""))


def test_a_change_between_thousands_of_equal_lines_is_one() -> None:
    """difflib takes lines that stand often for no anchors, and reports 1,500 here."""
    new = [*RELUS[:1_000], "fc 10", *RELUS[1_000:]]
    relu = " relu"
    assert difference(RELUS, new) == ["--- a", "+++ b", "@@ -998,6 +998,7 @@", *[relu] * 3, "+fc 10", *[relu] * 3]


def test_long_parts_without_equal_ends_are_wholly_changed() -> None:
    count = LONGEST + 1
    old, new = (["input 3x8x8", start, *["relu"] * count, end] for start, end in (("a", "b"), ("c", "d")))
    _, _, head, *lines = difference(old, new)
    assert head == f"@@ -1,{count + 3} +1,{count + 3} @@"
    assert lines == [" input 3x8x8", *(f"-{line}" for line in old[1:]), *(f"+{line}" for line in new[1:])]
