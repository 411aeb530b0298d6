"""Weights handed over: equal tensors, and metadata that `predict` takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

import cnndsl
from cnndsl.evaluate import weights as reading
from tests.evaluate.conftest import METADATA, Weights, weights  # noqa: F401 - fixtures
from tests.export.conftest import SMALL, run


def metadata(path: Path) -> dict[str, str]:
    with safe_open(path, framework="pt") as file:
        return dict(file.metadata())


def test_what_is_initialised_is_what_the_seed_draws(folder: Path) -> None:
    assert run("small.cnn", "-o", "out.safetensors", "--seed", "7").exit_code == 0
    torch.manual_seed(7)
    expected = cnndsl.parse(SMALL).to_torch().state_dict()
    found = load_file(folder / "out.safetensors")
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[key], tensor) for key, tensor in expected.items())
    said = metadata(folder / "out.safetensors")
    assert (said["seed"], said["input"], said["cnn"]) == ("7", "[3, 8, 8]", SMALL)
    assert "classes" not in said


def test_half_halves_what_is_float(folder: Path) -> None:
    assert run("small.cnn", "-o", "out.safetensors", "--half").exit_code == 0
    found = load_file(folder / "out.safetensors")
    assert {str(tensor.dtype) for tensor in found.values()} == {"torch.float16", "torch.int64"}


def test_trained_weights_stay_trained(folder: Path, weights: Weights) -> None:  # noqa: F811
    assert run(str(weights()), "-o", "out.safetensors").exit_code == 0
    old, new = reading.load(weights()), reading.load(folder / "out.safetensors")
    assert (new.classes, new.preprocessing, new.precision) == (old.classes, old.preprocessing, old.precision)
    assert all(torch.equal(new.model.state_dict()[key], tensor) for key, tensor in old.model.state_dict().items())
    found = metadata(folder / "out.safetensors")
    assert len(found.pop("digest")) == 32  # that of these tensors and fields, which loading compares
    assert {**found, "source": ""} == {**METADATA, "source": ""}


def test_a_file_gets_weights_from_elsewhere_if_they_are_its_own(folder: Path) -> None:
    state = cnndsl.parse(SMALL).to_torch().state_dict()
    save_file(state, folder / "own.safetensors")
    assert run("small.cnn", "--weights", "own.safetensors", "-o", "out.safetensors").exit_code == 0
    found = load_file(folder / "out.safetensors")
    assert all(torch.equal(found[key], tensor) for key, tensor in state.items())
    done = run("small.cnn", "--set", "classes=3", "--weights", "own.safetensors", "-o", "other.safetensors")
    assert done.exit_code == 1
    assert "`2.weight` has the shape [10, 256], the network [3, 256] (and 1 more)" in done.output
    del state["2.bias"]
    save_file(state, folder / "own.safetensors")
    done = run("small.cnn", "--weights", "own.safetensors", "-o", "other.safetensors")
    assert "`2.bias` is missing" in done.output


@pytest.mark.parametrize("field", ["classes", "preprocessing"])
def test_metadata_that_do_not_fit_are_refused(folder: Path, field: str) -> None:
    state = cnndsl.parse(SMALL).to_torch().state_dict()
    save_file(state, folder / "own.safetensors", {field: json.dumps(["one"])})
    done = run("small.cnn", "--weights", "own.safetensors", "-o", "out.safetensors")
    assert (done.exit_code, f"the field `{field}`" in done.output) == (1, True), done.output
