"""The MACs of kinds that are several operations: as many as PyTorch counts for one sample."""

from __future__ import annotations

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

import cnndsl


@pytest.mark.parametrize(
    "text",
    [
        "input 8x5x7\nself_attention heads=2\n",
        "input 8x9\nself_attention heads=4 bias=false\n",
        "input 8x5x7\nrelative_attention 16 heads=2 head_channels=3\n",
        "input 4x9x8\ncond_conv 6 3 stride=2 groups=2 experts=3\n",
        "input 4x9\ncond_conv 6 3 bias=false\n",
    ],
)
def test_macs(text: str) -> None:
    net = cnndsl.parse(text)
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):  # which is counted on CPUs
        net.to_torch()(torch.randn(1, *net.input))
    assert 2 * net.macs == counter.get_total_flops()
