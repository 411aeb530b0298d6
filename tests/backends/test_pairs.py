"""Every pair of layers, in both memory formats: tests/backends/pairs.py, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch
from torchvision import ops

import cnndsl


def test_every_pair_of_layers_in_both_memory_formats() -> None:
    run = subprocess.run([sys.executable, "-m", "tests.backends.pairs"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "pairs, 0 failed" in run.stdout


def test_torchvision_gets_kernels_of_one_place_as_they_lie_in_memory_without_gaps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In channels_last the strides of such a kernel are ambiguous, and its version 0.26 wrote slopes over others."""
    seen = []
    monkeypatch.setattr(ops, "deform_conv2d", lambda x, offset, weight, *_, **__: seen.append(weight.stride()) or x)
    module = cnndsl.parse("input 3x4x4\ndeform_conv 3 1\n").to_torch().to(memory_format=torch.channels_last)
    module(torch.zeros(1, 3, 4, 4))
    assert seen == [(3, 1, 1, 1)]
