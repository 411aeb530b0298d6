"""Values inside drawn networks (taps.py): some of them."""

from __future__ import annotations

from itertools import islice

from tests.conformance.taps import batch, drawn


def test_what_is_asked_for_is_what_output_lines_give() -> None:
    pairs = list(islice(drawn("test"), 30))
    assert sum("again" in text for text, _ in pairs) > 10
    assert batch(pairs) == []
