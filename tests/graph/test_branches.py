"""Branches by hand: what each join gives and refuses, references, and the small networks of the papers."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torchvision.models.googlenet import Inception
from torchvision.models.resnet import BasicBlock
from torchvision.ops import SqueezeExcitation

import cnndsl
from cnndsl.graph.joins import JOINS
from tests.graph.test_blocks import BASIC


def codes(text: str) -> list[str]:
    return [diagnostic.code.id for diagnostic in cnndsl.check(text)]


def output(text: str) -> tuple[int, ...]:
    return cnndsl.parse(text).output


def joined(kind: str, *branches: str) -> str:
    return "\n".join([f"input 4x8x8\n{kind}:", *(f"    {branch}" for branch in branches)]) + "\n"


@pytest.mark.parametrize(
    ("kind", "branches", "expected"),
    [
        ("add", ["identity", "relu"], (4, 8, 8)),
        ("add", ["conv 6 1x1", "conv 6 3x3 padding=1"], (6, 8, 8)),
        ("add", ["conv 6 1x1"], (6, 8, 8)),
        ("concat", ["conv 6 1x1", "identity", "maxpool 3 1 1"], (14, 8, 8)),
        ("concat", ["relu"], (4, 8, 8)),
        ("mul", ["identity", "global_avgpool"], (4, 8, 8)),
        ("mul", ["global_avgpool", "identity"], (4, 8, 8)),
        ("mul", ["global_avgpool", "adaptive_avgpool 1"], (4, 1, 1)),
        ("mul", ["identity", "sigmoid"], (4, 8, 8)),
        ("split", ["identity", "conv 3 1x1"], (5, 8, 8)),
        ("split", ["relu", "relu", "relu", "relu"], (4, 8, 8)),
        ("split", ["relu"], (4, 8, 8)),
        ("split [1, 3]", ["identity", "conv 5 1x1"], (6, 8, 8)),
        ("split [in.channels-1, 1]", ["relu", "relu"], (4, 8, 8)),
        ("split [4]", ["relu"], (4, 8, 8)),
        ("add", ["identity", "global_avgpool"], (4, 8, 8)),
        ("add", ["conv 1 1x1", "global_avgpool"], (4, 8, 8)),
        ("mul", ["identity", "avgpool 1x8", "avgpool 8x1"], (4, 8, 8)),
        ("sub", ["identity", "global_avgpool"], (4, 8, 8)),
        ("mean", ["identity", "relu", "conv 1 1x1"], (4, 8, 8)),
        ("max", ["conv 6 1x1", "conv 6 1x1"], (6, 8, 8)),
        ("select", ["conv 8 1x1", "identity", "relu"], (4, 8, 8)),
        ("select", ["conv 2 1x1", "identity", "relu"], (4, 8, 8)),
        ("select", ["avgpool 8x1 stride=8x1", "identity"], (4, 8, 8)),
        ("matmul", ["conv 7 1x1", "conv 64 3x3"], (7, 6, 6)),
        ("matmul", ["conv 7 1x1", "conv 64 3x3", "conv 36 5x5"], (7, 4, 4)),
    ],
)
def test_what_a_join_gives(kind: str, branches: list[str], expected: tuple[int, ...]) -> None:
    branches = [branch.replace("maxpool 3 1 1", "maxpool 3 stride=1 padding=1") for branch in branches]
    assert output(joined(kind, *branches)) == expected


@pytest.mark.parametrize(
    ("kind", "branches", "code"),
    [
        ("add", ["identity", "conv 6 1x1"], "E0305"),
        ("add", ["identity", "maxpool 2"], "E0305"),
        ("add", ["identity", "conv 2 1x1"], "E0305"),
        ("add", ["identity", "avgpool 4"], "E0305"),
        ("sub", ["identity", "conv 6 1x1"], "E0305"),
        ("max", ["identity", "maxpool 2"], "E0305"),
        ("mean", ["identity", "flatten"], "E0305"),
        ("select", ["conv 4 1x1", "identity", "conv 3 1x1"], "E0305"),
        ("select", ["conv 8 1x1", "identity", "relu", "relu"], "E0305"),
        ("select", ["maxpool 2", "identity"], "E0305"),
        ("select", ["flatten", "identity"], "E0305"),
        ("matmul", ["identity", "identity"], "E0305"),
        ("matmul", ["identity", "flatten"], "E0301"),
        ("split [2, 2]", ["identity", "relu", "relu"], "E0305"),
        ("split [2, 3]", ["identity", "relu"], "E0302"),
        ("split [4, 0]", ["identity", "relu"], "E0206"),
        ("split 2", ["identity", "relu"], "E0206"),
        ("add", ["identity", "flatten"], "E0305"),
        ("add", ["identity", "permute channels_last"], "E0305"),
        ("concat", ["identity", "maxpool 2"], "E0305"),
        ("concat", ["identity", "flatten"], "E0305"),
        ("mul", ["identity", "conv 2 1x1"], "E0305"),
        ("mul", ["identity", "maxpool 2"], "E0305"),
        ("split", ["identity", "identity", "identity"], "E0302"),
        ("split", ["maxpool 2", "identity"], "E0305"),
        ("split", ["relu", "relu", "relu", "relu", "relu"], "E0302"),
    ],
)
def test_branches_that_do_not_fit(kind: str, branches: list[str], code: str) -> None:
    assert codes(joined(kind, *branches)) == [code]


def test_a_square_channels_last_map_is_no_channels_first_map() -> None:
    assert codes("input 8x8x8\nadd:\n    identity\n    permute channels_last\n") == ["E0305"]


def test_vectors_are_joined_too() -> None:
    assert output("input 4x1x1\nflatten\nconcat:\n    fc 3\n    identity\n") == (7,)
    assert output("input 4x1x1\nflatten\nsplit:\n    fc 3\n    identity\n") == (5,)
    assert output("input 4x6x5\npermute channels_last\nconcat:\n    fc 3\n    identity\n") == (6, 5, 7)


def test_both_branches_are_shown_where_they_differ() -> None:
    (diagnostic,) = cnndsl.check(joined("add", "conv 6 1x1", "maxpool 2"))
    assert diagnostic.title == "cannot add 6x8x8 and 4x4x4"
    assert diagnostic.span is not None
    assert (diagnostic.span.line, diagnostic.label) == (4, "gives 4x4x4")
    assert [(label.span.line, label.text) for label in diagnostic.labels] == [(3, "gives 6x8x8")]


def test_each_direct_child_is_one_branch() -> None:
    text = joined("concat", "if true: relu", "for i in 1..2: conv i 1x1", "repeat 2: tanh", "if false: relu")
    assert output(text) == (4 + 1 + 2 + 4 + 4, 8, 8)


def test_expect_and_let_are_no_branches() -> None:
    assert output(joined("concat", "let w = in.channels", "expect 4x8x8", "relu", "conv w+1 1x1")) == (9, 8, 8)


def test_a_join_needs_a_branch() -> None:
    assert codes(joined("add", "if false: relu")) == ["E0405"]
    assert codes("input 4x8x8\nadd:\nrelu\n") == ["E0106"]


def test_joins_nest() -> None:
    text = joined(
        "add", "identity", "path:", "    conv 4 1x1", "    concat:", "        conv 1 1x1", "        conv 3 1x1"
    )
    assert output(text) == (4, 8, 8)


# ------------------------------------------------------------------------------------------ references


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("a: relu\ntanh\nadd:\n    identity\n    from a", (4, 8, 8)),
        ("s:\n    a: conv 2 1x1\n    relu\nconcat:\n    from s.a\n    from s", (4, 8, 8)),
        ("a: conv 2 1x1\ns:\n    t:\n        relu\n        from a", (2, 8, 8)),
        ("a: conv 2 1x1\nconv 7 1x1\nfrom a", (2, 8, 8)),
        ("for i in 1..2:\n    a{i}: conv i 1x1\nconcat:\n    from a{1}\n    from a{2}\n    from a2", (5, 8, 8)),
        ("b\nconcat:\n    from 0.a\n    from 0", (5, 8, 8)),
        ("a: relu\nconcat:\n    from a\n    from a", (8, 8, 8)),
        ("from: relu\nfrom from", (4, 8, 8)),
    ],
)
def test_from_takes_the_output_of_an_earlier_line(lines: str, expected: tuple[int, ...]) -> None:
    assert output(f"block b():\n    a: conv 3 1x1\n    conv 2 1x1\ninput 4x8x8\n{lines}\n") == expected


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("from a\na: relu", "E0407"),
        ("relu\nfrom missing", "E0407"),
        ("s:\n    a: relu\nfrom a", "E0407"),
        ("s:\n    relu\n    from s", "E0407"),
        ("a: relu\nfrom a.b", "E0407"),
        ("a: relu\nb", "E0407"),
        ("relu\nfrom", "E0105"),
        ("a: relu\nfrom a relu", "E0105"),
        ("a: relu\nfrom a:\n    relu", "E0106"),
    ],
)
def test_references_to_nothing(lines: str, code: str) -> None:
    assert codes(f"block b():\n    relu\n    from a\ninput 4x8x8\n{lines}\n")[0] == code


def test_a_misspelt_reference_is_recognised() -> None:
    (diagnostic,) = cnndsl.check("input 4x8x8\nconv1: relu\nfrom conv2\n")
    assert diagnostic.help == "did you mean `conv1`?"


def test_a_reference_to_a_faulty_line_is_silent() -> None:
    assert codes("input 4x8x8\na: conv 2 9x9\nrelu\nadd:\n    identity\n    from a\n") == ["E0303"]


# --------------------------------------------------------------------------------- training-only heads

HEADS = "input 3x8x8\nrelu\naux1: aux weight=0.3:\n    flatten\n    fc 5\nconv 4 1x1\naux2: aux:\n    global_avgpool\n    flatten\n    fc 5\nflatten\nfc 5\n"


def test_a_head_changes_nothing_below_it_and_costs_nothing_in_evaluation() -> None:
    net = cnndsl.parse(HEADS)
    assert net.output == (5,)
    assert net.aux_weights == (0.3, 1.0)
    assert [layer.name for layer in net.layers if layer.training_only] == [
        "aux1.0",
        "aux1.1",
        "aux2.0",
        "aux2.1",
        "aux2.2",
    ]
    assert net.macs == 3 * 4 * 64 + 4 * 64 * 5
    assert net.params == (192 * 5 + 5) + (3 * 4 + 4) + (4 * 5 + 5) + (256 * 5 + 5)


def test_in_training_the_module_gives_the_heads_outputs_too() -> None:
    module = cnndsl.parse(HEADS).to_torch()
    outputs = module.train()(torch.zeros(2, 3, 8, 8))
    assert [tuple(y.shape) for y in outputs] == [(2, 5), (2, 5), (2, 5)]
    assert module.eval()(torch.zeros(2, 3, 8, 8)).shape == (2, 5)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("s:\n    a: aux:\n        relu\n    relu", "E0404"),
        ("aux weight=-1:\n    relu\nrelu", "E0206"),
        ("aux wieght=1:\n    relu\nrelu", "E0206"),
        ("aux 0.3:\n    relu\nrelu", "E0206"),
        ("aux\nrelu", "E0106"),
        ("aux weight=1:\n    relu", "E0405"),
        ("a: aux:\n    relu", "E0405"),
        ("aux:\n    relu", None),  # a section of that name
    ],
)
def test_malformed_heads(lines: str, code: str | None) -> None:
    assert codes(f"input 3x8x8\n{lines}\n") == ([code] if code else [])


# ------------------------------------------------------------------------- the blocks of the contract


def assert_same(text: str, expected: nn.Module, *, prefix: str = "0") -> None:
    """Keys in order, values in training and the gradient of the input equal torchvision's."""
    net = cnndsl.parse(text)
    ours = net.to_torch()
    state = {f"{prefix}.{key}": value for key, value in expected.state_dict().items()}
    assert list(ours.state_dict()) == list(state)
    ours.load_state_dict(state)
    x = torch.randn(2, *net.input, requires_grad=True)
    y, z = ours(x), expected(x)
    torch.testing.assert_close(y, z)
    torch.testing.assert_close(torch.autograd.grad(y.sum(), x), torch.autograd.grad(z.sum(), x), atol=1e-4, rtol=1e-4)


