"""One edit of a block or of a width is told once, with its places and sums, and nothing is lost by that."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnndsl
from cnndsl.report.difference import Difference, compare
from cnndsl.report.difference_edits import FOLLOWING, compact, edits
from cnndsl.report.difference_text import as_dict, text

BLOCKS = (
    "block unit(w):\n    conv: conv w 3x3 padding=1\n    bn: batchnorm\n    act: relu\n"
    "block net(w):\n    for i in 0..3:\n        s{i}:\n            unit w*2**i\n            unit w*2**i\n"
    "input 3x8x8\ninline net 8\nglobal_avgpool\nflatten\nfc 10\n"
)
PAIRS = [
    "resnet18 resnet34",
    "resnet50 wide_resnet50_2",
    "vgg16 vgg16_bn",
    "mobilenet_v3_large mobilenet_v3_small",
    "efficientnet_b0 efficientnet_b1",
    "densenet121 densenet169",
    "lenet googlenet",
]


def edited(old: str, new: str) -> Difference:
    assert old in BLOCKS
    return compare(cnndsl.parse(BLOCKS), cnndsl.parse(BLOCKS.replace(old, new)))


def story(difference: Difference) -> list[tuple[str, str, int, int, int]]:
    return [(edit.change, edit.what, len(edit.places), edit.params, edit.macs) for edit in edits(difference)]


def net(name: str) -> cnndsl.Network:
    return cnndsl.load(Path("architectures") / f"{name}.cnn")


def test_another_kernel_in_a_block_is_one_edit() -> None:
    found = edited("3x3 padding=1", "5x5 padding=2")
    assert found.old
    assert found.new
    params, macs = found.new.params - found.old.params, found.new.macs - found.old.macs
    assert story(found) == [("changed", "conv: kernel 3 -> 5, padding 1 -> 2", 8, params, macs)]


def test_another_activation_is_one_edit() -> None:
    found = edited("relu", "silu")
    assert story(found) == [("changed", "relu -> silu", 8, 0, 0)]
    lines = text(found, ("a", "b"), everything=False, width=100, color=False).splitlines()
    assert lines[4:6] == ["~  s{0..3}.{0,1}.act  8 layers: relu -> silu", ""]


def test_an_option_that_was_not_written_is_named() -> None:
    assert [edit.what for edit in edits(edited("padding=1", "padding=1 bias=false"))] == ["conv: bias true -> false"]


def test_a_width_is_one_edit_and_what_follows_from_it_another() -> None:
    assert [(what, count) for _, what, count, *_ in story(edited("net 8", "net 16"))] == [
        ("conv: channels 8 … 64 -> 16 … 128 (x2)", 8),
        ("batchnorm, its input changed", 8),
        ("fc, its input changed", 1),
    ]


def test_what_is_added_to_or_removed_from_a_block_is_one_edit() -> None:
    assert [(change, what, count) for change, what, count, *_ in story(edited("    bn: batchnorm\n", ""))] == [
        ("removed", "batchnorm", 8)
    ]
    added = edited("    act: relu\n", "    act: relu\n    c: conv 4 1\n    d: dropout 0.1\n")
    assert [(c, what, count) for c, what, count, *_ in story(added) if c == "added"] == [
        ("added", "conv 4 1", 8),
        ("added", "dropout 0.1", 8),
    ]


def test_different_edits_stay_apart() -> None:
    new = BLOCKS.replace("fc 10", "fc 20").replace(
        "unit w*2**i\n            unit", "unit 2*w*2**i\n            unit", 1
    )
    found = compare(cnndsl.parse(BLOCKS), cnndsl.parse(new))
    assert [(edit.what, len(edit.places)) for edit in edits(found) if "changed" not in edit.what] == [
        ("conv: channels 8 … 64 -> 16 … 128 (x2)", 4),
        ("fc: features 10 -> 20", 1),
    ]


def test_many_kinds_of_one_edit_are_told_as_one() -> None:
    old, new = ("input 3x8x8\n" + "".join(f"conv {w} 1\n" for w in widths) for widths in ([8] * 5, [9, 10, 11, 12, 13]))
    assert story(compare(cnndsl.parse(old), cnndsl.parse(new)))[0][1:3] == ("conv: channels 8 -> 9 … 13", 5)
    few = new.replace("conv 13", "conv 8")
    assert [what for _, what, *_ in story(compare(cnndsl.parse(old), cnndsl.parse(few)))][:2] == [
        "conv: channels 8 -> 9",
        "conv: channels 8 -> 10",
    ]


def test_a_container_that_nearly_repeats_another_says_where_it_does_not() -> None:
    found = compare(net("efficientnet_b0"), net("efficientnet_b1"))
    assert "18 layers as in features.2.1 but drop_path: p 0.02609 -> 0.03478" in [edit.what for edit in edits(found)]


def test_many_containers_that_nearly_repeat_another_are_told_as_one() -> None:
    (added,) = [e for e in edits(compare(net("convnext_tiny"), net("convnext_small"))) if e.change == "added"]
    assert (added.what, len(added.places)) == (
        "11 layers as in features.5.0 but drop_path: p 0.06857 -> 0.1714 … 0.3657",
        18,
    )


def test_layers_of_another_size_have_not_moved() -> None:
    found = compare(net("regnet_x_400mf"), net("regnet_x_800mf"))
    assert not [change for change in found.changes if "moved" in change.differs]


def test_wiring_that_changes_in_a_block_is_one_edit() -> None:
    block = "block u():\n    a: conv 4 1\n    b: conv 4 1\n    add:\n        from b\n        from a\n"
    old = block + "input 4x8x8\n" + "u\n" * 3
    found = compare(cnndsl.parse(old), cnndsl.parse(old.replace("from a", "from b")))
    assert [(edit.what, len(edit.places)) for edit in edits(found)] == [("add, of b, a -> of b, b", 3)]


@pytest.mark.parametrize("pair", PAIRS)
def test_every_change_is_in_one_edit_or_follows(pair: str) -> None:
    old, new = map(net, pair.split())
    for one, other in ((old, new), (new, old), (None, new), (old, None)):
        found = compare(one, other)
        inside = [id(change) for edit in edits(found) for change in edit.changes]
        assert len(inside) == len(set(inside))
        left = [change for change in found.changes if id(change) not in set(inside)]
        assert all(change.old and change.new and change.differs <= FOLLOWING for change in left)
        total = (other.params if other else 0) - (one.params if one else 0)
        assert sum(edit.params for edit in edits(found)) == total
        data = as_dict(found)
        assert [layer["group"] is None for layer in data["layers"]] == [
            any(change is other for other in left) for change in found.changes
        ]
        assert sum(group["params"] for group in data["groups"]) == total


@pytest.mark.parametrize(("pair", "most"), list(zip(PAIRS[:5], [15, 17, 13, 60, 45], strict=True)))
def test_reports_of_relatives_fit_a_screen(pair: str, most: int) -> None:
    printed = text(compare(*map(net, pair.split())), ("a", "b"), everything=False, width=120, color=False)
    assert len(printed.splitlines()) <= most


def test_shifted_numbers_in_many_places_are_one_note() -> None:
    printed = text(compare(net("vgg16"), net("vgg16_bn")), ("a", "b"), everything=False, width=100, color=False)
    assert [line for line in printed.splitlines() if line.startswith("Renamed")] == [
        "Renamed features.1 … features.30 -> features.2 … features.43 (30 layers)"
    ]


def test_names_are_told_with_braces() -> None:
    assert compact([]) == []
    assert compact(["conv"]) == ["conv"]
    assert compact(["0", "1", "2", "5"]) == ["{0..2,5}"]
    assert compact(["a.1", "b.1", "a.2", "a1.2"]) == ["a.{1,2}", "b.1", "a1.2"]
    names = [f"layer{i}.{j}.conv{k}" for i, count in ((1, 2), (2, 3), (4, 2)) for j in range(count) for k in (1, 2)]
    assert compact(map(str, range(0, 100, 2))) == [f"{{{','.join(map(str, range(0, 36, 2)))},…,98}}"]
    assert compact(names) == ["layer{1,4}.{0,1}.conv{1,2}", "layer2.{0..2}.conv{1,2}"]


def test_sums_do_not_count_macs_of_heads() -> None:
    old = "input 4x8x8\nconv 4 1\nh: aux weight=0.3:\n    flatten\n    fc 3\nflatten\nfc 3\n"
    found = compare(cnndsl.parse(old), cnndsl.parse(old.replace("fc 3", "fc 6")))
    (edit,) = edits(found)
    assert (edit.params, edit.macs) == (2 * (256 * 3 + 3), 256 * 3)
