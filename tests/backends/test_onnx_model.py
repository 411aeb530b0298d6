"""ONNX models of whole networks: what they compute, what their tensors are called, what the options do to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import pytest
import torch
from hypothesis import given, note, settings
from hypothesis import strategies as st
from torch import Tensor, nn

import cnndsl
from cnndsl import plugins
from cnndsl.backends.onnx import IR_VERSION, OPSET, OnnxError, Pixels, build
from cnndsl.backends.onnx.model import PAGE, SMALLEST_EXTERNAL
from cnndsl.train.data.preprocessing import Preprocessing
from tests.architectures.test_torchvision import ARCHITECTURES, FAMILIES, INPUTS
from tests.backends.onnx_runs import difference, exported, outputs, randomised, settled, weights_of
from tests.conftest import examples
from tests.graph.drawn import Program, programs
from tests.graph.test_branches import HEADS, INCEPTION, SQUEEZE
from tests.plugins.conftest import registry  # noqa: F401 - a fixture

BRANCHES = f"{INCEPTION}input 8x6x6\ninception 2 2 3 2 3 1\n"
GATE = f"{SQUEEZE}input 8x6x6\nconv 8 1x1\nsqueeze_excite 2\n"
NORMS = """input 4x9x9
conv 6 3x3 groups=2 bias=false
batchnorm eps=0.01
relu
dropout 0.2
conv_transpose 4 3 stride=2 groups=2
dropout2d 0.1
batchnorm affine=false
conv 4 1x1
flatten
fc 5
batchnorm
"""


def made(text: str) -> tuple[cnndsl.Network, nn.Module]:
    net = cnndsl.parse(text)
    return net, randomised(net.to_torch())


def agree(
    net: cnndsl.Network, module: nn.Module, path: Path, tolerance: float = 1e-4, **options: Any
) -> onnx.ModelProto:
    model = exported(net.graph, module, path, **options)
    for batch in (1, 3):
        x = torch.randn(batch, *net.input)
        with torch.inference_mode():
            expected = module(x)
        (found,) = outputs(path, x)
        assert difference(found, expected) < tolerance
    return model


def kinds(model: onnx.ModelProto) -> list[str]:
    return [node.op_type for node in model.graph.node]


@settings(max_examples=examples(30))
@given(program=programs())
def test_random_networks_with_branches_give_what_their_modules_give(program: Program, tmp_path_factory: Any) -> None:
    note(program.text)
    if not cnndsl.check(program.text):
        agree(*made(program.text), tmp_path_factory.mktemp("branches") / "model.onnx")


@pytest.mark.parametrize("text", [BRANCHES, GATE, HEADS, NORMS], ids=["concat", "mul", "heads", "norms"])
def test_tensors_have_the_keys_and_the_bits_of_the_state_dict(text: str, tmp_path: Path) -> None:
    net, module = made(text)
    model = agree(net, module, tmp_path / "model.onnx")
    heads = tuple(f"{end.name}." for end in net.outputs if end.training_only)
    state = {
        key: tensor
        for key, tensor in module.state_dict().items()
        if not key.endswith("num_batches_tracked") and not key.startswith(heads or ("-",))
    }
    stored = {each.name: each for each in model.graph.initializer if not each.name.startswith("constants/")}
    assert stored.keys() == state.keys()
    for key, tensor in state.items():
        assert torch.equal(torch.from_numpy(onnx.numpy_helper.to_array(stored[key]).copy()), tensor)


def test_the_model_says_what_it_is(tmp_path: Path) -> None:
    net, module = made("model Net\ninput 3x6x6\nconv 4 3x3\nrelu\n")
    model = exported(net.graph, module, tmp_path / "model.onnx")
    assert (model.producer_name, model.producer_version) == ("cnndsl", cnndsl.__version__)
    assert (model.ir_version, [(each.domain, each.version) for each in model.opset_import]) == (
        IR_VERSION,
        [("", OPSET)],
    )
    assert model.graph.name == "Net"
    (given_,), (output,) = model.graph.input, model.graph.output
    for value, name, shape in ((given_, "input", (3, 6, 6)), (output, "output", (4, 4, 4))):
        batch, *sizes = value.type.tensor_type.shape.dim
        assert (value.name, batch.dim_param, tuple(size.dim_value for size in sizes)) == (name, "batch", shape)


def test_a_network_that_computes_nothing_gives_its_input(tmp_path: Path) -> None:
    agree(*made("input 3x6x6\nidentity\n"), tmp_path / "model.onnx", tolerance=1e-9)


@pytest.mark.parametrize("label", ["input", "output", "pixels"])
def test_names_of_parameters_and_of_ends_do_not_meet(label: str, tmp_path: Path) -> None:
    """A `scale` is stored under its label alone."""
    model = agree(*made(f"input 3x6x6\n{label}: scale\nrelu\n"), tmp_path / "model.onnx")
    assert label in {each.name for each in model.graph.initializer}


def test_norms_are_folded_into_what_stands_before_them(tmp_path: Path) -> None:
    net, module = made(NORMS)
    plain = agree(net, module, tmp_path / "plain.onnx")
    folded = agree(net, module, tmp_path / "folded.onnx", fold_batch_norm=True)
    assert (kinds(plain).count("BatchNormalization"), kinds(folded).count("BatchNormalization")) == (3, 0)
    names = {each.name for each in folded.graph.initializer}
    assert {"0.weight", "0.bias", "4.bias", "9.bias"} <= names
    assert not any("running" in name for name in names)


@pytest.mark.parametrize(
    "text",
    [
        "input 3x6x6\na: conv 4 1x1\nb: batchnorm\nconcat:\n    from a\n    from b\n",
        "input 3x6x6\nconv 4 1x1\nrelu\nbatchnorm\n",
        "input 3x6x6\nbatchnorm\nconv 4 1x1\n",
        "input 3x6x6\nconv 4 1x1\nbatchnorm track_running_stats=false\n",
        "input 3x6x6\na: conv 4 1x1\nadd:\n    from a\n    batchnorm\n    batchnorm\n",
    ],
    ids=["read twice", "not before", "after", "of the batch", "both branches"],
)
def test_norms_stay_where_others_read_or_nothing_linear_stands_before(text: str, tmp_path: Path) -> None:
    net, module = made(text)
    plain, folded = (agree(net, module, tmp_path / f"{fold}.onnx", fold_batch_norm=fold) for fold in (False, True))
    assert kinds(plain) == kinds(folded)


def test_two_norms_after_another_are_folded_once(tmp_path: Path) -> None:
    net, module = made("input 3x6x6\nconv 4 1x1\nbatchnorm\nbatchnorm\n")
    folded = agree(net, module, tmp_path / "model.onnx", fold_batch_norm=True)
    assert kinds(folded) == ["Conv", "BatchNormalization"]


def test_half_halves_numbers_and_leaves_the_ends(tmp_path: Path) -> None:
    net = cnndsl.parse(GATE)
    module = net.to_torch().eval()
    model = agree(net, module, tmp_path / "model.onnx", tolerance=0.01, half=True)
    floats = {each.data_type for each in model.graph.initializer if each.data_type != onnx.TensorProto.INT64}
    assert floats == {onnx.TensorProto.FLOAT16}
    ends = [*model.graph.input, *model.graph.output]
    assert {end.type.tensor_type.elem_type for end in ends} == {onnx.TensorProto.FLOAT}


def test_half_refuses_what_is_too_large_for_it(tmp_path: Path) -> None:
    net, module = made("input 3x6x6\nconv 4 1x1\n")
    with torch.no_grad():
        module.state_dict()["0.bias"][0] = 1e5
    with pytest.raises(OnnxError, match=r"`0\.bias` has a number that is too large for float16"):
        build(net.graph, half=True).save(tmp_path / "model.onnx", weights_of(module))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("end", ["", "log_softmax\n", "softmax\n", "softmax dim=-1\n"])
def test_softmax_ends_in_probabilities_once(end: str, tmp_path: Path) -> None:
    net, module = made(f"input 3x2x2\nflatten\nfc 5\n{end}")
    model = exported(net.graph, module, tmp_path / "model.onnx", softmax=True)
    assert kinds(model).count("Softmax") == 1
    x = torch.randn(3, *net.input)
    expected = module(x) if end.startswith("softmax") else module(x).softmax(1)
    torch.testing.assert_close(outputs(tmp_path / "model.onnx", x)[0], expected)


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize(("channels", "mean", "std"), [(3, (0.1,), (0.3,)), (3, (0.1, 0.5, 0.9), (0.2, 0.3, 0.4))])
def test_images_are_prepared_in_the_graph(
    channels: int, mean: tuple[float, ...], std: tuple[float, ...], half: bool, tmp_path: Path
) -> None:
    net = cnndsl.parse(f"input {channels}x5x7\nconv 2 3x3\n")
    module = net.to_torch().eval()
    exported(net.graph, module, tmp_path / "model.onnx", pixels=Pixels(mean, std), half=half)
    images = torch.randint(0, 256, (3, 5, 7, len(mean)), dtype=torch.uint8)
    expected = module(Preprocessing((5, 7), channels, mean, std).normalise(images.movedim(-1, 1)))
    (found,) = outputs(tmp_path / "model.onnx", images)
    assert difference(found, expected) < (0.01 if half else 1e-5)


@pytest.mark.parametrize("resize", ["crop", "pad", "stretch"])
@settings(max_examples=examples(12))
@given(have=st.tuples(st.integers(1, 60), st.integers(1, 60)), want=st.tuples(st.integers(1, 30), st.integers(1, 30)))
def test_images_of_any_size_are_cut_padded_and_scaled_as_in_training(
    resize: Any, have: tuple[int, int], want: tuple[int, int], tmp_path_factory: Any
) -> None:
    """Pixel by pixel, but for the last step of 255 in a few: both add in whole numbers, in another order."""
    net = cnndsl.parse(f"input 3x{want[0]}x{want[1]}\nidentity\n")
    path = tmp_path_factory.mktemp("images") / "model.onnx"
    exported(net.graph, net.to_torch(), path, pixels=Pixels((0.0,) * 3, (1 / 255,) * 3, resize))
    images = torch.randint(0, 256, (2, *have, 3), dtype=torch.uint8)
    expected = Preprocessing(want, 3, (0.0,) * 3, (1.0,) * 3, resize).fit(images.movedim(-1, 1)).float()
    (found,) = outputs(path, images)
    assert found.shape == expected.shape
    assert (found - expected).abs().max() < 1.01
    assert (found - expected).abs().mean() < 0.25


def test_images_are_for_networks_that_take_them() -> None:
    graph = cnndsl.parse("input 4x5x5\nconv 2 3x3\n").graph
    with pytest.raises(OnnxError, match="images of 3 channels are not for a network that takes 4"):
        build(graph, pixels=Pixels((0.5,) * 3, (0.5,) * 3))


def test_large_models_have_their_tensors_beside_them(tmp_path: Path) -> None:
    """What holds for 2 GiB, with a limit of 2,000 bytes."""
    net, module = made("input 4x8x8\nconv 16 3x3\nbatchnorm\nconv 300 3x3 bias=false\nglobal_avgpool\nflatten\nfc 3\n")
    small, large = tmp_path / "small.onnx", tmp_path / "large.onnx"
    assert build(net.graph).save(small, weights_of(module)) == [small]
    assert build(net.graph).save(large, weights_of(module), largest=2000) == [tmp_path / "large.onnx.data", large]
    onnx.checker.check_model(str(large), full_check=True)
    tensors = onnx.load(large, load_external_data=False).graph.initializer
    places = {each.name: {entry.key: entry.value for entry in each.external_data} for each in tensors}
    assert {name for name, place in places.items() if place} == {"0.weight", "2.weight", "5.weight"}
    for each in tensors:
        assert bool(places[each.name]) == (not each.raw_data)
        assert int(places[each.name].get("length", SMALLEST_EXTERNAL)) >= SMALLEST_EXTERNAL
        assert int(places[each.name].get("offset", 0)) % PAGE == 0
    loaded = onnx.load(large).graph.initializer
    assert [each.raw_data for each in loaded] == [each.raw_data for each in onnx.load(small).graph.initializer]
    x = torch.randn(2, *net.input)
    assert torch.equal(outputs(large, x)[0], outputs(small, x)[0])


PLUGIN = '''"""A layer."""

from typing import Any

from cnndsl.layers import Layer, Shape


class Remainder(Layer):
    """x - tanh(x)."""

    keyword = example = "remainder"

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Tanhshrink()
'''
METHOD = """
    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Sub(value, op.Tanh(value))
