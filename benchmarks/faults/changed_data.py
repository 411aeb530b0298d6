"""Data that are no longer what they were when a run began."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults import TIMEOUT, Fault, Outcome, first_line, run
from benchmarks.faults.run_folders import LONG, started

COUNTS = {"train": 100, "val": 20, "test": 20}


def _make(data: Path) -> None:
    """Two classes of noise, grey images of 8x8 pixels."""
    import numpy as np
    from PIL import Image

    draw = np.random.default_rng(0)
    for part, count in COUNTS.items():
        for kind in "ab":
            (data / part / kind).mkdir(parents=True)
            for number in range(count):
                pixels = draw.integers(256, size=(8, 8), dtype=np.uint8)
                Image.fromarray(pixels).save(data / part / kind / f"{number:03}.png")


def _noticed(change: Callable[[Path], object]) -> Fault:
    def happen(folder: Path) -> Outcome:
        data = folder / "data"
        _make(data)
        with started(folder, *LONG, "--data", "data") as process:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=TIMEOUT)
        change(data)
        done = run(folder, "train", "--resume", "run")
        promised = done.returncode == 1 and "cannot go on" in done.stderr
        return Outcome(promised, f"status {done.returncode}: {first_line(done.stderr)}")

    return happen


def _exchange(one: Path, other: Path) -> None:
    kept = one.with_name("kept")
    one.rename(kept)
    other.rename(one)
    kept.rename(other)


def _swap_classes(data: Path) -> None:
    for part in COUNTS:
        _exchange(data / part / "a", data / part / "b")


def _swap_half(data: Path) -> None:
    for number in range(0, COUNTS["train"], 2):
        _exchange(data / f"train/a/{number:03}.png", data / f"train/b/{number:03}.png")


def _reverse(data: Path) -> None:
    for kind in "ab":
        for number in range(COUNTS["train"] // 2):
            last = COUNTS["train"] - 1 - number
            _exchange(data / f"train/{kind}/{number:03}.png", data / f"train/{kind}/{last:03}.png")


def _turn(data: Path) -> None:
    from PIL import Image

    for path in data.glob("*/*/*.png"):
        with Image.open(path) as image:
            image.transpose(Image.Transpose.ROTATE_180).save(path)


def _blacken(data: Path) -> None:
    from PIL import Image

    for part in ("val", "test"):
        for path in (data / part).glob("*/*.png"):
            Image.new("L", (8, 8)).save(path)


FAULTS: dict[str, Fault] = {
    "resume: the classes swapped": _noticed(_swap_classes),
    "resume: half of the training images swapped": _noticed(_swap_half),
    "resume: the files renamed in reverse": _noticed(_reverse),
    "resume: every image turned": _noticed(_turn),
    "resume: the labels of the test images rotated": _noticed(
        lambda data: _exchange(data / "test" / "a", data / "test" / "b")
    ),
    "resume: validation and test images black": _noticed(_blacken),
}
