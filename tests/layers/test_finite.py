"""Finite input gives finite output and gradients, where PyTorch's modules have kernels that do otherwise."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from torch import Tensor, nn

import cnndsl


def module(text: str) -> nn.Module:
    return cnndsl.parse(text).to_torch()


@pytest.mark.parametrize("shape", ["2x9", "2x7x8", "2x5x6x4"])
@pytest.mark.parametrize("power", [1.5, 3, 5, 2.5])
def test_a_norm_of_any_power_takes_negative_numbers(shape: str, power: float) -> None:
    sizes = [*map(int, shape.split("x"))]
    pool = module(f"input {shape}\nlppool 2 stride=1 norm_type={power}\n")
    x = torch.randn(2, *sizes, requires_grad=True)
    y = pool(x)
    y.sum().backward()
    assert y.isfinite().all()
    assert x.grad is not None
    assert x.grad.isfinite().all()
    theirs = getattr(nn, f"LPPool{len(sizes) - 1}d")(power, 2, stride=1)
    assert torch.equal(pool(x.relu()), theirs(x.relu()))
    window = x.detach()[(slice(None), slice(None), *[slice(0, 2)] * (len(sizes) - 1))].flatten(2)
    first = y.detach()[(slice(None), slice(None), *[0] * (len(sizes) - 1))]
    torch.testing.assert_close(first, window.norm(power, dim=2))


@pytest.mark.parametrize("power", [1, 2, 4])
def test_other_powers_are_pytorchs(power: int) -> None:
    x = torch.randn(2, 3, 6, 6)
    assert torch.equal(module(f"input 3x6x6\nlppool 2 norm_type={power}\n")(x), nn.LPPool2d(power, 2)(x))


def formats(x: Tensor) -> list[Tensor]:
    last = {4: torch.channels_last, 5: torch.channels_last_3d}.get(x.ndim)
    return [x] if last is None else [x, x.to(memory_format=last)]


@pytest.mark.parametrize("factor", [2.3, 1.25, 1.1, 0.7])
@pytest.mark.parametrize("mode", ["nearest", "linear"])
@pytest.mark.parametrize("size", [3, 5])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_places_follow_from_the_factor(rank: int, size: int, mode: str, factor: float) -> None:
    """In each memory format, forward and backward; nn.Upsample's kernels go by the sizes in places."""
    mode = mode if mode == "nearest" else {1: "linear", 2: "bicubic", 3: "trilinear"}[rank]
    net = cnndsl.parse(f"input 2x{'x'.join([str(size)] * rank)}\nupsample {factor} mode={mode}\n")
    up = net.to_torch()
    x = torch.randn(1, *net.input, dtype=torch.float64)
    for given in formats(x):
        assert torch.autograd.gradcheck(up, (given.clone().requires_grad_(),))
        assert torch.allclose(up(given), up(x))
    if mode == "nearest":
        expected, places = x, torch.tensor([int(o / factor) for o in range(net.output[1])])
        for axis in range(2, 2 + rank):
            expected = expected.index_select(axis, places)
        assert torch.equal(up(x), expected)


NORMS = ("batchnorm", "instancenorm", "instancenorm affine=true", "instancenorm affine=true bias=false")

FOLLOWERS = (
    "permute channels_last\nsoftsign",
    "permute channels_last\nfc 3",
    "permute channels_last\nsigmoid\npermute channels_first\nlayernorm",
    "layernorm",
    "rmsnorm",
    "rmsnorm deviation=true",
    "transpose",
    "self_attention heads=2",
    "conv 5 1",
)


@pytest.mark.parametrize("shape", ["6x8", "6x7x1", "6x4x5", "6x2x3x1"])
@pytest.mark.parametrize("norm", NORMS)
def test_gradients_of_norms_whatever_layout_the_next_layer_hands_back(shape: str, norm: str) -> None:
    """PyTorch's kernels on a CPU take some layouts for others: of one sample, of maps of one column."""
    torch.manual_seed(0)
    for follower, size, x in product(FOLLOWERS, (1, 2), formats(torch.randn(2, *map(int, shape.split("x"))).double())):
        both = module(f"input {shape}\n{norm}\n{follower}\n").double()
        if x.ndim == 4 and not x.is_contiguous():
            both = both.to(memory_format=torch.channels_last)
        ours, *rest = both.children()
        for parameter in ours.parameters():
            nn.init.normal_(parameter)
        given = [x[:size].requires_grad_(), *ours.parameters()]
        places = [*range(2, x.ndim)]
        variance, mean = torch.var_mean(
            given[0], [0, *places] if norm == "batchnorm" else places, correction=0, keepdim=True
        )
        y = (given[0] - mean) / (variance + 1e-5).sqrt()
        for parameter, join in zip(ours.parameters(), (Tensor.mul, Tensor.add), strict=False):
            y = join(y, parameter.view([-1] + [1] * len(places)))
        expected = nn.Sequential(*rest)(y)
        slope = torch.randn(expected.shape, dtype=x.dtype)
        slopes = [torch.autograd.grad(end, given, slope) for end in (both(given[0]), expected)]
        assert all(map(torch.allclose, *slopes)), (follower, size, x.stride())


VIEWS = [
    *((shape, "self_attention heads=2") for shape in ("6x8", "6x7x1", "6x4x5", "6x2x3x1")),
    *((shape, f"{kind} 2") for kind in ("space_to_depth", "pixel_unshuffle") for shape in ("1x6", "1x6x2", "1x2x2x4")),
]


@pytest.mark.parametrize(("shape", "layer"), VIEWS)
def test_gradients_of_batch_norm_after_what_could_be_a_view(shape: str, layer: str) -> None:
    """What is handed on would be contiguous with its channels last, of one channel or column."""
    torch.manual_seed(0)
    first, norm = module(f"input {shape}\n{layer}\nbatchnorm\n").double().eval().children()
    for size in (1, 2):
        x = torch.randn(size, *map(int, shape.split("x")), dtype=torch.double, requires_grad=True)
        y = first(x)
        slope = torch.randn(y.shape, dtype=x.dtype)
        slopes = [torch.autograd.grad(end, x, slope, retain_graph=True) for end in (norm(y), y / (1 + 1e-5) ** 0.5)]
        assert torch.allclose(*slopes[0], *slopes[1]), size
