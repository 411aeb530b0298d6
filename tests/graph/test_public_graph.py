"""Inputs, outputs, edges and the module tree, as a picture or an exporter reads them from the network alone."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from torch import nn

import cnndsl
from cnndsl.cli import cli
from cnndsl.graph import joins

BRANCHES = """
block gate(reduction=2):
    let width = in.channels
    mul:
        identity
        seq:
            global_avgpool
            conv in.channels//reduction 1x1
            relu
            conv width 1x1
            sigmoid
input 4x9x7
stem: conv 8 3x3 padding=1
split:
    relu
    conv 4 1x1
body:
    first: gate
    add:
        from stem
        conv 8 1x1
        from first
aux1: aux weight=0.3:
    global_avgpool
    flatten
    fc 3
concat:
    from stem
    identity
output: aux weight=1:
    flatten
    fc 3
global_avgpool
flatten
fc 3
"""


def run(net: cnndsl.Network, module: nn.Module, x: torch.Tensor) -> list[torch.Tensor]:
    """What a network gives by its edges: each layer's own module, and the joins in place."""
    values = {net.inputs[0].index: x}
    cuts: dict[tuple[int, ...], int] = {}
    for node in net.layers:
        read = [values[index] for index in node.inputs]
        if node.kind == "add":
            values[node.index] = sum(read[1:], read[0])
        elif node.kind == "mul":
            values[node.index] = torch.stack(torch.broadcast_tensors(*read)).prod(0)
        elif node.kind == "concat" or (node.kind == "split" and len(read) > 1):
            values[node.index] = torch.cat(read, 1)
        elif node.kind == "split":
            number = cuts[node.inputs] = cuts.get(node.inputs, -1) + 1
            values[node.index] = read[0].split(node.output[0], 1)[number]
        elif node.kind == "identity":
            values[node.index] = read[0]
        else:
            values[node.index] = module.get_submodule(node.name)(read[0])
    return [values[output.index] for output in net.outputs]


def test_the_edges_compute_what_the_module_computes() -> None:
    net = cnndsl.parse(BRANCHES)
    module = net.to_torch().double().train()
    x = torch.randn(2, *net.input, dtype=torch.float64)
    for ours, theirs in zip(run(net, module, x), module(x), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_ends_have_names_shapes_and_places() -> None:
    net = cnndsl.parse(BRANCHES)
    assert [(end.name, end.shape, net.nodes[end.index].kind) for end in net.inputs] == [("input", (4, 9, 7), "input")]
    assert [(end.name, end.shape, end.training_only, end.weight) for end in net.outputs] == [
        ("output_", (3,), False, 1.0),  # a head has the name already
        ("aux1", (3,), True, 0.3),
        ("output", (3,), True, 1.0),
    ]
    assert [net.nodes[end.index].name for end in net.outputs] == ["9", "aux1.2", "output.1"]
    assert (net.input, net.output) == (net.inputs[0].shape, net.outputs[0].shape)


def test_nodes_are_found_by_their_index() -> None:
    net = cnndsl.parse(BRANCHES)
    assert [node.index for node in net.nodes] == list(range(len(net.nodes)))
    assert net.layers == net.nodes[1:]
    for node in net.layers:
        assert all(index < node.index for index in node.inputs)
        assert node.input == net.nodes[node.inputs[0]].output


JOINS = (*joins.JOINS, "split")


@pytest.mark.parametrize("path", sorted(Path("architectures").glob("*.cnn")), ids=lambda path: path.stem)
def test_the_module_tree_of_every_architecture(path: Path) -> None:
    """It is the tree of the compiled module, and each layer and join stands in it once.

    An `identity` is a module where its number would be missing from an nn.Sequential, and nowhere else.
    """
    net = cnndsl.load(path)
    with torch.device("meta"):
        module = net.to_torch()
    seen: list[int] = []
    for one in net.modules.modules():
        own = [child for child in one.children if isinstance(child, cnndsl.LayerInfo)]
        inner = [child for child in one.children if isinstance(child, cnndsl.ModuleInfo)]
        seen += [child.index for child in own]
        compiled = module.get_submodule(one.name)
        names = {name for name, _ in compiled.named_children()} | {
            n for n, _ in compiled.named_parameters(recurse=False)
        }
        without = JOINS if isinstance(compiled, nn.Sequential) else (*JOINS, "identity")
        labels = {x.name.rpartition(".")[2] for x in own if x.kind not in without}
        assert names == labels | {child.label for child in inner}
        assert sum(net.nodes[i].params for i in inside(one)) == sum(map(torch.numel, compiled.parameters()))
        assert net.nodes[one.output].training_only == one.training_only
    assert sorted(seen) == [node.index for node in net.nodes if node.kind != "input"]
    assert len(seen) + len(net.inputs) == len(net.nodes)


def inside(module: cnndsl.ModuleInfo) -> list[int]:
    """The places of all layers and joins in a module."""
    return [
        index
        for child in module.children
        for index in (inside(child) if isinstance(child, cnndsl.ModuleInfo) else [child.index])
    ]


def test_a_module_says_where_it_stands() -> None:
    text = BRANCHES.replace(
        "    first: gate\n", "    first: gate\n    again:\n        gate\n    inline gate\n"
    ).lstrip()
    (root, *modules) = cnndsl.parse(text, path="net.cnn").modules.modules()
    assert (root.name, root.label, root.block, root.file) == ("", "", "", "net.cnn")
    assert root.lines == (1, len(text.splitlines()))
    lines = text.splitlines()
    found = {module.name: (module.label, module.block, module.lines) for module in modules}
    first = lines.index("body:") + 1
    assert found["body"] == ("body", "", (first, first + 8))
    assert found["body.again"] == ("again", "", (first + 2, first + 3))
    assert found["body.again.0"] == ("0", "gate", (first + 3, first + 3))  # the call, not the definition
    assert found["body.again.0.1"][2] == (lines.index("        seq:") + 1, lines.index("            sigmoid") + 1)
    assert found["aux1"][2] == (lines.index("aux1: aux weight=0.3:") + 1, lines.index("concat:"))
    assert [module.name for module in modules if module.training_only] == ["aux1", "output"]


def test_folded_rows_have_edges_among_themselves() -> None:
    net = cnndsl.parse(BRANCHES)
    rows = {row.index: row for row in net.folded(1)}
    read = {row.name: [rows[i].name if i in rows else "input" for i in row.inputs] for row in rows.values()}
    assert read["stem"] == ["input"]
    assert read["body"] == ["split", "stem"]
    assert read["aux1"] == ["body"]
    assert read["output"] == ["concat"]
    assert net.folded(9) == net.layers


def test_the_summary_as_data_has_the_edges() -> None:
    net = cnndsl.load("architectures/googlenet.cnn")
    done = CliRunner().invoke(
        cli, ["summary", "architectures/googlenet.cnn", "--format", "json"], catch_exceptions=False
    )
    found = json.loads(done.output)
    assert [layer["inputs"] for layer in found["layers"]] == [list(layer.inputs) for layer in net.layers]
    assert [output["name"] for output in found["outputs"]] == ["output", "aux1", "aux2"]
    assert found["inputs"] == [{"name": "input", "index": 0, "shape": [3, 224, 224]}]
    assert asdict(net.modules)["name"] == ""
