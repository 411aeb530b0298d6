"""What docs/layers.md says of each argument: its place, its bounds, its words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.conformance.functional_values import MOST, Refused

PAGE = Path(__file__).parents[2] / "docs" / "layers.md"


class Argument(NamedTuple):
    """One row of a kind's table."""

    positional: bool
    whole: bool
    """Whether it is an integer, a size or a list of them."""

    least: float | None
    most: float | None
    words: tuple[str, ...]

    def require(self, value: Any) -> None:
        """Raise Refused where a value is no integer, or out of bounds. Words and shapes are left to the rules."""
        if isinstance(value, list | tuple):
            for each in value:
                self.require(each)
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            return
        if self.whole and isinstance(value, float):
            raise Refused(f"{value} is no integer")
        most = self.most if self.most is not None else MOST if self.whole else None
        if (self.least is not None and value < self.least) or (most is not None and value > most):
            raise Refused(f"{value} is out of bounds")


@cache
def arguments() -> dict[str, dict[str, Argument]]:
    """The arguments of every kind, in their order."""
    found: dict[str, dict[str, Argument]] = {}
    for section in PAGE.read_text().partition("\n## Traits")[0].split("\n## ")[1:]:
        kind = section.split("\n", 1)[0].strip()
        found[kind] = {}
        for name, takes in re.findall(r"^\| `(\w+=?)` \| [^|]* \| ([^|]*) \|", section, re.M):
            found[kind][name.rstrip("=")] = _argument(name, takes)
        for alias in re.findall(r"\(also `(\w+)`\)", section):
            found[alias] = found[kind]
    return found


def _argument(name: str, takes: str) -> Argument:
    between = re.search(r"from (-?[\d.e-]+) to (-?[\d.e-]+)", takes)
    least = re.search(r"of at least (-?[\d.e-]+)", takes)
    whole = re.match(r"an integer|a size|a shape|an amount", takes) is not None
    if between:
        low, high = map(float, between.groups())
        bounds: tuple[float | None, float | None] = low, high
    else:
        bounds = (float(least[1]) if least else None), None
    words = re.sub(r"^an? .*?(?:, or |$)", "", takes)
    return Argument(not name.endswith("="), whole, *bounds, tuple(re.findall(r"\w+", re.sub(r"\bor\b", "", words))))
