"""Pictures of blocks, measured: nothing overlaps, nothing is missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, note, settings

import cnndsl
from cnndsl.backends import pictures
from tests.conftest import examples
from tests.graph.chains import Chain, chains
from tests.graph.dags import Program
from tests.graph.drawn import programs
from tests.pictures.measured import faults, measure

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")

ARCHITECTURES = sorted((Path(__file__).parents[2] / "architectures").glob("*.cnn"))
WAYS = {
    "as it comes": {},
    "unrolled": {"unroll": True},
    "every layer": {"every_layer": True, "unroll": True},
    "to the right": {"direction": "right", "theme": "print"},
    "with details": {"show": ("params", "macs", "rf", "memory", "names", "lines")},
    "in columns": {"columns": 3, "bare": True},
}


def wrong(network: cnndsl.Network, **options: object) -> list[str]:
    picture = pictures.build(network.graph, **options)  # type: ignore[arg-type]
    edges = Counter((source, node.index) for node in network.nodes for source in node.inputs)
    layers = {node.index for node in network.nodes}
    unrolled = bool(options.get("unroll"))
    return list(faults(measure(picture.svg), edges, layers, unrolled=unrolled))


@pytest.mark.parametrize("path", ARCHITECTURES, ids=lambda path: path.stem)
def test_every_architecture(path: Path) -> None:
    assert wrong(cnndsl.load(path)) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["lenet", "googlenet", "densenet121", "shufflenet_v2_x0_5", "convnext_tiny"])
def test_every_way(name: str, way: str) -> None:
    network = cnndsl.load(ARCHITECTURES[0].parent / f"{name}.cnn")
    assert wrong(network, **WAYS[way]) == []


@settings(max_examples=examples(60))
@given(program=programs())
def test_random_branches(program: Program) -> None:
    note(program.text)
    if not cnndsl.check(program.text):
        network = cnndsl.parse(program.text)
        for options in WAYS.values():
            assert wrong(network, **options) == []


@settings(max_examples=examples(30))
@given(chain=chains())
def test_random_chains(chain: Chain) -> None:
    note(chain.text)
    if chain.valid and not cnndsl.check(chain.text, input=chain.input, **chain.settings):
        network = cnndsl.parse(chain.text, input=chain.input, **chain.settings)
        for options in WAYS.values():
            assert wrong(network, **options) == []
