"""Solids and bars, measured: no letters overlap, nothing leaves the page, every layer that is used appears."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cnndsl
from cnndsl.backends import pictures
from tests.pictures.measured import Area, measure

ARCHITECTURES = sorted((Path(__file__).parents[2] / "architectures").glob("*.cnn"))


@pytest.mark.parametrize("style", ["volumes", "stack"])
@pytest.mark.parametrize("path", ARCHITECTURES[::3], ids=lambda path: path.stem)
def test_letters_and_layers(path: Path, style: str) -> None:
    network = cnndsl.load(path)
    svg = pictures.build(network.graph, style=style).svg
    found = measure(svg)
    for number, text in enumerate(found.texts):
        assert found.page.holds(text), text
        assert not [other for other in found.texts[:number] if other.overlaps(text)], text
    shown = [int(n) for nodes in re.findall(r'data-nodes="([0-9 ]*)"', svg) for n in nodes.split()]
    assert sorted(shown) == [node.index for node in network.nodes if not node.training_only]


def test_solids_are_to_scale() -> None:
    """Faces of LeNet: the sides of 28 and 14 are drawn as two to one."""
    svg = pictures.build(cnndsl.load(ARCHITECTURES[0].parent / "lenet.cnn").graph, style="volumes").svg
    faces = {}
    for name, points in re.findall(r'<polygon id="(v\d+)"[^>]* points="([^"]*)"', svg):
        y = [float(pair.split(",")[1]) for pair in points.split()]
        faces[name] = y[3] - y[0]
    assert faces["v1"] / faces["v3"] == pytest.approx(2, rel=0.01)
    assert faces["v0"] / faces["v1"] == pytest.approx(32 / 28, rel=0.01)


def test_networks_side_by_side_have_one_scale() -> None:
    folder = ARCHITECTURES[0].parent
    nets = [cnndsl.load(folder / f"{name}.cnn") for name in ("vgg11", "vgg13")]
    boxes = measure(pictures.build(*(net.graph for net in nets), style="stack").svg).boxes
    first: list[Area] = [box for box in boxes if box.name == "s0"]
    assert len(first) == 2
    assert first[0].right - first[0].left == first[1].right - first[1].left
    assert first[0].right < first[1].left
