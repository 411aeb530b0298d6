"""Kinds that PyTorch lacks and timm has, by the same keys; without timm nothing is compared."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

import cnndsl

timm_layers: Any = pytest.importorskip("timm.layers")
pytest.importorskip("timm.layers.bottleneck_attn")


def same(text: str, theirs: nn.Module, *, prefix: str = "0.") -> None:
    """Equal keys, and in both modes equal outputs up to rounding."""
    net = cnndsl.parse(text)
    ours = net.to_torch()
    generator = torch.Generator().manual_seed(0)
    for tensor in theirs.parameters():
        tensor.data.normal_(generator=generator)
    ours.load_state_dict({prefix + key: value for key, value in theirs.state_dict().items()}, strict=True)
    x = torch.randn(2, *net.input, generator=generator)
    for training in (True, False):
        torch.testing.assert_close(ours.train(training)(x), theirs.train(training)(x), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("options", ["", " scale_positions=true", " bias=true head_channels=5"])
def test_relative_attention(options: str) -> None:
    theirs = timm_layers.bottleneck_attn.BottleneckAttn(
        8,
        16,
        feat_size=(5, 7),
        num_heads=2,
        dim_head=5 if "head" in options else 8,
        qkv_bias="bias" in options,
        scale_pos_embed="scale" in options,
    )
    same(f"input 8x5x7\nrelative_attention 16 heads=2{options}\n", theirs)


@pytest.mark.parametrize(
    ("line", "theirs"),
    [
        ("evonorm b0", lambda: timm_layers.EvoNorm2dB0(6)),
        ("evonorm b0 activate=false", lambda: timm_layers.EvoNorm2dB0(6, apply_act=False)),
        ("evonorm s0 groups=3", lambda: timm_layers.EvoNorm2dS0(6, groups=3)),
        ("evonorm s0 activate=false", lambda: timm_layers.EvoNorm2dS0(6, apply_act=False)),
        ("evonorm s0a groups=3", lambda: timm_layers.EvoNorm2dS0a(6, groups=3)),
        ("evonorm s0a groups=2 activate=false", lambda: timm_layers.EvoNorm2dS0a(6, groups=2, apply_act=False)),
        ("rmsnorm deviation=true", lambda: timm_layers.SimpleNorm2d(6)),
        ("rmsnorm deviation=true affine=false", lambda: timm_layers.SimpleNorm2d(6, affine=False)),
        ("frn", lambda: timm_layers.FilterResponseNormTlu2d(6)),
        ("frn activate=false", lambda: timm_layers.FilterResponseNormTlu2d(6, apply_act=False)),
        ("frn activate=false\nrelu", lambda: timm_layers.FilterResponseNormAct2d(6)),
    ],
)
def test_norms_with_activations(line: str, theirs: Any) -> None:
    module = theirs()
    same(f"input 6x5x7\n{line}\n", module)


def test_running_variance_of_evonorm() -> None:
    theirs = timm_layers.EvoNorm2dB0(6)
    ours = cnndsl.parse("input 6x5x7\nevonorm b0\n").to_torch()
    for seed in range(3):
        x = torch.randn(4, 6, 5, 7, generator=torch.Generator().manual_seed(seed))
        ours(x), theirs(x)
    torch.testing.assert_close(ours[0].running_var, theirs.running_var)
