"""`summary --depth`: containers folded into one row each, with sums that are those of their modules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from hypothesis import given, note, settings

import cnndsl
from cnndsl.cli import cli
from cnndsl.graph import joins
from cnndsl.graph.ir import Container
from cnndsl.report import summary_formats
from tests.conftest import examples
from tests.graph.dags import Program
from tests.graph.drawn import programs

NAMES = ["lenet", "alexnet", "resnet18", "densenet121", "googlenet", "inception_v3", "regnet_y_400mf", "se_resnet50"]
JOINS = {*joins.JOINS, "split"}


def check(net: cnndsl.Network, depth: int) -> None:
    """The rules of folding, against the network itself and against its module."""
    rows = net.folded(depth)
    with torch.device("meta"):
        module = net.to_torch()
    assert sum(row.params for row in rows) == net.params
    assert sum(row.buffers for row in rows) == net.buffers
    assert sum(row.macs for row in rows if not row.training_only) == net.macs
    whole = [row for row in rows if row.kind not in JOINS]
    assert len({row.name for row in whole}) == len(whole)
    for row in whole:
        assert row.name.count(".") < depth
        if row.kind == "container":
            assert row.name.count(".") == depth - 1
            part = module.get_submodule(row.name)
            assert row.params == sum(parameter.numel() for parameter in part.parameters())
            assert row.buffers == sum(buffer.numel() for buffer in part.buffers())
    unfolded = {layer.name for layer in net.layers if layer.kind not in JOINS}
    assert sum(row.layers or 1 for row in whole) == len(unfolded)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("name", NAMES)
def test_sums_are_those_of_the_modules(name: str, depth: int) -> None:
    check(cnndsl.load(Path(f"architectures/{name}.cnn")), depth)


@settings(max_examples=examples(50))
@given(program=programs())
def test_random_programs(program: Program) -> None:
    note(program.text)
    if not cnndsl.check(program.text):
        for depth in (1, 2, 3):
            net = cnndsl.parse(program.text)
            if "normalize" not in program.text:
                check(net, depth)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_folds_below_the_deepest_container(name: str) -> None:
    net = cnndsl.load(Path(f"architectures/{name}.cnn"))
    assert net.folded(99) == net.folded(None) == net.layers


def test_the_stages_of_resnet18() -> None:
    rows = cnndsl.load("architectures/resnet18.cnn").folded(1)
    assert [(row.name, row.text, row.output, row.params, row.macs) for row in rows] == [
        ("conv1", "conv 64 7 stride=2 padding=3 bias=false", (64, 112, 112), 9_408, 118_013_952),
        ("bn1", "batchnorm", (64, 112, 112), 128, 0),
        ("relu1", "relu", (64, 112, 112), 0, 0),
        ("maxpool", "maxpool 3 stride=2 padding=1", (64, 56, 56), 0, 0),
        ("layer1", "14 layers", (64, 56, 56), 147_968, 462_422_016),
        ("layer2", "15 layers", (128, 28, 28), 525_568, 411_041_792),
        ("layer3", "15 layers", (256, 14, 14), 2_099_712, 411_041_792),
        ("layer4", "15 layers", (512, 7, 7), 8_393_728, 411_041_792),
        ("avgpool", "global_avgpool", (512, 1, 1), 0, 0),
        ("flatten", "flatten", (512,), 0, 0),
        ("fc", "fc 1000", (1000,), 513_000, 512_000),
    ]
    assert rows[4].input == (64, 56, 56)


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("name", ["googlenet", "resnet18", "inception_v3"])
def test_a_row_tells_what_enters_and_leaves_its_container(name: str, depth: int) -> None:
    net = cnndsl.load(Path(f"architectures/{name}.cnn"))
    whole = {layer.name: layer for layer in net.layers}
    found: dict[str, Container] = {}
    for node in net.graph.layers():
        container: Container | None = node.container
        while container is not None:
            found[container.name] = container
            container = container.parent
    rows = net.folded(depth)
    assert any(row.kind == "container" for row in rows)
    for row in rows:
        if row.kind != "container":
            assert row in net.layers
            continue
        of = found[row.name]
        assert of.input is not None
        assert of.output is not None
        assert row.line == of.span.line
        assert row.text.startswith(f"{of.block}, " if of.block else f"{row.layers} layer")
        assert (row.input, row.output) == (tuple(of.input.shape), tuple(of.output.shape))
        last = whole[of.output.name]
        assert (row.receptive_field, row.jump) == (last.receptive_field, last.jump)
        inside = [layer for layer in net.layers if layer.name.startswith(f"{row.name}.")]
        assert row.training_only == all(layer.training_only for layer in inside)


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_rows_stand_in_the_order_of_first_execution(name: str, depth: int) -> None:
    net = cnndsl.load(Path(f"architectures/{name}.cnn"))
    rows = net.folded(depth)
    folded = {row.name for row in rows if row.kind == "container"}
    heads = [".".join(layer.name.split(".")[:depth]) for layer in net.layers]
    expected = [head if head in folded else layer.name for head, layer in zip(heads, net.layers, strict=True)]
    kept = [x for i, x in enumerate(expected) if x not in folded or x not in expected[:i]]
    assert [row.name for row in rows] == kept


@pytest.mark.parametrize("name", NAMES)
def test_the_totals_below_the_table_stay(name: str) -> None:
    net = cnndsl.load(Path(f"architectures/{name}.cnn"))
    whole = summary_formats.table(net, 2).split("\n\n")[-1]
    assert f"{net.params:,}" in whole
    for depth in (1, 2, 3):
        assert summary_formats.table(net, 2, depth).split("\n\n")[-1] == whole


@pytest.mark.parametrize("form", ["table", "json", "md", "csv"])
def test_every_format_folds(form: str) -> None:
    arguments = ["summary", "architectures/resnet18.cnn", "--depth", "2", "--format", form]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert "basic, 7 layers" in result.output
    assert "layer1.0.conv1" not in result.output
    if form == "json":
        rows = {row["name"]: row for row in json.loads(result.output)["layers"]}
        assert rows["layer1.0"]["layers"] == 7
        assert rows["layer1.0"]["kind"] == "container"
        assert "layers" not in rows["conv1"]


def test_a_depth_of_zero_is_refused() -> None:
    assert CliRunner().invoke(cli, ["summary", "architectures/lenet.cnn", "--depth", "0"]).exit_code == 2
