"""Parts of data that are odd: too few images, all the same, labels that are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.faults import Fault, Outcome, first_line, run

ONE_VALUE = "model N(classes=2)\ninput 1x8x8\nconv 4 8x8\n{}\nflatten\nfc classes\n"
PLACES = "model N(classes=2)\ninput 1x8x8\nconv 4 3x3\n{}\nflatten\nfc classes\n"
LONE = {"train/a": 9, "train/b": 9, "val/a": 2, "val/b": 1, "test/a": 1, "test/b": 1}


def _trained(
    counts: dict[str, int], words: str, *more: object, status: int = 1, shade: int | None = None, network: str = PLACES
) -> Fault:
    """Training on so many images a folder has this status and says these words; a refusal leaves no run folder."""

    def happen(folder: Path) -> Outcome:
        draw = np.random.default_rng(0)
        for name, count in counts.items():
            (folder / "data" / name).mkdir(parents=True)
            for number in range(count):
                pixels = draw.integers(0, 256, (8, 8), np.uint8) if shade is None else np.full((8, 8), shade, np.uint8)
                Image.fromarray(pixels).save(folder / "data" / name / f"{number}.png")
        text = network if "{" not in network else network.format("batchnorm")
        (folder / "odd.cnn").write_text(text, encoding="utf-8")
        done = run(folder, "train", "odd.cnn", "--data", "data", "--epochs", "2", *more, "--out", "run")
        said = " ".join((done.stdout + done.stderr).split())
        kept = (folder / "run").exists()
        promised = done.returncode == status and words in said and kept == (status == 0)
        return Outcome(promised, f"status {done.returncode}: {first_line(done.stderr) or words}")

    return happen


def _idx(folder: Path) -> Outcome:
    header = b"\0\0\x08\3" + (2).to_bytes(4, "big") + (28).to_bytes(4, "big") * 2
    labels = b"\0\0\x08\1" + (2).to_bytes(4, "big")
    for part in ("train", "t10k"):
        (folder / f"{part}-images-idx3-ubyte").write_bytes(header + bytes(2 * 28 * 28))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(labels + b"\3\x0a")
    done = run(folder, "train", "net.cnn", "--input", "1x28x28", "--data", "mnist", "--data-dir", ".", "--out", "run")
    promised = done.returncode == 1 and "label 10 at place 1; those of mnist are from 0 to 9" in done.stderr
    return Outcome(promised, f"status {done.returncode}: {first_line(done.stderr)}")


FAULTS: dict[str, Fault] = {
    "a class with one image": _trained({"a": 20, "b": 1}, "the class b has one image"),
    "a class with one image in each part": _trained({**LONE, "train/b": 1}, "test accuracy", status=0),
    "one class": _trained({"a": 20}, "only one class folder, a"),
    "a class without images": _trained({"a": 20, "b": 0}, "no images of b"),
    "a validation part without a class": _trained({"train/a": 9, "train/b": 9, "val/a": 3}, "validation lacks b"),
    "images that are all the same": _trained(
        {"a": 15, "b": 15}, "all 21 training images are the same", status=0, shade=77
    ),
    "batch norm of one value, batches of one": _trained(
        {"a": 15, "b": 15}, "cannot learn from one image", "--batch-size", 1, "--deterministic", network=ONE_VALUE
    ),
    "batch norm without estimates, of one value": _trained(
        LONE, "there is no variance", network=ONE_VALUE.format("batchnorm track_running_stats=false")
    ),
    "batch norm without estimates, a lone image": _trained(
        LONE, "test accuracy", status=0, network=PLACES.format("batchnorm track_running_stats=false")
    ),
    "a label that no class has": _idx,
}
