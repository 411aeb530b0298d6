"""Windows that read padding alone, and elements that no window reads: against looking at each one by one."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import cnndsl
from cnndsl.layers.axis import slide
from cnndsl.layers.padding_alone import padding_alone
from cnndsl.layers.unread_elements import unread

NUMBER = st.integers(1, 12)


@given(I=st.integers(1, 40), O=NUMBER, K=NUMBER, S=NUMBER, P=st.integers(0, 12), D=NUMBER)
def test_against_looking_at_each_window(I: int, O: int, K: int, S: int, P: int, D: int) -> None:  # noqa: E741
    read = [{at for k in range(K) if 0 <= (at := o * S - P + D * k) < I} for o in range(O)]
    assert padding_alone(I, O, K, S, P, D) == sum(not elements for elements in read)
    behind = min(max(I - ((O - 1) * S - P + D * (K - 1) + 1), 0), I)
    assert unread(slide(K, S, P, D), I, O) == (behind, I - len(set().union(*read)) - behind)


def test_the_largest_numbers_take_no_time() -> None:
    most = 2**31 - 1
    assert padding_alone(most - 2, most, most, most - 1, most // 2, most) > 0
    window = slide(most // 2, most - 1, most // 3, most - 7)
    assert 0 < unread(window, most, most // 5).between < most


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        ("3x2x64", "maxpool 2x1 padding=1x0 dilation=3x1"),
        ("3x64x2", "maxpool 1x2 padding=0x1 dilation=1x3"),
        ("3x3x3", "maxpool 2 padding=1 dilation=4"),
        ("3x4x4", "maxpool 2 stride=2 padding=1 dilation=5 ceil_mode=true"),
        ("1x2x9", "maxpool 2x3 stride=1 padding=1 dilation=3x4"),
    ],
)
def test_a_max_pool_over_padding_alone_is_refused(shape: str, line: str) -> None:
    with pytest.raises(cnndsl.CheckError) as refused:
        cnndsl.parse(f"input {shape}\n{line}\n")
    assert [fault.code.id for fault in refused.value.diagnostics] == ["E0304"]


@given(
    size=st.integers(1, 12),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 6),
    half=st.integers(0, 2),
    ceil=st.booleans(),
)
def test_what_a_max_pool_gives_is_finite(
    size: int, kernel: int, stride: int, dilation: int, half: int, ceil: bool
) -> None:
    padding = min(half, kernel // 2)
    line = f"maxpool {kernel} stride={stride} padding={padding} dilation={dilation} ceil_mode={str(ceil).lower()}"
    try:
        network = cnndsl.parse(f"input 2x{size}x{size}\n{line}\n")
    except cnndsl.CheckError as refused:
        if refused.diagnostics[0].code.id == "E0304":  # PyTorch gives minus infinity there, if anything
            pool = torch.nn.MaxPool2d(kernel, stride, padding, dilation, ceil_mode=ceil)
            assert pool(torch.zeros(1, 2, size, size)).min() == -torch.inf
        return
    x = torch.randn(2, 2, size, size, requires_grad=True)
    y = network.to_torch()(x)
    assert y.isfinite().all()
    y.sum().backward()


@given(
    size=st.integers(1, 12),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 6),
    padding=st.integers(0, 2),
    ceil=st.booleans(),
    included=st.booleans(),
)
def test_what_an_average_pool_gives_is_finite(
    size: int, kernel: int, stride: int, padding: int, ceil: bool, included: bool
) -> None:
    words = f"stride={stride} padding={padding} ceil_mode={str(ceil).lower()}"
    line = f"avgpool {kernel} {words} count_include_pad={str(included).lower()}"
    try:
        network = cnndsl.parse(f"input 2x{size}x{size}\n{line}\n")
    except cnndsl.CheckError:
        return
    assert network.to_torch()(torch.randn(1, 2, size, size)).isfinite().all()


@pytest.mark.parametrize(
    ("shape", "line", "told"),
    [
        ("3x8x8", "conv 4 3 padding=3", True),
        ("3x8x8", "conv 4 3 padding=2", False),
        ("3x8x8", "conv 4 2 padding=same dilation=9", True),
        ("3x8x8", "conv 4 3 padding=3 padding_mode=circular", False),
        ("3x8x8", "conv 4 2 padding=5 dilation=10 stride=2", True),
    ],
)
def test_a_convolution_over_padding_alone_is_told(shape: str, line: str, told: bool) -> None:
    """Right where the bias alone comes out somewhere, whatever the weights and the image."""
    network = cnndsl.parse(f"input {shape}\n{line}\n")
    assert ("W0512" in [finding.code.id for finding in cnndsl.lint(network)]) == told
    module = network.to_torch()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(1.0)
        bare = module(torch.ones(1, *network.input)) == 1.0
    assert bool(bare.any()) == told


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("input 8x4x4\nglobal_avgpool\ngroupnorm 8", True),
        ("input 8x4x4\nflatten\nfc 8\ngroupnorm 8", True),
        ("input 8x4x4\nglobal_avgpool\ngroupnorm 4", False),
        ("input 8x1x2\ngroupnorm 8", False),
        ("input 1x1x1\ngroupnorm 1", True),
    ],
)
def test_a_group_of_one_value_is_refused_as_torch_does(text: str, refused: bool) -> None:
    if refused:
        with pytest.raises(cnndsl.CheckError) as faulty:
            cnndsl.parse(text + "\n")
        assert [fault.code.id for fault in faulty.value.diagnostics] == ["E0308"]
    else:
        network = cnndsl.parse(text + "\n")
        network.to_torch()(torch.randn(1, *network.input))
