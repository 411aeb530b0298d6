"""Blocks, repetition, conditions and the scopes of their names."""

from __future__ import annotations

import json

import pytest

import cnndsl
from cnndsl.diagnostics.render import render
from cnndsl.graph.limits import NESTING
from cnndsl.graph.settings import Typed
from cnndsl.pipeline import check
from cnndsl.source import Source


def layers(text: str, **settings: object) -> list[tuple[str, tuple[int, ...]]]:
    return [(layer.name, layer.output) for layer in cnndsl.parse(text, **settings).layers]  # type: ignore[arg-type]


def codes(text: str) -> list[str]:
    return [diagnostic.code.id for diagnostic in cnndsl.check(text)]


# ---------------------------------------------------------------------------------------------- blocks


BASIC = """
block basic(width, stride=1):
    add:
        path:
            conv1: conv width 3x3 stride=stride padding=1 bias=false
            bn1: batchnorm
            relu
            conv2: conv width 3x3 padding=1 bias=false
            bn2: batchnorm
        if stride != 1 or in.channels != width:
            downsample:
                conv width 1x1 stride=stride bias=false
                batchnorm
        else:
            identity
    relu
"""


def test_a_block_sees_the_shape_at_its_call() -> None:
    net = cnndsl.parse(f"input 4x8x8\n{BASIC}basic 4\nbasic 8 stride=2\n")
    assert net.output == (8, 4, 4)
    assert [layer.name for layer in net.layers if "downsample" in layer.name] == ["1.downsample.0", "1.downsample.1"]
    assert net.params == (2 * 4 * 4 * 9 + 16) + (4 * 8 * 9 + 8 * 8 * 9 + 32) + (4 * 8 + 16)


def test_arguments_are_given_by_place_or_by_name() -> None:
    texts = ["basic 8 2", "basic 8 stride=2", "basic stride=2 width=8", "basic width=8 stride=2"]
    found = [layers(f"input 4x8x8\n{BASIC}{text}\n") for text in texts]
    assert all(each == found[0] for each in found)


def test_a_default_sees_the_parameters_before_it_and_the_shape_at_the_call() -> None:
    text = "block b(w, half=w//2, same=in.channels):\n    conv half 1x1\n    conv same 1x1\ninput 6x8x8\nb 4\n"
    assert layers(text) == [("0.0", (2, 8, 8)), ("0.1", (6, 8, 8))]


def test_a_block_may_stand_below_its_call() -> None:
    assert layers("input 3x8x8\nb\nblock b():\n    relu\n") == [("0.0", (3, 8, 8))]


def test_a_block_without_parameters_needs_no_brackets() -> None:
    assert layers("block b:\n    relu\ninput 3x8x8\nb\n") == [("0.0", (3, 8, 8))]


def test_blocks_call_blocks() -> None:
    text = "block a(w):\n    conv w 1x1\nblock b(w):\n    x: a w\n    a w+1\ninput 3x8x8\nout: b 4\n"
    assert layers(text) == [("out.x.0", (4, 8, 8)), ("out.1.0", (5, 8, 8))]


def test_a_block_sees_the_model_parameters_and_the_lets_of_the_file() -> None:
    text = "model M(classes=5)\nlet width = 7\nblock b():\n    conv width 1x1\n    conv classes 1x1\ninput 3x8x8\nb\n"
    assert [output for _, output in layers(text)] == [(7, 8, 8), (5, 8, 8)]
    assert [output for _, output in layers(text, classes=9)] == [(7, 8, 8), (9, 8, 8)]


def test_a_block_does_not_see_the_names_around_its_call() -> None:
    assert codes("block b():\n    conv w 1x1\ninput 3x8x8\nif true:\n    let w = 3\n    b\n") == ["E0208"]
    assert codes("block b():\n    conv i 1x1\ninput 3x8x8\nfor i in 1..2: b\n") == ["E0208"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("b", "E0204"),
        ("b 1 2 3", "E0205"),
        ("b 1 wdith=2", "E0202"),
        ("b 1 w=2", "E0203"),
        ("b true", "E0206"),
        ("bb 1", "E0201"),
        ("inline relu", "E0404"),
        ("b 1:", "E0106"),
    ],
)
def test_a_call_that_does_not_fit(call: str, code: str) -> None:
    assert codes(f"block b(w, v=1):\n    conv w 1x1\ninput 3x8x8\n{call}\n") == [code]


