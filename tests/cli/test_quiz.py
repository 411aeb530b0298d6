"""`cnndsl quiz`: the sheet gives nothing away, the key answers every blank."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result

import cnndsl
from cnndsl.cli import cli
from cnndsl.report.quiz import Quiz

LENET = "architectures/lenet.cnn"


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, ["quiz", *arguments], env=environment, catch_exceptions=False)


def test_the_sheet() -> None:
    output = run(LENET).output
    assert output.startswith("LeNet5(classes=10): 1x32x32 -> ____\n")
    assert "   6  features.0    conv 6 5x5   (1) ____   (2) ____   (3) ____\n" in output
    assert "fc 10" in output
    assert "22 blanks" in output
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
    answers = re.findall(r"^\((\d+)\) (\S+), ([\w ]+): (\S+?)(?:, unchanged)?$", key, re.MULTILINE)
    assert [number for number, *_ in answers] == blanks
    by_layer: dict[tuple[str, str], list[str]] = {}
    for _, name, what, answer in answers:
        by_layer.setdefault((name, what), []).append(answer)
    layers = cnndsl.load(path).layers
    for name in {layer.name for layer in layers}:
        here = [layer for layer in layers if layer.name == name]
        assert by_layer[name, "output"] == ["x".join(map(str, layer.output)) for layer in here]
        assert by_layer.get((name, "parameters"), []) == [f"{layer.params:,}" for layer in here if layer.params]


def test_every_answer_but_the_unchanged_has_its_sum() -> None:
    for path in (LENET, "architectures/alexnet.cnn", "architectures/googlenet.cnn"):
        for blank in Quiz(cnndsl.load(path)).blanks:
            assert blank.steps or blank.answer == str(blank.node.source_shape), blank


def test_an_unknown_column() -> None:
    result = run(LENET, "--hide", "shape")
    assert result.exit_code == 2
    assert "did you mean `shapes`?" in " ".join(result.output.split())


def test_80_columns() -> None:
    for path in (LENET, "architectures/googlenet.cnn"):
        assert max(map(len, run(path, COLUMNS="80").output.splitlines())) <= 80


def test_settings_and_input() -> None:
    output = run("architectures/alexnet.cnn", "--set", "classes=3", "--input", "1x64x64", "--answers").output
    assert output.startswith("AlexNet(classes=3): 1x64x64 -> ____")
    assert "3 * 4096 + 3 = 12,291" in output


def test_a_faulty_file_exits_1() -> None:
    assert run(LENET, "--input", "1x8x8").exit_code == 1
