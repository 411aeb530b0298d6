"""Which device a run uses, and in which precision."""

from __future__ import annotations

from typing import Literal

import torch

from cnndsl.train.errors import OptionError

Precision = Literal["float32", "bf16"]


def resolve(name: str) -> torch.device:
    """``auto``, ``cpu``, ``cuda`` or ``mps`` to a device of this machine. Raises OptionError."""
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = next(kind for kind, here in available.items() if here)
    if not available.get(name, False):
        here = [kind for kind, usable in available.items() if usable]
        raise OptionError(f"the device {name!r} is not available here", f"use --device {' or '.join(here)}")
    return torch.device(name)


def precision(device: torch.device) -> Precision:
    """bf16 where the hardware computes it: there it is faster, and needs no loss scaling."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False):
        return "bf16"
    return "float32"


def describe(device: torch.device) -> str:
    """The device in words, such as ``cuda (NVIDIA H100 80GB HBM3)``."""
    return f"cuda ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else device.type
