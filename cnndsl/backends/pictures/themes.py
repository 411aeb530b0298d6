"""Colours. A role has the same hue in every theme; ``print`` and ``colourblind`` mark it by a pattern besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from cnndsl.backends.pictures.layer_words import Role

Mark = Literal["added", "removed", "changed"]
MARKS: tuple[Mark, ...] = get_args(Mark)
"""What a box can be where two networks are compared."""


@dataclass(frozen=True, slots=True)
class Paint:
    """The fill and the edge of a box, and the pattern of the strip on its left side (empty: none)."""

    fill: str
    edge: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """``text``, ``words`` (what is said besides) and ``times`` are colours of letters."""

    page: str
    text: str
    words: str
    times: str
    line: str
    frames: tuple[str, str]
    frame_edge: str
    band: str
    plain: Paint
    """Ends, parts, folded containers, signs."""

    roles: Mapping[Role, Paint]
    marks: Mapping[Mark, Paint]

    def tone(self, name: str) -> str:
        """The colour of a tone: `text`, `words` or `times`."""
        return {"text": self.text, "words": self.words, "times": self.times}[name]


PATTERNS: dict[Role, str] = {
    "convolution": "solid",
    "dense": "rising",
    "pooling": "dots",
    "normalisation": "level",
    "activation": "falling",
    "regularisation": "crossed",
    "arrangement": "upright",
}

_LIGHT: dict[Role, Paint] = {
    "convolution": Paint("#dbe7f6", "#5b84b8"),
    "dense": Paint("#e7dff3", "#8465b3"),
    "pooling": Paint("#fde6d0", "#d58136"),
    "normalisation": Paint("#e9ecef", "#8a939c"),
    "activation": Paint("#dcefdc", "#5a9c5f"),
    "regularisation": Paint("#f8e0e4", "#c0697a"),
    "arrangement": Paint("#f3eed6", "#a8975a"),
}
_DARK: dict[Role, Paint] = {
    "convolution": Paint("#23405f", "#6fa2dc"),
    "dense": Paint("#40305c", "#a98ad8"),
    "pooling": Paint("#5a3c1c", "#e0a060"),
    "normalisation": Paint("#3a4048", "#9aa4ae"),
    "activation": Paint("#24482a", "#74b87a"),
    "regularisation": Paint("#552a34", "#d98a9a"),
    "arrangement": Paint("#48411f", "#c4b272"),
}
_LIGHT_MARKS: dict[Mark, Paint] = {
    "added": Paint("#d2f1d9", "#1a7f37"),
    "removed": Paint("#fddcd9", "#cf222e"),
    "changed": Paint("#fdefc0", "#a86b00"),
}
_DARK_MARKS: dict[Mark, Paint] = {
    "added": Paint("#123d20", "#4ac26b"),
    "removed": Paint("#521a1f", "#ff8182"),
    "changed": Paint("#4a3500", "#e3b341"),
}
_SAFE_MARKS: dict[Mark, Paint] = {
    "added": Paint("#cfe6f5", "#0072b2", "rising"),
    "removed": Paint("#fadfcf", "#d55e00", "crossed"),
    "changed": Paint("#fbe9c4", "#e69f00", "dots"),
}
# Okabe and Ito, "Color Universal Design" (2008): hues that the usual kinds of colour blindness keep apart.
_SAFE: dict[Role, Paint] = {
    "convolution": Paint("#cfe6f5", "#0072b2", "solid"),
    "dense": Paint("#f4dfec", "#cc79a7", "rising"),
    "pooling": Paint("#fbe9c4", "#e69f00", "dots"),
    "normalisation": Paint("#eeeeee", "#777777", "level"),
    "activation": Paint("#cdebe2", "#009e73", "falling"),
    "regularisation": Paint("#fadfcf", "#d55e00", "crossed"),
    "arrangement": Paint("#fbf8d4", "#a89f20", "upright"),
}

THEMES: dict[str, Theme] = {
    "light": Theme(
        page="#ffffff",
        text="#1f2933",
        words="#5f6b77",
        times="#b4440f",
        line="#55606b",
        frames=("#f7f9fb", "#ffffff"),
        frame_edge="#b9c3cd",
        band="#e8edf2",
        plain=Paint("#ffffff", "#7b8794"),
        roles=_LIGHT,
        marks=_LIGHT_MARKS,
    ),
    "dark": Theme(
        page="#14181d",
        text="#eef2f6",
        words="#a9b4bf",
        times="#ffb07c",
        line="#93a0ad",
        frames=("#1b2129", "#20272f"),
        frame_edge="#48535f",
        band="#2b343e",
        plain=Paint("#14181d", "#93a0ad"),
        roles=_DARK,
        marks=_DARK_MARKS,
    ),
    "print": Theme(
        page="#ffffff",
        text="#000000",
        words="#404040",
        times="#000000",
        line="#000000",
        frames=("#ffffff", "#ffffff"),
        frame_edge="#808080",
        band="#eeeeee",
        plain=Paint("#ffffff", "#000000"),
        roles={role: Paint("#ffffff", "#000000", pattern) for role, pattern in PATTERNS.items()},
        marks={mark: Paint("#ffffff", "#000000", paint.pattern) for mark, paint in _SAFE_MARKS.items()},
    ),
    "colourblind": Theme(
        page="#ffffff",
        text="#111111",
        words="#4a4a4a",
        times="#8a3b00",
        line="#444444",
        frames=("#f7f7f7", "#ffffff"),
        frame_edge="#b0b0b0",
        band="#e8e8e8",
        plain=Paint("#ffffff", "#666666"),
        roles=_SAFE,
        marks=_SAFE_MARKS,
    ),
}
