"""The run folder: every file in it is whole or absent, and nothing that exists is overwritten."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from pathlib import Path

from safetensors.torch import load_file, save
from torch import nn

from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.loop import Epoch

BEST, LAST = "best.safetensors", "last.safetensors"
METRICS, RESULTS, OPTIONS = "metrics.csv", "results.json", "options.json"


class RunFolder:
    """A new folder that belongs to one run. Every write raises TrainingError where the disk refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, name: str, out: Path | None = None, root: Path = Path("runs")) -> RunFolder:
        """``out`` itself, which must be new or empty, or else the next ``root/name-N``.

        Raises OptionError for an ``out`` that is in use, TrainingError where no folder can be made.
        """
        try:
            folder = cls(_next(root, name) if out is None else _claim(out))
            # Exclusive creation settles which of two runs owns a folder that both found empty.
            (folder.path / METRICS).touch(exist_ok=False)
        except OSError as error:
            if out is not None and isinstance(error, FileExistsError):
                raise OptionError(
                    f"--out {out} exists already, and no run overwrites another",
                    "name a folder that does not exist yet, or an empty one",
                ) from None
            raise _refused(out or root, error) from None
        return folder

    def write_text(self, name: str, text: str) -> None:
        self._write(name, text.encode())

    def write_json(self, name: str, value: Mapping[str, object]) -> None:
        self.write_text(name, json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    def write_metrics(self, epochs: Sequence[Epoch]) -> None:
        with self._aside(METRICS) as path, path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in fields(Epoch)], lineterminator="\n")
            writer.writeheader()
            writer.writerows(asdict(epoch) for epoch in epochs)

    def write_weights(self, name: str, model: nn.Module, metadata: Mapping[str, str]) -> None:
        """The ``state_dict`` as safetensors, on the CPU and in PyTorch's default memory format."""
        tensors = {key: tensor.detach().cpu().contiguous() for key, tensor in model.state_dict().items()}
        self._write(name, save(tensors, dict(metadata)))

    def load_weights(self, name: str, model: nn.Module) -> None:
        model.load_state_dict(load_file(self.path / name))

    def _write(self, name: str, data: bytes) -> None:
        with self._aside(name) as path:
            path.write_bytes(data)

    @contextmanager
    def _aside(self, name: str) -> Iterator[Path]:
        """A path to write to; it takes its name when it is complete and disappears when it is not."""
        aside = self.path / f".{name}.{os.getpid()}"
        try:
            yield aside
            aside.replace(self.path / name)
        except OSError as error:
            raise _refused(self.path / name, error) from None
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def _next(root: Path, name: str) -> Path:
    """Make the folder behind the highest number of this name."""
    root.mkdir(parents=True, exist_ok=True)
    prefix = f"{name}-"
    numbers = [entry.name.removeprefix(prefix) for entry in root.iterdir() if entry.name.startswith(prefix)]
    number = max((int(text) for text in numbers if text.isdecimal()), default=0)
    while True:
        number += 1
        with suppress(FileExistsError):
            path = root / f"{prefix}{number}"
            path.mkdir()
            return path


def _claim(out: Path) -> Path:
    """Make the folder, or take it where it is empty."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise FileExistsError
    return out


def _refused(path: Path, error: OSError) -> TrainingError:
    return TrainingError(
        f"cannot write {path}: {error.strerror or error}",
        "free space or permission is missing there; --out names another place",
    )
