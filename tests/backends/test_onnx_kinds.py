"""Every layer kind and join in ONNX, at options and shapes drawn at random: onnxruntime gives what PyTorch gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, note, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl import backends
from cnndsl.graph.expanded_lines import ExpandedLines
from cnndsl.graph.ir import Container, End, Graph, InputOperation, Node, Output
from cnndsl.graph.joins import JOINS, Join, Part
from cnndsl.layers import LAYERS, Fault, Layer, Shape
from cnndsl.layers.arguments import ArgumentError
from cnndsl.source import Source, Span
from tests.backends.onnx_runs import difference, exported, outputs, randomised
from tests.conftest import examples
from tests.layers import test_every_rank as every_rank
from tests.layers.strategies import arguments, program, shapes, written


@pytest.mark.parametrize("kind", [*LAYERS.values(), *JOINS.values(), Part], ids=lambda kind: kind.keyword)
def test_a_kind_says_what_it_is_in_onnx(kind: type[Layer] | type[Join]) -> None:
    assert kind.onnx not in (Layer.onnx, Join.onnx)


def agrees(graph: Graph, shape: tuple[int, ...], folder: Path) -> None:
    """The model passes the checker, and gives what the module gives, for one sample and for three."""
    module = randomised(backends.load("torch").build(graph))
    path = folder / "model.onnx"
    exported(graph, module, path)
    for batch in (1, 3):
        x = torch.randn(batch, *shape)
        try:
            with torch.inference_mode():
                expected = module(x)
        except ValueError as error:  # a batch norm by the batch at hand takes no single value
            note(f"torch: {error}")
            continue
        (found,) = outputs(path, x)
        assert difference(found, expected) < 1e-4


@pytest.mark.parametrize("keyword", LAYERS)
@settings(max_examples=examples(10))
@given(data=st.data())
def test_a_kind_gives_what_its_module_gives(keyword: str, data: st.DataObject, tmp_path_factory: Any) -> None:
    text = program(data.draw(shapes(keyword)), written(keyword, data.draw(arguments(keyword))))
    note(text)
    if not cnndsl.check(text):
        net = cnndsl.parse(text)
        agrees(net.graph, net.input, tmp_path_factory.mktemp("kind"))


def alone(layer: Layer, x: Shape, y: Shape) -> Graph:
    """The graph of a network of one layer."""
    span = Span(Source("net.cnn", ""), 0, 0)
    root = Container("", None, span, span)
    before = Node(0, "", InputOperation(), (), x, root, span)
    node = Node(1, "0", layer, (before,), y, root, span)
    root.children["0"], root.input, root.output = node, before, node
    return Graph("Alone", root, [before, node], [End("input", before)], [Output("output", node)], {}, ExpandedLines())


@pytest.mark.parametrize("rank", [1, 3])
@pytest.mark.parametrize("keyword", LAYERS)
@settings(max_examples=examples(5))
@given(data=st.data())
def test_a_kind_gives_what_its_module_gives_at_every_rank(
    keyword: str, rank: int, data: st.DataObject, tmp_path_factory: Any
) -> None:
    x = data.draw(every_rank.shapes(keyword, rank))
    try:
        layer = every_rank.bound(LAYERS[keyword], data.draw(every_rank.given_arguments(keyword, rank)), rank)
        y = layer.output(x)
    except (ArgumentError, Fault):
        return
    note(f"{x}: {layer}")
    agrees(alone(layer, x, y), x, tmp_path_factory.mktemp("kind"))
