"""Output that goes away, and signals."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

from benchmarks.faults import OPTIONS, TIMEOUT, Fault, Outcome, cnndsl, environment, first_line
from benchmarks.faults.run_folders import LONG, started

TRAIN = ["train", "net.cnn", *OPTIONS, "--epochs", "2", "--out", "run"]


def _redirected(how: str, words: str) -> Fault:
    def happen(folder: Path) -> Outcome:
        line = f'"$@" {how}'
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line, "bash", *cnndsl(*TRAIN)],
            cwd=folder, capture_output=True, text=True, env=environment(), check=False, timeout=TIMEOUT,
        )  # fmt: skip
        results = folder / "run" / "results.json"
        status = json.loads(results.read_text("utf-8"))["status"] if results.exists() else "not finished"
        promised = (done.returncode, status) == (0, "finished") and words in done.stderr
        return Outcome(promised, f"status {done.returncode}, {status}; {first_line(done.stderr) or 'nothing said'}")

    return happen


def _signalled(*numbers: int, status: int) -> Fault:
    def happen(folder: Path) -> Outcome:
        with started(folder, *LONG) as process:
            for number in numbers:
                process.send_signal(number)
            _, said = process.communicate(timeout=TIMEOUT)
        promised = process.returncode == status and "Traceback" not in said
        return Outcome(promised, f"status {process.returncode}; {first_line(said) or 'nothing said'}")

    return happen


FAULTS: dict[str, Fault] = {
    "train | head": _redirected("| head -2", "Broken pipe"),
    "train, standard output closed": _redirected(">&-", ""),
    "train, standard output full": _redirected("> /dev/full", "No space left"),
    "train, Ctrl-C": _signalled(signal.SIGINT, status=130),
    "train, SIGTERM": _signalled(signal.SIGTERM, status=130),
    "train, SIGHUP": _signalled(signal.SIGHUP, status=130),
}
