"""What the colours of a picture mean, below it."""

from __future__ import annotations

from collections.abc import Iterable

from cnndsl.backends.pictures.measure import SMALL
from cnndsl.backends.pictures.scene import Box, Scene, Text
from cnndsl.backends.pictures.text_metrics import text_width
from cnndsl.backends.pictures.themes import Theme
from cnndsl.backends.pictures.words import ROLES, Role

SWATCH, HIGH, AFTER, BETWEEN, ROW = 14.0, 10.0, 6.0, 14.0, 18.0


def add_legend(scene: Scene, theme: Theme, roles: Iterable[Role | None], margin: float) -> None:
    """A row of swatches, or several where the page is narrow; the page grows by them."""
    used = set(roles)
    rows: list[list[tuple[Role, float]]] = [[]]
    for role in (role for role in ROLES if role in used):
        width = SWATCH + AFTER + text_width(role, SMALL) + BETWEEN
        if rows[-1] and sum(entry[1] for entry in rows[-1]) + width - BETWEEN > scene.width - 2 * margin:
            rows.append([])
        rows[-1].append((role, width))
    if not rows[0]:
        return
    for row in rows:
        x = (scene.width - sum(entry[1] for entry in row) + BETWEEN) / 2
        for role, width in row:
            paint = theme.roles[role]
            scene.shapes.append(Box("swatch", x, scene.height, SWATCH, HIGH, paint.fill, paint.edge, 2, paint.pattern))
            baseline = scene.height + HIGH / 2 + SMALL * 0.36
            left = x + SWATCH + AFTER
            scene.texts.append(Text(left, baseline, role, SMALL, theme.words, text_width(role, SMALL)))
            x += width
        scene.height += ROW
