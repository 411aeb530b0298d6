"""Weights files written without the training loop, and one real run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

import cnndsl
from cnndsl.train.decide.options import Options
from cnndsl.train.run import train
from cnndsl.train.show.progress import Silent
from tests.train.conftest import SMALL, _one_thread  # noqa: F401 - the fixture holds here too

CNN = "model Tiny(classes=3)\ninput 1x4x4\nconv 2 3x3\nbatchnorm\nrelu\nflatten\nfc classes\n"
PREPROCESSING = {
    "size": [4, 4],
    "resize": "stretch",
    "interpolation": "bilinear",
    "mean": [0.5],
    "std": [0.25],
    "channels": 1,
}
METADATA = {
    "format": "pt",
    "model": "Tiny",
    "cnn": CNN,
    "set": "{}",
    "input": "[1, 4, 4]",
    "classes": '["dark", "grey", "light"]',
    "preprocessing": json.dumps(PREPROCESSING),
    "data": "digits",
    "epoch": "2",
    "validation_accuracy": "0.5",
    "precision": "float32",
    "run": "0" * 64,
    "cnndsl": "0.1.0",
}

Weights = Callable[..., Path]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of three epochs. Not to be changed."""
    folder = tmp_path_factory.mktemp("finished") / "Small-1"
    options = Options(epochs=3, seed=7, device="cpu", validation=0.2)
    return train(cnndsl.parse(SMALL, path="small.cnn"), options, Silent(), folder)


@pytest.fixture
def weights(tmp_path: Path) -> Weights:
    """Write a weights file; keywords change its metadata, None leaves a field out."""

    def write(
        name: str = "best.safetensors", tensors: dict[str, torch.Tensor] | None = None, **changes: str | None
    ) -> Path:
        metadata = {key: value for key, value in {**METADATA, **changes}.items() if value is not None}
        torch.manual_seed(0)
        state = cnndsl.parse(CNN).to_torch().state_dict() if tensors is None else tensors
        path = tmp_path / name
        save_file({key: value.clone() for key, value in state.items()}, path, metadata)
        return path

    return write
