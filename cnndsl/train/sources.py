"""The data sets that ``--data`` knows by name."""

from __future__ import annotations

from cnndsl.diagnostics.suggest import did_you_mean
from cnndsl.train import digits
from cnndsl.train.dataset import Source
from cnndsl.train.errors import OptionError

SOURCES: dict[str, Source] = {source.facts.name: source for source in (digits.SOURCE,)}


def find(name: str) -> Source:
    """The data set of this name. Raises OptionError, with the nearest name, for an unknown one."""
    if name in SOURCES:
        return SOURCES[name]
    near = did_you_mean(name, SOURCES)
    known = f"the data sets are: {', '.join(SOURCES)}"
    raise OptionError(f"there is no data set {name!r}", f"did you mean {near!r}?" if near else known)
