"""A checksum of all that a safetensors file holds: the format has none, and a flipped bit would be trained on."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

import torch

SEAL = "digest"
"""The field of the metadata that holds it."""


def sealed(tensors: Mapping[str, torch.Tensor], metadata: Mapping[str, str]) -> dict[str, str]:
    """The metadata with the seal of both."""
    return {**metadata, SEAL: _digest(tensors, metadata)}


def is_whole(tensors: Mapping[str, torch.Tensor], metadata: Mapping[str, str]) -> bool:
    """Whether a seal is that of the tensors (on the CPU) and the other fields; true where there is none."""
    return metadata.get(SEAL) in (None, _digest(tensors, metadata))


def _digest(tensors: Mapping[str, torch.Tensor], metadata: Mapping[str, str]) -> str:
    found = blake2b(digest_size=16)
    fields = sorted((key, value) for key, value in metadata.items() if key != SEAL)
    shapes = [(key, str(tensor.dtype), tuple(tensor.shape)) for key, tensor in sorted(tensors.items())]
    found.update(repr((fields, shapes)).encode("utf-8", "surrogatepass"))
    for _, tensor in sorted(tensors.items()):
        found.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return found.hexdigest()
