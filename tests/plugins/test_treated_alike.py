"""A kind from outside the package is treated as its siblings inside are, by all who treat some kinds otherwise."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from torch import nn

import cnndsl
from cnndsl import plugins
from cnndsl.cli import cli
from cnndsl.layers import ALIASES, LAYERS
from cnndsl.report import layer_docs
from cnndsl.report.difference import compare
from cnndsl.report.memory import memory
from cnndsl.report.summary_formats import as_dict
from cnndsl.source import Source
from cnndsl.syntax.printer import format_source
from cnndsl.train.data.dataset import Facts
from cnndsl.train.decide import fit, recipe

from .conftest import KINDS

SIBLINGS = {
    "smooth": "silu",
    "saturate": "relu6",
    "least": "softmax",
    "dense": "fc",
    "standardize": "batchnorm affine=false",
    "alpha_dropout": "dropout",
    "ravel": "flatten",
    "global_largest": "adaptive_maxpool 1",
    "pass_on": "identity",
}

NETWORK = """
init fc=normal(0.5) bias=0
input 3x32x32
conv 64 3x3 padding=1
batchnorm affine=false
silu
conv 64 3x3 padding=1
relu6
maxpool 2
dropout
batchnorm affine=false
add:
    identity
    seq:
        conv 64 1x1
        silu
    conv 64 3x3 padding=1
    silu
sum: concat:
    identity
    relu6
path:
    identity
    silu
