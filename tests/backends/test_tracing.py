"""Every kind as torch.jit.script and torch.fx read it: those that they cannot read are those that docs/python.md names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import cnndsl
from cnndsl.layers import LAYERS
from tests.backends.behaviours import TORCHS_WARNINGS
from tests.conformance.triples import INPUTS, SMALLER


class Tracer(torch.fx.Tracer):
    """That of the documentation."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return m.__module__.startswith("cnndsl.backends") or super().is_leaf_module(m, module_qualified_name)


def examples() -> Iterator[tuple[str, str]]:
    """A network of each kind, of images; what shuffles pixels differs for sequences."""
    for keyword, kind in LAYERS.items():
        for rank in (1, 2) if keyword.startswith("pixel_") else (2,):
            text = f"input {INPUTS[rank]}\n{SMALLER.get(keyword, kind.example)}\n"
            if not cnndsl.check(text):
                yield keyword, text


def named(paragraph: str) -> set[str]:
    return {word for word in re.findall(r"`(\w+)`", paragraph) if word in LAYERS}


@pytest.mark.filterwarnings(*(f"ignore:{message}" for message in TORCHS_WARNINGS))
@pytest.mark.parametrize(("take", "also"), [(torch.jit.script, False), (torch.fx.symbolic_trace, True)])
def test_the_kinds_that_are_not_taken_are_documented(take: Callable[[Any], object], also: bool) -> None:
    documented, _, of_fx = (
        Path("docs/python.md").read_text("utf-8").partition("do not\nfollow:")[2].partition("and for torch.fx")
    )
    expected = named(documented) | (named(of_fx.partition(".")[0]) if also else set())
    refused = set()
    for keyword, text in examples():
        module = cnndsl.parse(text).to_torch().eval()
        try:
            take(module)
        except Exception:
            refused.add(keyword)
            Tracer().trace(module)
    assert refused == expected
