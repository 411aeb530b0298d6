"""Whole-process time of `cnndsl check` for every file in architectures/: at most 0.3 s each."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from benchmarks.measure import interleaved

RUNS = 3
CLAIM = 0.3


def main() -> None:
    files = sorted(Path("architectures").glob("*.cnn"))
    figures = interleaved({file.stem: [sys.executable, "-m", "cnndsl", "check", str(file)] for file in files}, RUNS)
    slowest = sorted(figures.items(), key=lambda item: -item[1].seconds)[:5]
    print(f"  {'':20}{'seconds':>9}{'CPU':>9}{'peak MiB':>10}   (median of {RUNS}, interleaved)")
    for name, run in slowest:
        print(f"  {name:20}{run.seconds:9.3f}{run.cpu:9.3f}{run.mebibytes:10.1f}")
    middle = median(run.seconds for run in figures.values())
    print(f"  median of {len(files)} files: {middle:.3f} s")
    name, run = slowest[0]
    kept = "yes" if run.seconds <= CLAIM else "no"
    print(f"  at most {CLAIM} s each: {kept} (slowest {name}, {run.seconds:.3f} s)")
