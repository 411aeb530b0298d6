"""Bytes at random: each is a network or has its faults told, within a second and 2 GiB; never an exception.

The bytes are files of architectures/ and tests/ui/ after accidents (bytes flipped, put in, taken out; files spliced;
words and numbers replaced) and words of the language in any order. Each is decoded, checked and its faults are
rendered; the lints run on what is accepted. CNNDSL_FUZZ says how many, or --seconds how long, CNNDSL_SEED which,
CNNDSL_JOBS how many processes share them.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from cnndsl.diagnostics.render import render_all
from cnndsl.graph.statements.layer_lines import STATEMENT_WORDS
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.lints import lint
from cnndsl.pipeline import check
from cnndsl.source import Source, SourceError, decode
from tests.conformance import workers

ROOT = Path(__file__).parents[2]
HOME = str(ROOT / "architectures" / "resnet50.cnn")
"""A path that exists: a text that is said to stand there has a folder to import from."""

INPUTS = 1_000_000
BATCH = 1_000
"""Inputs drawn from one seed."""

SECONDS = 1.0
HANG = 20.0
"""Seconds after which an input is given up."""

BYTES = 100_000
MEMORY = 2 * 2**30


# ---------------------------------------------------------------------------------------------------- inputs


@cache
def corpus() -> list[bytes]:
    files = [*ROOT.glob("architectures/**/*.cnn"), *ROOT.glob("tests/ui/**/*.cnn")]
    return [file.read_bytes() for file in sorted(files)]


@cache
def words() -> list[bytes]:
    """Words of the language, numbers that are too large for something, and what no program should hold."""
    options = {f"{name}=" for kind in LAYERS.values() for name in kind.arguments}
    signs = "== != < <= > >= + - * / // % ** , .. ( ) [ ] { } : = . # \" '".split()
    values = "0 1 -1 2 3 16 3x3 3x224x224 2.5 1e3 1e309 1e-320 0x10 2147483648 9**9**9 10**18 1/0 [] [[1],2]".split()
    names = "a a: a{i}: {i} {i in.channels in.height len( min( max( sum( round( ceil( make_divisible( [0] [:2]".split()
    texts = ['"units.cnn"', '"families/resnet.cnn"', '"../x.cnn"', '"/etc/passwd"', '"', "use a from", "allow: W0503"]
    lines = ["\nblock a(b, c=1):\n    ", "\nmodel M(n=2)\n", "\ninput 3x32x32\n", "\nrepeat 99:\n    ", "\nadd:\n    "]
    blanks = ["\n", "\n    ", "\n        ", " ", "  ", "\t", "\r", "\r\n", "\f", "\v", "\u2028", "\u00a0", "\ufeff"]
    odd = ["é", "字", "\u200b", "\u202e", "\x1b[31m", "²", "１", "İ", "ſ", "\U0001f600", "e\u0301", "\x7f", "\x85"]
    kinds = [*LAYERS, *ALIASES, *STATEMENT_WORDS, "in", "and", "or", "not", "true", "false"]
    told = [*kinds, *sorted(options), *signs, *values, *names, *texts, *lines, *blanks, *odd]
    return [*(word.encode() for word in told), b"\xff", b"\x00", b"\xed\xa0\x80"]


def draw(random: Random) -> bytes:
    """One input, most of them below 2 kB."""
    shape = random.random()
    if shape < 0.15:
        glue = random.choice([b"", b" ", b" "])
        head = b"input 3x16x16\n" if random.random() < 0.7 else b""
        return head + glue.join(random.choices(words(), k=random.randint(1, 40)))
    data = bytearray(random.choice(corpus()))
    if shape < 0.35:
        data = _part(random, data) + _part(random, random.choice(corpus()))
    elif shape < 0.45:
        data = _part(random, data)
    if len(data) > 2_000 and random.random() < 0.9:
        start = random.randrange(len(data) - 1_500)
        data = data[:60] + data[start : start + 1_500]
    for _ in range(random.choice([1, 1, 1, 2, 2, 3, 5, 8])):
        random.choice(ACCIDENTS)(random, data)
    if random.random() < 0.0005 and data:
        data = data * (random.randint(2_000, BYTES - 1) // len(data) or 1)
    return bytes(data[:BYTES])


def _part(random: Random, data: bytes | bytearray) -> bytearray:
    lines = data.split(b"\n")
    start, end = sorted(random.randrange(len(lines) + 1) for _ in range(2))
    return bytearray(b"\n".join(lines[start:end]) + b"\n")


def _place(random: Random, data: bytearray) -> int:
    return random.randrange(len(data) + 1)


def _flip(random: Random, data: bytearray) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8 if random.random() < 0.2 else 7)


def _put_in(random: Random, data: bytearray) -> None:
    place = _place(random, data)
    most = 256 if random.random() < 0.1 else 128  # of bytes from 128 on hardly any row is UTF-8
    data[place:place] = bytes(random.randrange(most) or 32 for _ in range(random.choice([1, 1, 2, 4])))


def _put_in_word(random: Random, data: bytearray) -> None:
    place = _place(random, data)
    data[place:place] = random.choice(words())


def _take_out(random: Random, data: bytearray) -> None:
    place = _place(random, data)
    del data[place : place + random.choice([1, 1, 2, 5, 20, 80])]


def _double(random: Random, data: bytearray) -> None:
    place, target = _place(random, data), _place(random, data)
    data[target:target] = data[place : place + random.choice([1, 4, 20, 100])] * random.choice([1, 1, 2, 20])


def _replace_word(random: Random, data: bytearray) -> None:
    found = list(re.finditer(rb"\w+", data))
    if found:
        word = random.choice(found)
        data[word.start() : word.end()] = random.choice(words())


def _replace_number(random: Random, data: bytearray) -> None:
    found = list(re.finditer(rb"\d+", data))
    if found:
        word = random.choice(found)
        numbers = [b"0", b"1", b"2", b"7", b"100", b"999999", b"2147483647", b"9" * 19, b"9" * 400, b"1e400", b"-1"]
        data[word.start() : word.end()] = random.choice(numbers)


def _indent(random: Random, data: bytearray) -> None:
    lines = data.split(b"\n")
    place = random.randrange(len(lines))
    if random.random() < 0.5:
        lines[place] = lines[place][4:]
    else:
        lines[place][:0] = b" " * random.choice([1, 4, 4, 8, 400])
    data[:] = b"\n".join(lines)


def _move_line(random: Random, data: bytearray) -> None:
    lines = data.split(b"\n")
    line = lines.pop(random.randrange(len(lines)))
    lines.insert(random.randrange(len(lines) + 1), line)
    data[:] = b"\n".join(lines)


ACCIDENTS: list[Callable[[Random, bytearray], None]] = [
    _flip,
    _put_in,
    _put_in_word,
    _take_out,
    _double,
    _replace_word,
    _replace_number,
    _indent,
    _move_line,
]


# --------------------------------------------------------------------------------------------------- judging


def feed(data: bytes, path: str = "net.cnn") -> str:
    """What came of an input: unreadable, rejected, library or accepted. Raises what must not be raised."""
    try:
        text = decode(path, data)
    except SourceError:
        return "unreadable"
    checked = check(Source(path, text))
    shown = render_all(checked.diagnostics)
    assert all(line.isprintable() for line in shown.split("\n")), "a control character is shown"
    if checked.network is None:
        assert checked.diagnostics or checked.blocks is not None, "neither a network nor a fault"
        return "rejected" if checked.diagnostics else "library"
    assert not checked.diagnostics, "a network with faults"
    assert all(layer.params >= 0 for layer in checked.network.layers)
    found = render_all(lint(checked.network))
    assert all(line.isprintable() for line in found.split("\n")), "a control character is shown"
    return "accepted"


class Hang(BaseException):
    """Not an Exception, so that nothing under test takes it for its own."""


@dataclass
class Found:
    results: Counter[str] = field(default_factory=Counter)
    failures: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    """The first input of each kind of failure, with its path and what was raised, by the place that raised it."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_input: bytes = b""
    slow: list[bytes] = field(default_factory=list)
    mebibytes: float = 0.0

    def add(self, other: Found) -> None:
        self.results += other.results
        self.counts += other.counts
        self.failures = {**other.failures, **self.failures}
        self.slow += other.slow
        if other.slowest > self.slowest:
            self.slowest, self.slowest_input = other.slowest, other.slowest_input
        self.mebibytes = max(self.mebibytes, other.mebibytes)


