"""The Python API: what a network tells about itself, `expect`, and where faults in the calls themselves end."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import cnndsl
from cnndsl.source import Source, Span

NET = """\
model Tiny(classes=4)
input 3x8x8

stem:
    conv 4 3x3 padding=1   # same size
    batchnorm
pool: maxpool 2
add:
    identity
    relu
flatten
fc classes
"""


def codes(text: str) -> list[str]:
    return [fault.code.id for fault in cnndsl.check(text)]


def test_a_network_tells_its_shapes_and_costs() -> None:
    net = cnndsl.parse(NET)
    assert (net.name, net.input, net.output) == ("Tiny", (3, 8, 8), (4,))
    assert net.params == (3 * 4 * 9 + 4) + (4 + 4) + (64 * 4 + 4)
    assert net.buffers == 4 + 4 + 1
    assert net.macs == 3 * 4 * 9 * 64 + 64 * 4
    assert repr(net) == "<Network Tiny: 3x8x8 -> 4, 380 parameters>"


def test_layers_in_the_order_in_which_they_run() -> None:
    net = cnndsl.parse(NET)
    assert [(layer.line, layer.name, layer.kind, layer.text) for layer in net.layers] == [
        (5, "stem.0", "conv", "conv 4 3x3 padding=1"),
        (6, "stem.1", "batchnorm", "batchnorm"),
        (7, "pool", "maxpool", "maxpool 2"),
        (9, "2", "identity", "identity"),
        (10, "3", "relu", "relu"),
        (8, "add", "add", "add 4x4x4, 4x4x4"),
        (11, "4", "flatten", "flatten"),
        (12, "5", "fc", "fc 4"),
    ]
    conv = net.layers[0]
    assert (conv.input, conv.output, conv.params, conv.buffers, conv.macs) == ((3, 8, 8), (4, 8, 8), 112, 0, 6912)
    assert sum(layer.params for layer in net.layers) == net.params
    assert sum(layer.macs for layer in net.layers) == net.macs


def test_the_module_maps_a_batch() -> None:
    net = cnndsl.parse(NET)
    assert net.to_torch()(torch.zeros(5, *net.input)).shape == (5, *net.output)
    assert sum(parameter.numel() for parameter in net.to_torch().parameters()) == net.params


def test_a_network_without_a_model_line_is_named_after_its_file(tmp_path: Path) -> None:
    for name, expected in (("my-net.cnn", "my_net"), ("3d.cnn", "_3d"), ("größe.cnn", "größe"), ("-.cnn", "Model")):
        path = tmp_path / name
        path.write_text("input 3x8x8\nrelu\n", "utf-8")
        assert cnndsl.load(path).name == expected
        cnndsl.load(str(path)).to_torch()
    assert cnndsl.parse("input 3x8x8\nrelu\n", path="nets/small.cnn").name == "small"


def test_a_faulty_file_raises_with_its_diagnostics() -> None:
    with pytest.raises(cnndsl.CheckError) as caught:
        cnndsl.parse("input 3x8x8\nmaxpol 2\nconv 4\n", path="net.cnn")
    assert [fault.code.id for fault in caught.value.diagnostics] == ["E0201", "E0204"]
    assert "net.cnn:2:1" in str(caught.value)
    assert "did you mean `maxpool`?" in str(caught.value)


def test_a_file_that_is_not_there_raises_the_same() -> None:
    with pytest.raises(cnndsl.CheckError, match="there is no such file"):
        cnndsl.load("no/such.cnn")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "model M\n", "let a = 1\n", 'use a from "b.cnn"\n'])
def test_a_text_without_a_network_is_a_fault(text: str) -> None:
    assert "E0401" in codes(text)
    with pytest.raises(cnndsl.CheckError):
        cnndsl.parse(text)
    assert [fault.code.id for fault in cnndsl.check("", input=(3, 8, 8))] == ["E0405"]


@pytest.mark.parametrize("value", [None, {1: 2}, 1 + 2j, object(), [None]])
def test_a_setting_of_no_kind_of_the_language_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError, match="a parameter takes numbers"):
        cnndsl.parse(NET, classes=value)


@pytest.mark.parametrize("shape", [(), (3, 8, 8, 8, 8), (0, 8, 8), (3, 8, 2**31), (3, 8.0, 8), ("3", 8, 8)])
def test_an_input_that_is_no_shape_is_a_value_error(shape: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match="input takes"):
        cnndsl.parse(NET, input=shape)  # type: ignore[arg-type]


def test_checking_says_nothing_about_a_valid_network_or_library() -> None:
    assert cnndsl.check(NET) == []
    assert cnndsl.check("block b():\n    relu\n") == []


# ---------------------------------------------------------------------------------------------- expect


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("conv 4 3x3\nexpect 4x6x6", None),
        ("conv 4 3x3\nexpect 4x6x6 params=112", None),
        ("conv 4 3x3\nexpect params=112", None),
        ("conv 4 3x3\nexpect [4, 6, 6]", None),
        ("conv 4 3x3\nexpect 4x6x6 params=2*56", None),
        ("flatten\nexpect 192", None),
        ("flatten\nexpect in.channels\nrelu", None),
        ("expect 3x8x8\nrelu", None),
        ("permute channels_last\nexpect 8x8x3", None),
        ("s:\n    conv 4 3x3\n    expect 4x6x6 params=112", None),
        ("conv 4 3x3\nexpect 4x6x5", "E0306"),
        ("conv 4 3x3\nexpect 4", "E0306"),
        ("conv 4 3x3\nexpect params=113", "E0306"),
        ("flatten\nexpect 191", "E0306"),
        ("conv 4 3x3\nexpect 4x6", "E0306"),
        ("conv 4 3x3\nexpect 0", "E0206"),
        ("conv 4 3x3\nexpect 4x6x6 4x6x6", "E0206"),
        ("conv 4 3x3\nexpect params=true", "E0206"),
        ("conv 4 3x3\nexpect size=3", "E0206"),
        ("conv 4 3x3\nexpect", "E0204"),
        ("conv 4 3x3\nexpect nothing", "E0208"),
        ("conv 4 3x3\nexpect 4x_x_", None),
        ("conv 4 3x3\nexpect _x6x6", None),
        ("conv 4 3x3\nexpect _x_x6 params=112", None),
        ("conv 4 3x3\nexpect [2*2, _, 6]", None),
        ("flatten\nexpect _", None),
        ("let _x3 = 4\nconv _x3 3x3\nexpect _x3x3", "E0306"),
        ("conv 4 3x3\nexpect _x_", "E0306"),
        ("conv 4 3x3\nexpect 4x_x5", "E0306"),
        ("conv 4 3x3\nexpect _", "E0306"),
        ("conv 4 3x3\nexpect _x_x_x_", "E0306"),
        ("conv 4 3x3\nexpect _x_x_x_x_", "E0206"),
        ("conv 4 3x_", "E0105"),
        ("conv 4 3x3\nexpect _+1", "E0206"),
    ],
)
def test_expect(lines: str, code: str | None) -> None:
    assert codes(f"input 3x8x8\n{lines}\n") == ([code] if code else [])


LENET = Path("architectures/lenet.cnn").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "settings", "shape", "found"),
    [
        ("expect 10", {}, None, []),
        ("expect 11", {}, None, ["E0306"]),
        ("expect 10", {"classes": 26}, None, ["N0505"]),
        ("expect classes", {"classes": 26}, None, []),
        ("expect classes+1", {"classes": 26}, None, ["E0306"]),
        ("expect _", {"classes": 26}, None, []),
        ("expect params=61706", {}, (1, 64, 64), ["N0505"]),
        ("expect 10 params=1", {"classes": 26}, (1, 64, 64), ["N0505", "N0505"]),
        ("expect params=60856+85*classes", {"classes": 26}, None, []),
        ("expect params=60857+85*classes", {"classes": 26}, None, ["E0306"]),
    ],
)
def test_an_expectation_holds_for_the_file_as_it_stands(
    line: str, settings: dict[str, int], shape: tuple[int, ...] | None, found: list[str]
) -> None:
    text = "".join(row for row in LENET.splitlines(True) if "expect" not in row) + f"    {line}\n"
    faults = cnndsl.check(text, input=shape, **settings)
    if not faults:
        faults = [note for note in cnndsl.lint(cnndsl.parse(text, input=shape, **settings)) if "expect" in note.title]
    assert [fault.code.id for fault in faults] == found


@pytest.mark.parametrize(
    ("line", "settings", "found"),
    [
        ("expect 4x_x_", {}, None),
        ("expect 5x_x_", {}, "E0306"),
        ("expect 4x_x_", {"width": 5}, "N0505"),
        ("expect [width, _, _]", {"width": 5}, None),
        ("expect [width+1, _, _]", {"width": 5}, "E0306"),
        ("expect 4x6x_", {}, "N0505"),
        ("expect _x6x6", {}, "N0505"),
    ],
)
def test_sizes_that_are_left_open_hold_for_every_input(line: str, settings: dict[str, int], found: str | None) -> None:
    text = f"model Net(width=4)\ninput 3x8x8\nconv width 3x3\nrelu\n{line}\n"
    faults = cnndsl.check(text, input=(3, 32, 32), **settings)
    if not faults:
        faults = cnndsl.lint(cnndsl.parse(text, input=(3, 32, 32), **settings))
    assert [fault.code.id for fault in faults] == ([found] if found else [])


def test_architectures_take_other_settings_and_inputs() -> None:
    net = cnndsl.load("architectures/lenet.cnn", classes=26)
    assert (net.output, net.params) == ((26,), 61706 + 16 * 85)
    assert cnndsl.load("architectures/lenet.cnn", input=(1, 64, 64)).output == (10,)


def test_both_expectations_are_reported() -> None:
    assert codes("input 3x8x8\nconv 4 3x3\nexpect 4x5x5 params=1\n") == ["E0306", "E0306"]


@pytest.mark.parametrize(
    "fault", ["conv 4 99x99", "covn 4 3x3", "conv 4", "flatten\nconv 4 3x3", "conv nothing 3x3", "a.b: relu"]
)
def test_below_a_faulty_line_nothing_is_expected_in_vain(fault: str) -> None:
    """Neither a shape that is unknown nor a number of parameters that lacks the faulty line's."""
    assert (
        len(codes(f"input 3x8x8\na: relu\n{fault}\nexpect 4x6x6 params=112\nadd:\n    from a\nexpect 3x8x8 params=1\n"))
        == 1
    )


def test_a_fault_leaves_the_shape_that_is_clear_all_the_same() -> None:
    text = "input 3x8x8\nconv 4 3x3 groups=2\nexpect 4x6x6\nfc 5\nexpect 5\n"
    assert codes(text) == ["E0302", "E0301"]
    assert codes(text.replace("expect 4x6x6", "expect 4x6x7")) == ["E0302", "E0306", "E0301"]


# ---------------------------------------------------------------------------------------------- places


@given(text=st.text(alphabet="ab\n\r é", max_size=40), data=st.data())
def test_line_and_column_count_as_an_editor_does(text: str, data: st.DataObject) -> None:
    source = Source("a.cnn", text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = source.position(offset)
    before = text[:offset].split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)
    assert source.line(line) == text.split("\n")[line - 1].rstrip("\r")
    assert source.line_count == text.count("\n") + 1
    assert str(Span(source, offset, offset)) == f"a.cnn:{line}:{column}"
