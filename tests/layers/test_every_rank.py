"""Every layer kind on sequences, images and volumes: what PyTorch does on the meta device is what the rules say.

The modules that PyTorch is asked for are made from its own classes (`ranked_oracles.py`), so the class that a kind
chooses for a rank is under test too.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, note, settings
from hypothesis import strategies as st
from torch import nn

from cnndsl.backends.torch import modules
from cnndsl.graph.ir import Container, InputOperation, Node
from cnndsl.layers import LAYERS, Fault, LastMap, Layer, Map, Shape, Vector
from cnndsl.layers.arguments import ArgumentError
from cnndsl.layers.shapes import AXES, RANKS
from cnndsl.layers.symbolic import amount
from cnndsl.report.calculations import explain
from cnndsl.source import Source, Span
from tests.conftest import examples
from tests.layers.ranked_oracles import Given, oracle
from tests.layers.strategies import ranked_arguments
from tests.report.test_calculations import agree

SIZES = {1: st.integers(1, 40), 2: st.integers(1, 12), 3: st.integers(1, 7)}


@st.composite
def shapes(draw: st.DrawFn, keyword: str, rank: int) -> Shape:
    """A map that the kind takes; of a kind that takes vectors only, and gives maps of the rank, a vector."""
    kinds = [kind for kind in LAYERS[keyword].inputs if kind is not Vector]
    channels = draw(st.sampled_from([1, 2, 3, 4, 6]))
    if not kinds:
        return Vector(channels * draw(st.sampled_from([1, 2, 3])))
    kind, sizes = draw(st.sampled_from(kinds)), [draw(SIZES[rank]) for _ in range(rank)]
    return Map(channels, *sizes) if kind is Map else LastMap(*sizes, channels)


def bound(kind: type[Layer], given: Given, rank: int) -> Layer:
    """The layer, its arguments bound as the elaborator binds them. Raises ArgumentError."""
    return kind(rank, **{name: kind.arguments[name].bind(_language(value), rank) for name, value in given.items()})


def _language(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def device(keyword: str) -> str:
    """The meta device does not look at the dimension of a softmax, nor, in PyTorch 2.11, at the divisor of CELU."""
    return "cpu" if "softm" in keyword or keyword == "celu" else "meta"


def ran(keyword: str, shape: Shape, given: Given) -> tuple[nn.Module, tuple[int, ...]] | None:
    """PyTorch's module and the shape of its output; None where it refuses."""
    with torch.device(device(keyword)):
        try:
            module = oracle(keyword, shape, given)
            batch = 2 if LAYERS[keyword].batch_statistics else 1  # that it takes single images is asked of all others
            y = module.train()(torch.empty(batch, *shape))
        except (RuntimeError, ValueError, IndexError) as error:
            note(f"torch: {error}")
            return None
        return (module, tuple(y.shape[1:])) if y.numel() else None


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("keyword", LAYERS)
@settings(max_examples=examples(30))
@given(data=st.data())
def test_a_kind_is_its_torch_module_at_every_rank(keyword: str, rank: int, data: st.DataObject) -> None:
    """Accepted or refused, output shape, parameters and buffers, and what our own module does."""
    shape = data.draw(shapes(keyword, rank), "shape")
    given_ = data.draw(ranked_arguments(keyword, rank), "arguments")
    given_.pop("output_padding", None)  # the meta device takes any; test_against_torch.py has it
    if keyword == "batchnorm" and given_.get("eps") == 0:
        given_["eps"] = 0.5
    theirs = ran(keyword, shape, given_)
    layer = bound(LAYERS[keyword], given_, rank)
    try:
        ours: Shape | None = layer.output(shape)
    except Fault as fault:
        note(fault.title)
        ours = None
    assert (ours is None) == (theirs is None)
    if ours is None or theirs is None:
        return
    module, output = theirs
    assert tuple(ours) == output
    with torch.device("meta"):
        made = layer.torch(modules, shape)
        if isinstance(made, nn.Parameter):
            assert layer.parameters(shape) == {"": tuple(made.shape)}
            return
        assert tuple(made.train()(torch.empty(2, *shape)).shape[1:]) == output
    for built in (module, made):
        assert layer.parameters(shape) == {name: tuple(value.shape) for name, value in built.named_parameters()}
        kept = built.state_dict().keys()
        stored = {name: tuple(value.shape) for name, value in built.named_buffers() if name in kept}
        assert layer.buffers(shape) == stored
    worked_out(layer, shape, ours)


