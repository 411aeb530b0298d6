"""Work that several processes share, until all of it is done or its time is over: what the long searches run with.

`--workers`, `--seconds` and `--seed` of `python -m tests.conformance`, or CNNDSL_JOBS, CNNDSL_SECONDS and CNNDSL_SEED.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from time import perf_counter
from typing import TypeVar

WORKERS = 2
LONGEST_WAIT = 3_600.0
"""Seconds; a search without an end waits again after them."""

Item = TypeVar("Item")
Task = TypeVar("Task")
Result = TypeVar("Result")


def workers() -> int:
    """How many processes share the work."""
    return int(os.environ.get("CNNDSL_JOBS") or WORKERS)


def seconds() -> float | None:
    """How long work goes on (wall clock), or None where it ends by itself."""
    return float(os.environ["CNNDSL_SECONDS"]) if os.environ.get("CNNDSL_SECONDS") else None


def seed() -> str:
    """Which of all searches this is."""
    return os.environ.get("CNNDSL_SEED") or "0"


def shared(work: Callable[[Task], Result], tasks: Iterable[Task], method: str = "spawn") -> Iterator[Result]:
    """What ``work`` gives for each task, in the order in which they are done; ``tasks`` may have no end.

    When the time is over no further task is begun, and those that are being done are waited for, so tasks are to take a
    few seconds. Where a process dies (by a signal, of memory), the program ends and names the tasks it may have had.
    """
    end, rest = perf_counter() + (seconds() or float("inf")), iter(tasks)
    with ProcessPoolExecutor(workers(), multiprocessing.get_context(method)) as pool:
        waiting: dict[Future[Result], Task] = {}

        def begin(count: int) -> None:
            waiting.update((pool.submit(work, task), task) for task in islice(rest, count))

        begin(workers() + 2)
        while waiting:
            done, _ = wait(waiting, min(max(end - perf_counter(), 0.1), LONGEST_WAIT), return_when=FIRST_COMPLETED)
            for each in done:
                try:
                    result = each.result()
                except BrokenProcessPool:
                    sys.exit(f"BROKEN: a process died; its task is one of {list(waiting.values())}")
                del waiting[each]
                yield result
            if perf_counter() < end:
                begin(len(done))
            else:
                waiting = {each: task for each, task in waiting.items() if not each.cancel()}


def without_fault(work: Callable[[list[Item]], list[str]], drawn: Iterable[Item], count: int, batch: int) -> bool:
    """Whether none of so many drawn networks is at fault; ``work`` says what is wrong with those of a batch."""
    items = list(islice(drawn, count))
    batches = (items[at : at + batch] for at in range(0, len(items), batch))
    found = [each for told in shared(work, batches) for each in told]
    for each in found[:20]:
        print(f"  {each}", flush=True)
    print(f"  {len(items):,} networks, {len(found)} at fault")
    return not found


def told(wrong: Callable[..., str], *given: object, **options: object) -> str:
    """What ``wrong`` says of what it is given, or the exception that ended it; nothing where all is well."""
    try:
        return wrong(*given, **options)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).strip()[:300]}"


def tally(what: str, count: int, outcome: str, start: float, counts: Mapping[str, int] | None = None) -> None:
    """Print one line that sums a search up, and the same as JSON, to be added to others of its kind."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, took = usage.ru_utime + usage.ru_stime, perf_counter() - start
    rate = f"{count / cpu:,.1f} a second of CPU" if cpu else "no CPU"
    print(
        f"  tally: seed {seed()}: {count:,} {what} in {took:.0f} s with {workers()} processes"
        f" ({cpu:,.0f} s of CPU, {rate}): {outcome}"
    )
    sums = {"seed": seed(), what: count, **(counts or {}), "seconds": round(took, 1), "cpu_seconds": round(cpu, 1)}
    print(f"  json: {json.dumps(sums)}")
