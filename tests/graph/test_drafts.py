"""A graph that is always there: what is known of a faulty file is what its clean version has there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from cnndsl.info import Row
from cnndsl.network import Draft, Network
from cnndsl.pipeline import Checked, check
from cnndsl.report.expansion import expansion
from cnndsl.source import Source
from cnndsl.syntax import ast

FAULTS = ["conv (", "conv 4 3x3 nowhere", "nothing 3", "conv 3 999x999", "conv wrong 1x1", "from nowhere", "é"]
"""Lines without an output that could be known."""


def draft_of(text: str) -> tuple[Draft, Checked]:
    checked = check(Source("net.cnn", text))
    assert checked.draft is not None
    return checked.draft, checked


def known(row: Row) -> tuple[object, ...]:
    return (row.name, row.kind, row.text, row.output, row.params, row.buffers, row.macs, row.receptive_field)


@pytest.mark.parametrize("name", ["alexnet", "vgg11", "lenet"])
def test_lines_above_a_fault_are_known_and_those_below_keep_their_names(name: str) -> None:
    """In a chain that is written out; the lost line takes its number with it."""
    network = check(Source.read(f"architectures/{name}.cnn"), record=True).network
    assert network is not None
    lines = expansion(network).splitlines()
    rows = {row.line: row for row in check(Source("net.cnn", "\n".join(lines))).network.layers}  # type: ignore[union-attr]
    for line in rows:
        for fault in FAULTS:
            faulty = list(lines)
            indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
            faulty[line - 1] = f"{indent}{fault}"
            draft, checked = draft_of("\n".join(faulty) + "\n")
            assert checked.network is None
            found = {row.line: row for row in draft.layers}
            assert all(known(found[above]) == known(rows[above]) for above in rows if above < line)
            assert all(found[below].output is None for below in rows if below >= line)
            assert all(found[below].kind == rows[below].kind for below in rows if below > line)
            assert all(found[below].params in (None, rows[below].params) for below in rows if below > line)
            assert not draft.whole
            assert draft.sums.params == sum(row.params for at, row in rows.items() if at < line)
            assert draft.sums.macs == sum(row.macs for at, row in rows.items() if at < line)


@pytest.mark.parametrize("path", ["googlenet", "resnet50", "densenet121", "mobilenet_v3_small"])
def test_what_is_known_of_a_network_of_blocks_is_right(path: str) -> None:
    """After a line of a block is lost or spoilt: every row that bears a name, a kind and a shape of the clean network
    costs what it costs there, and the sums never exceed the true ones where a line is only spoilt."""
    file = Path(f"architectures/{path}.cnn")
    clean = check(Source.read(str(file)), record=True).network
    assert clean is not None
    lines = expansion(clean).splitlines()
    choose = random.Random(0)
    layers = [row.line for row in check(Source("net.cnn", "\n".join(lines))).network.layers]  # type: ignore[union-attr]
    rows = {(row.name, row.kind, row.line): row for row in network_of(lines).layers}
    for _ in range(12):
        line = choose.choice(layers)
        faulty = list(lines)
        faulty[line - 1] = lines[line - 1].replace(lines[line - 1].split()[-1], "wrong(")
        draft, checked = draft_of("\n".join(faulty) + "\n")
        assert checked.diagnostics
        for row in draft.layers:
            true = rows.get((row.name, row.kind, row.line))
            if true is not None and row.output is not None:
                assert row.output == true.output
                assert row.params in (None, true.params)
                assert row.macs in (None, true.macs)
        if not draft.whole:
            assert draft.sums.params <= clean.params
            assert draft.sums.macs <= clean.macs


def network_of(lines: list[str]) -> Network:
    network = check(Source("net.cnn", "\n".join(lines))).network
    assert network is not None
    return network


def test_containers_and_edges_are_there_after_a_fault() -> None:
    draft, _ = draft_of(
        "input 3x8x8\nblock b(w):\n    c: conv w 1x1\n    relu\nstem: conv (4\nfeatures:\n    add:\n        x: b 4\n"
        "        identity\n"
    )
    rows = {row.name: row for row in draft.nodes}
    assert {"stem", "features.x.c", "features.x.1", "features.1", "features.add"} <= rows.keys()
    assert rows["features.add"].inputs == (rows["features.x.1"].index, rows["features.1"].index)
    assert rows["features.x.c"].inputs == (rows["stem"].index,)
    assert [module.name for module in draft.modules.modules()] == ["", "features", "features.x"]


def test_a_label_of_a_line_that_cannot_be_read_is_no_further_fault() -> None:
    _, checked = draft_of("input 3x8x8\nmiddle: conv (4\nrelu\nconcat:\n    from middle\n    identity\n")
    assert [fault.code.id for fault in checked.diagnostics] == ["E0104"]


def test_a_definition_that_cannot_be_read_hides_nothing_but_itself() -> None:
    draft, checked = draft_of(
        "input 3x8x8\nlet a = 1 +\nblock b(:\n    conv 4 1x1\nconv 4 3x3\nconv 5 9x9\nconv a 1x1\n"
    )
    assert [fault.code.id for fault in checked.diagnostics if fault.span and fault.span.line > 4] == ["E0303"]
    assert [(row.line, row.output) for row in draft.layers] == [(5, (4, 6, 6)), (6, None), (7, None)]


def test_a_broken_definition_without_layers_is_one_fault() -> None:
    _, checked = draft_of("input 3x8x8\nlet a = (\n")
    assert len(checked.diagnostics) == 1


def test_every_input_has_a_tree_and_a_graph() -> None:
    for text in ("relu\n", "?\n" * 2000, "input 3x8x8\nrepeat 100000000: relu\n", "input\n", "model\n"):
        draft, checked = draft_of(text)
        assert isinstance(checked.file, ast.File)
        assert checked.draft is draft
        assert checked.diagnostics
        assert draft.graph.outputs
        assert not draft.whole
    library = check(Source("net.cnn", "block b():\n    relu\n"))
    assert library.draft is None
    assert library.file is not None


def test_rules_that_do_not_hold_leave_the_shape_and_no_cost_nor_field() -> None:
    draft, _ = draft_of("input 4x8x8\nconv 6 3x3 groups=3\nconv 5 1x1\nconv 7 1x1\n")
    wrong, after, last = draft.layers
    assert (wrong.output, wrong.params, wrong.macs, wrong.receptive_field) == ((6, 6, 6), None, None, None)
    assert (after.output, after.params, after.receptive_field) == ((5, 6, 6), 35, None)
    assert (last.output, last.params, last.receptive_field) == ((7, 6, 6), 42, None)
