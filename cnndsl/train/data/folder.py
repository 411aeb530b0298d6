"""A folder of images, a folder a class: ``train/<class>/*``, ``val/...``, ``test/...``, or ``<class>/*`` alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cnndsl import environment
from cnndsl.text import can_be_written, listed
from cnndsl.train.data import decode
from cnndsl.train.data.dataset import MAX_PIXELS, Dataset, DataSource, Facts, Part, split
from cnndsl.train.errors import TrainingError

if TYPE_CHECKING:
    import torch

EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp", ".gif")
VALIDATION = ("val", "valid", "validation")
TEST_SHARE = 0.2
"""What is taken for the test images of each class where there is no folder of them."""


class File(NamedTuple):
    """An image file, and the number of its class."""

    path: Path
    label: int


@dataclass(frozen=True)
class Listing:
    """The files of a folder by their names alone. ``parts`` has train, and validation and test where they exist."""

    root: Path
    classes: tuple[str, ...]
    parts: dict[str, list[File]]
    ignored: tuple[str, ...]
    """What else lies there."""

    @property
    def files(self) -> list[File]:
        """Those of all parts."""
        return [file for part in self.parts.values() for file in part]


def source(root: Path, *, skip_bad: bool = False, max_pixels: int = MAX_PIXELS) -> DataSource:
    """The data set in a folder. Raises TrainingError where the layout is not that of classes with images.

    ``skip_bad`` leaves out images that cannot be decoded, among them those of more than ``max_pixels``.
    """
    listing = list_folder(root)
    channels, size = _look(listing, max_pixels)
    facts = Facts(str(root), channels, size, listing.classes, flips=False)
    return DataSource(facts, partial(_load, listing, channels, skip_bad, max_pixels))


# ------------------------------------------------------------------------------------------------- what is there


def list_folder(root: Path) -> Listing:
    """Find parts, classes and images; hidden entries are passed over. Raises TrainingError."""
    with _readable(root):
        top = _entries(root)
        ignored: list[str] = []
        if not _is_split(root):
            found = {"train": _classes(root, ignored)}
        else:
            folders = _part_folders(root, top)
            ignored += [str(entry) for entry in top if entry not in folders.values()]
            found = {part: _classes(folder, ignored) for part, folder in folders.items()}
    classes = tuple(sorted(found["train"]))
    if len(classes) < 2:
        layout = "CLASS/*.png or train/CLASS/*.png, two classes or more"
        few = f"only one class folder, {classes[0]}" if classes else "no class folders"
        raise TrainingError(f"{root}: holds {few}", f"lay its images out as {layout}")
    for name in classes:
        if not can_be_written(name):
            raise TrainingError(f"{root}: the name of the class folder {name!r} is not UTF-8", "rename the folder")
    for part, names in found.items():
        _require_same_classes(root, part, set(names), set(classes))
        empty = [name for name in classes if not names[name]]
        if empty:
            raise TrainingError(f"{root}: no images of {listed(empty)}" + (f" in {part}" if len(found) > 1 else ""))
    parts = {
        part: [File(path, label) for label, name in enumerate(classes) for path in names[name]]
        for part, names in found.items()
    }
    return Listing(root, classes, parts, tuple(ignored))


def _is_split(root: Path) -> bool:
    """Whether there is a folder ``train`` of class folders; one of images is a class of that name."""
    train = root / "train"
    return train.is_dir() and any(entry.is_dir() for entry in _entries(train))


def _part_folders(root: Path, top: Sequence[Path]) -> dict[str, Path]:
    here = {entry.name: entry for entry in top if entry.is_dir()}
    validations = [name for name in VALIDATION if name in here]
    if len(validations) > 1:
        raise TrainingError(f"{root}: holds {' and '.join(validations)}", "keep one folder of validation images")
    folders = {"train": here["train"]}
    if validations:
        folders["validation"] = here[validations[0]]
    if "test" in here:
        folders["test"] = here["test"]
    return folders


def _classes(folder: Path, ignored: list[str]) -> dict[str, list[Path]]:
    """The images of each class folder, sorted; what is no class and no image is added to ``ignored``."""
    classes: dict[str, list[Path]] = {}
    for entry in _entries(folder):
        if not entry.is_dir():
            ignored.append(str(entry))
            continue
        classes[entry.name] = images = []
        for path in _entries(entry):
            if path.suffix.lower() in EXTENSIONS and not path.is_dir():
                images.append(path)
            else:
                ignored.append(str(path))
    return classes


def _entries(folder: Path) -> list[Path]:
    return sorted(Path(entry.path) for entry in os.scandir(folder) if not entry.name.startswith("."))


def _require_same_classes(root: Path, part: str, names: set[str], classes: set[str]) -> None:
    lacking, extra = sorted(classes - names), sorted(names - classes)
    if lacking or extra:
        told = [f"lacks {listed(lacking)}"] if lacking else []
        told += [f"has {listed(extra)}, which train has not"] if extra else []
        raise TrainingError(f"{root}: {part} {' and '.join(told)}", "each part needs a folder for each class of train")


def _look(listing: Listing, max_pixels: int) -> tuple[int, tuple[int, int] | None]:
    """Channels (1 if all images are grey, else 3), and height and width if all agree. Raises TrainingError.

    Headers are read until both are settled. A file that cannot be read says nothing here; loading reports it.
    """
    channels, sizes, first = 0, set[tuple[int, int]](), ""
    for file in listing.files:
        try:
            header = decode.header(file.path, max_pixels)
        except decode.BadImage as error:
            first = first or f"{file.path} ({error})"
            continue
        channels = max(channels, header.channels)
        sizes.add(header.size)
        if channels == 3 and len(sizes) > 1:
            break
    if not sizes:
        raise TrainingError(f"{listing.root}: none of its {len(listing.files):,} images can be read: {first}")
    return channels, sizes.pop() if len(sizes) == 1 else None


# ------------------------------------------------------------------------------------------------- what is loaded


@dataclass(frozen=True)
class Files:
    """Images that are decoded when they are asked for."""

    paths: Sequence[Path]
    channels: int
    max_pixels: int = MAX_PIXELS

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> torch.Tensor:
        """One image, uint8 C x H x W. Raises TrainingError where the file is no longer what it was when checked."""
        try:
            return decode.pixels(self.paths[index], self.channels, self.max_pixels)
        except decode.BadImage as error:
            raise TrainingError(f"{self.paths[index]}: {error}") from None


def _load(listing: Listing, channels: int, skip_bad: bool, max_pixels: int) -> Dataset:
    notes = [f"ignored, as no images of a class: {listed(listing.ignored)}"] if listing.ignored else []
    known, bad = look_through([file.path for file in listing.files], channels, max_pixels)
    if bad:
        told = listed([f"{path} ({reason})" for path, reason in bad.items()])
        count = f"{len(bad):,} of {len(listing.files):,} images cannot be decoded"
        if not skip_bad:
            raise TrainingError(
                f"{listing.root}: {count}: {told}", "mend or delete them, or leave them out: --skip-bad"
            )
        notes.append(f"{count} and are left out: {told}")
    parts = {}
    for name, files in listing.parts.items():
        whole = [file for file in files if file.path not in bad]
        left = {file.label for file in whole}
        gone = [each for label, each in enumerate(listing.classes) if label not in left]
        if gone:
            raise TrainingError(f"{listing.root}: no image of {listed(gone)} in {name} can be decoded")
        parts[name] = _part(whole, channels, max_pixels, known)
    if "test" not in parts:
        parts["train"], parts["test"] = split(parts["train"], TEST_SHARE, 0, listing.classes)
    return Dataset(parts["train"], parts["test"], parts.get("validation"), notes=tuple(notes))


def _part(files: Sequence[File], channels: int, max_pixels: int, known: Mapping[Path, int]) -> Part:
    import torch

    labels, found = torch.tensor([file.label for file in files]), torch.tensor([known[file.path] for file in files])
    return Part(Files([file.path for file in files], channels, max_pixels), labels, found)


def look_through(
    paths: Sequence[Path], channels: int, max_pixels: int = MAX_PIXELS
) -> tuple[dict[Path, int], dict[Path, str]]:
    """The fingerprints of the images, and the reasons of those that cannot be decoded; every file is decoded, on all
    cores, and nothing kept."""

    def look(path: Path) -> int | str:
        try:
            return decode.fingerprint(path, channels, max_pixels)
        except decode.BadImage as error:
            return str(error)

    found = [*zip(paths, _in_threads(look, paths), strict=True)]
    known = {path: one for path, one in found if isinstance(one, int)}
    return known, {path: why for path, why in found if isinstance(why, str)}


def _in_threads(function: Callable[[Path], int | str], paths: Sequence[Path]) -> Iterator[int | str]:
    pool = ThreadPoolExecutor(environment.usable_cores())
    try:
        yield from pool.map(function, paths)
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl-C need not wait for the other files


@contextmanager
def _readable(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TrainingError(f"{error.filename or root}: cannot be read: {error.strerror or error}") from None
