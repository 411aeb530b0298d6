"""What people see: every `.cnn` file below this folder with the output of `cnndsl check --notes` beside it.

A first line `# run: OPTIONS` gives the command further options. After a deliberate change
`UPDATE_SNAPSHOTS=1 pytest tests/ui` writes the outputs again; read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import cnndsl
from cnndsl.cli import cli
from cnndsl.diagnostics import CODES

HERE = Path(__file__).parent
CASES = sorted(HERE.rglob("*.cnn"))


def run(path: Path) -> str:
    first = path.read_bytes().split(b"\n", 1)[0].decode("utf-8", "replace")
    options = first.removeprefix("# run:").split() if first.startswith("# run:") else []
    name = path.relative_to(HERE).as_posix()
    return CliRunner().invoke(cli, ["check", "--notes", *options, name], catch_exceptions=False).output


def emitted(text: str) -> list[str]:
    return re.findall(r"^(?:error|warning|note)\[(\w+)\]", text, re.MULTILINE)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(HERE).with_suffix("").as_posix())
def test_output(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    expected = path.with_suffix(".txt")
    found = run(path)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        expected.write_text(found, "utf-8")
    assert expected.read_text("utf-8") == found
    folder = path.parent.name
    if folder in CODES:
        assert folder in emitted(found)
    else:
        assert bool(emitted(found)) == (folder == "several")


def test_twenty_faults_are_twenty_errors() -> None:
    """All in one run, each at its own line, and no other that follows from them."""
    text = (HERE / "several" / "twenty_faults.cnn").read_text("utf-8")
    faults = cnndsl.check(text, path=str(HERE / "several" / "twenty_faults.cnn"))
    assert len(faults) == 20
    assert len({fault.span.line for fault in faults if fault.span}) == 20
    assert len({fault.code for fault in faults}) > 15


def test_no_output_is_left_without_its_program() -> None:
    assert {path.with_suffix(".cnn") for path in HERE.rglob("*.txt")} == set(CASES)


def test_every_code_has_a_case() -> None:
    seen = {code for path in CASES for code in emitted(path.with_suffix(".txt").read_text("utf-8"))}
    assert seen == CODES.keys()


def test_every_code_is_distinct_and_says_what_it_is() -> None:
    assert len({code.title for code in CODES.values()}) == len(CODES)
    for identifier, code in CODES.items():
        assert code.id == identifier
        assert re.fullmatch(r"[EWN]\d{4}", identifier)
        assert code.severity[0].upper() == identifier[0]
