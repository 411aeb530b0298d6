"""Torchvision's data sets, from files that are there or through its downloads.

No pickle of a file that may be anybody's is loaded. The only pickles among these sets are CIFAR's: torchvision
compares the MD5 sum of every batch with a constant each time before it unpickles one (``CIFAR10.__init__`` calls
``_check_integrity``, ``_load_meta`` checks its own file); a test holds it to that. IDX files are read by ``idx``, so
that the ``.pt`` files that old versions of torchvision made of them are never opened.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnndsl import environment
from cnndsl.text import plural, shape_text
from cnndsl.train.data import idx
from cnndsl.train.data.dataset import MAX_PIXELS, Dataset, DataSource, Part, split
from cnndsl.train.data.torchvision_sets import Arguments, TorchvisionSet
from cnndsl.train.errors import TrainingError

if TYPE_CHECKING:
    import torch

DOWNLOADS = Path("data")
SYSTEM = Path("/usr/share/datasets")
"""Where Debian's packages put data sets, such as dataset-fashion-mnist."""

FAILURES = (
    RuntimeError, OSError, ValueError, LookupError, EOFError, ImportError,
    HTTPException, tarfile.TarError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What torchvision raises where files are missing, broken, or cannot be fetched."""


def source(which: TorchvisionSet, data_dir: Path | None, max_pixels: int = MAX_PIXELS) -> DataSource:
    """A data set of torchvision; nothing is read or fetched before it is loaded."""
    return DataSource(which.facts, partial(_load, which, data_dir, max_pixels))


# ------------------------------------------------------------------------------------------------- where files lie


def look_in(data_dir: Path | None) -> list[Path]:
    """The folders in which the files may lie, the first of them first; they need not exist.

    ``data_dir`` is the one that the user named; without it they are ``data``, the one of CNNDSL_DATA, and the system's.
    """
    if data_dir is not None:
        return [data_dir]
    chosen = environment.data_folder()
    return [DOWNLOADS, *([chosen] if chosen else []), SYSTEM]


def download_to(data_dir: Path | None) -> Path:
    """The folder into which files go that were not found."""
    return DOWNLOADS if data_dir is None else data_dir


# ------------------------------------------------------------------------------------------------- reading


def _load(which: TorchvisionSet, data_dir: Path | None, max_pixels: int) -> Dataset:
    places = look_in(data_dir)
    if which.idx is not None:
        return _load_idx(which, which.idx, places, data_dir)
    for root in places:
        for folder in (root, root / which.facts.name):
            if folder.is_dir():
                try:
                    return _parts(which, folder, max_pixels, download=False)
                except FAILURES:
                    continue  # not there, or not whole: torchvision reports both in one way
    target = download_to(data_dir)
    try:
        target.mkdir(parents=True, exist_ok=True)
        return _parts(which, target, max_pixels, download=True)
    except FAILURES as error:
        raise _unavailable(which, places, error) from None


def _parts(which: TorchvisionSet, root: Path, max_pixels: int, *, download: bool) -> Dataset:
    loaded = {
        name: _Loaded(which, _construct(which, root, arguments, download=download), max_pixels)
        for name in ("train", "validation", "test")
        if (arguments := getattr(which.parts, name)) is not None
    }
    classes = loaded["train"].classes
    parts = {name: each.part() for name, each in loaded.items()}
    if "test" not in parts:
        parts["train"], parts["test"] = split(parts["train"], 0.2, 0, classes or which.facts.classes)
    return Dataset(parts["train"], parts["test"], parts.get("validation"), classes)


def _construct(which: TorchvisionSet, root: Path, arguments: Arguments, *, download: bool) -> Any:
    from torchvision import datasets

    loaded = getattr(datasets, which.kind)(root, download=download, **arguments)
    if which.kind == "SUN397":  # it takes files in the order of the file system, and a split goes by the order
        ordered = sorted(zip(loaded._image_files, loaded._labels, strict=True))
        loaded._image_files, loaded._labels = map(list, zip(*ordered, strict=True)) if ordered else ([], [])
    return loaded


def _unavailable(
    which: TorchvisionSet, places: list[Path], error: BaseException, incomplete: str = ""
) -> TrainingError:
    reason = " ".join(str(error).split()) or type(error).__name__
    looked = ", ".join(map(str, places))
    return TrainingError(
        f"{which.facts.name} is not in {looked}{incomplete}, and torchvision could not fetch it: {reason}",
        "put its files into one of these folders, or name theirs with --data-dir",
    )


# ------------------------------------------------------------------------------------------------- IDX files


def _load_idx(which: TorchvisionSet, names: idx.Names, places: list[Path], data_dir: Path | None) -> Dataset:
    folders = [folder for root in places for folder in _idx_folders(which, root)] + ([data_dir] if data_dir else [])
    incomplete = ""
    for folder in folders:
        files, missing = idx.find(folder, names)
        if not missing:
            return idx.load(files, names, which.facts)
        if files and not incomplete:
            incomplete = f" ({folder} lacks {', '.join(missing)})"
    target = download_to(data_dir)
    try:
        for arguments in (which.parts.train, which.parts.test or {}):
            _fetch_idx(which, target, arguments)
    except FAILURES as error:
        raise _unavailable(which, places, error, incomplete) from None
    files, missing = idx.find(target / which.kind / "raw", names)
    if missing:
        raise TrainingError(f"torchvision fetched {which.facts.name} without {', '.join(missing)}")
    return idx.load(files, names, which.facts)


def _idx_folders(which: TorchvisionSet, root: Path) -> list[Path]:
    """Where the files may lie below a folder; straight in it only where the user names it, as names are shared."""
    return [root / which.facts.name, root / which.kind / "raw", root / which.kind]


def _fetch_idx(which: TorchvisionSet, root: Path, arguments: Arguments) -> None:
    """Let torchvision download the files, and read nothing."""
    from torchvision import datasets

    base = getattr(datasets, which.kind)
    unread = {"_check_legacy_exist": lambda self: False, "_load_data": lambda self: (None, None)}
    type(which.kind, (base,), unread)(root, download=True, **arguments)  # the name is that of its folder


# ------------------------------------------------------------------------------------------------- one part


class _Loaded:
    """One part as torchvision gives it."""

    def __init__(self, which: TorchvisionSet, loaded: Any, max_pixels: int) -> None:
        self._which = which
        self._loaded = loaded
        self._max_pixels = max_pixels

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, where they are not known beforehand; empty where torchvision has none."""
        facts = self._which.facts
        names = getattr(self._loaded, "classes", None) or getattr(self._loaded, "categories", None) or ()
        if facts.classes != tuple(map(str, range(len(facts.classes)))) or len(names) != len(facts.classes):
            return ()
        return tuple(map(str, names))

    def part(self) -> Part:
        """Its images and labels. Raises TrainingError where they are no images, or labels that are not those of the
        classes."""
        classes, name = len(self._which.facts.classes), self._which.facts.name
        labels = self._numbers()
        if not len(labels):
            raise TrainingError(f"the files of {name} hold no images")
        if not 0 <= int(labels.min()) <= int(labels.max()) < classes:
            raise TrainingError(f"the files of {name} have other labels than 0 to {classes - 1}")
        images = self._array()
        count = len(self._loaded if images is None else images)
        if count != len(labels):
            raise TrainingError(f"the files of {name} hold {len(labels):,} labels and {count:,} images")
        if images is None:
            return Part(_Lazy(self._loaded, self._which.facts.channels, name, self._max_pixels), labels)
        return Part(images, labels)

    def _numbers(self) -> torch.Tensor:
        """The labels, int64 N. Raises TrainingError where they are none: texts, fractions, several for an image."""
        import torch

        try:
            given = torch.as_tensor(self._labels())
        except (TypeError, ValueError, RuntimeError):
            given = torch.empty(0, 0)
        if given.dim() != 1 or given.is_complex() or given.dtype == torch.bool or (given.long() != given).any():
            raise TrainingError(f"the labels of {self._which.facts.name} are not one whole number for each image")
        return given.long()

    def _labels(self) -> Any:
        for name in ("targets", "labels", "_labels", "y"):
            if hasattr(self._loaded, name):
                return getattr(self._loaded, name)
        if hasattr(self._loaded, "_samples"):
            return [label for _, label in self._loaded._samples]
        return [label for _, label in self._loaded]

    def _array(self) -> torch.Tensor | None:
        """uint8 N x C x H x W, where torchvision keeps all images in one array."""
        import torch

        data = getattr(self._loaded, "data", None)
        if data is None:
            return None
        images, channels = torch.as_tensor(data), self._which.facts.channels
        if images.dim() == 3:
            images = images.unsqueeze(1)
        elif images.dim() == 4 and images.shape[1] != channels:
            images = images.permute(0, 3, 1, 2).contiguous()
        if images.dtype != torch.uint8 or images.dim() != 4 or images.shape[1] != channels:
            what = f"{shape_text(images.shape)} of {str(images.dtype).removeprefix('torch.')}"
            wanted = f"bytes of {plural(channels, 'channel')}"
            raise TrainingError(f"the images of {self._which.facts.name} are {what}, not {wanted}")
        return images


@dataclass(frozen=True)
class _Lazy:
    """Images that torchvision decodes when they are asked for."""

    loaded: Any
    channels: int
    name: str
    max_pixels: int

    def __len__(self) -> int:
        return len(self.loaded)

    def __getitem__(self, index: int) -> torch.Tensor:
        from cnndsl.train.data import decode  # and Pillow, which facts of a data set do not need

        try:
            with decode.held_to(self.max_pixels):
                return decode.as_tensor(self.loaded[index][0], self.channels)
        except Exception as error:  # what a decoder raises is not documented
            raise TrainingError(f"image {index:,} of {self.name} cannot be decoded: {error}") from None
