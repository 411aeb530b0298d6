"""Transfer learning: ResNet-18 learns half of Fashion-MNIST's classes, then the other half from a few images.

The second half is learnt twice with the same images, epochs and batches: with the weights of the first and a frozen
stem, and from scratch. Each run takes the learning rate that `cnndsl train` chooses for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from PIL import Image

from cnndsl.train.data import sources

SEEDS = range(int(os.environ.get("CNNDSL_SEEDS", "3")))
FIRST, SECOND = range(5), range(5, 10)
"""T-shirt, trouser, pullover, dress and coat; sandal, shirt, sneaker, bag and ankle boot."""

MANY, FEW, TEST = 600, 20, 200
"""Images of each class: of the first half, of the second, and of each for the test."""

NETWORK = ["resnet18", "--input", "3x32x32", "--resize", "pad", "--augment", "flip", "--precision", "float32"]
LONG = ["--epochs", "3", "--batch-size", "64"]
BRIEF = ["--epochs", "2", "--batch-size", "10", "--validation", "0.2"]
FROZEN = ["--freeze", "conv1", "--freeze", "bn1", "--freeze", "layer1"]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(folder / "first", FIRST, MANY)
        written(folder / "second", SECOND, FEW)
        base = folder / "base"
        print(f"  the first half: {told(run(base, folder / 'first', LONG))}", flush=True)
        fine, scratch = [], []
        for seed in SEEDS:
            options = [*BRIEF, "--seed", str(seed)]
            tuned = run(folder / f"tuned-{seed}", folder / "second", [*options, "--weights", str(base), *FROZEN])
            alone = run(folder / f"alone-{seed}", folder / "second", options)
            fine.append(tuned["test_accuracy"])
            scratch.append(alone["test_accuracy"])
            print(f"  the second half, seed {seed}, from the first, stem frozen: {told(tuned)}", flush=True)
            print(f"  the second half, seed {seed}, from scratch:                {told(alone)}", flush=True)
        print(f"  medians: {median(fine):.1%} from the first half, {median(scratch):.1%} from scratch")
        if min(fine) <= max(scratch):
            sys.exit("  a run from scratch was as good")


def told(results: dict[str, float]) -> str:
    """Accuracy and seconds of a run."""
    return f"test accuracy {results['test_accuracy']:.1%}, {results['train_seconds']:.1f} s"


def written(folder: Path, classes: range, count: int) -> None:
    """The first images of some classes as a folder of PNG files, so many of each to train on."""
    source = sources.find("fashion-mnist", None)
    data = source.load()
    for part, images, most in (("train", data.train, count), ("test", data.test, TEST)):
        for label in classes:
            place = folder / part / source.facts.classes[label].replace("/", "-")
            place.mkdir(parents=True)
            for number in (images.labels == label).nonzero()[:most, 0].tolist():
                pixels = images.images[number][0].numpy()
                Image.fromarray(pixels).save(place / f"{number}.png", compress_level=1)


def run(out: Path, data: Path, options: list[str]) -> dict[str, float]:
    """The results of one run; the test images are measured once, at its end."""
    command = [sys.executable, "-m", "cnndsl", "train", *NETWORK, "--data", str(data), *options, "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    results: dict[str, float] = json.loads((out / "results.json").read_text())
    return results
