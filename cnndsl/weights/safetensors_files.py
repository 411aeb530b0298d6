"""Weights in the safetensors format: tensors and texts, nothing that could be run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import safetensors

from cnndsl.printable import printable
from cnndsl.weights.errors import DAMAGED, WeightsError
from cnndsl.weights.stored import StoredTensor, StoredWeights, class_names, stated_preprocessing

MAX_HEADER = 100_000_000
"""Bytes of a header that safetensors reads at most; a larger one is no header."""

DTYPES = {
    "BOOL": ("bool", 1), "U8": ("uint8", 1), "I8": ("int8", 1), "I16": ("int16", 2), "U16": ("uint16", 2),
    "I32": ("int32", 4), "U32": ("uint32", 4), "I64": ("int64", 8), "U64": ("uint64", 8), "F16": ("float16", 2),
    "BF16": ("bfloat16", 2), "F32": ("float32", 4), "F64": ("float64", 8), "C64": ("complex64", 8),
    "F8_E4M3": ("float8_e4m3fn", 1), "F8_E5M2": ("float8_e5m2", 1),
}  # fmt: skip
"""PyTorch's name and the bytes of an element."""


def read(path: Path) -> StoredWeights:
    """What a file holds; its numbers are read when they are asked for. Raises WeightsError."""
    require_header(path)
    try:
        file: Any = safetensors.safe_open(path, framework="pt")
        metadata = file.metadata() or {}
        tensors = {key: _tensor(file, key, path) for key in file.keys()}  # noqa: SIM118 - not a dict
    except safetensors.SafetensorError as error:
        raise refused(path, str(error)) from None
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}") from None
    return StoredWeights(
        str(path),
        "safetensors",
        tensors,
        metadata,
        class_names(_field(metadata, "classes")),
        stated_preprocessing(_field(metadata, "preprocessing")),
    )


def require_header(path: Path) -> None:
    """Tell what is not safetensors from what is, before the library gives one message for many causes.

    Raises WeightsError.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
            size = path.stat().st_size
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}") from None
    length = int.from_bytes(start, "little")
    if size == 0:
        raise WeightsError(f"{path} is empty", DAMAGED)
    if len(start) < 8 or not 2 <= length <= MAX_HEADER:
        raise WeightsError(f"{path} is not a safetensors file", "name a run folder, or the .safetensors file in it")
    if size < 8 + length:
        raise WeightsError(f"{path} is truncated: it ends after {size:,} bytes, within its header", DAMAGED)


def refused(path: Path | str, reason: str) -> WeightsError:
    """The error for a file that safetensors does not take."""
    if "not fully covered" in reason or "Incomplete" in reason:
        return WeightsError(
            f"{path} is truncated, or has bytes too many: its size is not what its header says", DAMAGED
        )
    if "UTF-8" in reason:
        return WeightsError(f"{path} is not a safetensors file: its header is not UTF-8 text", DAMAGED)
    detail = printable(reason).removeprefix("Error while deserializing header: ")
    return WeightsError(f"{path} is not a safetensors file, or is damaged: {detail}", DAMAGED)


def _tensor(file: Any, key: str, path: Path) -> StoredTensor:
    view = file.get_slice(key)
    shape = tuple(view.get_shape())
    kind = view.get_dtype()
    dtype, size = DTYPES.get(kind, (kind.lower(), 1))
    count = size
    for extent in shape:
        count *= extent

    def numbers() -> Any:
        try:
            return file.get_tensor(key)
        except (safetensors.SafetensorError, OSError, KeyError, AttributeError) as error:
            raise WeightsError(f"{path}: `{printable(key)}` cannot be read: {printable(str(error))}", DAMAGED) from None

    return StoredTensor(shape, dtype, count, numbers)


def _field(metadata: dict[str, str], key: str) -> Any:
    try:
        return json.loads(metadata[key])
    except (KeyError, ValueError, RecursionError):
        return None
