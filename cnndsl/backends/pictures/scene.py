"""A picture as shapes with places and colours: what the writers of SVG and TikZ write down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]

Stroke: TypeAlias = tuple[float, float, float, float]
"""From a place to a place, in arms of the sign, from its middle to the right and down."""

_BARS: tuple[Stroke, ...] = ((-0.404, -1, -0.404, 1), (0.404, -1, 0.404, 1))
_STROKES: dict[str, tuple[Stroke, ...]] = {
    "+": ((-1, 0, 1, 0), (0, -1, 0, 1)),
    "−": ((-1, 0, 1, 0),),
    "×": ((-0.764, -0.764, 0.764, 0.764), (-0.764, 0.764, 0.764, -0.764)),
    "max": ((-0.8, -0.8, 0, 0.8), (0, 0.8, 0.8, -0.8)),
    "mean": ((-0.8, -0.3, 0.8, -0.3), (0, -1.1, 0, 0.5), (-0.8, 0.95, 0.8, 0.95)),
    "Σ": ((0.7, -1, -0.7, -1), (-0.7, -1, 0.2, 0), (0.2, 0, -0.7, 1), (-0.7, 1, 0.7, 1)),
    "@": ((-1, 0, 1, 0), (-0.5, -0.87, 0.5, 0.87), (-0.5, 0.87, 0.5, -0.87)),
}
"""The signs of joins (`Join.sign`): plus, minus, times, a vee for the larger, a plus above a line, a sigma, a star."""

STRIP = 7.0
"""The width of the pattern at the left of a box."""


class Box(NamedTuple):
    """A rectangle. ``nodes`` are the numbers of the layers in it (`4 5|9 10`: those of two equal boxes),
    ``about`` is what a pointer shows."""

    kind: Literal["box", "card", "frame", "band", "swatch"]
    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str
    radius: float = 0
    pattern: str = ""
    dashed: bool = False
    id: str = ""
    nodes: str = ""
    about: str = ""
    times: int = 1


class Circle(NamedTuple):
    """A join: a circle with its sign."""

    x: float
    y: float
    radius: float
    sign: str
    fill: str
    edge: str
    id: str = ""
    nodes: str = ""

    @property
    def strokes(self) -> list[tuple[Point, Point]]:
        """The sign of a join; two bars, those of concat, where it has none."""
        arm = self.radius * 0.55
        return [
            ((self.x + a * arm, self.y + b * arm), (self.x + c * arm, self.y + d * arm))
            for a, b, c, d in _STROKES.get(self.sign, _BARS)
        ]


class Polygon(NamedTuple):
    """A face of a solid."""

    points: tuple[Point, ...]
    fill: str
    edge: str
    dashed: bool = False
    id: str = ""
    nodes: str = ""
    about: str = ""


class Line(NamedTuple):
    """A line with bends, from one box to another; ``nodes`` are the layers on it that change nothing."""

    points: tuple[Point, ...]
    colour: str
    arrow: bool = True
    source: str = ""
    target: str = ""
    nodes: str = ""
    thin: bool = False
    id: str = ""


class Text(NamedTuple):
    """Letters on a baseline. ``width`` is that of the font's metrics."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    width: float
    bold: bool = False
    anchor: Literal["start", "middle", "end"] = "start"
    turned: bool = False
    """Read upwards."""

    @property
    def left(self) -> float:
        return self.x - self.width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]


@dataclass(slots=True)
class Scene:
    """Shapes from the back to the front: frames, lines, bands, boxes, texts."""

    title: str
    about: str
    page: str
    width: float = 0
    height: float = 0
    frames: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    bands: list[Box] = field(default_factory=list)
    shapes: list[Box | Circle | Polygon] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


def towards(corner: Point, end: Point, radius: float) -> Point:
    """The point of a line that is a bend's radius from its corner."""
    away = abs(end[0] - corner[0]) + abs(end[1] - corner[1])
    part = min(radius, away / 2) / away if away else 0
    return corner[0] + (end[0] - corner[0]) * part, corner[1] + (end[1] - corner[1]) * part
