"""What meets runs, data and weights, and what becomes of it.

Each module of this package has ``FAULTS``: what happens, and a function that lets it happen in an empty folder and
gives the outcome. A fault is added by adding it there; a module, by adding the file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from cnndsl.modules import modules_of

TIMEOUT = 300
NETWORK = "model Net(classes=10)\ninput 1x8x8\nconv 8 3x3\nbatchnorm\nrelu\nflatten\nfc classes\n"
"""Learns the digits."""
OPTIONS = ["--batch-size", "64", "--precision", "float32", "--seed", "3"]


class Outcome(NamedTuple):
    """Whether it is the one that is promised, and what it was, in words."""

    promised: bool
    told: str


Fault = Callable[[Path], Outcome]


def cnndsl(*arguments: object) -> list[str]:
    """A command, for the functions of ``subprocess``."""
    return [sys.executable, "-m", "cnndsl", *map(str, arguments)]


def environment() -> dict[str, str]:
    """That of the commands: one thread, as several would share the cores."""
    return {**os.environ, "OMP_NUM_THREADS": "1"}


def run(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command in a folder, to its end, with what it printed."""
    return subprocess.run(
        cnndsl(*arguments), cwd=folder, capture_output=True, text=True, env=environment(), check=False, timeout=TIMEOUT
    )


def first_line(text: str) -> str:
    """The first line of what was printed; empty where nothing was."""
    return next(iter(text.splitlines()), "")


def main() -> None:
    """Print each fault with its outcome; CNNDSL_FAULTS names the modules, else all."""
    chosen = os.environ.get("CNNDSL_FAULTS", "").split() or modules_of(__path__)
    broken = []
    for name in chosen:
        faults: dict[str, Fault] = import_module(f"{__name__}.{name}").FAULTS
        for what, happen in faults.items():
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "net.cnn").write_text(NETWORK, encoding="utf-8")
                outcome = happen(Path(folder))
            print(f"  {what:48} {outcome.told.replace(folder, '')}", flush=True)
            if not outcome.promised:
                broken.append(what)
    print(f"  each as promised: {'no: ' + '; '.join(broken) if broken else 'yes'}")
