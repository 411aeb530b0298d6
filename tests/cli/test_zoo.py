"""`cnndsl zoo`, and names where other commands expect a FILE."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cnndsl
from cnndsl import zoo
from cnndsl.cli import cli


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def listed(*arguments: str) -> list[str]:
    result = run("zoo", *arguments, "--format", "csv")
    assert result.exit_code == 0, result.output
    return [row["name"] for row in csv.DictReader(io.StringIO(result.stdout))]


def tree(folder: str) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text("utf-8") for p in Path(folder).rglob("*") if p.is_file()}


# ------------------------------------------------------------------------------------------------------ the list


def test_the_list_is_exact_in_every_machine_format() -> None:
    net = cnndsl.load("resnet50")
    paper = 'He et al., "Deep Residual Learning for Image Recognition", 2015, arXiv:1512.03385'
    assert json.loads(run("zoo", "resnet50", "--format", "json").stdout) == [
        {
            "name": "resnet50",
            "input": [3, 224, 224],
            "output": [1000],
            "params": net.params,
            "macs": net.macs,
            "family": "ResNet",
            "paper": paper,
        }
    ]
    assert list(csv.reader(io.StringIO(run("zoo", "resnet50", "--format", "csv").stdout)))[1:] == [
        ["resnet50", "3x224x224", "1000", str(net.params), str(net.macs), "ResNet", paper]
    ]
    assert run("zoo", "resnet50", "--format", "md").stdout.splitlines() == [
        "| Name | Input | Params | MACs | Family | Paper |",
        "|---|---|---:|---:|---|---|",
        f"| resnet50 | 3x224x224 | {net.params:,} | {net.macs:,} | ResNet | {paper} |",
    ]


def test_the_table_fits_and_cuts_nothing_off(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run("zoo").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines[2:] if not line.startswith(" ")] == zoo.names()
    monkeypatch.setenv("COLUMNS", "200")
    rows = {line.split()[0]: line.split()[1:] for line in run("zoo").stdout.splitlines()}
    assert rows["resnet50"] == ["3x224x224", "25,557,032", "4,089,184,256", "ResNet", "He", "et", "al.,", "2015"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("lenet", ["lenet"]),  # a name goes before the family of that name
        ("LeNet*", ["lenet", "lenet5_1998"]),
        ("resnext", ["resnext101_32x8d", "resnext101_64x4d", "resnext50_32x4d"]),
        ("vgg1[36]", ["vgg13", "vgg16"]),
        ("wide resnet", ["wide_resnet101_2", "wide_resnet50_2"]),
    ],
)
def test_patterns(pattern: str, found: list[str]) -> None:
    assert listed(pattern) == found


def test_without_a_pattern_all_are_listed() -> None:
    assert listed() == zoo.names()
    assert listed("*") == zoo.names()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["resnt50"], "did you mean `resnet50`?"),
        (["mobilenet"], "did you mean `MobileNetV4`?"),
        (["/etc/*"], "`cnndsl zoo` lists all"),
        (["--copy", "here"], "--copy takes the name of an architecture"),
    ],
)
def test_wrong_usage(arguments: list[str], says: str) -> None:
    result = run("zoo", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert not os.listdir()


def test_a_faulty_architecture_shows_its_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zoo").mkdir()
    (tmp_path / "zoo" / "mine.cnn").write_text("input 3x8x8\nconv 4 9x9\n", "utf-8")
    monkeypatch.setattr(zoo, "FOLDER", str(tmp_path / "zoo"))
    result = run("zoo")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[E0303]" in result.stderr


# ------------------------------------------------------------------------------------------------------- copies


def test_a_copy_has_all_that_it_uses() -> None:
    result = run("zoo", "resnet56", "--copy", "a/b")
    names = ["resnet56.cnn", "families/resnet_cifar.cnn", "families/resnet.cnn", "families/units.cnn"]
    assert result.stdout.splitlines() == [f"a/b/{name}" for name in names]
    assert tree("a/b") == {name: (Path(zoo.FOLDER) / name).read_text("utf-8") for name in names}
    assert cnndsl.load("a/b/resnet56.cnn").params == 855_770


def test_what_is_there_already_is_left_alone() -> None:
    run("zoo", "resnet50", "--copy", "here")
    before = {path: path.stat().st_mtime_ns for path in Path("here").rglob("*.cnn")}
    result = run("zoo", "resnet", "--copy", "here")
    assert result.exit_code == 0
    assert "here/resnet50.cnn: is there already" in result.stdout
    assert result.stdout.count("families/units.cnn") == 1
    assert sorted(path.stem for path in Path("here").glob("*.cnn")) == listed("resnet")
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())


def test_another_text_is_never_replaced_and_nothing_is_written() -> None:
    Path("here/families").mkdir(parents=True)
    Path("here/families/units.cnn").write_text("# mine\n", "utf-8")
    os.symlink("nowhere", "here/resnet50.cnn")
    before = tree("here")
    result = run("zoo", "resnet50", "--copy", "here")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "error: here/resnet50.cnn, here/families/units.cnn: exists already, with another text; name another folder\n"
    )
    assert tree("here") == before
    assert not os.path.lexists("nowhere")


def test_a_place_that_cannot_be_written() -> None:
    Path("file").touch()
    result = run("zoo", "lenet", "--copy", "file")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: file/lenet.cnn: cannot be written: ")


# ---------------------------------------------------------------------------------------- names in other commands


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["check", "lenet", "alexnet"], 0, "alexnet: AlexNet, 3x224x224 -> 1000, 61,100,840 parameters"),
        (["check", "lenet", "--fix"], 0, "lenet: LeNet5"),
        (["check", "lenet", "--sizes", "32..32"], 0, "lenet: "),
        (["check", "lenet", "--data", "digits"], 0, "lenet: LeNet5"),
        (["check", "lenet", "--set", "classes=4"], 0, "lenet: LeNet5, 1x32x32 -> 4, 61,196 parameters"),
        (["check", "lenet", "--set", "classes=0"], 1, "lenet.cnn:"),
        (["summary", "resnet50"], 0, "ResNet50: 3x224x224 -> 1000"),
        (["explain", "lenet", "features.0"], 0, "conv 6 5x5"),
        (["quiz", "lenet"], 0, "conv 6 5x5"),
        (["expand", "vgg11"], 0, "maxpool"),
        (["diff", "vgg11", "vgg13"], 1, "vgg13"),
        (["fmt", "--check", "lenet", "resnet50"], 0, "2 files left unchanged"),
    ],
)
def test_a_name_stands_for_its_file(arguments: list[str], status: int, says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == status, result.output
    assert says in result.output


@pytest.mark.parametrize("command", [["fmt"], ["check", "--fix"]])
def test_a_name_is_never_written_to(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """These two change files; those that came with the package are not the user's."""
    folder = tmp_path / "zoo"
    folder.mkdir()
    (folder / "mine.cnn").write_text("input 3x8x8\nconv  4 3x3 stirde=2\n", "utf-8")
    monkeypatch.setattr(zoo, "FOLDER", str(folder))
    before = tree("zoo")
    result = run(*command, "mine")
    assert result.exit_code == 1
    assert tree("zoo") == before
    if command == ["fmt"]:
        assert "mine comes with cnndsl and is not changed; `cnndsl zoo mine --copy .` makes a copy" in result.output
    changed = run(*command, "zoo/mine.cnn")  # by its path it is a file like any other
    assert changed.exit_code == 0, changed.output
    assert tree("zoo") != before


# --------------------------------------------------------------------------------------------------- completion


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["summary", "squ"], ["file,squ", "plain,squeezenet1_0", "plain,squeezenet1_1"]),
        (["diff", "vgg11", "resnet15"], ["file,resnet15", "plain,resnet152"]),
        (["train", "--epochs", "2", "lecture_cnn_"], ["file,lecture_cnn_", "plain,lecture_cnn_bn"]),
        (["zoo", "goog"], ["plain,googlenet"]),
        (["zo"], ["plain,zoo"]),
    ],
)
def test_the_shell_completes_names(words: list[str], offered: list[str]) -> None:
    asked = {
        "_CNNDSL_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["cnndsl", *words]),
        "COMP_CWORD": str(len(words)),
    }
    code = "import sys; sys.argv[0] = 'cnndsl'; from cnndsl.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **asked},
        check=False,
        timeout=60,
    )
    assert done.stdout.splitlines() == offered
