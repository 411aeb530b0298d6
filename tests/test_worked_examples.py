"""The worked examples of the course notes, by hand and through the compiled module."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn

import cnndsl
from cnndsl.layers.window import formula


def layer(shape: str, line: str) -> cnndsl.LayerInfo:
    return cnndsl.parse(f"input {shape}\n{line}\n").layers[0]


def conv(shape: str, line: str, weight: Tensor, bias: Tensor | None = None) -> nn.Module:
    """A compiled network of one convolution with the given weights."""
    module = cnndsl.parse(f"input {shape}\n{line} bias={str(bias is not None).lower()}\n").to_torch()
    state = {"0.weight": weight} | ({"0.bias": bias} if bias is not None else {})
    module.load_state_dict(state)
    return module


def test_alexnets_first_layer_does_not_come_out_even() -> None:
    """O = (224 - 11 + 2*2)/4 + 1 = 55.25, so 64x55x55."""
    first = layer("3x224x224", "conv 64 11x11 stride=4 padding=2")
    assert first.output == (64, 55, 55)
    assert formula(224, 11, 4, 2) == "O = (224 - 11 + 2*2)/4 + 1 = 55.25, rounded down: 55"


def test_the_last_row_and_column_of_the_padded_input_are_not_used() -> None:
    """54 steps of 4 and a kernel of 11 end at 227 of the 228 padded rows: the padding at the end, so no pixel is lost."""
    module = cnndsl.parse("input 1x224x224\npad 2\nconv 1 11x11 stride=4\n").to_torch()
    nn.init.ones_(module.get_submodule("1").weight)
    padded = torch.zeros(1, 1, 228, 228, requires_grad=True)
    (grad,) = torch.autograd.grad(module.get_submodule("1")(padded).sum(), padded)
    used = grad[0, 0] > 0
    assert used[226].any()
    assert used[:, 226].any()
    assert not used[227].any()
    assert not used[:, 227].any()


def test_a_convolution_without_padding() -> None:
    net = cnndsl.parse("input 5x100x100\nconv 10 3x3\n")
    assert net.output == (10, 98, 98)
    assert net.to_torch().get_submodule("0").weight.shape == (10, 5, 3, 3)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("conv 1 3x3", (1, 3, 3)), ("conv 1 3x3 padding=1", (1, 5, 5)), ("conv 1 3x3 stride=2", (1, 2, 2))],
)
def test_five_by_five(line: str, expected: tuple[int, ...]) -> None:
    assert layer("1x5x5", line).output == expected


def test_one_window_of_the_cs231n_demonstration() -> None:
    """5x5x3 input, two 3x3 filters, stride 2, padding 1; the first window gives 0, -1 and 0, the bias 0: -1."""
    x = torch.zeros(1, 3, 5, 5)
    x[0, 0, :2, :2] = torch.tensor([[1.0, 2.0], [2.0, 0.0]])
    x[0, 1, :2, :2] = torch.tensor([[0.0, 1.0], [1.0, 1.0]])
    x[0, 2, :2, :2] = torch.tensor([[2.0, 0.0], [1.0, 2.0]])
    weight = torch.zeros(2, 3, 3, 3)
    weight[0, 0, 1:, 1:] = torch.tensor([[0.0, 1.0], [-1.0, 1.0]])  # 1*0 + 2*1 - 2*1 + 0*1 = 0
    weight[0, 1, 1:, 1:] = torch.tensor([[1.0, -1.0], [0.0, 0.0]])  # -1
    weight[0, 2, 1:, 1:] = torch.tensor([[1.0, 1.0], [0.0, -1.0]])  # 2 - 2 = 0
    weight[1] = 1.0
    bias = torch.tensor([0.0, 1.0])
    y = conv("3x5x5", "conv 2 3x3 stride=2 padding=1", weight, bias)(x)
    window = F.pad(x, (1, 1, 1, 1))[0, :, :3, :3]
    assert (window * weight[0]).sum((1, 2)).tolist() == [0.0, -1.0, 0.0]
    assert y.shape == (1, 2, 3, 3)
    assert y[0, 0, 0, 0] == -1.0
    assert y[0, 1, 0, 0] == window.sum() + 1.0


def test_max_pooling_takes_the_largest_and_average_pooling_the_mean() -> None:
    x = torch.tensor([[[[1.0, 3.0, 2.0, 0.0], [5.0, 7.0, 4.0, 2.0]]]])
    largest, mean = (cnndsl.parse(f"input 1x2x4\n{line} 2\n") for line in ("maxpool", "avgpool"))
    assert largest.to_torch()(x).tolist() == [[[[7.0, 4.0]]]]
    assert mean.to_torch()(x).tolist() == [[[[4.0, 2.0]]]]


def test_pooling_has_no_parameters_and_keeps_the_channels() -> None:
    for line in ("maxpool 2", "avgpool 2", "adaptive_avgpool 2", "global_avgpool"):
        pool = layer("7x8x8", line)
        assert (pool.output[0], pool.params, pool.macs) == (7, 0, 0)


@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 2), (3, 1), (4, 3)])
def test_average_pooling_is_a_convolution_with_constant_weights(kernel: int, stride: int) -> None:
    x = torch.randn(2, 1, 11, 13)
    pool = cnndsl.parse(f"input 1x11x13\navgpool {kernel} stride={stride}\n").to_torch()
    weight = torch.full((1, 1, kernel, kernel), 1 / kernel**2)
    torch.testing.assert_close(pool(x), conv("1x11x13", f"conv 1 {kernel} stride={stride}", weight)(x))


def test_a_convolution_of_stride_two_replaces_pooling() -> None:
    pooled = cnndsl.parse("input 3x32x32\nconv 8 3x3 padding=1\nmaxpool 2\n")
    strided = cnndsl.parse("input 3x32x32\nconv 8 3x3 padding=1 stride=2\n")
    assert pooled.output == strided.output == (8, 16, 16)
    assert pooled.params == strided.params
    assert pooled.macs == 4 * strided.macs


def test_pooling_tolerates_a_small_shift() -> None:
    """A 1x2 edge filter over 1 1 0 1 1 and, one pixel changed, over 1 0 0 1 1."""
    edges = conv("1x2x5", "conv 1 1x2", torch.tensor([[[[1.0, -1.0]]]]))
    pool = cnndsl.parse("input 1x2x4\nmaxpool 2\n").to_torch()
    before, after = (edges(torch.tensor(row).expand(1, 1, 2, 5)) for row in ([1.0, 1, 0, 1, 1], [1.0, 0, 0, 1, 1]))
    assert before[0, 0, 0].tolist() == [0.0, 1.0, -1.0, 0.0]
    assert after[0, 0, 0].tolist() == [1.0, 0.0, -1.0, 0.0]
    assert pool(before).tolist() == pool(after).tolist() == [[[[1.0, 0.0]]]]


def test_adaptive_pooling_from_224_to_7_averages_windows_of_32() -> None:
    x = torch.randn(1, 2, 224, 224)
    adaptive = cnndsl.parse("input 2x224x224\nadaptive_avgpool 7\n")
    torch.testing.assert_close(adaptive.to_torch()(x), cnndsl.parse("input 2x224x224\navgpool 32\n").to_torch()(x))
    assert (adaptive.layers[0].receptive_field, adaptive.layers[0].jump) == ((32, 32), (32, 32))


def test_a_pool_of_three_with_stride_two_overlaps() -> None:
    """Columns 1-3, then 3-5."""
    pool = cnndsl.parse("input 1x5x5\navgpool 3 stride=2\n")
    x = torch.zeros(1, 1, 5, 5, requires_grad=True)
    columns = [
        (torch.autograd.grad(pool.to_torch()(x)[0, 0, 0, i], x)[0][0, 0, 0] > 0).nonzero().flatten() + 1 for i in (0, 1)
    ]
    assert [each.tolist() for each in columns] == [[1, 2, 3], [3, 4, 5]]


def test_two_stacked_convolutions_of_three_see_five_by_five_with_fewer_parameters() -> None:
    stacked = cnndsl.parse("input 16x32x32\nconv 16 3x3\nconv 16 3x3\n")
    single = cnndsl.parse("input 16x32x32\nconv 16 5x5\n")
    assert stacked.layers[-1].receptive_field == single.layers[-1].receptive_field == (5, 5)
    assert stacked.output == single.output
    assert (stacked.params, single.params) == (2 * (16 * 16 * 9 + 16), 16 * 16 * 25 + 16)
    assert stacked.params < single.params


def test_a_bottleneck_against_a_direct_convolution() -> None:
    direct = cnndsl.parse("input 256x14x14\nconv 256 3x3 padding=1 bias=false\n")
    bottleneck = cnndsl.parse(
        "input 256x14x14\nconv 64 1x1 bias=false\nconv 64 3x3 padding=1 bias=false\nconv 256 1x1 bias=false\n"
    )
    assert direct.params == 256 * 256 * 3 * 3 == 589_824
    assert bottleneck.params == 256 * 64 + 64 * 64 * 9 + 64 * 256 == 69_632
    assert bottleneck.output == direct.output
    assert (direct.macs, bottleneck.macs) == (14 * 14 * direct.params, 14 * 14 * bottleneck.params)


def test_cross_entropy_applies_softmax_itself() -> None:
    chain = "input 8x1x1\nflatten\nfc 5\n"
    plain, twice = cnndsl.parse(chain).to_torch(), cnndsl.parse(f"{chain}log_softmax\n").to_torch()
    twice.load_state_dict(plain.state_dict())
    x, target = torch.randn(4, 8, 1, 1), torch.tensor([0, 1, 2, 3])
    torch.testing.assert_close(F.cross_entropy(plain(x), target), F.nll_loss(twice(x), target))


def test_a_dense_layer_on_an_image_needs_150_528_inputs() -> None:
    net = cnndsl.parse("input 3x224x224\nflatten\nfc 1\n")
    assert net.layers[0].output == (150_528,)
    assert net.params == 150_529


def test_parameters_of_a_convolution_do_not_depend_on_the_image() -> None:
    sizes = [(3, 32, 32), (3, 224, 224), (3, 7, 500)]
    assert {cnndsl.parse("input 3x8x8\nconv 64 3x3 padding=1\n", input=size).params for size in sizes} == {1792}


LENET = {
    "conv 6 5x5": (156, 6 * 28 * 28 * 25),
    "maxpool 2": (0, 0),
    "conv 16 5x5": (2_416, 16 * 10 * 10 * 6 * 25),
    "avgpool 2": (0, 0),
    "flatten": (0, 0),
    "fc 120": (48_120, 400 * 120),
    "fc 84": (10_164, 120 * 84),
    "fc 10": (850, 84 * 10),
}


def test_lenet_layer_by_layer() -> None:
    net = cnndsl.parse("\n".join(["input 1x32x32", *LENET, "expect 10 params=61706"]) + "\n")
    assert [(layer.text, layer.params, layer.macs) for layer in net.layers] == [
        (line, params, macs) for line, (params, macs) in LENET.items()
    ]
    assert (net.params, net.macs) == (61_706, 416_520)


def test_the_lecture_networks() -> None:
    plain = "input 1x28x28\nconv 10 5x5\npool 2\nrelu\nconv 20 5x5\npool 2\nrelu\nflatten\nexpect 320\nfc 10\n"
    normed = (
        "input 1x28x28\nconv 25 3x3\nbatchnorm\nrelu\npool 2\nconv 50 3x3\nbatchnorm\nrelu\npool 2\nflatten\n"
        "expect 1250\nfc 1024\nrelu\nfc 128\nrelu\nfc 10\n"
    )
    assert [(net.params, net.macs) for net in map(cnndsl.parse, (plain, normed))] == [
        (8_490, 467_200),
        (1_425_214, 2_925_702),
    ]