def test_the_residual_block_is_torchvisions() -> None:
    project = nn.Sequential(nn.Conv2d(4, 8, 1, 2, bias=False), nn.BatchNorm2d(8))
    assert_same(f"input 4x8x8\n{BASIC}basic 8 stride=2\n", BasicBlock(4, 8, 2, project))
    assert_same(f"input 4x8x8\n{BASIC}basic 4\n", BasicBlock(4, 4))


INCEPTION = """
block conv_bn(c, k, padding=0):
    conv: conv c k padding=padding bias=false
    bn: batchnorm eps=0.001
    relu
block inception(c1, r3, c3, r5, c5, pool):
    concat:
        branch1: conv_bn c1 1x1
        branch2:
            conv_bn r3 1x1
            conv_bn c3 3x3 padding=1
        branch3:
            conv_bn r5 1x1
            conv_bn c5 3x3 padding=1
        branch4:
            maxpool 3 stride=1 padding=1 ceil_mode=true
            conv_bn pool 1x1
"""


def test_the_inception_block_is_torchvisions() -> None:
    assert_same(f"input 6x8x8{INCEPTION}inception 2 3 4 1 2 3\n", Inception(6, 2, 3, 4, 1, 2, 3))


SQUEEZE = """
block squeeze_excite(reduced):
    let full = in.channels
    mul:
        identity
        path:
            global_avgpool
            fc1: conv reduced 1x1
            relu
            fc2: conv full 1x1
            sigmoid
"""


