"""Event files for TensorBoard."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from cnndsl.train.errors import TrainingError

TAGS = {
    "train_loss": "loss/train",
    "validation_loss": "loss/validation",
    "train_accuracy": "accuracy/train",
    "validation_accuracy": "accuracy/validation",
    "lr": "learning rate",
    "images_per_second": "speed/images per second",
    "seconds": "speed/seconds per epoch",
}
"""A column of ``metrics.csv`` and the name that TensorBoard shows; what stands before the slash is a group."""


class EventLog:
    """The figures of a run as scalars over its epochs.

    ``purge_step`` is the first epoch that this process writes: of a run that was stopped and resumed, TensorBoard
    forgets what an earlier process wrote from there on. Raises TrainingError where TensorBoard is not installed, or
    the folder cannot be written.
    """

    def __init__(self, folder: Path, purge_step: int | None = None) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            raise TrainingError(
                "--log tensorboard needs TensorBoard, which is not installed",
                "pip install 'cnndsl[tensorboard]'",
            ) from None
        self._folder = folder
        try:
            self._writer = SummaryWriter(str(folder), purge_step=purge_step)
        except OSError as error:
            raise self._refused(error) from None

    def epoch(self, row: Mapping[str, float | None]) -> None:
        """Write one row of ``metrics.csv``, at the step ``row["epoch"]``; what is missing or no number is left out."""
        step = int(row["epoch"] or 0)
        try:
            for key, tag in TAGS.items():
                value = row.get(key)
                if value is not None and math.isfinite(value):
                    self._writer.add_scalar(tag, value, step)
            self._writer.flush()
        except OSError as error:
            raise self._refused(error) from None

    def close(self) -> None:
        """Write what is left. Calling it twice does no harm."""
        try:
            self._writer.close()
        except OSError as error:
            raise self._refused(error) from None

    def _refused(self, error: OSError) -> TrainingError:
        return TrainingError(
            f"cannot write event files to {self._folder}: {error.strerror or error}",
            "free space or permission is missing there",
        )
