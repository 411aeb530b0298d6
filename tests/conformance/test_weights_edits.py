"""Edited weights files end in errors or predictions (weights_edits.py)."""

from random import Random

from tests.conformance.weights_edits import tried


def test_edited_weights_files() -> None:
    ends, broken = tried(100, Random(7))
    assert broken == []
    assert set(ends) <= {"error", "predicts", "no numbers"}
    assert min(ends["error"], ends["predicts"]) > 15
