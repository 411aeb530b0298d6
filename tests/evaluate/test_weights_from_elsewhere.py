"""`cnndsl eval` and `predict` with `--weights`: a .cnn file or a run, and the weights of somebody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image
from safetensors.torch import load_file

import cnndsl
from cnndsl.cli import cli
from cnndsl.evaluate import weights
from cnndsl.evaluate.weights_from_elsewhere import load
from cnndsl.train.data.preprocessing import Preprocessing

from .conftest import SMALL

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Path) -> Call:
    """Run a command in a folder with small.cnn, the weights of the run in PyTorch's format, and an image."""
    monkeypatch.chdir(tmp_path)
    Path("small.cnn").write_text(SMALL)
    torch.save(load_file(finished / "best.safetensors"), "best.pt")
    Image.new("L", (8, 8), 200).save("a.png")
    return lambda *arguments: CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=False)


def figures(done: Result) -> dict[str, object]:
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    return {key: found[key] for key in ("accuracy", "loss", "confusion_matrix", "classes", "images")}


def test_a_file_with_the_weights_of_a_run_is_the_run(call: Call, finished: Path) -> None:
    usual = figures(call("eval", finished, "--format", "json"))
    assert figures(call("eval", "small.cnn", "--weights", finished, "--format", "json")) == usual
    assert figures(call("eval", finished, "--weights", "best.pt", "--format", "json")) == usual
    last = finished / "last.safetensors"
    assert figures(call("eval", finished, "--weights", last, "--format", "json")) == figures(
        call("eval", last, "--format", "json")
    )
    predicted = call("predict", finished, "a.png", "--format", "json")
    assert call("predict", "small.cnn", "a.png", "--weights", finished, "--format", "json").stdout == predicted.stdout


def test_the_model_takes_as_many_classes_as_the_weights_tell_apart(call: Call, finished: Path) -> None:
    Path("small.cnn").write_text(SMALL.replace("classes=10", "classes=1000"))
    for source in (finished, "best.pt"):
        assert load(Path("small.cnn"), str(source)).network.output == (10,)
    assert call("predict", "small.cnn", "a.png", "--weights", finished, "--set", "classes=7").exit_code == 1


def test_what_the_weights_do_not_say_is_said(call: Call) -> None:
    trained = load(Path("small.cnn"), "best.pt")
    assert trained.classes == tuple("0123456789")
    assert trained.preprocessing == Preprocessing((8, 8), 1, (0.5,), (0.5,))
    done = call("predict", "small.cnn", "a.png", "--weights", "best.pt")
    assert done.stderr.splitlines() == [
        "note: the weights do not name the classes, so they are numbered",
        "note: the weights do not say how images are normalised: mean 0.5, deviation 0.5 are taken",
    ]
    colour = cnndsl.parse("input 3x8x8\nflatten\nfc 4\n")
    Path("colour.cnn").write_text(colour.source.text)
    torch.save(colour.to_torch().state_dict(), "colour.pt")
    given = load(Path("colour.cnn"), "colour.pt").preprocessing
    assert given == Preprocessing((8, 8), 3, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def test_classes_without_names_get_those_of_the_data(call: Call) -> None:
    Path("data/test").mkdir(parents=True)
    for at, name in enumerate("abcdefghij"):
        Path("data/test", name).mkdir()
        Image.new("L", (8, 8), 20 * at).save(f"data/test/{name}/0.png")
    Path("data/train").symlink_to("test")
    done = call("eval", "small.cnn", "--weights", "best.pt", "--data", "data", "--format", "json")
    assert [one["name"] for one in json.loads(done.stdout)["classes"]] == list("abcdefghij")
    assert "--data NAME or FOLDER" in call("eval", "small.cnn", "--weights", "best.pt").stderr


def test_the_whole_network_has_to_be_there(call: Call) -> None:
    state = torch.load("best.pt", weights_only=True)
    torch.save({key: tensor for key, tensor in state.items() if not key.startswith("4.")}, "trunk.pt")
    done = call("predict", "small.cnn", "a.png", "--weights", "trunk.pt")
    assert done.exit_code == 1
    assert "error: trunk.pt does not fit Small: 2 keys are missing" in done.stderr
    state["0.weight"][0] = float("nan")
    torch.save(state, "nan.pt")
    done = call("predict", "small.cnn", "a.png", "--weights", "nan.pt")
    assert "error: nan.pt: `0.weight` has numbers that are infinite or not a number" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("predict RUN a.png --set classes=3", 2, "--set and --input change a .cnn file, which needs --weights"),
        ("predict RUN a.png --set classes=3 --weights best.pt", 2, "--set and --input change a .cnn file, and "),
        ("predict small.cnn a.png", 1, "is not a safetensors file"),
        ("predict best.pt a.png", 1, "a pickle can run any code"),
        ("predict nix.cnn a.png --weights best.pt", 1, "error: nix.cnn: there is no such file"),
        ("predict faulty.cnn a.png --weights best.pt", 1, "error[E0201]: there is no layer or block `covn`"),
        ("predict library.cnn a.png --weights best.pt", 1, "is a library of blocks, not a network"),
        ("predict map.cnn a.png --weights best.pt", 1, "Map gives no numbers for classes, but a map"),
        ("predict vector.cnn a.png --weights best.pt", 1, "error: Vector takes 8, and no images"),
        ("eval small.cnn --weights nix.pt", 1, "error: there is no weights file nix.pt"),
    ],
)
def test_what_cannot_be_used(arguments: str, code: int, said: str, call: Call, finished: Path) -> None:
    Path("faulty.cnn").write_text("input 1x8x8\ncovn 3\n")
    Path("library.cnn").write_text("block unit():\n    relu\n")
    Path("map.cnn").write_text("model Map()\ninput 1x8x8\nconv 3 3x3\n")
    Path("vector.cnn").write_text("model Vector()\ninput 8\nfc 3\n")
    done = call(*[str(finished) if word == "RUN" else word for word in arguments.split()])
    assert said in done.stderr
    assert done.exit_code == code


def test_a_stated_interpolation_that_is_none(weights_file: Path) -> None:
    with pytest.raises(Exception, match="unknown interpolation 'lanczos'"):
        weights.load(weights_file)


@pytest.fixture
def weights_file(weights: Callable[..., Path]) -> Path:
    from .conftest import PREPROCESSING

    return weights(preprocessing=json.dumps({**PREPROCESSING, "interpolation": "lanczos"}))
