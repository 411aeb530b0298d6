"""Every pair of layers, in both memory formats: tests/backends/pairs.py, in a process of its own."""

from __future__ import annotations

import subprocess
import sys


def test_every_pair_of_layers_in_both_memory_formats() -> None:
    run = subprocess.run([sys.executable, "-m", "tests.backends.pairs"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "pairs, 0 failed" in run.stdout
