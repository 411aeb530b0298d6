"""What `expand` prints is a plain file that checks to the same network."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note, settings

import cnndsl
from cnndsl.pipeline import Checked, check
from cnndsl.pipeline import check_path as check_file
from cnndsl.report.expansion import expansion
from cnndsl.source import Source
from tests.conftest import examples
from tests.graph.dags import Program
from tests.graph.drawn import programs

ARCHITECTURES = sorted(Path("architectures").glob("*.cnn"))

BLOCK = re.compile(r"block (\w+) with [\w*, ]+:")
"""The header of a block that takes tensors: it stands for a call of its own, so it has no parameters."""

WORKED_OUT = re.compile(r" *(?:else:|(?:block|use|repeat|for|if|elif|let|inline) )")


def facts(network: cnndsl.Network) -> list[Any]:
    """All that makes a network: what the lines say may be written in another way."""
    graph = network.graph
    ends = [[(end.name, end.node.index, end.node.shape) for end in some] for some in (graph.inputs, graph.outputs)]
    nodes = [
        (
            node.name,
            node.keyword,
            str(node.operation),
            tuple(x.index for x in node.inputs),
            node.shape,
            node.params,
            node.macs,
            node.field,
            node.training_only,
            node.initial or {},
        )
        for node in graph.layers()
    ]
    return [network.name, ends, network.aux_weights, nodes]


def same(checked: Checked) -> str:
    """Assert that the expansion is the same network, plain, and its own expansion; gives its text."""
    assert checked.network is not None
    text = expansion(checked.network)
    again = check(Source("<string>", text), record=True).network
    assert again is not None, cnndsl.CheckError(check(Source("<string>", text)).diagnostics).render()
    assert facts(again) == facts(checked.network)
    plain, blocks = [], []
    for line in text.splitlines():
        found = BLOCK.match(line)
        blocks += [found[1]] if found else []
        plain += [] if found else [line]
    assert not [line for line in plain if WORKED_OUT.match(line)]
    calls = Counter(word for line in plain for word in re.findall(r"(?<![\w.{-])\w+(?= with |$)", line))
    assert [calls[name] for name in blocks] == [1] * len(blocks), "each block that takes tensors is that of one call"
    assert expansion(again).splitlines()[1:] == text.splitlines()[1:]
    return text


@pytest.mark.parametrize("path", ARCHITECTURES, ids=lambda path: path.stem)
def test_every_architecture(path: Path) -> None:
    same(check_file(str(path), record=True))


def test_settings_and_input_are_worked_in() -> None:
    text = same(check_file("architectures/resnet18.cnn", {"classes": 7}, (3, 64, 96), record=True))
    assert "input 3x64x96" in text
    assert text.rstrip().endswith("fc: fc 7")


@settings(max_examples=examples(100))
@given(program=programs())
def test_random_programs(program: Program) -> None:
    note(program.text)
    checked = check(Source("<string>", program.text), record=True)
    if checked.network is not None:
        same(checked)


HEAD = "input 4x8x8\n"

CASES = {
    "sections that go on": "repeat 2:\n    a:\n        conv 3 1x1\n        b:\n            relu\n    tanh\nconcat:\n    from a.b\n    from a.0\n",
    "a block that calls itself": "block b(n):\n    conv n 1x1\n    if n > 1: b n-1\nb 3\n",
    "an empty branch": "add:\n    identity\n    path: if false: relu\n",
    "branches of a loop": "concat:\n    for i in 1..3: conv i 1x1\n",
    "a block as a branch": "block b(w):\n    conv w 1x1\n    relu\nadd:\n    inline b 4\n    identity\n",
    "an inline block of one layer": "block b(w): conv w 1x1\nadd:\n    inline b 4\n    identity\n",
    "a label that is a word of the language": 'for n in ["seq", "path"]:\n    {n}: relu\n',
    "a reference to such a label": 'for n in ["add"]:\n    {n}: relu\nconcat:\n    from {"add"}\n    identity\n',
    "a label that is a number": "for i in 5..6:\n    {i}: relu\n",
    "expectations": "let n = 4\nexpect [n, 8, 8]\nadd:\n    expect params=0\n    relu\n    identity\n",
    "a head": "conv 4 1x1\nh: aux weight=1/4:\n    flatten\n    fc 3\nflatten\nfc 3\n",
    "small decimals": "batchnorm eps=1/3 momentum=1-0.9997\nscale init=1e-6\nleaky_relu negative_slope=-1/3\n",
    "lists": "normalize mean=[1/3, 0, 0, 0.1] std=2\npad [1, 0, 2, 1] value=0.5\n",
    "initialisations of bodies": (
        "init conv=kaiming_normal(fan_out) bias=0\nconv 4 3x3\n"
        "s:\n    init conv=normal(0.01) bias=default\n    conv 4 1x1\n    batchnorm\n"
        "conv 4 1x1\nadd:\n    conv 4 1x1\n    init conv=default\n    conv 4 1x1\nconv 4 1x1 bias=false\n"
    ),
    "an initialisation that a block inherits": "block b(): conv 4 1x1\ninit conv=orthogonal(2)\nb\ninit conv=default\nb\n",
}


@pytest.mark.parametrize("case", CASES)
def test_by_case(case: str) -> None:
    same(check(Source("<string>", HEAD + CASES[case]), record=True))
