"""The difference of two networks as one picture: both side by side, with what differs in colour."""

from __future__ import annotations

from cnndsl.backends import pictures
from cnndsl.backends.pictures.themes import Mark
from cnndsl.network import Network
from cnndsl.report.difference import Difference

EDITS = frozenset({"text", "params", "inputs", "initial", "moved", "training_only"})
"""Fields of a change that make a layer another one. What only follows from edits elsewhere, such as a number in a name
or the size of a map, is not marked."""


def picture(old: Network, new: Network, difference: Difference, *, theme: str = "light") -> pictures.Picture:
    """Draw both networks; what ``old`` has alone is removed, what ``new`` has alone is added."""
    marks: tuple[dict[int, Mark], dict[int, Mark]] = ({}, {})
    for change in difference.changes:
        if change.old is not None and change.new is None:
            marks[0][change.old.place] = "removed"
        elif change.new is not None and change.old is None:
            marks[1][change.new.place] = "added"
        elif change.old is not None and change.new is not None and change.differs & EDITS:
            marks[0][change.old.place] = marks[1][change.new.place] = "changed"
    return pictures.compare(old.graph, new.graph, *marks, theme=theme)
