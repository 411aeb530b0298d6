"""Names and texts from strangers, in every command and format: none steers the terminal, begins a line, or is markup."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cnndsl.cli import cli
from cnndsl.printable import as_uri, in_csv, in_json, in_markdown, printable
from tests.cli.every_command import NAME, ON_RUNS, TEXT, calls, run, write_files

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


@pytest.mark.parametrize("name", [name for name in cli.list_commands(click.Context(cli)) if name not in ON_RUNS])
def test_what_every_command_prints_of_hostile_names_and_texts(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_files()
    for words in calls(name, []):
        run(words)


@pytest.mark.parametrize("words", [["--help"], [NAME], [f"{NAME}.cnn"], [f"--{NAME}"], ["-" + NAME, NAME]])
def test_what_the_program_itself_prints_of_hostile_words(words: list[str]) -> None:
    run(words)


SHOWN = [
    ["check", "--notes"], ["fmt", "--diff"], ["fmt", "-"], ["summary"], ["explain"], ["expand"],
    ["export", "--to", "cnn", "-o", "-"], ["draw", "--format", "html", "-o", "-"], ["report", "-o", "-"],
]  # fmt: skip


ONE_AFTER_THE_OTHER = """
import json, sys
from cnndsl.cli import cli
from cnndsl.cli.streams import guard

guard()
for words in json.loads(sys.argv[1]):
    try:
        cli(words)
    except SystemExit as end:
        print("STATUS", end.code, flush=True)
"""


def test_what_a_terminal_gets(tmp_path: Path) -> None:
    """Colours, and nothing else that steers it; a file or a pipe gets the bytes of a document as they are."""
    name = tmp_path / f"{NAME}.cnn"
    name.write_text(f'# {TEXT}\nmodel M(t="{TEXT}")\ninput 3x8x8\nconv   4 3  # {TEXT}\nif t == "{TEXT}": relu\n')
    lines = [words if words == ["fmt", "-"] else [*words, str(name)] for words in SHOWN]
    ours, theirs = pty.openpty()
    with open(name, "rb") as source:
        line = [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(lines)]
        process = subprocess.Popen(line, stdin=source, stdout=theirs, stderr=theirs, cwd=tmp_path)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait() == 0, shown
    text = re.sub(r"\x1b\[[\d;]*m", "", shown.decode().replace("\r\n", "\n"))
    assert all(map(str.isprintable, text.split("\n"))), text
    assert "\n::error" not in text
    *documents, after = re.split(r"STATUS (\d+)\n", text)
    assert (documents[1::2], after) == (["0"] * len(SHOWN), "")
    for words, document in zip(SHOWN, documents[::2], strict=True):
        assert len(document) > 40, (words, document)


def test_a_picture_that_is_no_text_is_not_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("reportlab")
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    result = CliRunner().invoke(cli, ["draw", "lenet", "--format", "pdf", "-o", "-"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no text to show on a terminal" in result.stderr


def test_commands_to_the_log_of_a_build_are_defused_wherever_a_line_is_broken() -> None:
    assert printable("a\n::error file=b::c") == r"a \x3a:error file=b::c"
    assert printable("x##[error]y ##vso[task.z]") == r"x\x23#[error]y \x23#vso[task.z]"
    assert printable("torch::nn::Module ## [1] a::b") == "torch::nn::Module ## [1] a::b"


def test_a_document_is_the_bytes_of_the_file_in_a_pipe() -> None:
    text = f"# {TEXT}\ninput 3x8x8\nrelu\n"
    assert CliRunner().invoke(cli, ["fmt", "-"], input=text).stdout_bytes == text.replace("\t\n", "\n").encode()


def test_texts_in_each_kind_of_output() -> None:
    assert in_markdown("a|b `c` [d](e) *f* ~~g~~ \\|http://h www.i <b>&") == (
        r"a\|b \`c\` \[d\](e) \*f\* \~\~g\~\~ \\\|http\://h www\.i &lt;b&gt;&amp;"
    )
    assert [in_csv(text) for text in ("=1", "+1", "-a", "-1", "@a", "a;=1", "\uff1d1", "a=1;b")] == [
        "'=1", "'+1", "'-a", "-1", "'@a", "a;'=1", "'\uff1d1", "a=1;b",
    ]  # fmt: skip
    assert (as_uri("//host/a b"), as_uri("a\\b:c")) == ("/host/a%20b", "a%5Cb%3Ac")
    assert in_json(json.dumps(["\udcff\x9b\U000e0001"], ensure_ascii=False)) == r'["\\udcff\u009b\udb40\udc01"]'


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
