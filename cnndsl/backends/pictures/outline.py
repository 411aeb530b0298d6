"""The boxes of a figure as a tree of containers, for formats that lay out themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from cnndsl.backends.pictures.elements import Figure, Fork, Frame, Series, Sign, Unit
from cnndsl.backends.pictures.measure import header_runs, unit_lines
from cnndsl.backends.pictures.scene import Scene

Entry: TypeAlias = tuple[int, Unit | Sign | Frame | None]
"""How deep it stands, and what; None closes the frame that was opened last."""


def entries(series: Series, depth: int = 0) -> Iterator[Entry]:
    """All boxes and signs in order, frames around what they hold."""
    for element in series.elements:
        if isinstance(element, Frame):
            yield depth, element
            yield from entries(element.body, depth + 1)
            yield depth, None
        elif isinstance(element, Fork):
            for branch in element.branches:
                yield from entries(branch, depth)
            if element.sign is not None:
                yield depth, element.sign
        else:
            yield depth, element


def edges(scene: Scene) -> list[tuple[str, str]]:
    """Each line once, by the ids of the boxes."""
    return list(dict.fromkeys((line.source, line.target) for line in scene.lines if line.target))


def unit_text(unit: Unit, newline: str) -> str:
    """The texts of a box, with ``newline`` between its lines."""
    return newline.join(" ".join(run.text for run in runs if run.text) for runs in unit_lines(unit))


def frame_text(frame: Frame) -> str:
    """The header of a frame on one line."""
    return "  ".join(run.text for runs in header_runs(frame) for run in runs)


def figure_entries(figure: Figure) -> Iterator[Entry]:
    """The boxes and frames of a figure in the order of the flow."""
    return entries(figure.body)
