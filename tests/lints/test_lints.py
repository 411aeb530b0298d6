"""The lints: what they find, what they leave alone, and that they are right. What they print stands in tests/ui."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest
import torch
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.train.data.sources import find
from cnndsl.train.decide.fit import fit
from tests.conftest import examples
from tests.graph.dags import Program
from tests.graph.drawn import programs

WARNINGS = {
    "alexnet": {"W0507"},
    "squeezenet1_0": {"W0505"},
    "squeezenet1_1": {"W0505"},
    **{f"vgg{depth}": {"W0507"} for depth in (11, 13, 16, 19)},
    **{f"vgg{depth}_bn": {"W0502", "W0507"} for depth in (11, 13, 16, 19)},
    "hrnet_w18_small": {"W0502"},
    "lecture_cnn_bn": {"W0502", "W0505", "W0507"},
    "resnet18_lecture": {"W0502"},
}
"""What the lints warn of in architectures/, and nothing else: each is right there (docs/errors/README.md)."""


def codes(text: str, shape: str = "4x16x16") -> list[str]:
    return [finding.code.id for finding in cnndsl.lint(cnndsl.parse(f"input {shape}\n{text}\n"))]


@pytest.mark.parametrize("path", sorted(Path("architectures").glob("*.cnn")), ids=lambda path: path.stem)
def test_warnings_of_the_architectures(path: Path) -> None:
    found = {finding.code.id for finding in cnndsl.lint(cnndsl.load(path)) if finding.code.severity == "warning"}
    assert found == WARNINGS.get(path.stem, set())


QUIET = {
    "log_softmax may end a network: applied twice it is the same": "flatten\nfc 10\nlog_softmax",
    "a softmax in the middle": "flatten\nfc 10\nsoftmax\nfc 10",
    "a bias that others read too": "c: conv 4 3x3\nconcat:\n    batchnorm\n    from c",
    "no bias": "conv 4 3x3 bias=false\nbatchnorm",
    "labels of one name, of which one is seen": "c: conv 4 1\nrelu\ns:\n    add:\n        from c\n        identity\n"
    "t:\n    relu\n    c: conv 4 1\n",
    "sections of words like those of statements": "".join(
        f"{word}:\n    relu\n"
        for word in "patch paths math bath sea set self also blocks block input output from let".split()
    ),
    "a head by the name of its statement": "aux: aux weight=1:\n    global_avgpool\n    flatten\n    fc 10\nconv 10 3x3",
    "a join that nobody reads, of what is read elsewhere": "split:\n    a: relu\n    b: identity\nconcat:\n    from b\n    from a",
    "a line of a block that another call needs": "block b(last):\n    first: conv 4 3x3\n    sigmoid\n"
    "    if last: from first\nb false\nb true",
    "what a head reads": "aux weight=0.3:\n    conv 4 3x3\n    global_avgpool\n    flatten\n    fc 10\nconv 10 3x3",
    "a bias before another norm": "conv 4 3x3\ngroupnorm 2",
    "a depthwise separable convolution": "conv 4 3x3 groups=4\nconv 8 1x1",
    "a narrow layer between wide ones": "flatten\nfc 8\nfc 100",
    "a relu after the last convolution": "conv 10 3x3\nrelu\nconv 10 3x3\nrelu\nglobal_avgpool\nflatten",
    "padding that is not read": "conv 8 3x3 stride=2 padding=1",
    "a 1x1 window that subsamples": "conv 8 1x1 stride=2",
    "dropout of nothing": "dropout 0\nbatchnorm",
    "dropout after the norm": "batchnorm\ndropout 0.1",
    "an activation that falls": "leaky_relu negative_slope=-0.1\nmaxpool 2",
    "an activation that others read too": "r: relu\nconcat:\n    maxpool 3 stride=1 padding=1\n    from r",
    "a pool that keeps the size": "relu\nmaxpool 3 stride=1 padding=1",
    "an average pool": "relu\navgpool 2",
    "a large kernel on few channels": "conv 64 7x7 padding=3",
    "a large depthwise kernel": "conv 4 7x7 padding=3 groups=4",
    "a large kernel that joins many channels in one": "conv 1 5x5",
    "a label with keys": "a: conv 4 3x3 bias=false\nb: batchnorm affine=false\nc: scale",
    "a label that a line reads": "a: relu\nadd:\n    tanh\n    from a",
    "a label that a line reads by its number": "for i in 1..2: a{i}: relu\nadd:\n    tanh\n    for i in 1..2: from a{i}",
    "a label that a line reads by its path": "s:\n    a: relu\nadd:\n    tanh\n    from s.a",
    "labels of containers": "s:\n    relu\nt: path: tanh",
    "a parameter in a label": "block b(n): x{n}: conv 4 1x1\ninline b 3",
    "a block as a value": "block b(): relu\nblock c(act): act\nc b",
    "channels first": "identity\nflatten\nfc 4",
    "a section that holds what its name says": "relu:\n    conv 4 3x3\n    relu\npool:\n    avgpool 2",
    "a section of another activation": "relu:\n    conv 4 3x3\n    silu",
    "a label before a join": "scale: mul:\n    identity\n    sigmoid",
    "a block named like a layer's family": "block norm(): batchnorm\nnorm: norm",
    "padding that every window sees past": "conv 4 3x3 padding=1\nrelu\nconv 4 3x3 dilation=2 padding=2\nrelu\nconv 4 2 padding=1",
    "branches that compute": "x: conv 4 3x3 padding=1\nadd:\n    from x\n    tanh\nmul:\n    from x\n    sigmoid",
    "parts of a split": "split:\n    identity\n    identity",
    "an allowance with its reason": "conv 4 3x3\nconv 4 3x3  # a factorisation, allow: W0503, N0501",
    "a comment that allows": "relu  # allows and allow nothing",
    "a text that allows": 'block b(t): if t == "# allow W0503": relu\nb "# allow W0503"\nrelu',
    "a parameter that only a default reads": "block b(a, c=2*a): conv c 1x1\nb 2",
}


LABELS = {
    "a: relu": ["a"],
    "a: relu\nadd:\n    tanh\n    b: identity\n    from a": ["b"],
    "block b(act): a: act\nb relu": ["a"],
    "for i in 1..3: a{i}: relu": ["a{i}"],
    "block b(act): a: act\nb relu\nb batchnorm": [],
    "s: a: relu\nt: a: tanh": ["a", "a"],
}


@pytest.mark.parametrize("lines", LABELS)
def test_unused_labels(lines: str) -> None:
    net = cnndsl.parse(f"input 4x16x16\n{lines}\n")
    found = [finding.span.text for finding in cnndsl.lint(net) if finding.code.id == "N0504" and finding.span]
    assert found == LABELS[lines]


@pytest.mark.parametrize("name", ["googlenet", "inception_v3", "se_resnet50"])
def test_without_the_labels_that_are_reported_the_keys_stay(name: str, tmp_path: Path) -> None:
    text = Path(f"architectures/{name}.cnn").read_text("utf-8")
    net = cnndsl.load(f"architectures/{name}.cnn")
    labels = [finding.span for finding in cnndsl.lint(net) if finding.code.id == "N0504" and finding.span]
    assert labels
    for span in reversed(labels):
        text = text[: span.start] + text[span.end + 1 :].lstrip(" ")
    copytree("architectures/families", tmp_path / "families")
    (tmp_path / "net.cnn").write_text(text, "utf-8")
    bare = cnndsl.load(tmp_path / "net.cnn")
    with torch.device("meta"):
        assert bare.to_torch().state_dict().keys() == net.to_torch().state_dict().keys()


@pytest.mark.parametrize("case", QUIET)
def test_silence(case: str) -> None:
    assert codes(QUIET[case]) == []


def test_a_line_of_a_block_that_no_call_needs() -> None:
    block = "block b(last):\n    first: conv 4 3x3\n    sigmoid\n    if last: from first\n"
    assert codes(f"{block}b true\nrelu\nb true") == ["W0518"], "told once for both calls"
    rounds = "block b(w):\n    for i in 1..2: side{i}: conv w 3x3\n    from side1\nb 4\n"
    assert "W0518" in codes(rounds), "another round of the same call does not count"


def test_a_bias_before_batch_norm_really_changes_nothing() -> None:
    module = cnndsl.parse("input 3x8x8\nconv 4 3x3\nbatchnorm\n").to_torch().train().double()
    x = torch.randn(5, 3, 8, 8, dtype=torch.float64)
    before = module(x)
    with torch.no_grad():
        module.get_parameter("0.bias").add_(3.0)
    torch.testing.assert_close(module(x), before)


@settings(max_examples=examples(50))
@given(
    keyword=st.sampled_from(["relu", "relu6", "leaky_relu", "elu", "hardsigmoid", "sigmoid", "tanh"]),
    kernel=st.integers(2, 4),
    stride=st.integers(1, 3),
    seed=st.integers(0, 99),
)
def test_the_max_pool_commutes_with_what_is_reported(keyword: str, kernel: int, stride: int, seed: int) -> None:
    lines = [keyword, f"maxpool {kernel} stride={stride} padding={kernel // 2}"]
    assume("N0501" in codes("\n".join(lines)))
    first, second = (cnndsl.parse("input 4x16x16\n" + "\n".join(order)).to_torch() for order in (lines, lines[::-1]))
    x = torch.randn(2, 4, 16, 16, generator=torch.Generator().manual_seed(seed))
    torch.testing.assert_close(first(x), second(x))


@settings(max_examples=examples(200))
@given(
    kernel=st.integers(2, 5),
    stride=st.integers(1, 5),
    padding=st.integers(0, 2),
    dilation=st.integers(1, 3),
    height=st.integers(13, 20),
    width=st.integers(13, 20),
)
def test_what_is_never_read_has_no_gradient(
    kernel: int, stride: int, padding: int, dilation: int, height: int, width: int
) -> None:
    """Rows and columns are reported exactly where no output depends on them, and by their true number."""
    line = f"conv 1 {kernel} stride={stride} padding={padding} dilation={dilation}"
    net = cnndsl.parse(f"input 1x{height}x{width}\n{line}\n")
    x = torch.zeros(1, 1, height, width, requires_grad=True)
    module = net.to_torch()
    torch.nn.init.ones_(module.get_parameter("0.weight"))
    (gradient,) = torch.autograd.grad(module(x).sum(), x)
    title = "".join(finding.title for finding in cnndsl.lint(net) if finding.code.id == "W0505")
    for noun, axis in (("row", 1), ("column", 0)):
        unread = int((~gradient[0, 0].bool().any(axis)).sum())
        told = re.search(rf"(\d+)? ?(?:of the \d+ )?{noun}", title)
        assert (told is not None) == (unread > 0)
        assert told is None or int(told[1] or 1) == unread


@pytest.mark.parametrize(
    ("shape", "meant"),
    [
        ("224x224x3", "3x224x224"),
        ("480x640x4", "4x480x640"),
        ("28x28x1", "1x28x28"),
        ("3x32x32", None),
        ("3x224x3", None),
        ("64x1x1", None),
        ("512x4x4", None),
        ("64x32x32", None),
    ],
)
def test_channels_that_stand_last(shape: str, meant: str | None) -> None:
    found = [
        finding for finding in cnndsl.lint(cnndsl.parse(f"input {shape}\nidentity\n")) if finding.code.id == "W0510"
    ]
    assert [finding.help.split("`")[1] for finding in found] == ([f"input {meant}"] if meant else [])
    if meant:  # the advice is no such input
        assert codes("identity", meant) == []


def test_a_faulty_file_says_that_channels_stand_last() -> None:
    (fault,) = cnndsl.check("input 224x224x3\nconv 64 7x7 stride=2\n")
    assert fault.notes[-1].endswith("for 3 channels it is 3x224x224")
    assert not any("channels it is" in note for note in cnndsl.check("input 3x4x4\nconv 64 7x7\n")[0].notes)


@settings(max_examples=examples(200))
@given(
    kernel=st.integers(1, 4),
    stride=st.integers(1, 4),
    padding=st.integers(0, 6),
    dilation=st.integers(1, 4),
    height=st.integers(13, 20),
    width=st.integers(13, 20),
)
def test_windows_of_nothing_but_padding_give_nothing(
    kernel: int, stride: int, padding: int, dilation: int, height: int, width: int
) -> None:
    """They are reported exactly where an input of ones gives 0 under weights of ones, and by their true number."""
    line = f"conv 1 {kernel} stride={stride} padding={padding} dilation={dilation} bias=false"
    net = cnndsl.parse(f"input 1x{height}x{width}\n{line}\n")
    module = net.to_torch()
    torch.nn.init.ones_(module.get_parameter("0.weight"))
    seen = module(torch.ones(1, 1, height, width))[0, 0] > 0
    title = "".join(finding.title for finding in cnndsl.lint(net) if finding.code.id == "W0512")
    for noun, axis in (("row", 1), ("column", 0)):
        blind = int((~seen.any(axis)).sum())
        told = re.search(rf"(\d+) {noun}", title)
        assert (int(told[1]) if told else 0) == blind


@pytest.mark.parametrize(("size", "asked"), [(1, 7), (2, 3), (5, 7), (7, 7), (9, 7), (13, 7), (14, 7)])
def test_adaptive_pools_that_make_copies(size: int, asked: int) -> None:
    """Reported are those for which an input of different elements gives equal neighbours, or fewer than asked for."""
    net = cnndsl.parse(f"input 1x{size}x{size}\nadaptive_maxpool {asked}\n")
    given = net.to_torch()(torch.arange(size * size, dtype=torch.float32).reshape(1, 1, size, size))
    copies = given.unique().numel() < asked * asked
    assert ("W0513" in {finding.code.id for finding in cnndsl.lint(net)}) == copies


@pytest.mark.parametrize(("join", "power", "factor"), [("add", 1, 2), ("mul", 2, 1)])
def test_a_join_that_gets_one_value_twice(join: str, power: int, factor: int) -> None:
    net = cnndsl.parse(f"input 2x3x3\n{join}:\n    identity\n    seq: identity\n")
    x = torch.randn(2, 2, 3, 3)
    assert torch.equal(net.to_torch()(x), factor * x**power)
    assert [finding.code.id for finding in cnndsl.lint(net)] == ["W0514"]


def test_batch_statistics() -> None:
    """What is said of batch norm is what its module does."""
    alone = "flatten\nfc 3 bias=false\nbatchnorm"
    assert codes(alone) == ["N0506"]
    module = cnndsl.parse(f"input 4x16x16\n{alone}\n").to_torch().train()
    module(torch.randn(2, 4, 16, 16))
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        module(torch.randn(1, 4, 16, 16))
    dependent = "conv 3 3x3 bias=false\nbatchnorm track_running_stats=false"
    assert codes(dependent) == ["W0515"]
    module = cnndsl.parse(f"input 4x16x16\n{dependent}\n").to_torch().eval()
    images = torch.randn(2, 4, 16, 16)
    assert not torch.allclose(module(images)[:1], module(images[:1]))
    assert codes(f"{alone} track_running_stats=false") == ["W0515", "N0506"]


def test_a_network_that_cannot_take_single_images_is_not_trained() -> None:
    for lines, refused in {
        "flatten\nfc 8 bias=false\nbatchnorm track_running_stats=false\nfc 10": True,
        "global_avgpool\nbatchnorm track_running_stats=false\nflatten\nfc 10": True,
        "batchnorm track_running_stats=false\nflatten\nfc 10": False,
        "flatten\nfc 8 bias=false\nbatchnorm\nfc 10": False,
    }.items():
        net = cnndsl.parse(f"input 1x8x8\n{lines}\n")
        faults = fit(net.source, {}, None, find("digits").facts).checked.diagnostics
        assert [fault.code.id for fault in faults] == (["E0605"] if refused else [])
        module = net.to_torch().eval()
        if refused:
            with pytest.raises(ValueError, match="more than 1 value per channel"):
                module(torch.randn(1, 1, 8, 8))
        else:
            module(torch.randn(1, 1, 8, 8))


@settings(max_examples=examples(100))
@given(program=programs())
def test_lints_never_fail(program: Program) -> None:
    note(program.text)
    if not cnndsl.check(program.text):
        for finding in cnndsl.lint(cnndsl.parse(program.text)):
            assert finding.help
            assert finding.span is not None
