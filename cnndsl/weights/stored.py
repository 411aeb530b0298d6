"""What a source of weights holds, before it is compared with any network."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from torch import Tensor

Interpolation = Literal["nearest", "bilinear", "bicubic"]
MAX_CLASSES = 1_000_000
MAX_CLASS_NAME = 1000
"""Characters."""


@dataclass(frozen=True, eq=False)
class StoredTensor:
    """One tensor; its numbers are read when they are asked for."""

    shape: tuple[int, ...]
    dtype: str
    """PyTorch's name, such as ``float32``."""
    bytes: int
    read: Callable[[], Tensor]
    """The tensor on the CPU."""


@dataclass(frozen=True)
class StatedPreprocessing:
    """How images were made ready for the weights, as far as their source says it."""

    mean: tuple[float, ...]
    """One a channel, of pixel values between 0 and 1."""
    std: tuple[float, ...]
    size: tuple[int, int] | None = None
    """Height and width of what the network got."""
    interpolation: Interpolation = "bilinear"

    def __post_init__(self) -> None:
        """Raises ValueError for numbers that no images can be normalised with."""
        if len(self.mean) not in (1, 3) or len(self.mean) != len(self.std):
            raise ValueError("mean and std are not those of grey or RGB images")
        if not all(map(math.isfinite, (*self.mean, *self.std))) or min(self.std) <= 0:
            raise ValueError("a mean or a standard deviation is none")
        if self.interpolation not in get_args(Interpolation):
            raise ValueError(f"the interpolation {self.interpolation!r} is not known")

    def as_json(self) -> dict[str, Any]:
        """Its fields as JSON has them."""
        size = None if self.size is None else list(self.size)
        return {"mean": list(self.mean), "std": list(self.std), "size": size, "interpolation": self.interpolation}


@dataclass(frozen=True, eq=False)
class StoredWeights:
    """The tensors of a source by their keys, and what it says of them."""

    source: str
    """As it was given."""
    kind: str
    """The format or the library, for people."""
    tensors: Mapping[str, StoredTensor]
    metadata: Mapping[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    """The names of the classes; empty where the source does not say them."""
    preprocessing: StatedPreprocessing | None = None
    notes: tuple[str, ...] = ()
    """What was unwrapped or left out, one sentence each."""

    @property
    def run(self) -> str | None:
        """The run that wrote it, where ``cnndsl train`` did."""
        return self.metadata.get("run")


def class_names(value: Any) -> tuple[str, ...]:
    """The names of classes in a record, which may be a stranger's; empty where it holds none that can be used."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_CLASSES:
        return ()
    usable = all(isinstance(name, str) and len(name) <= MAX_CLASS_NAME for name in value)
    return tuple(value) if usable else ()


def stated_preprocessing(value: Any) -> StatedPreprocessing | None:
    """The preprocessing in the record of a run, which may be a stranger's; None where it cannot be used."""
    try:
        height, width = value["size"]
        mean, std = (tuple(map(float, value[key])) for key in ("mean", "std"))
        return StatedPreprocessing(mean, std, (int(height), int(width)), value.get("interpolation", "bilinear"))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
