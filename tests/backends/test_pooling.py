"""Max pooling in less time: outputs, gradients and keys are the same, bit by bit."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import cnndsl
from cnndsl.backends.torch.pooling import PairwiseMaxPool2d, hasten, pool_by_pairs, pool_first

LENET = "input 1x16x16\nconv 6 5x5\nrelu\nmaxpool 2\nconv 8 3x3\nrelu\nmaxpool 2\nflatten\nfc 10\n"


@given(
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    padded=st.booleans(),
    ceil=st.booleans(),
    seed=st.integers(0, 2**31),
    ties=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_outputs_and_gradients_are_equal(
    kernel: int, stride: int, padded: bool, ceil: bool, seed: int, ties: bool
) -> None:
    torch.manual_seed(seed)
    pool = nn.MaxPool2d(kernel, stride, padding=kernel // 2 if padded else 0, ceil_mode=ceil)
    model = nn.Sequential(nn.Identity(), nn.ReLU(), pool)
    swapped = copy.deepcopy(model)
    assert pool_first(swapped) == 1
    assert [type(module) for module in swapped] == [nn.Identity, nn.MaxPool2d, nn.ReLU]
    values = torch.randn(2, 3, 9, 8)
    x = values.round() if ties else values  # whole numbers: many equal elements, and zeros
    one, other = x.clone().requires_grad_(), x.clone().requires_grad_()
    expected, got = model(one), swapped(other)
    assert torch.equal(expected, got)
    weights = torch.randn_like(expected)
    (expected * weights).sum().backward()
    (got * weights).sum().backward()
    assert torch.equal(one.grad, other.grad)


def test_a_compiled_network_keeps_its_keys_and_its_numbers() -> None:
    model = cnndsl.parse(LENET).to_torch()
    swapped = copy.deepcopy(model)
    assert pool_first(swapped) == 2
    assert list(swapped.state_dict()) == list(model.state_dict())
    x = torch.randn(4, 1, 16, 16)
    assert torch.equal(model(x), swapped(x))
    for net in (model, swapped):
        net(x).square().sum().backward()
    for (name, one), (_, other) in zip(model.named_parameters(), swapped.named_parameters(), strict=True):
        assert torch.equal(one.grad, other.grad), name


@pytest.mark.parametrize(
    "module",
    [
        nn.Sequential(nn.ReLU(), nn.AvgPool2d(2)),
        nn.Sequential(nn.SiLU(), nn.MaxPool2d(2)),
        nn.Sequential(nn.MaxPool2d(2), nn.ReLU()),
        nn.Sequential(nn.ReLU(), nn.Identity(), nn.MaxPool2d(2)),
        nn.ModuleList([nn.ReLU(), nn.MaxPool2d(2)]),
    ],
)
def test_anything_else_stays_as_it_is(module: nn.Module) -> None:
    before = [type(child) for child in module.children()]
    assert pool_first(module) == 0
    assert [type(child) for child in module.children()] == before


@given(
    shape=st.tuples(st.integers(1, 3), st.sampled_from([1, 3, 6, 15, 16, 20]), st.integers(2, 9), st.integers(2, 9)),
    dtype=st.sampled_from([torch.float32, torch.bfloat16, torch.float64]),
    channels_last=st.booleans(),
    ties=st.booleans(),
    seed=st.integers(0, 2**31),
)
@settings(max_examples=120, deadline=None)
def test_pooling_by_pairs_is_pytorchs(
    shape: tuple[int, int, int, int], dtype: torch.dtype, channels_last: bool, ties: bool, seed: int
) -> None:
    draw = torch.Generator().manual_seed(seed)
    values = torch.randn(shape, generator=draw)
    x = (values.round() if ties else values).to(dtype)
    x[0, 0, 0, 0] = float("-inf")
    if channels_last:
        x = x.contiguous(memory_format=torch.channels_last)
    one, other = x.clone().requires_grad_(), x.clone().requires_grad_()
    expected, got = nn.MaxPool2d(2)(one), PairwiseMaxPool2d()(other)
    assert torch.equal(expected, got)
    assert expected.stride() == got.stride()
    weights = torch.randn(expected.shape, generator=draw).to(dtype)
    (expected * weights).sum().backward()
    (got * weights).sum().backward()
    assert torch.equal(one.grad, other.grad)
    with torch.inference_mode():
        assert torch.equal(PairwiseMaxPool2d()(x), expected)


@pytest.mark.parametrize("width", [253, 254, 255, 256, 300])
def test_wide_images(width: int) -> None:
    x = torch.randn(1, 2, 4, width)
    one, other = x.clone().requires_grad_(), x.clone().requires_grad_()
    nn.MaxPool2d(2)(one).square().sum().backward()
    PairwiseMaxPool2d()(other).square().sum().backward()
    assert torch.equal(one.grad, other.grad)


def test_pooling_by_pairs_hands_nan_on() -> None:
    x = torch.tensor([[[[1.0, float("nan")], [2.0, 3.0]]]])
    assert PairwiseMaxPool2d()(x).isnan().all()


@pytest.mark.parametrize(
    "pool",
    [
        nn.MaxPool2d(3),
        nn.MaxPool2d(2, stride=1),
        nn.MaxPool2d(2, padding=1),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.MaxPool2d(2, dilation=2),
        nn.MaxPool2d((2, 1)),
        nn.MaxPool2d(2, return_indices=True),
        nn.AvgPool2d(2),
    ],
)
def test_other_poolings_stay(pool: nn.Module) -> None:
    model = nn.Sequential(pool)
    assert pool_by_pairs(model) == 0
    assert model[0] is pool


def test_both_rewrites_together_change_no_number() -> None:
    model = cnndsl.parse(LENET).to_torch()
    swift = copy.deepcopy(model)
    hasten(swift, torch.device("cpu"))
    assert [type(module).__name__ for module in swift][1:3] == ["PairwiseMaxPool2d", "ReLU"]
    assert list(swift.state_dict()) == list(model.state_dict())
    x = torch.randn(4, 1, 16, 16)
    for net in (model, swift):
        net(x).square().sum().backward()
    for (name, one), (_, other) in zip(model.named_parameters(), swift.named_parameters(), strict=True):
        assert torch.equal(one.grad, other.grad), name
