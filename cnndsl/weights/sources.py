"""A source of weights by its name: a file, a run folder, torchvision, timm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cnndsl.printable import printable
from cnndsl.text import can_be_written
from cnndsl.weights.errors import WeightsError
from cnndsl.weights.stored import StoredWeights

if TYPE_CHECKING:
    from cnndsl.network import Network

BEST = "best.safetensors"
"""What a run folder calls its best weights."""

LIBRARIES = ("torchvision", "timm")


def is_library(source: str) -> bool:
    """Whether a source is a name for a library, no path."""
    return source.partition(":")[0] in LIBRARIES and ":" in source


def read(source: str, network: Network | None = None) -> StoredWeights:
    """What a source holds. ``network`` says which model of torchvision is meant where the source does not.

    Raises WeightsError where it cannot be read.
    """
    library, colon, name = source.partition(":")
    if colon and library == "torchvision":
        from cnndsl.weights import torchvision_weights

        return torchvision_weights.read(source, name, network)
    if colon and library == "timm":
        from cnndsl.weights import timm_weights

        return timm_weights.read(source, name)
    from cnndsl.weights import pytorch_files, safetensors_files

    path = file_of(Path(source))
    if pytorch_files.is_one(path):
        return pytorch_files.read(path)
    return safetensors_files.read(path)


def file_of(path: Path) -> Path:
    """The file that a path means: the best weights of a run folder, or the file itself. Raises WeightsError."""
    where = printable(str(path))
    if not can_be_written(str(path)):
        raise WeightsError(f"{where} cannot be read: its name is not UTF-8", "rename the file or its folder")
    try:
        if path.is_dir():
            if (path / BEST).is_file():
                return path / BEST
            raise WeightsError(f"{where} is a folder without {BEST}", "name a run folder, or a file in the folder")
        if path.is_file():
            return path
        if path.exists():
            raise WeightsError(f"{where} is neither a folder nor a file")
    except OSError as error:
        raise WeightsError(f"{where} cannot be read: {error.strerror or error}") from None
    raise WeightsError(
        f"there is no weights file {where}",
        "name a .safetensors, .pt or .pth file, a run folder, torchvision:IMAGENET1K_V1 or timm:NAME",
    )
