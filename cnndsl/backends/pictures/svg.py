"""A scene as SVG: plain shapes and texts, the same bytes for the same scene."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cnndsl.backends.pictures.scene import STRIP, Box, Circle, Line, Point, Polygon, Scene, Text, towards
from cnndsl.backends.pictures.text_metrics import FONTS
from cnndsl.printable import in_html

MARK = "drawn by cnndsl"
"""Stands at the head of every file that `cnndsl draw` writes; it overwrites no other."""

_BEND = 4.0


def svg(scene: Scene, *, mark: bool = True) -> str:
    """The text of an SVG file. With ``mark`` it says which program has made it, so that it may be written over."""
    return "\n".join(_lines(scene, mark)) + "\n"


def _lines(scene: Scene, mark: bool) -> Iterator[str]:
    size = f'width="{_n(scene.width)}" height="{_n(scene.height)}" viewBox="0 0 {_n(scene.width)} {_n(scene.height)}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}">'
    if mark:
        yield f"<!-- {MARK} -->"
    yield f"<title>{in_html(scene.title)}</title>"
    yield f"<desc>{in_html(scene.about)}</desc>"
    yield from _definitions(scene)
    yield f'<rect width="100%" height="100%" fill="{scene.page}"/>'
    for frame in scene.frames:
        yield _box(frame)
    yield '<g fill="none" stroke-width="1.2">'
    for line in scene.lines:
        yield _line(line)
    yield "</g>"
    for band in scene.bands:
        yield _band(band)
    for shape in scene.shapes:
        if isinstance(shape, Box):
            yield _box(shape)
        elif isinstance(shape, Circle):
            yield from _circle(shape)
        else:
            yield _polygon(shape)
    for text in scene.texts:
        yield _text(text)
    yield "</svg>"


def _definitions(scene: Scene) -> Iterator[str]:
    colours = sorted({line.colour for line in scene.lines if line.arrow})
    patterns = sorted({(s.pattern, s.edge) for s in scene.shapes if isinstance(s, Box) and s.pattern})
    if not colours and not patterns:
        return
    yield "<defs>"
    for colour in colours:
        yield (
            f'<marker id="{_arrow_id(colour)}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto" markerUnits="userSpaceOnUse"><path d="M0,0.8L8,4L0,7.2z" fill="{colour}"/></marker>'
        )
    for name, colour in patterns:
        yield (
            f'<pattern id="{_pattern_id(name, colour)}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f"{_PATTERNS[name].replace('COLOUR', colour)}</pattern>"
        )
    yield "</defs>"


_PATTERNS = {
    "solid": '<rect width="6" height="6" fill="COLOUR"/>',
    "rising": '<path d="M-1,1L1,-1M0,6L6,0M5,7L7,5" stroke="COLOUR" stroke-width="1.4"/>',
    "falling": '<path d="M-1,5L1,7M0,0L6,6M5,-1L7,1" stroke="COLOUR" stroke-width="1.4"/>',
    "crossed": '<path d="M0,6L6,0M0,0L6,6" stroke="COLOUR" stroke-width="1.1"/>',
    "level": '<path d="M0,1.5H6M0,4.5H6" stroke="COLOUR" stroke-width="1.2"/>',
    "upright": '<path d="M1.5,0V6M4.5,0V6" stroke="COLOUR" stroke-width="1.2"/>',
    "dots": '<circle cx="3" cy="3" r="1.5" fill="COLOUR"/>',
}


def _box(box: Box) -> str:
    dash = ' stroke-dasharray="4 3"' if box.dashed else ""
    radius = f' rx="{_n(box.radius)}"' if box.radius else ""
    known = _known(box.id, box.nodes, box.times)
    place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
    shape = f'<rect class="{box.kind}"{known} {place}{radius} fill="{box.fill}" stroke="{box.edge}"{dash}'
    strip = ""
    if box.pattern:
        wide = min(STRIP, box.width)
        path = _left_rounded(box.x, box.y, wide, box.height, box.radius)
        strip = f'<path d="{path}" fill="url(#{_pattern_id(box.pattern, box.edge)})" stroke="{box.edge}"/>'
    if box.about:
        return f"{shape}><title>{in_html(box.about, lines=True)}</title></rect>{strip}"
    return f"{shape}/>{strip}"


def _left_rounded(x: float, y: float, wide: float, high: float, r: float) -> str:
    return (
        f"M{_n(x + wide)},{_n(y)}H{_n(x + r)}Q{_n(x)},{_n(y)} {_n(x)},{_n(y + r)}V{_n(y + high - r)}"
        f"Q{_n(x)},{_n(y + high)} {_n(x + r)},{_n(y + high)}H{_n(x + wide)}z"
    )


def _band(band: Box) -> str:
    x, y, right, low = _n(band.x), _n(band.y), _n(band.x + band.width), _n(band.y + band.height)
    left_end, right_end, start = (
        _n(band.x + band.radius),
        _n(band.x + band.width - band.radius),
        _n(band.y + band.radius),
    )
    dash = ' stroke-dasharray="4 3"' if band.dashed else ""
    path = f"M{x},{low}V{start}Q{x},{y} {left_end},{y}H{right_end}Q{right},{y} {right},{start}V{low}z"
    return f'<path class="band" d="{path}" fill="{band.fill}" stroke="{band.edge}"{dash}/>'


def _circle(circle: Circle) -> Iterator[str]:
    place = f'cx="{_n(circle.x)}" cy="{_n(circle.y)}" r="{_n(circle.radius)}"'
    known = _known(circle.id, circle.nodes)
    yield f'<circle class="join"{known} {place} fill="{circle.fill}" stroke="{circle.edge}"/>'
    path = "".join(f"M{_n(a)},{_n(b)}L{_n(c)},{_n(d)}" for (a, b), (c, d) in circle.strokes)
    yield f'<path d="{path}" fill="none" stroke="{circle.edge}" stroke-width="1.4"/>'


def _polygon(polygon: Polygon) -> str:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in polygon.points)
    dash = ' stroke-dasharray="3 2"' if polygon.dashed else ""
    known = _known(polygon.id, polygon.nodes)
    shape = (
        f'<polygon{known} points="{points}" fill="{polygon.fill}" stroke="{polygon.edge}" stroke-linejoin="round"{dash}'
    )
    return f"{shape}><title>{in_html(polygon.about, lines=True)}</title></polygon>" if polygon.about else f"{shape}/>"


def _line(line: Line) -> str:
    ends = f' data-from="{line.source}" data-to="{line.target}"' if line.target else ""
    known = _known(line.id, line.nodes)
    arrow = f' marker-end="url(#{_arrow_id(line.colour)})"' if line.arrow else ""
    thin = ' stroke-width="0.7"' if line.thin else ""
    return f'<path{ends}{known} d="{_bent(line.points)}" stroke="{line.colour}"{thin}{arrow}/>'


def _bent(points: tuple[Point, ...]) -> str:
    """A path along points, its corners rounded."""
    parts = [f"M{_n(points[0][0])},{_n(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = towards(corner, before, _BEND), towards(corner, after, _BEND)
        parts.append(f"L{_n(near[0])},{_n(near[1])}Q{_n(corner[0])},{_n(corner[1])} {_n(far[0])},{_n(far[1])}")
    parts.append(f"L{_n(points[-1][0])},{_n(points[-1][1])}")
    return "".join(parts)


def _text(text: Text) -> str:
    bold = ' font-weight="bold"' if text.bold else ""
    anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    turned = f' transform="rotate(-90 {_n(text.x)} {_n(text.y)})"' if text.turned else ""
    place = f'x="{_n(text.x)}" y="{_n(text.y)}" textLength="{_n(text.width)}" font-size="{_n(text.size)}"'
    return f'<text {place}{bold}{anchor}{turned} fill="{text.colour}">{in_html(text.text)}</text>'


def _known(identity: str, nodes: str, times: int = 1) -> str:
    """What a shape stands for: its id, the numbers of its layers (`Network.nodes`), and how often it repeats."""
    known = f' id="{in_html(identity)}"' if identity else ""
    known += f' data-nodes="{nodes}"' if nodes else ""
    return known + (f' data-times="{times}"' if times > 1 else "")


def _arrow_id(colour: str) -> str:
    return f"arrow-{colour.lstrip('#')}"


def _pattern_id(name: str, colour: str) -> str:
    return f"{name}-{colour.lstrip('#')}"


@lru_cache(maxsize=2**16)  # lines have most of theirs from each other
def _n(value: float) -> str:
    """A coordinate with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value + 0.0:.0f}"  # never -0
