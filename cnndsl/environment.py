"""What the environment of the process says. No other module reads it: the names of all variables are here.

The colours of the terminal, where data sets lie, how much memory may be taken, how many cores and threads there are,
and what torchrun says to the processes of a run.
"""

from __future__ import annotations

import os
from pathlib import Path

LAUNCH = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT")
"""What torchrun says to each process that it starts (https://docs.pytorch.org/docs/stable/elastic/run.html)."""


def allows_colour() -> bool:
    """Whether a terminal may be sent colours: NO_COLOR (https://no-color.org) is not set, and TERM is not ``dumb``."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def data_folder() -> Path | None:
    """The folder that CNNDSL_DATA names, in which data sets are looked for; None where it names none."""
    chosen = os.environ.get("CNNDSL_DATA")
    return Path(chosen) if chosen else None


def memory() -> str | None:
    """What CNNDSL_MEMORY says of the memory that a network may take; None where it is not set."""
    return os.environ.get("CNNDSL_MEMORY") or None


def usable_cores() -> int:
    """The CPU cores that this process may run on; all of the machine where the system does not say."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads_are_chosen() -> bool:
    """Whether OMP_NUM_THREADS has set the number of CPU threads, so that there is nothing left to choose."""
    return "OMP_NUM_THREADS" in os.environ


def ask_for_reproducible_cublas() -> None:
    """Set CUBLAS_WORKSPACE_CONFIG unless it is set; to be called before cuBLAS is first used, which reads it then."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


def is_one_of_several() -> bool:
    """Whether torchrun has started this process, alone or with others (WORLD_SIZE is set)."""
    return "WORLD_SIZE" in os.environ


def leads() -> bool:
    """Whether this is the only process, or the first of those that torchrun has started (RANK is 0)."""
    return os.environ.get("RANK", "0") == "0"


def launched() -> dict[str, str]:
    """The variables of ``LAUNCH``: which process this one is, of how many, here and everywhere, and where they meet.

    A variable that is not set is empty.
    """
    return {name: os.environ.get(name, "") for name in LAUNCH}


def restarts() -> str:
    """How often torchrun has started the processes again after one of them died (TORCHELASTIC_RESTART_COUNT)."""
    return os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")


def has_launch_store() -> bool:
    """Whether the place where processes meet is torchrun's own and outlives them (TORCHELASTIC_USE_AGENT_STORE)."""
    return os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"
