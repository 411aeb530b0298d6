"""How much memory there is, and whether a network fits into it: asked before anything is allocated.

What a network takes is known from its shapes (``report.memory``). Temporary space of the kernels comes on top, so what
passes here may still meet the end of the memory; ``devices.enough_memory`` says that then.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cnndsl import environment
from cnndsl.report.memory import memory
from cnndsl.train.errors import OptionError, TrainingError

if TYPE_CHECKING:
    import torch

    from cnndsl.network import Network

STRANGER = 2 * 2**30
"""Bytes that one image may take in a network that comes with its weights, unless CNNDSL_MEMORY allows more."""
_WORDS = ("can't allocate memory", "not enough memory", "Cannot allocate memory", "std::bad_alloc", "out of memory")
"""What PyTorch, oneDNN and the operating system say where memory runs out."""
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}


def allowed() -> int | None:
    """The bytes that CNNDSL_MEMORY allows, such as ``6GiB``; None where it is not set. Raises OptionError."""
    text = environment.memory()
    if text is None:
        return None
    found = re.fullmatch(r"\s*([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([kmgt]?)(i?b)?\s*", text, re.IGNORECASE)
    if found is None:
        raise OptionError(f"CNNDSL_MEMORY is {text!r}, which is no amount of memory", "write it as 6GiB or 500MiB")
    return int(float(found[1]) * _UNITS[found[2].lower()])


def free(device: torch.device | None = None) -> int:
    """Bytes that may be taken: what CNNDSL_MEMORY allows, else what the device has free, or this machine without one.

    On a machine it is the least of its free memory with its swap, what its control group (a container) has left, and
    what `ulimit -v` leaves. Where none of them can be found out it is without bounds. Raises OptionError.
    """
    chosen = allowed()
    if chosen is not None:
        return chosen
    if device is not None and device.type == "cuda":
        import torch

        return int(torch.cuda.mem_get_info(device)[0])
    return min(_of_machine(), _of_group(), _of_process())


def ran_out(error: MemoryError | RuntimeError) -> bool:
    """Whether an error says that there was no more memory."""
    return isinstance(error, MemoryError) or any(words in str(error) for words in _WORDS)


def require_one_image(network: Network, where: str) -> None:
    """Raises TrainingError where one image in a network that somebody else may have written takes too much memory."""
    needed, most = memory(network, 1).inference, allowed()
    limit = min(STRANGER, free()) if most is None else most
    if needed > limit:
        raise TrainingError(
            f"{where}: one image takes {amount(needed)} in its network, and {network.macs:,} multiply-accumulates; "
            f"the limit is {amount(limit)}",
            f"if that is meant, set the environment variable CNNDSL_MEMORY={_rounded_up(needed)}",
        )


def require_batch(network: Network, images: int, device: torch.device, *, learning: bool = False) -> None:
    """Raises TrainingError where a batch takes more memory than there is, by the least that it can take.

    That is half of the maps, as activations overwrite their input and bf16 halves a number; for ``learning`` all maps
    are kept, and each weight has a gradient and a state of the optimiser.
    """
    one, there = memory(network, 1), free(device)
    weights, maps = one.weights * (3 if learning else 1), (one.training if learning else one.inference) // 2
    if weights + maps * images <= there:
        return
    what = f"a batch of {images:,} images takes {amount(weights + maps * images)} at least"
    fitting = max(0, there - weights) // max(1, maps)
    help_ = f"use --batch-size {fitting}" if fitting else "set CNNDSL_MEMORY if there is more, or use a smaller network"
    raise TrainingError(f"{network.name}: {what}, and {amount(there)} are free", help_)


def amount(size: int) -> str:
    """Bytes in words, such as ``4.6 GiB``."""
    for unit, power in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if size >= 2**power:
            return f"{size / 2**power:,.1f} {unit}"
    return f"{size} bytes"


def _rounded_up(size: int) -> str:
    return f"{size // 2**30 + 1}GiB"


def _of_machine() -> int:
    found = re.findall(r"^(?:MemAvailable|SwapFree):\s+(\d+) kB", _text("/proc/meminfo"), re.MULTILINE)
    return sum(map(int, found)) * 1024 if found else sys.maxsize


def _of_group() -> int:
    """What a control group, version 2 or 1, has left; pages of files in it are given up where they are needed."""
    groups = re.findall(r"^0::(\S+)", _text("/proc/self/cgroup"), re.MULTILINE)
    roots = [Path("/sys/fs/cgroup") / group.lstrip("/") for group in groups] + [Path("/sys/fs/cgroup")]
    names = ("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes")
    left = sys.maxsize
    for root in roots:
        for most, used in names:
            limit, now = _text(root / most).strip(), _text(root / used).strip()
            if limit.isdecimal() and now.isdecimal():
                cached = re.search(
                    r"^(?:total_)?inactive_file (\d+)", _text((root / most).parent / "memory.stat"), re.M
                )
                left = min(left, int(limit) - int(now) + (int(cached[1]) if cached else 0))
    return max(0, left)


def _of_process() -> int:
    try:
        import resource
    except ImportError:  # not on Windows
        return sys.maxsize
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    if most == resource.RLIM_INFINITY:
        return sys.maxsize
    pages = _text("/proc/self/statm").split()
    return max(0, most - (int(pages[0]) * os.sysconf("SC_PAGE_SIZE") if pages else 0))


def _text(path: str | Path) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
