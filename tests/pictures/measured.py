"""A picture measured: what an SVG of blocks shows, read from the file as a viewer would, and what must hold of it."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from cnndsl.backends.pictures.text_metrics import text_width

SVG = "{http://www.w3.org/2000/svg}"
TOUCH = 7.0
"""A line to a stack ends at the last of its cards."""


@dataclass(frozen=True)
class Area:
    left: float
    top: float
    right: float
    bottom: float
    name: str = ""

    def overlaps(self, other: Area, by: float = 0.3) -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > by
            and min(self.bottom, other.bottom) - max(self.top, other.top) > by
        )

    def holds(self, other: Area, by: float = 0.3) -> bool:
        return (
            other.left >= self.left - by
            and other.right <= self.right + by
            and other.top >= self.top - by
            and other.bottom <= self.bottom + by
        )

    def near(self, x: float, y: float, by: float) -> bool:
        return self.left - by <= x <= self.right + by and self.top - by <= y <= self.bottom + by


@dataclass
class Measured:
    page: Area
    boxes: list[Area] = field(default_factory=list)
    frames: list[Area] = field(default_factory=list)
    bands: list[Area] = field(default_factory=list)
    stacks: list[Area] = field(default_factory=list)
    texts: list[Area] = field(default_factory=list)
    places: dict[str, Area] = field(default_factory=dict)
    """Boxes, signs and words beside lines by their id."""

    twice: list[str] = field(default_factory=list)
    """Ids of more than one."""

    copies: dict[str, list[list[int]]] = field(default_factory=dict)
    """The numbers of the layers of each, copy by copy."""

    passed: list[int] = field(default_factory=list)
    lines: list[tuple[str, str, list[tuple[float, float]]]] = field(default_factory=list)


def measure(svg: str) -> Measured:
    root = ElementTree.fromstring(svg)
    page = Area(0, 0, float(root.get("width", "")), float(root.get("height", "")), "page")
    found = Measured(page)
    for element in root.iter():
        tag = element.tag.removeprefix(SVG)
        if tag == "rect" and element.get("class"):
            _rect(found, element)
        elif tag == "circle" and element.get("class") == "join":
            x, y, r = (float(element.get(name, "")) for name in ("cx", "cy", "r"))
            _named(found, element, Area(x - r, y - r, x + r, y + r, element.get("id", "")))
        elif tag == "path" and element.get("class") == "band":
            x = [a for a, _ in _points(element.get("d", ""))]
            y = [b for _, b in _points(element.get("d", ""))]
            found.bands.append(Area(min(x), min(y), max(x), max(y), "band"))
        elif tag == "path" and (element.get("data-to") or element.get("data-nodes")):
            _path(found, element)
        elif tag == "text":
            found.texts.append(_text(element))
    return found


def _rect(found: Measured, element: ElementTree.Element) -> None:
    x, y, wide, high = (float(element.get(name, "")) for name in ("x", "y", "width", "height"))
    area = Area(x, y, x + wide, y + high, element.get("id", element.get("class", "")))
    if element.get("class") == "frame":
        found.frames.append(area)
        if element.get("data-times"):
            found.stacks.append(area)
    elif element.get("class") == "box":
        _named(found, element, area)
    elif element.get("class") == "swatch":
        found.boxes.append(area)


def _named(found: Measured, element: ElementTree.Element, area: Area) -> None:
    found.boxes.append(area)
    found.twice += [area.name] if area.name in found.places else []
    found.places[area.name] = area
    copies = element.get("data-nodes", "")
    found.copies[area.name] = [[int(n) for n in copy.split()] for copy in copies.split("|")] if copies else []


def _path(found: Measured, element: ElementTree.Element) -> None:
    points = _points(element.get("d", ""))
    if element.get("id"):  # words beside a line: the line itself stands for the layers
        x, y = [a for a, _ in points], [b for _, b in points]
        name = element.get("id", "")
        found.places[name] = Area(min(x), min(y), max(x), max(y), name)
        found.copies[name] = [[int(n) for n in copy.split()] for copy in element.get("data-nodes", "").split("|")]
        return
    found.passed += [int(n) for n in element.get("data-nodes", "").replace("|", " ").split()]
    found.lines.append((element.get("data-from", ""), element.get("data-to", ""), points))


def _points(path: str) -> list[tuple[float, float]]:
    """The corners of a path of M, L, H, V, Q and z; of a curve its corner and its end."""
    points: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([MLHVQz])([^MLHVQz]*)", path):
        values = [float(n) for n in re.findall(r"-?[0-9.]+", numbers)]
        if command == "H":
            points.append((values[0], points[-1][1]))
        elif command == "V":
            points.append((points[-1][0], values[0]))
        else:
            points += list(zip(values[::2], values[1::2], strict=True))
    return points


def _text(element: ElementTree.Element) -> Area:
    text, size = element.text or "", float(element.get("font-size", ""))
    width = text_width(text, size, bold=element.get("font-weight") == "bold")
    x, y = float(element.get("x", "")), float(element.get("y", ""))
    left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    return Area(left, y - 0.74 * size, left + width, y + 0.2 * size, text)


# --------------------------------------------------------------------------------------------- what must hold


def faults(found: Measured, edges: Counter[tuple[int, int]], layers: set[int], *, unrolled: bool) -> Iterator[str]:
    """What is wrong with a picture of a network with these edges between its layers, by their numbers."""
    for area in [*found.boxes, *found.frames, *found.texts, *found.bands]:
        if not found.page.holds(area):
            yield f"{area} leaves the page"
    yield from _overlaps(found.texts, found.texts)
    yield from _overlaps(found.boxes, found.boxes)
    yield from _overlaps(found.boxes, found.bands)
    for box in found.boxes:
        yield from (
            f"{box} and {frame} cross" for frame in found.frames if frame.overlaps(box) and not frame.holds(box)
        )
    for number, frame in enumerate(found.frames):
        for other in found.frames[:number]:
            if frame.overlaps(other) and not frame.holds(other) and not other.holds(frame):
                yield f"{frame} and {other} cross"
    around = Grid([*found.boxes, *found.bands, *found.frames])
    for text in found.texts:
        yield from (f"{text} leaves {a}" for a in around.near(text) if a.overlaps(text) and not a.holds(text))
    yield from _layers(found, layers)
    yield from _edges(found, edges, unrolled)
    yield from _lines(found)


CELL = 160.0


class Grid:
    """Areas by the squares of the page that they touch, so that each is compared with its neighbours alone."""

    def __init__(self, areas: list[Area]) -> None:
        self.cells: dict[tuple[int, int], list[Area]] = {}
        for area in areas:
            for cell in self.touched(area):
                self.cells.setdefault(cell, []).append(area)

    def near(self, area: Area) -> Iterator[Area]:
        seen = set()
        for cell in self.touched(area):
            for other in self.cells.get(cell, ()):
                if id(other) not in seen:
                    seen.add(id(other))
                    yield other

    @staticmethod
    def touched(area: Area) -> Iterator[tuple[int, int]]:
        for column in range(int(area.left // CELL), int(area.right // CELL) + 1):
            for row in range(int(area.top // CELL), int(area.bottom // CELL) + 1):
                yield column, row


def _overlaps(some: list[Area], others: list[Area]) -> Iterator[str]:
    grid = Grid(others)
    for one in some:
        for other in grid.near(one):
            if one is not other and one.overlaps(other):
                yield f"{one} overlaps {other}"


def _layers(found: Measured, layers: set[int]) -> Iterator[str]:
    shown = Counter([n for copies in found.copies.values() for copy in copies for n in copy] + found.passed)
    yield from (f"layer {n} is not drawn" for n in layers - set(shown))
    yield from (f"layer {n} is drawn {times} times" for n, times in shown.items() if times > 1)
    yield from (f"{n} is no layer" for n in set(shown) - layers)


def _edges(found: Measured, edges: Counter[tuple[int, int]], unrolled: bool) -> Iterator[str]:
    """Every edge between boxes has a line, but for those from one copy of a stack to the next."""
    box_of = {n: name for name, copies in found.copies.items() for copy in copies for n in copy}
    reads: dict[int, list[int]] = {}
    for a, b in edges:
        reads.setdefault(b, []).append(a)

    def sources(n: int) -> Iterator[int]:
        """What a layer reads, seen through the layers that stand on lines."""
        for source in reads.get(n, ()):
            if source in box_of:
                yield source
            else:
                yield from sources(source)

    wanted = {(box_of[a], box_of[b]) for b in box_of for a in sources(b) if box_of[a] != box_of[b]}
    drawn = {(a, b) for a, b, _ in found.lines if not b.startswith("o")}
    yield from (f"{name} is the id of two boxes" for name in found.twice)
    ends = {name for name in found.places if name.startswith("o")} - {b for _, b, _ in found.lines}
    yield from (f"no line to the output {name}" for name in ends)
    for a, b in wanted - drawn:
        one, two = found.places[a], found.places[b]
        stacked = any(stack.holds(one, 7) and stack.holds(two, 7) for stack in found.stacks)
        if unrolled or not stacked:
            yield f"no line from {a} to {b}"
    for a, b in drawn - wanted:
        yield f"a line from {a} to {b}, and no edge"
    for a, b, points in found.lines:
        if not found.places[a].near(*points[0], TOUCH):
            yield f"the line from {a} to {b} begins beside its box"
        if not found.places[b].near(*points[-1], 0.6):
            yield f"the line from {a} to {b} ends beside its box"


def _lines(found: Measured) -> Iterator[str]:
    """No line runs through a box or through letters."""
    bands = Grid(found.bands)
    beside = [text for text in found.texts if not any(band.holds(text) for band in bands.near(text))]
    obstacles = Grid([*found.boxes, *beside])
    for a, b, points in found.lines:
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            segment = Area(min(x1, x2) - 0.2, min(y1, y2) - 0.2, max(x1, x2) + 0.2, max(y1, y2) + 0.2)
            for area in obstacles.near(segment):
                if segment.overlaps(area, 0.05) and area.name not in (a, b):
                    at_end = any(found.places[end].holds(area) for end in (a, b))
                    if not at_end:
                        yield f"the line from {a} to {b} runs through {area}"
