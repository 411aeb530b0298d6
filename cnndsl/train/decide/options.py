"""Everything that can be chosen about a training run: one table that the flags, recipe files and documents read."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from cnndsl.graph.limits import MOST_STATEMENTS
from cnndsl.text import can_be_written
from cnndsl.train.data.dataset import MAX_PIXELS, MOST_PIXELS
from cnndsl.train.errors import OptionError

NONE = "none"
"""The word for none of the choices of a text."""

AUGMENTATIONS = ("crop", "flip", "resized-crop")


class OptionRule(NamedTuple):
    """What an option allows and means."""

    kind: type
    """int, float, str or bool."""
    help: str
    words: tuple[str, ...] = ()
    """The allowed values of a text; empty for any."""
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    automatic: bool = False
    """None stands for a value that is chosen from the data, the network or the machine."""
    several: bool = False
    """A text of several parts with commas; its flag may be given as often as there are parts."""
    placeholder: str = ""
    """What help shows in place of a text."""

    def check(self, flag: str, value: Any) -> None:
        """Raises OptionError for a value that is not allowed; ``flag`` is what the user wrote."""
        if value is None and self.automatic:
            return
        kinds = (int, float) if self.kind is float else self.kind
        if not isinstance(value, kinds) or (self.kind is not bool and isinstance(value, bool)):
            raise OptionError(f"{flag} must be {_NOUNS[self.kind]}, not {value!r}")
        if isinstance(value, str) and not can_be_written(value):
            raise OptionError(f"{flag} must be a text in UTF-8 without zero bytes, not {value!r}")
        if self.words and value not in self.words:
            raise OptionError(f"{flag} must be one of {', '.join(self.words)}, not {value!r}")
        if isinstance(value, int | float) and self.kind is not bool:
            self._check_range(flag, value)

    def _check_range(self, flag: str, value: float) -> None:
        if self.kind is float:
            value = _as_float(value)
        bounds: list[tuple[float | None, str, Callable[[float, float], bool]]] = [
            (self.least, "at least", operator.ge),
            (self.most, "at most", operator.le),
            (self.above, "above", operator.gt),
            (self.below, "below", operator.lt),
        ]
        said = [f"{words} {bound:.12g}" for bound, words, _ in bounds if bound is not None]
        held = all(holds(value, bound) for bound, _, holds in bounds if bound is not None)
        if not held or (isinstance(value, float) and not math.isfinite(value)):
            number = "a finite number " if self.kind is float else ""
            shown = f"{value:.12g}" if isinstance(value, float) else value
            raise OptionError(f"{flag} must be {number}{' and '.join(said)}, not {shown}")


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number of more than 308 digits
        return math.inf


_NOUNS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}


def _option(kind: type, default: Any, help: str, **bounds: Any) -> Any:  # noqa: A002
    return field(default=default, metadata={"rule": OptionRule(kind, help, automatic=default is None, **bounds)})


@dataclass(frozen=True)
class Options:
    """What the user chose of a run; the defaults are the recipe. Raises OptionError for a value out of range.

    None is a choice that is left to be made when data, network and machine are known; a ``Recipe`` has none.
    """

    data: str = _option(str, "digits", "Data set to train on: a name, or a folder of images.")
    data_dir: str | None = _option(str, None, "Where the files of a named data set lie, or are downloaded to.")
    validation: float | None = _option(
        float, None, "Share of the training images that is held out to choose the best weights.", above=0, below=1
    )
    resize: str | None = _option(
        str, None, "How images of another size are made to fit.", words=("crop", "stretch", "pad")
    )
    skip_bad: bool = _option(bool, False, "Leave out images that cannot be decoded.")
    max_pixels: int = _option(
        int, MAX_PIXELS, "Pixels of an image at most; a larger JPEG is decoded smaller, others are refused.",
        least=1, most=MOST_PIXELS,
    )  # fmt: skip

    limit: int = _option(
        int, 10_000, "Statements that repetition and block calls of the network may add.", least=1, most=MOST_STATEMENTS
    )
    weights: str = _option(
        str, NONE, "Weights to begin with: a file, a run folder, torchvision:WEIGHTS or timm:NAME; none draws them.",
        placeholder="FILE",
    )  # fmt: skip
    freeze: str = _option(
        str, NONE, "Containers or layers that keep their weights, or all-but-head.", several=True, placeholder="NAME"
    )
    lr_scale: str = _option(
        str, NONE, "Containers or layers with a share of the learning rate, as in stem=0.1.", several=True,
        placeholder="NAME=X",
    )  # fmt: skip

    epochs: int | None = _option(int, None, "Passes over the training images.", least=1, most=1_000_000)
    batch_size: int | None = _option(int, None, "Images in one step, on all devices together.", least=1, most=2**31)
    opt: str = _option(str, "sgd", "Optimiser; sgd has Nesterov momentum.", words=("sgd", "adam", "adamw"))
    lr: float | None = _option(float, None, "Peak learning rate.", above=0)
    momentum: float = _option(float, 0.9, "Momentum of sgd, first beta of adam and adamw.", above=0, below=1)
    weight_decay: float | None = _option(float, None, "Weight decay; norms and biases are left out.", least=0)
    schedule: str = _option(
        str, "onecycle", "Learning rate after the warm-up.", words=("onecycle", "cosine", "step", "constant")
    )
    warmup: float = _option(
        float, 0.3, "Share of the steps in which the learning rate rises to its peak.", least=0, below=1
    )
    label_smoothing: float = _option(float, 0.05, "Share of a label spread over all classes.", least=0, below=1)
    class_weights: str = _option(
        str, "none", "balanced lets rare classes count as much as frequent ones.", words=("none", "balanced")
    )
    augment: str | None = _option(
        str, None, "none, or some of crop, flip and resized-crop with commas; flip mirrors left and right."
    )
    ema: float = _option(
        float, 0.0, "Decay of an exponential moving average of the weights, measured in their place; 0 is none.",
        least=0, below=1,
    )  # fmt: skip
    patience: int = _option(int, 0, "Stop after so many epochs without a better one; 0 never does.", least=0)

    seed: int = _option(int, 0, "Decides all that is random.", least=0, most=2**32 - 1)
    deterministic: bool = _option(
        bool, False, "Let nothing depend on measured times; on CUDA use the deterministic kernels too."
    )
    precision: str | None = _option(str, None, "Of the forward pass.", words=("float32", "bf16"))
    device: str = _option(str, "auto", "Where to compute.", words=("auto", "cpu", "cuda", "mps"))
    workers: int | None = _option(int, None, "Processes that decode images too many to be held.", least=0, most=512)
    compile: bool = _option(bool, False, "Run the network through torch.compile.")
    log: str = _option(str, "none", "tensorboard writes event files to the run.", words=("none", "tensorboard"))
    overfit_batches: int = _option(
        int, 0, "Train on so many batches only, to see whether the network can learn them by heart.", least=0
    )

    def __post_init__(self) -> None:
        for name, rule in RULES.items():
            value = getattr(self, name)
            rule.check(flag(name), value)
            if rule.kind is float and value is not None:
                object.__setattr__(self, name, float(value))
        if self.augment is not None:
            augmentations(self.augment)
        words(self.freeze)
        lr_scales(self.lr_scale)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], where: str) -> Options:
        """Options from names and values of a file; ``where`` names it. Raises OptionError for an unknown name."""
        from cnndsl.diagnostics.suggest import did_you_mean

        for name in values:
            if name not in RULES:
                known = [flag(each).removeprefix("--") for each in RULES]
                near = did_you_mean(name.replace("_", "-"), known)
                raise OptionError(
                    f"{where}: there is no option {name!r}",
                    f"did you mean {near!r}?" if near else f"the options are {', '.join(known)}",
                )
        try:
            return cls(**values)
        except OptionError as error:
            raise OptionError(f"{where}: {error.message}", error.help) from None


RULES: dict[str, OptionRule] = {each.name: each.metadata["rule"] for each in fields(Options)}
"""What each option allows, by its name in Python and in recipe files."""


def augmentations(text: str) -> frozenset[str]:
    """The words of ``augment``: none of them for ``none``. Raises OptionError for an unknown one."""
    chosen = [] if text == NONE else [word.strip() for word in text.split(",")]
    for word in chosen:
        if word not in AUGMENTATIONS:
            raise OptionError(f"--augment must be none or some of {', '.join(AUGMENTATIONS)}, not {word!r}")
    return frozenset(chosen)


def words(text: str) -> tuple[str, ...]:
    """The names in ``freeze``: none of them for ``none``. Raises OptionError where one is empty."""
    found = () if text == NONE else tuple(word.strip() for word in text.split(","))
    if not all(found):
        raise OptionError(f"--freeze must be none or names with commas, not {text!r}")
    return found


def lr_scales(text: str) -> dict[str, float]:
    """Shares of the learning rate by the names of ``lr_scale``. Raises OptionError for what is no NAME=X."""
    found: dict[str, float] = {}
    for word in () if text == NONE else text.split(","):
        name, equals, number = word.partition("=")
        try:
            scale = float(number)
        except ValueError:
            scale = math.nan
        if not equals or not name.strip() or not 0 < scale < math.inf:
            raise OptionError(f"--lr-scale must be none or NAME=X with commas, X above 0, not {word!r}")
        found[name.strip()] = scale
    return found


def flag(name: str) -> str:
    """The flag of an option by its name in Python: ``batch_size`` is ``--batch-size``."""
    return "--" + name.replace("_", "-")
