"""Where the files of a named data set are looked for."""

from __future__ import annotations

import os
from pathlib import Path

DOWNLOADS = Path("data")
SYSTEM = Path("/usr/share/datasets")
"""Where Debian's packages put data sets, such as dataset-fashion-mnist."""


def look_in(data_dir: Path | None) -> list[Path]:
    """The folders in which the files may lie, the first of them first; they need not exist."""
    if data_dir is not None:
        return [data_dir]
    chosen = os.environ.get("CNNDSL_DATA")
    return [DOWNLOADS, *([Path(chosen)] if chosen else []), SYSTEM]


def download_to(data_dir: Path | None) -> Path:
    """Where files go that were not found."""
    return DOWNLOADS if data_dir is None else data_dir
