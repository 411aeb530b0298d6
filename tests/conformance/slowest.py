"""A search for the inputs that take longest: kinds of programs that grow, climbing from 16 rounds and lines to 9,990.

An input is a program with a scale (scaled_programs.py): drawn from the grammar, read from a hostile file of the benchmark,
an example of the documents or an architecture, or changed from one that was slow. It is measured at the smallest scale,
with some of the commands, where that takes milliseconds. Only with the commands, and as far, as it is among the slowest of
its scale, or among those that grew most since the scale before, it is measured at the next, and each scale has its equal
share of the time. So most of it goes into what is promising, and what grows with the square of its rounds is seen before it
takes minutes.

CNNDSL_SECONDS says how long it goes on, CNNDSL_SEED which programs are drawn, CNNDSL_JOBS how many processes search, each on
a way of its own. At the end the slowest by time per byte, by time and by memory are run as a user would run them, each
command in a process of its own, and printed; with CNNDSL_SLOWEST they are written to that folder, too. What is drawn follows
from the seed; which are changed further hangs on what was measured, so on the machine.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from time import perf_counter
from typing import NamedTuple

from cnndsl.layers.layer import LAYERS
from tests.conformance import workers
from tests.conformance.fuzz import ROOT, corpus
from tests.conformance.measured_commands import COMMANDS, Bench, Measured
from tests.conformance.scaled_programs import Program, changed, drawn, read, text, words

SEARCH = 3_600.0
SECONDS, MEBIBYTES = 1.0, 200.0
"""What a command may take."""

SCALES = (16, 64, 256, 1_000, 2_400, 4_900, 9_990)
"""An input climbs from each to the next."""

FIRST_COMMANDS = 3
"""Commands that an input is measured with at the smallest scale, drawn for each."""

KEPT = 3
"""Inputs of each command and scale that are kept by their time; as many by their growth, and by their memory."""

ALLOWANCE = 10.0
"""No scale takes more than its equal share of all seconds, and these."""

BETTER = 1.05
"""So much slower an input is to be than one of the same words, to take its place."""

LEAST = 0.004
"""Seconds below which nothing is said of growth: they are those of starting."""

SMALLEST = 64
"""Of an input below so many bytes the time per byte says little: it counts as so long."""

NEW = 0.25
"""So often an input is new, not a change of one that was slow."""

SHOWN = 10


class Found(NamedTuple):
    """An input with what one command took for it."""

    program: Program
    scale: int
    command: str
    measured: Measured
    size: int

    @property
    def text(self) -> str:
        return text(self.program, self.scale)

    @property
    def per_byte(self) -> float:
        return self.measured.seconds / max(self.size, SMALLEST)


class Board:
    """The best inputs by one measure, each of words of its own."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.best: list[tuple[float, frozenset[str], Found]] = []

    def take(self, score: float, found: Found) -> bool:
        """Keep an input if it is among the best; whether it is."""
        kind = words(found.program)
        same = next((each for each in self.best if each[1] == kind), None)
        if same is not None:
            if score < BETTER * same[0]:
                return False
            self.best.remove(same)
        self.best = sorted([*self.best, (score, kind, found)], key=lambda each: -each[0])[: self.kept]
        return any(each[2] is found for each in self.best)


class Search:
    """The slowest inputs so far, by command and scale."""

    def __init__(self, seed: str, bench: Bench, seeds: list[str], scales: Sequence[int] = SCALES) -> None:
        self.random, self.bench, self.scales = Random(seed), bench, scales
        self.time: dict[tuple[str, int], Board] = {}
        self.growth: dict[tuple[str, int], Board] = {}
        self.memory: dict[int, Board] = {}
        self.density = Board(2 * SHOWN)
        self.inputs = self.measurements = 0
        self.spent = dict.fromkeys(scales, 0.0)
        """Seconds of the processor that went into each scale."""

        self.failures: dict[str, str] = {}
        self.seeds = [read(given) for given in seeds]
        self.random.shuffle(self.seeds)

    def draw(self) -> Program:
        """A new input, or a change of one that is kept."""
        kept = [*self.kept()]
        if not kept or self.random.random() < NEW:
            new = drawn(self.random) if self.random.random() < 0.5 else self.random.choice(self.seeds)
        else:
            new = self.random.choice(kept).program
        other = (
            self.random.choice(kept).program if kept and self.random.random() < 0.5 else self.random.choice(self.seeds)
        )
        return changed(self.random, new, other)

    def kept(self) -> Iterator[Found]:
        boards = [*self.time.values(), *self.growth.values(), *self.memory.values(), self.density]
        yield from (found for board in boards for _, _, found in board.best)

    def feed(self, program: Program) -> None:
        """Measure an input at one scale after the other, as far as it is among the best."""
        self.inputs += 1
        before: dict[str, float] = {}
        commands = self.random.sample([*COMMANDS], FIRST_COMMANDS)
        given = ""
        for scale in self.scales:
            same, given = given, text(program, scale)
            dear = self.spent[scale] > ALLOWANCE + sum(self.spent.values()) / len(self.scales)
            if given == same or (dear and scale != self.scales[0]):  # nothing in it grows; or others are to have a try
                break
            promising = [
                found for found in self._measured(program, scale, given, commands) if self._promises(found, before)
            ]
            commands = [found.command for found in promising]
            before = {found.command: found.measured.seconds for found in promising}
            if not commands:
                break

    def _measured(self, program: Program, scale: int, given: str, commands: list[str]) -> Iterator[Found]:
        self.measurements += len(commands)
        for command, measured in self.bench.measure(given, commands).items():
            self.spent[scale] += measured.seconds
            if measured.failure:
                kind = re.sub(r"\d+", "0", measured.failure)[:200]
                self.failures.setdefault(f"{command}: {kind}", f"{measured.failure}: {given[:2_000]!r}")
            yield Found(program, scale, command, measured, len(given.encode()))

    def _promises(self, found: Found, before: dict[str, float]) -> bool:
        key, seconds = (found.command, found.scale), found.measured.seconds
        growth = seconds / max(before.get(found.command, seconds), LEAST)
        return any(
            [
                self.time.setdefault(key, Board()).take(seconds, found),
                seconds > LEAST and self.growth.setdefault(key, Board()).take(growth, found),
                self.memory.setdefault(found.scale, Board()).take(found.measured.mebibytes, found),
                self.density.take(found.per_byte, found),
            ]
        )


