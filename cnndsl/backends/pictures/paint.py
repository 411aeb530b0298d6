"""From a laid-out figure to a scene: the flow turned as wanted, colours, texts in their boxes, title and legend."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from cnndsl.backends.pictures.blocks import Block, Drawn, Label, Place, Wire
from cnndsl.backends.pictures.elements import Element, Figure, Fork, Frame, Series, Sign, Unit
from cnndsl.backends.pictures.layer_words import Role
from cnndsl.backends.pictures.layout import Layout
from cnndsl.backends.pictures.legend import add_legend
from cnndsl.backends.pictures.measure import (
    BAND,
    BETWEEN,
    CARD,
    SMALL,
    TITLE,
    Run,
    even,
    header_runs,
    line_width,
    unit_lines,
)
from cnndsl.backends.pictures.scene import STRIP, Box, Circle, Line, Scene, Text
from cnndsl.backends.pictures.text_metrics import text_width
from cnndsl.backends.pictures.themes import Mark, Paint, Theme
from cnndsl.graph.ir import Node

MARGIN = 16
PAGE = (1290, 1885)
"""What fits a sheet of A4 inside margins of a centimetre, with 5 points for the letters of boxes: 12 pixels are
1.76 mm. A figure may lie on its side."""

EASY, MOST_COLUMNS = 0.75, 6
"""A figure that fills no more of the page's height or width is not broken into more columns."""

_BASE = 0.36
"""From the middle of a line of text to its baseline, as a part of the size of the letters."""


def scene_of(
    figure: Figure,
    theme: Theme,
    *,
    down: bool = True,
    columns: int | None = None,
    bare: bool = False,
    marks: Mapping[int, Mark] | None = None,
) -> Scene:
    """Lay out and paint a figure. ``columns`` None: as many as a page needs. ``bare``: no title, no legend. ``marks``,
    by the numbers of layers, show those in colour that another network has not, or otherwise; all others without."""
    block = _laid_out(figure, down, columns)
    return _Painter(figure, theme, down, bare, marks).scene(block)


# ----------------------------------------------------------------------------------------------------- layout


def _laid_out(figure: Figure, down: bool, columns: int | None) -> Block:
    """In so many columns, or in the fewest with which the figure fits a page, or nearly as well as with more."""
    drawn, readers = _sources(figure.body, figure.sources)

    def laid(trunk: Series | None, number: int) -> tuple[Block, Layout]:
        layout = Layout(drawn, down=down)
        layout.pending = dict(readers)
        if trunk is not None:
            layout.columns[id(trunk)] = number
        return layout.series(figure.body, None), layout

    first, layout = laid(None, 1)
    if columns == 1 or (columns is None and _misfit(first, down) <= EASY):
        return first
    in_one_column = set(layout.in_one_column)
    trunk = _trunk(figure.body, layout)
    if id(trunk) in in_one_column:
        return first  # as with any number of columns
    if columns is not None:
        return laid(trunk, columns)[0]
    tried = [first]
    for number in range(2, min(MOST_COLUMNS, len(trunk.elements)) + 1):
        block = laid(trunk, number)[0]
        tried.append(block)
        if _misfit(block, down) <= EASY:
            break
    least = min(_misfit(block, down) for block in tried)
    enough = max(EASY, 1.15 * least)
    if least <= 1:
        enough = min(enough, 1)
    return next(block for block in tried if _misfit(block, down) <= enough)


def _misfit(block: Block, down: bool) -> float:
    """How often a page would have to be larger; at most 1 where the figure fits. Pages may lie on their side."""
    wide, high = (block.breadth, block.length) if down else (block.length, block.breadth)
    wide, high = wide + 2 * MARGIN, high + 2 * MARGIN + 70
    return min(max(wide / PAGE[0], high / PAGE[1]), max(wide / PAGE[1], high / PAGE[0]))


def _trunk(series: Series, layout: Layout) -> Series:
    """The series to break into columns: that of the network, or of the container that takes most of its length."""
    while True:
        large = [e for e in series.elements if isinstance(e, Frame) and e.container is not None and e.times == 1]
        if len(series.elements) - len(large) > 12 or not large:
            return series
        blocks = {id(e): layout.block(e, None, 0).length for e in series.elements}
        longest = max(large, key=lambda e: blocks[id(e)])
        if blocks[id(longest)] < 0.7 * fsum(blocks.values()):
            return series
        series = longest.body


