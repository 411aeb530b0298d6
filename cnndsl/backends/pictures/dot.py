"""A figure for Graphviz, for those who want a layout of their own."""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.backends.pictures.elements import Figure, Frame, Sign
from cnndsl.backends.pictures.outline import edges, figure_entries, frame_text, unit_text
from cnndsl.backends.pictures.paint import identity
from cnndsl.backends.pictures.scene import Scene
from cnndsl.backends.pictures.svg import MARK
from cnndsl.backends.pictures.themes import THEMES


def dot(figure: Figure, scene: Scene) -> str:
    """The text of a Graphviz file with the boxes, frames and edges of a figure, in the colours of the scene's theme."""
    return "\n".join(_lines(figure, scene)) + "\n"


def _lines(figure: Figure, scene: Scene) -> Iterator[str]:
    theme = THEMES["light"]
    yield f"// {MARK}"
    yield f"digraph {_quoted(figure.title)} {{"
    yield f'    graph [fontname="Helvetica", fontsize=11, labeljust=l, label={_quoted(figure.title)}, labelloc=t];'
    yield f'    node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", fillcolor="{theme.page}"];'
    yield f'    edge [color="{theme.line}", arrowsize=0.6];'
    number = 0
    for depth, what in figure_entries(figure):
        indent = "    " * (depth + 1)
        if what is None:
            yield f"{indent}}}"
        elif isinstance(what, Frame):
            number += 1
            yield f"{indent}subgraph cluster{number} {{"
            style = "rounded,filled,dashed" if what.dashed else "rounded,filled"
            look = f'style="{style}"; color="{theme.frame_edge}"; fillcolor="{theme.frames[depth % 2]}"'
            yield f"{indent}    label={_quoted(frame_text(what))}; {look};"
        elif isinstance(what, Sign):
            yield f"{indent}{identity(what)} [label={_quoted(what.text)}, shape=circle, margin=0, width=0.25];"
        else:
            paint = theme.plain if what.role is None else theme.roles[what.role]
            look = "" if what.role is None else f', fillcolor="{paint.fill}", color="{paint.edge}"'
            look = ", shape=plaintext, style=solid" if what.kind == "wire" else look
            yield f"{indent}{identity(what)} [label={_quoted(unit_text(what, chr(10)))}{look}];"
    for source, target in edges(scene):
        yield f"    {source} -> {target};"
    yield "}"


def _quoted(text: str) -> str:
    """A text in quotes, in which Graphviz finds no escape and no name of a character of HTML but ours."""
    text = text.replace("&", "&amp;")
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'
