"""Pictures of blocks, measured: nothing overlaps, nothing is missing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, note, settings

import cnndsl
from cnndsl.backends import pictures
from cnndsl.backends.pictures.paint import PAGE
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


@pytest.mark.parametrize("way", WAYS)
def test_ends_of_any_name_are_boxes_of_their_own(way: str) -> None:
    """Some of them of one value, and an input that is named like an output."""
    network = cnndsl.parse(
        "input output_before 4x9x9\na: conv 4 1\noutput low\noutput same\nrelu\noutput high: from a\n"
        "add:\n    from output_before\n    identity\noutput output\n"
    )
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


@pytest.mark.parametrize(
    ("pattern", "replacement", "fault"),
    [
        (r'(<rect class="box" id="n4"[^>]* x=")([0-9.]+)', lambda m: f"{m[1]}{float(m[2]) + 60}", "leaves"),
        (r'(<rect class="box" id="n4"[^>]* y=")([0-9.]+)', lambda m: f"{m[1]}{float(m[2]) + 30}", "overlaps"),
        (r'(<rect class="box" id="n4"[^>]* x=")([0-9.]+)', lambda m: f"{m[1]}-40", "leaves the page"),
        (r'<path data-from="n1" data-to="n3"[^>]*/>', lambda m: "", "no line from n1 to n3"),
        (r'data-nodes="4 5"', lambda m: 'data-nodes="4"', "layer 5 is not drawn"),
        (r'data-nodes="4 5"', lambda m: 'data-nodes="4 5 6"', "layer 6 is drawn 2 times"),
        (r'data-to="n3"', lambda m: 'data-to="n6"', "no edge"),
    ],
)
def test_the_measure_sees_what_is_wrong(pattern: str, replacement: object, fault: str) -> None:
    network = cnndsl.load("lenet")
    edges = Counter((source, node.index) for node in network.nodes for source in node.inputs)
    svg = pictures.build(network.graph).svg
    spoilt, count = re.subn(pattern, replacement, svg)  # type: ignore[call-overload]
    assert count == 1
    found = list(faults(measure(spoilt), edges, {node.index for node in network.nodes}, unrolled=False))
    assert any(fault in one for one in found), found


def test_the_same_file_gives_the_same_bytes() -> None:
    code = "import cnndsl, sys; sys.stdout.buffer.write(cnndsl.load('googlenet').draw(show=('names',)).svg.encode())"
    texts = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


def test_long_networks_fit_a_page() -> None:
    for name in ("resnet152", "efficientnet_v2_l"):
        page = measure(pictures.build(cnndsl.load(name).graph).svg).page
        wide, high = sorted((page.right, page.bottom))
        assert wide <= PAGE[0], name
        assert high <= PAGE[1], name


def test_no_chain_is_too_long_and_no_nesting_too_deep() -> None:
    """Neither layers nor lines of `from` are drawn by recursion over their number."""
    text = "input 4x8x8\n" + "".join(f"l{i}: conv 4 1x1\n" for i in range(300))
    text += "".join(f"add:\n    from l{i}\n    identity\n" for i in range(298, -1, -1))
    network = cnndsl.parse(text)
    assert wrong(network, unroll=True) == []


def test_a_join_of_branches_that_is_repeated_says_how_often() -> None:
    network = cnndsl.parse("input 8x4x4\nrepeat 3:\n    add:\n        conv 8 1\n        identity\nconv 4 1\n")
    assert "× 3" in network.draw().mermaid
    assert wrong(network) == []


def test_a_slice_of_channels_is_drawn_though_it_is_a_view() -> None:
    network = cnndsl.parse(
        "input 8x4x4\nconcat:\n    channels 0..3\n    path:\n        channels 4..7\n        conv 4 1\n"
    )
    text = network.draw().mermaid
    assert "channels 0..3" in text
    assert "channels 4..7" in text
    assert wrong(network) == []


def test_an_output_of_a_value_that_others_read_sends_no_line() -> None:
    """The value is drawn where it is made, be that mere words beside the line."""
    text = (
        "input 2\nunflatten 1x2\noutput early\npool [1] stride=1\n"
        "b:\n    add:\n        identity\n        from early\n    conv 1 1\noutput late\n"
    )
    svg = cnndsl.parse(text).draw().svg
    assert "early 1×2" in svg
    assert "late 1×2" in svg
    ids = re.findall(r'\bid="([^"]*)"', svg)
    assert len(ids) == len(set(ids))


def test_a_continued_section_is_drawn_where_its_parts_run() -> None:
    text = "input 3x8x8\na:\n    x: conv 3 1\nadd:\n    from a.x\n    conv 3 1\na:\n    y: conv 3 1\noutput y\n"
    net = cnndsl.parse(text)
    for options in ({}, {"depth": 1}, {"every_layer": True}):
        assert "y 3×8×8" in net.draw(**options).svg
