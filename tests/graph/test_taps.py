"""Values inside a network as its outputs: beside torchvision's feature extractor and timm's features_only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
import torchvision
from click.testing import CliRunner
from torchvision.models.feature_extraction import create_feature_extractor

import cnndsl
from cnndsl.cli import cli
from cnndsl.graph.ir import Graph
from cnndsl.info import OutputInfo

ASKED = [
    ("resnet18", ["layer1", "layer2.1.conv2", "layer4"]),
    ("squeezenet1_1", ["features.2", "features.6", "features.12"]),
    ("densenet121", ["features.denseblock1", "features.transition2", "features.norm5"]),
    ("googlenet", ["inception3b", "inception4a.branch1", "inception4c"]),
    ("mobilenet_v2", ["features.3", "features.18"]),
    ("shufflenet_v2_x0_5", ["stage2", "stage4"]),
]


@pytest.mark.parametrize(("name", "outputs"), ASKED, ids=[name for name, _ in ASKED])
def test_values_are_those_of_torchvisions_feature_extractor(name: str, outputs: list[str]) -> None:
    net = cnndsl.load(name, input=(3, 64, 64), outputs=outputs)
    torch.manual_seed(0)
    kwargs = {"aux_logits": False, "init_weights": True} if name == "googlenet" else {}
    whole = torchvision.models.get_model(name, **kwargs).eval()
    theirs = create_feature_extractor(whole, return_nodes=outputs)
    ours = net.to_torch().eval()
    kept = {key: tensor for key, tensor in whole.state_dict().items() if key in ours.state_dict()}
    ours.load_state_dict(kept, strict=True)
    assert set(ours.state_dict()) == set(theirs.state_dict()), "what nobody needs is left out by both"
    x = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        found, expected = ours(x), theirs(x)
    assert list(found) == outputs
    for name_, end in zip(outputs, net.outputs, strict=True):
        assert torch.equal(found[name_], expected[name_])
        assert end.shape == tuple(expected[name_].shape[1:])
        assert end.channels == expected[name_].shape[1]


def strides(outputs: tuple[OutputInfo, ...]) -> list[tuple[float | None, ...] | None]:
    return [end.stride for end in outputs]


def test_channels_and_strides_are_those_of_timm() -> None:
    timm = pytest.importorskip("timm")
    pairs = (("resnet50", ["relu1", "layer1", "layer2", "layer3", "layer4"]), ("vgg11", None), ("resnet18", None))
    for name, outputs in pairs:
        theirs = timm.create_model(name, features_only=True, pretrained=False)
        paths = [entry["module"] for entry in theirs.feature_info] if outputs is None else outputs
        paths = ["relu1" if path == "act1" else path for path in paths]
        net = cnndsl.load(name, outputs=paths)
        assert [end.channels for end in net.outputs] == theirs.feature_info.channels(), name
        assert strides(net.outputs) == [(float(r), float(r)) for r in theirs.feature_info.reduction()], name


def test_strides_before_anything_runs() -> None:
    net = cnndsl.load("resnet18", outputs=["layer1", "layer4", "avgpool"])
    assert strides(net.outputs) == [(4, 4), (32, 32), (None, None)]
    upsampled = cnndsl.parse(
        "input 3x8x8\nconv 4 3x3 stride=2 padding=1\nu: upsample 4\nflatten\nf: fc 2\n", outputs=["u", "f"]
    )
    assert strides(upsampled.outputs) == [(0.5, 0.5), None]


def test_what_nobody_needs_is_left_out() -> None:
    text = (
        "input left 3x8x8\ninput right 3x8x8\na:\n    conv 4 3x3\n    relu\n    conv 4 3x3\nb: conv 2 1x1\npath:\n"
        "    from right\n    c: conv 5 1x1\nh: aux:\n    flatten\n    fc 2\n"
    )
    net = cnndsl.parse(text, outputs=["a.1"])
    module = net.to_torch()
    assert list(module.state_dict()) == ["a.0.weight", "a.0.bias"]
    assert [end.name for end in net.inputs] == ["left"]
    assert [node.index for node in net.nodes] == [0, 1, 2]
    assert [child.name for child in net.modules.children] == ["a"]
    assert module(torch.randn(1, 3, 8, 8))["a.1"].shape == (1, 4, 6, 6)
    right = cnndsl.parse(text, outputs=["c"])
    assert [end.name for end in right.inputs] == ["right"]
    assert right.to_torch()(right=torch.randn(1, 3, 8, 8))["c"].shape == (1, 5, 8, 8)
    whole = cnndsl.parse(text)
    assert whole.params > net.params == 112


def test_the_parts_of_a_split_are_cut_together() -> None:
    net = cnndsl.parse("input 6x4x4\nsplit [1, 2, 3]:\n    relu\n    b: conv 4 1\n    identity\n", outputs=["b"])
    x, module = torch.randn(2, 6, 4, 4), net.to_torch().eval()
    assert list(module.state_dict()) == ["b.weight", "b.bias"]
    assert torch.equal(module(x)["b"], module.get_submodule("b")(x[:, 1:3]))


TWIN = """\
input left 1x9x9
input right 1x9x9
twin:
    conv: conv 2 3
    maxpool 2
    flatten
    head: fc 4
path:
    from right
    other: again twin
late:
    from twin.conv
    relu
