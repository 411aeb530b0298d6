"""A scene as TikZ: the same shapes at the same places as in the SVG, a pixel for three quarters of a point."""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.backends.pictures.scene import STRIP, Box, Circle, Line, Polygon, Scene, Text
from cnndsl.backends.pictures.svg import MARK

_FONT = r"\def\cnndslfont{\ifdefined\Umathchar\sffamily\else\fontencoding{T1}\fontfamily{phv}\fi}"
"""Helvetica with the letters of all Latin alphabets; for LuaLaTeX and XeLaTeX the sans-serif font of the document,
which may have those of others."""

_LIGATURES = "-,'`"
"""Two of one of these become a sign of their own, such as a dash."""

_SIGNS = {
    "×": r"$\times$",
    "→": r"$\to$",
    "·": r"$\cdot$",
    "›": r"$\rangle$",
    "–": "--",
    "…": r"\dots{}",
    "‖": r"$\Vert$",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


def tikz(scene: Scene, *, standalone: bool = False) -> str:
    """A `tikzpicture`, or a whole file to compile. The letters are Helvetica, whose widths the picture counts on."""
    picture = "\n".join(_picture(scene))
    if not standalone:
        needs = r"% needs \usepackage{tikz} and \usetikzlibrary{patterns}; \input this file where the figure stands"
        return f"% {MARK}\n{needs}\n{picture}\n"
    # of a text that is higher than its page by less than the last digit, LaTeX makes two pages
    page = f"paperwidth={_n(scene.width * 0.75)}bp, paperheight={_n(scene.height * 0.75)}bp, margin=0bp"
    head = rf"""\documentclass{{article}}
\usepackage[{page}]{{geometry}}
\usepackage{{tikz}}
\usetikzlibrary{{patterns}}
\pagestyle{{empty}}
\advance\textheight 1bp
\topskip=0pt
\parindent=0pt
\begin{{document}}"""
    return f"% {MARK}\n{head}\n{picture}\n\\end{{document}}\n"


def _picture(scene: Scene) -> Iterator[str]:
    colours = _Colours(scene)
    yield r"\begin{tikzpicture}[x=0.75bp, y=-0.75bp, line width=0.75bp, inner sep=0, outer sep=0]"
    yield _FONT
    yield from colours.definitions()
    if scene.page != "#ffffff":
        yield rf"\fill[{colours.name(scene.page)}] (0,0) rectangle {_at(scene.width, scene.height)};"
    else:
        yield rf"\path (0,0) rectangle {_at(scene.width, scene.height)};"
    for shape in [*scene.frames, *scene.lines, *scene.bands, *scene.shapes]:
        if isinstance(shape, Box):
            yield from _box(shape, colours)
        elif isinstance(shape, Line):
            yield _line(shape, colours)
        elif isinstance(shape, Circle):
            yield from _circle(shape, colours)
        else:
            yield _polygon(shape, colours)
    for text in scene.texts:
        yield _text(text, colours)
    yield r"\end{tikzpicture}"


class _Colours:
    """Names for the colours of a scene, in the order in which they first appear."""

    def __init__(self, scene: Scene) -> None:
        used = [scene.page]
        for shape in [*scene.frames, *scene.bands, *scene.shapes]:
            used += [shape.fill, shape.edge]
        used += [line.colour for line in scene.lines] + [text.colour for text in scene.texts]
        self.names = {
            colour: f"cnndsl{_letters(n)}" for n, colour in enumerate(dict.fromkeys(used)) if colour != "none"
        }

    def definitions(self) -> Iterator[str]:
        for colour, name in self.names.items():
            yield rf"\definecolor{{{name}}}{{HTML}}{{{colour.lstrip('#').upper()}}}"

    def name(self, colour: str) -> str:
        return self.names.get(colour, "none")


def _letters(number: int) -> str:
    return chr(ord("A") + number // 26) + chr(ord("a") + number % 26)


_HATCH = {
    "rising": "north east lines",
    "falling": "north west lines",
    "crossed": "crosshatch",
    "level": "horizontal lines",
    "upright": "vertical lines",
    "dots": "crosshatch dots",
}


def _box(box: Box, colours: _Colours) -> Iterator[str]:
    look = [f"fill={colours.name(box.fill)}", f"draw={colours.name(box.edge)}"]
    corner = f", rounded corners={_n(box.radius * 0.75)}bp"
    if box.dashed:
        look.append("dashed")
    right, low = box.x + box.width, box.y + box.height
    if box.kind == "band":  # only the upper corners are round
        upper = f"{_at(box.x, low)} -- {_at(box.x, box.y)} -- {_at(right, box.y)}"
        path = f"{upper} [sharp corners] -- {_at(right, low)} -- cycle"
        yield rf"\path[{', '.join(look)}{corner}] {path};"
        return
    if not box.radius:
        corner = ""
    yield rf"\path[{', '.join(look)}{corner}] {_at(box.x, box.y)} rectangle {_at(right, low)};"
    if box.pattern:
        edge = colours.name(box.edge)
        fill = f"fill={edge}" if box.pattern == "solid" else f"pattern={_HATCH[box.pattern]}, pattern color={edge}"
        strip = min(box.x + STRIP, right)
        yield rf"\begin{{scope}}\clip[{corner.lstrip(', ')}] {_at(box.x, box.y)} rectangle {_at(right, low)};"
        yield rf"\path[{fill}, draw={edge}] {_at(box.x, box.y)} rectangle {_at(strip, low)};\end{{scope}}"
        yield rf"\path[draw={edge}{corner}] {_at(box.x, box.y)} rectangle {_at(right, low)};"


def _circle(circle: Circle, colours: _Colours) -> Iterator[str]:
    edge = colours.name(circle.edge)
    x, y, r = circle.x, circle.y, circle.radius
    yield rf"\path[fill={colours.name(circle.fill)}, draw={edge}] {_at(x, y)} circle[radius={_n(r * 0.75)}bp];"
    yield rf"\draw[{edge}, line width=1bp] " + " ".join(f"{_at(*a)} -- {_at(*b)}" for a, b in circle.strokes) + ";"


def _line(line: Line, colours: _Colours) -> str:
    arrow = "->, >=latex, " if line.arrow else ""
    width = ", line width=0.5bp" if line.thin else ", line width=0.9bp"
    points = " -- ".join(_at(*point) for point in line.points)
    corners = ", rounded corners=3bp" if len(line.points) > 2 else ""
    return rf"\draw[{arrow}{colours.name(line.colour)}{width}{corners}] {points};"


def _polygon(polygon: Polygon, colours: _Colours) -> str:
    look = f"fill={colours.name(polygon.fill)}, draw={colours.name(polygon.edge)}, line join=round"
    dash = ", dashed" if polygon.dashed else ""
    return rf"\path[{look}{dash}] {' -- '.join(_at(*point) for point in polygon.points)} -- cycle;"


def _text(text: Text, colours: _Colours) -> str:
    anchor = {"start": "base west", "middle": "base", "end": "base east"}[text.anchor]
    size = text.size * 0.75
    font = rf"\cnndslfont\fontsize{{{_n(size)}bp}}{{{_n(size * 1.2)}bp}}\selectfont" + (
        r"\bfseries" if text.bold else ""
    )
    turned = ", rotate=90" if text.turned else ""
    look = f"anchor={anchor}, text={colours.name(text.colour)}, font={font}{turned}"
    return rf"\node[{look}] at {_at(text.x, text.y)} {{{_written(text.text)}}};"


def _written(text: str) -> str:
    """A text in which LaTeX sees no command, no ligature of signs, and nothing but what it shows."""
    return "".join(
        _SIGNS.get(letter, letter) + ("{}" if letter == after and letter in _LIGATURES else "")
        for letter, after in zip(text, f"{text[1:]} ", strict=False)
    )


def _at(x: float, y: float) -> str:
    return f"({_n(x)},{_n(y)})"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
