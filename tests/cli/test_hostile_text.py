"""Names and texts from strangers, in every command and format: none steers the terminal, begins a line, or is markup."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cnndsl.cli import cli

NAMES = (
    "a\n::error::b.cnn",
    "a\x1b[31mb.cnn",
    "a\u202eb.cnn",
    "a<script>b.cnn",
    "=HYPERLINK(1).cnn",
    "a\r\x07\x9bb.cnn",
    os.fsdecode(b"a\xff\xfe.cnn"),
    "a b%,:#?.cnn",
)

GOOD = "input 3x8x8\nconv   4 3\nrelu\nflatten\nfc 10\n"
BAD = 'input 3x8x8\nconv 4 "\x1b[31m\u202e<script>=1"\nnot_a_layer "\x9b\u2066|<b>" 3\nflatten\nfc 10\n'
LIBRARY = "block b(): relu\n"

COMMANDS = (
    ("check",),
    ("check", "--notes"),
    ("check", "--sizes", "4..9"),
    *(("check", "--notes", "--format", form) for form in ("json", "github", "sarif")),
    ("check", "--fix"),
    *(("summary", "--format", form) for form in ("table", "json", "md", "csv")),
    ("summary", "--depth", "1"),
    ("explain",),
    ("expand",),
    ("quiz",),
    ("fmt", "--check"),
    ("fmt", "--diff"),
    ("fmt",),
    ("draw", "-o", "drawn.svg"),
    ("train", "--dry-run", "--data", "none"),
)


@pytest.mark.parametrize("text", [GOOD, BAD, LIBRARY, "", "\0"], ids=["good", "bad", "library", "empty", "binary"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_printed_of_hostile_names_and_texts(
    command: tuple[str, ...], text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        Path(name).write_text(text, "utf-8")
        result = CliRunner().invoke(cli, [*command, name])
        assert result.exception is None or isinstance(result.exception, SystemExit), name
        shown = result.output.replace("\n", "")
        assert all(char.isprintable() for char in shown), (name, result.output)
        assert not re.search(r"^::error::b", result.output, re.MULTILINE)
        if "md" in command:
            assert "<script>" not in result.stdout
        if "json" in command or "sarif" in command:
            json.loads(result.stdout or "{}")
        if "csv" in command and result.exit_code == 0:
            cells = [cell for row in csv.reader(io.StringIO(result.stdout)) for cell in row]
            assert not any(cell.startswith(("=", "@", "+")) for cell in cells)


def test_the_uri_of_sarif_is_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "a b%,#?\u00fc.cnn"
    Path(name).write_text(BAD, "utf-8")
    found = json.loads(CliRunner().invoke(cli, ["check", "--format", "sarif", name]).stdout)
    places = [result["locations"][0]["physicalLocation"] for result in found["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"a%20b%25%2C%23%3F%C3%BC.cnn"}


@pytest.mark.parametrize("name", NAMES[:6])
def test_a_run_of_a_hostile_folder_is_no_formula_and_no_markup(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "options.json").write_text("{")
    for form in ("table", "json", "csv", "md"):
        result = CliRunner().invoke(cli, ["runs", str(tmp_path), "--format", form])
        assert isinstance(result.exception, SystemExit)
        assert all(char.isprintable() for char in result.output.replace("\n", "")), result.output
        if form == "csv":
            assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(result.stdout)) for cell in row)
        if form == "md":
            assert "<script>" not in result.output


@pytest.mark.parametrize("name", NAMES)
def test_what_is_worked_out_stays_a_comment(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(GOOD, "utf-8")
    worked_out = CliRunner().invoke(cli, ["expand", name]).stdout
    Path("again.cnn").write_text(worked_out, "utf-8")
    assert CliRunner().invoke(cli, ["check", "again.cnn"]).exit_code == 0
    assert worked_out.split("\n")[1].startswith("model ")


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.cnn")
    (tmp_path / "net.cnn").write_text('use b from "pipe.cnn"\ninput 3x8x8\nb\n')
    for name in ("pipe.cnn", "net.cnn"):
        result = CliRunner().invoke(cli, ["check", str(tmp_path / name)])
        assert result.exit_code == 1
        assert "no regular file" in result.output
    result = CliRunner().invoke(cli, ["check", "/dev/zero"])
    assert "no regular file" in result.output