def worked_out(layer: Layer, x: Shape, y: Shape) -> None:
    """Every line on the board, and the receptive field, is written for this rank."""
    span = Span(Source("net.cnn", ""), 0, 0)
    root = Container("", None, span, span)
    before = Node(0, "", InputOperation(), (), x, root, span)
    node = Node(1, "0", layer, (before,), y, root, span)
    node.params = sum(_numel(shape) for shape in layer.parameters(x).values())
    node.buffers = sum(_numel(shape) for shape in layer.buffers(x).values())
    node.macs = amount(layer.macs(x, y))
    agree(node)
    said = " ".join(" ".join(step) for step in (*explain(node).shape, *explain(node).field))
    others = {axis.name for rank, axes in AXES.items() for axis in axes}
    others -= {axis.name for shape in (x, y) for axis in AXES.get(shape.rank, ())}
    assert not any(name in said for name in others), said


def _numel(shape: tuple[int, ...]) -> int:
    count = 1
    for side in shape:
        count *= side
    return count


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_size_has_one_number_or_one_for_each_axis(rank: int, count: int) -> None:
    kernel = LAYERS["conv"].arguments["kernel"]
    if count in (1, rank):
        value = 3 if count == 1 else (3,) * count
        assert kernel.bind(value, rank) == (3,) * rank
        return
    with pytest.raises(ArgumentError) as raised:
        kernel.bind((3,) * count, rank)
    names = [axis.name for axis in AXES[rank]]
    assert str(raised.value).startswith("`kernel` takes a size such as 3")
    assert raised.value.wrong_kind
    if count < 4 and rank > 1:
        assert all(name in raised.value.advice for name in names)


@pytest.mark.parametrize(("rank", "text"), [(1, "conv 8 3"), (2, "conv 8 3 stride=2x1"), (3, "conv 8 3 stride=2x1x1")])
def test_a_layer_prints_the_sizes_of_its_rank(rank: int, text: str) -> None:
    stride = (2, 1, 1)[:rank] if rank > 1 else 1
    assert str(bound(LAYERS["conv"], {"channels": 8, "kernel": 3, "stride": stride}, rank)) == text


@pytest.mark.parametrize("keyword", ["conv", "conv_transpose"])
@pytest.mark.parametrize("rank", RANKS)
def test_macs_are_those_of_a_count_by_hand(keyword: str, rank: int) -> None:
    x = Map(4, *(5, 6, 7)[:rank])
    layer = bound(LAYERS[keyword], {"channels": 8, "kernel": 3, "groups": 2, "bias": False}, rank)
    y = layer.output(x)
    positions = _numel((y if keyword == "conv" else x).sizes)
    assert amount(layer.macs(x, y)) == positions * (8 * 4 // 2) * 3**rank


def test_words_for_axes() -> None:
    volume, line = Map(3, 8, 9, 9), Map(3, 8)
    with pytest.raises(Fault, match="a window of depth 11 does not fit into 8"):
        bound(LAYERS["conv"], {"channels": 8, "kernel": 11}, 3).output(volume)
    with pytest.raises(Fault, match="a pool of length 11 does not fit into 8"):
        bound(LAYERS["maxpool"], {"kernel": 11}, 1).output(line)
    with pytest.raises(Fault, match="mode=bilinear is for maps of 2 axes, and 3x8 has 1"):
        bound(LAYERS["upsample"], {"factor": 2, "mode": "bilinear"}, 1).output(line)
