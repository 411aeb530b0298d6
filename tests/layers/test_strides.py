"""Strides at their bounds: PyTorch must be able to go back through every convolution that is accepted."""

from __future__ import annotations

import subprocess
import sys

import pytest

import cnndsl

BOUND = 4_096
CONVOLUTIONS = (
    "conv 2 1",
    "conv_transpose 2 1",
    "cond_conv 2 1 experts=2",
    "deform_conv 2 1",
    "c_cells 1",
)
LARGEST = (
    ("2x9", f"conv 2 2 padding=1 stride={BOUND}"),
    ("2x9x9", f"conv 2 2 padding=1 stride={BOUND}"),
    ("1x2x2x2", f"conv 2 2 padding=1x0x0 stride=1x1x{BOUND}"),
    ("2x1x1", f"conv_transpose 2 1 stride={BOUND}"),
)
BACK = """
import sys
import cnndsl, torch
for shape, line in zip(sys.argv[1::2], sys.argv[2::2]):
    x = torch.rand(1, *map(int, shape.split("x")), requires_grad=True)
    cnndsl.parse(f"input {shape}\\n{line}\\n").to_torch()(x).sum().backward()
    assert x.grad.isfinite().all(), line
"""


@pytest.mark.parametrize("line", CONVOLUTIONS)
def test_one_step_more_is_an_error_at_its_place(line: str) -> None:
    with pytest.raises(cnndsl.CheckError, match=rf"E0207.*`stride`.* from 1 to {BOUND}, not {BOUND + 1}"):
        cnndsl.parse(f"input 2x1x1\n{line} stride={BOUND + 1}\n")
    cnndsl.parse(f"input 2x1x1\n{line} stride={BOUND}\n")


def test_pytorch_goes_back_through_the_largest_in_a_process_of_its_own() -> None:
    command = [sys.executable, "-c", BACK, *(word for case in LARGEST for word in case)]
    done = subprocess.run(command, check=False, timeout=300, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
