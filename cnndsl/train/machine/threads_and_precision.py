"""How many CPU threads, and which precision on a CPU: measured, because neither follows from the hardware.

On shared cores a thread that waits for the other spins, and small networks wait more than they compute: two busy
threads can be many times slower than one. In bf16 large convolutions are faster, and small ones spend more on
converting. Results differ in the last bits between the choices, so runs that must agree use the same.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from time import perf_counter

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from cnndsl import environment
from cnndsl.text import plural
from cnndsl.train.machine import devices
from cnndsl.train.machine.devices import Precision

STEPS = 5
ROUNDS = 8
"""The choices take turns. A round counts with its mean, as steps that wait for a busy core are part of it; all rounds
with their median, as one that was disturbed is not."""
BUDGET = 4.0
"""Seconds after which no further round begins, except for a second one."""
BATCH_MACS = 10**10
"""Multiply-accumulates that the images of a trial batch should come to; large networks are probed with fewer images."""
GAIN = 1.3
"""All threads together must be faster by this factor; less is not worth what a busy core can cost later."""
BF16_GAIN = 1.2
"""bf16 must be faster by this factor: it keeps 8 bits of 24."""
LONG_STEP = 1.0
"""Seconds with one thread. Longer steps give all threads enough to do, and the probe would take too long."""

TrialStep = Callable[[], None]


@dataclass(frozen=True)
class ThreadsAndPrecision:
    """What was chosen for the CPU, and why."""

    threads: int
    precision: Precision
    reason: str = ""

    def __str__(self) -> str:
        return plural(self.threads, "thread") + (f" ({self.reason})" if self.reason else "")


def trial_step(model: nn.Module, input_shape: Sequence[int], batch_size: int, precision: Precision) -> TrialStep:
    """A training step to be timed: forward and backward of ``batch_size`` images of noise (``input_shape`` is CxHxW).

    It works on a copy of the network and draws from generators of its own, so it leaves no trace.
    """
    device = next(model.parameters()).device
    layout = devices.memory_format(device, precision)
    model = copy.deepcopy(model).train().to(memory_format=layout)
    noise = torch.randn(batch_size, *input_shape, generator=torch.Generator().manual_seed(0))
    images = noise.to(device, devices.dtype(precision)).contiguous(memory_format=layout)
    labels = torch.zeros(batch_size, dtype=torch.long, device=device)

    def step() -> None:
        with torch.random.fork_rng(devices=[]):
            losses = [cross_entropy(output, labels) for output in devices.outputs(model, images, precision)]
            torch.autograd.backward(torch.stack(losses).sum())

    return step


def batch_size(images: int, macs: int) -> int:
    """How many images a trial batch has.

    ``images`` is the batch of this process in training, ``macs`` the multiply-accumulates of the network for one image.
    """
    return min(images, max(2, BATCH_MACS // max(1, macs)))


def choose(steps: Mapping[Precision, TrialStep], seconds: Callable[[], float] = perf_counter) -> ThreadsAndPrecision:
    """Measure a training step in each precision that may be chosen, with one CPU thread and with all.

    ``steps`` holds a step for each precision, ``seconds`` is the clock. Returns the choice, and leaves torch set to its
    number of threads. Where OMP_NUM_THREADS is set, that many threads are the only choice.
    """
    every = torch.get_num_threads()
    counts = [every] if every == 1 or environment.threads_are_chosen() else [1, every]
    why = "OMP_NUM_THREADS" if environment.threads_are_chosen() else ""
    if len(counts) == len(steps) == 1:
        return ThreadsAndPrecision(every, next(iter(steps)), why)

    def timed(step: TrialStep) -> float:
        start = seconds()
        step()
        return seconds() - start

    torch.set_num_threads(counts[0])
    first = next(iter(steps.values()))
    if len(counts) == 2 and timed(first) > LONG_STEP and timed(first) > LONG_STEP:  # the first also allocates
        counts = [every]
    times: dict[tuple[int, Precision], list[float]] = {(n, kind): [] for n in counts for kind in steps}
    for turn in range(ROUNDS):
        for (count, kind), rounds in times.items():
            torch.set_num_threads(count)
            taken = timed(steps[kind])
            rounds.append(fmean(timed(steps[kind]) for _ in range(STEPS if taken < LONG_STEP else 1)))
        if turn and STEPS * sum(map(sum, times.values())) > BUDGET:
            break
    means = {key: median(rounds) for key, rounds in times.items()}
    chosen = _best(means)
    torch.set_num_threads(chosen[0])
    return ThreadsAndPrecision(*chosen, f"{why}{', ' if why else ''}{_told(means)}")


def _told(times: Mapping[tuple[int, Precision], float]) -> str:
    """The times in words, such as ``1 thread: float32 10.4, bf16 8.1 ms a step``."""
    said = []
    for count in dict.fromkeys(n for n, _ in times):
        kinds = ", ".join(f"{kind} {taken * 1e3:.1f}" for (n, kind), taken in times.items() if n == count)
        said.append(f"{plural(count, 'thread')}: {kinds} ms a step")
    return "; ".join(said)


def _best(times: Mapping[tuple[int, Precision], float]) -> tuple[int, Precision]:
    """The fastest, where more threads and less precision have to earn it."""

    def cost(key: tuple[int, Precision]) -> float:
        count, kind = key
        least = min(n for n, _ in times)
        return times[key] * (GAIN if count > least else 1.0) * (BF16_GAIN if kind == "bf16" else 1.0)

    return min(times, key=cost)
