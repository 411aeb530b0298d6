"""`cnndsl explain`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cnndsl
from cnndsl.cli import cli
from cnndsl.diagnostics import CODES

ALEXNET = "architectures/alexnet.cnn"


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, ["explain", *arguments], env=environment, catch_exceptions=False)


def test_a_layer_by_name_and_by_line() -> None:
    by_name, by_line = run(ALEXNET, "features.0"), run(ALEXNET, "7")
    assert by_name.exit_code == 0
    assert by_name.output == by_line.output
    assert "floor(54.25) + 1 = 55" in by_name.output


def test_every_layer_stands_there() -> None:
    output = run(ALEXNET).output
    assert output.startswith("AlexNet(classes=1000): 3x224x224 -> 1000\n\n")
    heads = [line.split(" (")[0] for line in output.splitlines()[2:] if line and not line.startswith(" ")]
    assert heads == [layer.name for layer in cnndsl.load(ALEXNET).layers]


def test_the_input_line() -> None:
    assert "r = 1; j = 1" in run(ALEXNET, "4").output


def test_settings_and_input() -> None:
    output = run(ALEXNET, "classifier.6", "--set", "classes=7").output
    assert "7 * 4096 + 7 = 28,679" in output
    assert "floor((64 + 2*2 - 11)/4) + 1" in run(ALEXNET, "features.0", "--input", "3x64x64").output


def test_only_sums_and_paths_are_longer_than_the_terminal() -> None:
    for path in (ALEXNET, "architectures/googlenet.cnn", "architectures/inception_v3.cnn"):
        for line in run(path, COLUMNS="80").output.splitlines():
            assert len(line) <= 80 or " = " in line or not line.startswith("  "), line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((ALEXNET, "feature.0"), "did you mean `features.0`?"),
        (
            (ALEXNET, "23"),
            "no layer stands on line 23, which is `repeat`: its lines, N times; the nearest are line 22 and line 24",
        ),
        ((ALEXNET, "5"), "the nearest are line 4 and line 6"),
        ((ALEXNET, "31"), "has 30 lines"),
        (("E0399",), "near are E0"),
        (("W0001",), "no code W0001"),
    ],
)
def test_what_is_not_there_is_a_usage_error(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_a_faulty_file_exits_1() -> None:
    result = run("architectures/lenet.cnn", "--input", "1x8x8")
    assert result.exit_code == 1
    assert "E0303" in result.output


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained(code: str) -> None:
    result = run(code)
    assert result.exit_code == 0
    assert result.output.startswith(f"{code}: {CODES[code].title}\n")


def test_a_file_that_is_named_like_a_code_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("E0302").write_text("input 3x8x8\nconv 4 3\n", "utf-8")
    assert "4 * (3*3*3) + 4 = 112" in run("E0302").output


@pytest.mark.parametrize("arguments", [["explain", ALEXNET], ["explain", "E0302"], ["quiz", ALEXNET, "--answers"]])
def test_nothing_heavy_is_imported(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom cnndsl.cli import cli\n"
        f"cli({arguments!r}, standalone_mode=False)\n"
        "heavy = {'torch', 'torchvision', 'numpy', 'sklearn', 'rich', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