"""


def test_a_layer_whose_first_run_is_left_out_stands_where_it_runs_next() -> None:
    net = cnndsl.parse(TWIN, outputs=["other"])
    assert [end.name for end in net.inputs] == ["right"], "what the first run read is not needed"
    assert net.nodes[1].name == "twin.conv"
    assert net.nodes[1].again is None
    assert net.params == cnndsl.parse(TWIN).params
    module, x = net.to_torch().eval(), torch.randn(2, 1, 9, 9)
    assert torch.equal(module(right=x)["other"], module.get_submodule("twin")(x))


@pytest.mark.parametrize("names", [["other"], ["other", "twin"], ["other", "twin.conv"], ["late", "other"], ["late"]])
def test_runs_of_one_section_are_calls_of_one_module(names: list[str]) -> None:
    lines = "".join(f"output {name.replace('.', '_')}_: from {name}\n" for name in names)
    whole = cnndsl.parse(TWIN + lines).to_torch().eval()
    part = cnndsl.parse(TWIN, outputs=names)
    module = part.to_torch().eval()
    module.load_state_dict({key: whole.state_dict()[key] for key in module.state_dict()})
    given = {name: torch.randn(2, 1, 9, 9) for name in ("left", "right")}
    found = module(**{end.name: given[end.name] for end in part.inputs})
    for value, expected in zip(found.values(), whole(**given).values(), strict=True):
        assert torch.equal(value, expected)


def test_the_keys_are_worked_out_as_often_for_many_layers_as_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each key that is left out they took half a minute for 4,800 convolutions."""
    calls: list[Graph] = []
    tensors = Graph.tensors

    def counted(graph: Graph) -> dict[str, tuple[int, ...]]:
        calls.append(graph)
        return tensors(graph)

    monkeypatch.setattr(Graph, "tensors", counted)
    net = cnndsl.parse("input 2x4x4\nfirst: conv 2 1\nrepeat 20: conv 2 1\n", outputs=["first"])
    assert len(net.graph.left_out) == 40
    assert len(calls) == 2


def test_named_outputs_of_the_file_can_be_asked_for() -> None:
    net = cnndsl.parse("input 3x8x8\nconv 4 3x3\noutput low\nrelu\nconv 4 3x3\noutput high\n", outputs=["low"])
    assert list(net.to_torch()(torch.randn(1, 3, 8, 8))) == ["low"]


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (["layer5"], "the network has no layer, container or output `layer5`"),
        (["layer4.7"], "the network has no layer, container or output `layer4.7`"),
        (["layer4", "layer4"], "the output `layer4` is asked for twice"),
        ([""], "the network has no layer, container or output ``"),
    ],
)
def test_names_that_are_not_there(outputs: list[str], said: str) -> None:
    with pytest.raises(cnndsl.CheckError) as caught:
        cnndsl.load("resnet18", outputs=outputs)
    assert [fault.title for fault in caught.value.diagnostics] == [said]
    with pytest.raises(ValueError, match="outputs takes a list of names"):
        cnndsl.load("resnet18", outputs="layer4")


def test_heads_and_inputs_cannot_be_asked_for() -> None:
    text = "input left 3x8x8\nconv 4 3x3\nh: aux:\n    flatten\n    fc 2\nrelu\n"
    for name, said in (("h", "`h` is computed in training only"), ("left", "`left` is an input, and not computed")):
        with pytest.raises(cnndsl.CheckError) as caught:
            cnndsl.parse(text, outputs=[name])
        assert caught.value.diagnostics[0].title == said


def test_weights_of_the_whole_network_fit(tmp_path: Path) -> None:
    whole = torchvision.models.resnet18().eval()
    torch.save(whole.state_dict(), tmp_path / "whole.pt")
    net = cnndsl.load("resnet18", input=(3, 64, 64), outputs=["layer2"], weights=tmp_path / "whole.pt")
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        expected = create_feature_extractor(whole, ["layer2"])(x)["layer2"]
        assert torch.equal(net.to_torch().eval()(x)["layer2"], expected)


def test_the_commands_take_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    asked = ("resnet18", "--outputs", "layer2,layer4", "--input", "3x64x64")
    told = json.loads(run("summary", *asked, "--format", "json"))
    assert [(end["name"], end["channels"], end["stride"]) for end in told["outputs"]] == [
        ("layer2", 128, [8, 8]),
        ("layer4", 512, [32, 32]),
    ]
    assert not any(layer["name"].startswith("fc") for layer in told["layers"])
    assert "layer4  512x2x2, stride 32" in run("summary", *asked)
    assert "layer4 512x2x2" in run("explain", *asked)
    assert "layer2 128×8×8" in run("draw", *asked, "-o", "-", "--format", "svg")
    assert "equal outputs in evaluation and in training" in run("export", *asked, "-o", "r.py", "--verify")
    assert run("export", *asked, "-o", "r.onnx", "--verify")
    refused = CliRunner().invoke(cli, ["export", *asked, "-o", "r.cnn"])
    assert (refused.exit_code, "write `output NAME` lines" in refused.output) == (1, True)
    unknown = CliRunner().invoke(cli, ["summary", "resnet18", "--outputs", "leyer4"])
    assert (unknown.exit_code, "did you mean `layer4`?" in unknown.output) == (1, True)
    assert CliRunner().invoke(cli, ["summary", "resnet18", "--outputs", "layer2,,"]).exit_code == 2
