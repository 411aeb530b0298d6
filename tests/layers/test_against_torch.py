"""Every layer kind with random arguments on random shapes: what PyTorch does is what the checker says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, note, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torchvision.ops import DropBlock2d, DropBlock3d

import cnndsl
from cnndsl import Network
from cnndsl.layers import LAYERS, LastMap, Shape
from tests.backends.onnx_runs import difference, exported, outputs
from tests.conftest import examples
from tests.layers.oracles import ORACLES, with_table
from tests.layers.strategies import arguments, program, shapes, text_of, written

WINDOWED = ["conv", "conv_transpose", "maxpool", "avgpool", "adaptive_avgpool", "adaptive_maxpool", "pad"]


def checked(text: str) -> Network | None:
    return None if cnndsl.check(text) else cnndsl.parse(text)


def run(keyword: str, shape: Shape, given_: dict[str, Any], x: Tensor) -> tuple[nn.Module, Tensor] | None:
    """The module and its output, or None where PyTorch refuses the arguments or the shape."""
    with torch.device(x.device):
        try:
            module = ORACLES[keyword](tuple(shape), isinstance(shape, LastMap), given_).eval()
            y = module(x)
            return (module, y) if y.numel() else None  # PyTorch lets an empty map through; cnndsl refuses it
        except (RuntimeError, ValueError, IndexError) as error:
            note(f"torch: {error}")
            return None


def tensors(module: nn.Module) -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    parameters = {name: tuple(value.shape) for name, value in module.named_parameters()}
    kept = module.state_dict().keys()
    buffers = {name: tuple(value.shape) for name, value in module.named_buffers() if name in kept}
    return parameters, buffers


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize("keyword", LAYERS)
@settings(max_examples=examples(30))
@given(data=st.data())
def test_a_layer_is_its_torch_module(keyword: str, data: st.DataObject) -> None:
    """Accepted or refused, output shape, parameters, buffers and values are those of the real module."""
    shape = data.draw(shapes(keyword), "shape")
    given_ = data.draw(arguments(keyword), "arguments")
    if keyword == "batchnorm" and given_.get("eps") == 0:
        given_["eps"] = 0.5  # in evaluation PyTorch takes 0; see test_differences.py
    text = program(shape, written(keyword, given_))
    note(text)
    x = torch.randn(2, *shape)
    ran = run(keyword, shape, given_, x)
    kind = LAYERS[keyword]
    if kind.norm and not kind.batch_statistics and run(keyword, shape, given_, x[:1]) is None:
        ran = None  # of one value a group PyTorch takes only batches of more than one: the language refuses it
    net = checked(text)
    assert (net is not None) == (ran is not None)
    if net is None or ran is None:
        return
    module, expected = ran
    node = net.graph.outputs[0].node
    assert net.output == tuple(expected.shape[1:])
    parameters, buffers = tensors(module)
    layer: Any = node.operation
    alone = "" in layer.parameters(shape)  # its parameter has no module around it; see the tests of the backend
    if not alone:
        assert list(layer.parameters(shape).items()) == list(parameters.items())
        assert layer.buffers(shape) == buffers
    assert net.params == sum(layer_numel(size) for size in layer.parameters(shape).values())
    assert net.buffers == sum(layer_numel(size) for size in buffers.values())
    ours = net.to_torch().eval()
    prefix = f"{node.name}."
    ours.load_state_dict({prefix + key: value for key, value in module.state_dict().items()}, strict=not alone)
    torch.testing.assert_close(ours(net_input(x, shape)), expected, equal_nan=True)


def net_input(x: Tensor, shape: Shape) -> Tensor:
    """The network's input from which ``x`` reaches the line under test."""
    if isinstance(shape, LastMap):
        return x.movedim(-1, 1)
    return x


def layer_numel(size: tuple[int, ...]) -> int:
    count = 1
    for side in size:
        count *= side
    return count


@pytest.mark.parametrize("keyword", WINDOWED)
@settings(max_examples=examples(60))
@given(data=st.data())
def test_large_windows_count_as_in_torch(keyword: str, data: st.DataObject) -> None:
    """The same on the meta device, with sizes and windows of real networks and beyond."""
    side = st.integers(1, 300)
    shape = LAYERS[keyword].inputs[0](data.draw(st.sampled_from([1, 2, 3, 4, 12])), data.draw(side), data.draw(side))
    given_ = data.draw(arguments(keyword), "arguments")
    for name, most in (("kernel", 40), ("padding", 25), ("stride", 20), ("dilation", 9), ("size", 400)):
        if isinstance(given_.get(name), int | tuple) and data.draw(st.booleans()):
            least = 0 if name == "padding" else 1
            given_[name] = (data.draw(st.integers(least, most)), data.draw(st.integers(least, most)))
    given_.pop("output_padding", None)  # the meta device takes any; the test above has it
    text = program(shape, written(keyword, given_))
    note(text)
    ran = run(keyword, shape, given_, torch.empty(2, *shape, device="meta"))
    net = checked(text)
    assert (net is not None) == (ran is not None)
    if net is not None and ran is not None:
        assert net.output == tuple(ran[1].shape[1:])


