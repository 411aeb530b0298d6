"""Everything the user can choose about a training run, checked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cnndsl.train.errors import OptionError


@dataclass(frozen=True)
class Options:
    """The choices of one run; the defaults are the recipe. Raises OptionError for a value out of range."""

    data: str = "digits"
    epochs: int = 30
    batch_size: int = 32
    lr: float = 0.03
    """Peak learning rate of the OneCycle schedule."""
    momentum: float = 0.9
    weight_decay: float = 5e-4
    """Applied to the weights of convolutions and fully connected layers only."""
    label_smoothing: float = 0.1
    """Share of each training label that is spread over all classes, against overconfidence."""
    validation: float = 0.1
    """Share of the training data that is held out to choose the best weights."""
    shift: float = 1 / 16
    """Each training image is moved by up to this share of its height and width, at random."""
    seed: int = 0
    device: str = "auto"

    def __post_init__(self) -> None:
        for flag, value in (("--epochs", self.epochs), ("--batch-size", self.batch_size)):
            if value < 1:
                raise OptionError(f"{flag} must be at least 1, not {value}")
        if not (math.isfinite(self.lr) and self.lr > 0):
            raise OptionError(f"--lr must be a finite number above 0, not {self.lr:g}")
        if not 0 <= self.seed < 2**32:
            raise OptionError(f"--seed must be between 0 and {2**32 - 1}, not {self.seed}")
