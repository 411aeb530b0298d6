"""What ``--data`` takes: the name of a data set, or a folder of images."""

from __future__ import annotations

import os
from pathlib import Path

from cnndsl.diagnostics.suggest import did_you_mean
from cnndsl.train.data import digits
from cnndsl.train.data.dataset import MAX_PIXELS, DataSource
from cnndsl.train.data.torchvision_sets import SETS
from cnndsl.train.errors import OptionError

NAMES: tuple[str, ...] = (digits.FACTS.name, *SETS)
"""The names of all data sets."""


def find(
    name: str, data_dir: Path | None = None, *, skip_bad: bool = False, max_pixels: int = MAX_PIXELS
) -> DataSource:
    """The data set of a name, or the one in a folder of images; a known name goes before a folder of that name.

    ``data_dir`` is where the files of a named one lie or are downloaded to; without it the places of
    ``torchvision_loading.look_in`` are searched. ``skip_bad`` leaves out images of a folder that cannot be decoded;
    ``max_pixels`` is the limit of each image.
    Raises OptionError, with the nearest name, for an unknown one; TrainingError for a folder that is no data set.
    """
    if name == digits.FACTS.name:
        return digits.SOURCE
    if name in SETS:
        from cnndsl.train.data import torchvision_loading

        return torchvision_loading.source(SETS[name], data_dir, max_pixels)
    if os.path.isdir(name):
        from cnndsl.train.data import folder

        return folder.source(Path(name), skip_bad=skip_bad, max_pixels=max_pixels)
    if os.sep in name or os.path.exists(name):
        raise OptionError(f"--data {name}: there is no such folder", "name a folder of images, or a data set")
    near = did_you_mean(name, (*_folders_here(), *NAMES))
    known = f"the data sets are: {', '.join(NAMES)}; or name a folder of images"
    raise OptionError(f"there is no data set {name!r}", f"did you mean {near!r}?" if near else known)


def _folders_here() -> list[str]:
    try:
        return [name for name in os.listdir() if not name.startswith(".") and os.path.isdir(name)]
    except OSError:
        return []
