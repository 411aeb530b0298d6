"""What typical faults look like: the programs and their messages stand in snapshots.txt.

After a deliberate change, `UPDATE_SNAPSHOTS=1 pytest tests/diagnostics` writes the file again; read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import cnndsl
from cnndsl.diagnostics import CODES
from cnndsl.diagnostics.render import render_all

FILE = Path(__file__).with_name("snapshots.txt")
ELSEWHERE = {"E0001", "E0210", "E0213"}
"""Faults that a text alone does not have: unreadable files, settings from outside, imports."""


def read() -> dict[str, tuple[str, str]]:
    """Program and message by name."""
    cases = {}
    for case in FILE.read_text("utf-8").split("==== ")[1:]:
        name, _, rest = case.partition("\n")
        program, _, message = rest.partition("----\n")
        cases[name] = (program, message.rstrip("\n"))
    return cases


CASES = read()


def shown(program: str) -> str:
    return render_all(cnndsl.check(program, path="net.cnn"))


@pytest.mark.parametrize("name", CASES)
def test_snapshot(name: str) -> None:
    program, expected = CASES[name]
    if os.environ.get("UPDATE_SNAPSHOTS"):
        CASES[name] = program, shown(program)
        texts = [f"==== {key}\n{text}----\n{message}\n" for key, (text, message) in CASES.items()]
        FILE.write_text("\n".join(texts), "utf-8")
        return
    assert shown(program) == expected


def test_every_code_has_a_snapshot() -> None:
    emitted = {fault.code.id for program, _ in CASES.values() for fault in cnndsl.check(program)}
    assert emitted == CODES.keys() - ELSEWHERE


def test_every_code_is_distinct_and_says_what_it_is() -> None:
    assert len({code.title for code in CODES.values()}) == len(CODES)
    for identifier, code in CODES.items():
        assert code.id == identifier
        assert len(identifier) == 5
        assert identifier[0] == "E"
        assert identifier[1:].isdecimal()


@pytest.mark.parametrize("name", CASES)
def test_a_message_has_a_place_and_an_action(name: str) -> None:
    for fault in cnndsl.check(CASES[name][0], path="net.cnn"):
        assert fault.span is not None
        assert str(fault).startswith(f"net.cnn:{fault.span.line}:{fault.span.column}: error[{fault.code.id}]: ")
        assert fault.help
        assert not fault.title.endswith((".", ":"))