@pytest.mark.parametrize(("shape", "block"), [("3x9x8", 3), ("3x9x8", 7), ("2x5x9x6", 5)])
def test_dropblock_draws_what_torchvision_draws(shape: str, block: int) -> None:
    net = cnndsl.parse(f"input {shape}\ndropblock 0.3 block={block}\n")
    theirs = (DropBlock2d if len(net.input) == 3 else DropBlock3d)(0.3, block)
    x = torch.randn(4, *net.input)
    given = []
    for module in (net.to_torch().train(), theirs.train()):
        torch.manual_seed(0)
        given.append(module(x))
    assert torch.equal(*given)
    assert (given[0] == 0).any()


TABLE = [[0, 2], [1], [0, 1, 2, 3], [3, 0]]


@pytest.mark.parametrize(
    ("shape", "given_"),
    [
        ((4, 9), {"kernel": 3, "stride": 2}),
        ((4, 9, 7), {"kernel": (3, 1), "padding": (1, 2), "padding_mode": "reflect"}),
        ((4, 9, 7), {"kernel": 2, "dilation": 2, "bias": False}),
        ((4, 5, 6, 7), {"kernel": 2}),
    ],
)
def test_a_table_says_what_each_channel_sees(shape: tuple[int, ...], given_: dict[str, Any], tmp_path: Path) -> None:
    theirs = with_table(shape, {"channels": 4, "table": TABLE, **given_}).eval()
    text = f"input {text_of(shape)}\n{written('conv', {'channels': 4, **given_})} table={TABLE}\n"
    net = cnndsl.parse(text)
    ours = net.to_torch().eval()
    ours[0].load_state_dict(theirs.state_dict(), strict=True)
    x = torch.randn(2, *shape)
    torch.testing.assert_close(ours(x), theirs(x))
    assert net.params == sum(each.numel() for each in theirs.parameters())
    exported(net.graph, ours, tmp_path / "model.onnx")
    assert difference(outputs(tmp_path / "model.onnx", x)[0], theirs(x)) < 1e-4


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("conv 2 3 table=[[0]]", "the table has 1 row, and there are 2 output channels"),
        ("conv 2 3 table=[[0], [4]]", "row 1 of the table has channel 4, and 4 arrive"),
        ("conv 2 3 table=[[0], [1, 1]]", "row 1 of the table has a channel twice"),
        ("conv 2 3 table=[[0], []]", "row 1 of the table is empty"),
        ("conv 2 3 table=[[0], [1]] groups=2", "a convolution with a table takes no `groups`"),
        ("conv 2 3 table=[[0], [1]] padding=same", "a convolution with a table takes its padding as a number"),
    ],
)
def test_a_table_that_does_not_fit(line: str, title: str) -> None:
    (fault,) = cnndsl.check(f"input 4x6x6\n{line}\n")
    assert fault.title == title
    assert fault.help


@pytest.mark.parametrize("shape", ["4x8", "4x7x8", "2x4x6x5"])
def test_upsampled_switches_are_max_unpooling(shape: str) -> None:
    """SegNet's step up: what was pooled from `a` goes back to where its maxima stood."""
    sizes = [*map(int, shape.split("x"))]
    rank, whole = len(sizes) - 1, "x".join(map(str, [sizes[0], *[size - size % 2 for size in sizes[1:]]]))
    net = cnndsl.parse(
        f"input {whole}\na: relu\nmaxpool 2\ntanh\nmul:\n    upsample 2\n    path:\n        from a\n        switches 2\n"
    )
    x = torch.randn(2, *net.input)
    y, places = getattr(nn, f"MaxPool{rank}d")(2, return_indices=True)(x.relu())
    assert torch.equal(net.to_torch()(x), getattr(nn, f"MaxUnpool{rank}d")(2)(y.tanh(), places))


def test_cells_of_black_images_have_gradients() -> None:
    module = cnndsl.load("neocognitron").to_torch()
    module(torch.zeros(1, 1, 16, 16)).sum().backward()
    assert all(bool(each.grad.isfinite().all()) for each in module.parameters() if each.grad is not None)


@pytest.mark.parametrize(("shape", "line"), [("4x9x8", "2 ratio=0.7"), ("2x5x6x7", "2 size=3")])
def test_fractional_pools_draw_what_torch_draws(shape: str, line: str) -> None:
    net = cnndsl.parse(f"input {shape}\nfractional_maxpool {line}\n")
    options = {"output_ratio": 0.7} if "ratio" in line else {"output_size": 3}
    theirs = getattr(nn, f"FractionalMaxPool{len(net.input) - 1}d")(2, **options)
    ours = net.to_torch().train()
    x = torch.randn(4, *net.input)
    given = []
    for module in (ours, theirs):
        torch.manual_seed(0)
        given.append(module(x))
    assert torch.equal(*given)
    assert not torch.equal(ours(x), given[0])
    assert torch.equal(ours.eval()(x), ours(x))
