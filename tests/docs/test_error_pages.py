"""The pages of the codes: one each, whose example fails with just that code and whose mended example is clean."""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import cnndsl
from cnndsl.cli import cli
from cnndsl.diagnostics import CODES, codes
from cnndsl.lints import lint
from cnndsl.pipeline import check
from cnndsl.source import Source
from cnndsl.train.data.sources import find
from cnndsl.train.decide.fit import fit

PAGES = Path("docs/errors")
README = PAGES / "README.md"
FILES = {"E0001"}
"""Codes that are about a file; their pages show the command in place of an example."""


def blocks(code: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", (PAGES / f"{code}.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)


def found(text: str, folder: Path) -> list[str]:
    """The codes that a text gives: its errors, or what the lints say of the network."""
    path = folder / "net.cnn"
    path.write_text(text, "utf-8")
    first = text.split("\n", 1)[0]
    run = first if first.startswith("# run:") else ""
    settings: dict[str, Any] = {name: int(value) for name, value in re.findall(r"--set (\w+)=(\d+)", run)}
    data = re.search(r"--data (\S+)", run)
    source = Source.read(str(path))
    checked = fit(source, settings, None, find(data[1]).facts).checked if data else check(source, settings)
    findings = lint(checked.network) if checked.network else checked.diagnostics
    return [finding.code.id for finding in findings]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == CODES.keys()


@pytest.mark.parametrize("code", CODES)
def test_the_heading_is_the_code_and_its_title(code: str) -> None:
    heading = (PAGES / f"{code}.md").read_text("utf-8").split("\n", 1)[0]
    assert heading == f"# {code}: {CODES[code].title}"


@pytest.mark.parametrize("code", [code for code in CODES if code not in FILES])
def test_the_example_fails_with_that_code_alone(code: str, tmp_path: Path) -> None:
    examples = blocks(code, "cnn fails")
    assert examples
    for example in examples:
        assert found(example, tmp_path) == [code]


@pytest.mark.parametrize("code", CODES)
def test_the_mended_example_is_clean(code: str, tmp_path: Path) -> None:
    examples = blocks(code, "cnn")
    assert examples
    for example in examples:
        assert found(example, tmp_path) == []


@pytest.mark.parametrize("code", sorted(FILES))
def test_the_page_of_a_file_shows_what_is_printed(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (session,) = blocks(code, "console")
    command, output = session.split("\n", 1)
    monkeypatch.chdir(tmp_path)
    Path("empty.cnn").touch()
    shown = CliRunner().invoke(cli, command.removeprefix("$ cnndsl ").split(), catch_exceptions=False).output
    assert shown == output
    assert f"[{code}]" in shown


@pytest.mark.parametrize("code", [code for code in CODES if code[0] in "WN"])
def test_a_lint_s_page_says_how_to_silence_it(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text("utf-8")
    assert page.endswith(f"\n`# allow: {code}` on the line silences it.\n")


def test_failing_examples_are_not_taken_for_clean_ones() -> None:
    for page in PAGES.glob("*.md"):
        fences = re.findall(r"^```(.*)$", page.read_text("utf-8"), re.MULTILINE)
        assert set(fences[::2]) <= {"cnn", "cnn fails", "console"}, page
        assert set(fences[1::2]) <= {""}, page


def test_every_code_has_an_emitter() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in Path("cnndsl").rglob("*.py"))
    used = set(re.findall(r"\bcodes?\.([A-Z_]+)\b", sources))
    constants = {name for name, value in vars(codes).items() if isinstance(value, codes.Code)}
    assert constants - used == set()


def test_the_readme_lists_every_code_once() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| (.+) \|$", README.read_text("utf-8"), re.MULTILINE)
    assert rows == [(code, code, CODES[code].title) for code in CODES]


def test_the_readme_s_lints_of_the_architectures_are_the_current_ones() -> None:
    networks = {path.stem: cnndsl.load(path) for path in Path("architectures").glob("*.cnn")}
    reported = {(finding.code.id, name) for name, network in networks.items() for finding in lint(network)}
    rows = re.findall(r"^\| ([WN]\d{4}) \| (.+?) \| .+ \|$", README.read_text("utf-8"), re.MULTILINE)
    told: Counter[tuple[str, str]] = Counter()
    for code, patterns in rows:
        for pattern in re.findall(r"`(.+?)`", patterns):
            matched = [name for name in networks if fnmatch(name, pattern)]
            assert matched, f"{pattern} is no architecture"
            told.update((code, name) for name in matched)
    assert told.keys() - reported == set(), "told and no longer reported"
    assert reported - told.keys() == set(), "reported and not told"
    assert max(told.values()) == 1, "told twice"
