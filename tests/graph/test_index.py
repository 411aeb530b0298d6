"""Definitions and references: every word resolves, and to rename by them gives the same network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from cnndsl.files import DISK, Texts
from cnndsl.graph.expressions import FUNCTIONS
from cnndsl.graph.index import Definition, Index
from cnndsl.graph.initialisation_schemes import SCHEMES
from cnndsl.layers.layer import LAYERS
from cnndsl.network import Network
from cnndsl.pipeline import Checked, check
from cnndsl.source import Source, Span
from cnndsl.syntax import ast, parse
from cnndsl.syntax.tables import WORDS
from tests.conftest import examples
from tests.graph.dags import Program
from tests.graph.drawn import programs

FOLDER = Path("architectures")
FILES = sorted(FOLDER.rglob("*.cnn"))
NETWORKS = [path for path in FILES if path.parent == FOLDER]
OPTIONS = {name for layer in LAYERS.values() for name in layer.arguments} | {"params", "weight", "bias"}
NO_NAMES = {
    *WORDS,
    "with",
    *FUNCTIONS,
    *SCHEMES,
    *(word for layer in LAYERS.values() for declared in layer.arguments.values() for word in declared.words),
    *(word for scheme in SCHEMES.values() for declared in scheme for word in declared.words),
}
"""Words that stand for nothing that a file defines."""


def indexed(source: Source, *, files: Texts | None = None) -> tuple[Checked, Index]:
    checked = check(source, index=True, files=files or DISK)
    assert checked.references is not None
    return checked, checked.references


def of(text: str, path: str = "net.cnn", **files: str) -> tuple[Index, Source]:
    """The index of a text; the other texts stand for files beside it."""
    texts = Texts({path: text, **{f"{name}.cnn": other for name, other in files.items()}})
    source = Source(path, text)
    return indexed(source, files=texts)[1], source


def at(source: Source, marked: str) -> int:
    """The offset of the word after `>` in a part of the text that stands there once."""
    plain = marked.replace(">", "")
    assert source.text.count(plain) == 1, plain
    return source.text.index(plain) + marked.index(">")


def lines(spans: list[Span]) -> list[tuple[str, int]]:
    return [(Path(span.source.path).name, span.line) for span in spans]


# --------------------------------------------------------------------------------------------- architectures


def words(text: str) -> list[re.Match[str]]:
    """The words of the code, comments and texts blanked out."""
    blanked = re.sub(r"#[^\n]*|\"[^\"\n]*\"", lambda match: " " * len(match[0]), text)
    return list(re.finditer(r"(?<![\w.])[A-Za-z_]\w*", blanked))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_of_the_architectures_resolves(path: Path) -> None:
    source = Source.read(str(path))
    _, index = indexed(source)
    for word in words(source.text):
        option = source.text[word.end() : word.end() + 1] == "=" and word[0] in OPTIONS
        if word[0] not in NO_NAMES and not option and not source.text[: word.end()].endswith(f"in.{word[0]}"):
            place = source.position(word.start())
            assert index.definition_at(source, word.start()) is not None, (place, word[0])
            assert index.definition_at(source, word.end()) is not None, (place, word[0])


def renamed(checked: Checked, index: Index, change: Callable[[Definition], str | None]) -> Checked:
    """The network with other words for its definitions, in all files."""
    edits: dict[str, list[tuple[Span, str]]] = {}
    for definition in index.definitions():
        new = change(definition)
        if new is not None:
            for span in index.references_of(definition):
                edits.setdefault(span.source.path, []).append((span, new))
    texts = {}
    for path, found in edits.items():
        text = found[0][0].source.text
        for span, new in sorted(found, key=lambda edit: -edit[0].start):
            text = text[: span.start] + new + text[span.end :]
        texts[path] = text
    assert checked.draft is not None
    main = checked.draft.source
    return check(Source(main.path, texts.get(main.path, main.text)), files=Texts(texts, DISK))


def network(checked: Checked) -> Network:
    assert checked.network is not None, "\n".join(map(str, checked.diagnostics))
    return checked.network


def figures(checked: Checked) -> list[tuple[object, ...]]:
    return [(row.kind, row.inputs, row.output, row.params, row.macs) for row in network(checked).nodes]


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_a_renamed_architecture_is_the_same_network(path: Path) -> None:
    checked, index = indexed(Source.read(str(path)))
    numbers = {definition: number for number, definition in enumerate(index.definitions())}

    def names(definition: Definition) -> str | None:
        return f"n{numbers[definition]}_" if definition.kind in ("block", "parameter", "let", "loop") else None

    again = renamed(checked, index, names)
    assert figures(again) == figures(checked)
    assert [row.name for row in network(again).nodes] == [row.name for row in network(checked).nodes]

    def labels(definition: Definition) -> str | None:
        texts = {span.text for span in index.references_of(definition)}
        plain = definition.kind == "label" and texts == {definition.name} and "{" not in definition.name
        return f"l{numbers[definition]}_" if plain else None

    assert figures(renamed(checked, index, labels)) == figures(checked)


@settings(max_examples=examples(60))
@given(programs())
def test_a_renamed_program_is_the_same_network(program: Program) -> None:
    checked, index = indexed(Source("<string>", program.text))
    if checked.network is None:
        return
    numbers = {definition: number for number, definition in enumerate(index.definitions())}

    def change(definition: Definition) -> str | None:
        if definition.kind in ("layer", "model") or "{" in "".join(s.text for s in index.references_of(definition)):
            return None
        return f"n{numbers[definition]}_"

    assert figures(renamed(checked, index, change)) == figures(checked)
    found = [s for s in statements(parse(checked.network.source)[0].body) if isinstance(s, ast.From)]
    reached = {id(result.statement) for s in found for result in index.line_results(s.span.source, s.span.line)}
    for statement in found:
        for label in statement.path:
            known = index.definition_at(label.span.source, label.span.start)
            assert known is not None or label.span.text.isdecimal() or id(statement) not in reached


def statements(body: list[ast.Statement]) -> list[ast.Statement]:
    found = []
    for statement in body:
        found += [statement, *statements(getattr(statement, "body", []))]
        if isinstance(statement, ast.If):
            found += [inner for _, branch in statement.branches for inner in statements(branch)]
    return found


# --------------------------------------------------------------------------------------------- kinds of words


def test_blocks_and_parameters_across_files() -> None:
    index, source = of(
        'use unit from "units.cnn"\ninput 3x8x8\nunit 4 act=relu\nunit width=8\n',
        units="block unit(width, act=silu):\n    conv width 1x1\n    act\n",
    )
    block = index.definition_at(source, at(source, ">unit 4"))
    assert block is not None
    assert (block.kind, block.name) == ("block", "unit")
    assert lines(index.references_of(block)) == [("net.cnn", 1), ("net.cnn", 3), ("net.cnn", 4), ("units.cnn", 1)]
    width = index.definition_at(source, at(source, "unit >width=8"))
    assert width is not None
    assert width.kind == "parameter"
    assert lines(index.references_of(width)) == [("net.cnn", 4), ("units.cnn", 1), ("units.cnn", 2)]
    act = index.definition_at(source, at(source, "4 >act"))
    assert act is not None
    assert lines(index.references_of(act)) == [("net.cnn", 3), ("units.cnn", 1), ("units.cnn", 3)]
    layer = index.definition_at(source, at(source, "act=>relu"))
    assert layer == Definition("layer", "relu", None)


def test_names_are_those_of_their_scope() -> None:
    index, source = of(
        "model Net(n=2)\ninput 3x8x8\nlet w = n + 1\nfor i in 1..n:\n    let w2 = w*i\n    conv w2 1x1\n"
        "for i in [4]:\n    let w2 = i\n    conv w2 1x1\nblock b(w):\n    conv w 1x1\nb w\n"
    )
    outer = index.definition_at(source, at(source, "b >w\n"))
    inner = index.definition_at(source, at(source, "block b(>w)"))
    assert outer is not None
    assert inner is not None
    assert lines(index.references_of(outer)) == [("net.cnn", 3), ("net.cnn", 5), ("net.cnn", 12)]
    assert lines(index.references_of(inner)) == [("net.cnn", 10), ("net.cnn", 11)]
    first = index.definition_at(source, at(source, "let >w2 = w*i"))
    assert first is not None
    assert lines(index.references_of(first)) == [("net.cnn", 5), ("net.cnn", 6)]


def test_a_word_of_an_option_is_no_name() -> None:
    index, source = of("input 3x8x8\nlet same = 4\nconv same 3x3 padding=same\n")
    same = index.definition_at(source, at(source, "let >same"))
    assert same is not None
    assert [span.column for span in index.references_of(same)] == [5, 6]


def test_a_parameter_may_be_named_like_a_layer() -> None:
    index, source = of("input 3x8x8\nblock b(pool):\n    pool 2\nblock c(pool=2):\n    pool pool\nb avgpool\nc\n")
    stands = index.definition_at(source, at(source, "    >pool 2"))
    keyword = index.definition_at(source, at(source, "    >pool pool"))
    value = index.definition_at(source, at(source, "pool >pool"))
    assert stands is not None
    assert stands.kind == "parameter"
    assert keyword == Definition("layer", "maxpool", None)
    assert value is not None
    assert value.kind == "parameter"


def test_from_finds_its_label_through_containers_and_rounds() -> None:
    index, source = of(
        "input 4x8x8\nencoder:\n    for i in 1..2:\n        step{i}: conv 4 1x1\n"
        "for i in 1..2:\n    add:\n        from encoder.step{i}\n        identity\n"
    )
    step = index.definition_at(source, at(source, "encoder.>step"))
    assert step is not None
    assert (step.kind, step.name) == ("label", "step{i}")
    assert lines(index.references_of(step)) == [("net.cnn", 4), ("net.cnn", 7)]
    encoder = index.definition_at(source, at(source, "from >encoder"))
    assert encoder is not None
    assert lines(index.references_of(encoder)) == [("net.cnn", 2), ("net.cnn", 7)]


def test_sections_that_go_on_are_one_definition() -> None:
    text = "input 3x8x8\nblock b():\n    a:\n        relu\na:\n    relu\ntanh\na:\n    tanh\nconcat:\n    from a\n    from a.1\nb\n"
    index, source = of(text)
    definition = index.definition_at(source, at(source, "\n>a:\n    relu"))
    assert definition is not None
    assert definition == index.definition_at(source, at(source, "tanh\n>a:"))
    assert lines(index.references_of(definition)) == [("net.cnn", line) for line in (5, 8, 11, 12)]


def test_what_one_from_may_mean_is_one_definition() -> None:
    text = (
        "block b(wide):\n    if wide:\n        a: conv 8 1x1\n    else:\n        a: conv 4 1x1\n    relu\n    from a\n"
        "input 4x8x8\nb true\nb false\n"
    )
    index, source = of(text)
    label = index.definition_at(source, at(source, "from >a"))
    assert label is not None
    assert lines(index.references_of(label)) == [("net.cnn", 3), ("net.cnn", 5), ("net.cnn", 7)]


def test_lines_that_nothing_reaches_are_resolved_too() -> None:
    index, source = of("let k = 3\nblock unused(w):\n    conv w [k, k]\n    if false: relu\n")
    for word, kind in ((">w [", "parameter"), ("[>k,", "let"), (">relu", "layer"), ("    >conv", "layer")):
        found = index.definition_at(source, at(source, word))
        assert found is not None
        assert found.kind == kind


def test_a_faulty_file_is_resolved_as_far_as_it_can_be_read() -> None:
    index, source = of("input 3x8x8\nlet w = 4\nconv w 9x9\nconv (w 3x3\nconv w wrong\nnothing w\n")
    width = index.definition_at(source, at(source, "let >w"))
    assert width is not None
    assert [span.line for span in index.references_of(width)] == [2, 3, 5, 6]
    assert index.definition_at(source, at(source, ">wrong")) is None
    assert index.definition_at(source, at(source, ">nothing")) is None


# ------------------------------------------------------------------------------------------------ results


def test_results_of_a_line_are_those_of_its_calls() -> None:
    index, source = of("input 3x8x8\nblock b(w):\n    let k = 3\n    conv w [k, k]\nb 4\nx: b 5\nrepeat 2: relu\n")
    narrow, wide = index.line_results(source, 4)
    assert (str(narrow.shape), narrow.params, str(wide.shape), wide.params) == ("4x6x6", 112, "5x4x4", 185)
    assert [call.arguments for call in wide.calls] == ["w=5"]
    assert [result.value for result in index.line_results(source, 3)] == [3, 3]
    (call,) = index.line_results(source, 5)
    assert (str(call.x.known), str(call.shape), call.params) == ("3x8x8", "4x6x6", 112)
    assert [type(result.statement) for result in index.line_results(source, 7)] == [ast.Call, ast.Call, ast.Repeat]
    assert index.line_results(source, 2)[0].nodes == []


def test_a_line_at_fault_has_a_result_that_is_not_known() -> None:
    index, source = of("input 3x8x8\nconv 4 9x9\nconv 5 1x1\n")
    (wrong,), (after,) = index.line_results(source, 2), index.line_results(source, 3)
    assert (wrong.shape, wrong.params, str(wrong.x.known)) == (None, None, "3x8x8")
    assert (after.shape, after.x.known) == (None, None)


@pytest.mark.parametrize("name", ["alexnet", "googlenet", "resnet152"])
def test_the_lines_of_a_file_come_to_its_network(name: str) -> None:
    checked, index = indexed(Source.read(f"architectures/{name}.cnn"))
    found = network(checked)
    tops = [index.line_results(found.source, s.span.line) for s in found.file.body if not isinstance(s, ast.Block)]
    outermost = [result for results in tops for result in results if not result.calls]
    made = {node.index: node for result in outermost for node in result.nodes}
    assert sum(node.params for node in made.values()) == found.params
    assert tuple(outermost[-1].y.shape) == found.output
