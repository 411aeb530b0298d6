"""Processor time of `cnndsl draw` as a whole process, beside that of the check alone.

Claims: 0.25 s for resnet152, 1.5 s for efficientnet_v2_l with --unroll.
"""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median

RUNS = 7
DRAWN = ["-o", "-", "--format", "svg"]
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    "check resnet152": (["check", "resnet152"], None),
    "draw resnet152": (["draw", "resnet152", *DRAWN], 0.25),
    "check efficientnet_v2_l": (["check", "efficientnet_v2_l"], None),
    "draw efficientnet_v2_l": (["draw", "efficientnet_v2_l", *DRAWN], None),
    "draw efficientnet_v2_l --unroll": (["draw", "efficientnet_v2_l", "--unroll", *DRAWN], 1.5),
}
"""What is run, and the seconds that it may take."""


def main() -> None:
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(RUNS + 1):  # a first round does not count
        for name, (words, _) in COMMANDS.items():
            seconds = processor_time([sys.executable, "-m", "cnndsl", *words])
            if number:
                taken[name].append(seconds)
    print(f"  {'':34}{'CPU s':>8}{'least':>8}   (median of {RUNS}, interleaved)")
    for name, (_, claim) in COMMANDS.items():
        middle = median(taken[name])
        kept = "" if claim is None else f"   at most {claim} s: {'yes' if middle <= claim else 'no'}"
        print(f"  {name:34}{middle:8.3f}{min(taken[name]):8.3f}{kept}")


def processor_time(command: list[str]) -> float:
    """Of a process and the system for it, in seconds."""
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
