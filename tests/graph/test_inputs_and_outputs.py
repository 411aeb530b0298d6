"""`input NAME SHAPE` and `output NAME`: what enters and leaves a network, by its name."""

from __future__ import annotations

import copy
import json
import pickle
import warnings
from typing import Any

import pytest
import torch
from click.testing import CliRunner
from torch import Tensor, nn

import cnndsl
from cnndsl.cli import cli
from cnndsl.compiled.allowed_text import require
from cnndsl.pipeline import check
from cnndsl.report.expansion import expansion
from cnndsl.source import Source
from cnndsl.syntax.printer import format_source

TWO_STREAMS = """\
model TwoStreams(classes=5)
input spatial 3x32x32
input temporal 20x32x32
rgb:
    conv 8 3x3 padding=1
    relu
path:
    from temporal
    flow:
        conv 8 3x3 padding=1
        relu
concat:
    from rgb
    from flow
output features
global_avgpool
flatten
output logits: fc classes
output early: from rgb
"""


class TwoStreams(nn.Module):
    """The same, as one would write it."""

    def __init__(self) -> None:
        super().__init__()
        self.rgb = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU())
        self.flow = nn.Sequential(nn.Conv2d(20, 8, 3, padding=1), nn.ReLU())
        self.fc = nn.Linear(16, 5)

    def forward(self, spatial: Tensor, temporal: Tensor) -> dict[str, Tensor]:
        early = self.rgb(spatial)
        features = torch.cat([early, self.flow(temporal)], 1)
        return {"features": features, "logits": self.fc(features.mean((2, 3))), "early": early}


def weights_by_order(ours: nn.Module, theirs: nn.Module) -> None:
    """Give one module the weights of another whose parameters come in the same order."""
    with torch.no_grad():
        for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
            mine.copy_(other)


def drawn(net: cnndsl.Network, batch: int = 2) -> list[Tensor]:
    return [torch.randn(batch, *end.shape) for end in net.inputs]


def test_the_module_takes_its_inputs_by_name_and_returns_a_dictionary_in_order() -> None:
    net = cnndsl.parse(TWO_STREAMS)
    ours, theirs = net.to_torch().eval(), TwoStreams().eval()
    weights_by_order(ours, theirs)
    spatial, temporal = drawn(net)
    found, expected = ours(spatial, temporal), theirs(spatial, temporal)
    assert list(found) == ["features", "logits", "early"]
    assert torch.equal(found["features"], expected["features"])
    assert torch.equal(found["early"], expected["early"])
    assert torch.allclose(found["logits"], expected["logits"], atol=1e-6)
    again = ours(temporal=temporal, spatial=spatial)
    assert all(torch.equal(again[name], found[name]) for name in found)
    assert [(end.name, end.shape) for end in net.inputs] == [("spatial", (3, 32, 32)), ("temporal", (20, 32, 32))]
    assert [(end.name, end.shape) for end in net.outputs] == [
        ("features", (16, 32, 32)),
        ("logits", (5,)),
        ("early", (8, 32, 32)),
    ]
    assert net.graph.signature == ("spatial 3x32x32, temporal 20x32x32 -> features 16x32x32, logits 5, early 8x32x32")


def test_the_module_is_one_as_any_other() -> None:
    """Pickles, copies, TorchScript, torch.fx and torch.compile's front take its inputs and its dictionary."""
    net = cnndsl.parse(TWO_STREAMS)
    module = net.to_torch().eval()
    given = drawn(net)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scripted = torch.jit.script(module)
    twins = [pickle.loads(pickle.dumps(module)), copy.deepcopy(module), scripted, torch.fx.symbolic_trace(module)]
    with torch.no_grad():
        expected = module(*given)
        for twin in twins:
            found = twin(*given)
            assert list(found) == list(expected)
            assert all(torch.equal(found[name], expected[name]) for name in expected)


@pytest.mark.parametrize(
    "returned",
    [
        '{"a": self.conv}',
        '{"a": x.sum(1)}',
        "{self: x}",
        "{x: x}",
        "{**x}",
        '{"a": {"b": x}}',
        'x, {"a": x}',
    ],
)
def test_other_dictionaries_are_no_compiled_text(returned: str) -> None:
    text = "import torch\nfrom torch import Tensor, nn\n\n\nclass A(nn.Module):\n    def forward(self, x: Tensor) -> dict[str, Tensor]:\n"
    require(f'{text}        return {{"a": x}}\n')
    with pytest.raises(ValueError, match="the text of a compiled network"):
        require(f"{text}        return {returned}\n")


def test_what_flows_goes_on_after_an_output() -> None:
    net = cnndsl.parse("input 3x8x8\nconv 4 3x3\noutput low\nrelu\noutput side: conv 7 1x1\nconv 2 3x3\noutput high\n")
    assert {end.name: end.shape for end in net.outputs} == {"low": (4, 6, 6), "side": (7, 6, 6), "high": (2, 4, 4)}
    module = net.to_torch()
    x = torch.randn(1, 3, 8, 8)
    found = module(x)
    low = module.get_submodule("0")(x)
    assert torch.equal(found["low"], low)
    assert torch.equal(found["side"], module.get_submodule("2")(low.relu()))
    assert torch.equal(found["high"], module.get_submodule("3")(low.relu()))


