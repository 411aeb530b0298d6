"""Which device a run uses, and in which precision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import torch

from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.machine import memory

Precision = Literal["float32", "bf16"]


def resolve(name: str, local_rank: int = 0) -> torch.device:
    """The device of this machine that a name means: ``auto`` (the fastest kind there is), ``cpu``, ``cuda`` or ``mps``.

    ``local_rank`` counts the processes of this machine from 0; each gets a CUDA device of its own. Raises OptionError
    where there is no such device.
    """
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = next(kind for kind, here in available.items() if here)
    if not available.get(name, False):
        here = [kind for kind, usable in available.items() if usable]
        raise OptionError(f"the device {name!r} is not available here", f"use --device {' or '.join(here)}")
    if name == "cuda" and local_rank >= torch.cuda.device_count():
        raise OptionError(
            f"there are {torch.cuda.device_count()} CUDA devices for {local_rank + 1} processes or more",
            "start as many processes as there are devices, or use --device cpu",
        )
    return torch.device(name, local_rank) if name == "cuda" else torch.device(name)


def computes_bf16(device: torch.device) -> bool:
    """Whether the hardware has instructions for bf16, so that it is faster and not emulated."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    # torch has no public name for it in all of its versions that are supported here
    here: bool = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return device.type == "cpu" and here


def dtype(precision: Precision) -> torch.dtype:
    """The type that the forward pass computes in; weights and loss are float32 always."""
    return torch.bfloat16 if precision == "bf16" else torch.float32


def memory_format(device: torch.device, precision: Precision) -> torch.memory_format:
    """The layout of weights and images: channels_last where convolutions are faster with it, on CUDA and in bf16."""
    return torch.channels_last if device.type == "cuda" or precision == "bf16" else torch.contiguous_format


Forward = Callable[[torch.Tensor], "torch.Tensor | tuple[torch.Tensor, ...]"]
"""A network as a function of a batch (B x C x H x W); in training mode the auxiliary heads' outputs come after it."""


def outputs(forward: Forward, images: torch.Tensor, precision: Precision) -> tuple[torch.Tensor, ...]:
    """What a network gives for a batch (B x C x H x W), computed in this precision.

    float32 B x classes each: the main output first, then those of auxiliary heads in training mode.
    """
    device = images.device
    if memory_format(device, precision) == torch.channels_last:
        images = images.contiguous(memory_format=torch.channels_last)
    with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bf16"):
        given = forward(images)
    return tuple(output.float() for output in (given if isinstance(given, tuple) else (given,)))


@contextmanager
def enough_memory(help: str) -> Iterator[None]:  # noqa: A002
    """Say what to do where memory runs out, instead of PyTorch's words. Raises TrainingError with this help."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise TrainingError("a batch does not fit into the memory of the device", help) from None
    except (MemoryError, RuntimeError) as error:
        if not memory.ran_out(error):
            raise
        raise TrainingError("this machine has not enough memory for it", help) from None


def describe(device: torch.device) -> str:
    """The device in words, such as ``cuda (NVIDIA H100 80GB HBM3)``."""
    return f"cuda ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else device.type
