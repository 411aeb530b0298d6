"""A run folder with one byte or field changed: a plain error, or the same result (run_folder.py)."""

from __future__ import annotations

from tests.conformance import run_folder


def test_an_edited_file_is_an_error_or_changes_nothing() -> None:
    found = run_folder.run(400, seed=0, share=0.004)
    assert not found.faults, found.faults[:5]
    for act in ("resume", "eval", "predict", "runs"):
        assert sum(count for (name, _), count in found.outcomes.items() if name == act) > 10, act
    assert found.outcomes["resume", "unchanged"]
    assert found.outcomes["resume", "error"]
