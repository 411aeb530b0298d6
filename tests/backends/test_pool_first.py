"""ReLU and max pooling commute: outputs, gradients and keys are the same, bit by bit."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import cnndsl
from cnndsl.backends.torch.pool_first import pool_first

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
