"""How wide a text is: the advance widths of Helvetica (and of Arial and Liberation Sans, which share them).

The table is made from the font by scripts/font_widths.py.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

FONTS = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
"""The stack that a picture asks for. Each of the named ones has these widths; every machine has one of them."""

WIDEST = 1000
"""Of a character that the table lacks: a Chinese sign is as wide as it is high."""


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in pixels, for a font of ``size`` pixels."""
    widths = _faces()["bold" if bold else "regular"]
    return sum(widths.get(ord(letter), WIDEST) for letter in text) * size / 1000


@cache
def _faces() -> dict[str, dict[int, int]]:
    faces: dict[str, dict[int, int]] = {}
    for line in (Path(__file__).parent / "font_widths.txt").read_text("utf-8").splitlines()[1:]:
        face, width, *ranges = line.split()
        widths = faces.setdefault(face, {})
        for text in ranges:
            first, _, last = text.partition("-")
            widths.update(dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), int(width)))
    return faces
