"""What stands on the board is right: every sum is evaluated, every result is the network's and PyTorch's."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import torch

import cnndsl
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Join, Select
from cnndsl.layers import LAYERS, LastMap, Layer, Map, Vector
from cnndsl.layers.shapes import AXES
from cnndsl.layers.symbolic import Calculation, Term, amount, ceil, count, floor, largest, size, term
from cnndsl.report.board import board, lines
from cnndsl.report.calculations import explain
from cnndsl.report.selection import NotFoundError, select

ARCHITECTURES = sorted(Path("architectures").glob("*.cnn"))
NAMES = {axis.name for axes in AXES.values() for axis in axes}


def chains(text: str) -> Iterator[tuple[str, list[str]]]:
    """The equations of a sum with the letter before them: `j = j*S = 1*4 = 4` is j with ["1*4", "4"]."""
    for clause in text.split("; "):
        parts = clause.split(": ")[-1].split(" = ")
        numbers = [part for part in (re.sub(r"(?<=\d),(?=\d{3})", "", each) for each in parts) if is_number(part)]
        assert numbers, text
        yield (parts[0] if not is_number(parts[0]) else ""), numbers


def is_number(text: str) -> bool:
    bare = re.sub(r"floor|ceil|max", "", text)
    return not re.search(r"[A-Za-z]", bare) and re.search(r"\d", bare) is not None


def value(text: str) -> float:
    found: float = eval(text, {"floor": math.floor, "ceil": math.ceil, "max": max, "__builtins__": {}})
    return found


def results(steps: list[Calculation]) -> dict[str, float]:
    """What every quantity came to, after each equation on the way was evaluated."""
    found: dict[str, float] = {}
    last = ""  # the axis before
    for step in steps:
        if step.quantity in NAMES and step.sum:
            last = step.quantity
        if not step.sum:
            if step.remark == "the same":
                # not `value`: Python 3.12.1 would look for that here where the function of that name is meant below
                found |= {name.replace(last, step.quantity): known for name, known in found.items() if last in name}
                last = step.quantity
            continue
        axis = step.sum.partition(": ")[0] if ": " in step.sum else ""
        for letter, parts in chains(step.sum):
            values = [value(part) for part in parts]
            assert all(one == pytest.approx(values[-1], rel=1e-5) for one in values), step
            key = step.quantity
            if key == "receptive field":
                key = f"{axis} {letter}".strip()
            elif letter in ("before", "after", "window"):
                key += f" {letter}"
            found[key] = values[-1]
    return found


def agree(node: Node) -> None:
    """Assert that what is written of a node is what the network says."""
    worked = explain(node)
    x, y = node.inputs[isinstance(node.operation, Select)].shape, node.shape  # of what is weighed, not of the weights
    shape = results(worked.shape)
    if isinstance(x, Map) and isinstance(y, Map):
        # a map of other axes has none of those before it: each is said
        for place, (axis, after) in enumerate(zip(y.axes, y.sizes, strict=True)):
            assert shape.get(axis.name, x.sizes[place] if x.rank == y.rank else None) == after
        if isinstance(node.operation, Join):
            assert shape.get("channels", x.channels) == y.channels
    for quantity in ("channels", "features"):
        assert shape.get(quantity, y.channels) == y.channels
    assert shape.get("elements", math.prod(y)) == math.prod(y)
    if x != y and not isinstance(node.operation, Join):
        assert worked.shape, node
    costs = results(worked.costs)
    assert costs.get("parameters", 0) == node.params
    assert costs.get("buffers", 0) == node.buffers
    assert costs.get("MACs", 0) == node.macs
    field, said = results(worked.field), " ".join(step.remark for step in worked.field)
    for place, name in enumerate(each.name for each in AXES.get(len(node.field), ())):
        axis, span = node.field[place], node.field[place].span(node.counts[place], gated=False)
        if not worked.field:
            assert axis == node.inputs[0].field[place]
        elif not span.largest:
            assert ("all" if span.largest is None else "no place sees anything") in said
        elif not span.exact:
            assert axis.jump in map(Fraction, re.findall(r"j = (\d+(?:[./]\d+)?)", said)) or not y.sizes
            assert f"at most {span.largest}, in a long pattern of places" in said
        else:
            assert field.get(f"{name} r", field.get("r")) == span.largest, node
            if y.sizes:
                assert field.get(f"{name} j", field.get("j", 0)) == pytest.approx(float(axis.jump or 0), rel=1e-5)


@pytest.mark.parametrize("path", ARCHITECTURES, ids=lambda path: path.stem)
def test_every_sum_of_every_architecture(path: Path) -> None:
    network = cnndsl.load(path)
    for node in network.graph.layers():
        agree(node)


LINES = [
    "conv 8 3",
    "conv 8 11 stride=4 padding=2",
    "conv 8 3x5 stride=2x1 padding=1x2",
    "conv 8 3 dilation=2 padding=2 groups=4",
    "conv 8 3x2 stride=3 dilation=3x1",
    "conv 8 1 stride=3 bias=false",
    "conv 8 5x4 stride=2x3 padding=same",
    "conv 8 2 padding=same",
    "conv 8 3 stride=7 dilation=3 padding=same groups=2",
    "conv 8 3 padding=same padding_mode=reflect",
    "maxpool 3",
    "maxpool 3 stride=2 ceil_mode=true",
    "maxpool 2 stride=3 padding=1 ceil_mode=true",
    "maxpool 2x3 stride=4x2 padding=1x0 dilation=2x1 ceil_mode=true",
    "avgpool 2 stride=3",
    "avgpool 3x2 stride=11 padding=1 ceil_mode=true",
    "maxpool 2 stride=2 padding=1 ceil_mode=true",
    "adaptive_avgpool 7x5",
    "adaptive_maxpool 50x1",
    "global_avgpool",
    "conv_transpose 8 3 stride=2 padding=1 output_padding=1",
    "conv_transpose 8 4x3 stride=3x2 dilation=2 groups=4 bias=false",
    "upsample 2",
    "upsample 3x2 mode=bilinear",
    "pad [1, 2, 3, 0]",
    "flatten",
    "permute channels_last",
    "batchnorm",
    "batchnorm affine=false track_running_stats=false",
    "groupnorm 4",
    "layernorm",
    "lrn 5",
    "scale",
    "channel_shuffle 2",
    "softmax",
    "conv 8 3 standardise=scaled padding=same stride=2",
    "crop [1, 2, 3, 0]",
    "pad [-1, 2, 3, -2]",
    "pixel_shuffle 2",
    "blurpool 3",
    "global_maxpool",
    "pixel_unshuffle 3",
    "space_to_depth 3",
    "transpose",
    "channel_max",
    "eca 3",
    "grn",
    "prelu",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("shape", ["4x23x31", "8x16x16", "4x17x12", "8x97x110"])
def test_a_layer_by_pytorch(line: str, shape: str) -> None:
    """The results, not only of the network but of the module's own run."""
    network = cnndsl.parse(f"input {shape}\nconv_transpose 4 3 stride=3\nl: {line}\n")
    node = network.graph.outputs[0].node
    agree(node)
    with torch.device("meta"):
        module = network.to_torch()
        assert module.eval()(torch.empty(2, *network.input)).shape[1:] == node.shape
    costs = results(explain(node).costs)
    learned = sum(p.numel() for name, p in module.named_parameters() if name.startswith("l"))
    assert costs.get("parameters", 0) == learned
    stored = {name: value for name, value in module.named_buffers() if name in module.state_dict()}
    assert costs.get("buffers", 0) == sum(b.numel() for name, b in stored.items() if name.startswith("l."))