def test_squeeze_and_excitation_is_torchvisions() -> None:
    assert_same(f"input 8x6x6{SQUEEZE}squeeze_excite 2\n", SqueezeExcitation(8, 2))


def test_a_container_is_passed_over_by_a_reference_inside_it() -> None:
    text = "input 2x4x4\na: batchnorm\ns:\n    a:\n        add:\n            from a\n            relu\n"
    add = cnndsl.parse(text).graph.nodes[-1]
    assert [x.name for x in add.inputs] == ["a", "s.a.0"]
    (fault,) = cnndsl.check("input 2x4x4\ns:\n    a:\n        add:\n            from a\n            relu\n")
    assert "not finished here" in fault.title


INTO = "input 3x8x8\na: conv 6 3\n{head}b: conv 4 1\nglobal_avgpool\nflatten\nfc 6\n"


@pytest.mark.parametrize(
    "head",
    [
        "h: aux:\n    conv 3 3\n    path:\n        from a\n",
        "h: aux:\n    identity\n    path:\n        from a\n",
        "h: aux:\n    s:\n        c: conv 6 1\n        path: from a\n",
        "h: aux:\n    c: conv 6 1\n    add:\n        from a\n        identity\n",
        "h: aux:\n    c: conv 6 1\n    path: from a\ng: aux:\n    from h.c\n    relu\n",
        "h: aux:\n    c: conv 6 1\n    flatten\n    fc 6\ng: aux:\n    relu\n    path: from a\n",
    ],
)
def test_a_head_may_end_in_what_stands_outside_of_it(head: str) -> None:
    network = cnndsl.parse(INTO.format(head=head))
    module = network.to_torch()
    x = torch.randn(2, 3, 8, 8)
    names = [name for name in ("h", "g") if f"{name}: aux" in head]
    outputs = module.train()(x)
    assert len(outputs) == 1 + len(names)
    a = module.a(x)
    if "add" not in head and "g: aux" not in head:
        assert torch.equal(outputs[1], a)
    assert torch.equal(outputs[0], module.eval()(x))
    plain = cnndsl.parse(INTO.format(head="")).to_torch().eval()
    plain.load_state_dict(_renumbered(module, len(names)))
    assert torch.equal(plain(x), outputs[0])


