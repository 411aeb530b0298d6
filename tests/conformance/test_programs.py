"""Programs drawn from the documents, and a reference that the code does not share (programs.py)."""

from __future__ import annotations

from inspect import signature
from random import Random
from unittest.mock import patch

import torch

from cnndsl.graph.joins import JOINS
from cnndsl.layers.conv import Conv
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.layers.norms import BatchNorm
from cnndsl.layers.pooling import MaxPool
from tests.conformance import functional_layers
from tests.conformance.comparison import compare
from tests.conformance.drawn_arguments import arguments
from tests.conformance.drawn_plans import DRAWN_LASTS, DRAWN_MAPS, DRAWN_VECTORS, draw
from tests.conformance.functional_values import Value
from tests.conformance.occurrences import CONSTRUCTS, STATEMENTS, occurrences, required
from tests.conformance.plans import Again, From, Head, Init, Layer, Path, Plan, Statement
from tests.conformance.programs import batch


def test_programs_and_the_reference_agree() -> None:
    results, wrong = batch("test", range(200))
    assert wrong == []
    assert results["accepted"] >= 150
    assert results["large"] >= 10
    assert results["refused"] >= 3
    assert results.total() == 200


def test_every_kind_and_argument_is_drawn() -> None:
    """Of what is registered; `python -m tests.conformance occurrences` counts it in programs that are accepted."""
    assert functional_layers.LAYERS.keys() == {*LAYERS, *ALIASES}
    assert {*DRAWN_MAPS, *DRAWN_VECTORS, *DRAWN_LASTS} == functional_layers.LAYERS.keys()
    random = Random(0)
    for keyword, (rule, takes, _) in functional_layers.LAYERS.items():
        kind = LAYERS[ALIASES.get(keyword, keyword)]
        taken = set(signature(rule).parameters) - {"run", "_run", "name", "_name", "x"}
        assert kind.arguments.keys() <= taken or "given" in taken, keyword
        x = Value(torch.empty(2, 8, 9, 9) if "m" in takes else torch.empty(2, 8))
        drawn: set[str] = set()
        for _ in range(200):
            positional, options = arguments(random, keyword, x, {})
            order = [name for name, declared in kind.arguments.items() if declared.positional]
            drawn |= {*options, *order[: len(positional)]}
        assert drawn == kind.arguments.keys(), keyword


def test_statements_and_constructs_are_drawn() -> None:
    plans = [draw(f"test-{number}") for number in range(300)]
    found = set[str]().union(*(occurrences(plan, large=large) for plan, large in plans))
    assert {
        *STATEMENTS.values(),
        *JOINS,
        "split",
        *(f"{rank} axes" for rank in range(4)),
        *(f"{n} inputs" for n in (1, 2, 3)),
    } <= found
    assert len({*CONSTRUCTS} - found) < 15
    assert "conv" in required()


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


def test_a_head_of_lines_that_run_again_is_computed() -> None:
    body: list[Statement] = [Layer("prelu", label="a"), Head("h", 1.0, [Again("a"), Again("a")]), Layer("relu")]
    assert compare(Plan((4, 3, 3), body, []), large=False) == ("accepted", "")


def test_another_layout_of_the_same_numbers_is_refused_by_both() -> None:
    body: list[Statement] = [Layer("grn", label="a"), Layer("permute", ["channels_last"]), Again("a")]
    assert compare(Plan((4, 4, 4), body, []), large=False) == ("refused", "")


def test_first_values_are_those_of_the_documents() -> None:
    body: list[Statement] = [Init("conv=uniform(0.3) bias=0"), Layer("conv", ["9", "3"]), Layer("fc", ["4"])]
    plan = Plan((3, 3, 3), [*body[:2], Layer("flatten"), body[2]], [])
    assert compare(plan, large=False) == ("accepted", "")
    with patch("cnndsl.backends.torch.module_tree.initialise", lambda made, initial: None):
        assert "first values of 0" in compare(plan, large=False)[1]


def test_gradients_of_attention_are_laid_out_as_norms_before_it_need() -> None:
    """nn.InstanceNorm2d gives a wrong gradient for that of nn.MultiheadAttention, whose batch is the second axis."""
    for shape in ((4, 9), (4, 5, 5), (4, 3, 5, 2)):
        for norm in ("instancenorm", "batchnorm"):
            body: list[Statement] = [Layer(norm), Layer("self_attention", [], {"heads": "2"})]
            for seed in range(4):
                assert compare(Plan(shape, body, []), large=False, seed=seed) == ("accepted", "")


def test_a_fault_of_the_kernels_alone_is_told_apart_from_ours() -> None:
    """Of maps of one column PyTorch's batch norm may have a wrong gradient on a CPU (replaced_functions.py)."""
    body: list[Statement] = [Layer("batchnorm"), Layer("adaptive_avgpool", ["1"]), Layer("permute", ["channels_last"])]
    plan = Plan((8, 9, 1), body, [])
    assert compare(plan, large=False)[1] == ""
    with patch.object(BatchNorm, "torch", lambda layer, nn, x: nn.BatchNorm2d(8, eps=0.1)):
        assert "evaluation: output: apart" in compare(plan, large=False)[1]