def test_an_output_is_not_overwritten_by_what_comes_after_it() -> None:
    """Activations work in place only where nobody else reads their input."""
    net = cnndsl.parse("input 3x8x8\nconv 4 3x3\noutput linear\nrelu\noutput active\n")
    found = net.to_torch()(torch.randn(4, 3, 8, 8))
    assert found["linear"].min() < 0 <= found["active"].min()


def test_one_value_may_have_several_names() -> None:
    net = cnndsl.parse("input 3x8x8\nc: conv 4 3x3\noutput a\noutput b\noutput c\n")
    found = net.to_torch()(torch.randn(1, 3, 8, 8))
    assert list(found) == ["a", "b", "c"]
    assert torch.equal(found["a"], found["b"])
    assert torch.equal(found["a"], found["c"])


def test_from_reads_inputs_and_outputs() -> None:
    text = "input left 3x8x8\nconv 3 3x3 padding=1\noutput first\nrelu\nadd:\n    from left\n    from first\n    identity\noutput sum\n"
    net = cnndsl.parse(text)
    left = torch.randn(2, 3, 8, 8)
    found = net.to_torch()(left=left)
    assert torch.equal(found["sum"], left + found["first"] + found["first"].relu())


def test_outputs_in_loops_have_worked_out_names() -> None:
    text = "input 3x16x16\nfor i in 1..3:\n    conv 4*i 3x3 padding=1 stride=2\n    if i > 1: output p{i}\n"
    assert {end.name: end.shape for end in cnndsl.parse(text).outputs} == {"p2": (8, 4, 4), "p3": (12, 2, 2)}


def test_training_only_heads_stand_in_the_dictionary_too() -> None:
    text = "input 3x8x8\nconv 4 3x3\nhead: aux weight=0.4:\n    flatten\n    fc 2\nrelu\noutput map\nflatten\nfc 2\noutput logits\n"
    net = cnndsl.parse(text)
    module = net.to_torch()
    x = torch.randn(2, 3, 8, 8)
    found = module.train()(x)
    assert list(found) == ["map", "logits", "head"]
    assert found["head"].shape == (2, 2)
    assert torch.equal(found["head"], module.get_submodule("head")(module.get_submodule("0")(x)))
    assert list(module.eval()(x)) == ["map", "logits"]
    assert [(end.name, end.training_only, end.weight) for end in net.outputs][-1] == ("head", True, 0.4)


def test_a_single_named_input_is_the_argument() -> None:
    module = cnndsl.parse("input image 3x8x8\nconv 4 3x3\nrelu\n").to_torch()
    assert module(image=torch.randn(1, 3, 8, 8)).shape == (1, 4, 6, 6)
    assert list(module.state_dict()) == ["0.weight", "0.bias"]


def test_inputs_of_different_ranks() -> None:
    text = (
        "input picture 3x8x8\ninput age 2\nconv 4 3x3\nrelu\nglobal_avgpool\nflatten\nimage: identity\n"
        "path:\n    from age\n    years: fc 4\nadd:\n    from image\n    from years\nfc 2\n"
    )
    net = cnndsl.parse(text)
    assert net.to_torch()(picture=torch.randn(3, 3, 8, 8), age=torch.randn(3, 2)).shape == (3, 2)


def test_a_field_is_about_the_first_input_that_a_line_sees() -> None:
    text = (
        "input left 1x32x32\ninput right 1x32x32\na: conv 2 3x3 padding=1\npath:\n    from right\n"
        "    b: conv 2 7x7 padding=3\nadd:\n    from a\n    from b\nc: conv 2 3x3\n"
    )
    net = cnndsl.parse(text)
    assert {layer.name: layer.receptive_field for layer in net.layers} == {
        "a": (3, 3), "b": (7, 7), "add": (3, 3), "c": (5, 5),
    }  # fmt: skip


def test_a_gate_for_another_input_is_the_field_of_the_first() -> None:
    text = "input left 1x9x9\ninput right 1x9x9\nconv 1 3x3\nadaptive_avgpool 1\nmul:\n    identity\n    from right\nconv 1 3x3\n"
    *_, gate, _, joined, last = cnndsl.parse(text).layers
    assert gate.receptive_field == joined.receptive_field == last.receptive_field == (None, None)


