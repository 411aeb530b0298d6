"""Measuring whole processes and pairs of calls. Times are noisy: runs are interleaved and medians are quoted."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Run(NamedTuple):
    """Wall-clock seconds and peak resident memory (MiB) of a whole process."""

    seconds: float
    mebibytes: float


def machine() -> str:
    """What the figures were taken on."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} CPUs, {platform.system()}, Python {platform.python_version()}"


def process(command: Sequence[str]) -> Run:
    """Run a command to its end; its output is thrown away. Raises CalledProcessError if it fails."""
    start = perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, list(command))
    return Run(seconds, usage.ru_maxrss / 1024)


def interleaved(commands: dict[str, Sequence[str]], runs: int) -> dict[str, Run]:
    """Median of each command over ``runs`` rounds in which every command runs once; a first round does not count."""
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            run = process(command)
            if number:
                taken[name].append(run)
    return {
        name: Run(median(run.seconds for run in found), median(run.mebibytes for run in found))
        for name, found in taken.items()
    }


def ratio(ours: Callable[[], object], theirs: Callable[[], object], pairs: int) -> tuple[float, float, float]:
    """Median seconds of both and the median of the ratios ours/theirs, pair by pair, the order swapped every time."""
    for warm_up in (ours, theirs):
        warm_up()
    first, second, ratios = [], [], []
    for number in range(pairs):
        if number % 2:
            b, a = _seconds(theirs), _seconds(ours)
        else:
            a, b = _seconds(ours), _seconds(theirs)
        first.append(a)
        second.append(b)
        ratios.append(a / b)
    return median(first), median(second), median(ratios)


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
