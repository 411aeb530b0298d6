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
from tests.conftest import examples
from tests.graph.dags import Program
from tests.graph.drawn import programs

WARNINGS = {
    "alexnet": {"W0507"},
    "squeezenet1_0": {"W0505"},
    "squeezenet1_1": {"W0505"},
    **{f"vgg{depth}": {"W0507"} for depth in (11, 13, 16, 19)},
    **{f"vgg{depth}_bn": {"W0502", "W0507"} for depth in (11, 13, 16, 19)},
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


@settings(max_examples=examples(100))
@given(program=programs())
def test_lints_never_fail(program: Program) -> None:
    note(program.text)
    if not cnndsl.check(program.text):
        for finding in cnndsl.lint(cnndsl.parse(program.text)):
            assert finding.help
            assert finding.span is not None
