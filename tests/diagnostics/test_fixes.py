"""Edits that are certain: made, they mend the fault; where two things may be meant there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.cli import cli
from cnndsl.diagnostics import surely_meant
from cnndsl.diagnostics.fixes import apply, fixes_of
from cnndsl.layers import ALIASES, LAYERS
from cnndsl.pipeline import check
from cnndsl.report.diagnostic_formats import as_dict
from cnndsl.source import Source
from tests.conftest import examples
from tests.graph.dags import Program
from tests.graph.drawn import programs

HEAD = "input 3x8x8\n"

MENDED = {
    # code: what is written below the input, and what it becomes
    "E0101 a tab": ("s:\n\trelu\n", "s:\n    relu\n"),
    "E0101 tabs of two levels": ("s:\n\tt:\n\t\trelu\n\ttanh\n", "s:\n    t:\n        relu\n    tanh\n"),
    "E0101 a tab after the spaces of all": ("s:\n  t:\n  \trelu\n", "s:\n  t:\n    relu\n"),
    "E0103 the sign of multiplication": ("conv 4 3×3\n", "conv 4 3x3\n"),
    "E0103 with blanks around it": ("conv 4 3 × 3 padding=1\n", "conv 4 3x3 padding=1\n"),
    "E0103 in an option": ("conv 4 3x3 stride=1×2\n", "conv 4 3x3 stride=1x2\n"),
    "E0103 a capital": ("conv 4 3X3\n", "conv 4 3x3\n"),
    "E0103 a Cyrillic letter": ("conv 4 3\u04453\n", "conv 4 3x3\n"),
    "E0103 three numbers": ("expect 3×8X8\n relu\n".replace("\n ", "\n"), "expect 3x8x8\nrelu\n"),
    "E0103 a no-break space": ("conv\u00a04 3x3\n", "conv 4 3x3\n"),
    "E0103 an invisible character": ("relu\u200b\n", "relu\n"),
    "E0103 a semicolon at the end": ("relu;  # a\n", "relu  # a\n"),
    "E0105 else if": ("if false: relu\nelse if true: tanh\n", "if false: relu\nelif true: tanh\n"),
    "E0106 a section": ("features\n    relu\n", "features:\n    relu\n"),
    "E0106 a section named like a layer with a number": ("conv1\n    relu\n", "conv1:\n    relu\n"),
    "E0106 a join": ("add\n    relu\n    tanh\n", "add:\n    relu\n    tanh\n"),
    "E0106 a loop with a comment": ("repeat 2  # twice\n    relu\n", "repeat 2:  # twice\n    relu\n"),
    "E0106 a range": ("for i in 1..2\n    relu\n", "for i in 1..2:\n    relu\n"),
    "E0106 a condition": ("if true\n    relu\nelse\n    tanh\n", "if true:\n    relu\nelse:\n    tanh\n"),
    "E0106 a block": ("block b(w=3)\n    conv w 1\nb\n", "block b(w=3):\n    conv w 1\nb\n"),
    "E0106 a head": ("a: aux weight=1\n    flatten\nrelu\n", "a: aux weight=1:\n    flatten\nrelu\n"),
    "E0106 a misspelt statement": ("repaet 2:\n    relu\n", "repeat 2:\n    relu\n"),
    "E0108 blanks around an equals sign": ("conv 4 3x3 padding = 1\n", "conv 4 3x3 padding=1\n"),
    "E0108 blanks on one side": ("conv 4 3 stride= 2 padding =(1)\n", "conv 4 3 stride=2 padding=(1)\n"),
    "E0108 commas": ("conv 4, 3x3, padding=1\n", "conv 4 3x3 padding=1\n"),
    "E0201 a layer": ("covn 4 3x3\n", "conv 4 3x3\n"),
    "E0201 a class of PyTorch": ("Conv2d 4 3x3\n", "conv 4 3x3\n"),
    "E0201 a block": ("block squeeze(): relu\nsqueze\n", "block squeeze(): relu\nsqueeze\n"),
    "E0202 an option": ("conv 4 3x3 strid=2\n", "conv 4 3x3 stride=2\n"),
    "E0202 a parameter": ("block b(width=2): conv width 1\nb widht=3\n", "block b(width=2): conv width 1\nb width=3\n"),
    "E0203 an option": ("conv 4 3x3 stride=2  stride=2 padding=1\n", "conv 4 3x3 stride=2 padding=1\n"),
    "E0203 by place and by name": ("conv 4 3x3 kernel=3x3\n", "conv 4 3x3\n"),
    "E0203 a scheme": ("init bias=0 bias=0\nconv 4 3\n", "init bias=0\nconv 4 3\n"),
    "E0206 a word": ("conv 4 3x3 padding=smae\n", "conv 4 3x3 padding=same\n"),
    "E0208 a name": ("let width = 4\nconv widht 3x3\n", "let width = 4\nconv width 3x3\n"),
    "E0208 a name in parentheses": ("let width = 4\nconv (widht) 3\n", "let width = 4\nconv (width) 3\n"),
    "E0208 a member": ("conv in.chanels 3x3\n", "conv in.channels 3x3\n"),
    "E0208 a function": ("conv (roud(2.5)) 3\n", "conv (round(2.5)) 3\n"),
    "E0208 Python's False": ("conv 4 3x3 bias=False\n", "conv 4 3x3 bias=false\n"),
    "E0407 a label": ("stem: relu\nadd:\n    tanh\n    from setm\n", "stem: relu\nadd:\n    tanh\n    from stem\n"),
}

INPUTS = {
    "E0103": ("input 3×8×8\nrelu\n", "input 3x8x8\nrelu\n"),
    "E0206 stars": ("input 3*8*8\nrelu\n", "input 3x8x8\nrelu\n"),
    "E0206 blanks": ("input 3 8  8\nrelu\n", "input 3x8x8\nrelu\n"),
    "E0108 commas, then blanks": ("input 3, 8, 8\nrelu\n", "input 3x8x8\nrelu\n"),
    "E0106 a model": (
        "model A(c=3)\n    input 3x8x8\n    conv c 1\n",
        "model A(c=3):\n    input 3x8x8\n    conv c 1\n",
    ),
}
ALL = {**{case: (HEAD + text, HEAD + mended) for case, (text, mended) in MENDED.items()}, **INPUTS}


@pytest.mark.parametrize("case", ALL)
def test_the_edit_mends_the_fault(case: str, tmp_path: Path) -> None:
    text, mended = ALL[case]
    first = check(Source("net.cnn", text)).diagnostics[0]
    assert first.code.id == case[:5]
    assert as_dict(first, "net.cnn")["fix"]["replacement"] == first.fix.text  # type: ignore[union-attr]
    path = tmp_path / "net.cnn"
    path.write_text(text, "utf-8")
    result = CliRunner().invoke(cli, ["check", "--fix", str(path)], catch_exceptions=False)
    assert path.read_text("utf-8") == mended
    assert result.exit_code == 0
    assert cnndsl.check(mended) == []


def test_a_misspelt_import_is_mended(tmp_path: Path) -> None:
    (tmp_path / "lib.cnn").write_text("block basic(): relu\n")
    path = tmp_path / "net.cnn"
    path.write_text("use basik from 'lib.cnn'\ninput 3x8x8\nbasic\n")
    assert CliRunner().invoke(cli, ["check", "--fix", str(path)], catch_exceptions=False).exit_code == 0
    assert path.read_text() == 'use basic from "lib.cnn"\ninput 3x8x8\nbasic\n'


LEFT = {
    "tabs here and spaces there": "s:\n\trelu\nt:\n    tanh\n",
    "a tab and spaces in one block": "s:\n    relu\n\ttanh\n",
    "a layer with lines below it": "relu\n    tanh\n",
    "a misspelt layer with lines below it": "rellu\n    tanh\n",
    "a layer with a colon": "conv 4 1x1:\n    relu\n",
    "a loop without lines": "repeat 2\nrelu\n",
    "a number with a point": "conv 4 1.5×3\n",
    "a size with a name": "let k = 3\nconv 4 3xk\n",
    "an option with two values": "conv 4 3x3 stride=1 stride=2\n",
    "a name with another digit": "let w1 = 4\nconv w2 3x3\n",
    "a label with another digit": "conv1: relu\nadd:\n    relu\n    from conv2\n",
    "a name that two are near": "let width_in = 4\nlet width_it = 4\nconv width_ix 3\n",
    "two options for one": "conv 4 kernels=3 kernel=3\n",
    "input channels": "conv in_channels=3 channels=4 kernel=3\n",
    "an equals sign without a value": "conv 4 3x3 stride =\n",
    "a semicolon between": "relu; tanh\n",
}


@pytest.mark.parametrize("case", LEFT)
def test_what_may_mean_two_things_is_left_alone(case: str) -> None:
    faults = cnndsl.check(HEAD + LEFT[case])
    assert faults
    assert [fault.fix for fault in faults] == [None] * len(faults)


@pytest.mark.parametrize("keyword", LAYERS)
def test_no_keyword_stands_for_another(keyword: str) -> None:
    assert surely_meant(keyword, [*LAYERS, *ALIASES]) == keyword
    others = [word for word in (*LAYERS, *ALIASES) if word.replace("_", "") != keyword.replace("_", "")]
    assert surely_meant(f"{keyword}3x", others) is None


@settings(max_examples=examples(60))
@given(program=programs(), data=st.data())
def test_tabs_become_the_levels_that_they_were(program: Program, data: st.DataObject) -> None:
    """Of any program: all indentations are tabs, or those of some lines, which is clear or left alone."""
    lines = program.text.splitlines(keepends=True)
    levels = [(len(line) - len(line.lstrip(" "))) // 4 for line in lines]
    assume(any(levels))
    tabbed = "".join("\t" * level + line.lstrip(" ") for level, line in zip(levels, lines, strict=True))
    note(tabbed)
    source = Source("net.cnn", tabbed)
    faults = check(source).diagnostics
    assert [fault.code.id for fault in faults].count("E0101") == sum(map(bool, levels))
    assert apply(source, fixes_of(faults, source)) == program.text
    inner = [at for at, level in enumerate(levels) if level]
    some = set(data.draw(st.lists(st.sampled_from(inner), min_size=1, unique=True)))
    mixed = "".join(f"\t{line[4:]}" if at in some else line for at, line in enumerate(lines))
    source = Source("net.cnn", mixed)
    fixes = fixes_of(check(source).diagnostics, source)
    assert not fixes or apply(source, fixes) == program.text


def test_more_slips_than_are_told_at_once_are_mended(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input 3x8x8\n" + "covn 3 3 padding=1\n" * 1100, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--fix", str(path)], catch_exceptions=False)
    assert (result.exit_code, path.read_text(encoding="utf-8")) == (0, "input 3x8x8\n" + "conv 3 3 padding=1\n" * 1100)


def test_where_few_of_many_faults_can_be_mended_the_rest_is_told(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input 3x8x8\ncovn 3 1\nfirst: relu\n" + "from nowhere\n" * 1100, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--fix", str(path)], catch_exceptions=False)
    assert (result.exit_code, path.read_text(encoding="utf-8").startswith("input 3x8x8\nconv 3 1\n")) == (1, True)
    assert "no more are looked for" in result.output


LONG_NUMBER = "let a = 12345678901234567890\n"


def test_a_limit_that_a_line_passes_does_not_end_the_mending(tmp_path: Path) -> None:
    """The slip in the keyword hides that of the option."""
    path = tmp_path / "net.cnn"
    path.write_text(f"input 3x8x8\n{LONG_NUMBER}cnov 4 3x3 paddig=1\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--fix", str(path)], catch_exceptions=False)
    assert "error[E0406]" in result.stdout
    assert result.stderr == f"{path}: 2 edits made\n"
    assert path.read_text(encoding="utf-8") == f"input 3x8x8\n{LONG_NUMBER}conv 4 3x3 padding=1\n"


def test_certain_edits_that_are_left_are_told(tmp_path: Path) -> None:
    """More faults than are told at once, of which few can be mended, end the mending."""
    path = tmp_path / "net.cnn"
    path.write_text(
        "input 3x8x8\n" + "covn 3 1 paddig=0\n" * 20 + "first: relu\n" + "from nowhere\n" * 1100, encoding="utf-8"
    )
    result = CliRunner().invoke(cli, ["check", "--fix", str(path)], catch_exceptions=False)
    assert result.stderr == f"{path}: 20 edits made; run --fix again for 20 more\n"
    result = CliRunner().invoke(cli, ["check", "--fix", str(path)], catch_exceptions=False)
    assert result.stderr == f"{path}: 20 edits made\n"


def test_the_edits_of_an_imported_file_are_not_those_that_are_left(tmp_path: Path) -> None:
    (tmp_path / "lib.cnn").write_text("block basic():\n    conv 4 3x3 paddig=1\n")
    path = tmp_path / "net.cnn"
    path.write_text('use basic from "lib.cnn"\ninput 3x8x8\nbasic\nconv 4, 1\n')
    result = CliRunner().invoke(cli, ["check", "--fix", str(path)], catch_exceptions=False)
    assert "paddig" in result.stdout
    assert result.stderr == f"{path}: 1 edit made\n"
