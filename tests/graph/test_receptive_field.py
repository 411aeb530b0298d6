"""Receptive field, jump and start against what a gradient reaches in the compiled module."""

from __future__ import annotations

import pytest
import torch
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st
from torch import Tensor, nn

import cnndsl
from tests.conftest import examples

SIDE = 96

sizes = st.integers(1, 4)
windows = st.one_of(
    st.tuples(sizes, sizes, st.integers(1, 2), st.integers(0, 2), st.integers(1, 2)).map(
        lambda a: f"conv 1 {a[0]}x{a[1]} stride={a[2]} padding={a[3]} dilation={a[4]}"
    ),
    st.tuples(sizes, st.integers(1, 3)).map(lambda a: f"conv 1 {a[0]} stride={a[1]} padding=same"),
    st.tuples(sizes, st.integers(1, 3), st.booleans()).map(
        lambda a: f"avgpool {a[0]} stride={a[1]} padding={a[0] // 2} ceil_mode={str(a[2]).lower()}"
    ),
    st.tuples(*[st.integers(0, 2)] * 4).map(lambda a: f"pad [{a[0]}, {a[1]}, {a[2]}, {a[3]}]"),
    st.just("identity"),
)


def reached(net: cnndsl.Network, place: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last row, first and last column of the input that one element of the output depends on."""
    module = net.to_torch().double()
    for parameter in module.parameters():
        nn.init.ones_(parameter)
    x = torch.zeros(1, *net.input, dtype=torch.float64, requires_grad=True)
    y: Tensor = module(x)
    (grad,) = torch.autograd.grad(y[0, 0, place[0], place[1]], x)
    rows, columns = grad[0, 0].abs().sum(1).nonzero().flatten(), grad[0, 0].abs().sum(0).nonzero().flatten()
    return (int(rows[0]), int(rows[-1])), (int(columns[0]), int(columns[-1]))


@settings(max_examples=examples(60))
@given(lines=st.lists(windows, min_size=1, max_size=4))
def test_a_gradient_reaches_as_far_as_the_field(lines: list[str]) -> None:
    text = "\n".join([f"input 1x{SIDE}x{SIDE}", *lines]) + "\n"
    note(text)
    net = cnndsl.parse(text)
    info = net.layers[-1]
    middle = (net.output[1] // 2, net.output[2] // 2)
    fields = net.graph.outputs[0].node.field
    assert info.receptive_field == (fields.height.size, fields.width.size)
    assert info.jump == (fields.height.jump, fields.width.jump)
    centres = [axis.start + place * axis.jump for axis, place in zip(fields, middle, strict=True)]
    ends = [(c - (axis.size - 1) / 2, c + (axis.size - 1) / 2) for c, axis in zip(centres, fields, strict=True)]
    assume(all(first >= 0 and last < SIDE for first, last in ends))
    assert reached(net, middle) == tuple(ends)


@pytest.mark.parametrize(
    ("lines", "field", "jump"),
    [
        ("conv 1 3x3", (3, 3), (1, 1)),
        ("conv 1 1x7", (1, 7), (1, 1)),
        ("conv 1 3x3\nconv 1 3x3\nconv 1 3x3", (7, 7), (1, 1)),
        ("conv 1 3x3 stride=2\nconv 1 3x3", (7, 7), (2, 2)),
        ("conv 1 3x3 dilation=2", (5, 5), (1, 1)),
        ("conv 1 11x11 stride=4 padding=2\nmaxpool 3 stride=2\nconv 1 5x5 padding=2", (51, 51), (8, 8)),
        ("relu\nbatchnorm\nidentity", (1, 1), (1, 1)),
        ("add:\n    conv 1 3x3 padding=1\n    conv 1 5x5 padding=2", (5, 5), (1, 1)),
        ("add:\n    identity\n    conv 1 1x3 padding=[0, 1]", (1, 3), (1, 1)),
        ("concat:\n    maxpool 3 stride=2\n    conv 1 3x3 stride=2\n    conv 1 5x5 stride=2 padding=1", (5, 5), (2, 2)),
        ("a: conv 1 9x9 padding=4\nrelu\nadd:\n    from a\n    conv 1 3x3 padding=1", (11, 11), (1, 1)),
        ("global_avgpool", (32, 32), (32, 32)),
        ("maxpool 2\nglobal_avgpool", (32, 32), (32, 32)),
    ],
)
def test_by_hand(lines: str, field: tuple[int, int], jump: tuple[int, int]) -> None:
    last = cnndsl.parse(f"input 1x32x32\n{lines}\n").layers[-1]
    assert (last.receptive_field, last.jump) == (field, jump)


def test_a_vector_sees_what_the_map_saw_and_has_no_jump() -> None:
    last = cnndsl.parse("input 1x32x32\nmaxpool 2\nflatten\nfc 3\n").layers[-1]
    assert (last.receptive_field, last.jump) == ((32, 32), None)


@pytest.mark.parametrize("outputs", [1, 2, 3, 5, 7, 10, 32, 40])
def test_an_adaptive_pool_sees_its_widest_window(outputs: int) -> None:
    net = cnndsl.parse(f"input 1x32x32\nadaptive_avgpool {outputs}\n")
    widths = [end - first + 1 for first, end in (reached(net, (i, i))[0] for i in range(outputs))]
    assert net.layers[0].receptive_field == (max(widths), max(widths))


ENLARGING = [
    "upsample 2",
    "upsample 3x2",
    "upsample 2 mode=bilinear",
    "upsample 3 mode=bilinear",
    "upsample 2 mode=bicubic",
    "conv_transpose 1 2 stride=2",
    "conv_transpose 1 3x4 stride=2 padding=1",
    "conv_transpose 1 5 stride=2 padding=2 output_padding=1",
    "conv_transpose 1 3 stride=1 dilation=2",
    "conv_transpose 1 7 stride=3",
]


@pytest.mark.parametrize("after", ["identity", "conv 1 3x3", "conv 1 4x4", "avgpool 2\nconv 1 2x2"])
@pytest.mark.parametrize("line", ENLARGING)
def test_a_layer_that_enlarges_brings_the_outputs_closer(line: str, after: str) -> None:
    """Neighbouring outputs differ in what they see; the field is that of the one that sees most, the jump the mean.

    Where a stride follows, only the outputs that see less may be left over.
    """
    net = cnndsl.parse(f"input 1x24x24\n{line}\n{after}\n")
    middle = net.output[1] // 2, net.output[2] // 2
    seen = [reached(net, (middle[0] + step, middle[1] + step)) for step in range(6)]
    far = reached(net, (middle[0] + 6, middle[1] + 6))
    last = net.layers[-1]
    assert last.jump is not None
    for axis in (0, 1):
        most = max(ends[axis][1] - ends[axis][0] + 1 for ends in seen)
        assert last.receptive_field[axis] - most in ((0, 1) if "avgpool" in after else (0,))
        assert far[axis][0] - seen[0][axis][0] == pytest.approx(6 * last.jump[axis])
        centres = [(ends[axis][0] + ends[axis][1]) / 2 for ends in seen]
        field = net.graph.outputs[0].node.field[axis]
        assert sum(centres) / 6 == pytest.approx(field.start + (middle[axis] + 2.5) * field.jump, abs=0.51)