class Task(NamedTuple):
    """A search: for so many seconds, or so many inputs, from ``seeds`` on."""

    seconds: float
    seed: str
    seeds: list[str]
    inputs: int = sys.maxsize
    scales: Sequence[int] = SCALES


class Searched(NamedTuple):
    """How many inputs, how often one was measured, those that were kept, and what failed, by its kind."""

    inputs: int
    measurements: int
    kept: list[Found]
    failures: dict[str, str]


def search(task: Task) -> Searched:
    """Search in this process, of which each measurement is a copy."""
    start = told = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = Search(task.seed, Bench(Path(folder)), task.seeds, task.scales)
        while perf_counter() - start < task.seconds and found.inputs < task.inputs:
            found.feed(found.seeds[found.inputs] if found.inputs < len(found.seeds) else found.draw())
            if perf_counter() - told > 60:
                told = perf_counter()
                most = max(found.kept(), key=ORDERS["time"])
                counts = f"{found.inputs:9,} inputs, {found.measurements:9,} measured, {told - start:5.0f} s"
                slowest = f"{most.measured.seconds:.3f} s {most.command} at {most.scale:,}: {most.text[:60]!r}"
                print(f"  {task.seed}: {counts}, slowest {slowest}", flush=True)
    return Searched(found.inputs, found.measurements, [*found.kept()], found.failures)


ORDERS: dict[str, Callable[[Found], float]] = {
    "time per byte": lambda found: found.per_byte,
    "time": lambda found: found.measured.seconds,
    "memory": lambda found: found.measured.mebibytes,
}


def _best(found: Iterable[Found], order: Callable[[Found], float]) -> list[Found]:
    """The first ten by an order, each kind of input once with each command."""
    best: dict[tuple[frozenset[str], str], Found] = {}
    for each in sorted(found, key=order, reverse=True):
        best.setdefault((words(each.program), each.command), each)
    return [*best.values()][:SHOWN]


def _seeds() -> list[str]:
    """Hostile files, examples of the documents and of the layers, and architectures."""
    from benchmarks.hostile_files import ACCEPTED, FILES

    documents = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "docs").glob("*.md"))]
    examples = [
        example for document in documents for example in re.findall(r"^```cnn\n(.*?)^```", document, re.M | re.S)
    ]
    layers = [f"input 64x16x16\nrepeat 3000: {kind.example}\n" for kind in LAYERS.values()]
    files = [data.decode(errors="replace") for data in corpus()]
    return [
        given for given in (*FILES.values(), *ACCEPTED.values(), *examples, *layers, *files) if len(given) <= 100_000
    ]


def main() -> bool:
    """Print the slowest inputs; whether each took less than a second and 200 MiB, and none failed."""
    start, seconds, seeds = perf_counter(), workers.seconds() or SEARCH, _seeds()
    tasks = [Task(seconds, f"{workers.seed()}-{number}", seeds) for number in range(workers.workers())]
    searches = [*workers.shared(search, tasks)]
    found = [each for searched in searches for each in searched.kept]
    failures = {kind: failure for searched in searches for kind, failure in searched.failures.items()}
    inputs, measurements = sum(each.inputs for each in searches), sum(each.measurements for each in searches)
    over, slowest, largest, number = 0, 0.0, 0.0, 0
    with tempfile.TemporaryDirectory() as temporary:
        folder, bench = os.environ.get("CNNDSL_SLOWEST"), Bench(Path(temporary))
        for title, order in ORDERS.items():
            print(f"  the ten that need most {title}, each as a process of its own:")
            for each in _best(found, order):
                run = bench.process(each.text, each.command)
                print(f"    {run.cpu:6.3f} s {run.mebibytes:6.1f} MiB {each.size:7,} bytes", end="  ")
                print(f"{each.command:8} at {each.scale:5,}  {each.text[:90]!r}")
                over += run.cpu > SECONDS or run.mebibytes > MEBIBYTES
                slowest, largest, number = max(slowest, run.cpu), max(largest, run.mebibytes), number + 1
                if folder:
                    Path(folder).mkdir(parents=True, exist_ok=True)
                    Path(folder, f"{number:02}_{each.command}.cnn").write_text(each.text, encoding="utf-8")
    for failure in [*failures.values()][:SHOWN]:
        print(f"  FAILED: {failure}")
    outcome = (
        f"{measurements:,} measured, {len(failures)} kinds of failure, {over} over {SECONDS:g} s or {MEBIBYTES:g} MiB"
    )
    workers.tally("inputs", inputs, f"{outcome}, slowest {slowest:.3f} s, most memory {largest:.0f} MiB", start)
    return not failures and not over