@pytest.mark.parametrize("size", range(3, 24))
def test_same_padding_on_the_board_is_what_the_module_pads(size: int) -> None:
    node = (
        cnndsl.parse(f"input 3x{size}x{size + 3}\nconv 2 5x4 stride=3x2 dilation=2 padding=same\n")
        .graph.outputs[0]
        .node
    )
    found = results(explain(node).shape)
    layer: Any = node.operation
    sides = [found[f"{axis} pads {side}"] for axis in ("height", "width") for side in ("before", "after")]
    assert sides == [pad for pair in layer.pads(node.source_shape) for pad in pair]


@pytest.mark.parametrize(("size", "outputs"), [(7, 3), (10, 7), (3, 7), (14, 7), (12, 5), (5, 5)])
def test_the_windows_of_adaptive_pools(size: int, outputs: int) -> None:
    """The sizes by the gradient of the sum: how many inputs each output hangs on."""
    node = cnndsl.parse(f"input 1x{size}x{size}\nadaptive_avgpool {outputs}\n").graph.outputs[0].node
    pool = torch.nn.AdaptiveAvgPool1d(outputs)
    found = [
        int((torch.autograd.functional.jacobian(pool, torch.zeros(1, 1, size))[0, 0, o] > 0).sum())
        for o in range(outputs)
    ]
    text = " ".join(lines(explain(node).shape, 10**4))
    if size % outputs == 0:
        assert set(found) == {int(results(explain(node).shape)["height window"])}
    else:
        counted = {int(reach): int(number) for number, reach in re.findall(r"(\d+) of (\d+)", text)}
        assert counted == {reach: found.count(reach) for reach in found}