def _sources(series: Series, values: set[Node]) -> tuple[dict[Node, Drawn], dict[Drawn, int]]:
    """What draws each value that is read along a route, and how many lines each such box has to send."""
    drawn: dict[Node, Drawn] = {}
    entries: list[tuple[list[Node], int]] = []

    def walk(one: Series) -> int:
        heads = 0
        for number, element in enumerate(one.elements):
            inner = visit(element)
            heads = inner if number == 0 else heads
        return heads

    def visit(element: Element) -> int:
        heads = 1
        if isinstance(element, Fork):
            heads = sum(1 if branch.empty else walk(branch) for branch in element.branches)
            if element.sign is not None:
                visit(element.sign)
        elif isinstance(element, Frame):
            heads = walk(element.body)
            entries.append((element.routed, heads))
        else:
            nodes = element.nodes if isinstance(element, Unit) else [element.node]
            if isinstance(element, Sign) or element.output is None:
                drawn.update((node, element) for node in nodes if node in values)
            entries.append((element.routed, 1))
        return heads

    walk(series)
    readers: dict[Drawn, int] = {}
    for routed, _ in entries:
        for value in routed:
            readers[drawn[value]] = readers.get(drawn[value], 0) + 1
    return drawn, readers


# ---------------------------------------------------------------------------------------------------- painting