def test_a_fault_in_a_block_shows_the_call_with_its_values() -> None:
    text = "block b(w, g=3):\n    conv w 1x1 groups=g\ninput 4x8x8\nrepeat 2:\n    b 4\n"
    (diagnostic,) = cnndsl.check(text)
    assert diagnostic.span is not None
    assert (diagnostic.code.id, diagnostic.span.line) == ("E0302", 2)
    assert [(call.block, call.arguments, call.span.line) for call in diagnostic.calls] == [("b", "w=4, g=3", 5)]


@pytest.mark.parametrize(
    ("blocks", "cycle"),
    [
        ("block a():\n    a\n", "a -> a"),
        ("block a():\n    b\nblock b():\n    a\n", "a -> b -> a"),
        ("block a():\n    inline a\n", "a -> a"),
        ("block a(n=1, k=2):\n    if true: a n k\n", "a -> a"),
        ("block a(n=1):\n    if n < 3: a n+1\n    else: a 1\n", "a -> a -> a -> a"),
        ("block a(n=1):\n    conv 8 3x3 padding=1\n    a n\n", "a -> a"),
        ("block a(f=relu):\n    f\n", None),
    ],
)
def test_recursion_shows_its_cycle(blocks: str, cycle: str | None) -> None:
    found = cnndsl.check(f"{blocks}input 3x8x8\na\n")
    assert [diagnostic.code.id for diagnostic in found] == (["E0212"] if cycle else [])
    assert all(f": {cycle}" in diagnostic.title for diagnostic in found)


def test_recursion_without_end_names_the_values_that_did_not_change() -> None:
    text = "block a(n, f):\n    conv n 1x1\n    a n f\ninput 3x8x8\na 8 relu\n"
    (diagnostic,) = cnndsl.check(text)
    assert diagnostic.notes == ("n=8, f=relu and an input of 8x8x8 are what it was called with before",)
    assert [call.arguments for call in diagnostic.calls] == ["n=8, f=relu"] * 2


def test_recursion_of_a_block_without_values_is_told_of_a_faulty_file_too() -> None:
    found = cnndsl.check("input 3x8x8\nblock a():\n    a\nrelux\na\n")
    assert {diagnostic.code.id: diagnostic.notes for diagnostic in found} == {"E0201": (), "E0212": ()}


def test_recursion_that_grows_without_end_meets_the_limit() -> None:
    (diagnostic,) = cnndsl.check("block a(n, k=3):\n    conv n 1x1\n    a n+1\ninput 3x8x8\na 1\n")
    assert diagnostic.code.id == "E0406"
    assert diagnostic.title.startswith(f"`a` calls itself {NESTING} times inside one another")
    assert diagnostic.notes == (f"`n` was 1, 2, 3, …, {NESTING}",)
    assert f"note: {NESTING - 8} more calls around these" in render(diagnostic)


TREE = """
block tree(depth, width):
    if depth > 0:
        add:
            left: tree depth-1 width
            right: tree depth-1 width+1
    else: conv 4 1x1
"""


def test_a_condition_on_a_parameter_ends_recursion() -> None:
    net = cnndsl.parse(f"{TREE}input 4x8x8\ntree 2 4\n")
    leaves = [f"0.{a}.{b}.0" for a in ("left", "right") for b in ("left", "right")]
    assert [layer.name for layer in net.layers if layer.kind == "conv"] == leaves
    assert [key.rsplit(".", 1)[0] for key in net.to_torch().state_dict()][::2] == leaves


def test_a_condition_on_the_shape_ends_recursion() -> None:
    text = "block pyramid():\n    if in.height > 1:\n        maxpool 2\n        inline pyramid\n"
    net = cnndsl.parse(f"{text}input 4x32x32\npyramid\n")
    assert [layer.output for layer in net.layers] == [(4, size, size) for size in (16, 8, 4, 2, 1)]


def test_blocks_call_each_other_in_turn() -> None:
    text = (
        "block even(n):\n    conv n 1x1\n    if n > 0: next: odd n-1\n"
        "block odd(n):\n    relu\n    if n > 0: next: even n-1\ninput 4x8x8\neven 5\n"
    )
    assert [name for name, _ in layers(text)] == [f"0.{'next.' * n}0" for n in range(6)]