def test_the_windows_of_a_huge_adaptive_pool_are_not_counted() -> None:
    node = cnndsl.parse("input 1x100003x1\nadaptive_avgpool 2147483647x1\n").graph.outputs[0].node
    assert "windows of 1 to 2" in " ".join(lines(explain(node).shape, 10**4))


SHAPES = (Map(8, 9, 7), Vector(8), LastMap(9, 7, 8))
TAKEN = [(kind, shape) for kind in LAYERS.values() for shape in SHAPES if isinstance(shape, kind.inputs)]


@pytest.mark.parametrize(("kind", "shape"), TAKEN, ids=[f"{k.keyword}-{type(x).__name__}" for k, x in TAKEN])
def test_the_generic_sums_agree_with_a_kinds_own(kind: type[Layer], shape: Any) -> None:
    """A new kind without sums of its own gets those of Layer, from its tensors."""
    line = {
        "normalize": "normalize",
        "permute": f"permute channels_{'first' if isinstance(shape, LastMap) else 'last'}",
        "channels": "channels 2..5",
        "unflatten": "unflatten 2x2x2",
        "pixel_unshuffle": "adaptive_avgpool 8x4\npixel_unshuffle 2",  # whole blocks
        "space_to_depth": "adaptive_avgpool 8x4\nspace_to_depth 4",
    }
    before = {Map: "", Vector: "global_avgpool\nflatten\n", LastMap: "permute channels_last\n"}[type(shape)]
    text = line.get(kind.keyword, kind.example.replace("groupnorm 32", "groupnorm 4"))
    node = cnndsl.parse(f"input 8x9x7\n{before}{text}\n").graph.outputs[0].node
    agree(node)
    layer, x, y = node.operation, node.source_shape, node.shape
    assert isinstance(layer, Layer)
    generic, own = (results(method(layer, x, y)) for method in (Layer.derive_costs, type(layer).derive_costs))
    own.pop("groups", None)
    assert generic == own


def text_of(program: str, which: str = "l") -> str:
    network = cnndsl.parse(program)
    return board(network, select(network, which), 10**4)