"""


@pytest.mark.usefixtures("registry")
def test_a_kind_of_a_plugin_has_onnx_where_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(PLUGIN)
    plugins.load([path])
    with pytest.raises(OnnxError) as raised:
        build(cnndsl.parse("input 3x6x6\nrelu\nremainder\n").graph)
    assert raised.value.message == "line 3: the layer kind `remainder` does not say what it is in ONNX"
    assert raised.value.help == "give its class Remainder a method `onnx`, beside `torch`"
    path.write_text(PLUGIN + METHOD)
    plugins.load([path])
    agree(*made("input 3x6x6\nrelu\nremainder\n"), tmp_path / "model.onnx")


@pytest.mark.parametrize(
    "name", [name for name in FAMILIES if not name.startswith(("alexnet", "vgg", "wide", "convnext"))]
)
def test_a_network_of_each_family_gives_its_logits(name: str, tmp_path: Path) -> None:
    """As it is written, and folded. Those of many parameters are compared in `python -m tests.conformance onnx`."""
    net = cnndsl.load(ARCHITECTURES / f"{name}.cnn", input=INPUTS.get(name, (3, 64, 96)))
    module = settled(net.to_torch())
    x = torch.randn(2, *net.input)
    with torch.inference_mode():
        expected: Tensor = module(x)
    for fold in (False, True):
        exported(net.graph, module, tmp_path / "model.onnx", fold_batch_norm=fold)
        assert difference(outputs(tmp_path / "model.onnx", x)[0], expected) < 1e-3