def test_shapes_from_outside() -> None:
    net = cnndsl.parse(TWO_STREAMS, input={"spatial": (3, 16, 16), "temporal": (20, 16, 16)})
    assert [end.shape for end in net.inputs] == [(3, 16, 16), (20, 16, 16)]
    assert cnndsl.parse("input 3x8x8\nrelu\n", input={"input": (1, 4, 4)}).input == (1, 4, 4)
    for given, said in (
        ((3, 16, 16), "the network has 2 inputs, and 3x16x16 is one shape"),
        ({"spatail": (3, 8, 8)}, "the network has no input `spatail`"),
    ):
        with pytest.raises(cnndsl.CheckError) as caught:
            cnndsl.parse(TWO_STREAMS, input=given)
        assert caught.value.diagnostics[0].title == said
    assert "did you mean `spatial`?" in str(caught.value)


def test_the_command_line_takes_a_shape_for_each_input(tmp_path: Any) -> None:
    path = tmp_path / "two.cnn"
    path.write_text(TWO_STREAMS)
    arguments = ["summary", str(path), "--format", "json", "--input", "spatial=3x16x16", "--input", "temporal=20x16x16"]
    told = json.loads(CliRunner().invoke(cli, arguments, catch_exceptions=False).output)
    assert [end["shape"] for end in told["inputs"]] == [[3, 16, 16], [20, 16, 16]]
    assert [end["name"] for end in told["outputs"]] == ["features", "logits", "early"]
    table = CliRunner().invoke(cli, ["summary", str(path)]).output
    assert (
        "RF           where several inputs meet: of the first of them in the file\n             all: the whole" in table
    )
    assert "Outputs      features  16x32x32, stride 1\n             logits    5\n" in table
    (checked,) = json.loads(CliRunner().invoke(cli, ["check", str(path), "--format", "json"]).output)["files"]
    assert [end["name"] for end in checked["network"]["inputs"]] == ["spatial", "temporal"]
    assert [end["shape"] for end in checked["network"]["outputs"]] == [[16, 32, 32], [5], [8, 32, 32]]
    for wrong in (
        ["3x8x8", "3x9x9"],
        ["left=3x8x8", "left=3x9x9"],
        ["3*a=3x8x8"],
        ["left=3x"],
        ["3x8x8", "left=3x8x8"],
    ):
        result = CliRunner().invoke(cli, ["summary", str(path), *[part for one in wrong for part in ("--input", one)]])
        assert result.exit_code == 2
    refused = CliRunner().invoke(cli, ["check", str(path), "--sizes", "8..9"])
    assert "legal: 8..9" in refused.output


def test_the_worked_out_file_is_the_same_network() -> None:
    source = Source("two.cnn", TWO_STREAMS)
    net = check(source, record=True).network
    assert net is not None
    again = cnndsl.parse(expansion(net))
    assert again.graph.signature == net.graph.signature
    assert [layer.name for layer in again.layers] == [layer.name for layer in net.layers]
    assert format_source(Source("x", expansion(net))) == expansion(net)


def test_definitions_and_references() -> None:
    source = Source("two.cnn", TWO_STREAMS.replace("early: from rgb", "early:\n    from features"))
    index = check(source, index=True).references
    assert index is not None
    text = source.text
    for word, times in (("temporal", 2), ("features", 2), ("logits", 1), ("spatial", 1)):
        found = index.definition_at(source, text.rindex(word))
        assert found is not None
        assert (found.kind, found.name, found.span and found.span.start) == ("label", word, text.index(word))
        assert len(index.references_of(found)) == times


@pytest.mark.parametrize("word", ["outptu", "ouput", "outputs"])
def test_a_misspelt_output_is_told(word: str) -> None:
    (fault,) = cnndsl.check(f"input 3x8x8\nconv 4 3x3\n{word} low\n")
    assert "output" in fault.help


def test_a_chain_of_which_several_values_leave_is_no_sequential() -> None:
    text = "input 4x8x8\nblock b(w):\n    relu\n    c: conv w 1\n    output low\n    tanh\na: b 3\nadd:\n    identity\n    from a.low\n"
    module = cnndsl.parse(text).to_torch().eval()
    x = torch.randn(2, 4, 8, 8)
    with torch.no_grad():
        low = module.get_submodule("a.c")(x.relu())
        assert torch.equal(module(x), low.tanh() + low)


def test_an_output_whose_body_computes_nothing_is_worked_out_without_it() -> None:
    net = check(
        Source("x.cnn", "input 3x8x8\nconv 2 1\noutput a:\n    init conv=normal(0.1)\nrelu\n"), record=True
    ).network
    assert net is not None
    assert "output a\n" in expansion(net)
    assert cnndsl.parse(expansion(net)).graph.signature == net.graph.signature


def test_an_output_has_not_the_name_of_a_head_which_is_an_output_in_training() -> None:
    text = "input 3x4x4\na: conv 3 1\nh: aux:\n    tanh\n    from a\noutput {}: from h\nrelu\n"
    with pytest.raises(cnndsl.CheckError, match=r"E0402.*`h` is the name of a training-only head"):
        cnndsl.parse(text.format("h"))
    module = cnndsl.parse(text.format("g")).to_torch()
    assert [*module.train()(torch.zeros(2, 3, 4, 4))] == ["g", "h"]