class _Painter:
    def __init__(self, figure: Figure, theme: Theme, down: bool, bare: bool, marks: Mapping[int, Mark] | None) -> None:
        self.figure = figure
        self.theme = theme
        self.down = down
        self.bare = bare
        self.scene_ = Scene(figure.title, figure.subtitle, theme.page)
        self.marks = marks
        self.roles: set[Role] = set()
        self.marked: set[Mark] = set()
        self.passed: set[Node] = set()

    def scene(self, block: Block) -> Scene:
        places, wires = block.everything()
        scene = self.scene_
        wide, high = (block.breadth, block.length) if self.down else (block.length, block.breadth)
        top = float(MARGIN)
        if not self.bare:
            needed = max(text_width(scene.title, TITLE, bold=True), text_width(scene.about, SMALL + 1))
            scene.width = even(max(wide, needed)) + 2 * MARGIN
            top += 48
        else:
            scene.width = even(wide) + 2 * MARGIN
        left = int((scene.width - wide) / 2) + 0.5  # lines of one pixel's width fill whole pixels
        top += 0.5
        for place in places:
            self.place(place, left, top)
        for wire in wires:
            self.wire(wire, left, top)
        scene.height = top + high + MARGIN
        if not self.bare:
            self.title()
            scene.height += 4
            add_legend(scene, self.theme, self.roles, MARGIN, self.marked)
            scene.height += MARGIN - 10
        return scene

    def at(self, along: float, across: float, left: float, top: float) -> tuple[float, float]:
        return (left + across, top + along) if self.down else (left + along, top + across)

    def place(self, place: Place, left: float, top: float) -> None:
        x, y = self.at(place.along, place.across, left, top)
        wide, high = (place.breadth, place.length) if self.down else (place.length, place.breadth)
        what = place.what
        if isinstance(what, Unit):
            self.unit(what, x, y, wide, high)
        elif isinstance(what, Frame):
            self.frame(what, x, y, wide, high)
        elif isinstance(what, Sign):
            nodes = "|".join(str(one.node.index) for one in (what, *what.copies))
            radius = wide / 2
            paint = self.paint(what)
            self.scene_.shapes.append(
                Circle(
                    x + radius,
                    y + radius,
                    radius,
                    what.text,
                    paint.fill,
                    self.theme.line if paint is self.theme.plain else paint.edge,
                    identity(what),
                    nodes,
                )
            )
        else:
            self.label(what, x, y, high)

    def unit(self, unit: Unit, x: float, y: float, wide: float, high: float) -> None:
        copies = [unit, *unit.copies]
        texts = [" ".join(str(node.index) for node in one.nodes) for one in copies]
        nodes = "|".join(texts) if unit.output is None else ""
        about = "\n".join(f"{node.name}: {node.operation} -> {node.shape}" for node in unit.nodes if node.inputs)
        if unit.kind == "wire":
            colour = self.theme.line
            ends = ((x + 6, y), (x + 6, y + high)) if self.down else ((x, y + high), (x + wide, y + high))
            self.scene_.lines.append(Line(ends, colour, arrow=False, nodes=nodes, id=identity(unit)))
            self.runs(unit_lines(unit)[0], x + (12 if self.down else 4), y + high / 2 - (0 if self.down else 2))
            return
        paint = self.paint(unit)
        radius = high / 2 if unit.kind in ("end", "part") else 4.0
        cards = 2 if unit.times > 1 else 0
        for number in range(cards, 0, -1):
            step = CARD * number
            self.scene_.shapes.append(Box("card", x + step, y + step, wide, high, paint.fill, paint.edge, radius))
        fill = self.theme.band if unit.kind == "folded" else paint.fill
        self.scene_.shapes.append(
            Box(
                "box",
                x,
                y,
                wide,
                high,
                fill,
                paint.edge,
                radius,
                paint.pattern,
                id=identity(unit),
                nodes=nodes,
                about=about,
            )
        )
        lines = unit_lines(unit)
        first = high - 13 * (len(lines) - 1)
        for number, runs in enumerate(lines):
            middle = y + (first / 2 if number == 0 else first - 2 + 13 * (number - 0.5))
            shift = STRIP / 2 if paint.pattern else 0
            self.runs(runs, x + shift + (wide - line_width(runs)) / 2, middle)

    def paint(self, drawn: Drawn) -> Paint:
        """The colours of a box: of its role, or of its mark where networks are compared."""
        if self.marks is None:
            if isinstance(drawn, Sign) or drawn.role is None:
                return self.theme.plain
            self.roles.add(drawn.role)
            return self.theme.roles[drawn.role]
        nodes = [drawn.node] if isinstance(drawn, Sign) else drawn.nodes if drawn.output is None else []
        found = {self.marks.get(node.index) for node in nodes} or {None}
        if found == {None}:
            return self.theme.plain
        mark: Mark = found.pop() or "changed" if len(found) == 1 else "changed"
        self.marked.add(mark)
        return self.theme.marks[mark]

    def frame(self, frame: Frame, x: float, y: float, wide: float, high: float) -> None:
        theme = self.theme
        depth = frame.container.name.count(".") if frame.container is not None else 1
        fill = theme.frames[depth % 2]
        for number in range(2 if frame.times > 1 else 0, 0, -1):
            step = CARD * number
            self.scene_.frames.append(Box("card", x + step, y + step, wide, high, fill, theme.frame_edge, 6))
        name = frame.container.name if frame.container is not None else ""
        self.scene_.frames.append(
            Box(
                "frame",
                x,
                y,
                wide,
                high,
                fill,
                theme.frame_edge,
                6,
                dashed=frame.dashed,
                id=identity(frame),
                about=name,
                times=frame.times,
            )
        )
        self.scene_.bands.append(Box("band", x, y, wide, BAND, theme.band, theme.frame_edge, 6, dashed=frame.dashed))
        left, right = header_runs(frame)
        self.runs(left, x + 8, y + BAND / 2)
        self.runs(right, x + wide - 8 - line_width(right), y + BAND / 2)

    def label(self, label: Label, x: float, y: float, high: float) -> None:
        self.runs([Run(label.text, SMALL, "words")], x, y + high / 2)

    def runs(self, runs: list[Run], x: float, middle: float) -> None:
        for run in runs:
            colour = self.theme.tone(run.tone)
            y = middle + run.size * _BASE
            self.scene_.texts.append(Text(x, y, run.text, run.size, colour, run.width, run.bold))
            x += run.width + BETWEEN

    def wire(self, wire: Wire, left: float, top: float) -> None:
        points = _straight([self.at(along, across, left, top) for along, across in wire.points])
        nodes = " ".join(str(node.index) for node in wire.passed if node not in self.passed)
        self.passed.update(wire.passed)
        self.scene_.lines.append(
            Line(
                points,
                self.theme.line,
                source=identity(wire.source),
                target=identity(wire.target),
                nodes=nodes,
                arrow=not _is_bare(wire.target),
            )
        )

    def title(self) -> None:
        scene, theme = self.scene_, self.theme
        middle = scene.width / 2
        width = text_width(scene.title, TITLE, bold=True)
        scene.texts.append(Text(middle, MARGIN + 14, scene.title, TITLE, theme.text, width, bold=True, anchor="middle"))
        width = text_width(scene.about, SMALL + 1)
        scene.texts.append(Text(middle, MARGIN + 32, scene.about, SMALL + 1, theme.words, width, anchor="middle"))


def identity(drawn: Drawn | Frame) -> str:
    """The id of a box: the number of the first layer in it, of an output that of the layer which gives it."""
    if isinstance(drawn, Frame):
        return f"c-{drawn.container.name}" if drawn.container is not None else ""
    if isinstance(drawn, Sign):
        return f"n{drawn.node.index}"
    if drawn.output is None:
        return f"n{drawn.nodes[0].index}"
    return f"o{drawn.key.index}" + (f"_{drawn.output}" if drawn.output else "")


def _is_bare(drawn: Drawn) -> bool:
    return isinstance(drawn, Unit) and drawn.kind == "wire"


def _straight(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Without the points at which a line does not bend."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and any(kept[-2][axis] == kept[-1][axis] == point[axis] for axis in (0, 1)):
            kept.pop()
        kept.append(point)
    return tuple(kept)