def batch(seed: str, count: int, limit: float = 0.0) -> Found:
    """Feed ``count`` inputs that a seed draws. With a ``limit`` SIGPROF comes after that many CPU seconds of one."""
    random, found = Random(seed), Found()
    for _ in range(count):
        data = draw(random)
        imports = b'from "families/' in data and random.random() < 0.25
        path = HOME if imports else "net.cnn"
        try:
            signal.setitimer(signal.ITIMER_PROF, limit)
            start = perf_counter()
            found.results[feed(data, path)] += 1
            seconds = perf_counter() - start
            if seconds > SECONDS:  # what others do on the machine does not come again, and is not our time
                seconds = min(_seconds(data, path), _seconds(data, path))
                if seconds > SECONDS:
                    found.slow.append(data)
            if seconds > found.slowest:
                found.slowest, found.slowest_input = seconds, data
        except (Exception, Hang) as error:
            kind = signature(error)
            found.results["failed"] += 1
            found.counts[kind] += 1
            found.failures.setdefault(kind, (data, path, "".join(traceback.format_exception(error)[-6:])))
    signal.setitimer(signal.ITIMER_PROF, 0.0)
    return found


def _seconds(data: bytes, path: str) -> float:
    """Of the processor: nothing here waits for anything."""
    start = process_time()
    feed(data, path)
    return process_time() - start


