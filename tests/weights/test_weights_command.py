"""`cnndsl weights` as a user calls it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result

import cnndsl
from cnndsl.cli import cli

from .conftest import TEXT, Saved, State

Call = Callable[..., Result]


@pytest.fixture
def call(saved: Saved, state: State, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("COLUMNS", "100")
    saved("w.safetensors", {f"module.{key}": tensor for key, tensor in state.items()}, {"note": "mine\x1b[2J"})
    saved("head.pt", {"model": {key: tensor.half() for key, tensor in state.items() if "head" in key}, "epoch": 3})
    Path("tiny.cnn").write_text(TEXT)
    return lambda *arguments: CliRunner().invoke(cli, ["weights", *arguments], catch_exceptions=False)


def test_a_list_of_what_there_is(call: Call) -> None:
    assert call("head.pt").stdout == (
        "head.pt: PyTorch, 2 tensors, 90 numbers, 180 B\n"
        "note: the weights are those under `model` in head.pt\n"
        "\n"
        "key          shape  type     bytes\n"
        "----------------------------------\n"
        "head.weight  10x8   float16    160\n"
        "head.bias    10     float16     20\n"
    )


def test_beside_a_network(call: Call) -> None:
    done = call("w.safetensors", "--against", "tiny.cnn", "--set", "classes=4")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "w.safetensors: safetensors, 16 tensors, 548 numbers, 2.1 KiB"
    assert "module.body.0.weight               8x4x3x3  float32  1,152  fits body.0.weight" in lines
    assert "module.head.bias                   10       float32     40  -" in lines
    assert "note      mine\\x1b[2J" in lines
    assert lines[-4:] == [
        "14 of the 16 tensors of Tiny are loaded from it",
        "`module.` of a wrapper taken off the keys",
        "head.weight starts fresh: it depends on the number of classes",
        "head.bias starts fresh: it depends on the number of classes",
    ]


def test_what_does_not_fit_ends_with_status_1(call: Call) -> None:
    done = call("head.pt", "--against", "tiny.cnn")
    assert done.exit_code == 1
    assert "stem.0.weight        4x3x3x3  -     4\n" in done.stdout
    assert "2 of the 16 tensors of Tiny are loaded from it\n" in done.stdout


def test_the_same_as_data(call: Call) -> None:
    found = json.loads(call("head.pt", "--against", "tiny.cnn", "--format", "json").stdout)
    assert found["tensors"][0] == {"key": "head.weight", "shape": [10, 8], "dtype": "float16", "bytes": 160}
    against = found["against"]
    assert (against["network"], against["fits"]) == ("Tiny", False)
    assert against["loaded"] == {"head.weight": "head.weight", "head.bias": "head.bias"}
    assert against["mismatches"][0] == {
        "key": "stem.0.weight", "expected": "4x3x3x3", "found": None, "line": "4", "nearest": None,
    }  # fmt: skip
    alone = json.loads(call("w.safetensors", "--format", "json").stdout)
    assert (alone["format"], alone["metadata"], alone["notes"]) == ("safetensors", {"note": "mine\x1b[2J"}, [])
    assert "against" not in alone


def test_the_table_in_the_document_is_what_is_printed(call: Call) -> None:
    page = (Path(__file__).parents[2] / "docs" / "weights.md").read_text("utf-8")
    _, command, shown = re.split(r"\$ cnndsl (predict lenet .*)\n", page.partition("## What has to fit")[2], maxsplit=1)
    state = cnndsl.load("lenet").to_torch().state_dict()
    state["features.conv2.weight"] = state.pop("features.3.weight")
    state["classifier.0.weight"] = torch.zeros(120, 256)
    torch.save(state, "renamed.pth")
    done = CliRunner().invoke(cli, command.split(), catch_exceptions=False)
    assert done.stderr == shown.partition("```")[0]


def test_wrong_usage(call: Call) -> None:
    done = call("w.safetensors", "--set", "classes=4")
    assert (done.exit_code, "--set and --input change the network of --against" in done.stderr) == (2, True)
    assert call("none.pt").exit_code == 1
    assert call("w.safetensors", "--against", "none.cnn").exit_code == 1


def test_an_empty_file_of_weights(call: Call) -> None:
    torch.save({"a": torch.zeros(0, 3)}, "e.pt")
    assert "a    0x3    float32      0\n" in call("e.pt").stdout
