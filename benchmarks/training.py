"""Whole runs on the real Fashion-MNIST: test accuracy and seconds of several seeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ARCHITECTURES = Path(__file__).parent.parent / "architectures"
SEEDS = range(int(os.environ.get("CNNDSL_SEEDS", "3")))
CLAIMS = {
    "lenet": (0.915, 60.0, []),
    "lecture_cnn_bn": (0.915, 80.0, ["--epochs", "6", "--augment", "flip"]),
}
"""Median test accuracy at least, seconds of training at most, on two CPU cores; and what is not the default recipe."""


def main() -> None:
    for name, (accuracy, seconds, options) in CLAIMS.items():
        results = []
        for seed in SEEDS:
            results.append(result := run(name, seed, options))
            print(
                f"  {name}, seed {seed}: test accuracy {result['test_accuracy']:.2%}, {result['train_seconds']:.1f} s, "
                f"{result['epochs']} epochs, {result['images_per_second']:,.0f} images/s, "
                f"{result['precision']}, {result['threads']} threads",
                flush=True,
            )
        print(
            f"  {name}: medians {median(result['test_accuracy'] for result in results):.2%} (at least {accuracy:.1%}), "
            f"{median(result['train_seconds'] for result in results):.1f} s (at most {seconds:.0f})"
        )


def run(name: str, seed: int, options: list[str]) -> dict[str, float]:
    """The results of one run; the test images are measured once, at its end."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        file = ARCHITECTURES / f"{name}.cnn"
        command = [sys.executable, "-m", "cnndsl", "train", str(file), "--data", "fashion-mnist", "--seed", str(seed)]
        subprocess.run([*command, *options, "--out", str(out)], check=True, capture_output=True)
        results: dict[str, float] = json.loads((out / "results.json").read_text())
        return results