def test_a_layer_as_the_course_writes_it() -> None:
    network = cnndsl.load("architectures/alexnet.cnn")
    text = board(network, select(network, "features.0"), 80)
    assert text.startswith("features.0 (line 7): conv 64 11x11 stride=4 padding=2\n")
    sums = "O = floor((I + 2P - K)/S) + 1 = floor((224 + 2*2 - 11)/4) + 1 = floor(54.25) + 1 = 55\n"
    assert sums in board(network, select(network, "features.0"), 120)
    assert sums.replace(" = floor(54", "\n              = floor(54") in text
    assert "1 row and 1 column of the padded input are never read" in text
    assert "64 * (3*11*11) + 64 = 23,296\n" in text
    assert "64*55*55 * (3*11*11) = 70,276,800\n" in text
    assert "r = r + (K - 1)*j = 1 + (11 - 1)*1 = 11; j = j*S = 1*4 = 4" in text


@pytest.mark.parametrize(
    ("shape", "line", "said"),
    [
        ("3x9x9", "conv 2 3 dilation=2", "O = floor((I + 2P - D(K-1) - 1)/S) + 1 = floor((9 + 2*0 - 2*(3 - 1) - 1)/1) + 1 "),
        ("3x10x10", "maxpool 3 stride=2 ceil_mode=true", "floor would give 4"),
        ("3x9x9", "maxpool 3 stride=2 ceil_mode=true", "changes nothing"),
        ("3x9x9", "maxpool 2 stride=2 padding=1 ceil_mode=true", "dropped: it would start at (6 - 1)*2 = 10"),
        ("3x9x9", "conv 2 2 padding=same", "before = floor(1/2) = 0; after = 1 - 0 = 1"),
        ("3x9x9", "conv 2 3 stride=2 padding=same", "max((O - 1)*S + K - I, 0) = max((5 - 1)*2 + 3 - 9, 0) = 2"),
        ("4x9x9", "conv 2 3 groups=2", "4/2 = 2  (input channels that one filter sees)"),
        ("4x7x7", "conv_transpose 2 4 stride=2 padding=1", "output_padding + 1 = (7 - 1)*2 - 2*1 + 1*(4 - 1) + 0 + 1 = 14"),
        ("64x5x5", "batchnorm", "2 * 64 = 128"),
        ("64x5x5", "batchnorm", "2 * 64 + 1 = 129"),
        ("16x5x5", "flatten", "16*5*5 = 400"),
        ("3x9x9", "relu", "shape unchanged (3x9x9), no parameters"),
        (
            "3x35x35",
            "conv 2 3 dilation=2 stride=2",
            "between the elements of the windows 17 of the 35 rows and 17 of the 35 columns are never read",
        ),
        ("3x9x9", "conv 2 1 stride=3", "between two windows 2 rows and 2 columns are never read"),
        ("3x9x12", "conv 2 3", "width       O = floor((I + 2P - K)/S) + 1 = floor((12 + 2*0 - 3)/1) + 1 = floor(9) + 1 = 10"),
        ("3x9x9", "grn", "receptive field   r = 1; j = 1  (of what is scaled; the gates see more)"),
        ("3x9x9", "transpose", "length      3  (the channels)"),
        ("3x7x7", "adaptive_avgpool 3", "windows for I = 7, O = 3: 3 of 3"),
    ],
)  # fmt: skip
def test_what_is_said(shape: str, line: str, said: str) -> None:
    assert said in text_of(f"input {shape}\nl: {line}\n")


def test_what_is_said_of_joins() -> None:
    google = cnndsl.load("architectures/googlenet.cnn")
    text = board(google, select(google, "inception3a"), 10**4)
    assert "64 + 128 + 32 + 32 = 256\n" in text
    assert "r = max(27, 43, 43, 43) = 43; j = max(8, 8, 8, 8) = 8" in text
    assert "128x28x28 from inception3a.branch2.1.relu" in text
    residual = "input 4x8x8\ns:\n    add:\n        identity\n        conv 4 3 padding=1\n"
    assert "equal, so they are added element by element" in text_of(residual, "s")
    bypass = "input 4x8x8\ns:\n    add:\n        conv 4 1\n        path: if false: relu\n"
    assert "4x8x8 from the input" in text_of(bypass, "s")
    gate = "input 4x8x8\ns:\n    mul:\n        identity\n        global_avgpool\n"
    assert "one factor for each channel of 4x8x8" in text_of(gate, "s")
    halves = "input 4x8x8\ns:\n    split:\n        identity\n        conv 2 1\n"
    assert "4/2 = 2  (part 2 of 2: channels 2 to 3, counted from 0)" in text_of(halves, "s")


