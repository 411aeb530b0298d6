"""Weights that `torch.save` wrote. They are pickles, and a pickle can run any code, so PyTorch's restricted unpickler
alone reads them (``weights_only=True``): tensors, numbers, texts and dictionaries."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnndsl.printable import printable
from cnndsl.text import listed, shortened
from cnndsl.weights.errors import WeightsError
from cnndsl.weights.stored import StoredTensor, StoredWeights

if TYPE_CHECKING:
    import torch

ZIP = b"PK\x03\x04"
PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")

WRAPPERS = ("state_dict", "model_state_dict", "model", "model_ema", "ema", "net", "network", "weights", "params")
"""Under what names checkpoints keep the ``state_dict`` beside the state of an optimiser and other things."""

_DAMAGED = "the file is damaged or cut off; take a copy of it, or load it again from where it came"
_STATE_DICT = "save the tensors alone, with torch.save(model.state_dict(), FILE) or as safetensors"


def is_one(path: Path) -> bool:
    """Whether a file begins as `torch.save` begins one. Raises WeightsError for one that cannot be read."""
    try:
        with path.open("rb") as file:
            start = file.read(9)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}") from None
    if start.startswith(ZIP):
        return True
    return start.startswith(PICKLES) and start[8:9] != b"{"  # a header's length may begin with the same bytes


def read(path: Path) -> StoredWeights:
    """What a file holds. Raises WeightsError where it is damaged, or holds more than data."""
    import torch

    _require_archive(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a stranger's file makes of the unpickler
        raise _refused(path, error) from None
    found, notes = _state_dict(value, path)
    tensors: dict[str, StoredTensor] = {}
    others = []
    for key, each in found.items():
        if not isinstance(each, torch.Tensor):
            others.append(f"`{_short(key)}`")
        elif not isinstance(key, str):
            raise WeightsError(f"{path} has the key {_short(key)}, which is no text", _STATE_DICT)
        else:
            tensors[key] = _tensor(key, each, path)
    if others:
        verb = "is no tensor and was" if len(others) == 1 else "are no tensors and were"
        notes = (*notes, f"{listed(others)} in {path.name} {verb} left out")
    return StoredWeights(str(path), "PyTorch", tensors, notes=notes)


def _require_archive(path: Path) -> None:
    """Look at the archive before PyTorch does. Raises WeightsError for one that is cut off, has a program in it, or is
    packed, so that it could be any size in memory."""
    with path.open("rb") as file:
        if not file.read(4).startswith(ZIP):
            return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        why = "it is cut off, its end is missing" if "not a zip file" in str(error) else printable(str(error))
        raise WeightsError(f"{path} cannot be read: {why}", _DAMAGED) from None
    names = [entry.filename for entry in entries]
    if any(re.search(r"(^|/)code/|(^|/)constants\.pkl$", name) for name in names):
        raise WeightsError(f"{path} is a TorchScript program, and cnndsl runs no code from a file", _STATE_DICT)
    if not any(re.search(r"(^|/)data\.pkl$", name) for name in names):
        raise WeightsError(f"{path} is a ZIP archive, but none that torch.save wrote", _STATE_DICT)
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise WeightsError(f"{path} is compressed, which PyTorch's own files are not", _STATE_DICT)


def _refused(path: Path, error: Exception) -> WeightsError:
    said = " ".join(str(error).split())
    name = re.search(r"GLOBAL ([\w.]+)", said) or re.search(r"(?:class|function|global) ([\w.]+\.\w+)", said)
    if "weights_only" in said or "Weights only load failed" in said or "Unsupported" in said:
        what = f" (`{_short(name[1])}`)" if name else ""
        return WeightsError(
            f"{path} holds Python objects besides tensors{what}, and cnndsl runs no code from a file", _STATE_DICT
        )
    return WeightsError(f"{path} cannot be read: {shortened(printable(said), 200) or type(error).__name__}", _DAMAGED)


def _state_dict(value: Any, path: Path, within: str = "") -> tuple[Mapping[Any, Any], tuple[str, ...]]:
    """The dictionary of tensors in what was read, and a note on where it was."""
    import torch

    if not isinstance(value, Mapping):
        raise WeightsError(f"{path} holds a {type(value).__name__}, not tensors by their names", _STATE_DICT)
    if any(isinstance(each, torch.Tensor) for each in value.values()):
        return value, (f"the weights are those under `{within}` in {path.name}",) if within else ()
    if within.count(".") < 2:
        for name in WRAPPERS:
            if isinstance(value.get(name), Mapping) and value[name]:
                return _state_dict(value[name], path, f"{within}.{name}".lstrip("."))
    keys = listed([f"`{_short(key)}`" for key in value]) or "nothing"
    place = f" under `{within}`" if within else ""
    raise WeightsError(f"{path} holds no tensors{place}; it holds {keys}", _STATE_DICT)


def _tensor(key: str, tensor: torch.Tensor, path: Path) -> StoredTensor:
    import torch

    if tensor.layout != torch.strided or tensor.device.type != "cpu" or tensor.is_quantized:
        layout = str(tensor.layout).removeprefix("torch.")
        kind = "quantised" if tensor.is_quantized else layout if layout != "strided" else "without numbers"
        raise WeightsError(f"{path}: `{_short(key)}` is {kind}, and not a plain tensor", _STATE_DICT)
    dtype = str(tensor.dtype).removeprefix("torch.")
    return StoredTensor(tuple(tensor.shape), dtype, tensor.numel() * tensor.element_size(), tensor.detach)


def _short(text: object) -> str:
    return shortened(printable(str(text)), 60)
