"""What `diff` finds: the shortest true story, nothing where nothing differs, weights that load where it says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, note, settings

import cnndsl
from cnndsl.pipeline import check, check_path
from cnndsl.report.difference import Difference, compare
from cnndsl.report.difference_text import as_dict, text
from cnndsl.report.expansion import expansion
from cnndsl.source import Source
from tests.conftest import examples
from tests.graph.dags import Program
from tests.graph.drawn import programs
from tests.report.test_expansion import facts

ARCHITECTURES = sorted(Path("architectures").glob("*.cnn"))

CHAIN = (
    "input 3x8x8\nfeatures:\n    conv 8 3 padding=1\n    batchnorm\n    relu\n    conv 16 3 padding=1\n    relu\n"
    "    maxpool 2\nflatten\nfc 10\n"
)
FORK = "input 4x8x8\na: conv 4 3 padding=1\nb: conv 4 3 padding=1\nadd:\n    from b\n    from a\nlast: conv 2 1\n"
HEADS = "input 4x8x8\nconv 4 1\nh: aux weight=0.3:\n    flatten\n    fc 3\nflatten\nfc 3\n"


def difference(old: str, new: str) -> Difference:
    return compare(cnndsl.parse(old), cnndsl.parse(new))


def story(old: str, new: str, *, everything: bool = False) -> list[str]:
    """The lines between the heading and the totals."""
    found = difference(old, new)
    printed = text(found, ("a", "b"), everything=everything, width=120, color=False)
    body = printed.split("\n\n")[1:-1]
    return [" ".join(line.split()) for part in body for line in part.splitlines() if not line.startswith("   Name")]


def edited(program: str, old: str, new: str) -> list[str]:
    assert program.count(old) == 1
    return story(program, program.replace(old, new))


def test_an_inserted_layer_is_one_line_and_one_note() -> None:
    assert edited(CHAIN, "    batchnorm\n", "    dropout 0.1\n    batchnorm\n") == [
        "+ features.1 dropout 0.1 8x8x8",
        "Renamed features.1 … features.5 -> features.2 … features.6 (5 layers)",
    ]


def test_a_removed_layer() -> None:
    assert edited(CHAIN, "    maxpool 2\n", "") == [
        "- features.5 maxpool 2 16x4x4",
        "~ 2 fc 10 10 2,570 2,560",
        "> 10,250 10,240",
        "… and other shapes of layer 1",
    ]


def test_a_changed_width_shows_what_follows_from_it() -> None:
    assert edited(CHAIN, "conv 8 3", "conv 12 3") == [
        "~ features.0 conv 8 3 padding=1 8x8x8 224 13,824",
        "> conv 12 3 padding=1 12x8x8 336 20,736",
        "~ features.1 batchnorm 8x8x8 16",
        "> 12x8x8 24",
        "~ features.3 conv 16 3 padding=1 16x8x8 1,168 73,728",
        "> 1,744 110,592",
        "… and other shapes of layer features.2",
    ]


def test_everything_shows_what_is_folded() -> None:
    new = CHAIN.replace("3x8x8", "3x16x16").replace(
        "    relu\n    maxpool", "    init fc=normal(0.1)\n    relu\n    maxpool"
    )
    assert story(CHAIN, new)[-1] == "… and other shapes and MACs of features.0 … 1 (7 layers), +262,656 MACs"
    assert sum(line.startswith("~") for line in story(CHAIN, new, everything=True)) == 8


def test_another_activation_is_a_change() -> None:
    assert edited(CHAIN, "relu\n    conv", "silu\n    conv") == ["~ features.2 relu 8x8x8", "> silu"]


def test_a_renamed_container_and_one_around_layers_are_notes() -> None:
    assert edited(CHAIN, "features:", "body:") == ["Renamed features.0 … features.5 -> body.0 … body.5 (6 layers)"]
    flat = CHAIN.replace("features:\n", "").replace("    ", "").replace("flatten\nfc 10\n", "f: flatten\ng: fc 10\n")
    assert story(flat, CHAIN.replace("flatten\nfc 10\n", "f: flatten\ng: fc 10\n")) == [
        "Renamed 0 … 5 -> features.0 … features.5 (6 layers)"
    ]


def test_wiring_counts() -> None:
    assert edited(FORK, "from a", "from b") == ["~ add add 4x8x8", "of b, a -> of b, b"]
    ends = FORK.replace("last: conv 2 1\n", "from a\n"), FORK.replace("last: conv 2 1\n", "from b\n")
    found = difference(*ends)
    assert (found.changes, found.outputs, found.different) == ((), ("a", "b"), True)


def test_order_counts() -> None:
    swapped = FORK.replace(
        "a: conv 4 3 padding=1\nb: conv 4 3 padding=1\n", "b: conv 4 3 padding=1\na: conv 4 3 padding=1\n"
    )
    assert any("moved" in change.differs for change in difference(FORK, swapped).changes)


def test_initialisation_is_told_once_for_all_layers() -> None:
    assert edited(CHAIN, "features:", "init conv=normal(0.01)\nfeatures:") == [
        "Init weight: default -> normal(0.01) in features.0 … features.3 (2 layers)"
    ]


def test_heads_count() -> None:
    heavier = difference(HEADS, HEADS.replace("0.3", "0.4"))
    assert [tuple(head) for head in heavier.heads] == [("h", 0.3, 0.4)]
    assert heavier.different
    section = difference(HEADS, HEADS.replace("h: aux weight=0.3:", "h:").replace("flatten\nfc 3\n", "fc 3\n"))
    assert [tuple(head) for head in section.heads] == [("h", 0.3, None)]
    assert any("training_only" in change.differs for change in section.changes)
    renamed = difference(HEADS, HEADS.replace("h: aux", "g: aux"))
    assert not renamed.heads
    assert {name for change in renamed.changes for name in change.differs} == {"path"}


def test_a_network_that_is_not_there() -> None:
    network = cnndsl.parse(CHAIN)
    added, removed = compare(None, network), compare(network, None)
    assert [change.new and change.new.name for change in added.changes] == [layer.name for layer in network.layers]
    assert [change.old for change in removed.changes] == [change.new for change in added.changes]
    assert f"Parameters   0 -> {network.params:,} (+{network.params:,})" in text(
        added, ("/dev/null", "b"), everything=False, width=80, color=False
    )


def test_vgg13_is_vgg11_with_two_more_convolutions() -> None:
    found = compare(cnndsl.load("architectures/vgg11.cnn"), cnndsl.load("architectures/vgg13.cnn"))
    printed = text(found, ("vgg11.cnn", "vgg13.cnn"), everything=False, width=80, color=False)
    assert printed == (
        "--- vgg11.cnn  VGG11: 3x224x224 -> 1000\n"
        "+++ vgg13.cnn  VGG13: 3x224x224 -> 1000\n"
        "\n"
        "   Name        Layer                 Output        Params           MACs\n"
        "+  features.2  conv 64 3 padding=1   64x224x224    36,928  1,849,688,064\n"
        "+  features.3  relu                  64x224x224\n"
        "+  features.7  conv 128 3 padding=1  128x112x112  147,584  1,849,688,064\n"
        "+  features.8  relu                  128x112x112\n"
        "\n"
        "Renamed features.2 … features.4 -> features.4 … features.6 (3 layers)\n"
        "Renamed features.5 … features.20 -> features.9 … features.24 (16 layers)\n"
        "\n"
        "Parameters   132,863,336 -> 133,047,848 (+184,512, +0.14%)\n"
        "MACs         7,609,090,048 -> 11,308,466,176 (+3,699,376,128, +48.62%)\n"
        "State dict   the old one does not load into the new network: 8 keys shared of 22 -> 26"
    )


def test_repeated_units_of_resnet34_are_one_line_each() -> None:
    found = compare(cnndsl.load("architectures/resnet18.cnn"), cnndsl.load("architectures/resnet34.cnn"))
    printed = text(found, ("a", "b"), everything=False, width=100, color=False)
    rows = [line for line in printed.splitlines() if line.startswith("+  ")]
    assert [" ".join(row.split()[1:-3]) for row in rows] == [
        "layer1.2 8 layers as in layer1.0",
        "layer2.{2,3} 2 containers of 8 layers as in layer2.1",
        "layer3.{2..5} 4 containers of 8 layers as in layer3.1",
        "layer4.2 8 layers as in layer4.1",
    ]
    whole = text(found, ("a", "b"), everything=True, width=100, color=False)
    assert sum(line.startswith("+  ") for line in whole.splitlines()) == 64


@pytest.mark.parametrize("path", ARCHITECTURES, ids=lambda path: path.stem)
def test_nothing_differs_from_itself_or_its_expansion(path: Path) -> None:
    network = check_path(str(path), record=True).network
    assert network is not None
    again = check(Source("<string>", expansion(network))).network
    for other in (network, again):
        found = compare(network, other)
        assert not found.different
        assert found.state.loads


@pytest.mark.parametrize("pair", ["vgg11 vgg16_bn", "resnet18 resnet50", "densenet121 densenet169", "lenet alexnet"])
def test_swapped_sides_swap_signs(pair: str) -> None:
    one, other = (cnndsl.load(f"architectures/{name}.cnn") for name in pair.split())
    there, back = compare(one, other), compare(other, one)
    for first, second in ((there, back), (back, there)):
        added = sum(change.new.params for change in first.changes if change.old is None and change.new)
        removed = sum(change.old.params for change in second.changes if change.new is None and change.old)
        assert added == removed
    assert there.state.shared == back.state.shared


def check_pair(one: str, other: str) -> None:
    note(one + "\n" + other)
    assume(not cnndsl.check(one) and not cnndsl.check(other))
    a, b = cnndsl.parse(one), cnndsl.parse(other)
    found = compare(a, b)
    if facts(a)[1:] != facts(b)[1:]:
        assert found.different
    elif found.outputs is None:
        assert not found.different
    balance = sum((c.new.params if c.new else 0) - (c.old.params if c.old else 0) for c in found.changes)
    assert balance == b.params - a.params
    as_dict(found)
    for everything in (False, True):
        printed = text(found, ("a", "b"), everything=everything, width=80, color=False)
        assert found.different != ("are the same" in printed)
    old, new = a.to_torch(), b.to_torch()
    try:
        new.load_state_dict(old.state_dict(), strict=True)
        loads = True
    except RuntimeError:
        loads = False
    assert found.state.loads == loads
    assert found.state.old == len(old.state_dict())


@settings(max_examples=examples(60))
@given(one=programs(), other=programs())
def test_random_pairs(one: Program, other: Program) -> None:
    check_pair(one.text, other.text)


@settings(max_examples=examples(60))
@given(one=programs(), line=programs())
def test_a_random_program_and_one_with_a_line_less(one: Program, line: Program) -> None:
    lines = one.text.splitlines(keepends=True)
    cut = len(line.text) % len(lines)
    check_pair(one.text, "".join(lines[:cut] + lines[cut + 1 :]))


def test_a_long_chain_is_compared_quickly() -> None:
    old = "input 3x8x8\n" + "conv 8 3 padding=1\nrelu\n" * 2000
    found = difference(old, old.replace("relu\n", "relu\nbatchnorm\n", 1))
    assert [change.new and change.new.text for change in found.changes if change.old is None] == ["batchnorm"]


@pytest.mark.parametrize(("old", "new"), [("relu\n", "batchnorm\nrelu\n"), (" 3 padding=1", " 5 padding=2")])
def test_an_edit_all_along_a_long_chain_moves_no_layer(old: str, new: str) -> None:
    chain = "input 3x8x8\n" + "".join(f"conv {8 + k % 7} 3 padding=1\nrelu\n" for k in range(700))
    found = difference(chain, chain.replace(old, new))
    assert not [change for change in found.changes if change.new is None or "moved" in change.differs]
    assert sum(bool(change.old is None or "text" in change.differs) for change in found.changes) == 700


def test_long_lists_that_lack_a_stretch_of_each_other_meet_again() -> None:
    stretch, other = (
        "".join(f"conv {width} 1\nrelu\n" for width in widths) for widths in (range(1, 400), [2000] * 150)
    )
    chain = "input 3x8x8\n" + stretch
    found = difference(chain, chain.replace("conv 200 1\n", other + "conv 200 1\n").replace("conv 390 1\n", "gelu\n"))
    assert {change.new.text for change in found.changes if change.old is None and change.new} <= {
        "conv 2000 1",
        "relu",
        "gelu",
    }
    assert [change.old.text for change in found.changes if change.new is None and change.old] == ["conv 390 1"]
