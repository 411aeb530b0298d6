"""Sequences, volumes and vectors as a user writes them: what the lines become, what `in` says, and every command."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from torch import nn

import cnndsl
from cnndsl.cli import cli

NETWORKS = {
    "sequence": "input 2x64\nconv 8 7 stride=2 padding=3\nbatchnorm\nrelu\nmaxpool 2\n",
    "image": "input 2x16x20\nconv 8 3x5 stride=2 padding=1x2\nbatchnorm\nrelu\nmaxpool 2\n",
    "volume": "input 2x6x16x20\nconv 8 3x5x5 stride=1x2x2 padding=1x2x2\nbatchnorm\nrelu\nmaxpool 2\n",
}
BODY = """\
add:
    path:
        conv 8 3 padding=same
        dropout2d 0.1
        layernorm
    identity
mul:
    identity
    path:
        global_avgpool
        conv 8 1
        sigmoid
pad 1
upsample 2
conv_transpose 4 3 stride=2
adaptive_avgpool 2
flatten
fc 5
"""
PROGRAMS = {name: head + BODY for name, head in NETWORKS.items()}
PROGRAMS["vector"] = "input 12\nfc 8\nbatchnorm\nrelu\nadd:\n    fc 8\n    identity\nlayernorm\ndropout 0.1\nfc 5\n"
RANK = {"vector": 0, "sequence": 1, "image": 2, "volume": 3}


@pytest.mark.parametrize("name", PROGRAMS)
def test_lines_become_the_modules_of_their_rank(name: str) -> None:
    net = cnndsl.parse(PROGRAMS[name])
    module = net.to_torch()
    x = torch.randn(2, *net.input)
    assert tuple(module(x).shape[1:]) == net.output == (5,)
    assert sum(parameter.numel() for parameter in module.parameters()) == net.params
    kinds = {type(part) for part in module.modules()}
    rank = RANK[name]
    assert getattr(nn, f"BatchNorm{max(rank, 1)}d") in kinds
    if rank:
        ranked = ("Conv", "ConvTranspose", "MaxPool", "AdaptiveAvgPool", "Dropout")
        assert {getattr(nn, f"{each}{rank}d") for each in ranked} <= kinds


@pytest.mark.parametrize(
    ("shape", "line", "gives"),
    [
        ("4x10", "conv in.length 1", (10, 10)),
        ("4x10", "conv in.channels*2 1", (8, 10)),
        ("4x6x8", "conv in.height+in.width 1", (14, 6, 8)),
        ("4x2x6x8", "conv in.depth*100+in.height*10+in.width 1", (268, 2, 6, 8)),
        ("4x10", "avgpool in.size", (4, 1)),
        ("4x6x8", "avgpool in.size", (4, 1, 1)),
        ("4x2x6x8", "avgpool in.size", (4, 1, 1, 1)),
        ("4x2x6x8", "conv len(in.size) 1", (3, 2, 6, 8)),
        ("12", "fc in.channels*2", (24,)),
        ("12", "fc len(in.size)+1", (1,)),
        ("[4, 10]", "relu", (4, 10)),
    ],
)
def test_in_is_the_shape_that_arrives(shape: str, line: str, gives: tuple[int, ...]) -> None:
    assert cnndsl.parse(f"input {shape}\n{line}\n").output == gives


@pytest.mark.parametrize(
    ("shape", "member", "advice"),
    [
        ("4x10", "height", "use in.length"),
        ("4x6x8", "length", "use in.height or in.width"),
        ("4x6x8", "depth", "use in.height or in.width"),
        ("4x2x6x8", "length", "use in.depth, in.height or in.width"),
        ("12", "width", "use in.channels"),
    ],
)
def test_a_size_that_does_not_arrive(shape: str, member: str, advice: str) -> None:
    line = "fc" if shape == "12" else "conv"
    (fault,) = cnndsl.check(f"input {shape}\n{line} in.{member}{' 1' if line == 'conv' else ''}\n")
    assert (fault.code.id, fault.help) == ("E0209", advice)


def test_another_rank_from_outside() -> None:
    """The same file is a network for sequences, images and volumes where its sizes are numbers."""
    text = "input 3x16x16\nconv 4 3 padding=1\nbatchnorm\nmaxpool 2\nglobal_avgpool\nflatten\nfc 2\n"
    for shape in [(3, 16), (3, 16, 16), (3, 16, 16, 16)]:
        net = cnndsl.parse(text, input=shape)
        assert net.layers[0].params == 3 * 4 * 3 ** (len(shape) - 1) + 4
        assert tuple(net.to_torch()(torch.randn(2, *shape)).shape) == (2, 2)


def test_a_faulty_line_does_not_make_sizes_below_it_faults() -> None:
    faults = cnndsl.check("input 3x8x32x32\nconv 16 3x7x7 stride=1x2\nconv 32 3x3x3\nmaxpool 1x2x2\nconv 64 3x3\n")
    assert [fault.span.line for fault in faults if fault.span] == [2, 5]


COMMANDS = [
    ["check", "--notes"],
    ["summary"],
    ["summary", "--format", "json"],
    ["summary", "--format", "md", "--depth", "1"],
    ["explain"],
    ["quiz", "--answers"],
    ["quiz", "--answers", "--hide", "shapes,params,macs,rf"],
    ["fmt", "--check"],
    ["draw", "-o", "-", "--format", "svg"],
    ["draw", "-o", "-", "--format", "svg", "--style", "volumes", "--show", "params,macs,rf,memory"],
    ["draw", "-o", "-", "--format", "svg", "--style", "stack"],
    ["check", "--sizes", "40..44"],
]


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_command_takes_every_rank(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.cnn").write_text(PROGRAMS[name], "utf-8")
    for command in COMMANDS:
        result = CliRunner().invoke(cli, [*command, "net.cnn"], catch_exceptions=False)
        assert result.exit_code == 0, (command, result.output)
        assert result.stdout.strip()
    expanded = CliRunner().invoke(cli, ["expand", "net.cnn"]).stdout
    Path("expanded.cnn").write_text(expanded, "utf-8")
    assert cnndsl.load("expanded.cnn").layers[-1].output == (5,)
    assert CliRunner().invoke(cli, ["diff", "net.cnn", "expanded.cnn"]).exit_code == 0
    Path("changed.cnn").write_text(PROGRAMS[name].replace("8", "6"), "utf-8")
    changed = CliRunner().invoke(cli, ["diff", "net.cnn", "changed.cnn"], catch_exceptions=False)
    assert changed.exit_code == 1
    assert cnndsl.load("net.cnn").draw().svg.startswith("<svg")


@pytest.mark.parametrize("name", ["sequence", "volume", "vector"])
def test_training_says_that_it_reads_images(name: str, tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text(PROGRAMS[name], "utf-8")
    result = CliRunner().invoke(cli, ["train", str(path), "--data", "digits", "--dry-run"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "error[E0606]" in result.output
