"""The weights that a run begins with, where they are not drawn, and what its record says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cnndsl import weights
from cnndsl.network import Network
from cnndsl.train.data.dataset import Resize
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.errors import TrainingError
from cnndsl.weights.stored import StatedPreprocessing, stated_preprocessing

if TYPE_CHECKING:
    from cnndsl.weights.match import Weights


@dataclass(frozen=True)
class InitialWeights:
    """Where the first weights of a run come from."""

    source: str
    digest: str
    """SHA-256 over keys and numbers: a run that is resumed before its first checkpoint begins with the same."""
    fresh: tuple[str, ...]
    """Keys that are not among them and were drawn."""
    run: str | None
    """The run that they were trained in, where they are of one."""
    stated: StatedPreprocessing | None
    notes: tuple[str, ...] = ()
    """What the user should know, one sentence each."""

    @classmethod
    def of(cls, loaded: Weights) -> InitialWeights:
        """What there is to know of weights that were loaded."""
        stated, notes = loaded.preprocessing, loaded.notes
        return cls(loaded.source, loaded.digest, loaded.fresh, loaded.run, stated, notes)

    @classmethod
    def from_json(cls, record: Any) -> InitialWeights:
        """What the record of a run says of them. Raises KeyError, TypeError or ValueError for what none has written."""
        stated = None if record["preprocessing"] is None else stated_preprocessing(record["preprocessing"])
        source, digest, fresh, run = (record[key] for key in ("source", "digest", "fresh", "run"))
        if not all(isinstance(text, str) for text in (source, digest, *fresh)) or not isinstance(run, str | None):
            raise ValueError("a text is none")
        return cls(source, digest, tuple(fresh), run, stated)

    def preprocessing(self, channels: int, input_shape: Sequence[int], resize: Resize) -> Preprocessing | None:
        """How images with so many channels are made ready for an input (CxHxW); None where the weights do not say."""
        if self.stated is None or (len(self.stated.mean) == 3 and input_shape[0] != 3):
            return None
        return Preprocessing.stated(self.stated, channels, input_shape, resize)

    def as_json(self) -> dict[str, object]:
        """What the record of a run says of them."""
        return {
            "source": self.source,
            "digest": self.digest,
            "fresh": list(self.fresh),
            "run": self.run,
            "preprocessing": self.stated and self.stated.as_json(),
        }


def load(source: str, net: Network, classes: Sequence[str]) -> Weights:
    """The weights of a source for a network that is to tell these classes apart. Raises TrainingError."""
    try:
        return weights.load(source, net, classes=classes)
    except weights.WeightsError as error:
        raise TrainingError(error.message, error.help, error.table) from None
