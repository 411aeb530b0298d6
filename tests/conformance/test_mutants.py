"""Networks with one accident each: the checker and PyTorch agree on which still work (mutants.py)."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

import cnndsl
from cnndsl.layers.conv import Conv
from cnndsl.layers.pooling import MaxPool
from cnndsl.layers.shapes import Map
from cnndsl.pipeline import check
from cnndsl.source import Source
from tests.conformance.mutants import Mutant, disagreements, refusals, run, where

NETWORKS = (
    "alexnet googlenet lecture_cnn_bn lenet lenet5_1998 resnet18_lecture shufflenet_v2_x0_5 squeezenet1_1 vgg11_bn"
)


def test_checker_and_torch_agree() -> None:
    figures = run(range(90), 0, NETWORKS)
    assert figures.wrong + figures.crashes == []
    assert figures.accepted + figures.rejected == figures.mutants == 90
    assert figures.accepted - figures.unchanged >= 10
    assert figures.refused_shapes.total() >= 3
    assert figures.stricter.total() <= 3, figures.examples
    assert figures.nearest["local"] >= 0.8 * figures.rejected
    assert figures.nearest["elsewhere"] <= 0.1 * figures.rejected, figures.elsewhere


def test_they_agree_on_trees_lists_and_weights_that_are_used_again() -> None:
    figures = run(range(12), 0, "dla34 rcnn160 res2net50_26w_4s")
    assert figures.wrong + figures.crashes == []
    assert figures.accepted - figures.unchanged >= 1


def test_a_wrong_rule_is_found() -> None:
    with patch.object(MaxPool, "output", lambda layer, x: Map(x.channels, *(size // 2 for size in x.sizes))):
        assert run(range(20), 0, "alexnet").wrong


def test_a_wrong_count_is_found() -> None:
    with patch.object(Conv, "parameters", lambda layer, x: {"weight": (layer.channels, x.channels, *layer.kernel)}):
        found = disagreements(cnndsl.parse("input 3x8x8\nconv 4 3x3\n"))
    assert [line.split(" ", 2)[1] for line in found] == ["state_dict", "parameters,"]


@pytest.mark.parametrize(
    ("text", "code", "refused"),
    [
        ("conv 4 9x9", "E0303", True),
        ("conv 4 1x1 groups=2", "E0302", True),
        ("fc 5", "E0301", True),
        ("flatten\nconv 4 1x1", "E0301", True),
        ("maxpool 2 padding=2", "E0304", True),
        ("add:\n    conv 4 1x1\n    identity", "E0305", True),
        ("concat:\n    maxpool 2\n    identity", "E0305", True),
        ("add:\n    flatten\n    global_avgpool", "E0305", False),  # PyTorch broadcasts over the batch
    ],
)
def test_refusals_are_put_to_torch(text: str, code: str, refused: bool) -> None:
    with refusals() as found:
        assert [fault.code.id for fault in check(Source("net.cnn", f"input 3x8x8\n{text}\n")).diagnostics] == [code]
    assert [(refusal.code, refusal.torch_gives is None) for refusal in found] == [(code, refused)]


@pytest.mark.parametrize(
    ("text", "lines", "names", "expected"),
    [
        ("covn 4 3x3", {2}, set(), "local"),
        ("covn 4 3x3", {1}, set(), "elsewhere"),
        ("covn 4 3x3", {1}, {"covn"}, "local"),
        ("relu\nfc 5", {2}, set(), "local"),  # a label marks the line that the shape comes from
        ("conv 4 1x1\nrelu\nfc 5", {2}, set(), "downstream"),
        ("block b(n):\n    fc n\nb 4", {4}, set(), "local"),  # the call
    ],
)
def test_where_a_fault_points(
    text: str, lines: set[int], names: set[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (fault,) = check(Source("net.cnn", f"input 3x8x8\n{text}\n")).diagnostics
    broken = Mutant("net.cnn", Path("net.cnn"), "", "", frozenset(lines), frozenset(names))
    assert where(fault, broken, Path(tmp_path).resolve()) == expected