def _renumbered(module: nn.Module, heads: int) -> dict[str, torch.Tensor]:
    """The parameters outside of the heads, by the names that they have without the heads."""
    found = {}
    for key, value in module.state_dict().items():
        first, _, rest = key.partition(".")
        if first not in ("h", "g"):
            found[f"{int(first) - heads}.{rest}" if first.isdecimal() else key] = value
    return found


@pytest.mark.parametrize(
    "lines",
    ["from h.c", "from h", "add:\n    from h.c\n    identity", "path: from h.c", "b:\n    relu\n    path: from h.c"],
)
def test_nothing_in_evaluation_reads_a_head(lines: str) -> None:
    assert codes(f"input 3x8x8\nh: aux:\n    c: conv 3 1\n{lines}\nflatten\nfc 5") == ["E0408"]


@pytest.mark.parametrize("join", [*(word for word in JOINS if word not in ("select", "matmul")), "split"])
@pytest.mark.parametrize("one", ["flatten", "identity", "permute channels_last", "global_avgpool"])
@pytest.mark.parametrize("shape", ["4x1x1", "4x4x4"])
def test_joins_of_unlike_shapes_are_told(join: str, one: str, shape: str) -> None:
    for other in ("flatten", "identity", "permute channels_last", "global_avgpool"):
        found = codes(f"input {shape}\n{join}:\n    {one}\n    {other}")
        assert found in ([], ["E0305"])
        if one == other:
            assert not found
