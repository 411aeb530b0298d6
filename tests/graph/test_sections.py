"""Sections that are continued: one container, numbered on, in whatever order its lines run."""

from __future__ import annotations

import pytest
import torch
from torch import nn

import cnndsl
from cnndsl.backends.torch.module_tree import source

LISTS = """
input 3x9x9
repeat 3:
    convs:
        conv 4 3x3 padding=1 bias=false
    norms:
        batchnorm
    relu
"""


def names(text: str) -> list[str]:
    return [layer.name for layer in cnndsl.parse(text).layers]


def codes(text: str) -> list[str]:
    return [diagnostic.code.id for diagnostic in cnndsl.check(text)]


def test_numbering_goes_on() -> None:
    assert names(LISTS) == [name for i in range(3) for name in (f"convs.{i}", f"norms.{i}", str(i + 2))]


def test_lists_are_walked_in_turn() -> None:
    class Lists(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.convs = nn.ModuleList([nn.Conv2d(c, 4, 3, padding=1, bias=False) for c in (3, 4, 4)])
            self.norms = nn.ModuleList([nn.BatchNorm2d(4) for _ in range(3)])

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            for conv, norm in zip(self.convs, self.norms, strict=True):
                x = norm(conv(x)).relu()
            return x

    ours, theirs = cnndsl.parse(LISTS).to_torch(), Lists()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert isinstance(ours.convs, nn.ModuleList)
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(2, 3, 9, 9)
    assert torch.equal(ours(x), theirs(x))
    assert "self.convs[2](" in source(cnndsl.parse(LISTS).graph)


def test_a_section_that_goes_on_at_once_is_a_chain() -> None:
    text = "input 3x8x8\na:\n    conv 4 1x1\na:\n    relu\nb: relu\n"
    assert names(text) == ["a.0", "a.1", "b"]
    assert isinstance(cnndsl.parse(text).to_torch().a, nn.Sequential)


def test_what_flows_in_is_what_flows_there() -> None:
    text = "input 3x8x8\na:\n    conv 4 1x1\nconv 5 1x1\na:\n    conv 6 1x1\n    batchnorm\n"
    net = cnndsl.parse(text)
    assert [(layer.name, layer.input) for layer in net.layers] == [
        ("a.0", (3, 8, 8)),
        ("1", (4, 8, 8)),
        ("a.1", (5, 8, 8)),
        ("a.2", (6, 8, 8)),
    ]


def test_from_reads_the_last_line_so_far() -> None:
    text = "input 3x8x8\na:\n    conv 4 1x1\nadd:\n    from a\n    identity\na:\n    conv 6 1x1\nconv 4 1x1\nconcat:\n    from a\n    from a.0\n"
    assert cnndsl.parse(text).output == (10, 8, 8)


def test_a_section_is_not_finished_inside_itself() -> None:
    text = "input 3x8x8\na:\n    conv 3 1x1\na:\n    add:\n        from a\n        identity\n"
    (fault,) = cnndsl.check(text)
    assert fault.title == "`a` is not finished here: this line stands inside it"


@pytest.mark.parametrize(
    "text",
    [
        "a: relu\na:\n    tanh\n",
        "a:\n    relu\na: tanh\n",
        "a: b\na:\n    tanh\nblock b():\n    relu\n",
        "a:\n    relu\na: b\nblock b():\n    relu\n",
        "a: aux weight=1: relu\na:\n    tanh\n",
        "relu\n0:\n    tanh\n",
    ],
)
def test_only_sections_go_on(text: str) -> None:
    assert codes(f"input 3x8x8\n{text}") == ["E0402"]


def test_a_part_without_layers_is_empty() -> None:
    text = "input 3x8x8\na:\n    relu\na:\n    let x = 1\n    expect [3, 8, x*8]\n"
    assert codes(text) == ["E0405"]


def test_sections_inside_sections_go_on() -> None:
    text = "input 3x8x8\nrepeat 2:\n    a:\n        b:\n            conv 3 1x1\n        relu\n"
    assert names(text) == ["a.b.0", "a.1", "a.b.1", "a.2"]


def test_an_inline_block_goes_on_with_a_section_of_its_caller() -> None:
    text = "block b():\n    a:\n        relu\ninput 3x8x8\na:\n    tanh\ninline b\n"
    assert names(text) == ["a.0", "a.1"]


def test_a_line_of_a_later_part_is_explained_alone() -> None:
    from cnndsl.report.selection import select

    net = cnndsl.parse("input 3x8x8\na:\n    conv 3 1x1\nrelu\na:\n    tanh\n")
    assert [node.name for node in select(net, "5")] == ["a.1"]


@pytest.mark.parametrize("last", ["from inner.conv", "other: again inner.conv"])
def test_a_section_that_ends_in_a_value_from_inside_and_is_read_by_nobody(last: str) -> None:
    """A forward of its own was to return what the module in it did not give."""
    text = f"input 2x4x4\noutput first: relu\nouter:\n    inner:\n        conv: conv 2 1\n        relu\n    {last}\n"
    module = cnndsl.parse(text).to_torch()
    assert list(module.state_dict()) == ["outer.inner.conv.weight", "outer.inner.conv.bias"]
    assert module(torch.randn(1, 2, 4, 4))["first"].shape == (1, 2, 4, 4)


@pytest.mark.parametrize("inner", ["conv 4 1", "mean:\n        conv 4 1\n        conv 4 3 padding=1"])
def test_a_section_that_ends_in_what_it_takes_is_compiled(inner: str) -> None:
    """It reads its own result."""
    text = f"input 8x1x1\noutput o1: relu\nglobal_maxpool\na:\n    {inner}\nseq:\n    b: relu\n    from a\n"
    module = cnndsl.parse(text).to_torch().eval()
    x = torch.randn(2, 8, 1, 1)
    assert torch.equal(module(x)["o1"], x.relu())