def signature(error: BaseException) -> str:
    """The kind of an exception and the line that raised it."""
    if isinstance(error, Hang):
        return "Hang"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {os.path.basename(last.filename)}:{last.lineno}"


def smaller(data: bytes, path: str, kind: str, tries: int = 3_000) -> bytes:
    """A part of the input that fails in the same way, by leaving out ever smaller pieces."""
    size = len(data) // 2
    while size and tries > 0:
        place = 0
        while place < len(data) and tries > 0:
            tries -= 1
            rest = data[:place] + data[place + size :]
            try:
                feed(rest, path)
                place += size
            except Exception as error:
                if signature(error) == kind:
                    data = rest
                else:
                    place += size
        size //= 2
    return data


# ------------------------------------------------------------------------------------------------- processes


def _worker(task: tuple[str, int]) -> Found:
    def ring(_signal: int, _frame: object) -> None:
        raise Hang

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, ring)
    found = batch(*task, limit=HANG)
    found.mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def main() -> bool:
    """Print what was found; whether no input raised or took too long."""
    seed, given = workers.seed(), os.environ.get("CNNDSL_FUZZ")
    most = None if workers.seconds() and not given else int(given or INPUTS)
    total, start = Found(), perf_counter()
    for number, found in enumerate(workers.shared(_worker, _tasks(seed, most)), start=1):
        for kind in found.failures.keys() - total.failures.keys():
            print(f"  FAILED: {kind}: {found.failures[kind][0][:2_000]!r}", flush=True)
        total.add(found)
        if number % 50 == 0:
            done, failed = total.results.total(), total.results["failed"]
            print(f"  {done:9,} inputs, {perf_counter() - start:5.0f} s, {failed} failed", flush=True)
    results = ", ".join(f"{number:,} {result}" for result, number in total.results.most_common())
    print(f"  {results}")
    print(f"  slowest: {total.slowest:.3f} s, {len(total.slowest_input):,} bytes; {len(total.slow)} over {SECONDS:g} s")
    print(f"    {total.slowest_input[:300]!r}")
    print(f"  peak memory of a process: {total.mebibytes:.0f} MiB, of {MEMORY // 2**20:,} allowed")
    for data in total.slow[:5]:
        print(f"  SLOW: {data[:2_000]!r}")
    for kind, (data, path, told) in total.failures.items():
        print(f"  FAILED {total.counts[kind]} times: {kind}")
        print(f"    {(data if kind == 'Hang' else smaller(data, path, kind))[:2_000]!r} as {os.path.basename(path)}")
        print("    " + told.replace("\n", "\n    "))
    print(f"  exceptions: {total.counts.total()}")
    outcome = f"{total.counts.total()} exceptions, {len(total.slow)} over {SECONDS:g} s, slowest {total.slowest:.3f} s"
    workers.tally("inputs", total.results.total(), f"{outcome}, peak {total.mebibytes:.0f} MiB", start)
    return not total.counts and not total.slow


def _tasks(seed: str, most: int | None) -> Iterator[tuple[str, int]]:
    for first in count(0, BATCH):
        if most is not None and first >= most:
            return
        yield f"{seed}-{first}", BATCH if most is None else min(BATCH, most - first)
