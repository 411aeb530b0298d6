"""The worked examples of the course: each by its numbers, where it has any with tensors through compiled modules."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

import cnndsl


def net(body: str, shape: str = "3x224x224") -> cnndsl.Network:
    return cnndsl.parse(f"input {shape}\n{body}\n")


@pytest.mark.parametrize(
    ("shape", "layer", "output", "params"),
    [
        ("3x224x224", "conv 64 11x11 stride=4 padding=2", (64, 55, 55), 64 * (3 * 11 * 11) + 64),  # 55.25
        ("5x100x100", "conv 10 3x3", (10, 98, 98), 10 * 5 * 3 * 3 + 10),
        ("1x5x5", "conv 1 3x3", (1, 3, 3), 10),
        ("1x5x5", "conv 1 3x3 padding=1", (1, 5, 5), 10),
        ("1x5x5", "conv 1 3x3 stride=2", (1, 2, 2), 10),
        ("3x5x5", "conv 2 3x3 stride=2 padding=1", (2, 3, 3), 2 * 27 + 2),  # the CS231n demonstration
        ("64x8x8", "maxpool 2", (64, 4, 4), 0),
        ("64x8x8", "avgpool 2", (64, 4, 4), 0),
        ("64x8x8", "conv 64 3x3 stride=2 padding=1", (64, 4, 4), 64 * 64 * 9 + 64),  # in place of pooling
        ("3x224x224", "flatten", (150528,), 0),
    ],
)
def test_shapes_and_parameters(shape: str, layer: str, output: tuple[int, ...], params: int) -> None:
    found = net(layer, shape)
    assert (found.output, found.params) == (output, params)


def test_the_last_row_and_column_of_the_padded_input_are_not_used() -> None:
    module = net("conv 1 11x11 stride=4", "1x228x228").to_torch()
    x = torch.randn(1, 1, 228, 228)
    out = module(x)
    for index, used in ((227, False), (226, True)):  # the last window reaches 54*4 + 11 = 227 rows
        changed = x.clone()
        changed[..., index, :] += 1.0
        changed[..., :, index] += 1.0
        assert torch.equal(module(changed), out) != used


def test_one_window_of_the_demonstration_by_hand() -> None:
    module = net("conv: conv 2 3x3 stride=2 padding=1", "3x5x5").to_torch()
    weight, bias = module.get_parameter("conv.weight"), module.get_parameter("conv.bias")
    with torch.no_grad():
        weight.zero_()
        bias.zero_()
        for channel, wanted in enumerate((0.0, -1.0, 0.0)):  # what each channel adds in the first window
            weight[0, channel, 1, 1] = wanted
        out = module(torch.ones(1, 3, 5, 5))
    assert out.shape == (1, 2, 3, 3)
    assert out[0, 0, 0, 0].item() == -1.0


def test_average_pooling_is_a_convolution_with_constant_weights() -> None:
    x = torch.randn(2, 1, 6, 6)
    conv = net("conv: conv 1 2x2 stride=2 bias=false", "1x6x6").to_torch()
    with torch.no_grad():
        conv.get_parameter("conv.weight").fill_(1 / 4)
    assert torch.allclose(net("avgpool 2", "1x6x6").to_torch()(x), conv(x))


def test_pooling_takes_the_largest_and_the_mean() -> None:
    x = torch.tensor([[[[1.0, 2.0], [3.0, 6.0]]]])
    assert net("maxpool 2", "1x2x2").to_torch()(x).item() == 6.0
    assert net("avgpool 2", "1x2x2").to_torch()(x).item() == 3.0


def test_pooling_tolerates_a_small_shift() -> None:
    """The edge filter (1, -1) moves with its input; behind 2x2 max pooling both are equal."""
    edge = net("conv: conv 1 1x2 bias=false", "1x1x5").to_torch()
    with torch.no_grad():
        edge.get_parameter("conv.weight").copy_(torch.tensor([[[[1.0, -1.0]]]]))
        one = edge(torch.tensor([[[[1.0, 1, 0, 1, 1]]]]))
        shifted = edge(torch.tensor([[[[1.0, 0, 0, 1, 1]]]]))
    assert not torch.equal(one, shifted)
    pool = net("maxpool 1x2", "1x1x4").to_torch()
    assert torch.equal(pool(one), pool(shifted))


def test_adaptive_pooling_averages_32x32_windows() -> None:
    x = torch.randn(1, 3, 224, 224)
    assert net("adaptive_avgpool 7").layers[0].receptive_field == (32, 32)
    assert torch.allclose(net("adaptive_avgpool 7").to_torch()(x), net("avgpool 32").to_torch()(x), atol=1e-6)


def test_pool_3_2_covers_columns_1_to_3_then_3_to_5() -> None:
    pool = net("maxpool 3 stride=2", "1x3x5").to_torch()

    def seen(column: int) -> list[bool]:
        x = torch.zeros(1, 1, 3, 5)
        x[..., column] = 1.0
        out: Tensor = pool(x)
        return [bool(value) for value in out.flatten()]

    assert [seen(column) for column in range(5)] == [[True, False]] * 2 + [[True, True]] + [[False, True]] * 2


def test_two_stacked_3x3_see_5x5_with_fewer_parameters() -> None:
    stacked = net("conv 64 3x3 padding=1 bias=false\nconv 64 3x3 padding=1 bias=false", "64x32x32")
    direct = net("conv 64 5x5 padding=2 bias=false", "64x32x32")
    assert stacked.layers[-1].receptive_field == direct.layers[-1].receptive_field == (5, 5)
    assert (stacked.params, direct.params) == (2 * 9 * 64 * 64, 25 * 64 * 64)


def test_a_bottleneck_needs_fewer_parameters_than_a_direct_convolution() -> None:
    bottleneck = net("conv 64 1x1\nconv 64 3x3 padding=1\nconv 256 1x1", "256x14x14")
    direct = net("conv 256 3x3 padding=1", "256x14x14")
    assert bottleneck.output == direct.output
    assert direct.params == 256 * 256 * 9 + 256
    assert bottleneck.params == (256 * 64 + 64) + (64 * 64 * 9 + 64) + (64 * 256 + 256)


def test_parameters_of_a_convolution_do_not_depend_on_the_image() -> None:
    assert net("conv 64 3x3", "3x32x32").params == net("conv 64 3x3", "3x640x480").params == 1792
