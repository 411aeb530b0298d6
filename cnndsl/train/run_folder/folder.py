"""The run folder: every file in it is whole or absent, and nothing that exists is overwritten."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from pathlib import Path
from time import sleep
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn

from cnndsl.text import can_be_written
from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.run_folder import CHECKPOINT, LAST, METRICS, OPTIONS, RESULTS, records, stored_results
from cnndsl.train.steps.trainer import Epoch
from cnndsl.weights.seal import is_whole, sealed
from cnndsl.whole_files import remove_drafts, write_whole

_claims: set[int] = set()
"""The handles by which this process owns run folders."""


WAITS = (0.1, 0.5, 2.0)
"""Seconds before what was being written and has disappeared is written again."""


class LostFolderError(TrainingError):
    """The run folder was deleted, or another took its place, while the run was going on."""


def _inherit_no_claim() -> None:
    """A worker that lives on for seconds after its run was killed must not keep the folder from being resumed."""
    for handle in _claims:
        os.close(handle)
    _claims.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_inherit_no_claim)


class RunFolder:
    """A folder that belongs to one run. Every write raises TrainingError where the disk refuses.

    A folder that was claimed is known by itself and not by its name: it is found again where somebody has moved it,
    and is never made again where somebody has deleted it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None
        self.moved_from: Path | None = None
        """Where it was when it was claimed, if it is elsewhere now."""

    @property
    def path(self) -> Path:
        """Where the folder is; where it was, if it is nowhere any more."""
        if self._handle is not None and not _is_at(self._handle, self._path):
            now = _place_of(self._handle)
            if now is not None:
                self.moved_from = self.moved_from or self._path
                self._path = now
        return self._path

    @property
    def is_lost(self) -> bool:
        """Whether the folder was deleted since it was claimed."""
        return self._handle is not None and not _is_at(self._handle, self.path)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the folder was moved, renamed or deleted since it was claimed."""
        return self.is_lost or self.moved_from is not None

    @classmethod
    def create(cls, name: str, out: Path | None = None, root: Path = Path("runs")) -> RunFolder:
        """``out`` itself, which must be new or empty, or else the next ``root/name-N``.

        Raises OptionError for an ``out`` that is in use, TrainingError where no folder can be made.
        """
        if out is not None:
            cls.require_usable(out)
        try:
            folder = cls(_next(root, name) if out is None else _claim(out))
            # Exclusive creation settles which of two runs owns a folder that both found empty.
            (folder.path / METRICS).touch(exist_ok=False)
        except OSError as error:
            if out is not None and isinstance(error, FileExistsError):
                raise _in_use(out) from None
            raise _refused(out or root, error) from None
        return folder

    @staticmethod
    def require_usable(out: Path) -> None:
        """Raises OptionError where no run can be made in ``out``; nothing is changed."""
        if not can_be_written(str(out)):  # safetensors opens no such file
            raise OptionError(f"--out {out} is not UTF-8", "name another folder")
        if os.path.isfile(out) or (os.path.isdir(out) and os.access(out, os.R_OK) and any(out.iterdir())):
            raise _in_use(out)

    @classmethod
    def existing(cls, path: Path) -> RunFolder:
        """The folder of a run that began earlier. Raises TrainingError where there is none."""
        if not path.is_dir():
            raise TrainingError(f"there is no run {path}", "`cnndsl runs` lists the runs")
        if not (path / OPTIONS).is_file():
            raise TrainingError(
                f"{path} has no {OPTIONS}: it is no run folder, or the run was stopped before it began",
                "`cnndsl runs` lists the runs; train anew, with another --out",
            )
        return cls(path)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """No other process writes into the folder meanwhile. Raises TrainingError where one does."""
        try:
            import fcntl
        except ImportError:  # not on Windows
            yield
            return
        try:
            handle = os.open(self.path, os.O_RDONLY)
        except OSError as error:
            raise TrainingError(f"{self.path} cannot be read: {error.strerror or error}") from None
        _claims.add(handle)
        self._handle = handle
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise TrainingError(f"another process is training in {self.path}", "wait for it, or stop it") from None
            except OSError:  # a file system without locks
                pass
            yield
        finally:
            self._handle = None
            _claims.discard(handle)
            os.close(handle)

    def read_json(self, name: str) -> dict[str, Any]:
        """The JSON object in a file. Raises TrainingError where the file is missing or damaged."""
        try:
            return records.read_object(self.path / name)
        except OSError as error:
            reason = error.strerror or str(error)
        except records.DamagedRecordError as error:
            reason = f"it {error}"
        raise TrainingError(f"{self.path / name} cannot be read: {reason}", "put it back, or train anew")

    def small_file(self, name: str) -> bytes | None:
        """The content of a file; None where there is no such file, or it is none that a run has written."""
        try:
            with records.open_record(self.path / name) as file:
                return file.read()
        except (OSError, records.DamagedRecordError):
            return None

    def holds(self, name: str) -> bool:
        """Whether the folder has a file of this name."""
        return (self.path / name).exists()

    @property
    def finished(self) -> bool:
        """Whether the run came to its end. Raises TrainingError where its record says so with figures of no run."""
        if not self.holds(RESULTS):
            return False
        results = self.read_json(RESULTS)
        if results.get("status") != "finished":
            return False
        stored_results.require_valid(results, str(self.path / RESULTS))
        return True

    def remove_finished_checkpoint(self) -> None:
        """Remove the checkpoint of a finished run, which is left where it was killed in its last moment."""
        if self.holds(LAST):  # else the record that calls it finished is not to be believed
            self.remove(CHECKPOINT)

    def write_text(self, name: str, text: str) -> None:
        """Write a text in UTF-8; ``name`` may lead into a folder below this one."""
        self.write(name, text.encode())

    def write_json(self, name: str, value: Mapping[str, object]) -> None:
        """Write an object as JSON that people can read."""
        self.write_text(name, json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    def write_metrics(self, epochs: Sequence[Epoch]) -> None:
        """Write ``metrics.csv``: a line for each epoch, a column for each field of ``Epoch``."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, [field.name for field in fields(Epoch)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(epoch) for epoch in epochs)
        self.write_text(METRICS, text.getvalue())

    def write_weights(self, name: str, model: nn.Module, metadata: Mapping[str, str]) -> None:
        """The ``state_dict`` as safetensors, on the CPU and in PyTorch's default memory format."""
        self.write(name, _as_weights(model, metadata))

    def rescue(self, model: nn.Module, metadata: Mapping[str, str]) -> Path:
        """Write the weights beside the place of a folder that is lost, into a new file, and return its path.

        Raises OSError where that cannot be done either; no folder is made.
        """
        parent, name = self.path.parent, f"{self.path.name}-rescued"
        number = 1
        while (path := parent / f"{name}{f'-{number}' * (number > 1)}.safetensors").exists():
            number += 1
        write_whole(path, _as_weights(model, metadata), make_folders=False)
        return path

    def load_weights(self, name: str, model: nn.Module, run: str) -> None:
        """Load weights of this run. Raises TrainingError where the file is missing, damaged or another run's."""
        path = self.path / name
        try:
            with safe_open(path, "pt") as file:
                metadata: dict[str, str] = file.metadata() or {}
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - not a dict
        except (OSError, SafetensorError) as error:
            raise TrainingError(f"{path} cannot be read: {error}", "put it back, or train anew") from None
        if metadata.get("run") != run:
            raise TrainingError(f"{path} has the weights of another run", "put its own back, or train anew")
        expected = {key: (tensor.dtype, tensor.shape) for key, tensor in model.state_dict().items()}
        if {key: (tensor.dtype, tensor.shape) for key, tensor in tensors.items()} != expected:
            raise TrainingError(f"{path} has the weights of another network", "put its own back, or train anew")
        if not is_whole(tensors, metadata):
            raise TrainingError(f"{path} cannot be read: its checksum is wrong", "put it back, or train anew")
        model.load_state_dict(tensors)

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole: after a crash, of the machine too, it is the old one or the new one.

        Raises LostFolderError where the folder was deleted, TrainingError where the disk refuses.
        """
        for wait in (*WAITS, None):
            folder = self.path
            if self.is_lost:
                raise LostFolderError(f"{folder} was deleted while its run was going on")
            try:
                for inner in reversed(Path(name).parents[:-1]):  # never the folder itself, should it have gone
                    (folder / inner).mkdir(exist_ok=True)
                write_whole(folder / name, data, make_folders=False)
                return
            except OSError as error:
                if not isinstance(error, FileNotFoundError) or wait is None:
                    help = f"make room there, then: cnndsl train --resume {folder}" if self.holds(CHECKPOINT) else ""  # noqa: A001
                    raise _refused(folder / name, error, help) from None
                sleep(wait)  # somebody may be deleting the folder, file after file

    def remove(self, name: str) -> None:
        """Remove a file if it is there and can be removed."""
        with suppress(OSError):
            (self.path / name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a killed process left half written."""
        remove_drafts(self.path)


