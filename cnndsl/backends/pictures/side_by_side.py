"""Two scenes on one page."""

from __future__ import annotations

from cnndsl.backends.pictures.scene import Box, Circle, Line, Polygon, Scene, Text

APART = 24.0


def side_by_side(left: Scene, right: Scene) -> Scene:
    """A scene with both; ids of the left one begin with `a`, those of the right one with `b`."""
    width, height = left.width + APART + right.width, max(left.height, right.height)
    both = Scene(f"{left.title} and {right.title}", f"{left.about}; {right.about}", left.page, width, height)
    for scene, dx, letter in ((left, 0.0, "a"), (right, left.width + APART, "b")):
        both.frames += [_box(box, dx, letter) for box in scene.frames]
        both.bands += [_box(box, dx, letter) for box in scene.bands]
        both.lines += [_line(line, dx, letter) for line in scene.lines]
        both.texts += [_text(text, dx) for text in scene.texts]
        for shape in scene.shapes:
            if isinstance(shape, Box):
                both.shapes.append(_box(shape, dx, letter))
            elif isinstance(shape, Circle):
                both.shapes.append(shape._replace(x=shape.x + dx, id=_id(shape.id, letter)))
            else:
                both.shapes.append(_polygon(shape, dx, letter))
    return both


def _box(box: Box, dx: float, letter: str) -> Box:
    return box._replace(x=box.x + dx, id=_id(box.id, letter))


def _line(line: Line, dx: float, letter: str) -> Line:
    points = tuple((x + dx, y) for x, y in line.points)
    source, target, identity = (_id(one, letter) for one in (line.source, line.target, line.id))
    return line._replace(points=points, source=source, target=target, id=identity)


def _polygon(polygon: Polygon, dx: float, letter: str) -> Polygon:
    points = tuple((x + dx, y) for x, y in polygon.points)
    return polygon._replace(points=points, id=_id(polygon.id, letter))


def _text(text: Text, dx: float) -> Text:
    return text._replace(x=text.x + dx)


def _id(identity: str, letter: str) -> str:
    return f"{letter}-{identity}" if identity else ""
