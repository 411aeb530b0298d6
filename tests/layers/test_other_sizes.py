"""A module runs at other sizes than the one that its file declares, and gives what the network of that size would."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import pytest
import torch
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st
from torch import nn

import cnndsl
from cnndsl.export.python import comparison, file
from cnndsl.layers import LAYERS
from cnndsl.layers.shapes import Map
from tests.conftest import examples
from tests.layers import ranked_oracles

DECLARED = {1: (4, 12), 2: (4, 12, 10), 3: (4, 12, 10, 8)}
OTHERS = {1: [(4, 17), (4, 24)], 2: [(4, 17, 24), (4, 12, 11)], 3: [(4, 16, 10, 9)]}

LINES = [
    *(kind.example for kind in LAYERS.values()),
    "conv 4 3 stride=2 padding=same",
    "conv 4 3 stride=3 padding=same padding_mode=circular",
    "conv 4 5 stride=2 padding=same standardise=scaled gamma=1.7",
    "conv 4 4 padding=same",
    "adaptive_avgpool 3",
    "adaptive_maxpool 3",
    "upsample size=7",
    "upsample 2 mode=linear",
    "upsample 2 mode=bilinear align_corners=true",
    "maxpool 3 stride=2 ceil_mode=true padding=1",
    "avgpool 3 stride=2 ceil_mode=true padding=1",
    "crop 1",
    "pad -1",
    "conv_transpose 4 3 stride=2 output_padding=1",
]


def run(module: nn.Module, shape: tuple[int, ...]) -> torch.Tensor:
    torch.manual_seed(2)
    with torch.no_grad():
        return module(torch.randn(2, *shape))


def module_at(text: str, shape: tuple[int, ...]) -> nn.Module | None:
    """The module of a line for an input of this shape; None where the line does not take it."""
    try:
        network = cnndsl.parse(f"input {'x'.join(map(str, shape))}\n{text}\n")
    except cnndsl.CheckError:
        return None
    torch.manual_seed(1)
    return network.to_torch().eval()


@pytest.mark.parametrize("text", LINES)
def test_every_kind_gives_at_another_size_what_one_declared_at_it_gives(text: str) -> None:
    for rank, declared in DECLARED.items():
        module = module_at(text, declared)
        for shape in OTHERS[rank] if module is not None else []:
            other = module_at(text, shape)
            if other is None or [p.shape for p in other.parameters()] != [p.shape for p in module.parameters()]:
                continue  # what it learns has the size in it, such as a `scale` of places
            other.load_state_dict(module.state_dict())
            assert torch.equal(run(module, shape), run(other, shape)), (shape, module)


@settings(max_examples=examples(20))
@given(data=st.data(), rank=st.sampled_from([1, 2, 3]))
def test_same_padding_is_that_of_the_size_that_arrives(data: st.DataObject, rank: int) -> None:
    """At any size it is what TensorFlow pads for it, bit by bit, in TorchScript and in a trace of torch.fx too."""
    numbers = st.tuples(*[st.integers(1, 4)] * rank)
    options: dict[str, Any] = {"channels": 3, "kernel": data.draw(numbers), "padding": "same"}
    options |= {name: data.draw(numbers) for name in ("stride", "dilation")}
    if data.draw(st.booleans()):
        options["padding_mode"] = data.draw(st.sampled_from(["reflect", "replicate", "circular"]))
    declared, *sizes = (data.draw(st.tuples(*[st.integers(12, 20)] * rank)) for _ in range(3))
    words = [
        f"{name}={'x'.join(map(str, value)) if isinstance(value, tuple) else value}" for name, value in options.items()
    ]
    text = f"conv {' '.join(words)}"
    note(f"{text} on {declared}, then {sizes}")
    module = module_at(text, (2, *declared))
    assume(module is not None)
    oracle = ranked_oracles.conv(Map(2, *declared), options).eval()
    assert list(module.state_dict()) == [f"0.{key}" for key in oracle.state_dict()]
    oracle.load_state_dict({key.removeprefix("0."): value for key, value in module.state_dict().items()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        forms = [module, torch.jit.script(module), torch.fx.symbolic_trace(module)]
    for size in sizes:
        expected = run(oracle, (2, *size))
        for form in forms:
            assert torch.equal(run(form, (2, *size)), expected)


@pytest.mark.parametrize("how", ["", " standardise=weight", " standardise=scaled", " padding_mode=reflect"])
def test_the_exported_file_pads_by_the_size_that_arrives(how: str) -> None:
    network = cnndsl.parse(f"input 3x9x9\ninit conv=kaiming_normal(fan_out)\nconv 4 3 stride=2 padding=same{how}\n")
    written = file.source(network)
    comparison.compare(written.text, written.model, network, thorough=True)
    torch.manual_seed(0)
    module, own = network.to_torch(), comparison.load(written.text, written.model)()
    own.load_state_dict(module.state_dict())
    for size in ((9, 9), (8, 8), (10, 13)):
        assert torch.equal(run(own, (3, *size)), run(module, (3, *size)))


def test_a_kernel_that_never_reaches_beyond_is_a_plain_convolution() -> None:
    network = cnndsl.parse("input 3x9x9\nconv 4 1 stride=2 padding=same\nconv 4 3 padding=same\n")
    assert [type(layer) for layer in network.to_torch()] == [nn.Conv2d, nn.Conv2d]


def test_the_strided_layers_of_an_efficientnet_of_timm() -> None:
    """All of timm's Conv2dSame in tf_efficientnet_b0, each at sizes that its padding differs for."""
    timm = pytest.importorskip("timm")
    model = timm.create_model("tf_efficientnet_b0", pretrained=False).eval()
    layers = [layer for layer in model.modules() if type(layer).__name__ == "Conv2dSame"]
    assert len(layers) == 5
    for layer in layers:
        bias = "true" if layer.bias is not None else "false"
        text = (
            f"conv {layer.out_channels} {'x'.join(map(str, layer.kernel_size))} stride={layer.stride[0]} "
            f"groups={layer.groups} padding=same bias={bias}"
        )
        module = module_at(text, (layer.in_channels, 56, 56))
        module.load_state_dict({f"0.{key}": value for key, value in copy.deepcopy(layer.state_dict()).items()})
        for size in ((56, 56), (57, 57), (50, 55), (31, 48)):
            shape = (layer.in_channels, *size)
            assert torch.equal(run(module, shape), run(layer, shape))
