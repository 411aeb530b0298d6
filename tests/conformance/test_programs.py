"""Programs drawn from the documents, and a reference that the code does not share (programs.py)."""

from __future__ import annotations

from unittest.mock import patch

from cnndsl.layers.conv import Conv
from cnndsl.layers.pooling import MaxPool
from tests.conformance.plans import From, Head, Layer, Path, Plan
from tests.conformance.programs import batch, compare, draw


def test_programs_and_the_reference_agree() -> None:
    results, wrong = batch("test", range(80))
    assert wrong == []
    assert results["accepted"] >= 50
    assert results["large"] >= 3
    assert results["refused"] >= 1
    assert results.total() == 80


def test_a_seed_gives_one_plan_and_its_text_is_read() -> None:
    first, second = draw("7-1"), draw("7-1")
    assert first == second
    assert first[0].text == second[0].text


def test_a_rule_that_is_wrong_is_found() -> None:
    plan = Plan((3, 9, 9), [Layer("conv", ["4", "3"], {"padding": "1"}), Layer("maxpool", ["2"])], [])
    assert compare(plan, large=False) == ("accepted", "")
    with patch.object(Conv, "macs", lambda layer, x, y: [[[7]]]):
        assert "MACs" in compare(plan, large=False)[1]
    with patch.object(MaxPool, "torch", lambda layer, nn, x: nn.AvgPool2d(2)):
        assert "evaluation: apart" in compare(plan, large=False)[1]


def test_a_head_is_read_by_heads_alone() -> None:
    inner = [Layer("conv", ["2", "1"], label="c"), Layer("flatten")]
    heads = [Head("one", 1.0, inner), Head("two", 0.5, [Path([From("one.c"), Layer("relu")])])]
    assert compare(Plan((3, 4, 4), [*heads, Layer("relu")], []), large=False) == ("accepted", "")
    assert compare(Plan((3, 4, 4), [*heads, From("one.c"), Layer("relu")], []), large=False) == ("refused", "")
