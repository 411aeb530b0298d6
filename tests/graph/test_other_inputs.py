"""A graph whose rules are asked again with another input says what a walk through the text would say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cnndsl.graph.inputs import InputShapes
from cnndsl.graph.limits import Limits
from cnndsl.pipeline import check, first_faults
from cnndsl.report.input_sizes import written_input
from cnndsl.source import Source
from tests.conformance.drawn_plans import draw
from tests.conftest import examples

ARCHITECTURES = Path(__file__).parents[2] / "architectures"


def sized(like: InputShapes, size: int) -> InputShapes:
    if isinstance(like, Mapping):
        return {name: (shape[0], *[size] * len(shape[1:])) if shape[1:] else shape for name, shape in like.items()}
    assert like is not None
    return (like[0], *[size] * len(like[1:])) if like[1:] else (size,)


def agree(source: Source, sizes: range) -> int:
    """Compare the first fault of each size; how many of the sizes are refused."""
    like = written_input(source)
    shapes = [sized(like, size) for size in sizes]
    refused = 0
    for shape, first in zip(shapes, first_faults(source, {}, like, shapes, Limits()), strict=True):
        faults = check(source, {}, shape, expectations="ignored").diagnostics
        ours = first.fault and (first.fault.code, first.fault.span)
        assert ours == ((faults[0].code, faults[0].span) if faults else None), (source.text, shape)
        refused += bool(faults)
    return refused


def test_drawn_programs() -> None:
    refused = accepted = 0
    for number in range(examples(40)):
        plan, _ = draw(f"other inputs {number}", large=False)
        source = Source("<drawn>", plan.text)
        if written_input(source) is not None:
            wrong = agree(source, range(1, 14, 2))
            refused += wrong
            accepted += 7 - wrong
    assert min(refused, accepted) > 0


@pytest.mark.parametrize(
    "name", ["lenet", "alexnet", "resnet18", "googlenet", "inception_v3", "unet", "fcn_resnet50", "rcnn160"]
)
def test_architectures(name: str) -> None:
    agree(Source.read(str(ARCHITECTURES / f"{name}.cnn")), range(25, 260, 58))