def _as_weights(model: nn.Module, metadata: Mapping[str, str]) -> bytes:
    tensors = {key: tensor.detach().cpu().contiguous() for key, tensor in model.state_dict().items()}
    return save(tensors, sealed(tensors, metadata))


def _is_at(handle: int, path: Path) -> bool:
    """Whether the open folder is the one of this path."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except OSError:
        return False


def _place_of(handle: int) -> Path | None:
    """The path of an open folder; None where it has none any more, or the system does not say it."""
    try:
        import fcntl

        if hasattr(fcntl, "F_GETPATH"):  # macOS
            found = fcntl.fcntl(handle, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0")
        else:
            found = os.readlink(os.fsencode(f"/proc/self/fd/{handle}"))
    except (ImportError, OSError):
        return None
    path = Path(os.fsdecode(found))
    return path if _is_at(handle, path) else None


def _next(root: Path, name: str) -> Path:
    """Make the folder after the highest number of this name."""
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


def _in_use(out: Path) -> OptionError:
    return OptionError(
        f"--out {out} exists already, and no run overwrites another",
        "name a folder that does not exist yet, or an empty one",
    )


def _refused(path: Path, error: OSError, help: str = "") -> TrainingError:  # noqa: A002
    return TrainingError(
        f"cannot write {path}: {error.strerror or error}",
        help or "free space or permission is missing there; --out names another place",
    )
