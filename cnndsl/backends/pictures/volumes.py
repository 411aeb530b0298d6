"""The figure of the AlexNet paper: feature maps as solids in perspective, vectors as bars, kernels as small windows.

A solid is as thick as its map has channels; its face, seen from the side, is the plane of the map. Faces are to scale
where the largest is not more than eight times the smallest; otherwise their sides grow with the square root. Channels
count by their logarithm. One scale holds for a whole picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum, log2, sqrt

from cnndsl.backends.pictures.layer_words import count_text
from cnndsl.backends.pictures.layout import even_columns
from cnndsl.backends.pictures.legend import add_legend
from cnndsl.backends.pictures.limits import check_boxes
from cnndsl.backends.pictures.measure import SMALL, TITLE, even
from cnndsl.backends.pictures.scene import Box, Line, Point, Polygon, Scene, Text
from cnndsl.backends.pictures.steps import Step, plane, steps_of
from cnndsl.backends.pictures.text_metrics import text_width
from cnndsl.backends.pictures.themes import Paint, Theme
from cnndsl.graph.ir import Graph, Node
from cnndsl.layers.shapes import Shape
from cnndsl.text import typeset_shape

MARGIN, APART, BETWEEN_ROWS = 18.0, 18.0, 14.0
TALLEST, LEAST = 150.0, 9.0
THICKEST, THINNEST = 46.0, 5.0
SLANT = (0.40, -0.34)
"""Where a pixel of the width of a map goes on the page."""

PAGE = 1180.0
BAR = 9.0
TURN = 26.0
"""For the arrows at the ends of rows."""

WORDS = 9.5
LINE = 12.5


@dataclass(slots=True)
class Solid:
    """A map or a vector: how thick, high and wide it is drawn, and what stands below it."""

    shape: Shape
    paint: Paint
    thick: float
    high: float
    wide: float
    lines: list[str]
    nodes: list[Node] = field(default_factory=list)
    window: tuple[float, float] | None = None
    """Of the next kernel, as parts of the height and the width."""

    @property
    def slant(self) -> Point:
        return self.wide * SLANT[0], self.wide * SLANT[1]

    @property
    def breadth(self) -> float:
        return self.thick + self.slant[0]

    @property
    def height(self) -> float:
        return self.high - self.slant[1]

    @property
    def room(self) -> float:
        sizes = [SMALL, *[WORDS] * (len(self.lines) - 1)]
        return max([self.breadth, *(text_width(line, size) for line, size in zip(self.lines, sizes, strict=True))])


def volume_scene(graph: Graph, theme: Theme, *, bare: bool, limit: int) -> Scene:
    """Draw the maps of a network one after the other, from its first input on; at most ``limit`` of them.

    Raises DrawingError.
    """
    steps = steps_of(graph)
    check_boxes(len(steps), limit)
    scene = Scene(graph.name, _about(graph), theme.page)
    solids = _solids(graph.inputs[0].node, steps, theme)
    rows = _rows(solids)
    y = MARGIN if bare else MARGIN + 46
    widest = max(fsum(s.room for s in row) + APART * (len(row) - 1) for row in rows)
    titles = [] if bare else [text_width(scene.title, TITLE, bold=True), text_width(scene.about, SMALL + 1)]
    scene.width = even(max([widest + (2 * TURN if len(rows) > 1 else 0), *titles])) + 2 * MARGIN
    for number, row in enumerate(rows):
        y = _draw_row(scene, theme, row, y, first=number == 0, last=number + 1 == len(rows))
    scene.height = y
    if not bare:
        _title(scene, theme)
        add_legend(scene, theme, [step.role for step in steps], MARGIN)
    scene.height += MARGIN - 8
    return scene


def _about(graph: Graph) -> str:
    params = sum(node.params for node in graph.nodes)
    ends = [", ".join(typeset_shape(end.node.shape) for end in some) for some in (graph.inputs, graph.results)]
    return f"{' → '.join(ends)}  ·  {count_text(params)} parameters"


# ------------------------------------------------------------------------------------------------------- sizes


def _solids(start: Node, steps: list[Step], theme: Theme) -> list[Solid]:
    shapes = [start.shape, *(step.shape for step in steps)]
    sides = [side for shape in shapes for side in plane(shape)] or [1]
    most = max((shape.channels for shape in shapes if len(shape) > 1), default=1)
    linear = max(sides) <= 8 * min(sides)
    plain = Paint(theme.band, theme.plain.edge)

    def side(size: int) -> float:
        part = size / max(sides)
        return max(LEAST, TALLEST * (part if linear else sqrt(part)))

    def solid(shape: Shape, paint: Paint, lines: list[str], nodes: list[Node]) -> Solid:
        texts = [typeset_shape(shape), *lines]
        sizes = plane(shape)
        if not sizes:
            return Solid(shape, paint, BAR, 30 + 9 * min(log2(1 + shape.channels), 13), BAR, texts, nodes)
        thick = THINNEST + (THICKEST - THINNEST) * log2(1 + shape.channels) / log2(1 + most)
        high, wide = (1, sizes[0]) if len(sizes) == 1 else (sizes[-2], sizes[-1])
        return Solid(shape, paint, thick, side(high), side(wide), texts, nodes)

    solids = [solid(start.shape, plain, [start.name or "input"], [start])]
    for step in steps:
        paint = theme.roles[step.role] if step.role is not None else plain
        lines = [step.title, " ".join(step.words)] if step.words else [step.title]
        before = solids[-1]
        if step.kernel and (sizes := plane(before.shape)):
            parts = [min(1.0, k / size) for k, size in zip(step.kernel, sizes, strict=False)]
            before.window = (parts[-2] if len(parts) > 1 else 1.0, parts[-1])
        solids.append(solid(step.shape, paint, lines, step.nodes))
    return solids


def _rows(solids: list[Solid]) -> list[list[Solid]]:
    """In as few rows as the page's width allows, all about as long."""
    lengths = [solid.room + APART for solid in solids]
    fewest, filled = 1, 0.0
    for length in lengths:
        if filled + length > PAGE:
            fewest, filled = fewest + 1, 0.0
        filled += length
    for count in range(min(fewest, len(solids)), len(solids) + 1):
        bounds = even_columns(lengths, count)
        rows = [solids[a:b] for a, b in pairwise(bounds)]
        if all(fsum(lengths[a:b]) <= PAGE for a, b in pairwise(bounds)):
            break
    return rows


