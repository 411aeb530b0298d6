"""Every kind trains and is evaluated in bfloat16, cast and under autocast, as `cnndsl train --precision bf16` runs it."""

from __future__ import annotations

import pytest
import torch

import cnndsl
from cnndsl.layers import LAYERS
from tests.conformance.triples import SMALLER

LACKING = {"avg_pool3d", "rrelu_with_noise"}
"""What PyTorch itself has no kernel for, on a CPU."""


def programs() -> list[str]:
    lines = [SMALLER.get(keyword, kind.example) for keyword, kind in LAYERS.items()]
    texts = [f"input {shape}\n{line}\n" for line in lines for shape in ("4x6x6", "4x6", "16")]
    accepted: dict[str, str] = {}
    for text in texts:
        if not cnndsl.check(text):
            accepted.setdefault(text.split("\n")[1], text)
    return [*accepted.values()]


def test_every_kind_is_tried() -> None:
    assert len(programs()) > 60


@pytest.mark.parametrize("text", programs(), ids=lambda text: text.split("\n")[1])
@pytest.mark.parametrize("cast", [True, False], ids=["cast", "autocast"])
def test_a_kind_computes_in_bfloat16(text: str, cast: bool) -> None:
    network = cnndsl.parse(text)
    torch.manual_seed(0)
    module = network.to_torch()
    given = torch.randn(2, *network.input)
    expected = module.eval()(given).detach()
    x = (given.bfloat16() if cast else given).requires_grad_()
    if cast:
        module.bfloat16()
    for training in (True, False):
        module.train(training)
        try:
            with torch.autocast("cpu", torch.bfloat16, enabled=not cast):
                y = module(x * 1)
            y.float().sum().backward() if y.requires_grad else None
        except NotImplementedError as error:
            if not any(name in str(error) for name in LACKING):
                raise
            return
    assert y.shape == expected.shape
    assert y.dtype in ((torch.bfloat16,) if cast else (torch.bfloat16, torch.float32))
    assert y.isfinite().all()
