"""`cnndsl quiz`: the sheet gives nothing away, the key answers every blank."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cnndsl
from cnndsl.cli import cli
from cnndsl.info import LayerInfo
from cnndsl.report.quiz import COLUMNS, Quiz

LENET = "architectures/lenet.cnn"


WORKED_OUT = {"conv", "maxpool", "avgpool", "adaptive_avgpool", "global_avgpool", "fc", "add", "concat"}
"""Kinds whose shape has a sum, even where it stays."""


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, ["quiz", *arguments], env=environment, catch_exceptions=False)


def test_the_sheet() -> None:
    output = run(LENET).output
    assert output.startswith("LeNet5(classes=10): 1x32x32 -> ____\n")
    assert "   6  features.0    conv 6 5x5   (1) ____   (2) ____   (3) ____\n" in output
    assert "fc 10" in output
    assert "   7  features.1    relu         unchanged\n" in output
    assert "18 blanks" in output
    assert "Answers" not in output


@pytest.mark.parametrize("path", [LENET, "architectures/googlenet.cnn", "architectures/resnet18.cnn"])
def test_the_sheet_gives_nothing_away(path: str) -> None:
    network = cnndsl.load(path)
    output = run(path).output
    assert f"{network.params:,}" not in output
    for layer in network.layers:
        shape = "x".join(map(str, layer.output))
        if len(layer.output) == 3 and layer.output != network.input:
            assert shape not in output, layer
        if layer.params >= 1000:
            assert f"{layer.params:,}" not in output, layer


def test_what_is_not_hidden_is_shown() -> None:
    output = run(LENET, "--hide", "params").output
    assert "1x32x32 -> 10" in output
    assert "6x28x28   (1) ____  5" in output
    assert "(5) ____" in output
    assert "(6) ____" not in output
    shown = run(LENET, "--hide", "shapes,rf").output
    assert "61,706" in shown
    assert "48,120" in shown


@pytest.mark.parametrize("path", [LENET, "architectures/googlenet.cnn", "architectures/inception_v3.cnn"])
def test_every_blank_has_its_answer(path: str) -> None:
    output = run(path, "--answers", COLUMNS="200").output
    sheet, key = output.split("\nAnswers\n")
    blanks = re.findall(r"\((\d+)\) ____", sheet)
    assert blanks == [str(number) for number in range(1, len(blanks) + 1)]
    answers = re.findall(r"^\((\d+)\) (\S+), ([\w ]+): (\S+)$", key, re.MULTILINE)
    assert [number for number, *_ in answers] == blanks
    by_layer: dict[tuple[str, str], list[str]] = {}
    for _, name, what, answer in answers:
        by_layer.setdefault((name, what), []).append(answer)
    layers = cnndsl.load(path).layers
    for name in {layer.name for layer in layers}:
        here = [layer for layer in layers if layer.name == name]
        blank = [layer for layer in here if layer.output != layer.input or layer.kind in WORKED_OUT]
        assert by_layer.get((name, "output"), []) == shapes(blank)
        assert by_layer.get((name, "parameters"), []) == [f"{layer.params:,}" for layer in here if layer.params]


def shapes(layers: list[LayerInfo]) -> list[str]:
    return ["x".join(map(str, layer.output)) for layer in layers]


def test_every_answer_has_its_sum() -> None:
    for path in (LENET, "architectures/alexnet.cnn", "architectures/googlenet.cnn"):
        for blank in Quiz(cnndsl.load(path), COLUMNS).blanks:
            assert blank.steps, blank


def test_what_is_unchanged_is_no_blank() -> None:
    net = cnndsl.parse(
        "input 3x8x8\nconv 3 3x3 padding=1\nbatchnorm\nrelu\nadd:\n    tanh\n    identity\nflatten\nfc 192\n"
    )
    blanks = [(blank.node.keyword, blank.answer) for blank in Quiz(net, ["shapes"]).blanks]
    assert blanks == [("conv", "3x8x8"), ("add", "3x8x8"), ("flatten", "192"), ("fc", "192")]
    assert Quiz(net, ["shapes"]).sheet(80).count("unchanged") == 4


def test_macs_are_asked_for() -> None:
    output = run(LENET, "--hide", "macs", "--answers").output
    answers = re.findall(r"^\(\d+\) (\S+), MACs: ([\d,]+)$", output, re.MULTILINE)
    layers = cnndsl.load(LENET).layers
    assert answers == [(layer.name, f"{layer.macs:,}") for layer in layers if layer.macs]
    assert "416,520" not in output
    assert "117,600" not in run(LENET).output


def test_a_part_of_the_network() -> None:
    sheet = run(LENET, "features").output
    assert "features.5" in sheet
    assert "classifier" not in sheet
    assert "1 blank; " in run(LENET, "15", "--hide", "shapes").output
    result = run(LENET, "featurs")
    assert result.exit_code == 2
    assert "did you mean `features`?" in " ".join(result.output.split())


def test_folded_containers_ask_for_their_sums() -> None:
    net = cnndsl.load(LENET)
    key = run(LENET, "--depth", "1", "--hide", "shapes,params,macs", "--answers").output.split("\nAnswers\n")[1]
    for folded in net.folded(1):
        if folded.layers is not None:
            assert f"{folded.name}, output: {'x'.join(map(str, folded.output))}\n" in key
            assert f"{folded.name}, parameters: {folded.params:,}\n" in key
            assert f"{folded.name}, MACs: {folded.macs:,}\n" in key
    assert "156 + 2416 = 2,572" in key


def test_an_unknown_column() -> None:
    result = run(LENET, "--hide", "shape")
    assert result.exit_code == 2
    assert "did you mean `shapes`?" in " ".join(result.output.split())


def test_80_columns() -> None:
    for path in (LENET, "architectures/googlenet.cnn"):
        assert max(map(len, run(path, "--answers", COLUMNS="80").output.splitlines())) <= 80


def test_settings_and_input() -> None:
    output = run("architectures/alexnet.cnn", "--set", "classes=3", "--input", "1x64x64", "--answers").output
    assert output.startswith("AlexNet(classes=3): 1x64x64 -> ____")
    assert "3 * 4096 + 3 = 12,291" in output


def test_a_faulty_file_exits_1() -> None:
    assert run(LENET, "--input", "1x8x8").exit_code == 1


def test_a_quiz_has_two_thousand_rows_at_most(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input 3x8x8\na:\n" + "    conv 3 1\n" * 1500 + "b:\n" + "    conv 3 1\n" * 1000)
    sheet = Quiz(cnndsl.load(path)).sheet(80)
    assert "… and 500 more rows, which NAME or LINE shows" in sheet
    assert "more rows" not in Quiz(cnndsl.load(path), depth=1).sheet(80)
