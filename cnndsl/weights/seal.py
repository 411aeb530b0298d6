"""A checksum of all that a safetensors file holds: the format has none, and a flipped bit would be trained on."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

SEAL = "digest"
"""The field of the metadata that holds it."""


def sealed(tensors: Mapping[str, Any], metadata: Mapping[str, str]) -> dict[str, str]:
    """The metadata with the seal of both. The tensors are torch's, on the CPU, or arrays of NumPy."""
    return {**metadata, SEAL: _digest(tensors, metadata)}


def is_whole(tensors: Mapping[str, Any], metadata: Mapping[str, str]) -> bool:
    """Whether a seal is that of the tensors and the other fields; true where there is none."""
    return metadata.get(SEAL) in (None, _digest(tensors, metadata))


def _digest(tensors: Mapping[str, Any], metadata: Mapping[str, str]) -> str:
    found = blake2b(digest_size=16)
    fields = sorted((key, value) for key, value in metadata.items() if key != SEAL)
    shapes = [
        (key, str(tensor.dtype).removeprefix("torch."), tuple(map(int, tensor.shape)))
        for key, tensor in sorted(tensors.items())
    ]
    found.update(repr((fields, shapes)).encode("utf-8", "surrogatepass"))
    for _, tensor in sorted(tensors.items()):
        found.update(_bytes(tensor))
    return found.hexdigest()


def _bytes(tensor: Any) -> memoryview:
    flat = tensor.reshape(-1)
    if hasattr(flat, "numpy"):
        import torch

        flat = flat.view(torch.uint8).numpy()
    found: memoryview = flat.view("uint8").data
    return found