# ---------------------------------------------------------------------------------------------------- drawing


def _draw_row(scene: Scene, theme: Theme, row: list[Solid], y: float, *, first: bool, last: bool) -> float:
    """Draw a row below ``y``; gives where the next one begins."""
    high = max(solid.height for solid in row)
    middle = y + high / 2
    base = y + high + 14
    x = (scene.width - fsum(s.room for s in row) - APART * (len(row) - 1)) / 2
    for number, solid in enumerate(row):
        left = x + (solid.room - solid.breadth) / 2
        _draw_solid(scene, solid, left, middle)
        after = row[number + 1] if number + 1 < len(row) else None
        if after is not None:
            target = x + solid.room + APART + (after.room - after.breadth) / 2
            _connect(scene, theme, solid, left, middle, (target, middle - after.slant[1] / 2))
        elif not last:
            _arrow(scene, theme, x + solid.room + 4, middle, 20)
        if number == 0 and not first:
            _arrow(scene, theme, x - 24, middle, 20)
        for at, line in enumerate(solid.lines):
            size = SMALL if at == 0 else WORDS
            colour = theme.text if at < 2 else theme.words
            _words(scene, line, x + solid.room / 2, base + LINE * at, colour, size, bold=at == 0)
        x += solid.room + APART
    return base + LINE * max(len(solid.lines) for solid in row) + BETWEEN_ROWS


def _draw_solid(scene: Scene, solid: Solid, x: float, middle: float) -> None:
    """Front, top, and the face at the side."""
    top = middle - solid.height / 2 - solid.slant[1]
    dx, dy = solid.slant
    a, b = (x, top), (x + solid.thick, top)
    c, d = (x + solid.thick, top + solid.high), (x, top + solid.high)
    fill, edge = solid.paint.fill, solid.paint.edge
    nodes = " ".join(str(node.index) for node in solid.nodes)
    about = "\n".join(f"{node.name}: {node.operation} -> {node.shape}" for node in solid.nodes if node.inputs)
    lid = (a, b, (b[0] + dx, b[1] + dy), (a[0] + dx, a[1] + dy))
    face = (b, (b[0] + dx, b[1] + dy), (c[0] + dx, c[1] + dy), c)
    scene.shapes.append(Polygon(lid, _mixed(fill, edge, 0.12), edge))
    scene.shapes.append(Polygon((a, b, c, d), _mixed(fill, edge, 0.3), edge))
    name = f"v{solid.nodes[0].index}"
    scene.shapes.append(Polygon(face, fill, edge, id=name, nodes=nodes, about=about))
    if solid.paint.pattern:
        mark = min(solid.thick, 7.0)
        scene.shapes.append(Box("card", x, c[1] - mark, mark, mark, fill, edge, 0, solid.paint.pattern))


def _connect(scene: Scene, theme: Theme, solid: Solid, x: float, middle: float, target: Point) -> None:
    """The kernel on the face that it slides over, with its corners led to one place of the next map; or an arrow."""
    top = middle - solid.height / 2 - solid.slant[1]
    if solid.window is None:
        length = target[0] - x - solid.breadth - 8
        return _arrow(scene, theme, x + solid.breadth + 3, middle, max(length, 8))
    dx, dy = solid.slant
    part_high, part_wide = (
        max(part, 4 / size) for part, size in zip(solid.window, (solid.high, solid.wide), strict=True)
    )
    part_high, part_wide = min(part_high, 0.96), min(part_wide, 0.96)
    start, down = (0.5 - part_wide / 2), (0.5 - part_high / 2)
    corner = (x + solid.thick + dx * start, top + dy * start + solid.high * down)
    wide, high = (dx * part_wide, dy * part_wide), solid.high * part_high
    far = (corner[0] + wide[0], corner[1] + wide[1])
    window = (corner, far, (far[0], far[1] + high), (corner[0], corner[1] + high))
    for point in (far, window[2]):
        scene.shapes.append(Polygon((point, target), "none", theme.words, dashed=True))
    scene.shapes.append(Polygon(window, "none", theme.text))
    return None


def _arrow(scene: Scene, theme: Theme, x: float, y: float, length: float) -> None:
    scene.lines.append(Line(((x, y), (x + length, y)), theme.line))


def _words(scene: Scene, words: str, x: float, y: float, colour: str, size: float, *, bold: bool = False) -> None:
    width = text_width(words, size, bold=bold)
    scene.texts.append(Text(x, y, words, size, colour, width, bold, "middle"))


def _title(scene: Scene, theme: Theme) -> None:
    _words(scene, scene.title, scene.width / 2, MARGIN + 14, theme.text, TITLE, bold=True)
    _words(scene, scene.about, scene.width / 2, MARGIN + 32, theme.words, SMALL + 1)


def _mixed(one: str, two: str, part: float) -> str:
    """A colour between two, as #rrggbb."""
    a, b = ([int(colour[n : n + 2], 16) for n in (1, 3, 5)] for colour in (one, two))
    return "#" + "".join(f"{round(x + (y - x) * part):02x}" for x, y in zip(a, b, strict=True))
