"""The compiled module is what one would write by hand: nn.Sequential, and small classes where branches meet."""

from __future__ import annotations

import ast
import copy
import linecache
import traceback
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint
from torchvision.ops import StochasticDepth

import cnndsl
from cnndsl.backends.torch import source
from cnndsl.cli import cli
from tests.graph.test_blocks import BASIC
from tests.graph.test_branches import HEADS, INCEPTION, SQUEEZE

RESNET = f"{BASIC}input 4x16x16\nfor w in [4, 8, 8]: basic w\nglobal_avgpool\nflatten\nfc 3\n"


def compiled(text: str) -> nn.Module:
    return cnndsl.parse(text).to_torch()


def written(text: str) -> str:
    return source(cnndsl.parse(text).graph)


# ------------------------------------------------------------------------------------------- structure


def test_a_chain_is_a_sequential_of_sequentials() -> None:
    module = compiled("model Net\ninput 3x8x8\nfeatures:\n    conv 4 3x3\n    seq:\n        relu\nflatten\nfc 2\n")
    assert isinstance(module, nn.Sequential)
    assert type(module).__name__ == "Net"
    assert all(
        type(child) is nn.Sequential
        for _, child in module.named_modules()
        if list(child.children()) and child is not module
    )
    assert not any(type(child).__module__.startswith("cnndsl") for child in module.modules() if child is not module)


def test_no_text_is_generated_for_a_chain() -> None:
    assert written("input 3x8x8\ns:\n    conv 4 3x3\n    relu\n") == ""


def test_a_block_is_one_class_however_often_it_is_called() -> None:
    module = compiled(RESNET)
    blocks = [child for child in module.children() if type(child).__name__.startswith("Basic")]
    assert len(blocks) == 3
    assert {type(block).__name__ for block in blocks} == {"Basic", "Basic2"}  # with and without downsample
    assert type(blocks[1]) is not type(blocks[0])
    assert type(blocks[2]) is type(blocks[0])


def test_the_text_is_plain_python() -> None:
    """No loop, no lookup in a graph: each line of a forward calls modules and joins tensors."""
    for text in (
        RESNET,
        f"input 6x8x8{INCEPTION}inception 2 3 4 1 2 3\n",
        f"input 8x6x6{SQUEEZE}squeeze_excite 2\n",
        HEADS,
    ):
        tree = ast.parse(written(text))
        forwards = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        assert forwards
        assert all(forward.name == "forward" for forward in forwards)
        lines = [node for forward in forwards for line in forward.body for node in ast.walk(line)]
        assert not any(
            isinstance(node, ast.For | ast.While | ast.Subscript | ast.Lambda | ast.comprehension) for node in lines
        )


FORWARDS = {
    f"{BASIC}input 4x8x8\nbasic 4\n": """
class Basic(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        out = self.conv1(x)
        out = self.bn1(out)
        out = getattr(self, "2")(out)
        out = self.conv2(out)
        out = self.bn2(out)
        x = out + x
        x = getattr(self, "6")(x)
        return x
""",
    f"input 8x6x6{SQUEEZE}squeeze_excite 2\n": """
class SqueezeExcite(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        scale = getattr(self, "1")(x)
        scale = self.fc1(scale)
        scale = getattr(self, "3")(scale)
        scale = self.fc2(scale)
        scale = getattr(self, "5")(scale)
        return x * scale
""",
    "input 3x4x4\nconv1: conv 4 1x1\naux1: aux weight=0.3:\n    flatten\nrelu: relu\n": """
class Model(nn.Module):
    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        x = self.conv1(x)
        aux1: Tensor | None = None
        if self.training:
            aux1 = self.aux1(x)
        x = self.relu(x)
        if aux1 is not None:
            return x, aux1
        return x
""",
}


@pytest.mark.parametrize("program", FORWARDS, ids=["residual", "squeeze", "head"])
def test_a_forward_reads_as_an_expert_writes_it(program: str) -> None:
    name = "model Model\n" if "aux" in program else ""
    assert written(name + program) == f"import torch\nfrom torch import Tensor, nn\n\n{FORWARDS[program]}"


