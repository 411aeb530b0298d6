"""Timing one call that is made again and again: each by itself for the latency, one after the other for throughput."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from time import perf_counter

import torch

WARM_UP = 0.5
"""Seconds; the first calls allocate, choose kernels and fill caches."""
LEAST_WARM_UP = 2
LEAST_CALLS = 5
MOST_CALLS = 100_000
"""Calls; a time limit ends them before."""


@dataclass(frozen=True)
class Times:
    """What calls took when the device was warm."""

    latencies: tuple[float, ...]
    """Seconds from a call to its result, each by itself."""
    seconds_a_call: float
    """Seconds of a call among calls that follow each other at once: on a GPU the next is prepared meanwhile."""

    def percentile(self, share: float) -> float:
        """The shortest latency (seconds) that at least this share of the calls did not exceed; nearest rank."""
        return percentile(self.latencies, share)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share of them does not exceed; ``share`` is above 0, up to 1."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def timed(call: Callable[[], object], device: torch.device, seconds: float) -> Times:
    """Time a call for about so many seconds after a warm-up.

    Each call is timed on the host, to the end of its work on the device. On a CPU that is all, as a call returns when
    its work is done; elsewhere as many calls follow each other without waiting, timed by events of the device on CUDA.
    """
    _warm_up(call, device)
    waits = device.type == "cpu"
    latencies: list[float] = []
    begin, limit = perf_counter(), seconds if waits else seconds / 2
    while len(latencies) < MOST_CALLS and (len(latencies) < LEAST_CALLS or perf_counter() - begin < limit):
        start = perf_counter()
        call()
        _finish(device)
        latencies.append(perf_counter() - start)
    if waits:
        return Times(tuple(latencies), fmean(latencies))
    return Times(tuple(latencies), _together(call, device, len(latencies)) / len(latencies))


def _warm_up(call: Callable[[], object], device: torch.device) -> None:
    begin, calls = perf_counter(), 0
    while calls < LEAST_WARM_UP or perf_counter() - begin < WARM_UP:
        call()
        _finish(device)
        calls += 1


def _together(call: Callable[[], object], device: torch.device, calls: int) -> float:
    """Seconds of calls that follow each other without waiting for the device in between."""
    if device.type == "cuda":
        first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))  # type: ignore[no-untyped-call]
        stream = torch.cuda.current_stream(device)
        first.record(stream)
        for _ in range(calls):
            call()
        last.record(stream)
        last.synchronize()
        return float(first.elapsed_time(last)) / 1000
    start = perf_counter()
    for _ in range(calls):
        call()
    _finish(device)
    return perf_counter() - start


def _finish(device: torch.device) -> None:
    """Wait until the device has done what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
