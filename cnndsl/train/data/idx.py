"""The IDX files of MNIST and its relatives, gzipped or not.

An IDX file is a magic number (two zero bytes, the type of an element, the number of dimensions), the dimensions as
big-endian 32-bit numbers, and the elements. The header is not believed: memory is taken as data arrives.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from cnndsl.regular_files import open_regular
from cnndsl.text import shape_text
from cnndsl.train.data.dataset import Dataset, Facts, Part
from cnndsl.train.errors import TrainingError

if TYPE_CHECKING:
    import torch

UINT8, INT32 = 0x08, 0x0C
_BYTES = {UINT8: 1, INT32: 4}
CHUNK = 2**20
_DEFLATE = 1032
"""gzip makes data smaller by this factor at most."""


@dataclass(frozen=True)
class Names:
    """How the four files are called: ``{part}-images-idx3-ubyte`` and ``{part}-labels-idx1-ubyte``."""

    train: str = "train"
    test: str = "t10k"
    labels: Literal["idx1-ubyte", "idx2-int"] = "idx1-ubyte"
    """QMNIST's labels are rows of numbers, of which the first is the class."""
    first_label: int = 0
    """The number of the first class."""
    transposed: bool = False
    """Whether rows and columns of the images are exchanged, as in EMNIST."""

    def part(self, part: str) -> tuple[str, str]:
        """The names of the files of images and of labels."""
        return f"{part}-images-idx3-ubyte", f"{part}-labels-{self.labels}"

    @property
    def all(self) -> tuple[str, ...]:
        """All four names: images and labels of the training part, then of the test part."""
        return (*self.part(self.train), *self.part(self.test))


def spellings(name: str) -> Iterator[str]:
    """A file's name as it is found: with a dot for a dash, and gzipped."""
    for base in (name, name.replace("-idx", ".idx")):
        yield base
        yield f"{base}.gz"


def find(folder: Path, names: Names) -> tuple[list[Path], list[str]]:
    """The four files in a folder, and the names of those that are not there."""
    found, missing = [], []
    for name in names.all:
        here = [path for spelling in spellings(name) if (path := folder / spelling).is_file()]
        found += here[:1]
        missing += [] if here else [name]
    return found, missing


def load(files: Sequence[Path], names: Names, facts: Facts) -> Dataset:
    """The data set in four files, as ``find`` gives them. Raises TrainingError for a fault in one of them."""
    train_images, train_labels, test_images, test_labels = files
    return Dataset(_part(train_images, train_labels, names, facts), _part(test_images, test_labels, names, facts))


def _part(images_file: Path, labels_file: Path, names: Names, facts: Facts) -> Part:
    images = read(images_file, UINT8, 3)
    if tuple(images.shape[1:]) != facts.size:
        height, width = images.shape[1:]
        expected = shape_text(facts.size or ())
        raise TrainingError(f"{images_file}: holds images of {height}x{width}; those of {facts.name} are {expected}")
    if not len(images):
        raise TrainingError(f"{images_file}: holds no images")
    labels = read(labels_file, UINT8, 1) if names.labels == "idx1-ubyte" else read(labels_file, INT32, 2)[:, 0]
    labels = labels.long() - names.first_label
    if len(labels) != len(images):
        raise TrainingError(
            f"{labels_file}: holds {len(labels):,} labels; {images_file.name} beside it holds {len(images):,} images"
        )
    wrong = ((labels < 0) | (labels >= len(facts.classes))).nonzero()
    if len(wrong):
        place = int(wrong[0])
        first, last = names.first_label, names.first_label + len(facts.classes) - 1
        raise TrainingError(
            f"{labels_file}: label {int(labels[place]) + first} at place {place:,}; "
            f"those of {facts.name} are from {first} to {last}"
        )
    images = images.transpose(1, 2).contiguous() if names.transposed else images
    return Part(images.unsqueeze(1), labels)


def read(path: Path, element: int, dimensions: int) -> torch.Tensor:
    """The numbers of one file: uint8 or int32, with so many dimensions.

    ``element`` is the type that is expected, UINT8 or INT32. Raises TrainingError where the file is of another kind or
    not what its header says.
    """
    try:
        with open_regular(path) as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
            size = raw.seek(0, 2)
            raw.seek(0)
            if not zipped:
                return _read(path, raw, element, dimensions, size)
            with gzip.GzipFile(fileobj=raw) as stream:
                return _read(path, stream, element, dimensions, size * _DEFLATE)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TrainingError(f"{path}: the gzip file is damaged or cut off: {error}") from None
    except OSError as error:
        raise TrainingError(f"{path}: cannot be read: {error.strerror or error}") from None


def _read(path: Path, stream: IO[bytes] | gzip.GzipFile, element: int, dimensions: int, at_most: int) -> torch.Tensor:
    import numpy as np
    import torch

    header = stream.read(4 + 4 * dimensions)
    wanted = element << 8 | dimensions
    magic = int.from_bytes(header[:4], "big")
    if len(header) >= 4 and magic != wanted:
        raise TrainingError(f"{path}: starts with the number {magic}, an IDX file of this kind with {wanted}")
    if len(header) < 4 + 4 * dimensions:
        raise TrainingError(f"{path}: is cut off in its header, after {len(header)} bytes")
    shape = [int.from_bytes(header[at : at + 4], "big") for at in range(4, len(header), 4)]
    expected = prod(shape) * _BYTES[element]
    said = f"{path}: its header says {shape_text(shape)}, {expected:,} bytes"
    if expected > at_most:
        raise TrainingError(f"{said}; the file cannot hold as many")
    data = bytearray()
    while len(data) < expected and (chunk := stream.read(min(CHUNK, expected - len(data)))):
        data += chunk
    if len(data) < expected:
        raise TrainingError(f"{said}; it is cut off after {len(data):,}")
    if stream.read(1):
        raise TrainingError(f"{said}; it holds more")
    stored, native = {UINT8: ("u1", "u1"), INT32: (">i4", "i4")}[element]
    numbers = np.frombuffer(data, stored).reshape(shape)
    return torch.from_numpy(numbers.astype(native, copy=False))
