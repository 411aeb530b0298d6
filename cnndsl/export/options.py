"""The options of formats: an option is declared by each format that takes it, and asked for once."""

from __future__ import annotations

from typing import NamedTuple


class Option(NamedTuple):
    """A flag of `cnndsl export` that some formats take. Two with the same flag are the same option."""

    flag: str
    """As it is typed: `--fold-bn`."""

    help: str
    words: tuple[str, ...] = ()
    """The values that it takes; without any it is a switch."""

    @property
    def name(self) -> str:
        """The keyword by which ``make`` gets it: `fold_bn`. A switch is True or False, another its word or None."""
        return self.flag.removeprefix("--").replace("-", "_")


HALF = Option("--half", "Store the weights as float16; a graph computes in it.")
SOFTMAX = Option("--softmax", "End in probabilities instead of logits.")
INPUT_RANGE = Option(
    "--input-range",
    "Take images as they are decoded, uint8 (N, height, width, channels), with the preprocessing inside.",
    words=("uint8",),
)
"""What graphs that are shipped take, in every format that holds a graph."""
