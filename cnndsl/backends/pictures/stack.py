"""A network as a column of bars, each as wide as it has channels and as high as its map; several side by side.

Breadth and height grow with the logarithm, over all networks of a picture alike.
"""

from __future__ import annotations

from math import log2

from cnndsl.backends.pictures.layer_words import count_text
from cnndsl.backends.pictures.legend import add_legend
from cnndsl.backends.pictures.limits import check_boxes
from cnndsl.backends.pictures.measure import HEADER, SMALL, even
from cnndsl.backends.pictures.scene import Box, Line, Scene, Text
from cnndsl.backends.pictures.steps import input_step, plane, steps_of
from cnndsl.backends.pictures.text_metrics import text_width
from cnndsl.backends.pictures.themes import Theme
from cnndsl.graph.ir import Graph
from cnndsl.layers.shapes import Shape
from cnndsl.text import typeset_shape

MARGIN, BETWEEN, APART = 16.0, 5.0, 40.0
NARROWEST, WIDEST = 24.0, 150.0
LOWEST, HIGHEST = 15.0, 54.0
WORDS = 9.5


class _Column:
    """One network: its bars, and how much room its words take."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.steps = steps_of(graph)
        self.steps.insert(0, input_step(graph.inputs[0].node))
        params = sum(node.params for node in graph.nodes)
        macs = sum(node.macs for node in graph.nodes if not node.training_only)
        self.about = [f"{count_text(params)} parameters", f"{count_text(macs)} MACs"]

    @property
    def words(self) -> float:
        return max(text_width(f"{step.title}  {typeset_shape(step.shape)}", WORDS) + 12 for step in self.steps)


def stack_scene(graphs: list[Graph], theme: Theme, *, bare: bool, limit: int) -> Scene:
    """Draw networks as columns of bars, side by side; at most ``limit`` of them. Raises DrawingError."""
    columns = [_Column(graph) for graph in graphs]
    check_boxes(sum(len(column.steps) for column in columns), limit)
    shapes = [step.shape for column in columns for step in column.steps]
    most = log2(1 + max(shape.channels for shape in shapes))
    largest = log2(1 + max([size for shape in shapes for size in plane(shape)] or [1]))
    scene = Scene(", ".join(graph.name for graph in graphs), "Width: channels; height: size of the map", theme.page)
    x = MARGIN
    for column in columns:
        heads = [text_width(column.graph.name, HEADER + 2, bold=True), *(text_width(t, SMALL) for t in column.about)]
        wide = even(max(WIDEST + column.words, *heads))
        y = _head(scene, theme, column, x) if not bare else MARGIN
        _bars(scene, theme, column, x, y, most, largest)
        x += wide + APART
    scene.width = x - APART + MARGIN
    scene.height += MARGIN
    if not bare:
        roles = [step.role for column in columns for step in column.steps]
        add_legend(scene, theme, roles, MARGIN)
        scene.height += 4
    return scene


def _head(scene: Scene, theme: Theme, column: _Column, x: float) -> float:
    y = MARGIN + 12
    name = column.graph.name
    width = text_width(name, HEADER + 2, bold=True)
    scene.texts.append(Text(x, y, name, HEADER + 2, theme.text, width, bold=True))
    for line in column.about:
        y += 14
        scene.texts.append(Text(x, y, line, SMALL, theme.words, text_width(line, SMALL)))
    return y + 12


def _bars(scene: Scene, theme: Theme, column: _Column, x: float, y: float, most: float, largest: float) -> None:
    middle = x + WIDEST / 2
    for number, step in enumerate(column.steps):
        wide = NARROWEST + (WIDEST - NARROWEST) * log2(1 + step.shape.channels) / most
        high = LOWEST + (HIGHEST - LOWEST) * _size(step.shape, largest)
        paint = theme.plain if step.role is None else theme.roles[step.role]
        fill = theme.band if step.role is None else paint.fill
        nodes = " ".join(str(node.index) for node in step.nodes)
        about = "\n".join(f"{node.name}: {node.operation} -> {node.shape}" for node in step.nodes[:12] if node.inputs)
        name = f"s{step.nodes[0].index}" if len(column.steps) else ""
        if step.times > 1:
            edge = paint.edge
            scene.shapes.append(Box("card", middle - wide / 2 + 3, y + 3, wide, high, fill, edge, 3))
        scene.shapes.append(
            Box(
                "box",
                middle - wide / 2,
                y,
                wide,
                high,
                fill,
                paint.edge,
                3,
                paint.pattern,
                id=name,
                nodes=nodes,
                about=about,
            )
        )
        if number:
            scene.lines.append(Line(((middle, y - BETWEEN), (middle, y)), theme.line, arrow=False))
        left = x + WIDEST + 10
        baseline = y + high / 2 + WORDS * 0.36
        width = text_width(step.title, WORDS)
        scene.texts.append(Text(left, baseline, step.title, WORDS, theme.text, width))
        shape = typeset_shape(step.shape)
        scene.texts.append(Text(left + width + 6, baseline, shape, WORDS, theme.words, text_width(shape, WORDS)))
        y += high + BETWEEN + (3 if step.times > 1 else 0)
    scene.height = max(scene.height, y)


def _size(shape: Shape, largest: float) -> float:
    """The size of a map as a part of the largest."""
    sizes = plane(shape)
    return log2(1 + max(sizes)) / largest if sizes else 0.0