def test_the_generated_text_stands_in_tracebacks() -> None:
    module = compiled(RESNET).eval()
    with pytest.raises(RuntimeError) as caught:
        module(torch.zeros(1, 5, 16, 16))
    frames = [frame for frame in traceback.extract_tb(caught.tb) if frame.filename.startswith("<cnndsl")]
    assert frames
    assert "self.conv1(" in (frames[0].line or "")
    assert linecache.getline(frames[0].filename, frames[0].lineno or 0)


@pytest.mark.parametrize(
    "name",
    ["torch", "nn", "Tensor", "self", "getattr", "x", "class", "print", "forward_", "in", "a-b", "__conv", "ﬁ", "None"],
)
def test_labels_do_not_collide_with_the_text_around_them(name: str, tmp_path: Path) -> None:
    text = f"input 3x4x4\nadd:\n    {name}: conv 3 1x1\n    path:\n        {name}2: conv 3 1x1\n        relu\n"
    module = compiled(text)
    first, second = (module.get_submodule(label) for label in (name, f"{name}2"))
    x = torch.randn(1, 3, 4, 4)
    torch.testing.assert_close(module(x), first(x) + second(x).relu())
    (tmp_path / "net.cnn").write_text(text, "utf-8")
    line = ["export", str(tmp_path / "net.cnn"), "--to", "python", "-o", str(tmp_path / "net.py"), "--verify"]
    assert CliRunner().invoke(cli, line).exit_code == 0


@pytest.mark.parametrize("name", ["torch", "Tensor", "nn", "Module", "object", "Sequential", "größe", "x-1", "1st"])
def test_names_of_models_and_containers_do_not_collide_either(name: str) -> None:
    label = name if name != "1st" else "st"
    text = f"input 3x4x4\n{label}_:\n    add:\n        relu\n        identity\n{label}2: relu\n"
    model = "" if "-" in name or name[0].isdigit() else f"model {name}\n"
    x = torch.randn(1, 3, 4, 4)
    torch.testing.assert_close(compiled(model + text)(x.clone()), (x + x.relu()).relu())


def test_a_block_named_as_the_model_has_a_class_of_its_own() -> None:
    text = "model Net\nblock net():\n    add:\n        relu\n        identity\ninput 3x4x4\nadd:\n    net\n    tanh\n"
    x = torch.randn(1, 3, 4, 4)
    torch.testing.assert_close(compiled(text)(x), x + x.relu() + x.tanh())


# -------------------------------------------------------------------------------- state, copies, modes


def test_scale_is_a_bare_parameter_whose_key_is_its_label() -> None:
    module = compiled("input 3x4x4\nconv 3 1x1\ngamma: scale init=0.5\nb:\n    scale\n")
    assert [key for key in module.state_dict() if "0.weight" not in key and "0.bias" not in key] == ["gamma", "b.0"]
    assert module.state_dict()["gamma"].flatten().tolist() == [0.5] * 3


def test_normalize_leaves_nothing_in_the_state() -> None:
    module = compiled("input 3x4x4\nnormalize mean=[0.1, 0.2, 0.3] std=0.5\n")
    assert not module.state_dict()
    x = torch.rand(2, 3, 4, 4)
    torch.testing.assert_close(module(x), (x - torch.tensor([0.1, 0.2, 0.3]).view(3, 1, 1)) / 0.5)
    assert module.to(torch.float64)(x.double()).dtype == torch.float64


def test_drop_path_draws_what_torchvisions_stochastic_depth_draws() -> None:
    ours, theirs = compiled("input 2x3x3\ndrop_path 0.4\n").train(), StochasticDepth(0.4, "row").train()
    x = torch.rand(64, 2, 3, 3)
    torch.manual_seed(1)
    expected = theirs(x)
    torch.manual_seed(1)
    torch.testing.assert_close(ours(x), expected)
    assert ours.eval()(x) is x


@pytest.mark.parametrize("p", [0, 1])
def test_drop_path_at_its_ends(p: int) -> None:
    x = torch.rand(4, 2, 3, 3)
    torch.testing.assert_close(compiled(f"input 2x3x3\ndrop_path {p}\n").train()(x), x * (1 - p))


@pytest.mark.parametrize("text", [RESNET, HEADS, "input 3x4x4\ngamma: scale\n"])
def test_a_module_can_be_copied(text: str) -> None:
    module = compiled(text).eval()
    twin = copy.deepcopy(module)
    x = torch.randn(1, *cnndsl.parse(text).input)
    torch.testing.assert_close(twin(x), module(x))
    assert not {p.data_ptr() for p in twin.parameters()} & {p.data_ptr() for p in module.parameters()}


