"""Runs of torchrun under load: whether each of their processes ends as it should."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

RUNS = int(os.environ.get("CNNDSL_RUNS", "50"))
AT_ONCE = 2 * (os.cpu_count() or 1)
"""Runs of two processes each at the same time, so that every core has four processes to serve."""
TIMEOUT = 600
NETWORK = "model Net(classes=10)\ninput 1x8x8\nconv 8 3x3\nrelu\nflatten\nfc classes\n"
OPTIONS = ["--epochs", "1", "--batch-size", "64", "--augment", "none", "--precision", "float32"]
WAYS: dict[str, tuple[list[str], int, str]] = {
    "finished": ([], 0, "test accuracy"),
    "diverged": (["--lr", "1e30"], 1, "error: the loss became"),
}
"""Ways to end, by turns: options that lead there, the exit status of torchrun, and what the first process says."""


def main() -> bool:
    """Print how the runs ended; whether all ended as they should."""
    start = perf_counter()
    ways = [list(WAYS)[number % len(WAYS)] for number in range(RUNS)]
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(AT_ONCE) as pool:
        folder = Path(name)
        (folder / "net.cnn").write_text(NETWORK)
        faults = list(pool.map(lambda number: _fault(folder, number, ways[number]), range(RUNS)))
    wrong = Counter(way for way, fault in zip(ways, faults, strict=True) if fault)
    for way, count in Counter(ways).items():
        print(f"  {way}: {count} runs, {wrong[way]} of them ended otherwise")
    for fault in filter(None, faults):
        print(f"  {fault}")
    print(f"  2 processes a run, {AT_ONCE} runs at once, {perf_counter() - start:.0f} s")
    return not any(faults)


def _fault(folder: Path, number: int, way: str) -> str:
    """How a run ended otherwise than it should; empty where it did not."""
    options, status, words = WAYS[way]
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    try:
        done = subprocess.run(
            [*torchrun, "-m", "cnndsl", "train", "net.cnn", *OPTIONS, *options, "--out", f"run-{number}"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=TIMEOUT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"run {number} ({way}): still there after {TIMEOUT} s"
    signals = set(re.findall(r"\((SIG[A-Z]+)\)", done.stdout)) - {"SIGTERM"}  # that is torchrun's own
    if done.returncode == status and words in done.stdout and not signals:
        return ""
    said = "; ".join(line for line in done.stdout.splitlines() if "terminate" in line or "error" in line)
    return f"run {number} ({way}): status {done.returncode}, {', '.join(sorted(signals)) or 'no signal'}: {said}"
