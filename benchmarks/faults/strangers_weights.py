"""Weights of strangers: a network that asks for much memory with few bytes."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from benchmarks.faults import Fault, Outcome
from benchmarks.faults import cnndsl as command
from benchmarks.measure import outcome

HUGE = "input 1x4x4\nconv 1 1x1\nupsample 16000\nglobal_avgpool\nflatten\nfc 2\n"
"""Its map has 4,096,000,000 numbers, its layers have 6."""
REFUSED = "takes 15.3 GiB in its network"


def _refused(words: str, *before: str, ends: str = "CNNDSL_MEMORY=16GiB", status: int = 1) -> Fault:
    def happen(folder: Path) -> Outcome:
        path = folder / "huge.safetensors"
        torch.manual_seed(0)
        preprocessing = {"size": [4, 4], "resize": "crop", "channels": 1, "mean": [0.5], "std": [0.2]}
        metadata = {"cnn": HUGE, "set": "{}", "input": "[1, 4, 4]", "classes": '["a", "b"]'}
        metadata["preprocessing"] = json.dumps(preprocessing)
        sizes = {"0.weight": (1, 1, 1, 1), "0.bias": (1,), "4.weight": (2, 1), "4.bias": (2,)}
        save_file({key: torch.zeros(size) for key, size in sizes.items()}, path, metadata)
        (folder / "huge.cnn").write_text(HUGE.replace("fc 2", "fc 10").replace("1x4x4", "1x8x8"), encoding="utf-8")
        image = folder / "x.pgm"
        image.write_bytes(b"P5 4 4 255\n" + bytes(16))
        names = {"FILE": str(path), "IMAGE": str(image), "NETWORK": str(folder / "huge.cnn")}
        arguments = [names.get(word, word.replace("FOLDER", str(folder))) for word in before]
        used, ended, said = outcome(["sh", "-c", f'{_limit(arguments)}exec "$@" 2>&1', "sh", *command(*arguments[1:])])
        promised = ended == status and words in said and ends in said and used.mebibytes < 1200
        told = " ".join(said.replace(str(folder), "").split())
        return Outcome(
            promised, f"{path.stat().st_size} bytes, status {ended}, {used.mebibytes:,.0f} MiB: {told[:150]}"
        )

    return happen


def _limit(arguments: list[str]) -> str:
    return f"{arguments[0]}; " if arguments[0] else ""


FAULTS: dict[str, Fault] = {
    "predict, maps of 15 GiB": _refused(REFUSED, "", "predict", "FILE", "IMAGE"),
    "predict, the same with an address space of 3 GB": _refused(
        REFUSED, "ulimit -v 3000000", "predict", "FILE", "IMAGE"
    ),
    "eval, the same": _refused(REFUSED, "", "eval", "FILE"),
    "report, the same": _refused(REFUSED, "", "report", "FILE", "-o", "FOLDER/r.html"),
    "export, the same": _refused(REFUSED, "", "export", "FILE", "-o", "FOLDER/x.onnx"),
    "train, the same network": _refused("images takes", "", "train", "NETWORK", "--dry-run", ends="are free"),
    "predict, allowed, and memory runs out": _refused(
        "this machine has not enough memory for it",
        "ulimit -v 6000000; export CNNDSL_MEMORY=99GiB",
        "predict",
        "FILE",
        "IMAGE",
        ends="help:",
    ),
}
