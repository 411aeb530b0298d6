"""`cnndsl summary`: totals are the rows' sums, nothing is cut off, formats agree."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli

ALEXNET = "architectures/alexnet.cnn"
EVERY = sorted(str(path) for path in Path("architectures").glob("*.cnn"))


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, ["summary", *arguments], env=environment, catch_exceptions=False)


def summary(*arguments: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(run(*arguments, "--format", "json").output)
    return result


@pytest.mark.parametrize("path", EVERY)
def test_totals_are_the_sums_of_the_rows(path: str) -> None:
    found = summary(path)
    layers = found["layers"]
    assert found["params"] == sum(layer["params"] for layer in layers)
    assert found["macs"] == sum(layer["macs"] for layer in layers if not layer["training_only"])
    assert layers[0]["input"] == found["input"]
    assert layers[-1]["output"] == found["output"]


def test_json_has_the_documented_keys() -> None:
    found = summary(ALEXNET)
    assert {"model", "input", "output", "params", "macs", "layers"} <= found.keys()
    first = found["layers"][0]
    assert (first["name"], first["kind"], first["line"]) == ("features.0", "conv", 7)
    assert (first["input"], first["output"]) == ([3, 224, 224], [64, 55, 55])
    assert (first["params"], first["macs"]) == (23296, 70276800)
    assert (first["receptive_field"], first["jump"]) == (11, 4)


def test_a_vector_has_no_jump() -> None:
    assert summary(ALEXNET)["layers"][-1]["jump"] is None


@pytest.mark.parametrize("path", [ALEXNET, "architectures/lenet.cnn", "architectures/vgg16.cnn"])
def test_table_fits_80_columns_and_keeps_every_word(path: str) -> None:
    output = run(path, COLUMNS="80").output
    assert max(map(len, output.splitlines())) <= 80
    for layer in summary(path)["layers"]:
        for word in layer["text"].split():
            assert word in output
    assert f"{summary(path)['params']:,}" in output
    assert f"{summary(path)['macs']:,}" in output


@pytest.mark.parametrize("path", ["architectures/regnet_y_400mf.cnn", "architectures/inception_v3.cnn"])
def test_long_names_are_wrapped_not_cut(path: str) -> None:
    lines = run(path, COLUMNS="80").output.splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in "".join(lines)


def test_wide_terminals_get_exact_macs() -> None:
    assert "70,276,800" in run(ALEXNET, COLUMNS="200").output


def test_no_colour_in_a_pipe() -> None:
    assert "\x1b" not in run(ALEXNET).output


def test_csv_and_markdown_hold_the_same_layers() -> None:
    layers = summary(ALEXNET)["layers"]
    rows = list(csv.DictReader(io.StringIO(run(ALEXNET, "--format", "csv").output)))
    assert [(row["name"], int(row["params"]), int(row["macs"])) for row in rows] == [
        (layer["name"], layer["params"], layer["macs"]) for layer in layers
    ]
    markdown = run(ALEXNET, "--format", "md").output
    assert sum(line.startswith("| ") for line in markdown.splitlines()) == len(layers) + 1


def test_activations_grow_with_the_batch_and_weights_do_not() -> None:
    one, many = summary(ALEXNET)["memory"], summary(ALEXNET, "--batch", "8")["memory"]
    assert many["weights"] == one["weights"] == 61_100_840 * 4
    assert many["activations_training"] == 8 * one["activations_training"]
    assert many["activations_inference"] == 8 * one["activations_inference"]


def test_inference_keeps_what_a_later_branch_reads(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input 1x10x10\nadd:\n    path:\n        conv 2 1\n        conv 1 1\n    identity\n")
    # the input (100) is alive beside conv's 200 and 100
    assert summary(str(path))["memory"]["activations_inference"] == (100 + 200 + 100) * 4


def test_faulty_file_exits_1_and_says_why() -> None:
    result = run("architectures/lenet.cnn", "--input", "1x8x8")
    assert result.exit_code == 1
    assert "E0303" in result.output
