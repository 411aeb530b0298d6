"""`cnndsl check` for machines: JSON, GitHub's commands, SARIF; --strict, --notes and --fix."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli
from tests.cli.machine_formats import assert_valid

FAULTY = "input 3x8x8\nstem: covn 4 3x3\nrelu\nconv 4 9x9 strid=2\n"
BIASED = "input 3x8x8\nconv 4 3x3\nbatchnorm\nrelu\nmaxpool 2\n"


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", *arguments], input=text, catch_exceptions=False)


def findings(*arguments: str, text: str) -> list[dict[str, Any]]:
    result = run("--format", "json", *arguments, "-", text=text)
    (file,) = json.loads(result.stdout)["files"]
    return list(file["diagnostics"])


def test_json_has_the_place_the_words_and_the_edit() -> None:
    first, second = findings(text=FAULTY)
    assert first == {
        "code": "E0201",
        "severity": "error",
        "file": "<stdin>",
        "line": 2,
        "column": 7,
        "end_line": 2,
        "end_column": 11,
        "message": "there is no layer or block `covn`",
        "label": "",
        "notes": [],
        "help": "did you mean `conv`?",
        "related": [],
        "calls_left_out": 0,
        "fix": {
            "file": "<stdin>",
            "line": 2,
            "column": 7,
            "end_line": 2,
            "end_column": 11,
            "replacement": "conv",
        },
    }
    assert (second["code"], second["line"], second["fix"]["replacement"]) == ("E0202", 4, "stride")


def test_json_of_clean_faulty_and_unreadable_files(tmp_path: Path) -> None:
    clean, faulty, empty = (tmp_path / name for name in ("clean.cnn", "faulty.cnn", "empty.cnn"))
    clean.write_text("input 3x8x8\nconv 4 3x3\n")
    faulty.write_text("input 3x8x8\nconv 4 9x9\n")
    empty.write_text("")
    result = run("--format", "json", *map(str, (clean, faulty, empty, "architectures/families/vgg.cnn")))
    assert result.exit_code == 1
    files = json.loads(result.stdout)["files"]
    assert files[0]["network"] == {
        "name": "clean",
        "input": [3, 8, 8],
        "output": [4, 6, 6],
        "params": 112,
        "buffers": 0,
        "macs": 3888,
    }
    assert [len(file["diagnostics"]) for file in files] == [0, 1, 1, 0]
    assert [file["network"] is None for file in files] == [False, True, True, True]
    assert files[2]["diagnostics"][0]["line"] is None
    assert files[1]["diagnostics"][0]["related"][0]["message"] == "gives 3x8x8"


def test_github_commands_are_escaped() -> None:
    result = run("--format", "github", "-", text="input 3x8x8\nconv 4 9x9\n")
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith(
        "::error file=<stdin>,title=E0303,line=2,col=8,endLine=2,endColumn=11::a window of height 9 "
    )
    assert "%0A" in line
    warning = run("--format", "github", "--notes", "-", text=BIASED).stdout.splitlines()
    assert [line.split(" ")[0] for line in warning] == ["::warning", "::notice"]


def test_sarif_is_what_its_readers_expect() -> None:
    log = json.loads(run("--format", "sarif", "-", text=FAULTY).stdout)
    assert log["version"] == "2.1.0"
    (part,) = log["runs"]
    rules = {rule["id"] for rule in part["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in part["results"]} == rules == {"E0201", "E0202"}
    first = part["results"][0]
    assert first["level"] == "error"
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 11}
    change = first["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change == {"deletedRegion": region, "insertedContent": {"text": "conv"}}


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_what_programs_get_is_what_is_documented(form: str) -> None:
    """Of every case that there is for a message, and of networks with and without names for their ends."""
    cases = sorted(map(str, Path("tests/ui").glob("*/*.cnn")))
    assert len(cases) > 100
    named = ("input a 3x8x8\nconv 4 3\noutput b\n", "input 3x8x8\nconv 4 3\n", "block b(n): conv n 3\n", "")
    for text in ("-", *cases):
        for given in named if text == "-" else (None,):
            assert_valid(form, json.loads(run("--notes", "--format", form, text, text=given).stdout))
    with_data = json.loads(run("--data", "mnist", "--format", form, "lenet").stdout)
    assert_valid(form, with_data)


def test_both_name_the_calls_around_a_fault() -> None:
    text = "block f(n):\n    conv n 9\ninput 3x8x8\nf 4\n"
    (found,) = findings(text=text)
    (result,) = json.loads(run("--format", "sarif", "-", text=text).stdout)["runs"][0]["results"]
    said = [(place["message"], place["line"]) for place in found["related"]]
    assert ("in block `f` with n=4", 4) in said
    assert said == [
        (place["message"]["text"], place["physicalLocation"]["region"]["startLine"])
        for place in result["relatedLocations"]
    ]


@pytest.mark.parametrize(
    ("count", "called"),
    [(0, []), (9, [8, 7, 6, 5, 4, 3, 2, 1, 0]), (10, [9, 8, 7, 6, 3, 2, 1, 0]), (31, [30, 29, 28, 27, 3, 2, 1, 0])],
)
def test_of_deep_calls_the_ends_are_named(count: int, called: list[int]) -> None:
    """Up to nine all; JSON and SARIF say how many are left out, as the text does."""
    blocks = "".join(f"block b{depth}(n):\n    b{depth + 1} n\n" for depth in range(count - 1))
    inner = f"block b{count - 1}(n):\n    conv n 9\ninput 3x8x8\nb0 4\n" if count else "input 3x8x8\nconv 4 9\n"
    (found,) = findings(text=blocks + inner)
    sarif = json.loads(run("--format", "sarif", "-", text=blocks + inner).stdout)
    assert_valid("sarif", sarif)
    (result,) = sarif["runs"][0]["results"]
    told = [place["message"].split("`")[1] for place in found["related"] if place["message"].startswith("in block")]
    assert told == [f"b{depth}" for depth in called]
    left_out = count - len(called)
    assert found["calls_left_out"] == left_out
    assert result.get("properties") == ({"callsLeftOut": left_out} if left_out else None)
    assert (f"{left_out} more calls around these" in run("-", text=blocks + inner).stdout) is (left_out > 0)


def test_messages_of_sarif_hold_no_link_and_no_placeholder() -> None:
    text = 'input 3x8x8\nconv 4 3 padding="[a](http://e.com/\\) {{0}} [b]"\n'
    (result,) = json.loads(run("--format", "sarif", "-", text=text).stdout)["runs"][0]["results"]
    assert r"\[a\](http://e.com/\\) {{0}} \[b\]" in result["message"]["text"]
    (result,) = json.loads(run("--format", "sarif", "-", text="input 3x8x8\nconv 4 [3, y]\n").stdout)["runs"][0][
        "results"
    ]
    assert "\\[" not in result["message"]["text"]


@pytest.mark.parametrize(("flags", "status"), [([], 0), (["--strict"], 1), (["--strict", "--notes"], 1)])
def test_strict_makes_warnings_count(flags: list[str], status: int) -> None:
    assert run(*flags, "-", text=BIASED).exit_code == status


def test_strict_lets_notes_pass() -> None:
    text = "input 3x8x8\nconv 4 3x3\nrelu\nmaxpool 2\n"
    result = run("--strict", "--notes", "-", text=text)
    assert result.exit_code == 0
    assert "note[N0501]" in result.output
    assert "N0501" not in run("-", text=text).output


def test_fix_applies_what_is_certain_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_bytes(b"input 3x8x8  # shape\r\nstem: covn 4 3x3, padding=1\r\nbatchnrm\r\nconv 4 9x9 strid=2\r\n")
    path.chmod(0o640)
    result = run("--fix", str(path))
    assert path.read_bytes() == (  # the keyword comes to light once the comma is gone
        b"input 3x8x8  # shape\r\nstem: conv 4 3x3 padding=1\r\nbatchnorm\r\nconv 4 9x9 stride=2\r\n"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "4 edits made" in result.output
    assert os.listdir(tmp_path) == ["net.cnn"]
    assert result.exit_code == 1
    assert "E0303" in result.output


def test_fix_leaves_a_file_without_certain_edits_alone(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input 3x8x8\nconv 4 9x9\n")
    before = path.stat().st_mtime_ns
    assert run("--fix", str(path)).exit_code == 1
    assert path.stat().st_mtime_ns == before