def test_every_compilation_draws_new_parameters() -> None:
    net = cnndsl.parse(RESNET)
    first, second = net.to_torch(), net.to_torch()
    assert not torch.equal(first.get_submodule("0.conv1").weight, second.get_submodule("0.conv1").weight)
    torch.manual_seed(0)
    third = net.to_torch()
    torch.manual_seed(0)
    assert all(torch.equal(a, b) for a, b in zip(third.parameters(), net.to_torch().parameters(), strict=True))


def test_a_seed_gives_the_weights_that_hand_written_modules_get() -> None:
    """Layers are made in the order of the text, so an equal seed gives equal weights."""
    torch.manual_seed(7)
    ours = compiled("input 3x8x8\nconv 4 3x3\nrelu\nflatten\nfc 2\n")
    torch.manual_seed(7)
    theirs = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2))
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))


def test_it_is_made_on_the_default_device_and_in_the_default_type() -> None:
    with torch.device("meta"):
        assert {p.device.type for p in compiled(RESNET).parameters()} == {"meta"}


def test_it_can_be_traced_exported_and_checkpointed() -> None:
    module = compiled(RESNET).eval()
    x = torch.randn(2, 4, 16, 16)
    expected = module(x)
    torch.testing.assert_close(torch.fx.symbolic_trace(module)(x), expected)
    torch.testing.assert_close(torch.export.export(module, (x,)).module()(x), expected)
    torch.testing.assert_close(checkpoint(module, x, use_reentrant=False), expected)


LAYERS_OF_OURS = (
    *("batchnorm bias=false", "instancenorm", "instancenorm affine=true bias=false", "groupnorm 2 bias=false"),
    *("layernorm", "rmsnorm", "rmsnorm deviation=true", "transpose\nrmsnorm deviation=true", "self_attention heads=2"),
    *("transpose", "permute channels_last"),
)


@pytest.mark.filterwarnings("ignore:.*torch.jit.* is (deprecated|not supported)")
@pytest.mark.parametrize("line", LAYERS_OF_OURS)
@pytest.mark.parametrize("shape", ["4x6", "4x6x5", "4x3x5x2"])
def test_norms_and_views_that_torch_has_not_are_traced_and_scripted(shape: str, line: str) -> None:
    module = compiled(f"input {shape}\nconv 4 1\n{line}\n").eval()
    x = torch.randn(2, *map(int, shape.split("x")))
    for twin in (torch.fx.symbolic_trace(module), torch.jit.script(module)):
        assert torch.equal(twin(x), module(x))


def test_a_channels_last_tensor_stays_one() -> None:
    module = (
        compiled("input 3x8x8\nconv 4 3x3\nbatchnorm\nrelu\nmaxpool 2\n").eval().to(memory_format=torch.channels_last)
    )
    y = module(torch.randn(2, 3, 8, 8).contiguous(memory_format=torch.channels_last))
    assert y.is_contiguous(memory_format=torch.channels_last)


# --------------------------------------------------------------------------------------- in-place work


def activation(module: nn.Module, name: str) -> bool:
    return bool(module.get_submodule(name).inplace)


def test_an_activation_overwrites_what_nobody_else_reads() -> None:
    module = compiled("input 3x8x8\nconv 4 3x3\nrelu\nmaxpool 2\n")
    assert activation(module, "1")


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("relu", "0"),  # the input belongs to the caller
        ("a: conv 3 1x1\nr: relu\nadd:\n    identity\n    from a", "r"),  # is read again
        ("add:\n    conv 3 1x1\n    r: relu", "r"),
        ("flatten\nr: relu", "r"),  # a view of the input
        ("conv 4 1x1\nsplit:\n    r: relu\n    identity", "r"),  # a part of another tensor
        ("sigmoid\nr: relu", "r"),  # whose backward needs its output
        ("conv 4 1x1\nr: leaky_relu negative_slope=-1", "r"),  # whose backward needs its input
        ("conv 4 1x1\nr: elu alpha=-1", "r"),
        ("conv 4 1x1\nidentity\nr: relu\nfrom 0", "r"),
    ],
)
def test_and_nothing_that_is_needed(lines: str, name: str) -> None:
    assert not activation(compiled(f"input 3x8x8\n{lines}\n"), name)


