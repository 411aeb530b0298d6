"""What all pictures share: no global state, no marks of time, no names read as formulas."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from cnndsl.printable import printable

DPI = 150


def label(place: Callable[..., Any], text: str) -> None:
    """Write a text of the user with a matplotlib setter such as ``axes.set_title``: a `$` is a dollar."""
    place(printable(text), parse_math=False)


def save_png(figure: Figure, buffer: BytesIO) -> None:
    """Write a figure as PNG."""
    _save(figure, buffer, "png", {"Software": None})


def save_svg(figure: Figure, buffer: BytesIO) -> None:
    """Write a figure as SVG; the same figure gives the same bytes."""
    with matplotlib.rc_context({"svg.hashsalt": "cnndsl"}):
        _save(figure, buffer, "svg", {"Date": None, "Creator": None})


def _save(figure: Figure, buffer: BytesIO, form: str, metadata: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # a class name in a script without a font
        figure.savefig(buffer, format=form, dpi=DPI, metadata=metadata)
