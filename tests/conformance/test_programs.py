"""Programs drawn from the documents, and a reference that the code does not share (programs.py)."""

from __future__ import annotations

import re
from inspect import signature
from unittest.mock import patch

from cnndsl.graph.joins import JOINS
from cnndsl.layers.conv import Conv
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.layers.pooling import MaxPool
from tests.conformance import functional_layers
from tests.conformance.comparison import compare
from tests.conformance.drawn_plans import DRAWN_LASTS, DRAWN_MAPS, DRAWN_VECTORS, draw
from tests.conformance.plans import From, Head, Layer, Path, Plan
from tests.conformance.programs import batch


def test_programs_and_the_reference_agree() -> None:
    results, wrong = batch("test", range(200))
    assert wrong == []
    assert results["accepted"] >= 150
    assert results["large"] >= 10
    assert results["refused"] >= 3
    assert results.total() == 200


def test_the_reference_knows_what_the_language_knows() -> None:
    """Its layers exist, with the arguments that it takes; what a kind has got since is drawn when it knows it."""
    for keyword, (rule, _, positional) in functional_layers.LAYERS.items():
        kind = LAYERS[ALIASES.get(keyword, keyword)]
        taken = set(signature(rule).parameters) - {"run", "_run", "name", "_name", "x", "given"}
        assert taken | set(positional) <= kind.arguments.keys(), keyword
    assert {
        kind for kinds in (DRAWN_MAPS, DRAWN_VECTORS, DRAWN_LASTS) for kind in kinds
    } == functional_layers.LAYERS.keys()
    programs = [draw(f"test-{number}")[0] for number in range(300)]
    found = set(re.findall(r"[a-z]+", "\n".join(plan.text for plan in programs)))
    assert JOINS.keys() | {"split", "aux", "let", "expect", "init", "elif", "inline", "model", "output"} <= found
    assert {"again", "with", "output", "rest", "next"} <= found  # `next` is the label of a block that calls itself
    assert {len(plan.inputs) for plan in programs} == {1, 2, 3}
    assert {len(plan.input) for plan in programs} == {1, 2, 3, 4}


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
        assert "evaluation: output: apart" in compare(plan, large=False)[1]


def test_a_head_is_read_by_heads_alone() -> None:
    inner = [Layer("conv", ["2", "1"], label="c"), Layer("flatten")]
    heads = [Head("one", 1.0, inner), Head("two", 0.5, [Path([From("one.c"), Layer("relu")])])]
    assert compare(Plan((3, 4, 4), [*heads, Layer("relu")], []), large=False) == ("accepted", "")
    assert compare(Plan((3, 4, 4), [*heads, From("one.c"), Layer("relu")], []), large=False) == ("refused", "")
