"""A scene as a page of PDF with real letters, by reportlab (extra `draw`)."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from cnndsl.backends.pictures.scene import STRIP, Box, Circle, Line, Point, Polygon, Scene, Text, towards
from cnndsl.backends.pictures.svg import MARK
from cnndsl.extras import require

POINTS = 0.75
"""A pixel in points."""


def pdf(scene: Scene) -> bytes:
    """The scene on a page of its own size. Raises MissingExtraError."""
    require("drawing a pdf", "reportlab", extra="draw")
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    size = (scene.width * POINTS, scene.height * POINTS)
    canvas = Canvas(stream, pagesize=size, invariant=1, pageCompression=rl_config.pageCompression)
    canvas.setTitle(scene.title)
    canvas.setSubject(scene.about)
    canvas.setCreator(MARK)
    _Writer(canvas, scene).write()
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


@cache
def _colour(name: str) -> Any:
    """A colour as reportlab has it, which looks names up among all that it knows."""
    from reportlab.lib.colors import toColor

    return toColor(name)


class _Writer:
    def __init__(self, canvas: Any, scene: Scene) -> None:
        self.canvas = canvas
        self.scene = scene
        self.high = scene.height * POINTS

    def write(self) -> None:
        scene, canvas = self.scene, self.canvas
        canvas.setFillColor(_colour(scene.page))
        canvas.rect(0, 0, scene.width * POINTS, self.high, stroke=0, fill=1)
        canvas.setLineWidth(POINTS)
        for shape in [*scene.frames, *scene.lines, *scene.bands, *scene.shapes]:
            canvas.saveState()
            if isinstance(shape, Box):
                self.box(shape)
            elif isinstance(shape, Line):
                self.line(shape)
            elif isinstance(shape, Circle):
                self.circle(shape)
            else:
                self.polygon(shape)
            canvas.restoreState()
        for text in scene.texts:
            self.text(text)

    def at(self, x: float, y: float) -> tuple[float, float]:
        return x * POINTS, self.high - y * POINTS

    def colours(self, fill: str, edge: str, dashed: bool = False) -> None:
        if fill != "none":
            self.canvas.setFillColor(_colour(fill))
        self.canvas.setStrokeColor(_colour(edge))
        if dashed:
            self.canvas.setDash(3, 2.25)

    def box(self, box: Box) -> None:
        self.colours(box.fill, box.edge, box.dashed)
        x, y = self.at(box.x, box.y + box.height)
        wide, high, radius = box.width * POINTS, box.height * POINTS, min(box.radius, box.height / 2) * POINTS
        if box.kind == "band":  # only the upper corners are round
            path = self.canvas.beginPath()
            top = y + high
            path.moveTo(x, y)
            path.lineTo(x, top - radius)
            path.curveTo(x, top, x, top, x + radius, top)
            path.lineTo(x + wide - radius, top)
            path.curveTo(x + wide, top, x + wide, top, x + wide, top - radius)
            path.lineTo(x + wide, y)
            path.close()
            self.canvas.drawPath(path, stroke=1, fill=1)
            return
        self.canvas.roundRect(x, y, wide, high, radius, stroke=1, fill=1)
        if box.pattern:
            clip = self.canvas.beginPath()
            clip.roundRect(x, y, wide, high, radius)
            self.canvas.clipPath(clip, stroke=0, fill=0)
            self.pattern(box.pattern, box.edge, x, y, min(STRIP, box.width) * POINTS, high)
            self.canvas.roundRect(x, y, wide, high, radius, stroke=1, fill=0)

    def pattern(self, name: str, colour: str, x: float, y: float, wide: float, high: float) -> None:
        canvas = self.canvas
        strip = canvas.beginPath()
        strip.rect(x, y, wide, high)
        canvas.clipPath(strip, stroke=1, fill=0)
        canvas.setFillColor(_colour(colour))
        if name == "solid":
            canvas.rect(x, y, wide, high, stroke=0, fill=1)
        step, at = 3.0, y - wide
        while at < y + high + wide:
            if name in ("rising", "crossed"):
                canvas.line(x, at, x + wide, at + wide)
            if name in ("falling", "crossed"):
                canvas.line(x, at + wide, x + wide, at)
            if name == "level":
                canvas.line(x, at, x + wide, at)
            if name == "dots":
                canvas.circle(x + wide / 2, at, 1, stroke=0, fill=1)
            at += step
        for number in range(int(wide / 2) if name == "upright" else 0):
            canvas.line(x + 1 + 2 * number, y, x + 1 + 2 * number, y + high)
        canvas.line(x + wide, y, x + wide, y + high)

    def circle(self, circle: Circle) -> None:
        self.colours(circle.fill, circle.edge)
        canvas = self.canvas
        canvas.circle(*self.at(circle.x, circle.y), circle.radius * POINTS, stroke=1, fill=1)
        for start, end in circle.strokes:
            canvas.line(*self.at(*start), *self.at(*end))

    def line(self, line: Line) -> None:
        self.colours("none", line.colour)
        self.canvas.setLineWidth((0.7 if line.thin else 1.2) * POINTS)
        path = self.canvas.beginPath()
        points = [self.at(*point) for point in line.points]
        path.moveTo(*points[0])
        for before, corner, after in zip(points, points[1:], points[2:], strict=False):
            near, far = towards(corner, before, 3), towards(corner, after, 3)
            path.lineTo(*near)
            path.curveTo(*corner, *corner, *far)
        path.lineTo(*points[-1])
        self.canvas.drawPath(path, stroke=1, fill=0)
        if line.arrow:
            self.arrow(points[-2], points[-1], line.colour)

    def arrow(self, before: Point, tip: Point, colour: str) -> None:
        away = ((tip[0] - before[0]) ** 2 + (tip[1] - before[1]) ** 2) ** 0.5 or 1
        along = ((tip[0] - before[0]) / away, (tip[1] - before[1]) / away)
        back = (tip[0] - 5 * along[0], tip[1] - 5 * along[1])
        path = self.canvas.beginPath()
        path.moveTo(*tip)
        path.lineTo(back[0] - 2 * along[1], back[1] + 2 * along[0])
        path.lineTo(back[0] + 2 * along[1], back[1] - 2 * along[0])
        path.close()
        self.canvas.setFillColor(_colour(colour))
        self.canvas.drawPath(path, stroke=0, fill=1)

    def polygon(self, polygon: Polygon) -> None:
        self.colours(polygon.fill, polygon.edge, polygon.dashed)
        self.canvas.setLineJoin(1)
        path = self.canvas.beginPath()
        path.moveTo(*self.at(*polygon.points[0]))
        for point in polygon.points[1:]:
            path.lineTo(*self.at(*point))
        path.close()
        self.canvas.drawPath(path, stroke=1, fill=polygon.fill != "none")

    def text(self, text: Text) -> None:
        canvas = self.canvas
        canvas.saveState()
        canvas.setFillColor(_colour(text.colour))
        canvas.setFont("Helvetica-Bold" if text.bold else "Helvetica", text.size * POINTS)
        canvas.translate(*self.at(text.x, text.y))
        if text.turned:
            canvas.rotate(90)
        draw = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
        draw[text.anchor](0, 0, text.text)
        canvas.restoreState()
