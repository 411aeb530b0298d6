"""The figure of the LeNet and AlexNet papers: feature maps as solids in perspective, vectors as bars, kernels as small
windows, in a row.

A solid's front is the plane of the map and its depth the channels, both to the same scales all over a picture. Sides
grow with the square root of the size, so that 224 and 7 are both seen; depth with the logarithm of the channels.
What stands side by side or is jumped over is folded: a container with branches is one step, from map to map.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log2, sqrt

from cnndsl.backends.pictures.figure import container_title
from cnndsl.backends.pictures.measure import SMALL, TITLE
from cnndsl.backends.pictures.scene import Box, Line, Point, Polygon, Scene, Text
from cnndsl.backends.pictures.text_metrics import text_width
from cnndsl.backends.pictures.themes import Paint, Theme
from cnndsl.backends.pictures.words import HIDDEN, Role, caption, count_text, role_of, shape_text, trails
from cnndsl.graph.ir import Container, Graph, Node, around
from cnndsl.layers.shapes import Shape

MARGIN = 18
TALLEST, THINNEST = 170.0, 7.0
DEEPEST = 46.0
SLANT = (0.72, -0.5)
"""Where a pixel of depth goes on the page."""

APART = 26.0
ROW_WIDTH = 1180.0
BAR = 11.0
"""The breadth of a vector."""


@dataclass(slots=True)
class Step:
    """From one solid to the next: the layers between, in words, and the shape that they give."""

    nodes: list[Node]
    lines: list[str]
    role: Role | None
    shape: Shape
    kernel: tuple[int, ...] = ()
    title: str = ""
    times: int = 1


@dataclass(slots=True)
class Solid:
    """A map or a vector with its size on the page."""

    shape: Shape
    paint: Paint
    front: tuple[float, float]
    depth: float
    nodes: list[Node] = field(default_factory=list)

    @property
    def width(self) -> float:
        return self.front[0] + self.depth * SLANT[0]

    @property
    def height(self) -> float:
        return self.front[1] - self.depth * SLANT[1]

    @property
    def flat(self) -> bool:
        return len(self.shape) == 1


def volume_scene(graph: Graph, theme: Theme, *, bare: bool = False) -> Scene:
    """Draw the maps of a graph's first input and what follows it."""
    steps = _merged(list(_steps(graph)))
    params = sum(node.params for node in graph.nodes)
    about = f"{graph.signature.replace('x', '×').replace('->', '→')} · {count_text(params)} parameters"
    return _Row(Scene(graph.name, about, theme.page), theme, bare).draw(graph.inputs[0].node, steps)


# ------------------------------------------------------------------------------------------------------ steps


def _steps(graph: Graph) -> Iterator[Step]:
    """The layers in order; containers with branches are one step, layers without a map of their own join the last."""
    folded = _folded(graph)
    group: list[Node] = []
    waiting: list[Node] = []
    inside: Container | None = None
    for node in graph.layers():
        if node.training_only:
            continue
        outer = next((container for container in reversed(list(around(node))) if container in folded), None)
        if inside is not None and outer is not inside:
            yield _container_step(inside, group)
            group = []
        inside = outer
        if outer is not None:
            group.append(node)
        elif node.keyword in HIDDEN and not group:
            waiting.append(node)
        elif trails(node) and not waiting and not group:
            waiting = [node]
        else:
            yield from _layer_step([*waiting, node])
            waiting = []
    if inside is not None:
        yield _container_step(inside, group)
    if waiting:
        yield from _layer_step(waiting)


def _folded(graph: Graph) -> set[Container]:
    """The smallest containers that hold a join with all that it joins; the network itself is none of them."""
    found: set[Container] = set()
    for node in graph.layers():
        if len(node.inputs) < 2:
            continue
        shared = [c for c in around(node) if c.parent is not None]
        common = [c for c in shared if all(_enters_or_in(c, value) for value in node.inputs)]
        if common:
            found.add(common[0])
    return found


def _enters_or_in(container: Container, value: Node) -> bool:
    return value is container.input or container in around(value)


def _layer_step(nodes: list[Node]) -> Iterator[Step]:
    main = next((node for node in nodes if not trails(node)), nodes[-1])
    kernel = tuple(getattr(main.operation, "kernel", ()) or ()) if len(main.shape) > 1 else ()
    texts = [caption(node) for node in nodes if node.keyword not in HIDDEN]
    yield Step(nodes, texts or [main.keyword], role_of(main), nodes[-1].shape, kernel)


def _container_step(container: Container, nodes: list[Node]) -> Step:
    output = container.output or nodes[-1]
    return Step(nodes, [], None, output.shape, title=container_title(container, alone=not container.block))


