"""The example of docs/layers-of-your-own.md: what it shows is what is printed, and its kinds are PyTorch's modules."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from torch import nn

import cnndsl
from cnndsl.cli import cli
from tests.backends.onnx_runs import difference, exported, outputs, randomised

PAGE = Path("docs/layers-of-your-own.md").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for _, name, text in re.findall(r"^```(python|cnn) (\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_print_what_the_page_shows(folder: Path) -> None:
    shown = re.findall(r"^\$ cnndsl ((?:check|layers) .*)\n((?:(?!\$|```).*\n)+)", PAGE, re.MULTILINE)
    assert len(shown) == 2
    for command, output in shown:
        done = CliRunner().invoke(cli, shlex.split(command), catch_exceptions=False)
        assert (done.exit_code, done.output) == (0, output)


def test_its_network_is_the_one_that_one_would_write(folder: Path) -> None:
    net = cnndsl.load("net.cnn", plugins=["my_layers.py"])
    ours = net.to_torch().eval()
    theirs = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.Hardtanh(0.0, 1.0), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.GLU(1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 64),
        nn.PReLU(64), nn.Linear(64, 10),
    ).eval()  # fmt: skip
    theirs.load_state_dict(ours.state_dict(), strict=True)
    x = torch.randn(2, 1, 28, 28)
    assert torch.equal(ours(x), theirs(x))
    assert cnndsl.lint(net) == []


def test_its_network_becomes_an_onnx_model(folder: Path) -> None:
    net = cnndsl.load("net.cnn", plugins=["my_layers.py"])
    module = randomised(net.to_torch())
    exported(net.graph, module, folder / "net.onnx")
    x = torch.randn(2, 1, 28, 28)
    assert difference(outputs(folder / "net.onnx", x)[0], module(x)) < 1e-4


def test_its_fault_is_a_diagnostic(folder: Path) -> None:
    (fault,) = cnndsl.check("input 3x8x8\ngated\n", plugins=["my_layers.py"])
    assert (fault.code.id, fault.title, fault.help) == (
        "E0302",
        "3 channels have no two halves",
        "let 4 channels arrive",
    )