def test_recursion_whose_values_are_not_known_is_one_fault() -> None:
    text = "block a(n):\n    conv n 1x1\n    if n > 0: a n-1\ninput 3x8x8\na missing\n"
    assert codes(text) == ["E0208"]


def test_recursion_through_a_parameter_is_found() -> None:
    text = "block a(f):\n    f f\ninput 3x8x8\na a\n"
    assert codes(text) == ["E0212"]


@pytest.mark.parametrize("parameter", ["act=hardswish", "act"])
def test_a_parameter_is_a_layer_or_a_block(parameter: str) -> None:
    text = (
        f"block two():\n    relu\n    tanh\nblock b({parameter}):\n    act\ninput 3x8x8\nb relu6\nb act=two\nb pool\n"
    )
    if parameter == "act":
        assert codes(text) == ["E0204"]  # maxpool lacks its kernel
    kinds = [layer.kind for layer in cnndsl.parse(text.replace("b pool", "b sigmoid")).layers]
    assert kinds == ["relu6", "relu", "tanh", "sigmoid"]


def test_a_layer_by_name_takes_arguments() -> None:
    text = "model M(norm=batchnorm, down=conv)\ninput 4x8x8\nnorm eps=0.001\ndown 2 3x3 stride=2\n"
    assert [layer.kind for layer in cnndsl.parse(text).layers] == ["batchnorm", "conv"]


def test_a_name_that_is_a_number_is_no_keyword() -> None:
    assert codes("model M(act=3)\ninput 4x8x8\nact\n") == ["E0201"]


@pytest.mark.parametrize(
    "text",
    [
        "block relu():\n    tanh\ninput 3x8x8\nrelu\n",
        "block pool():\n    tanh\ninput 3x8x8\nrelu\n",
        "block b():\n    relu\nblock b():\n    tanh\ninput 3x8x8\nb\n",
        "model M(w=1, w=2)\ninput 3x8x8\nrelu\n",
    ],
)
def test_a_name_is_defined_once(text: str) -> None:
    assert codes(text) == ["E0211"]


def test_a_block_without_layers_is_refused() -> None:
    assert codes("block b(on):\n    if on: relu\ninput 3x8x8\nb true\nb false\n") == ["E0405"]


def test_blocks_stand_at_the_top_of_a_file_only() -> None:
    assert codes("input 3x8x8\ns:\n    relu\n    block b():\n        relu\n") == ["E0404"]
    assert codes("input 3x8x8\nif true:\n    input 3x4x4\n    relu\n") == ["E0404"]


def test_unused_blocks_are_not_elaborated() -> None:
    assert codes("block b():\n    conv 4 99x99\ninput 3x8x8\nrelu\n") == []


# ------------------------------------------------------------------------------------------ repetition


def test_ranges_include_both_ends() -> None:
    text = "input 3x8x8\nfor i in 2..4:\n    conv i 1x1\n"
    assert [output[0] for _, output in layers(text)] == [2, 3, 4]


@pytest.mark.parametrize(("range_", "count"), [("1..0", 0), ("3..3", 1), ("-1..1", 3), ("[]", 0), ("[7]", 1)])
def test_rounds(range_: str, count: int) -> None:
    assert len(layers(f"input 3x8x8\ntanh\nfor i in {range_}:\n    relu\n")) == 1 + count


def test_for_goes_through_lists_and_unpacks_their_items() -> None:
    text = "let stages = [[4, 2], [8, 1]]\ninput 3x8x8\nfor width, depth in stages:\n    repeat depth: conv width 1x1\n"
    assert [output[0] for _, output in layers(text)] == [4, 4, 8]


