"""`cnndsl summary`: totals are the rows' sums, nothing is cut off, formats agree."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cnndsl
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
    assert found["output"] == found["outputs"][0]["shape"]
    given = {layer["index"]: layer["output"] for layer in layers}
    assert [given[output["index"]] for output in found["outputs"]] == [output["shape"] for output in found["outputs"]]
    assert layers[-1]["index"] in [output["index"] for output in found["outputs"]]


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


FAULTY = (
    "input 3x32x32\nfeatures:\n    conv 16 3x3\n    expect 16x31x31\n    conv 32 3x3 groups=5\n    batchnorm\n"
    "conv w 3x3\nrelu\nflatten\nfc 10\n"
)


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    path = tmp_path / "net.cnn"
    path.write_text(FAULTY)
    return str(path)


def test_a_faulty_file_is_shown_as_far_as_it_is_known(faulty: str) -> None:
    result = run(faulty)
    assert result.exit_code == 1
    table, faults = result.output.split("\n\nerror[", 1)
    assert [code[:5] for code in f"\nerror[{faults}".split("\nerror[")[1:]] == ["E0306", "E0302", "E0208"]
    assert "net: 3x32x32 -> ?" in table
    assert "Parameters   at least 512  (and at least 65 in buffers)" in table
    assert result.stdout.rstrip("\n") == table.rstrip("\n")  # the faults stand on standard error


def test_the_sums_of_a_wrong_expect_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input 3x32x32\nconv 16 3x3\nexpect 16x31x31 params=1\nfc 10\n".replace("fc 10\n", "relu\n"))
    result = run(str(path))
    assert result.exit_code == 1
    assert "Parameters   448\n" in result.output
    assert "?" not in result.stdout


def test_unknown_values_are_null_in_json(faulty: str) -> None:
    result = run(faulty, "--format", "json")
    assert result.exit_code == 1
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert [fault["code"] for fault in found["faults"]] == ["E0306", "E0302", "E0208"]
    assert (found["input"], found["output"]) == ([3, 32, 32], None)
    assert {found[name] for name in ("params", "buffers", "macs", "flops")} == {None}
    assert set(found["memory"].values()) == {None}
    assert found["at_least"] == {"params": 512, "buffers": 65, "macs": 388_800}
    rows = {row["name"]: row for row in found["layers"]}
    assert (rows["features.0"]["output"], rows["features.0"]["params"]) == ([16, 30, 30], 448)
    assert (rows["features.1"]["output"], rows["features.1"]["params"]) == ([32, 28, 28], None)
    assert (rows["features.2"]["params"], rows["features.2"]["receptive_field"]) == (64, None)
    assert (rows["2"]["output"], rows["2"]["params"]) == (None, 0)  # relu has none, whatever reaches it
    assert rows["4"]["params"] is None
    assert "faults" not in summary(ALEXNET)


def test_a_folded_container_with_a_fault_is_no_exact_sum(faulty: str) -> None:
    result = run(faulty, "--depth", "1", "--format", "json")
    row = json.loads(result.stdout)["layers"][0]
    assert (row["name"], row["params"], row["at_least"]) == (
        "features",
        None,
        {"params": 512, "buffers": 65, "macs": 388_800},
    )
    assert ">=512" in run(faulty, "--depth", "1").stdout


def test_unknown_cells_are_empty_in_csv(faulty: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run(faulty, "--format", "csv").stdout)))
    assert [(row["output"], row["params"]) for row in rows][:3] == [
        ("16x30x30", "448"),
        ("32x28x28", ""),
        ("32x28x28", "64"),
    ]
    assert (rows[-1]["input"], rows[-1]["output"], rows[-1]["params"], rows[-1]["macs"]) == ("", "", "", "")
    assert "| ? |" in run(faulty, "--format", "md").stdout


def test_an_input_that_is_too_small_shows_how_far_it_reaches() -> None:
    result = run("architectures/lenet.cnn", "--input", "1x8x8")
    assert result.exit_code == 1
    assert "E0303" in result.stderr
    assert "6x4x4" in result.stdout


def test_where_nothing_is_known_only_the_faults_are_shown(tmp_path: Path) -> None:
    (tmp_path / "net.cnn").write_text("input 3x8x8\n")
    (tmp_path / "library.cnn").write_text("block b():\n    relu\n")
    for name, says in (("net.cnn", "E0405"), ("library.cnn", "a library of blocks"), ("nowhere.cnn", "E0001")):
        result = run(str(tmp_path / name))
        assert (result.exit_code, result.stdout) == (1, "")
        assert says in result.stderr


CALLS = """\
model Net(classes=10, width=8)
input 3x32x32
block unit(n):
    conv n 3x3 padding=1
    relu
block once(n):
    conv n 1x1
stem: conv width*2 5x5 padding=same
unit width
unit 2*width
add:
    identity
    once in.channels
global_avgpool
flatten
fc classes
"""


def test_arguments_are_worked_out(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text(CALLS)
    shown = run(str(path)).output
    for layer in ("conv 16 5 padding=same", "conv 8 3 padding=1", "conv 16 1", "fc 10"):
        assert f" {layer} " in shown
    assert "classes" not in shown
    assert "conv 6 5x5" in run("architectures/lenet.cnn").output  # as it is written, where that says the values


def test_the_line_leads_to_the_call_of_a_block_that_is_called_more_than_once(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text(CALLS)
    shown = run(str(path)).output
    lines = [row.split()[0] for row in shown.split("\n\n")[1].splitlines()[2:]]
    assert lines == ["8", "9>4", "9>5", "10>4", "10>5", "12", "7", "11", "14", "15", "16"]
    assert "Line 5>8: line 8, in a block that line 5 calls" in shown
    layers = json.loads(run(str(path), "--format", "json").output)["layers"]
    assert [layer["calls"] for layer in layers][:3] == [[], [9], [9]]
    assert "Line 5>8" not in run("architectures/lenet.cnn").output


def test_a_branch_that_is_no_module_has_no_name(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input 3x8x8\nadd:\n    identity\n    conv 3 1x1\nidentity\nadd:\n    skip: identity\n    tanh\n")
    rows = run(str(path)).output.split("\n\n")[1].splitlines()[2:]
    assert [row.split()[1] for row in rows if "identity" in row] == ["identity", "2", "skip"]


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v3_small", "lenet", "alexnet"])
def test_macs_of_a_column_have_one_unit(name: str) -> None:
    net = cnndsl.load(f"architectures/{name}.cnn")
    shown = run(f"architectures/{name}.cnn").output.split("\n\n")[1]
    units = {unit for number, unit in re.findall(r" (<?[\d,.]+)([kMGT])(?= )", shown)}
    assert len(units) == (0 if name == "lenet" else 1)
    if units:
        size = {"k": 1e3, "M": 1e6, "G": 1e9}[units.pop()]
        told = [float(n) for n in re.findall(r" ([\d.]+)[kMGT] ", shown)]
        exact = [layer.macs / size for layer in net.layers if layer.macs >= size / 200]
        assert told == pytest.approx(exact, abs=0.005)
