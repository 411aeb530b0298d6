"""`channels 0..15`: the same as PyTorch's slices, and a slice with its complement is `split`."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import cnndsl
from cnndsl.report.memory import memory
from tests.conftest import examples


@settings(max_examples=examples(15))
@given(data=st.data(), rank=st.integers(0, 3), last=st.booleans())
def test_it_is_a_slice_of_pytorch_at_every_rank(data: st.DataObject, rank: int, last: bool) -> None:
    channels = data.draw(st.integers(1, 9))
    end = data.draw(st.integers(0, channels - 1))
    first = data.draw(st.integers(0, end))
    shape = (channels, *data.draw(st.tuples(*[st.integers(1, 4)] * rank)))
    moved = "permute channels_last\n" if last and rank else ""
    network = cnndsl.parse(f"input {'x'.join(map(str, shape))}\n{moved}channels {first}..{end}\n")
    x = torch.randn(2, *shape)
    expected = x.movedim(1, -1)[..., first : end + 1] if moved else x[:, first : end + 1]
    y = network.to_torch()(x)
    assert torch.equal(y, expected)
    assert y.shape[1:] == network.output
    assert y.data_ptr() == expected.data_ptr()  # a view


def test_a_slice_and_its_complement_are_a_split() -> None:
    lines = {
        "split [3, 5]:": ("conv 3 3 padding=1", "identity"),
        "concat:": ("path:\n        channels 0..2\n        conv 3 3 padding=1", "channels 3..in.channels-1"),
    }
    networks = [
        cnndsl.parse(f"input 8x6x6\n{join}\n    {first}\n    {second}\n") for join, (first, second) in lines.items()
    ]
    one, other = (network.to_torch() for network in networks)
    for parameter, twin in zip(one.parameters(), other.parameters(), strict=True):
        twin.data.copy_(parameter.data)
    x = torch.randn(2, 8, 6, 6)
    assert torch.equal(one(x), other(x))
    assert len({str(network.graph.results[0].node.field) for network in networks}) == 1


def test_its_ends_are_expressions_and_a_range_may_be_an_argument_of_a_block() -> None:
    text = """input 12x4x4
block half(part, width):
    channels part
    conv width 1
let n = in.channels // 2
concat:
    half 0..n-1 4
    half part=n..2*n-1 width=5
channels range=2*2..in.channels-2
"""
    network = cnndsl.parse(text)
    assert [layer.text for layer in network.layers if layer.kind == "channels"] == [
        "channels 0..5", "channels 6..11", "channels 4..7",
    ]  # fmt: skip
    assert network.output == (4, 4, 4)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("0..8", "E0207"),
        ("3..2", "E0207"),
        ("-1..2", "E0207"),
        ("0..2147483648", "E0207"),
        ("0..missing", "E0208"),
        ("0..", "E0105"),
        ("..3", "E0105"),
        ("0..1..2", "E0105"),
        ("(0..1)", "E0105"),
    ],
)
def test_ranges_that_are_none(written: str, code: str) -> None:
    assert [fault.code.id for fault in cnndsl.check(f"input 8x4x4\nchannels {written}\n")] == [code]


@pytest.mark.parametrize(
    "line", ["conv 1..2 1", "expect 1..2", "init conv=1..2", "dropout 0..1", "aux weight=0..1: relu"]
)
def test_a_range_stands_for_nothing_else(line: str) -> None:
    assert [fault.code.id for fault in cnndsl.check(f"input 8x4x4\n{line}\nrelu\n")] == ["E0206"]


def test_what_follows_never_overwrites_what_is_sliced() -> None:
    """A ReLU after a slice may not work in place: the slice is a view of what others read."""
    network = cnndsl.parse(
        "input 8x4x4\na: conv 8 1\nadd:\n    path:\n        channels 0..0\n        relu\n    from a\n"
    )
    module = network.to_torch()
    assert [child.inplace for child in module.modules() if isinstance(child, nn.ReLU)] == [False]
    x = torch.randn(2, 8, 4, 4)
    assert torch.equal(module(x), module.a(x)[:, :1].relu() + module.a(x))


def test_a_slice_takes_no_memory() -> None:
    kept, sliced = (
        memory(cnndsl.parse(f"input 8x4x4\nconv 8 1\n{line}\nsigmoid\n"), 1) for line in ("identity", "channels 0..3")
    )
    assert sliced.training == kept.training - 4 * 4 * 4 * 4  # the sigmoid's output is half as large
    assert sliced.inference == kept.inference  # the input and what the slice is a view of