def test_repeat_counts_what_an_expression_gives() -> None:
    assert len(layers("model M(n=3)\ninput 3x8x8\nrepeat n*2: relu\n")) == 6


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("repeat -1: relu", "E0206"),
        ("repeat 2.0: relu", "E0206"),
        ("repeat true: relu", "E0206"),
        ("repeat : relu", None),  # a label
        ("for i in 3: relu", "E0206"),
        ("for i in 1..2.5: relu", "E0206"),
        ("for i in true..2: relu", "E0206"),
        ("for a, b in [1, 2]: relu", "E0206"),
        ("for a, b in [[1, 2, 3]]: relu", "E0206"),
        ("for in 1..3: relu", "E0105"),
        ("for i 1..3: relu", "E0105"),
        ("for relu in relu: relu", "E0206"),
        ("if 1: relu", "E0206"),
        ("if in.channels: relu", "E0206"),
        ("if relu: relu", "E0206"),
        ("if 1 >: relu", "E0105"),
        ("elif true: relu", "E0109"),
        ("if true: relu\nelse: relu\nelse: relu", "E0109"),
        ("if true: relu\nelse true: relu", "E0105"),
        ("if true: relu\nelif 1 >: relu\nelse: relu", "E0105"),
        ("if true: relu\nrelu\nelse: relu", "E0109"),
    ],
)
def test_malformed_repetition_and_conditions(line: str, code: str | None) -> None:
    assert codes(f"input 3x8x8\n{line}\n") == ([code] if code else [])


@pytest.mark.parametrize(("value", "kind"), [(1, "relu"), (2, "tanh"), (3, "sigmoid"), (4, "sigmoid")])
def test_if_elif_else(value: int, kind: str) -> None:
    text = f"input 3x8x8\nif {value} == 1: relu\nelif {value} == 2:\n    tanh\nelse:\n    sigmoid\n"
    assert [layer.kind for layer in cnndsl.parse(text).layers] == [kind]


def test_conditions_are_worked_out_until_one_holds() -> None:
    assert codes("input 3x8x8\nif true: relu\nelif 1/0 > 1: relu\n") == []
    assert codes("input 3x8x8\nif false: relu\nelif 1/0 > 1: relu\n") == ["E0209"]


# ---------------------------------------------------------------------------------------------- scopes


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("let a = 1\nlet a = 2\nrelu", "E0211"),
        ("let a = 1\nif true:\n    let a = 2\n    relu", "E0211"),
        ("let a = 1\nfor a in 1..2: relu", "E0211"),
        ("for i in 1..2:\n    for i in 1..2: relu", "E0211"),
        ("if true:\n    let a = 1\n    relu\nconv a 1x1", "E0208"),
        ("for i in 1..2: relu\nconv i 1x1", "E0208"),
        ("s:\n    let a = 1\n    relu\nconv a 1x1", "E0208"),
        ("path:\n    let a = 1\n    relu\nconv a 1x1", "E0208"),
        ("conv a 1x1\nlet a = 1", "E0208"),
        ("let a = a\nrelu", "E0208"),
        ("let w = 1\nb\nlet v = 2", None),
        ("if true:\n    let a = 1\n    relu\nif true:\n    let a = 2\n    relu", None),
        ("repeat 2:\n    let a = in.channels + 1\n    conv a 1x1", None),
        ("let w = 2\nb w", None),
        ("add:\n    let a = 3\n    identity\n    conv a 1x1", None),
    ],
)
def test_a_name_is_bound_once_and_seen_below_and_within(lines: str, code: str | None) -> None:
    text = f"block b(w=3):\n    conv w 1x1\ninput 3x8x8\n{lines}\n"
    assert codes(text) == ([code] if code else [])


def test_a_second_binding_shows_the_first() -> None:
    (diagnostic,) = cnndsl.check("let a = 1\ninput 3x8x8\nrelu\nlet a = 2\n")
    assert diagnostic.span is not None
    assert (diagnostic.span.line, [label.span.line for label in diagnostic.labels]) == (4, [1])


def test_a_faulty_name_is_reported_once() -> None:
    assert codes("input 3x8x8\nlet a = 1/0\nconv a 1x1\nconv a*2 1x1\nif a > 1: relu\nrepeat a: relu\n") == ["E0209"]


def test_parameters_are_set_from_outside() -> None:
    text = "model M(width=4, deep=false, sizes=[1, 2])\ninput 3x8x8\nconv width 1x1\nif deep: relu\nfor s in sizes: conv s 1x1\n"
    assert [output[0] for _, output in layers(text)] == [4, 1, 2]
    assert [output[0] for _, output in layers(text, width=6, deep=True, sizes=[5])] == [6, 6, 5]
    net = cnndsl.parse(text, width=6)
    assert (net.name, net.settings, dict(net.graph.arguments)) == (
        "M",
        {"width": 6},
        {"width": 6, "deep": False, "sizes": (1, 2)},
    )


