"""What holds for every layer kind: it is documented, its example checks, its bounds are kept, its module exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

import cnndsl
from cnndsl.backends.torch import modules
from cnndsl.layers import ALIASES, LAYERS, LastMap, Layer, Map, Vector
from cnndsl.layers.arguments import (
    FACTOR,
    FLAG,
    FLOAT,
    INT,
    MAX_SIZE,
    NUMBERS,
    RANGE,
    SHAPE,
    SIDES,
    SIZE,
    TABLE,
    WORD,
    Arg,
)
from tests.layers.oracles import ORACLES
from tests.layers.strategies import program, text_of

SHAPES = {Map: Map(96, 32, 32), Vector: Vector(96), LastMap: LastMap(32, 32, 96)}
FIRST_RING = """
    conv conv_transpose fc maxpool avgpool adaptive_avgpool adaptive_maxpool global_avgpool flatten batchnorm
    groupnorm layernorm lrn relu relu6 leaky_relu elu silu gelu hardswish hardsigmoid sigmoid tanh softmax
    log_softmax dropout dropout2d drop_path scale permute channel_shuffle upsample pad normalize identity
""".split()

kinds = pytest.mark.parametrize("kind", LAYERS.values(), ids=LAYERS)
ARGUMENTS = [(kind, declared) for kind in LAYERS.values() for declared in kind.arguments.values()]


def over(which: Callable[[Arg], bool]) -> pytest.MarkDecorator:
    """A test of each argument that is such a one."""
    chosen = [(kind, declared) for kind, declared in ARGUMENTS if which(declared)]
    assert chosen
    names = [f"{kind.keyword}-{declared.name}" for kind, declared in chosen]
    return pytest.mark.parametrize(("kind", "declared"), chosen, ids=names)


def bounded(declared: Arg) -> bool:
    numeric = declared.kind in (INT, FLOAT, SIZE, SIDES)
    return numeric and (declared.min is not None or declared.max is not None)


every_argument = over(lambda declared: True)


def shape_before(kind: type[Layer]) -> Any:
    """A shape that the example takes: one of three channels for `normalize`, whose example has three numbers."""
    return Map(3, 32, 32) if kind.keyword == "normalize" else SHAPES[kind.inputs[0]]


def example_with(kind: type[Layer], name: str, value: str) -> str:
    """The example with one argument replaced, in a network that is sound but for it."""
    net = cnndsl.parse(program(shape_before(kind), kind.example))
    words = [kind.keyword]
    for declared in kind.arguments.values():
        text = value if declared.name == name else text_of_bound(net.graph.outputs[0].node.operation, declared)
        if text is not None:
            words.append(text if declared.positional else f"{declared.name}={text}")
    return program(shape_before(kind), " ".join(words))


def text_of_bound(layer: Any, declared: Arg) -> str | None:
    value = getattr(layer, declared.name)
    if value == declared.default:
        return None
    return text_of(list(value) if declared.kind in (SIDES, NUMBERS) else value)


def codes(text: str) -> list[str]:
    return [diagnostic.code.id for diagnostic in cnndsl.check(text)]


def test_the_first_ring_is_there() -> None:
    assert set(FIRST_RING) <= set(LAYERS)


def test_every_kind_has_an_oracle() -> None:
    assert set(ORACLES) == set(LAYERS)


def test_aliases_are_taken_for_their_keyword() -> None:
    assert {"pool": "maxpool", "linear": "fc"}.items() <= ALIASES.items()
    assert cnndsl.parse("input 1x8x8\npool 2\nflatten\nlinear 3\n").output == (3,)
    assert not set(ALIASES) & set(LAYERS)


@kinds
def test_a_kind_is_documented(kind: type[Layer]) -> None:
    assert kind.keyword.isidentifier()
    assert kind.__doc__
    assert kind.__doc__.strip().splitlines()[0].endswith(".")
    assert kind.example.split()[0] == kind.keyword


@every_argument
def test_an_argument_is_documented(kind: type[Layer], declared: Arg) -> None:
    assert declared.name.isidentifier()
    assert declared.doc
    assert len(declared.doc) < 100
    assert declared.takes
    assert declared.doc[-1] not in ".\n"
    assert declared.kind is not WORD or declared.words


@kinds
def test_positional_arguments_come_first(kind: type[Layer]) -> None:
    flags = [declared.positional for declared in kind.arguments.values()]
    assert flags == sorted(flags, reverse=True)
    assert all(declared.positional for declared in kind.arguments.values() if declared.required)


@kinds
def test_the_example_checks_and_runs(kind: type[Layer]) -> None:
    shape = shape_before(kind)
    net = cnndsl.parse(program(shape, kind.example))
    node = net.graph.outputs[0].node
    assert node.keyword == kind.keyword
    with torch.device("meta"):
        made = kind.torch(node.operation, modules, shape)
        assert isinstance(made, nn.Module | nn.Parameter)
        assert tuple(net.to_torch()(torch.empty(2, *net.input)).shape[1:]) == net.output


@kinds
def test_a_kind_prints_as_a_line_that_means_the_same(kind: type[Layer]) -> None:
    shape = shape_before(kind)
    layer = cnndsl.parse(program(shape, kind.example)).graph.outputs[0].node.operation
    again = cnndsl.parse(program(shape, str(layer))).graph.outputs[0].node.operation
    assert [getattr(again, name) for name in kind.arguments] == [getattr(layer, name) for name in kind.arguments]
    assert str(again) == str(layer)


@kinds
def test_a_shape_of_another_kind_is_refused(kind: type[Layer]) -> None:
    for taken, shape in SHAPES.items():
        found = codes(program(shape, example_for(kind, shape)))
        assert found == ([] if taken in kind.inputs else ["E0301"]), shape


def example_for(kind: type[Layer], shape: Any) -> str:
    if kind.keyword == "normalize":
        return "normalize mean=0.5 std=0.25"
    return "permute channels_first" if kind.keyword == "permute" and isinstance(shape, LastMap) else kind.example


@over(bounded)
def test_bounds_are_kept(kind: type[Layer], declared: Arg) -> None:
    step = 1 if declared.kind is not FLOAT else 0.5
    if declared.min is not None:
        assert codes(example_with(kind, declared.name, f"{declared.min - step:g}")) == ["E0207"]
    if declared.max is not None:
        beyond = int(declared.max) + 1 if declared.max >= MAX_SIZE else f"{declared.max + step:g}"
        assert codes(example_with(kind, declared.name, str(beyond))) == ["E0207"]


@every_argument
def test_a_value_of_another_kind_is_refused(kind: type[Layer], declared: Arg) -> None:
    wrong = {
        INT: ["2.0", "true", '"a"', "[1]", "2x2"],
        FLOAT: ["true", '"a"', "[0.5]"],
        FLAG: ["1", "0", '"a"', "[true]"],
        WORD: ["1", "true", '"a"'],
        SIZE: ["2.0", "true", '"a"', "[1, 2, 3]", "1x2x3", "[true, 1]"],
        FACTOR: ["true", '"a"', "[1, 2, 3]", "1x2x3", "[true, 1]"],
        SIDES: ["2.0", "true", '"a"', "[1, 2, 3]", "1x2x3"],
        NUMBERS: ["true", '"a"', "[[1]]", "[true]"],
        TABLE: ["2", "true", "[1, 2]", "[[1], 2]", "[[true]]", "[]"],
        RANGE: ["2", "2.0", "true", '"a"', "[0, 1]", "0x1", "0..1.5", "0..true"],
        SHAPE: ["2", "true", '"a"', "[true, 1]", "1x2x3x4x5", "[2.0, 3]"],
    }
    for value in wrong[declared.kind]:
        assert codes(example_with(kind, declared.name, value)) == ["E0206"], value


@over(lambda declared: not declared.positional)
def test_a_misspelt_option_is_recognised(kind: type[Layer], declared: Arg) -> None:
    misspelt = declared.name[:-1] + "q" if len(declared.name) > 3 else declared.name.upper()
    (diagnostic,) = cnndsl.check(program(shape_before(kind), f"{kind.example} {misspelt}=1"))
    assert diagnostic.code.id == "E0202"
    assert diagnostic.help == f"did you mean `{declared.name}`?"


@every_argument
def test_an_argument_given_twice_is_refused(kind: type[Layer], declared: Arg) -> None:
    value = text_of_bound(
        cnndsl.parse(program(shape_before(kind), kind.example)).graph.outputs[0].node.operation, declared
    )
    if value is None:
        value = str(declared.default).lower() if declared.kind is not NUMBERS else "[0.5]"
    once = f"{kind.example} {declared.name}={value}"
    twice = f"{once} {declared.name}={value}"
    assert "E0203" in codes(program(shape_before(kind), twice))


@kinds
def test_an_argument_too_many_is_refused(kind: type[Layer]) -> None:
    example = kind.example.split()[0]
    full = [
        text_of_bound(cnndsl.parse(program(shape_before(kind), kind.example)).graph.outputs[0].node.operation, declared)
        or str(declared.default)
        for declared in kind.positional
    ]
    assert codes(program(shape_before(kind), " ".join([example, *full, "7"]))) == ["E0205"]


def required(kind: type[Layer]) -> list[str]:
    return [declared.name for declared in kind.arguments.values() if declared.required]


@pytest.mark.parametrize("kind", [kind for kind in LAYERS.values() if required(kind)], ids=lambda kind: kind.keyword)
def test_a_missing_argument_is_named(kind: type[Layer]) -> None:
    (diagnostic,) = cnndsl.check(program(SHAPES[kind.inputs[0]], kind.keyword))
    assert diagnostic.code.id == "E0204"
    assert diagnostic.title == f"`{kind.keyword}` lacks {' and '.join(f'`{name}`' for name in required(kind))}"
    assert kind.example in diagnostic.help


@pytest.mark.parametrize(
    "kind", [kind for kind in LAYERS.values() if not required(kind)], ids=lambda kind: kind.keyword
)
def test_a_kind_that_requires_nothing_stands_alone(kind: type[Layer]) -> None:
    either = ["E0204"] if kind.keyword in ("upsample", "fractional_maxpool") else []  # a factor or a size
    assert codes(program(SHAPES[kind.inputs[0]], kind.keyword)) == either
