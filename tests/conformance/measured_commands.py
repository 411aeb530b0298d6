"""What a command takes for a text: of the processor and of memory, in a child that is limited in both.

The child is a copy of this process in which everything is imported, so that what is measured is the work for the text,
and what an earlier text left behind helps none.
"""

from __future__ import annotations

import gc
import io
import os
import resource
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import NamedTuple

from benchmarks.measure import Run, outcome
from cnndsl.cli import CHECK_ONCE, cli

COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "FILE", "--notes"),
    "sarif": ("check", "FILE", "--format", "sarif"),
    "input": ("check", "FILE", "--input", "3x32x32"),
    "sizes": ("check", "FILE", "--sizes", "1..64"),
    "fmt": ("fmt", "--check", "FILE"),
    "expand": ("expand", "FILE"),
    "summary": ("summary", "FILE"),
    "markdown": ("summary", "FILE", "--format", "md"),
    "json": ("summary", "FILE", "--format", "json"),
    "explain": ("explain", "FILE"),
    "quiz": ("quiz", "FILE", "--answers"),
    "draw": ("draw", "FILE", "-o", "OUT.svg"),
    "unrolled": ("draw", "FILE", "-o", "OUT.svg", "--unroll", "--every-layer"),
    "volumes": ("draw", "FILE", "-o", "OUT.svg", "--style", "volumes"),
    "diff": ("diff", "OTHER", "FILE"),
    "export": ("export", "FILE", "--to", "cnn", "-o", "OUT.cnn", "--force"),
}
"""The words of each command; `FILE` is the text, `OTHER` nine in ten of its lines, `OUT` a file elsewhere."""

EVERY_IMPORT = (
    "input 3x8x8\nb: conv 3 3 padding=1\nadd:\n    relu\n    identity\n",
    "input 3x8x8\nb: conv nam 1\nrleu\nConv2d(3, 3, 3)\nadd:\n    relu\n    conv 3 99\n",
)
"""What the commands are run with before anything is measured, so that no child has to import."""

HANG = 5
"""Seconds after which a command is ended."""

MEMORY = 2 * 2**30


class Measured(NamedTuple):
    """Seconds of the processor, the peak of the memory in MiB, and what the command died of; empty where it did not."""

    seconds: float
    mebibytes: float
    failure: str


def _thrown_away() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8")


class Bench:
    """A folder in which texts are measured."""

    def __init__(self, folder: Path) -> None:
        self.file, self.other = folder / "net.cnn", folder / "other.cnn"
        self.out = folder / "out"
        for text in EVERY_IMPORT:
            for command in COMMANDS:
                self.run(text, command)
        gc.collect()
        gc.freeze()

    def words(self, command: str) -> list[str]:
        places = {"FILE": str(self.file), "OTHER": str(self.other)}
        return [places.get(word, word.replace("OUT", str(self.out))) for word in COMMANDS[command]]

    def _prepare(self, text: str) -> None:
        lines = text.split("\n")
        self.file.write_text(text, encoding="utf-8")
        self.other.write_text("\n".join(lines[: max(2, len(lines) * 9 // 10)]), encoding="utf-8")

    def run(self, text: str, command: str) -> None:
        """Run a command in this process; what it prints is thrown away."""
        self._prepare(text)
        self._run(command)

    def _run(self, command: str) -> None:
        words, before = self.words(command), (sys.stdout, sys.stderr)
        sys.stdout, sys.stderr = _thrown_away(), _thrown_away()
        if words[0] in CHECK_ONCE:
            gc.disable()
        try:
            with suppress(SystemExit):
                cli(words)
        finally:
            sys.stdout, sys.stderr = before
            gc.enable()

    def measure(self, text: str, commands: Sequence[str]) -> dict[str, Measured]:
        """What each command takes for a text."""
        self._prepare(text)
        return {command: self._measured(command) for command in commands}

    def process(self, text: str, command: str) -> Run:
        """What a command takes for a text as a process of its own, the quicker of two runs: what others do on the
        machine is not its time."""
        self._prepare(text)
        words = ["sh", "-c", 'exec "$@" 2>&1', "sh", sys.executable, "-m", "cnndsl", *self.words(command)]
        return min((outcome(words)[0] for _ in range(2)), key=lambda run: run.cpu)

    def _measured(self, command: str) -> Measured:
        readable, writable = os.pipe()
        child = os.fork()
        if not child:
            os._exit(self._in_child(command, writable))
        os.close(writable)
        with open(readable, encoding="utf-8", errors="replace") as pipe:
            told = pipe.read()
        _, status, usage = os.wait4(child, 0)
        seconds, _, failure = told.partition("\n")
        if status and not failure:
            failure = f"ended by {signal.Signals(status & 127).name}" if status & 127 else "ended without a word"
        return Measured(float(seconds or usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024, failure)

    def _in_child(self, command: str, writable: int) -> int:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (HANG, HANG))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        failure, start = "", process_time()
        try:
            self._run(command)
        except BaseException as error:
            failure = f"{type(error).__name__}: {error} at {traceback.extract_tb(error.__traceback__)[-1]}"
        seconds = process_time() - start
        with open(writable, "w", encoding="utf-8") as pipe:
            pipe.write(f"{seconds}\n{failure[:2_000]}")
        return 1 if failure else 0
