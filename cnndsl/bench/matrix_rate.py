"""What a device reaches where nothing else is to do: the rate of a large matrix product, measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from cnndsl.bench.clock import Times, timed

SMALLEST, LARGEST = 256, 8192
"""Rows and columns."""
LONG = 0.02
"""Seconds that a product takes when it is large enough: it is then all that takes time."""
SECONDS = 1.0


def matrix_rate(device: torch.device, dtype: torch.dtype) -> float:
    """Floating point operations a second of a square matrix product, two for each multiply-accumulate.

    With the threads that torch has now, and on CUDA with TF32 where convolutions may use it. The matrices grow until a
    product takes its time: what a type without instructions of its own takes on a CPU is known early.
    """
    with torch.inference_mode(), _as_convolutions(device):
        size = SMALLEST
        while size < LARGEST and _times(device, dtype, size, 0.0).percentile(0.5) < LONG:
            size *= 2
        times = _times(device, dtype, size, SECONDS)
    return 2 * size**3 / min(times.seconds_a_call, times.percentile(0.5))


def _times(device: torch.device, dtype: torch.dtype, size: int, seconds: float) -> Times:
    left, right = (torch.randn(size, size, device=device).to(dtype) for _ in range(2))
    product = torch.empty(size, size, device=device, dtype=dtype)
    return timed(lambda: torch.mm(left, right, out=product), device, seconds)


def uses_tf32(device: torch.device, dtype: torch.dtype) -> bool:
    """Whether convolutions of float32 may round their factors to TF32 on this device."""
    return device.type == "cuda" and dtype == torch.float32 and torch.backends.cudnn.allow_tf32


@contextmanager
def _as_convolutions(device: torch.device) -> Iterator[None]:
    """Let products of float32 use TF32 for a while, where convolutions do."""
    before = torch.get_float32_matmul_precision()
    if uses_tf32(device, torch.float32):
        torch.set_float32_matmul_precision("high")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