@pytest.mark.parametrize(
    "act", ["relu", "relu6", "leaky_relu", "elu", "silu", "hardswish", "hardsigmoid", "dropout2d 0", "gelu"]
)
@pytest.mark.parametrize(
    "before", ["conv 4 1x1", "batchnorm", "groupnorm 2", "maxpool 2", "avgpool 2", "conv_transpose 4 2", "lrn 2"]
)
def test_gradients_are_those_of_modules_that_overwrite_nothing(before: str, act: str) -> None:
    ours = compiled(f"input 4x6x6\n{before}\n{act}\nconv 2 1x1\n").double()
    theirs = copy.deepcopy(ours)
    for child in theirs.modules():
        if hasattr(child, "inplace"):
            child.inplace = False
    x = torch.randn(2, 4, 6, 6, dtype=torch.float64, requires_grad=True)
    results = [torch.autograd.grad(module(x).square().sum(), [x, *module.parameters()]) for module in (ours, theirs)]
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b)


def test_the_input_is_never_changed() -> None:
    for text in (
        "relu",
        "identity\nrelu",
        "add:\n    relu\n    identity",
        "flatten\nrelu",
        "dropout2d 0.5",
        "pad 0\nrelu",
    ):
        module = compiled(f"input 3x4x4\n{text}\n").train()
        x = torch.randn(2, 3, 4, 4)
        before = x.clone()
        module(x)
        assert torch.equal(x, before), text


def test_dead_lines_are_kept_for_their_parameters() -> None:
    """A line whose output nobody reads is still a module of the network, and counted."""
    net = cnndsl.parse("input 3x4x4\na: conv 3 1x1\nb: conv 5 1x1\nfrom a\n")
    module = net.to_torch()
    assert list(module.state_dict()) == ["a.weight", "a.bias", "b.weight", "b.bias"]
    x = torch.randn(1, 3, 4, 4)
    torch.testing.assert_close(module(x), module.get_submodule("a")(x))


@pytest.mark.parametrize(
    ("lines", "function"),
    [
        ("split:\n    relu\n    from a", lambda x: torch.cat([x[:, :2].relu(), x], 1)),
        ("split [4]:\n    tanh", lambda x: x.tanh()),
        ("split:\n    from a\n    relu", lambda x: torch.cat([x, x[:, 2:].relu()], 1)),
        ("s:\n    tanh\n    from a", lambda x: x),
        ("s:\n    relu\n    t:\n        tanh\n        from 0", lambda x: x.relu().tanh()),
        ("s:\n    tanh\n    add:\n        from a\n        from a\nfrom a", lambda x: x),
        ("s:\n    add:\n        relu\n        tanh\nconcat:\n    from s.0\n    from s", lambda x: torch.cat([x.relu(), x.relu() + x.tanh()], 1)),
        ("s:\n    c: tanh\n    relu\nadd:\n    from s.c\n    from a\n    from s", lambda x: x.tanh() + x + x.tanh().relu()),
        ("split:\n    identity\n    identity\n    identity\n    identity", lambda x: x),
        ("add:\n    identity\n    identity\n    identity", lambda x: 3 * x),
        ("mul:\n    identity\n    global_avgpool\n    identity", lambda x: x * x * x.mean((2, 3), keepdim=True)),
    ],
)  # fmt: skip
def test_values_by_hand(lines: str, function: object) -> None:
    x = torch.randn(2, 4, 5, 5)
    expected: Tensor = function(x)  # type: ignore[operator]
    torch.testing.assert_close(compiled(f"input 4x5x5\na: identity\n{lines}\n")(x), expected)


def test_heads_run_in_training_only() -> None:
    module = compiled(HEADS)
    calls: list[str] = []
    for name in ("aux1", "aux2"):
        module.get_submodule(name).register_forward_hook(lambda *_, name=name: calls.append(name))
    module.eval()(torch.zeros(1, 3, 8, 8))
    assert calls == []
    module.train()(torch.zeros(2, 3, 8, 8))
    assert calls == ["aux1", "aux2"]


def test_depth_grows_without_new_variables() -> None:
    """A chain in a class uses one variable again and again: values are freed as soon as they are read."""
    lines = written(
        "input 4x8x8\nadd:\n    path:\n" + "        conv 4 1x1\n        relu\n" * 20 + "    identity\n"
    ).split("\n")
    targets = [line.split("=")[0].strip() for line in lines if " = " in line]
    assert len(set(targets)) <= 2
    assert any(a == b for a, b in pairwise(targets))


