"""A checkpoint whose checksum is right, and that no run has written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from cnndsl.train.errors import TrainingError
from cnndsl.train.run_folder import checkpoint
from cnndsl.weights.seal import sealed

EPOCH = {
    "epoch": 1, "lr": 0.1, "train_loss": 1.0, "train_accuracy": 0.5, "validation_loss": 1.0, "validation_accuracy": 0.5,
    "seconds": 1.0, "images_per_second": 9.0,
}  # fmt: skip


def written(path: Path, position: int, epochs: list[dict[str, Any]]) -> Path:
    tensors = {"loss": torch.zeros(())}
    progress = {"position": {"epoch": position, "step": 0, "seconds": 0.0}, "epochs": epochs, "seconds": 1.0}
    metadata = {"format": checkpoint.FORMAT, "run": "r", "progress": json.dumps(progress)}
    save_file(tensors, path, sealed(tensors, metadata))
    return path


def test_epochs_are_counted_from_one(tmp_path: Path) -> None:
    path = written(tmp_path / "checkpoint.safetensors", 2, [EPOCH, {**EPOCH, "epoch": 2}])
    assert [epoch.epoch for epoch in checkpoint.load(path, "r").epochs] == [1, 2]


@pytest.mark.parametrize(
    ("position", "numbers"),
    [(2**53 - 1, [1]), (2, [1]), (0, [1]), (2, [1, 3]), (2, [2, 1]), (2, [1, 1])],
)
def test_epochs_that_are_not_those_of_a_run(tmp_path: Path, position: int, numbers: list[int]) -> None:
    """The first one asked for a list of so many numbers: all the memory, where there was enough of it to begin."""
    path = written(tmp_path / "checkpoint.safetensors", position, [{**EPOCH, "epoch": each} for each in numbers])
    with pytest.raises(TrainingError, match="its epochs are not those of a run"):
        checkpoint.load(path, "r")