KINDS = """\
model M(version="1.0", width=4, deep=false, sizes=[1, 2], k=3x3, act=relu)
input 3x8x8
block gate(): sigmoid
conv width k padding=same
for s in sizes: conv s 1x1
if deep: tanh
if version == "1.0": act
else: identity
"""


@pytest.mark.parametrize(
    ("typed", "keywords", "outputs"),
    [
        ("version=1.0", "conv conv conv relu", [4, 1, 2, 2]),
        ("version=2.0", "conv conv conv identity", [4, 1, 2, 2]),
        ("version=v-2", "conv conv conv identity", [4, 1, 2, 2]),
        ('version="1.0"', "conv conv conv relu", [4, 1, 2, 2]),
        ("width=2*3", "conv conv conv relu", [6, 1, 2, 2]),
        ("deep=true", "conv conv conv tanh relu", [4, 1, 2, 2, 2]),
        ("sizes=[7]", "conv conv relu", [4, 7, 7]),
        ("k=1", "conv conv conv relu", [4, 1, 2, 2]),
        ("act=gelu", "conv conv conv gelu", [4, 1, 2, 2]),
        ("act=gate", "conv conv conv sigmoid", [4, 1, 2, 2]),
    ],
)
def test_what_is_typed_is_read_by_the_kind_of_the_default(typed: str, keywords: str, outputs: list[int]) -> None:
    name, _, value = typed.partition("=")
    net = check(Source("net.cnn", KINDS), {name: Typed(value)}).network
    assert net is not None
    assert [layer.kind for layer in net.layers] == keywords.split()
    assert [layer.output[0] for layer in net.layers] == outputs
    again = cnndsl.parse(KINDS, **json.loads(json.dumps(net.settings)))  # as a run records them
    assert [layer.text for layer in again.layers] == [layer.text for layer in net.layers]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("version", 1.0, "`version` is a text, and 1.0 is a number"),
        ("width", "4", '`width` is a number, and "4" is a text'),
        ("width", True, "`width` is a number, and true is a truth value"),
        ("width", Typed("wide"), "`width` is a number, and `wide` is no value: there is no `wide` here"),
        ("width", (4,), "`width` is a number, and [4] is a list"),
        ("deep", 1, "`deep` is a truth value, and 1 is a number"),
        ("sizes", 3, "`sizes` is a list, and 3 is a number"),
        ("act", Typed("gellu"), "did you mean `gelu`?"),
        ("act", 3, "`act` is a layer or block, and 3 is a number"),
    ],
)
def test_a_setting_of_another_kind_is_refused(name: str, value: object, says: str) -> None:
    (fault,) = check(Source("net.cnn", KINDS), {name: value}).diagnostics
    assert fault.code.id == "E0206"
    assert says in fault.title


def test_a_setting_that_the_model_does_not_have() -> None:
    (diagnostic,) = cnndsl.check("model M(classes=4)\ninput 3x8x8\nrelu\n", clases=3)
    assert (diagnostic.code.id, diagnostic.help) == ("E0210", "did you mean `classes`?")
    assert [d.code.id for d in cnndsl.check("input 3x8x8\nrelu\n", classes=3)] == ["E0210"]


def test_a_parameter_without_default_needs_a_value() -> None:
    text = "model M(classes)\ninput 3x8x8\nflatten\nfc classes\n"
    assert codes(text) == ["E0204"]
    assert cnndsl.parse(text, classes=3).output == (3,)


def test_the_input_is_set_from_outside() -> None:
    assert cnndsl.parse("input 3x8x8\nconv in.channels 1x1\n", input=(5, 6, 7)).output == (5, 6, 7)
    assert cnndsl.parse("relu\n", input=(5, 6, 7)).output == (5, 6, 7)
    assert cnndsl.parse("input 3x8x8\nrelu\n", input=(5,)).output == (5,)
    assert cnndsl.parse("input 784\nrelu\n", input=(5, 6, 7, 8)).output == (5, 6, 7, 8)
    with pytest.raises(ValueError, match="channels and up to three sizes"):
        cnndsl.parse("input 3x8x8\nrelu\n", input=(3, 0, 8))


def test_the_input_may_be_worked_out() -> None:
    text = "model M(size=8)\ninput [3, size, 2*size]\nrelu\n"
    assert cnndsl.parse(text).input == (3, 8, 16)
    assert cnndsl.parse(text, size=4).input == (3, 4, 8)
