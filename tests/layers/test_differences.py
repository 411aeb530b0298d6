"""The deliberate differences: what PyTorch takes and cnndsl refuses, each with its reason.

Everything else that the checker decides equals PyTorch's decision; test_against_torch.py has the proof.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import nn

import cnndsl

X = torch.zeros(2, 4, 6, 6)
V = torch.zeros(2, 4)


def with_threads(count: int, module: nn.Module) -> object:
    """PyTorch's kernel for one thread refuses what the one for several takes."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        return module(X)
    finally:
        torch.set_num_threads(before)


def no_number(y: torch.Tensor) -> None:
    assert y.isnan().any()


def gradient(module: nn.Module, x: torch.Tensor) -> torch.Tensor:
    given = x.clone().requires_grad_()
    module(given).square().sum().backward()
    assert given.grad is not None
    return given.grad


STRICTER: dict[str, tuple[str, str, Callable[[], object]]] = {
    "fc on a feature map acts on its columns: surely a forgotten flatten": (
        "fc 3", "E0301", lambda: nn.Linear(6, 3)(X)
    ),
    "no output features": ("flatten\nfc 0", "E0207", lambda: nn.Linear(4, 0)(V)),
    "an empty map": (
        "conv_transpose 4 1 padding=3", "E0303", lambda: with_threads(2, nn.ConvTranspose2d(4, 4, 1, padding=3))
    ),
    "an adaptive pool without elements": ("adaptive_avgpool 0", "E0207", lambda: nn.AdaptiveAvgPool2d(0)(X)),
    "a circular pad that cuts: elements are left without a value": (
        "pad -1 mode=circular", "E0307", lambda: nn.CircularPad2d(-1)(X)
    ),
    "a stride of thousands, of which PyTorch's kernels for other shapes die": (
        "conv_transpose 1 2 stride=5000", "E0207", lambda: nn.ConvTranspose2d(4, 1, 2, stride=5000)(X[..., :1, :1])
    ),
    "a stride of thousands, of which PyTorch dies on its way back": (
        "conv 1 2 stride=5000", "E0207", lambda: nn.Conv2d(4, 1, 2, stride=5000)(X)
    ),
    "responses of more neighbours than fit into memory as padding": (
        "lrn 5000", "E0207", lambda: nn.LocalResponseNorm(5000)(X)
    ),
    "a negative eps": ("groupnorm 2 eps=-1", "E0207", lambda: nn.GroupNorm(2, 4, eps=-1.0)(X)),
    "an eps that PyTorch takes in evaluation only": (
        "batchnorm eps=0", "E0207", lambda: nn.BatchNorm2d(4, eps=0.0).eval()(X)
    ),
    "an eps of 0, with which a black image is no number": (
        "groupnorm 2 eps=0", "E0207", lambda: no_number(nn.GroupNorm(2, 4, eps=0.0)(X))
    ),
    "an eps whose reciprocal the gradient takes to the power of 3/2": (
        "flatten\nrmsnorm eps=1e-36", "E0207", lambda: no_number(gradient(nn.RMSNorm(144, eps=1e-36), X.flatten(1)))
    ),
    "responses without a summand, which come to 0/0": (
        "lrn 3 k=0", "E0207", lambda: no_number(nn.LocalResponseNorm(3, k=0.0)(X))
    ),
    "roots of what may be negative": (
        "lrn 3 alpha=-2", "E0207", lambda: no_number(nn.LocalResponseNorm(3, alpha=-2.0)(X + 2))
    ),
    "a number that single precision takes for 0": (
        "normalize std=1e-50", "E0207", lambda: no_number(X / torch.tensor(1e-50))
    ),
    "a number that single precision does not hold": (
        "times 1e39", "E0207", lambda: no_number(X * torch.tensor(1e39))
    ),
    "a momentum beyond 1": ("batchnorm momentum=2", "E0207", lambda: nn.BatchNorm2d(4, momentum=2.0)(X)),
    "a map that is padded after its axes": ("flatten\npad 1", "E0301", lambda: nn.ZeroPad2d(1)(V)),
    "channels-last read as channels first": (
        "permute channels_last\nconv 4 1x1", "E0301", lambda: nn.Conv2d(6, 4, 1)(X.permute(0, 2, 3, 1))
    ),
    "moving the channels twice": (
        "permute channels_last\npermute channels_last", "E0301", lambda: X.permute(0, 2, 3, 1).permute(0, 2, 3, 1)
    ),
    "a normalisation that multiplies channels": (
        "conv 1 1x1\nnormalize mean=[0.1, 0.2, 0.3]", "E0301", lambda: X[:, :1] - torch.zeros(3, 1, 1)
    ),
    "a division by zero": ("normalize std=0", "E0207", lambda: X / 0.0),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")
@pytest.mark.parametrize("reason", STRICTER)
def test_refused_on_purpose(reason: str) -> None:
    lines, code, in_torch = STRICTER[reason]
    in_torch()
    assert [diagnostic.code.id for diagnostic in cnndsl.check(f"input 4x6x6\n{lines}\n")] == [code]


REFUSED_BY_BOTH = {
    "pool padding over half the kernel": ("maxpool 3 padding=2", lambda: nn.MaxPool2d(3, padding=2)(X)),
    "the half is that of the kernel as written, not as dilated": (
        "maxpool 2 stride=1 padding=2 dilation=3", lambda: nn.MaxPool2d(2, 1, 2, 3)(X)
    ),
    "a window larger than the padded map": ("conv 4 9x9 padding=1", lambda: nn.Conv2d(4, 4, 9, padding=1)(X)),
    "an even blur of one place": (
        "global_avgpool\nblurpool 2 stride=1", lambda: F.conv2d(torch.zeros(1, 4, 1, 1), torch.ones(4, 1, 2, 2), groups=4)
    ),
    "groups that do not divide": ("conv 6 3x3 groups=4", lambda: nn.Conv2d(4, 6, 3, groups=4)),
    "an output padding as large as the stride": (
        "conv_transpose 4 3 stride=2 output_padding=2",
        lambda: nn.ConvTranspose2d(4, 4, 3, stride=2, output_padding=2)(X),
    ),
    "a reflection of the whole map": ("pad 6 mode=reflect", lambda: nn.ReflectionPad2d(6)(X)),
    "a standardised filter of one number": (
        "conv 4 1 groups=4 standardise=weight", lambda: F.batch_norm(torch.zeros(1, 4, 1), None, None, training=True)
    ),
    "a dimension that is not there": ("flatten\nsoftmax dim=2", lambda: nn.Softmax(dim=2)(V)),
    "a probability over 1": ("dropout 1.5", lambda: nn.Dropout(1.5)),
}  # fmt: skip


@pytest.mark.parametrize("reason", REFUSED_BY_BOTH)
def test_refused_by_both(reason: str) -> None:
    lines, in_torch = REFUSED_BY_BOTH[reason]
    with pytest.raises((RuntimeError, ValueError, IndexError)):
        in_torch()
    assert len(cnndsl.check(f"input 4x6x6\n{lines}\n")) == 1


def test_same_padding_with_a_stride_is_taken_where_torch_refuses_it() -> None:
    with pytest.raises(ValueError, match="strided"):
        nn.Conv2d(4, 4, 3, stride=2, padding="same")
    assert cnndsl.parse("input 4x7x7\nconv 4 3x3 stride=2 padding=same\n").output == (4, 4, 4)


@pytest.mark.parametrize("options", ["", " recompute_scale_factor=true", " mode=bilinear align_corners=true"])
def test_a_factor_that_leaves_nothing_is_told(options: str) -> None:
    (fault,) = cnndsl.check(f"input 1x3x3\nupsample 0.25{options}\n")
    assert fault.title == "a height of 3 times 0.25 leaves nothing"
    assert fault.help == "use a factor of at least 1/3"


@pytest.mark.parametrize(("mode", "shape"), [("linear", (3,)), ("bilinear", (3, 3)), ("trilinear", (3, 3, 3))])
def test_a_factor_that_leaves_the_declared_size_enlarges_others_as_if_they_were_declared(
    mode: str, shape: tuple[int, ...]
) -> None:
    """Of 3 places a factor of 1.25 makes 3, of 6 it makes 7, whose places follow from the factor."""
    text = f"input 1x{'x'.join(map(str, shape))}\nupsample 1.25 mode={mode}\n"
    other = (1, *(2 * size for size in shape))
    x, y = torch.randn(2, 1, *shape), torch.randn(2, *other)
    declared, larger = cnndsl.parse(text).to_torch(), cnndsl.parse(text, input=other).to_torch()
    assert torch.equal(declared(x), x)
    assert declared(y).shape[2] == 7
    assert torch.equal(declared(y), larger(y))
