"""What people see: every `.cnn` file below this folder with the output of `cnndsl check --notes` beside it.

`NAME.summary.txt` and `NAME.explain.txt`, where they exist, are what these commands show of `NAME.cnn`. A first line `# run: OPTIONS` gives the command further options. After a deliberate change
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
SHOWN = sorted([*HERE.rglob("*.summary.txt"), *HERE.rglob("*.explain.txt")])


def run(path: Path, *command: str) -> str:
    """The output of a command, by default of `check --notes`."""
    first = path.read_bytes().split(b"\n", 1)[0].decode("utf-8", "replace")
    options = first.removeprefix("# run:").split() if first.startswith("# run:") else []
    name = path.relative_to(HERE).as_posix()
    result = CliRunner().invoke(cli, [*(command or ("check", "--notes")), *options, name], catch_exceptions=False)
    assert result.exit_code == 1 or not command
    return result.output


def program(shown: Path) -> Path:
    """The file that an output belongs to."""
    return shown.with_name(f"{shown.name.split('.', 1)[0]}.cnn")


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


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.relative_to(HERE).with_suffix("").as_posix())
def test_what_is_known_of_a_faulty_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its table or its sums, and all that `check` says of it below."""
    monkeypatch.chdir(HERE)
    found = run(program(path), path.name.split(".")[1])
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(found, "utf-8")
    assert path.read_text("utf-8") == found
    assert found.endswith(run(program(path)))


def test_twenty_faults_are_twenty_errors() -> None:
    """All in one run, each at its own line, and no other that follows from them."""
    text = (HERE / "several" / "twenty_faults.cnn").read_text("utf-8")
    faults = cnndsl.check(text, path=str(HERE / "several" / "twenty_faults.cnn"))
    assert len(faults) == 20
    assert len({fault.span.line for fault in faults if fault.span}) == 20
    assert len({fault.code for fault in faults}) > 15


def test_no_output_is_left_without_its_program() -> None:
    assert {program(path) for path in HERE.rglob("*.txt")} == set(CASES)


def test_every_code_has_a_case() -> None:
    seen = {code for path in CASES for code in emitted(path.with_suffix(".txt").read_text("utf-8"))}
    assert seen == CODES.keys()


def test_every_code_is_distinct_and_says_what_it_is() -> None:
    assert len({code.title for code in CODES.values()}) == len(CODES)
    for identifier, code in CODES.items():
        assert code.id == identifier
        assert re.fullmatch(r"[EWN]\d{4}", identifier)
        assert code.severity[0].upper() == identifier[0]
