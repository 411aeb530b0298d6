"""Sections of one statement, sections without a layer, and numbers that no module has."""

from __future__ import annotations

import pytest
import torch
from torch import nn

import cnndsl
from cnndsl.export.python import comparison, file

TWO = "input 8x8x8\na: conv 8 1\nb: conv 8 3 padding=1\n"


def exported(network: cnndsl.Network) -> str:
    written = file.source(network)
    comparison.compare(written.text, written.model, network, thorough=True)
    return written.text


def test_a_section_of_a_join_of_other_lines_names_what_they_give() -> None:
    network = cnndsl.parse(f"{TWO}s: add:\n    from a\n    from b\nrelu\nmul:\n    from s\n    identity\n")
    torch.manual_seed(0)
    module = network.to_torch().eval()
    assert [name for name, _ in module.named_children()] == ["a", "b", "3"]
    x = torch.randn(2, 8, 8, 8)
    a = module.a(x)
    s = a + module.b(a)
    assert torch.equal(module(x), s * torch.relu(s))
    assert "class S(" not in exported(network)


def test_it_may_stand_in_a_section_of_its_own_and_be_all_that_a_section_holds() -> None:
    network = cnndsl.parse(
        f"{TWO}all:\n    inner:\n        s: add:\n            from a\n            from b\nconv 4 1\n"
    )
    assert [name for name, _ in network.to_torch().named_modules()] == ["", "a", "b", "3"]
    assert network.folded(1)[2].text == "1 join"
    exported(network)


@pytest.mark.parametrize("body", ["from a", "path: from a", "add: from a"])
def test_a_section_that_only_hands_a_value_on_is_still_empty(body: str) -> None:
    (fault,) = cnndsl.check(f"{TWO}s:\n    {body}\n")
    assert fault.code.id == "E0405"


def test_a_label_before_seq_names_it() -> None:
    text = "input 8x8x8\nblock unit(width):\n    conv width 1\n    relu\n"
    one = cnndsl.parse(f"{text}blocks: seq: unit 16\n")
    below = cnndsl.parse(f"{text}blocks:\n    unit 16\n")
    assert (
        [layer.name for layer in one.layers] == [layer.name for layer in below.layers] == ["blocks.0.0", "blocks.0.1"]
    )
    assert type(one.to_torch().blocks) is nn.Sequential
    lines = cnndsl.parse("input 8x8x8\nblocks: seq:\n    conv 8 1\n    relu\n")
    assert [layer.name for layer in lines.layers] == ["blocks.0", "blocks.1"]


def test_an_identity_of_a_join_leaves_its_number_to_a_label() -> None:
    text = """input 8x8x8
add:
    identity
    0: conv 8 1
    2: conv 8 1
    identity
    path:
        relu
        identity
        5: conv 8 1
relu
"""
    network = cnndsl.parse(text)
    keys = [key for key in network.to_torch().state_dict() if key.endswith("weight")]
    assert keys == ["0.weight", "2.weight", "5.weight"]
    names = [layer.name for layer in network.layers if layer.kind != "add"]
    assert len({*names}) == len(names)
    assert names[-1] == "7"  # as many as stand before it, as without labels
    exported(network)


def test_an_identity_with_a_label_or_outside_of_joins_keeps_its_number() -> None:
    for text in ("add:\n    0: identity\n    0: relu\n", "identity\n0: relu\n", "1: relu\nidentity\n"):
        assert [fault.code.id for fault in cnndsl.check(f"input 8x8x8\n{text}")] == ["E0402"]


def test_a_label_before_inline_has_an_edit() -> None:
    text = "input 8x8x8\nblock unit(width):\n    conv width 1\nx: inline unit 8\n"
    (fault,) = cnndsl.check(text)
    assert fault.code.id == "E0107"
    assert fault.fix is not None
    span = fault.fix.span
    mended = text[: span.start] + fault.fix.text + text[span.end :]
    assert mended.endswith("x: unit 8\n")
    assert [layer.name for layer in cnndsl.parse(mended).layers] == ["x.0"]