def test_heads_that_train_only_are_told_apart() -> None:
    network = cnndsl.load("architectures/googlenet.cnn")
    text = board(network, select(network, "aux1.fc1"), 200)
    assert "training only)" in text
    assert "not in the network's MACs" in text


def test_names_are_worked_out_of_the_line() -> None:
    text = text_of("model M(w=6)\ninput 3x8x8\nl: conv w 3x3 padding=3//2\n")
    assert "conv 6 3 padding=1" in text
    assert "conv 6 3x3" in text_of("input 3x8x8\nl: conv 6 3x3\n")


PROGRAM = """input 4x8x8
block b(w):
    conv w 1x1
    relu
0: relu
s:
    b 4
    repeat 2:
        conv 4 1x1
inline b 2
"""


@pytest.mark.parametrize(
    ("which", "names"),
    [
        ("s", ["s.0.0", "s.0.1", "s.1", "s.2"]),
        ("s.0", ["s.0.0", "s.0.1"]),
        ("s.0.1", ["s.0.1"]),
        (".0", ["0"]),
        ("1", [""]),
        ("3", ["s.0.0", "2"]),
        ("5", ["0"]),
        ("6", ["s.0.0", "s.0.1", "s.1", "s.2"]),
        ("7", ["s.0.0", "s.0.1"]),
        ("9", ["s.1", "s.2"]),
        ("10", ["2", "3"]),
    ],
)
def test_names_and_lines(which: str, names: list[str]) -> None:
    assert [node.name for node in select(cnndsl.parse(PROGRAM), which)] == names


@pytest.mark.parametrize(
    ("which", "said"),
    [("8", "the nearest are line 7 and line 9"), ("99", "there is no line 99"), ("0", "there is no line 0"),
     ("s.0.2", "did you mean `s.0."), ("zzz", "lists the names"), ("", "lists the names"), (".", "lists the names")],
)  # fmt: skip
def test_what_is_not_there(which: str, said: str) -> None:
    with pytest.raises(NotFoundError, match=re.escape(said)):
        select(cnndsl.parse(PROGRAM), which)


def test_terms_put_parentheses_where_they_are_needed() -> None:
    cases = [
        (term(1) + term(2) * 3, 7),
        ((term(1) + 2) * 3, 9),
        (term(9) - (term(4) - 1), 6),
        (term(64) * (term(3) * 11 * 11) + 64, 23296),
        (2 - (term(3) - 4) - term(-5), 8),
        (floor(term(7) / 2) + ceil(term(7) / 2), 7),
        (floor((term(7) - 8) / 2), -1),
        (largest(term(3) - 5, 0), 0),
        ((term(1) + 2) / (term(2) * 1), 1.5),
    ]
    for found, expected in cases:
        assert value(found.text) == found.numerator / found.denominator == expected


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(217, 4), (1, 3), (100001, 100000), (199999, 100000), (-1, 2), (6, 3)]
)
def test_decimals_never_round_onto_a_whole_number(numerator: int, denominator: int) -> None:
    shown = Term("", numerator, denominator).decimal()
    for rule in (math.floor, math.ceil):
        assert rule(value(shown.text)) == rule(numerator / denominator)


def test_fractions_are_exact() -> None:
    assert size("j", term(2) / 3) == "j = 2/3"
    assert size(term(3) / 2) == "3/2 = 1.5"


def test_counts_are_sums_of_products() -> None:
    products = [((64,), (3, 11, 11)), ((2,), (64,)), ((5,),)]
    assert count(products) == "64 * (3*11*11) + 2 * 64 + 5 = 23,365"
    assert amount(products) == 64 * 3 * 11 * 11 + 2 * 64 + 5
    assert count([((7,),)]) == "7"
