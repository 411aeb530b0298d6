"""What the record of a run, ``options.json``, says of how its network was measured."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnndsl.evaluate.weights import Trained
from cnndsl.text import can_be_written
from cnndsl.train.data.dataset import MOST_PIXELS
from cnndsl.train.run_folder import OPTIONS
from cnndsl.train.run_folder.records import DamagedRecordError, read_object
from cnndsl.train.setup import digest


@dataclass(frozen=True)
class RunConditions:
    """How a run read and measured its data; None is what is not known."""

    batch_size: int | None = None
    """Images in one batch of one process."""
    seed: int | None = None
    validation: float | None = None
    """Share of the training images that was held back."""
    data_dir: Path | None = None
    skip_bad: bool = False
    device: str | None = None
    threads: int | None = None
    max_pixels: int | None = None
    """The limit of each image."""

    @classmethod
    def beside(cls, trained: Trained) -> RunConditions:
        """The record in the folder of the weights; an empty one where there is none, or it is another run's or was
        changed."""
        try:
            stored = read_object(trained.path.parent / OPTIONS)
            options, run = stored["options"], stored.pop("run")
            if run != trained.metadata["run"] or digest(stored) != run or not isinstance(options, dict):
                return cls()
        except (OSError, DamagedRecordError, KeyError, RecursionError):
            return cls()
        processes = _known(stored, "processes", _whole(1, 2**20)) or 1
        batch_size = _known(options, "batch_size", _whole(1, 2**31))
        data_dir = _known(options, "data_dir", lambda value: isinstance(value, str) and can_be_written(value))
        return cls(
            batch_size=batch_size and max(1, batch_size // processes),
            seed=_known(options, "seed", _whole(0, 2**32 - 1)),
            validation=_known(options, "validation", lambda value: type(value) is float and 0 < value < 1),
            data_dir=data_dir and Path(data_dir),
            skip_bad=options.get("skip_bad") is True,
            max_pixels=_known(options, "max_pixels", _whole(1, MOST_PIXELS)),
            device=_known(options, "device", lambda value: isinstance(value, str)),
            threads=_known(stored, "threads", _whole(1, os.cpu_count() or 1)),
        )


def _known(values: dict[str, Any], key: str, is_valid: Callable[[Any], bool]) -> Any:
    value = values.get(key)
    return value if is_valid(value) else None


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most
