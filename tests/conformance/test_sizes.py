"""Networks at other sizes than the declared one (sizes.py): some of them, and what is fixed is told."""

from __future__ import annotations

from itertools import islice

from tests.conformance.sizes import batch, wrong
from tests.conformance.triples import drawn


def test_what_is_accepted_at_another_size_runs_there() -> None:
    assert batch(list(islice(drawn("sizes"), 10))) == []


def test_what_is_fixed_when_the_file_is_compiled_is_told() -> None:
    assert "gives something else" in wrong("input 2x6x6\ntimes in.height\n")
