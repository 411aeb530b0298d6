"""Programs drawn from the documents, against torch.nn.functional: decision, shapes, keys, costs, outputs, gradients.

A plan (plans.py) is drawn together with the shapes that it comes to, run with torch.nn.functional (functional.py), and
compared with what is made of its text: whether it is accepted, parameters, buffers, keys, MACs, the output in
evaluation, and in training the outputs, gradients and running estimates. Some plans have sizes up to the limits, and
only their shapes and costs are compared. CNNDSL_PROGRAMS says how many, or --seconds how long, CNNDSL_SEED which; with CNNDSL_COUNT, a file
that holds how many were tried so far, every run goes on where the last one ended.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path as File
from time import perf_counter
from types import FrameType

import torch

from tests.conformance import workers
from tests.conformance.comparison import compare
from tests.conformance.drawn_plans import draw

PROGRAMS = 20_000
BATCH = 100
LONGEST = 60
"""Seconds of a program, most of which take a hundredth of one: beyond, something goes round in a circle."""

RESULTS = ("accepted", "rounded", "steep", "kernel", "large", "refused", "undecided", "failed")

# --------------------------------------------------------------------------------------------------- running


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raises TimeoutError in a block that takes longer (wall clock)."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"it took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def batch(seed: str, numbers: range) -> tuple[Counter[str], list[str]]:
    """What came of so many programs, and the disagreements with their programs."""
    results: Counter[str] = Counter()
    wrong: list[str] = []
    for at in numbers:
        try:
            plan, large = draw(f"{seed}-{at}")
        except Exception as error:
            results["failed"] += 1
            wrong.append(f"program {seed}-{at} cannot be drawn: {type(error).__name__}: {error}\n")
            continue
        try:
            with within(LONGEST):
                result, found = compare(plan, large=large, seed=at)
        except Exception as error:
            result, found = "failed", f"{type(error).__name__}: {error}"
        results["large" if large and result == "accepted" else result] += 1
        if found:
            wrong.append(f"program {seed}-{at}: {found}\n{plan.text}")
    return results, wrong


def _work(task: tuple[str, range]) -> tuple[range, Counter[str], list[str]]:
    torch.set_num_threads(1)
    if not gc.get_freeze_count():
        gc.freeze()  # what was imported is not looked through again and again
    return task[1], *batch(*task)


def main() -> bool:
    """Print what came of the programs; whether all agree."""
    seed = workers.seed()
    tally = File(os.environ["CNNDSL_COUNT"]) if os.environ.get("CNNDSL_COUNT") else None
    first = int(tally.read_text()) if tally is not None and tally.exists() else 0
    given = os.environ.get("CNNDSL_PROGRAMS")
    last = None if workers.seconds() and not given else first + int(given or PROGRAMS)
    results: Counter[str] = Counter()
    wrong: list[str] = []
    done: set[int] = set()
    start = perf_counter()
    for numbers, found, told in workers.shared(_work, _tasks(seed, first, last)):
        results += found
        wrong += told
        for text in told[:3]:
            print(f"  DISAGREEMENT: {text}", flush=True)
        done.update(numbers)
        if tally is not None:
            tally.write_text(f"{next(at for at in count(first) if at not in done)}\n")
    shown = ", ".join(f"{many:,} {result}" for result, many in results.most_common())
    print(f"  from program {first:,} on: {shown}")
    print(f"  disagreements: {len(wrong)}")
    counts = {each: results[each] for each in RESULTS}
    workers.tally("programs", len(done), f"{len(wrong)} disagreements", start, counts | {"disagreements": len(wrong)})
    return not wrong


def _tasks(seed: str, first: int, last: int | None) -> Iterator[tuple[str, range]]:
    for at in count(first, BATCH):
        if last is not None and at >= last:
            return
        yield seed, range(at, at + BATCH if last is None else min(at + BATCH, last))
