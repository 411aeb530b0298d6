"""A search for the inputs that take longest: generated with intent, mutated with intent, the slowest of each size kept.

An input is a program of the grammar, one of the hostile texts of the benchmark, or a part of an architecture. What is
changed is what costs: numbers become large, lines are repeated, copied and put inside one another, names made many.
The search climbs: of each size the slowest so far are changed further. CNNDSL_SECONDS says how long it goes on,
CNNDSL_SEED which way, CNNDSL_JOBS how many processes search, each on a way of its own; the ten slowest by time per
byte, and the slowest of all, are printed and written to CNNDSL_SLOWEST, a folder, if it is set.
"""

from __future__ import annotations

import os
import re
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.hostile import ACCEPTED, FILES
from cnndsl.backends.pictures import DrawingError
from cnndsl.diagnostics.render import render_all
from cnndsl.layers.layer import LAYERS
from cnndsl.lints import lint
from cnndsl.network import Network
from cnndsl.pipeline import check
from cnndsl.report import difference_text
from cnndsl.report.board import board
from cnndsl.report.difference import compare
from cnndsl.report.expansion import expansion
from cnndsl.report.quiz import Quiz
from cnndsl.report.summary_formats import json_text, markdown, table
from cnndsl.source import Source, SourceError, decode
from cnndsl.syntax.printer import SyntaxFaults, format_source
from tests.conformance import workers
from tests.conformance.fuzz import HANG, MEMORY, Hang, corpus

SEARCH = 3_600.0
SECONDS = 1.0
BYTES = 100_000
SHOWN = 10
KEPT = 12
"""Inputs that are kept of each size, and each changed further."""

SMALLEST = 64
"""Of an input below so many bytes the time per byte says little: it counts as so long."""

BROAD = 0.25
"""So often an input is new, not a change of one that was slow."""


class Timed(NamedTuple):
    """An input, how long the slowest command took, and which it is."""

    seconds: float
    command: str
    text: str

    @property
    def per_byte(self) -> float:
        return self.seconds / max(len(self.text.encode()), SMALLEST)


# ---------------------------------------------------------------------------------------------------- timing


COMMANDS = ("check", "fmt", "expand", "summary", "markdown", "json", "explain", "quiz", "draw", "diff")


def timed(text: str, commands: Sequence[str] = COMMANDS) -> Timed:
    """How long the slowest of the commands takes for a text, of the processor."""
    source = Source("net.cnn", text)
    start = process_time()
    checked = check(source, record="expand" in commands)
    basis = process_time() - start
    seconds = {"check": basis}

    def measure(command: str, before: float, work: Callable[[], object]) -> None:
        if command not in commands:
            return
        start = process_time()
        work()
        seconds[command] = before + process_time() - start

    network, draft = checked.network, checked.draft
    with suppress(SyntaxFaults):
        measure("fmt", 0.0, lambda: format_source(source))
    if network is None:
        measure("check", basis, lambda: render_all(checked.diagnostics))
    else:
        measure("check", basis, lambda: render_all(lint(network)))
        measure("expand", basis, lambda: expansion(network))
        measure("quiz", basis, lambda: Quiz(network).sheet(80))
        measure("draw", basis, lambda: _draw(network))
        if "diff" in commands and (old := check(Source("old.cnn", _beginning(text))).network) is not None:
            measure("diff", 2 * basis, lambda: _diff(old, network))
    if draft is not None:
        measure("summary", basis, lambda: table(draft, 1, width=80))
        measure("markdown", basis, lambda: markdown(draft, 1))
        measure("json", basis, lambda: json_text(draft, 1))
        measure("explain", basis, lambda: board(draft, draft.graph.nodes[1:], 80))
    command = max(seconds, key=lambda name: seconds[name])
    return Timed(seconds[command], command, text)


def _draw(network: Network) -> None:
    with suppress(DrawingError):
        network.draw().svg.encode()


def _diff(old: Network, new: Network) -> str:
    return difference_text.text(compare(old, new), ("old", "new"), everything=False, width=80, color=False)


