"""A network that needs a higher limit is trained, resumed, measured and exported with it, and its run remembers it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import cnndsl
from cnndsl.cli import cli
from cnndsl.evaluate import weights
from cnndsl.train.decide.options import Options
from cnndsl.train.run import train
from cnndsl.train.show.progress import Silent

TEXT = "model Long(classes=10)\ninput 1x8x8\nconv 2 3x3 stride=2\nrepeat 10100: let n = 1\nflatten\nfc classes\n"


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [str(word) for word in words])
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "long.cnn"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture(scope="module")
def folder(file: Path) -> Path:
    """A run of one epoch, trained with --limit."""
    out = file.parent / "run"
    words = ("train", file, "--limit", 10_200, "--epochs", 1, "--batch-size", 512, "--out", out)
    status, output = run(*words)
    assert status == 0, output
    return out


def test_python_takes_a_limit(file: Path) -> None:
    with pytest.raises(cnndsl.CheckError, match="the limit of 10,000 statements"):
        cnndsl.load(file)
    assert cnndsl.load(file, limit=10_200).params == cnndsl.parse(TEXT, limit=10_200).params == 210
    assert cnndsl.check(TEXT, limit=10_200) == []
    for wrong in (0, -1, 10**9, 2.5):
        with pytest.raises(ValueError, match="limit takes a whole number from 1 to 10,000,000"):
            cnndsl.parse(TEXT, limit=wrong)


def test_training_says_what_raises_the_limit(file: Path, tmp_path: Path) -> None:
    status, output = run("train", file, "--epochs", 1, "--out", tmp_path / "run")
    assert status == 1
    assert "raise the limit with --limit" in output


def test_a_run_remembers_its_limit(folder: Path) -> None:
    assert json.loads((folder / "options.json").read_text("utf-8"))["options"]["limit"] == 10_200
    status, output = run("train", folder, "--epochs", 1, "--batch-size", 512, "--out", folder.parent / "further")
    assert status == 0, output


def test_its_weights_stand_alone_and_need_no_limit(folder: Path, file: Path) -> None:
    network = weights.load(folder).network
    assert network.stands_alone
    assert network.graph.tensors() == cnndsl.load(file, limit=10_200).graph.tensors()
    status, output = run("eval", folder)
    assert status == 0, output
    status, output = run("eval", folder, "--limit", 5)
    assert status == 2
    status, output = run("export", folder, "--to", "safetensors", "-o", folder.parent / "out.safetensors")
    assert status == 0, output
    assert weights.load(folder.parent / "out.safetensors").network.stands_alone


def test_a_file_with_weights_from_elsewhere_takes_a_limit(folder: Path, file: Path) -> None:
    best = folder / "best.safetensors"
    words = ("eval", file, "--weights", best, "--data", "digits")
    assert run(*words)[0] == 1
    status, output = run(*words, "--limit", 10_200)
    assert status == 0, output
    assert run("weights", best, "--against", file)[0] == 1
    assert run("weights", best, "--against", file, "--limit", 10_200)[0] == 0
    assert run("weights", best, "--limit", 10_200)[0] == 2


def test_a_network_of_python_keeps_the_limit_that_it_was_loaded_with(file: Path, tmp_path: Path) -> None:
    network = cnndsl.load(file, limit=10_200)
    made = train(network, Options(epochs=1, batch_size=512), Silent(), tmp_path / "run")
    assert json.loads((made / "options.json").read_text("utf-8"))["options"]["limit"] == 10_200