flatten
dropout
fc 512
fc 300
silu
fc 20
batchnorm affine=false
fc 20
silu
"""
"""Something for every lint that looks at kinds, and for all who treat an activation, a view or an identity otherwise."""


@pytest.fixture(autouse=True)
def kinds(registry: None) -> None:
    plugins.load([KINDS])


def with_(outside: str, text: str) -> str:
    """A text with the kind from outside in the place of its sibling."""
    keyword = SIBLINGS[outside].split()[0]
    text = re.sub(rf"\b{re.escape(SIBLINGS[outside])}$", outside, text, flags=re.M)
    text = re.sub(rf"^( *){keyword} (?=\d)", rf"\1{outside} ", text, flags=re.M)
    return re.sub(rf"\b{keyword}=", f"{outside}=", text)


def findings(net: cnndsl.Network, outside: str) -> list[tuple[object, ...]]:
    """What the lints say, in the words of the sibling."""
    keyword = SIBLINGS[outside].split()[0]

    def same(text: str) -> str:
        return text.replace(outside, keyword)

    return [(d.code.id, d.span and d.span.line, same(d.title), same(d.help), len(d.labels)) for d in cnndsl.lint(net)]


TEXTS = {
    "all": NETWORK,
    "softmax": NETWORK + "softmax\n",
    "narrow": "input 3x64x64\nconv 8 3x3\nrelu6\nadaptive_maxpool 1\nflatten\nfc 10\nsoftmax\n",
}
every = pytest.mark.parametrize(("outside", "text"), [(o, t) for o in SIBLINGS for t in TEXTS])


@every
def test_lints_memory_and_summary(outside: str, text: str) -> None:
    inside, net = cnndsl.parse(TEXTS[text]), cnndsl.parse(with_(outside, TEXTS[text]))
    assert findings(net, outside) == findings(inside, outside)
    assert memory(net, 4) == memory(inside, 4)
    if outside != "dense":  # which counts no MACs
        ours, theirs = as_dict(net, 1), as_dict(inside, 1)
        for layers in (ours["layers"], theirs["layers"]):
            for row in layers:  # type: ignore[attr-defined]
                del row["kind"], row["text"]
        assert ours == theirs


def test_the_texts_have_each_kind_and_lints_to_find() -> None:
    """The test above compares something."""
    for outside in SIBLINGS:
        assert any(with_(outside, text) != text for text in TEXTS.values()), outside
    codes = {d.code.id for text in TEXTS.values() for d in cnndsl.lint(cnndsl.parse(text))}
    assert codes == {"W0501", "W0502", "W0503", "W0504", "W0506", "W0507", "W0517", "N0501", "N0502", "N0506"}


@every
def test_what_is_compiled(outside: str, text: str) -> None:
    """The same modules, in place where the sibling is, drawn as `init` says."""
    inside, net = cnndsl.parse(TEXTS[text]).to_torch(), cnndsl.parse(with_(outside, TEXTS[text])).to_torch()
    ours = {name: getattr(module, "inplace", None) for name, module in net.named_modules()}
    theirs = {name: getattr(module, "inplace", None) for name, module in inside.named_modules()}
    assert ours == theirs
    assert {k: v.shape for k, v in net.state_dict().items()} == {k: v.shape for k, v in inside.state_dict().items()}
    for module in (net, inside):
        for one in module.modules():
            if isinstance(one, nn.Linear) and text != "narrow":
                assert one.weight.std().item() == pytest.approx(0.5, rel=0.3)
                assert not one.bias.any()
    x = torch.randn(2, 3, *((64, 64) if text == "narrow" else (32, 32)), requires_grad=True)
    net(x).sum().backward()
    assert x.grad is not None


def test_in_place_gives_the_same_gradients() -> None:
    net = cnndsl.parse("input 3x6x6\nconv 4 3x3\nsmooth\nconv 4 3x3\nsaturate\n")
    module = net.to_torch().double()
    assert [getattr(one, "inplace", None) for one in module] == [None, True, None, True]
    plain = nn.Sequential(module[0], nn.Mish(), module[2], nn.Hardtanh())
    x = torch.randn(2, 3, 6, 6, dtype=torch.double)
    parameters = list(module.parameters())
    for ours, theirs in zip(*(torch.autograd.grad(m(x).sum(), parameters) for m in (module, plain)), strict=True):
        assert torch.equal(ours, theirs)


def test_a_parameter_without_a_module() -> None:
    module = cnndsl.parse("input 3x6x6\nrelu\nfactor: gain\n").to_torch()
    x = torch.randn(2, 3, 6, 6)
    assert list(module.state_dict()) == ["factor"]
    assert torch.equal(module(x), 2 * x.relu())


@pytest.mark.parametrize("outside", ["smooth", "saturate", "least", "standardize", "alpha_dropout"])
def test_diff_takes_it_for_a_change_of_its_sibling(outside: str) -> None:
    old, new = cnndsl.parse(NETWORK + "softmax\n"), cnndsl.parse(with_(outside, NETWORK + "softmax\n"))
    found = compare(old, new)
    assert found.changes
    assert all(change.old and change.new and change.differs >= {"text"} for change in found.changes)


def test_formatter_takes_its_alias_for_its_keyword() -> None:
    assert format_source(Source("x.cnn", "input 3x8x8\n  tanh_softplus\n".replace("  ", "")), ALIASES).endswith(
        "smooth\n"
    )


def test_documentation_has_it() -> None:
    page = layer_docs.markdown()
    assert "## dense\n\nEvery output sees every input.\n\nTakes a vector. Example: `dense 10`" in page
    assert "(also `tanh_softplus`)" in page
    assert page.count("\n## ") == len(LAYERS) + 1
    traits = dict(re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", page, re.M))
    assert {"`smooth`", "`saturate`", "`relu`"} <= set(traits["activation"].split(", "))
    assert "`smooth`" not in traits["monotone"]
    assert re.search(r"^smooth +x \* tanh", layer_docs.overview(), re.M)


def test_training_treats_it_as_its_siblings() -> None:
    net = cnndsl.parse("input 1x8x8\nflatten\nbody: dense 30\nstandardize\nsmooth\nhead: dense 10\nleast\n")
    assert recipe.decayed(net) == {"body.weight", "head.weight"}
    deep = "input 1x8x8\n" + "conv 4 3x3 padding=1\n{}" * 7 + "flatten\nfc 10\n"
    plain, normed = (cnndsl.parse(deep.replace("{}", line)) for line in ("smooth\n", "standardize\n"))
    assert recipe._learning_rate("sgd", normed) > recipe._learning_rate("sgd", plain)


def test_preflight_says_which_line_gives_the_number_of_classes() -> None:
    facts = Facts("digits", 1, (8, 8), tuple("0123456789"))
    text = "input 1x8x8\nflatten\ndense 7\nsmooth\n"
    (fault,) = fit.fit(Source("x.cnn", text), {}, None, facts).checked.diagnostics
    assert fault.span is not None
    assert fault.span.line == 3
    assert fault.help == "let this line give 10: `dense 10`"


def test_a_window_that_does_not_fit_names_no_input_after_a_kind_that_sets_the_size() -> None:
    def notes(line: str) -> tuple[str, ...]:
        (fault,) = cnndsl.check(f"input 3x64x64\n{line}\nconv 4 3x3\n")
        return fault.notes

    ours, theirs = notes("global_largest"), notes("global_avgpool")
    assert [note.replace("global_largest", "global_avgpool") for note in ours] == list(theirs)
    assert not any("would be large enough" in note for note in ours)


@pytest.mark.parametrize("command", ["summary", "explain", "quiz", "expand", "check"])
def test_commands_show_it(command: str, tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input 3x8x8\nconv 4 3x3\nsmooth\nravel\ndense 10\n")
    done = CliRunner().invoke(cli, [command, str(path), "--plugin", str(KINDS)], catch_exceptions=False)
    assert done.exit_code == 0
    assert command == "check" or "dense 10" in done.output
    if command == "summary":
        done = CliRunner().invoke(cli, [command, str(path), "--format", "json"], catch_exceptions=False)
        assert json.loads(done.output)["params"] == cnndsl.load(path).params
