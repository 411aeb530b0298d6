"""A laid-out piece of a picture: what stands in it, and the ends of the lines that leave it.

Places are (along, across): along the flow from where it enters, and across it. A picture that reads downwards has
``across`` to the right, one that reads to the right has it downwards; nothing here knows which.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from cnndsl.backends.pictures.elements import Frame, Sign, Unit
from cnndsl.budget import current
from cnndsl.graph.ir import Node

Point: TypeAlias = tuple[float, float]
Drawn: TypeAlias = Unit | Sign


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a line."""

    text: str


class Place(NamedTuple):
    """Something that is drawn, with its corner and its extent."""

    what: Unit | Sign | Frame | Label
    along: float
    across: float
    length: float
    breadth: float


class Path(NamedTuple):
    """Half a line: from the edge of a block to a box in it, or from a box to the edge; without a box, right through.

    ``passed`` are the layers on it that papers do not draw.
    """

    drawn: Drawn | None
    points: tuple[Point, ...]
    passed: tuple[Node, ...] = ()

    def moved(self, along: float, across: float) -> Path:
        """The same line, moved by so many pixels along the flow and across it; what it costs is charged."""
        current().spend(len(self.points))
        return Path(self.drawn, tuple((a + along, b + across) for a, b in self.points), self.passed)

    def then(self, *points: Point) -> Path:
        """The line, and on to these points."""
        return Path(self.drawn, (*self.points, *points), self.passed)

    def after(self, *points: Point) -> Path:
        """The line, coming from these points."""
        return Path(self.drawn, (*points, *self.points), self.passed)


class Wire(NamedTuple):
    """A line from one box to another."""

    source: Drawn
    target: Drawn
    points: tuple[Point, ...]
    passed: tuple[Node, ...]


class Exit(NamedTuple):
    """A value that leaves a block at its side, along a route."""

    path: Path

    @property
    def along(self) -> float:
        return self.path.points[-1][0]


class Entry(NamedTuple):
    """Where a block takes values from routes at its side: the line to each reader, from the side on."""

    values: tuple[Node, ...]
    paths: tuple[Path, ...]

    @property
    def along(self) -> float:
        return self.paths[0].points[0][0]


@dataclass(slots=True)
class Block:
    """``port`` is where, across, the flow enters, ``leave`` where it leaves: elsewhere only after columns."""

    length: float
    breadth: float
    port: float
    leave: float = -1
    beside: bool = False
    """Whether it is words beside the line."""

    heads: list[Path] = field(default_factory=list)
    tails: list[Path] = field(default_factory=list)
    throughs: list[Path] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    inner: list[tuple[float, float, Block]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.leave < 0:
            self.leave = self.port

    @property
    def has_routes(self) -> bool:
        return bool(self.exits or self.entries)

    def put(self, block: Block, along: float, across: float) -> None:
        """Put a block into this one, its corner so many pixels along the flow and across it."""
        self.inner.append((along, across, block))

    def everything(self) -> tuple[list[Place], list[Wire]]:
        """All places and wires, frames before what they hold."""
        places: list[Place] = []
        wires: list[Wire] = []
        waiting: list[tuple[float, float, Block]] = [(0, 0, self)]
        while waiting:
            along, across, block = waiting.pop()
            places += [
                place._replace(along=place.along + along, across=place.across + across) for place in block.places
            ]
            for wire in block.wires:
                points = tuple((a + along, b + across) for a, b in wire.points)
                wires.append(wire._replace(points=points))
            for a, b, inner in reversed(block.inner):
                waiting.append((along + a, across + b, inner))
        return places, wires


def moved_exit(exit_: Exit, along: float, across: float, *further: Point) -> Exit:
    """The exit of an inner block as one of the block around: moved, and led on to ``further`` points."""
    return Exit(exit_.path.moved(along, across).then(*further))


def moved_entry(entry: Entry, along: float, across: float, *before: Point) -> Entry:
    """The entry of an inner block as one of the block around: moved, its lines coming from the points ``before``."""
    return Entry(entry.values, tuple(path.moved(along, across).after(*before) for path in entry.paths))
