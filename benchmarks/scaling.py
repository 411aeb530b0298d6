"""Checking 1,000, 10,000 and 100,000 layer lines: the cost grows linearly."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import interleaved

RUNS = 3
SIZES = (1_000, 10_000, 100_000)


def program(lines: int) -> str:
    """A chain of so many layer lines, widths and labels varied so that lines do not repeat."""
    text = ["input 3x64x64"]
    for number in range(0, lines, 4):
        width = 8 + number * 7 % 121
        text += [
            f"conv{number}: conv {width} 3x3 padding=1 bias=false",
            f"norm{number}: batchnorm eps=0.001",
            f"act{number}: leaky_relu negative_slope=0.{1 + number % 8}",
            f"pool{number}: maxpool 3 stride=1 padding=1",
        ]
    return "\n".join(text[: lines + 1]) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        commands = {}
        for size in SIZES:
            path = Path(folder, f"chain_{size}.cnn")
            path.write_text(program(size), encoding="utf-8")
            commands[f"{size:,}"] = [sys.executable, "-m", "cnndsl", "check", str(path)]
        figures = interleaved(commands, RUNS)
    print(f"  {'lines':>8}{'seconds':>9}{'CPU':>9}{'us a line':>11}{'peak MiB':>10}   (median of {RUNS}, interleaved)")
    for size, (name, run) in zip(SIZES, figures.items(), strict=True):
        print(f"  {name:>8}{run.seconds:9.2f}{run.cpu:9.2f}{run.cpu / size * 1e6:11.1f}{run.mebibytes:10.1f}")
