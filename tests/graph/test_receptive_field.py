"""Receptive fields, jumps and misalignments of networks whose figures are known, and of every enlarging layer."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.graph.receptive_fields import BEYOND
from tests.conftest import examples
from tests.graph.test_receptive_field_at_random import positive, seen

SIDE = 96
ALL = None
"""The whole input."""

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


def reached(net: cnndsl.Network, places: list[tuple[int, int]]) -> list[tuple[tuple[float, float], ...]]:
    """First and last row, first and last column of the input that each of these places of the output depends on."""
    return seen(positive(net), net, [row * net.output[2] + column for row, column in places])


@settings(max_examples=examples(60))
@given(lines=st.lists(windows, min_size=1, max_size=4))
def test_a_gradient_reaches_as_far_as_the_field(lines: list[str]) -> None:
    text = "\n".join([f"input 1x{SIDE}x{SIDE}", *lines]) + "\n"
    note(text)
    net = cnndsl.parse(text)
    info = net.layers[-1]
    middle = (net.output[1] // 2, net.output[2] // 2)
    fields = net.graph.outputs[0].node.field
    ends = tuple(field.at(place) for field, place in zip(fields, middle, strict=True))
    assert info.receptive_field == info.receptive_field_min == tuple(last - first + 1 for first, last in ends)
    after = tuple(field.at(place + 1) for field, place in zip(fields, middle, strict=True))
    assert info.jump == tuple(b[0] - a[0] for a, b in zip(ends, after, strict=True))
    assume(all(first >= 0 and last < SIDE for first, last in ends))
    assert reached(net, [middle]) == [ends]


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
        ("global_avgpool", (ALL, ALL), (None, None)),
        ("maxpool 2\nglobal_avgpool", (ALL, ALL), (None, None)),
        ("avgpool 32x1 stride=1\nglobal_avgpool", (32, ALL), (1, None)),  # a mean over one place is that place
        ("softmax dim=2", (ALL, 1), (None, 1)),
        ("softmax dim=1", (1, 1), (1, 1)),
        ("permute channels_last\nsoftmax dim=-2", (1, ALL), (1, None)),
        ("global_avgpool\nupsample 8", (ALL, ALL), (None, None)),
    ],
)
def test_by_hand(lines: str, field: tuple[int, int], jump: tuple[int, int]) -> None:
    last = cnndsl.parse(f"input 1x32x32\n{lines}\n").layers[-1]
    assert (last.receptive_field, last.jump) == (field, jump)
    assert last.receptive_field_min == last.receptive_field_ungated == field


def test_a_vector_sees_all_that_its_map_saw_and_has_no_jump() -> None:
    last = cnndsl.parse("input 1x32x32\nmaxpool 2\nflatten\nfc 3\n").layers[-1]
    assert (last.receptive_field, last.jump) == ((ALL, ALL), None)
    one_place = cnndsl.parse("input 1x32x32\nconv 2 5x5\navgpool 28\nflatten\nfc 3\n").layers[-1]
    assert (one_place.receptive_field, one_place.jump) == ((32, 32), None)


def test_places_after_an_enlarged_map_differ() -> None:
    last = cnndsl.parse("input 1x32x32\nmaxpool 2\nmaxpool 2\nupsample 2\nupsample 2\nconv 1 3x3 padding=1\n").layers[
        -1
    ]
    assert (last.receptive_field, last.receptive_field_min, last.jump) == ((8, 8), (4, 4), (1, 1))


def test_only_places_that_are_there_count() -> None:
    """Of the first two columns of an enlarged map each sees one pixel; in the second two, one and then the next."""
    last = cnndsl.parse("input 1x1x8\nconv 1 1x8\nupsample 4\n").layers[-1]
    assert last.receptive_field == (1, 8)
    seen = [cnndsl.parse(f"input 1x{n}x8\nupsample 3\nconv 1 3x1 padding=[1, 0]\n").layers[-1] for n in (1, 2)]
    assert [(layer.receptive_field[0], layer.receptive_field_min[0]) for layer in seen] == [(2, 1), (2, 1)]


def test_branches_that_look_at_different_places() -> None:
    lines = "    path:\n        conv 1 2x2 padding=same\n        conv 1 2x2 padding=same\n    conv 1 3x3 padding=1\n"
    last = cnndsl.parse(f"input 1x32x32\nadd:\n{lines}").layers[-1]
    assert (last.receptive_field, last.misalignment) == ((4, 4), (1, 1))
    aligned = cnndsl.parse("input 1x32x32\nadd:\n    conv 1 1x1 stride=2\n    conv 1 3x3 stride=2 padding=1\n").layers[
        -1
    ]
    assert (aligned.receptive_field, aligned.misalignment) == ((3, 3), (0, 0))
    half = cnndsl.parse(
        "input 1x32x32\nadd:\n    avgpool 2x1\n    conv 1 3x1 stride=2x1 padding=1x0\n".replace(
            "avgpool 2x1", "avgpool 2x1 stride=2x1"
        )
    ).layers[-1]
    assert half.misalignment == (0.5, 0)
    assert aligned.misalignment == (0, 0)
    assert cnndsl.parse("input 1x8x8\nrelu\n").layers[-1].misalignment is None


def test_branches_at_different_paces_drift_apart() -> None:
    """The second branch squeezes 9 rows into 8: its places fall behind, at the last by more than an element."""
    net = cnndsl.parse(
        "input 1x64x1\nadd:\n    adaptive_avgpool 32x1\n    path:\n        pad [0, 0, 0, 8]\n        adaptive_avgpool 32x1\n"
    )
    last = net.layers[-1]
    field = net.graph.outputs[0].node.field[0]
    assert len(field.own) == 2
    widths = [int(field.at(place)[1] - field.at(place)[0]) + 1 for place in range(32)]
    assert (last.receptive_field[0], last.receptive_field_min[0]) == (max(widths), min(widths)) == (widths[31], 3)
    assert last.misalignment is not None
    assert last.misalignment[0] > 3


GATE = "mul:\n    conv 1 3x3 padding=1\n    path:\n        {}\n        sigmoid\n"


def test_a_gate_sees_all_and_the_own_path_goes_on() -> None:
    net = cnndsl.parse(f"input 1x64x64\n{GATE.format('global_avgpool')}conv 1 3x3\n")
    *_, gate, joined, last = net.layers
    assert (gate.receptive_field, gate.receptive_field_ungated) == ((ALL, ALL), (ALL, ALL))
    assert (joined.receptive_field, joined.receptive_field_min) == ((ALL, ALL), (ALL, ALL))
    assert (joined.receptive_field_ungated, joined.jump, joined.misalignment) == ((3, 3), (1, 1), (0, 0))
    assert (last.receptive_field, last.receptive_field_ungated, last.jump) == ((ALL, ALL), (5, 5), (1, 1))


def test_a_gate_that_sees_a_part() -> None:
    """Every place sees the 8 rows of the gate, and what lies between them and its own window."""
    net = cnndsl.parse(
        f"input 1x40x1\n{GATE.format('avgpool 8x1 stride=40x1').replace('3x3 padding=1', '3x1 padding=1x0')}"
    )
    last = net.layers[-1]
    assert (last.receptive_field[0], last.receptive_field_min[0], last.receptive_field_ungated[0]) == (41, 8, 3)


def test_a_field_beyond_measure_is_bounded() -> None:
    body = "conv 1 2x1 stride=4096x1 padding=2048x0\n" * 60
    layers = cnndsl.parse(f"input 1x1x1\n{body}").layers
    assert max(layer.receptive_field[0] or 0 for layer in layers) == BEYOND
    assert max(layer.jump[0] or 0 for layer in layers if layer.jump) == BEYOND


def test_a_long_pattern_is_told_as_a_bound() -> None:
    net = cnndsl.parse("input 1x999x1\nadaptive_avgpool 998x1\nconv 1 3x1\n")
    last = net.layers[-1]
    assert not last.receptive_field_exact
    assert last.receptive_field == last.receptive_field_min
    assert 4 <= (last.receptive_field[0] or 0) <= 8  # four, and a little more
    assert last.receptive_field[1] == 1


@pytest.mark.parametrize("outputs", [1, 2, 3, 5, 7, 10, 32, 40])
def test_an_adaptive_pool_sees_its_windows(outputs: int) -> None:
    net = cnndsl.parse(f"input 1x32x32\nadaptive_avgpool {outputs}\n")
    ends = [rows for rows, _ in reached(net, [(place, place) for place in range(outputs)])]
    if outputs == 1:
        assert ends == [(0, 31)]
        assert net.layers[0].receptive_field == (ALL, ALL)
        return
    field = net.graph.outputs[0].node.field[0]
    assert [field.at(place) for place in range(outputs)] == ends
    widths = [last - first + 1 for first, last in ends]
    assert net.layers[0].receptive_field == (max(widths), max(widths))
    assert net.layers[0].receptive_field_min == (min(widths), min(widths))


ENLARGING = [
    "upsample 2",
    "upsample 3x2",
    "upsample 2 mode=bilinear",
    "upsample 3 mode=bilinear",
    "upsample 2 mode=bilinear align_corners=true",
    "upsample 2 mode=bicubic",
    "upsample 3 mode=bicubic align_corners=true",
    "conv_transpose 1 2 stride=2",
    "conv_transpose 1 3x4 stride=2 padding=1",
    "conv_transpose 1 5 stride=2 padding=2 output_padding=1",
    "conv_transpose 1 3 stride=1 dilation=2",
    "conv_transpose 1 7 stride=3",
    "conv_transpose 1 1 stride=2",
    "conv_transpose 1 2 stride=3 dilation=2",
    "conv_transpose 1 3 stride=4 dilation=6 output_padding=3",
]


@pytest.mark.parametrize("after", ["identity", "conv 1 3x3", "conv 1 4x4", "avgpool 2\nconv 1 2x2"])
@pytest.mark.parametrize("line", ENLARGING)
def test_every_place_after_a_layer_that_enlarges(line: str, after: str) -> None:
    net = cnndsl.parse(f"input 1x36x36\n{line}\n{after}\n")
    middle = net.output[1] // 2, net.output[2] // 2
    places = [(middle[0] + step, middle[1] + step) for step in range(6)]
    fields = net.graph.outputs[0].node.field
    said = [tuple(field.at(place) for field, place in zip(fields, each, strict=True)) for each in places]
    blind = [any(first > last for first, last in ends) for ends in said]
    expected = [((inf, -inf), (inf, -inf)) if none else ends for none, ends in zip(blind, said, strict=True)]
    assert reached(net, places) == expected


PUBLISHED = {
    "alexnet": 195,
    "vgg16": 212,
    "inception_v3": 1311,  # these three: Araujo, Norris and Sim, "Computing receptive fields", Distill 2019, table 1
    "resnet50": 427,  # as DELF's code says it of its whole ResNet-50 (google-research, delf)
    "efficientnet_b0": 851,  # the largest along the map's own path: Richter et al., 2022
    "lenet5_1998": 32,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_fields(name: str) -> None:
    """The largest of what the last map sees, along either axis."""
    layers = cnndsl.load(f"architectures/{name}.cnn").layers
    assert max(axis or 0 for layer in layers for axis in layer.receptive_field_ungated) == PUBLISHED[name]


BOUNDED = {"ghostnetv2_100", "lraspp_mobilenet_v3_large"}
"""They resize maps to sizes that make long patterns of places, for which bounds are kept."""


@pytest.mark.parametrize("path", sorted(Path("architectures").glob("*.cnn")), ids=lambda path: path.stem)
def test_no_architecture_has_an_absurd_field(path: Path) -> None:
    """Along its own path nothing sees more than the deepest published networks do."""
    net = cnndsl.load(path)
    bound = max(10_000, 2 * max(net.input))  # the input of a network for sound has 32,000 places
    assert all(layer.receptive_field_exact for layer in net.layers) is (path.stem not in BOUNDED)
    for layer in net.layers:
        for most, least, own in zip(
            layer.receptive_field, layer.receptive_field_min, layer.receptive_field_ungated, strict=True
        ):
            assert own is None or 1 <= own <= bound, layer
            assert most is None or least is not None, layer
            assert most is None or most == own, layer
