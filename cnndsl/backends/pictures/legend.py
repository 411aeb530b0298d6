"""What the colours of a picture mean, below it."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

from cnndsl.backends.pictures.layer_words import ROLES, Role
from cnndsl.backends.pictures.measure import SMALL
from cnndsl.backends.pictures.scene import Box, Scene, Text
from cnndsl.backends.pictures.text_metrics import text_width
from cnndsl.backends.pictures.themes import MARKS, Mark, Paint, Theme

SWATCH, HIGH, AFTER, BETWEEN, ROW = 14.0, 10.0, 6.0, 14.0, 18.0


def add_legend(
    scene: Scene, theme: Theme, roles: Iterable[Role | None], margin: float, marks: Iterable[Mark] = ()
) -> None:
    """A row of swatches, or several where the page is narrow; the page grows by them."""
    used = {*roles, *marks}
    paints: list[tuple[str, Paint]] = [(role, theme.roles[role]) for role in ROLES if role in used]
    paints += [(mark, theme.marks[mark]) for mark in MARKS if mark in used]
    rows: list[list[tuple[str, Paint, float]]] = [[]]
    for name, paint in paints:
        width = SWATCH + AFTER + text_width(name, SMALL) + BETWEEN
        if rows[-1] and fsum(entry[2] for entry in rows[-1]) + width - BETWEEN > scene.width - 2 * margin:
            rows.append([])
        rows[-1].append((name, paint, width))
    if not rows[0]:
        return
    for row in rows:
        x = (scene.width - fsum(entry[2] for entry in row) + BETWEEN) / 2
        for name, paint, width in row:
            scene.shapes.append(Box("swatch", x, scene.height, SWATCH, HIGH, paint.fill, paint.edge, 2, paint.pattern))
            baseline = scene.height + HIGH / 2 + SMALL * 0.36
            left = x + SWATCH + AFTER
            scene.texts.append(Text(left, baseline, name, SMALL, theme.words, text_width(name, SMALL)))
            x += width
        scene.height += ROW
