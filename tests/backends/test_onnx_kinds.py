"""Every layer kind and join in ONNX, at options and shapes drawn at random: onnxruntime gives what PyTorch gives."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.graph.joins import JOINS, Join, Part
from cnndsl.layers import LAYERS, Layer, Vector
from cnndsl.layers.arguments import SIDES
from cnndsl.layers.shapes import RANKS
from tests.backends.onnx_runs import difference, exported, outputs, randomised
from tests.conftest import examples
from tests.layers import test_every_rank as every_rank
from tests.layers.strategies import arguments, program, ranked_arguments, shapes, written
from tests.layers.test_every_kind import shape_before


@pytest.mark.parametrize("kind", [*LAYERS.values(), *JOINS.values(), Part], ids=lambda kind: kind.keyword)
def test_a_kind_says_what_it_is_in_onnx(kind: type[Layer] | type[Join]) -> None:
    assert kind.onnx not in (Layer.onnx, Join.onnx)


def agrees(text: str, folder: Path) -> None:
    """The model passes the checker, and gives what the module gives, for one sample and for three."""
    note(text)
    if cnndsl.check(text):
        event("refused")
        return
    event("accepted")
    torch.manual_seed(0)
    net = cnndsl.parse(text)
    module = randomised(net.to_torch())
    path = folder / "model.onnx"
    exported(net.graph, module, path)
    for batch in (1, 3):
        x = torch.randn(batch, *net.input)
        try:
            with torch.inference_mode():
                expected = module(x)
        except ValueError as error:  # a batch norm by the batch at hand takes no single value
            note(f"torch: {error}")
            continue
        (found,) = outputs(path, x)
        if difference(found, expected) >= 1e-4:  # near a pole of lrn, say, rounding decides
            with torch.inference_mode():
                exact = copy.deepcopy(module).double()(x.double())
            assert difference(found, expected) < 20 * difference(expected, exact)


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("keyword", LAYERS)
@settings(max_examples=examples(8))
@given(data=st.data())
def test_a_kind_gives_what_its_module_gives(
    keyword: str, rank: int, data: st.DataObject, tmp_path_factory: Any
) -> None:
    if all(kind is Vector for kind in LAYERS[keyword].inputs):
        return
    given_ = data.draw(ranked_arguments(keyword, rank))
    for name, value in given_.items():
        if LAYERS[keyword].arguments[name].kind is SIDES and isinstance(value, tuple):
            given_[name] = list(value)
    line = written(keyword, given_)
    agrees(program(data.draw(every_rank.shapes(keyword, rank)), line), tmp_path_factory.mktemp("kind"))


@pytest.mark.parametrize("keyword", [keyword for keyword, kind in LAYERS.items() if Vector in kind.inputs])
@settings(max_examples=examples(5))
@given(data=st.data())
def test_a_kind_gives_what_its_module_gives_for_vectors(
    keyword: str, data: st.DataObject, tmp_path_factory: Any
) -> None:
    shape = data.draw(shapes(keyword).filter(lambda shape: isinstance(shape, Vector)))
    agrees(program(shape, written(keyword, data.draw(arguments(keyword)))), tmp_path_factory.mktemp("kind"))


@pytest.mark.parametrize("keyword", LAYERS)
def test_the_example_of_a_kind_is_taken_in_float16(keyword: str, tmp_path: Path) -> None:
    text = program(shape_before(LAYERS[keyword]), LAYERS[keyword].example)
    net = cnndsl.parse(text)
    module = randomised(net.to_torch())
    if keyword.endswith("attention") or keyword == "deform_conv":  # what rounding moves decides where it looks
        for tensor in module.parameters():
            tensor.detach().mul_(0.1)
    cells = keyword.endswith("_cells")  # whose inputs and weights are never below 0, where there are poles
    if cells:
        for tensor in module.parameters():
            tensor.detach().abs_()
    exported(net.graph, module, tmp_path / "model.onnx", half=True)
    x = torch.randn(2, *net.input).half().float()  # as it arrives: a threshold is not between the two
    x = x.abs() if cells else x
    with torch.inference_mode():
        assert difference(outputs(tmp_path / "model.onnx", x)[0], module(x)) < 0.01
