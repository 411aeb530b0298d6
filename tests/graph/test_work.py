"""What was found to take long (tests/conformance/slowest.py): twice the lines are about twice the calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random

import pytest

from cnndsl.pipeline import check
from cnndsl.report.summary_formats import table
from cnndsl.source import Source
from tests.conformance import workers
from tests.conformance.measured_commands import COMMANDS, Bench
from tests.conformance.scaled_programs import BYTES, changed, drawn, read, text
from tests.conformance.slowest import SCALES, Task, search

HEAD = "input 3x8x8\n"
ROUNDS: dict[str, Callable[[int], str]] = {
    "a window too large, after a long history": lambda n: (
        "relu\n" * n + f"a: relu\nrepeat {n}:\n    from a\n    conv 1 99\n"
    ),
    "branches that differ, after a long history": lambda n: (
        "relu\n" * n + f"a: relu\nrepeat {n}:\n    from a\n    add:\n        conv 4 1\n        identity\n"
    ),
    "a label that is not there, among many": lambda n: (
        "".join(f"l{i}: relu\n" for i in range(n)) + f"repeat {n}: from zz\n"
    ),
    "a label that stands below": lambda n: f"repeat {n}: from zz\n" + "".join(f"z{i}: relu\n" for i in range(n)) + "zz: relu\n",
    "a name that is not there, in a long file": lambda n: "relu\n" * n + f"repeat {n}: conv missing 1\n",
    "a name that is bound elsewhere": lambda n: (
        "if false:\n    let q = 1\n" + "relu\n" * n + f"repeat {n}: conv q 1\n"
    ),
    "parameters that are not as expected, of many sections": lambda n: (
        "".join(f"s{i}:\n    conv 3 1\n" for i in range(n)) + f"repeat {n}: expect params=3\n"
    ),
    "parameters that are not as expected, line by line": lambda n: (
        "".join(f"s{i}:\n    conv 3 1\n" for i in range(n)) + "expect params=3\n" * n
    ),
    "sizes that are not as expected, line by line": lambda n: "conv 3 1\n" * n + "expect 3x7x7\n" * n,
    "sizes that are not as expected": lambda n: "maxpool 1\n" * n + f"repeat {n}: expect 3x7x7\n",
    "a line that cannot be read": lambda n: f"repeat {n}: conv 3 .5.5.5.5\n",
    "labels that are all read": lambda n: (
        "".join(f"l{i}: relu\n" for i in range(n)) + "".join(f"from l{i}\n" for i in range(n))
    ),
    "heads": lambda n: "".join(f"h{i}: aux: relu\n" for i in range(n)) + "relu\n",
    "adaptive pools": lambda n: "".join(f"adaptive_avgpool {200 + i}\n" for i in range(n)),
}  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


COUNTED = [each for each in COMMANDS if each not in ("sarif", "input", "sizes", "unrolled", "volumes", "export")]
"""The others do what these do, or have a budget that is larger than the inputs here."""


def calls(bench: Bench, text: str) -> int:
    """The functions that are called for a text by all commands."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    for command in COUNTED:
        sys.setprofile(note)
        try:
            bench.run(text, command)
        finally:
            sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", ROUNDS)
def test_twice_the_lines_are_twice_the_work(kind: str, bench: Bench) -> None:
    few, once, twice = (calls(bench, HEAD + ROUNDS[kind](n)) for n in (10, 55, 100))
    assert twice - few < 2.6 * (once - few)


def test_long_lines_and_names_do_not_multiply_in_tables() -> None:
    broken = HEAD + "repeat 1000: conv 3 .5." + "padding=500." * 500 + "\n"
    assert len(table(check(Source("x", broken)).draft, 1, width=80)) < 600_000  # type: ignore[arg-type]
    long = HEAD + "".join("    " * i + f"n{i}" * 100 + ":\n" for i in range(4)) + "    " * 4 + "repeat 9000: relu\n"
    assert [fault.code.id for fault in check(Source("x", long)).diagnostics] == ["E0406"]


def test_the_search_climbs_and_finds_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNDSL_JOBS", "1")
    seed = "input 3x8x8\nrepeat 3000:\n    conv 4 3 padding=1\n    relu\n"
    (found,) = workers.shared(search, [Task(60, "test", [seed], inputs=12, scales=SCALES[:2])])
    assert found.failures == {}
    assert found.inputs == 12
    assert found.measurements > 36  # 12 with three commands each, and those that climbed
    assert {each.scale for each in found.kept} == {*SCALES[:2]}
    assert all(0 <= each.measured.seconds < 10 and 5 < each.measured.mebibytes < 2048 for each in found.kept)


def test_programs_grow_with_their_scale() -> None:
    given = "input 3x8x8\nlet a0 = 1\n" + "".join(f"let a{i} = a{i - 1}\n" for i in range(1, 9))
    program = read(given + "repeat 900:\n    conv max(" + "1, " * 50 + "2) 1\n")
    assert text(program, 2) == ("input 3x8x8\nlet a0 = 1\nlet a1 = a0\nlet a2 = a1\nrepeat 2:\n    conv max(1, 2) 1\n")
    assert text(program, 8).startswith(given)
    random = Random("programs")
    for _ in range(20):
        program = changed(random, program, drawn(random))
        for scale in SCALES:
            assert len(text(program, scale).encode()) <= BYTES
