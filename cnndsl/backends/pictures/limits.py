"""What a picture may hold: a larger one has an error that names the limit, and what to do about it."""

from __future__ import annotations

BOXES = 2_000
"""Boxes, solids or bars of a picture; `--limit N` draws up to N, where that is more."""

POINTS_A_BOX = 600
"""Points of lines that may be moved for each box that is allowed: lines that pass by many boxes have many."""

PIXELS = 100_000_000
"""Of a PNG: 400 MB while it is drawn."""

ADVICE = "fold with --depth, draw a part with --only NAME, or raise it with --limit"


class DrawingError(ValueError):
    """What cannot be drawn as asked. The message says what to ask `draw` for instead; ``title`` does not."""

    def __init__(self, title: str, advice: str = "") -> None:
        super().__init__(f"{title}; {advice}" if advice else title)
        self.title = title


def check_boxes(count: int, limit: int, *, all_of_them: bool = True) -> None:
    """Raise DrawingError for a picture of more boxes than allowed; perhaps they are not ``all_of_them``."""
    if count > limit:
        needed = f" {count}" if all_of_them else ""
        raise DrawingError(
            f"the picture would have {count:,} boxes{'' if all_of_them else ' and more'}, and the limit is {limit:,}",
            f"{ADVICE}{needed}",
        )


def check_pixels(width: float, height: float) -> None:
    """Raise DrawingError for a PNG of more pixels than allowed."""
    if width * height > PIXELS:
        raise DrawingError(
            f"the PNG would have {width:,.0f} x {height:,.0f} pixels, and the limit is {PIXELS:,}",
            "use svg or pdf, or fold with --depth",
        )
