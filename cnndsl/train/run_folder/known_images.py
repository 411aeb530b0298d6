"""Which images a run has seen, as one safetensors file: the fingerprint and the label of each image of each part."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from cnndsl.train.data.fingerprints import Identity

PARTS = ("train", "validation", "test")
MOST = 2**27
"""Images of a part; of more nothing is read."""


def dump(identities: Mapping[str, Identity], run: str) -> bytes:
    """The file's content: 16 bytes an image."""
    tensors = {f"{part}.images": known.images.clone() for part, known in identities.items()}
    tensors |= {f"{part}.labels": known.labels.clone() for part, known in identities.items()}
    return save(tensors, {"run": run})


def load(path: Path, run: str | None) -> dict[str, Identity]:
    """The images of a run by the names of its parts; none where the file is missing, damaged or another run's."""
    try:
        if not path.is_file():
            return {}
        with safe_open(path, "pt") as file:
            if (file.metadata() or {}).get("run") != run:
                return {}
            keys = set(file.keys())
            shapes = {key: (file.get_slice(key).get_dtype(), file.get_slice(key).get_shape()) for key in keys}
            found = {}
            for part in PARTS:
                both = [f"{part}.images", f"{part}.labels"]
                if not keys.issuperset(both) or shapes[both[0]] != shapes[both[1]]:
                    continue
                kind, shape = shapes[both[0]]
                if kind == "I64" and len(shape) == 1 and shape[0] <= MOST:
                    images, labels = map(file.get_tensor, both)
                    found[part] = Identity(images, labels)
            return found
    except (OSError, SafetensorError):
        return {}


def trained_on(images: torch.Tensor, path: Path, run: str | None) -> int | None:
    """How many of these fingerprints (int64 N) are of images that a run was trained on; None where it is not known."""
    known = load(path, run).get("train")
    return None if known is None else known.among(images)
