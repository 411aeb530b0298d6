"""Receptive fields against what gradients reach in the compiled module, at every place of a period.

`make nightly` compares more than two thousand random graphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import floor, inf, lcm
from unittest.mock import patch

import torch
from hypothesis import assume, event, given, note, settings
from hypothesis import strategies as st
from torch import Tensor, nn

import cnndsl
from cnndsl.graph import receptive_fields
from cnndsl.graph.receptive_fields import ALL, AxisField, Sweep
from cnndsl.layers import axis
from tests.conftest import examples
from tests.graph.moving import SIDE, bodies

MARGIN = 8
"""What lies nearer to the edge than this is not compared: padding that is seen has no gradient."""

PLACES = 36
"""Of a longer period so many places are compared."""


def seen(module: nn.Module, net: cnndsl.Network, places: list[int]) -> list[tuple[tuple[float, float], ...]]:
    """Along each axis the first and last element of the input that places of the output, counted row by row, depend on;
    (inf, -inf) for none."""
    x = torch.ones(1, *net.input, dtype=torch.float64, requires_grad=True)
    y: Tensor = module(x).sum(1).flatten()
    found = []
    for place in places:
        (gradient,) = torch.autograd.grad(y[place], x, retain_graph=True)
        size = gradient[0].abs().sum(0)
        reached = (size > 1e-12 * size.max()).nonzero().T
        found.append(tuple((int(along.min()), int(along.max())) if len(along) else (inf, -inf) for along in reached))
    return found


def positive(net: cnndsl.Network) -> nn.Module:
    """The compiled module with positive weights: no two ways to an element cancel."""
    module = net.to_torch().double().eval()
    torch.manual_seed(0)
    for parameter in module.parameters():
        nn.init.uniform_(parameter, 0.5, 1.5)
    return module


@contextmanager
def without_gates(module: nn.Module) -> Iterator[None]:
    """What goes through the gates has no gradient."""
    gates = [child for name, child in module.named_modules() if name.rpartition(".")[2].startswith("gate")]
    handles = [gate.register_forward_hook(lambda gate, inputs, output: output.detach()) for gate in gates]
    yield
    for handle in handles:
        handle.remove()


def compared(field: AxisField, count: int) -> list[int]:
    """The places of one period in the middle of the map."""
    period = min(lcm(*(sweep.period for sweep in (*field.own, *field.gates))), PLACES, count)
    first = (count - period) // 2
    return [*range(first, first + period)]


def inside(first: float, last: float) -> bool:
    return first > last or (first >= MARGIN and last < SIDE - MARGIN)


@settings(max_examples=max(60, examples(12)))
@given(body=bodies())
def test_every_place_sees_what_its_gradient_reaches(body: tuple[str, bool]) -> None:
    text, turned = body
    assume(not cnndsl.check(text))
    net = cnndsl.parse(text)
    note(text)
    field = net.graph.outputs[0].node.field[int(turned)]
    count = net.graph.outputs[0].node.shape.sizes[int(turned)]
    assume(field.span(count).exact)
    places = compared(field, count)
    module = positive(net)
    checked = 0
    for gated in (True, False):
        ends = [field.at(place, gated=gated) for place in places]
        if gated:
            found = seen(module, net, places)
        else:
            with without_gates(module):
                found = seen(module, net, places)
        for place, said, reached in zip(places, ends, (each[int(turned)] for each in found), strict=True):
            if inside(*said):
                assert reached == said, (gated, place)
                checked += 1
            elif reached[0] <= reached[1]:  # what is beyond the edge has no gradient
                assert said[0] <= reached[0], (gated, place)
                assert reached[1] <= said[1], (gated, place)
    assume(checked)
    event(f"gates: {'mul' in text and 'gate' in text}, sweeps: {len(field.own)}, periods: {field.own[0].period > 1}")


numbers = st.integers(-6, 6)


@st.composite
def sweeps(draw: st.DrawFn) -> Sweep:
    lows = draw(st.lists(numbers, min_size=1, max_size=4))
    empty = draw(st.integers(0, 9)) == 0
    highs = [low + draw(st.integers(0, 9)) for low in lows]
    if empty:
        lows[0], highs[0] = inf, -inf  # type: ignore[call-overload]
    return Sweep(tuple(lows), tuple(highs), draw(st.integers(0, 5)))


@settings(max_examples=examples(100))
@given(found=st.lists(sweeps(), min_size=1, max_size=3), count=st.integers(1, 60))
def test_the_largest_and_the_smallest_are_those_of_all_places(found: list[Sweep], count: int) -> None:
    field = AxisField(tuple(found))
    ends = [field.at(place) for place in range(count)]
    sizes = [max(int(last - first) + 1, 0) if first <= last else 0 for first, last in ends]
    span = field.span(count)
    assert (span.largest, span.smallest) == (max(sizes), min(sizes))
    assert (sizes[span.most_at], sizes[span.least_at]) == (max(sizes), min(sizes))


@settings(max_examples=examples(60))
@given(body=bodies(), periods=st.integers(1, 6), work=st.sampled_from([4, 4096]))
def test_bounds_hold_what_is_seen(body: tuple[str, bool], periods: int, work: int) -> None:
    """Where a pattern is too long to be kept, no place sees more than is said."""
    text, turned = body
    assume(not cnndsl.check(text))
    exact, bounds = (cnndsl.parse(text).graph.outputs[0].node for _ in range(2))
    side = int(turned)
    count = exact.shape.sizes[side]
    known = exact.field[side]
    for made in (axis.spread, axis.adaptive, axis.enlarge, axis.align, receptive_fields._through):
        made.cache_clear()
    with (
        patch.object(axis, "PERIODS", periods),
        patch.object(receptive_fields, "PERIODS", periods),
        patch.object(receptive_fields, "WORK", work),
    ):
        rough = bounds.field[side]
        span = rough.span(count)
    for made in (axis.spread, axis.adaptive, axis.enlarge, axis.align, receptive_fields._through):
        made.cache_clear()
    note(f"{text}\n{known}\n{rough}")
    for place in range(count):
        said, truth = rough.at(place), known.at(place)
        if truth[0] <= truth[1]:
            assert said[0] <= truth[0], place
            assert truth[1] <= said[1], place
    ends = [known.at(place) for place in range(count)]
    most = max(0 if low > high else inf if inf in (-low, high) else floor(high - low) + 1 for low, high in ends)
    assert span.largest is None or span.largest >= most
    assert span.exact is all(sweep.exact for sweep in (*rough.own, *rough.gates)) or ALL in rough.own
