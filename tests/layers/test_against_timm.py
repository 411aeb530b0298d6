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
