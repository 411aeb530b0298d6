"""Texts with expressions in them, and labels as values."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnndsl
from cnndsl.export.python import comparison, file
from tests.graph.test_index import at, lines, of


def same_graph(one: str, other: str) -> None:
    """Two files are one network: names, layers and edges."""
    shown = [
        [(layer.name, layer.text, layer.inputs, layer.output) for layer in cnndsl.parse(text).layers]
        for text in (one, other)
    ]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("conv{i}", "conv3"),
        ("{i}", "3"),
        ("{2*i}-{i}", "6-3"),
        ("a{i if i > 2 else 0}b", "a3b"),
        ("{word}{i}", "enc3"),
        ("{{i}}", "{i}"),
        ("{{{i}}}", "{3}"),
        ("a}b", "a}b"),
        ("a}}b", "a}b"),
        ("{1.5}", "1.5"),
        ("{true}", "true"),
        ("{in.channels}", "3"),
        ("", ""),
    ],
)
def test_expressions_in_braces_are_worked_out(text: str, value: str) -> None:
    program = 'input 3x8x8\nlet i = 3\nlet word = "enc"\nif "TEXT" == "VALUE":\n    relu\nelse:\n    tanh\n'
    plain = value.replace("{", "{{").replace("}", "}}")  # as it is written
    network = cnndsl.parse(program.replace("TEXT", text).replace("VALUE", plain))
    assert [layer.kind for layer in network.layers] == ["relu"]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a{", "E0105", "{"),
        ("a{}", "E0105", "{}"),
        ("a{i", "E0105", "{"),
        ("a{1 +}", "E0105", "+"),
        ("a{1 2}", "E0105", "2"),
        ("a{missing}", "E0208", "missing"),
        ("a{1/0}", "E0209", "1/0"),
        ("a{[1]}", "E0206", "[1]"),
        ("a{relu}", "E0206", "relu"),
    ],
)
def test_what_is_wrong_in_braces_is_told_at_its_place(text: str, code: str, place: str) -> None:
    faults = cnndsl.check(f'input 3x8x8\nlet t = "{text}"\nrelu\n')
    assert [fault.code.id for fault in faults] == [code]
    assert faults[0].span is not None
    assert faults[0].span.text == place


def test_a_text_has_a_limit() -> None:
    doubling = "".join(f'let t{n} = "{{t{n - 1}}}{{t{n - 1}}}"\n' for n in range(1, 30))
    faults = cnndsl.check(f'input 3x8x8\nlet t0 = "abc"\n{doubling}relu\n')
    assert [fault.code.id for fault in faults] == ["E0406"]


def test_a_path_of_a_file_is_no_expression(tmp_path: Path) -> None:
    (tmp_path / "b{1}.cnn").write_text("block a:\n    relu\n", "utf-8")
    (tmp_path / "net.cnn").write_text('use a from "b{1}.cnn"\ninput 3x8x8\na\n', "utf-8")
    assert [layer.kind for layer in cnndsl.load(tmp_path / "net.cnn").layers] == ["relu"]


def test_labels_are_values() -> None:
    head = "input 3x8x8\nencoder:\n    for i in 1..3:\n        conv{2*i}: conv 8 3x3 padding=1\n        relu\n"
    tail = "    concat:\n        from {}\n        identity\n"
    value = head + 'for i in 1..3:\n    let skip = "encoder.conv{2*i}"\n' + tail.format("{skip}")
    same_graph(value, head + "for i in 1..3:\n" + tail.format("encoder.conv{2*i}"))
    network = cnndsl.parse(value)
    written = file.source(network)
    comparison.compare(written.text, written.model, network, thorough=True)


def test_a_parameter_of_a_block_may_hold_a_label() -> None:
    text = """input 8x8x8
block unit(name):
    stem:
        a: conv 8 1x1
        b: conv 8 3x3 padding=1
    relu
    add:
        from {PATH}
        identity
unit "VALUE"
"""
    one = text.replace("PATH", "name").replace("VALUE", "stem.b")
    plain = text.replace("{PATH}", "stem.b").replace("VALUE", "")
    same_graph(one, plain)
    same_graph(text.replace("{PATH}", "stem.{name}").replace("VALUE", "b"), plain)


@pytest.mark.parametrize(
    ("value", "code"),
    [("a..b", "E0403"), (".a", "E0403"), ("a.", "E0403"), ("a b", "E0206"), ("c", "E0407"), ("", "E0403")],
)
def test_paths_that_name_nothing(value: str, code: str) -> None:
    text = f'input 3x8x8\na: conv 8 1\nlet name = "{value}"\nadd:\n    from {{name}}\n    identity\n'
    assert [fault.code.id for fault in cnndsl.check(text)] == [code]


def test_a_label_of_a_module_has_no_dots() -> None:
    faults = cnndsl.check('input 3x8x8\nlet name = "a.b"\n{name}: relu\n')
    assert [fault.code.id for fault in faults] == ["E0206"]


def test_names_in_texts_are_found_by_editors() -> None:
    index, source = of(
        'input 3x8x8\nlet i = 3\nlet path = "conv{2*i}"\nconv{2*i}: relu\nadd:\n    from {path}\n    identity\n'
    )
    found = index.definition_at(source, at(source, '"conv{2*>i}"'))
    assert found is not None
    assert (found.name, found.span.line) == ("i", 2)
    assert [line for _, line in lines(index.references_of(found))] == [2, 3, 4]


def test_what_a_text_reads_is_used() -> None:
    text = 'input 3x8x8\nblock unit(width):\n    let name = "conv{width}"\n    conv8: conv 8 1\n    add:\n        from {name}\n        identity\nunit 8\n'
    assert [finding.code.id for finding in cnndsl.lint(cnndsl.parse(text))] == ["W0514"]


def test_names_in_the_sizes_of_a_split_are_found_by_editors() -> None:
    index, source = of("input 8x8x8\nlet part = 3\nsplit [part, in.channels-part]:\n    relu\n    identity\n")
    found = index.definition_at(source, at(source, "[>part,"))
    assert found is not None
    assert [line for _, line in lines(index.references_of(found))] == [2, 3, 3]


def test_labels_that_the_walk_did_not_reach_are_found_by_editors() -> None:
    index, source = of(
        "input 8x8x8\nblock never(width):\n    one: conv width 1\n    add:\n        from one\n        identity\n"
        "one: relu\nif in.channels == 3:\n    add:\n        from one  # of the model\n        identity\n"
    )
    for marked, line in (("from >one\n", 3), ("from >one  #", 7)):
        found = index.definition_at(source, at(source, marked))
        assert found is not None
        assert (found.kind, found.span.line) == ("label", line)
