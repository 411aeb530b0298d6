"""How many CPU threads: measured, because two busy threads can be many times slower than one.

On shared cores a thread that waits for the other spins, and small networks wait more than they compute.
Results differ in the last bits between thread counts, so runs that must agree use the same count.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import torch

STEPS = 5
ROUNDS = 2
GAIN = 1.5
"""All threads together must be faster by this factor; less is not worth what a busy core can cost later."""
LONG_STEP = 1.0
"""Seconds with one thread. Longer steps give all threads enough to do, and the probe would take too long."""


@dataclass(frozen=True)
class Threads:
    """The thread count that was chosen, and why."""

    count: int
    reason: str

    def __str__(self) -> str:
        return f"{self.count} thread{'s' * (self.count != 1)}" + (f" ({self.reason})" if self.reason else "")


def choose(step: Callable[[], None], seconds: Callable[[], float] = perf_counter) -> Threads:
    """Set torch to one thread or to all, by measuring ``step``; ``OMP_NUM_THREADS`` is obeyed."""
    every = torch.get_num_threads()
    if "OMP_NUM_THREADS" in os.environ:
        return Threads(every, "OMP_NUM_THREADS")
    if every == 1:
        return Threads(1, "")

    def timed() -> float:
        start = seconds()
        step()
        return seconds() - start

    torch.set_num_threads(1)
    if timed() > LONG_STEP and timed() > LONG_STEP:  # the first step also loads and allocates
        torch.set_num_threads(every)
        return Threads(every, "")
    times: dict[int, list[float]] = {1: [], every: []}
    for _ in range(ROUNDS):
        for count, measured in times.items():
            torch.set_num_threads(count)
            timed()
            measured += [timed() for _ in range(STEPS)]
    single, multi = median(times[1]), median(times[every])
    chosen = every if single >= GAIN * multi else 1
    torch.set_num_threads(chosen)
    return Threads(chosen, f"a step takes {single * 1e3:.1f} ms with 1, {multi * 1e3:.1f} ms with {every}")
