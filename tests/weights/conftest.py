"""A small network, its weights, and a folder with a file that holds them in some way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

import cnndsl
from cnndsl.network import Network

TEXT = """\
model Tiny(classes=10)
input 3x8x8
stem:
    conv 4 3x3
    batchnorm
    relu
body:
    conv 8 3x3
    batchnorm
    relu
global_avgpool
flatten
head: fc classes
"""

State = dict[str, Tensor]
Saved = Callable[..., str]


@pytest.fixture
def net() -> Network:
    return cnndsl.parse(TEXT, path="tiny.cnn")


@pytest.fixture(scope="session")
def state() -> State:
    """The tensors of a trained network: none is as it was initialised. Not to be changed."""
    torch.manual_seed(1)
    made = cnndsl.parse(TEXT).to_torch().state_dict()
    return {key: torch.rand(t.shape) if t.is_floating_point() else torch.tensor(7) for key, t in made.items()}


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saved:
    """Write a file into the working folder, by the ending of its name; the name."""
    monkeypatch.chdir(tmp_path)

    def save(name: str, content: object, metadata: dict[str, str] | None = None) -> str:
        if name.endswith(".safetensors"):
            assert isinstance(content, dict)
            save_file({key: tensor.contiguous() for key, tensor in content.items()}, name, metadata)
        else:
            torch.save(content, name)
        return name

    return save
