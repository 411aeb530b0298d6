"""A figure as a Mermaid flowchart, which GitHub draws where a page holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnndsl.backends.pictures.elements import Figure, Frame, Sign, Unit
from cnndsl.backends.pictures.outline import edges, figure_entries, frame_text, unit_text
from cnndsl.backends.pictures.paint import identity
from cnndsl.backends.pictures.scene import Scene
from cnndsl.backends.pictures.svg import MARK
from cnndsl.backends.pictures.themes import THEMES


def mermaid(figure: Figure, scene: Scene) -> str:
    """The text of a Mermaid flowchart with the boxes, frames and edges of a figure, in the colours of the scene's
    theme."""
    return "\n".join(_lines(figure, scene)) + "\n"


def _lines(figure: Figure, scene: Scene) -> Iterator[str]:
    yield f"%% {MARK}"
    yield "flowchart TD"
    used: dict[str, list[str]] = {}
    number = 0
    for depth, what in figure_entries(figure):
        indent = "    " * (depth + 1)
        if what is None:
            yield f"{indent}end"
        elif isinstance(what, Frame):
            number += 1
            yield f"{indent}subgraph f{number}[{_quoted(frame_text(what))}]"
        elif isinstance(what, Sign):
            yield f"{indent}{identity(what)}(({_quoted(what.text)}))"
        else:
            yield f"{indent}{identity(what)}{_shape(what)}"
            if what.role is not None:
                used.setdefault(what.role, []).append(identity(what))
    for source, target in edges(scene):
        yield f"    {source} --> {target}"
    theme = THEMES["light"]
    for role, names in used.items():
        paint = next(paint for known, paint in theme.roles.items() if known == role)
        yield f"    classDef {role} fill:{paint.fill},stroke:{paint.edge},color:{theme.text}"
        yield f"    class {','.join(names)} {role}"


def _shape(unit: Unit) -> str:
    text = _quoted(unit_text(unit, "\n"))
    return f"([{text}])" if unit.kind in ("end", "part") else f"({text})" if unit.kind == "wire" else f"[{text}]"


def _quoted(text: str) -> str:
    """A text in quotes; what Mermaid would read as markup is written as a character's number."""
    text = re.sub(r'[#&"`<>\\]', lambda found: f"#{ord(found[0])};", text)
    return '"' + text.replace("\n", "<br/>") + '"'
