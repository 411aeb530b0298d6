"""A run folder with two owners, or in another place."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import sleep

from benchmarks.faults import OPTIONS, TIMEOUT, Fault, Outcome, cnndsl, environment, first_line, run

LONG = ["train", "net.cnn", *OPTIONS, "--epochs", "100000", "--out", "run"]


def started(folder: Path, *arguments: object, until: str = "epoch") -> subprocess.Popen[str]:
    """A command that goes on; it has just printed a line that begins so."""
    process = subprocess.Popen(
        cnndsl(*arguments), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(until):
            break
    return process


def _second_owner(folder: Path) -> Outcome:
    with started(folder, *LONG) as first:
        second = run(folder, "train", "--resume", "run")
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=TIMEOUT)
    promised = (first.returncode, second.returncode) == (130, 1) and "another process is training" in second.stderr
    return Outcome(promised, f"status {second.returncode}: {first_line(second.stderr)}")


def _meanwhile(change: Callable[[Path], object], words: str, check: Callable[[Path], bool]) -> Fault:
    def happen(folder: Path) -> Outcome:
        with started(folder, *LONG) as process:
            sleep(1)
            change(folder / "run")
            _, said = process.communicate(timeout=TIMEOUT)
        promised = process.returncode == 1 and words in said and check(folder) and not (folder / "run").exists()
        return Outcome(promised, f"status {process.returncode}: {' '.join(said.split())}")

    return happen


def _goes_on(folder: Path) -> bool:
    with started(folder, "train", "--resume", "elsewhere") as process:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT)
    return process.returncode == 130


FAULTS: dict[str, Fault] = {
    "a second process resumes a run that is going on": _second_owner,
    "a run folder is renamed while it is trained": _meanwhile(
        lambda path: path.rename(path.with_name("elsewhere")), "was moved to", _goes_on
    ),
    "a run folder is deleted while it is trained": _meanwhile(
        shutil.rmtree, "was deleted", lambda folder: (folder / "run-rescued.safetensors").exists()
    ),
}
