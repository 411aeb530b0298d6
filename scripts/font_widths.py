"""Write cnndsl/backends/pictures/font_widths.txt: the advance widths of Liberation Sans, which are those of Arial and
Helvetica, in thousandths of the font size.

    python scripts/font_widths.py /usr/share/fonts/truetype/liberation

Debian's package is fonts-liberation; fontTools comes with matplotlib.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "cnndsl" / "backends" / "pictures" / "font_widths.txt"
FACES = {"regular": "LiberationSans-Regular.ttf", "bold": "LiberationSans-Bold.ttf"}
LAST = 0x22FF
"""Latin, Greek, Cyrillic, punctuation, arrows and signs of mathematics; what lies beyond is rare in names."""


def table(folder: Path) -> str:
    """A line for each width of each face: face, width, and the ranges of code points that have it."""
    lines = ["# Made by scripts/font_widths.py: face, thousandths of the font size, code points (hexadecimal)."]
    for face, file in FACES.items():
        font = TTFont(folder / file)
        advances, scale = font["hmtx"], 1000 / font["head"].unitsPerEm
        points: dict[int, list[int]] = {}
        for point, glyph in sorted(font.getBestCmap().items()):
            if 0x20 <= point <= LAST:
                points.setdefault(round(advances[glyph][0] * scale), []).append(point)
        lines += [f"{face} {width} {' '.join(ranges(points[width]))}" for width in sorted(points)]
    return "\n".join(lines) + "\n"


def ranges(points: list[int]) -> list[str]:
    found: list[list[int]] = []
    for point in points:
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return [f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in found]


if __name__ == "__main__":
    TARGET.write_text(table(Path(sys.argv[1])), "utf-8")
