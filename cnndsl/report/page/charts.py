"""Small charts as SVG in a page."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from cnndsl.printable import in_html

WIDE, HIGH = 460, 230
LEFT, RIGHT, TOP, LOW = 52, 12, 26, 34
COLOURS = ("#2563b8", "#d58136")


def curves(title: str, lines: Sequence[tuple[str, Sequence[float | None]]], *, percent: bool = False) -> str:
    """Lines over epochs 1, 2, ...; what is not known or not finite leaves a gap."""
    values = [v for _, line in lines for v in line if v is not None and isfinite(v)]
    if not values:
        return ""
    low, high = (0.0, 1.0) if percent and min(values) < 0.5 else (min(values), max(values))
    low, high = (low, high) if high > low else (low - 0.5, high + 0.5)
    count = max(len(line) for _, line in lines)

    def x(number: int) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * (number / max(count - 1, 1))

    def y(value: float) -> float:
        return TOP + (HIGH - TOP - LOW) * (1 - (value - low) / (high - low))

    parts = [_frame(title)]
    for step in range(5):
        value = low + (high - low) * step / 4
        text = f"{100 * value:.0f}%" if percent else f"{value:.3g}"
        parts.append(f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" class="grid"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{text}</text>')
    parts.append(f'<text x="{LEFT}" y="{HIGH - 14}">1</text>')
    parts.append(f'<text x="{WIDE - RIGHT}" y="{HIGH - 14}" text-anchor="end">epoch {count}</text>')
    for number, (name, line) in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        for stretch in _stretches(line):
            points = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in stretch)
            shape = "circle" if len(stretch) == 1 else "polyline"
            if shape == "circle":
                at, value = stretch[0]
                parts.append(f'<circle cx="{x(at):.1f}" cy="{y(value):.1f}" r="2.5" fill="{colour}"/>')
            else:
                parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        at = LEFT + 130 * number
        parts.append(f'<rect x="{at}" y="{HIGH - 9}" width="14" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{at + 19}" y="{HIGH - 3}">{in_html(name)}</text>')
    return "".join([*parts, "</svg>"])


def _stretches(line: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    found: list[list[tuple[int, float]]] = [[]]
    for at, value in enumerate(line):
        if value is None or not isfinite(value):
            found.append([])
        else:
            found[-1].append((at, value))
    return [stretch for stretch in found if stretch]


def reliability(title: str, bins: Sequence[tuple[int, float, float]]) -> str:
    """A bar for each tenth of the probability: as high as the share of verdicts that is right, beside the diagonal.

    ``bins`` are (count, mean probability, accuracy); an empty one has no bar.
    """
    wide, high = WIDE - LEFT - RIGHT, HIGH - TOP - LOW
    base = TOP + high
    parts = [_frame(title)]
    most = max((count for count, _, _ in bins), default=0)
    for number, (count, confidence, accuracy) in enumerate(bins):
        left, step = LEFT + wide * number / len(bins), wide / len(bins)
        if count:
            part = 0.25 + 0.75 * count / most
            about = f"{count:,} verdicts, {100 * confidence:.1f}% sure, {100 * accuracy:.1f}% right"
            parts.append(
                f'<rect x="{left + 2:.1f}" y="{base - high * accuracy:.1f}" width="{step - 4:.1f}" '
                f'height="{high * accuracy:.1f}" fill="{COLOURS[0]}" opacity="{part:.2f}"><title>{about}</title></rect>'
            )
        parts.append(f'<text x="{left:.1f}" y="{base + 14}" text-anchor="middle">{number / len(bins):.1g}</text>')
    parts.append(
        f'<line x1="{LEFT}" y1="{base}" x2="{LEFT + wide}" y2="{TOP}" stroke="#1f2933" stroke-dasharray="4 3"/>'
    )
    for step in range(3):
        y = base - high * step / 2
        parts.append(f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y}" y2="{y}" class="grid"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{50 * step}%</text>')
    parts.append(f'<text x="{LEFT + wide / 2}" y="{HIGH - 3}" text-anchor="middle">probability of the verdict</text>')
    return "".join([*parts, "</svg>"])


def _frame(title: str) -> str:
    name = in_html(title)
    head = f'<svg class="chart" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{name}">'
    return f'{head}<text x="{LEFT}" y="16" class="title">{name}</text>'
