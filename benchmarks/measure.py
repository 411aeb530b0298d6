"""Measuring whole processes and pairs of calls. Times are noisy: runs are interleaved and medians are quoted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import NamedTuple

from cnndsl.bench.machine import machine

__all__ = ["interleaved", "machine", "outcome", "process", "ratio"]


class Run(NamedTuple):
    """Wall-clock seconds, CPU seconds (user and system, its children's too) and peak memory (MiB) of a process."""

    seconds: float
    cpu: float
    mebibytes: float


AS_INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of what is measured: an installed package has its bytecode, and is not compiled in every run."""

LAUNCHER = """
import os, sys, time
start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
cpu = usage.ru_utime + usage.ru_stime
print(f"\\n{os.waitstatus_to_exitcode(status)} {seconds} {cpu} {usage.ru_maxrss / 1024}", end="")
"""


def outcome(command: Sequence[str]) -> tuple[Run, int, str]:
    """Run a command to its end: what it took, its exit status (negative: the signal that ended it), what it printed.

    A small process starts it and measures: on Linux the peak of a process is at least that of the one that starts it.
    """
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command]
    printed = subprocess.run(
        launcher, stdout=subprocess.PIPE, encoding="utf-8", errors="replace", check=True, env=AS_INSTALLED
    ).stdout
    output, _, figures = printed.rpartition("\n")
    status, *taken = figures.split()
    return Run(*map(float, taken)), int(status), output


def process(command: Sequence[str]) -> Run:
    """Run a command to its end; its output is thrown away. Raises CalledProcessError if it fails."""
    run, status, _ = outcome(command)
    if status:
        raise subprocess.CalledProcessError(status, list(command))
    return run


def interleaved(commands: dict[str, Sequence[str]], runs: int) -> dict[str, Run]:
    """Median of each command over ``runs`` rounds in which every command runs once; a first round does not count."""
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            run = process(command)
            if number:
                taken[name].append(run)
    return {name: Run(*map(median, zip(*found, strict=True))) for name, found in taken.items()}


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