def _beginning(text: str) -> str:
    """Nine in ten lines: another network, most of which is the same."""
    lines = text.split("\n")
    return "\n".join(lines[: max(2, len(lines) * 9 // 10)])


def again(found: Timed) -> Timed:
    """The faster of two measurements: what others do on the machine is not our time."""
    return min(found, timed(found.text, [found.command]))


# ---------------------------------------------------------------------------------------------------- inputs

LARGE = [2, 3, 7, 10, 30, 64, 100, 500, 999, 2048, 4999, 9990, 65_536, 999_983, 2**31 - 2, 2**31 - 1]
HEADS = ["input 3x8x8", "input 1x1000x1000", "input 64x7x7", "input 1x2147483647x2147483647", "input 2147483647x1x1"]
BODIES = [
    "repeat {n}:",
    "for i in 1..{n}:",
    "for i, j in [[1, 2], [3, {n}]]:",
    "add:",
    "concat:",
    "mul:",
    "split:",
    "path:",
]
BODIES += ["seq:", "s{n}:", "if in.channels > {n}:", "if {n} > 1:", "aux weight=1:", "block b{n}(p=1, q=relu):"]
PLAIN = ["relu", "identity", "from l{n}", "l{n}: relu", "b{n} {n} relu", "b{n}", "inline b{n}", "let v{n} = {e}"]
PLAIN += ["expect params={n}", "expect _x_x_", "init conv=normal(0.1) bias=0", "rleu {n}", "conv nam{n} 3", "v{n} 3"]
SIZED = [
    "conv {n} {k} padding={n} dilation={n}",
    "conv {n} {k} stride={n} groups={n}",
    "maxpool {k} stride={n} ceil_mode=true",
]
SIZED += [
    "conv_transpose {n} {k} stride={n}",
    "adaptive_avgpool {n}",
    "adaptive_maxpool {n}x{n}",
    "upsample {n}",
    "fc {n}",
]
SIZED += [
    "conv {e} {k}",
    "dropout {e}",
    "groupnorm {n}",
    "batchnorm",
    "flatten",
    "global_avgpool",
    "conv in.channels*2 3 padding=1",
]
SIZED += [
    "avgpool {k} padding={n} count_include_pad=false",
    "conv {n} {k} padding=same stride={n}",
    "softmax",
    "localnorm {n}",
]
EXPRESSIONS = [
    "{n}",
    "v{n}",
    "[{n}, {n}]",
    "v{n} + v{n}",
    "v{n}[1:]",
    "v{n}[0]",
    "[v{n}, v{n}]",
    "max(v{n})",
    "sum(v{n})",
]
EXPRESSIONS += [
    "{n}*{n}",
    "{n}**{n}",
    "{n}//{n}",
    "make_divisible({n}, {n})",
    "len(v{n}) + {e}",
    '"text{n}"',
    "v{n} == v{n}",
]
EXPRESSIONS += ["1 if {n} > {n} else {e}", "in.channels", "log({n}, {n})", "i", "p", "q", "({e})*({e})"]


def program(random: Random) -> str:
    """A program of the grammar: few names and large numbers, so that lines meet one another."""
    lines = [random.choice(HEADS)] + [line for _ in range(random.choice([1, 2, 4, 8, 20])) for line in _line(random, 0)]
    return "\n".join(lines) + "\n"


def _line(random: Random, depth: int) -> list[str]:
    if random.random() < 0.4 and depth < 6:
        inner = [line for _ in range(random.choice([1, 1, 2, 3])) for line in _line(random, depth + 1)]
        return ["    " * depth + _filled(random, random.choice(BODIES)), *inner]
    kinds = [kind.example for kind in LAYERS.values()]
    return ["    " * depth + _filled(random, random.choice(random.choice([PLAIN, SIZED, SIZED, kinds])))]


def _filled(random: Random, text: str) -> str:
    small = random.random() < 0.5
    for _ in range(20):
        if "{" not in text:
            break
        text = text.replace("{e}", random.choice(EXPRESSIONS) if len(text) < 200 else "1", 1)
        text = text.replace("{k}", random.choice(["1", "2", "3", "1x7", "{n}", "{n}x1"]), 1)
        text = text.replace("{n}", str(random.randint(0, 9) if small else random.choice(LARGE)), 1)
    return text


def changed(random: Random, text: str, other: str) -> str:
    """A text with some of its numbers, lines, nesting or names changed towards more work."""
    for _ in range(random.choice([1, 1, 1, 2, 3, 5])):
        text = random.choice(CHANGES)(random, text, other)
    return text[:BYTES]


def _numbers(random: Random, text: str, _other: str) -> str:
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text
    word = random.choice(found)
    value = int(word[0][:18])
    new = random.choice([value * 2, value + 1, max(value - 1, 0), value // 2, value * 10, random.choice(LARGE)])
    every = random.random() < 0.2
    return re.sub(rf"\b{word[0]}\b", str(new), text) if every else text[: word.start()] + str(new) + text[word.end() :]


def _part(random: Random, lines: list[str], most: int = 12) -> tuple[int, int]:
    first = random.randrange(len(lines))
    return first, min(len(lines), first + random.randint(1, most))


def _copies(random: Random, text: str, _other: str) -> str:
    """Lines many times, perhaps with numbers of their own."""
    lines = text.split("\n")
    first, last = _part(random, lines)
    part, times, own = lines[first:last], random.choice([1, 2, 3, 10, 30, 100]), random.random() < 0.5
    copies = [
        re.sub(r"(?<=[a-z_])\d*\b(?=:|$| =)", str(at), line) if own else line for at in range(times) for line in part
    ]
    return "\n".join(lines[:last] + copies + lines[last:])


def _nested(random: Random, text: str, _other: str) -> str:
    """Lines inside a body."""
    lines = text.split("\n")
    first, last = _part(random, lines)
    margin = re.match(" *", lines[first])
    head = (margin[0] if margin else "") + _filled(random, random.choice(BODIES))
    return "\n".join([*lines[:first], head, *("    " + line for line in lines[first:last]), *lines[last:]])


def _left_out(random: Random, text: str, _other: str) -> str:
    lines = text.split("\n")
    first, last = _part(random, lines, random.choice([2, 12, 200]))
    return "\n".join(lines[:first] + lines[last:])


def _put_in(random: Random, text: str, _other: str) -> str:
    lines = text.split("\n")
    place = random.randrange(len(lines) + 1)
    depth = len(lines[place - 1]) - len(lines[place - 1].lstrip()) if place else 0
    return "\n".join(lines[:place] + _line(random, depth // 4) + lines[place:])


def _from_other(random: Random, text: str, other: str) -> str:
    lines, others = text.split("\n"), other.split("\n")
    first, last = _part(random, others, 30)
    place = random.randrange(len(lines) + 1)
    return "\n".join(lines[:place] + others[first:last] + lines[place:])


def _longer_line(random: Random, text: str, _other: str) -> str:
    """An argument, term or item of a line many times."""
    words = list(re.finditer(r"[\w.]+(?:=\w+)?[ ,+*]*", text))
    if not words:
        return text
    word = random.choice(words)
    glue = random.choice(["", " ", " + ", ", ", "x", "{", " and ", ".", "-"])
    return text[: word.end()] + (glue + word[0]) * random.choice([1, 3, 10, 100, 900]) + text[word.end() :]


def _names(random: Random, text: str, _other: str) -> str:
    """One name for another, so that what was apart meets."""
    words = list(re.finditer(r"[A-Za-z_]\w*", text))
    if not words:
        return text
    word, other = random.choice(words), random.choice(words)
    return text[: word.start()] + other[0] + text[word.end() :]


CHANGES = [
    _numbers,
    _numbers,
    _numbers,
    _copies,
    _copies,
    _nested,
    _left_out,
    _put_in,
    _from_other,
    _longer_line,
    _names,
]


# ---------------------------------------------------------------------------------------------------- search


class Search:
    """The slowest inputs of each size so far."""

    def __init__(self, seed: str, seeds: list[str] | None = None) -> None:
        self.random = Random(seed)
        self.kept: dict[int, list[Timed]] = {}
        self.inputs = 0
        self.failures: list[str] = []
        self.seeds = (
            list(seeds) if seeds else [text for text in [*FILES.values(), *ACCEPTED.values()] if len(text) <= BYTES]
        )
        self.seeds += [] if seeds else [data.decode(errors="replace")[:BYTES] for data in corpus()]
        self.random.shuffle(self.seeds)

    def draw(self) -> str:
        """A new input, or a change of one that was slow."""
        random = self.random
        slow = random.choice(list(self.kept.values())) if self.kept else []
        if not slow or random.random() < BROAD:
            new = program(random) if random.random() < 0.6 else random.choice(self.seeds)
            return changed(random, new, random.choice(self.seeds)) if random.random() < 0.5 else new
        other = random.choice(random.choice(list(self.kept.values()))).text
        return changed(random, random.choice(slow).text, other)

    def feed(self, text: str) -> None:
        """Time an input, and keep it if it is among the slowest of its size."""
        self.inputs += 1
        try:
            found = timed(decode("net.cnn", text.encode()), self.random.sample(COMMANDS, 1))
            kept = self.kept.setdefault(len(text).bit_length(), [])
            if len(kept) < KEPT or found > kept[-1]:
                found = again(found)
                same = [each for each in kept if each.text != text]
                kept[:] = sorted([*same, found], reverse=True)[:KEPT]
        except SourceError:
            pass
        except (Exception, Hang) as error:
            self.failures.append(f"{type(error).__name__}: {error}: {text[:2_000]!r}")

    def slowest(self) -> Iterator[Timed]:
        yield from (each for kept in self.kept.values() for each in kept)


def search(seconds: float, seed: str, inputs: int | None = None, seeds: list[str] | None = None) -> Search:
    """Search for so many seconds, or so many inputs, from the hostile files and the architectures on, or ``seeds``."""
    found, start = Search(seed, seeds), perf_counter()
    told = perf_counter()
    for text in chain(found.seeds, iter(found.draw, None)):
        if perf_counter() - start > seconds or (inputs is not None and found.inputs >= max(inputs, len(found.seeds))):
            break
        if inputs is None:
            signal.setitimer(signal.ITIMER_PROF, HANG)
        found.feed(text)
        if perf_counter() - told > 60:
            told = perf_counter()
            most = max(found.slowest())
            print(
                f"  {seed}: {found.inputs:9,} inputs, {told - start:5.0f} s, slowest {most.seconds:.3f} s", flush=True
            )
    signal.setitimer(signal.ITIMER_PROF, 0.0)
    return found


def _searched(task: tuple[float, str]) -> tuple[int, list[Timed], list[str]]:
    """A search in a process of its own: how many inputs, the slowest of them, and what failed."""

    def ring(_signal: int, _frame: object) -> None:
        raise Hang

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, ring)
    found = search(*task)
    inputs = [*sorted(found.slowest(), key=_per_byte, reverse=True)[:SHOWN], *sorted(found.slowest())[-SHOWN:]]
    return found.inputs, [again(each) for each in inputs], found.failures


def _per_byte(found: Timed) -> float:
    return found.per_byte


def main() -> bool:
    """Print the slowest inputs; whether each took less than a second, and none failed."""
    start, seconds = perf_counter(), workers.seconds() or SEARCH
    tasks = [(seconds, f"{workers.seed()}-{number}") for number in range(workers.workers())]
    inputs, failures = 0, list[str]()
    slowest: dict[str, Timed] = {}
    for tried, found, failed in workers.shared(_searched, tasks):
        inputs += tried
        for each in found:
            slowest[each.text] = max(each, slowest.get(each.text, each))
        failures += failed
    ten = sorted(slowest.values(), key=_per_byte, reverse=True)[:SHOWN]
    most = sorted(slowest.values(), reverse=True)[:SHOWN]
    for title, each_of in (("time per byte", ten), ("time", most)):
        print(f"  the ten slowest by {title}:")
        for each in each_of:
            size = len(each.text.encode())
            print(
                f"    {each.per_byte * 1e6:9.1f} us/byte {each.seconds:7.3f} s {size:7,} bytes  {each.command:8}",
                end="",
            )
            print(f"{each.text[:90]!r}")
    if folder := os.environ.get("CNNDSL_SLOWEST"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        for number, each in enumerate([*ten, *most]):
            Path(folder, f"{number:02}.cnn").write_text(each.text, encoding="utf-8")
    for failure in failures[:10]:
        print(f"  FAILED: {failure}")
    over = sum(each.seconds > SECONDS for each in most)
    outcome = f"{len(failures)} failed, {over} slower than {SECONDS:g} s, slowest {most[0].seconds:.3f} s"
    workers.tally("inputs", inputs, outcome, start)
    return not failures and not over
