"""Bytes at random: each is a network or has its faults told, soon, and without an exception (fuzz.py)."""

from __future__ import annotations

from unittest.mock import patch

import pytest

import tests.conformance.fuzz
from tests.conformance.fuzz import BYTES, batch, draw, feed, smaller


def test_any_bytes() -> None:
    found = batch("test", 2_000)
    assert found.failures == {}
    assert found.slow == []
    assert found.results.total() == 2_000
    assert {"accepted", "rejected", "library", "unreadable"} == set(found.results)


def test_inputs_are_the_same_for_a_seed_and_small() -> None:
    from random import Random

    first = [draw(random) for random in [Random("a")] for _ in range(500)]
    assert first == [draw(random) for random in [Random("a")] for _ in range(500)]
    assert all(len(data) <= BYTES for data in first)
    assert sorted(map(len, first))[450] < 2_100


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (b"input 3x8x8\nrelu\n", "accepted"),
        (b"input 3x8x8\nrleu\n", "rejected"),
        (b"block b(): relu\n", "library"),
        (b"\xff", "unreadable"),
        (b"", "unreadable"),
    ],
)
def test_results(data: bytes, result: str) -> None:
    assert feed(data) == result


def test_an_exception_is_found_and_its_input_made_small() -> None:
    def check(source: object) -> None:
        if "conv" in source.text:  # type: ignore[attr-defined]
            raise KeyError("conv")
        raise RuntimeError

    with patch.object(tests.conformance.fuzz, "check", check):
        found = batch("test", 100)
        kinds = {kind.split(" ", 1)[0]: kind for kind in found.failures}
        assert set(kinds) == {"KeyError", "RuntimeError"}
        data, path, told = found.failures[kinds["KeyError"]]
        assert "KeyError" in told
        assert smaller(data, path, kinds["KeyError"]) == b"conv"


def test_what_takes_long_is_found() -> None:
    with patch.object(tests.conformance.fuzz, "SECONDS", 0.0):
        found = batch("test", 20)
    assert len(found.slow) == 20 - found.results["failed"]
    assert found.slowest > 0