def _merged(steps: list[Step]) -> list[Step]:
    """Norms and activations go into the step before; containers that repeat become one."""
    result: list[Step] = []
    for step in steps:
        last = result[-1] if result else None
        if last is not None and all(trails(node) for node in step.nodes) and not step.title:
            last.nodes += step.nodes
            last.shape = step.shape
            last.lines += [text for text in step.lines if step.role != "arrangement"]
        elif last is not None and step.title and step.title == last.title and step.shape == last.shape:
            last.nodes += step.nodes
            last.times += 1
        else:
            result.append(step)
    return result


# ---------------------------------------------------------------------------------------------------- drawing


class _Row:
    """Solids from left to right, in as many rows as are needed."""

    def __init__(self, scene: Scene, theme: Theme, bare: bool) -> None:
        self.scene = scene
        self.theme = theme
        self.bare = bare

    def draw(self, start: Node, steps: list[Step]) -> Scene:
        shapes = [start.shape, *(step.shape for step in steps)]
        self.largest = max(max(_plane(shape)) for shape in shapes)
        self.most = max(_channels(shape) for shape in shapes if len(shape) > 1)
        plain = Paint(self.theme.band, self.theme.plain.edge)
        solids = [self.solid(start.shape, plain, [start])]
        for step in steps:
            paint = self.theme.roles[step.role] if step.role is not None else plain
            solids.append(self.solid(step.shape, paint, step.nodes))
        y = float(MARGIN)
        if not self.bare:
            y = self.title(y)
        row: list[int] = []
        across, widest = 0.0, 0.0
        for number, solid in enumerate(solids):
            room = self.room(solid, steps[number - 1] if number else None)
            if row and across + room > ROW_WIDTH:
                y = self.row(row, solids, steps, y)
                row, across = [], 0.0
            row.append(number)
            across += room
            widest = max(widest, across)
        y = self.row(row, solids, steps, y)
        self.scene.width = max(widest + 2 * MARGIN, self.scene.width)
        self.scene.height = y
        if not self.bare:
            self.centre()
        return self.scene

    def solid(self, shape: Shape, paint: Paint, nodes: list[Node]) -> Solid:
        if len(shape) == 1:
            return Solid(shape, paint, (BAR, self.side(min(shape[0], self.largest * self.largest), flat=True)), 4, nodes)
        high, wide = _plane(shape)
        depth = 4 + (DEEPEST - 4) * log2(1 + _channels(shape)) / log2(1 + self.most)
        return Solid(shape, paint, (self.side(wide) * 0.62, self.side(high)), depth, nodes)

    def side(self, size: float, *, flat: bool = False) -> float:
        """Pixels for a side: with the square root of the size, so that the largest has the most."""
        if flat:
            return 34 + 100 * min(log2(1 + size) / 12, 1)
        return THINNEST + (TALLEST - THINNEST) * sqrt(size / self.largest)

    def words(self, step: Step) -> list[str]:
        lines = [step.title] if step.title else step.lines
        if step.times > 1:
            lines = [f"{lines[0]} × {step.times}", *lines[1:]]
        return lines

    def room(self, solid: Solid, step: Step | None) -> float:
        """Across the page: the solid with its numbers, and before it the words of the step."""
        numbers = text_width(shape_text(solid.shape), SMALL)
        before = 0.0
        if step is not None:
            before = max([APART, *(text_width(line, SMALL) + 14 for line in self.words(step))])
        return before + max(solid.width, numbers) + 6

    def row(self, numbers: list[int], solids: list[Solid], steps: list[Step], y: float) -> float:
        """Draw a row below ``y``; gives where the next one begins."""
        high = max(solids[n].height for n in numbers)
        words = max((len(self.words(steps[n - 1])) for n in numbers if n), default=0)
        middle = y + 8 + high / 2 + 6
        base = middle + high / 2 + 8
        x = float(MARGIN)
        for n in numbers:
            solid, step = solids[n], steps[n - 1] if n else None
            numbers_wide = text_width(shape_text(solid.shape), SMALL)
            room = max(solid.width, numbers_wide)
            if step is not None:
                wide = max([APART, *(text_width(line, SMALL) + 14 for line in self.words(step))])
                self.step(step, x, wide, middle, base)
                x += wide
            left = x + (room - solid.width) / 2
            self.put(solid, left, middle)
            step_after = steps[n] if n < len(steps) else None
            if step_after is not None and step_after.kernel and not solid.flat:
                self.window(solid, step_after, left, middle)
            self.text(shape_text(solid.shape), x + room / 2, base + 10, self.theme.text, SMALL)
            x += room + 6
        return base + 20 + 13 * words + MARGIN

    def put(self, solid: Solid, x: float, middle: float) -> None:
        """The three faces that are seen: front, top and right."""
        wide, high = solid.front
        y = middle - solid.height / 2 + (solid.height - high)
        slant = (solid.depth * SLANT[0], solid.depth * SLANT[1])

        def back(px: float, py: float) -> Point:
            return px + slant[0], py + slant[1]

        a, b, c, d = (x, y), (x + wide, y), (x + wide, y + high), (x, y + high)
        fill, edge = solid.paint.fill, solid.paint.edge
        nodes = " ".join(str(node.index) for node in solid.nodes)
        about = "\n".join(f"{node.name}: {node.operation} -> {node.shape}" for node in solid.nodes if node.inputs)
        faces: list[tuple[tuple[Point, ...], str]] = [
            ((a, b, back(*b), back(*a)), _shade(fill, edge, 0.1)),
            ((b, c, back(*c), back(*b)), _shade(fill, edge, 0.28)),
        ]
        for points, colour in faces:
            self.scene.shapes.append(Polygon(points, colour, edge))
        name = f"v{solid.nodes[0].index}"
        self.scene.shapes.append(Polygon((a, b, c, d), fill, edge, id=name, nodes=nodes, about=about))
        if solid.paint.pattern:
            self.scene.shapes.append(Box("card", x, y + high - 7, min(wide, 7), 7, fill, edge, 0, solid.paint.pattern))

    def window(self, solid: Solid, step: Step, x: float, middle: float) -> None:
        """The kernel on the front of the map that it slides over, and lines from its corners to a point of the next."""
        wide, high = solid.front
        y = middle - solid.height / 2 + (solid.height - high)
        rows, columns = (*step.kernel, 1)[:2] if len(step.kernel) > 1 else (1, step.kernel[0])
        plane = _plane(solid.shape)
        part_high = min(1.0, max(rows / plane[0], 5 / high))
        part_wide = min(1.0, max(columns / plane[1], 5 / wide))
        w, h = min(wide - 2, part_wide * wide), min(high - 2, part_high * high)
        if w < 2 or h < 2:
            return
        left, top = x + (wide - w) * 0.62, y + (high - h) * 0.4
        corners = ((left, top), (left + w, top), (left + w, top + h), (left, top + h))
        dark = self.theme.text
        self.scene.shapes.append(Polygon(corners, "none", dark))
        tip = (x + solid.width + 14, middle)
        for corner in (corners[1], corners[2]):
            self.scene.shapes.append(Polygon((corner, tip), "none", dark, dashed=True))

    def step(self, step: Step, x: float, wide: float, middle: float, base: float) -> None:
        """An arrow from solid to solid, and below it the words."""
        self.scene.lines.append(Line(((x + 4, middle), (x + wide - 3, middle)), self.theme.line))
        for number, line in enumerate(self.words(step)):
            colour = self.theme.text if number == 0 else self.theme.words
            self.text(line, x + wide / 2, base + 10 + 13 * (number + 1), colour, SMALL)

    def text(self, words: str, x: float, y: float, colour: str, size: float, *, bold: bool = False) -> None:
        width = text_width(words, size, bold=bold)
        self.scene.texts.append(Text(x, y, words, size, colour, width, bold, "middle"))

    def title(self, y: float) -> float:
        scene = self.scene
        scene.width = text_width(scene.title, TITLE, bold=True) + 2 * MARGIN
        self.text(scene.title, 0, y + 14, self.theme.text, TITLE, bold=True)
        self.text(scene.about, 0, y + 32, self.theme.words, SMALL + 1)
        scene.width = max(scene.width, scene.texts[-1].width + 2 * MARGIN)
        return y + 40

    def centre(self) -> None:
        """Put the title over the middle, once the width is known."""
        for number in (0, 1):
            self.scene.texts[number] = self.scene.texts[number]._replace(x=self.scene.width / 2)


def _plane(shape: Shape) -> tuple[int, int]:
    """Height and width of a map; a signal has a height of one."""
    sizes = [size for size in _sizes(shape)]
    if not sizes:
        return 1, 1
    return (1, sizes[0]) if len(sizes) == 1 else (sizes[-2], sizes[-1])


def _sizes(shape: Shape) -> tuple[int, ...]:
    from cnndsl.layers.shapes import LastMap

    if len(shape) == 1:
        return ()
    return tuple(shape)[:-1] if isinstance(shape, LastMap) else tuple(shape)[1:]


def _channels(shape: Shape) -> int:
    return shape.channels


def _shade(fill: str, edge: str, part: float) -> str:
    """A colour between two, as #rrggbb."""
    one, two = ([int(colour[n : n + 2], 16) for n in (1, 3, 5)] for colour in (fill, edge))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(one, two, strict=True))
