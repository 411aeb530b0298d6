"""Three layers in a row in a process that checks its heap (triples.py): some of them, and a process that dies is told."""

from __future__ import annotations

from itertools import islice

import cnndsl
from tests.conformance.triples import drawn, run, wrong


def test_three_layers_in_a_row_run() -> None:
    texts = list(islice(drawn("test"), 40))
    assert {text.split("\n")[0].count("x") for text in texts} == {1, 2, 3}
    assert run(texts) == []


def test_what_is_wrong_is_told() -> None:
    assert "not finite" in wrong(cnndsl.parse("input 1x4x4\ntimes 3e38\ntimes 3e38\n"))
    assert "batch" in wrong(cnndsl.parse("input 2x4x4\nsoftmax dim=0\n"))


def test_a_network_that_is_at_fault_hides_no_other() -> None:
    found = run(["input 2x4\nrelu\n", "no network\n", "input 2x4\nrelu\n"])
    assert [each.split(":")[0] for each in found] == ["CheckError"]