Apply = Callable[[Tensor], Tensor]


@pytest.mark.filterwarnings("ignore:.*jit.script:FutureWarning")
@pytest.mark.filterwarnings("ignore:.*jit.script:DeprecationWarning")
@pytest.mark.parametrize(
    ("lines", "main", "heads"),
    [
        ("h: aux:\n    relu\n    from a", lambda a: a, [lambda a: a]),
        ("relu\nh: aux:\n    tanh\n    from a\nfrom a", lambda a: a, [lambda a: a]),
        ("h: aux:\n    b: tanh\n    c: relu\ng: aux:\n    sigmoid\n    from h.b", lambda a: a, [lambda a: a.tanh().relu(), torch.tanh]),
        ("h: aux:\n    b: tanh\n    from a\ng: aux:\n    relu\n    from h.b", lambda a: a, [lambda a: a, torch.tanh]),
        ("tanh\nh: aux:\n    p: relu\n    add:\n        identity\n        from a\nfrom a", lambda a: a, [lambda a: a.tanh().relu() + a]),
        ("h: aux:\n    add:\n        from a\n        sigmoid\n    from a\nrelu", torch.relu, [lambda a: a]),
        ("add:\n    relu\n    sigmoid\nh: aux: tanh\nfrom a", lambda a: a, [lambda a: (a.relu() + a.sigmoid()).tanh()]),
        ("b: tanh\nh: aux: sigmoid\nfrom a", lambda a: a, [lambda a: a.tanh().sigmoid()]),
    ],
)  # fmt: skip
def test_what_a_head_gives_may_come_from_elsewhere(lines: str, main: Apply, heads: list[Apply]) -> None:
    """A value from outside of the head is there in evaluation too, and what reads it must find it."""
    module = cnndsl.parse(f"input 3x4x4\na: conv 3 1x1\n{lines}\nconv 2 1x1\n").to_torch()
    x = torch.randn(2, 3, 4, 4)
    a, last = module.a(x), list(module.children())[-1]
    for compiled in (module, torch.jit.script(module)):
        assert torch.equal(compiled.eval()(x), last(main(a)))
        outputs = compiled.train()(x)
        assert len(outputs) == 1 + len(heads)
        for output, expected in zip(outputs, [last(main(a)), *(head(a) for head in heads)], strict=True):
            torch.testing.assert_close(output, expected)


def test_a_block_whose_chain_gives_a_further_result_returns_both() -> None:
    """Its children run one after the other, and still it is no nn.Sequential: the caller reads what is between."""
    block = "block b(w, n=1):\n    c: conv w 1\n    output low\n    if n > 0: next: b w n=n-1\n"
    module = cnndsl.parse(f"input 2x4x4\n{block}a: b 2\nadd:\n    tanh\n    from a.low\n").to_torch()
    x = torch.randn(3, 2, 4, 4)
    low = module.get_submodule("a.c")(x)
    assert torch.equal(module(x), module.get_submodule("a.next.c")(low).tanh() + low)


def test_a_head_that_gives_another_input_is_returned_in_training_alone() -> None:
    module = cnndsl.parse(
        "input left 2x4x4\ninput right 2x4x4\ntanh\nh: aux:\n    relu\n    from right\nsigmoid\n"
    ).to_torch()
    left, right = torch.randn(2, 3, 2, 4, 4)
    result = left.tanh().sigmoid()
    assert torch.equal(module.eval()(left, right), result)
    given = module.train()(left, right)
    assert [torch.equal(one, other) for one, other in zip(given, (result, right), strict=True)] == [True, True]


@pytest.mark.parametrize("word", ["true", "True", "false", "none", "None", "class", "import"])
def test_a_word_of_python_names_a_file_and_a_section(word: str) -> None:
    text = f"input 4x7x6\n{word}: add:\n    conv 4 1\n    identity\nadd:\n    relu\n    identity\n"
    module = cnndsl.parse(text, path=f"{word}.cnn").to_torch()
    x = torch.randn(2, 4, 7, 6)
    conv = next(layer for layer in module.modules() if isinstance(layer, nn.Conv2d))
    y = conv(x) + x
    assert torch.equal(module(x), y.relu() + y)
