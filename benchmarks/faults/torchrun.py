"""Two processes of torchrun, one of which is killed, falls silent, or has no room on its disk.

Started as a program by torchrun it is the command `cnndsl`, with a short patience and, in one of them, a disk that
takes no file.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

from benchmarks.faults import OPTIONS, TIMEOUT, Fault, Outcome, environment

PATIENCE = 15
"""Seconds after which a silent process counts as gone, in place of STEP_TIMEOUT."""
FULL = "CNNDSL_FULL_RANK"
TRAIN = ["train", "net.cnn", *OPTIONS, "--out", "run"]


def _started(folder: Path, *arguments: str, full: str = "") -> subprocess.Popen[str]:
    launch = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node=2",
        "-m",
        "benchmarks.faults.torchrun",
    ]
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [*launch, *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**environment(), FULL: full, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])},
    )  # fmt: skip


def _second(launched: subprocess.Popen[str]) -> int:
    """The second of the processes that torchrun has started: its number in the system."""
    for child in Path(f"/proc/{launched.pid}/task/{launched.pid}/children").read_text().split():
        if b"RANK=1" in Path(f"/proc/{child}/environ").read_bytes().split(b"\0"):
            return int(child)
    raise AssertionError("torchrun has no second process")


def _meets(number: signal.Signals) -> Fault:
    def happen(folder: Path) -> Outcome:
        with _started(folder, *TRAIN, "--epochs", "100000") as launched:
            assert launched.stdout is not None
            while not launched.stdout.readline().startswith("epoch"):
                sleep(0)
            second = _second(launched)
            os.kill(second, number)
            start = monotonic()
            _, said = launched.communicate(timeout=TIMEOUT)
        lines = [line for line in said.splitlines() if line.startswith("error: ")]
        told = f"all ended {monotonic() - start:.0f} s later, status {launched.returncode}; {' '.join(lines)}"
        return Outcome(launched.returncode == 1 and (folder / "run" / "checkpoint.safetensors").exists(), told)

    return happen


def _full(rank: str, words: str, *, resumed: bool) -> Fault:
    def happen(folder: Path) -> Outcome:
        if resumed:
            with _started(folder, *TRAIN, "--epochs", "100000") as launched:
                assert launched.stdout is not None
                while not launched.stdout.readline().startswith("epoch"):
                    sleep(0)
                launched.send_signal(signal.SIGINT)
                launched.communicate(timeout=TIMEOUT)
        command = ["train", "--resume", "run"] if resumed else TRAIN
        with _started(folder, *command, full=rank) as launched:
            _, said = launched.communicate(timeout=TIMEOUT)
        lines = [line for line in said.splitlines() if line.startswith("error: ")]
        promised = launched.returncode == 1 and words in said and "Traceback (most" not in said.partition("error: ")[0]
        return Outcome(promised, f"status {launched.returncode}; {' '.join(lines)}")

    return happen


FAULTS: dict[str, Fault] = {
    "torchrun: a process is killed": _meets(signal.SIGKILL),
    f"torchrun: a process falls silent (patience {PATIENCE} s)": _meets(signal.SIGSTOP),
    "torchrun: no room for the first process": _full("0", "cannot write", resumed=False),
    "torchrun: no room for the second one": _full("1", "cannot write a passing copy", resumed=True),
}


def main() -> None:
    """What torchrun starts."""
    import resource

    from cnndsl.cli import main as command
    from cnndsl.train.machine import distributed

    distributed.STEP_TIMEOUT = timedelta(seconds=PATIENCE)
    if os.environ.get(FULL) == os.environ.get("RANK"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
    command()


if __name__ == "__main__":
    main()
