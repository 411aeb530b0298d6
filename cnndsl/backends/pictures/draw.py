"""Graphs drawn: one call for every style, one picture for every format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cnndsl.backends.pictures.figure import DETAILS, NoContainerError, Options, box_count, figure
from cnndsl.backends.pictures.limits import ADVICE, BOXES, POINTS_A_BOX, DrawingError, check_boxes, check_pixels
from cnndsl.backends.pictures.paint import scene_of
from cnndsl.backends.pictures.themes import THEMES
from cnndsl.budget import Budget, Overspent, charged_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnndsl.backends.pictures.elements import Figure
    from cnndsl.backends.pictures.scene import Scene
    from cnndsl.backends.pictures.themes import Mark, Theme
    from cnndsl.graph.ir import Graph

STYLES = ("graph", "volumes", "stack")
DIRECTIONS = ("down", "right")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn network, which shows itself in a notebook. ``figure`` is there for the style `graph`."""

    scene: Scene
    figure: Figure | None = None

    @property
    def size(self) -> int:
        """How many boxes it has."""
        return len(self.scene.shapes) if self.figure is None else box_count(self.figure.body)

    @property
    def svg(self) -> str:
        """The text of an SVG file; the same for the same network and options."""
        from cnndsl.backends.pictures.svg import svg

        return svg(self.scene)

    def tikz(self, *, standalone: bool = False) -> str:
        """The picture as TikZ, at the places of the SVG; ``standalone`` makes it a whole LaTeX file."""
        from cnndsl.backends.pictures.tikz import tikz

        return tikz(self.scene, standalone=standalone)

    @property
    def mermaid(self) -> str:
        """The boxes and their lines as a Mermaid flowchart. Raises DrawingError for other styles than `graph`."""
        from cnndsl.backends.pictures.mermaid import mermaid

        return mermaid(self.boxes, self.scene)

    @property
    def dot(self) -> str:
        """The boxes and their lines for Graphviz. Raises DrawingError for other styles than `graph`."""
        from cnndsl.backends.pictures.dot import dot

        return dot(self.boxes, self.scene)

    def png(self, scale: float = 2) -> bytes:
        """The picture as pixels, ``scale`` for one of the SVG. Raises MissingExtraError without the extra `draw`, and
        DrawingError for one that is too large."""
        from cnndsl.backends.pictures.raster import png

        check_pixels(self.scene.width * scale, self.scene.height * scale)
        return png(self.svg, scale)

    def pdf(self) -> bytes:
        """The picture as a page of its size. Raises MissingExtraError without the extra `draw`."""
        from cnndsl.backends.pictures.pdf import pdf

        return pdf(self.scene)

    @property
    def boxes(self) -> Figure:
        if self.figure is None:
            raise DrawingError("mmd and dot hold boxes and lines; draw them with the style graph")
        return self.figure

    def render(self, form: str, *, standalone: bool = False) -> bytes:
        """The picture as a file of a format: svg, png, pdf, tex, mmd, dot."""
        if form == "png":
            return self.png()
        if form == "pdf":
            return self.pdf()
        if form == "tex":
            return self.tikz(standalone=standalone).encode()
        texts = {"svg": lambda: self.svg, "mmd": lambda: self.mermaid, "dot": lambda: self.dot}
        return texts[form]().encode()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": f"<Picture of {self.scene.title}: {self.scene.about}>"}


def build(
    graph: Graph,
    *more: Graph,
    style: str = "graph",
    theme: str = "light",
    direction: str = "down",
    columns: int | None = None,
    every_layer: bool = False,
    unroll: bool = False,
    depth: int | None = None,
    only: str = "",
    show: tuple[str, ...] = (),
    bare: bool = False,
    limit: int = BOXES,
    points: Budget | None = None,
) -> Picture:
    """Draw a graph; in the style `stack` ``more`` beside it.

    ``theme`` is light, dark, print or colourblind; ``bare`` leaves title and legend out. The others are for the style
    `graph`: ``direction`` is down or right; ``columns`` None breaks a long figure into as many as a page needs;
    ``every_layer`` gives each layer a box of its own; ``unroll`` draws repetition in full; ``depth`` folds containers
    of so many names; ``only`` is the path of a container to draw alone; ``show`` names what stands in the boxes
    besides: params, macs, rf, memory, names, lines. ``limit`` is how many boxes there may be. What it takes to
    place the points of lines is charged to ``points``, by default a budget of its own. Raises DrawingError.
    """
    for name, value, known in (
        ("style", style, STYLES),
        ("theme", theme, tuple(THEMES)),
        ("direction", direction, DIRECTIONS),
    ):
        if value not in known:
            raise DrawingError(f"there is no {name} {value!r}; there are {', '.join(known)}")
    unknown = [one for one in show if one not in DETAILS]
    if unknown:
        raise DrawingError(f"`show` knows no {unknown[0]!r}; it knows {', '.join(DETAILS)}")
    if more and style != "stack":
        raise DrawingError("only the style stack draws several networks in one picture")
    if style == "stack":
        from cnndsl.backends.pictures.stack import stack_scene

        return Picture(stack_scene([graph, *more], THEMES[theme], bare=bare, limit=limit))
    if style == "volumes":
        from cnndsl.backends.pictures.volumes import volume_scene

        return Picture(volume_scene(graph, THEMES[theme], bare=bare, limit=limit))
    if not only:
        _check_ends(graph, limit)
    options = Options(every_layer=every_layer, unroll=unroll, depth=depth, only=only, show=show)
    try:
        boxes = figure(graph, options)
    except NoContainerError as error:
        raise DrawingError(str(error)) from None
    how: dict[str, Any] = {"down": direction == "down", "columns": columns, "bare": bare}
    return Picture(laid_out(boxes, limit, THEMES[theme], points, **how), boxes)


def _check_ends(graph: Graph, limit: int) -> None:
    """Each end is a box, and thousands take seconds to place: refuse them before. Raises DrawingError."""
    check_boxes(len(graph.inputs) + len(graph.results), limit, all_of_them=False)


def laid_out(boxes: Figure, limit: int, theme: Theme, points: Budget | None = None, **options: Any) -> Scene:
    """The scene of a figure. Raises DrawingError for one that is too large, or whose lines pass by too many boxes."""
    check_boxes(box_count(boxes.body), limit)
    try:
        with charged_to(points or Budget(POINTS_A_BOX * limit)):
            return scene_of(boxes, theme, **options)
    except Overspent:
        raise DrawingError(
            f"more lines pass by more boxes than a picture of {limit:,} boxes may have", ADVICE
        ) from None


def compare(
    old: Graph,
    new: Graph,
    old_marks: Mapping[int, Mark],
    new_marks: Mapping[int, Mark],
    *,
    theme: str = "light",
    depth: int | None = None,
) -> Picture:
    """Two graphs in one picture, the old one on the left; ``marks`` say by the numbers of its nodes which layers of
    each are removed, added or changed. Raises DrawingError."""
    from cnndsl.backends.pictures.side_by_side import side_by_side

    scenes = []
    for graph, marks in ((old, old_marks), (new, new_marks)):
        _check_ends(graph, BOXES)
        boxes = figure(graph, Options(depth=depth, marks=marks))
        scenes.append(laid_out(boxes, BOXES, THEMES[theme], marks=marks))
    return Picture(side_by_side(*scenes))
