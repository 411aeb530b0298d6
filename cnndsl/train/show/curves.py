"""Loss, accuracy and learning rate over the epochs of a run, as pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from cnndsl.train.show.figures import label, save_png, save_svg

PNG, SVG = "curves.png", "curves.svg"

_TRAIN: dict[str, Any] = {"color": "#9a9a9a", "linestyle": "--", "linewidth": 1.6}
_VALIDATION: dict[str, Any] = {"color": "#0b5394", "linestyle": "-", "linewidth": 1.8}
"""They differ in line and in lightness, so the picture can be read in grey."""


def draw(metrics: Sequence[Mapping[str, float]], write: Callable[[str, bytes], None], title: str) -> None:
    """Draw the rows of ``metrics.csv`` and hand ``curves.png`` and ``curves.svg`` to ``write(name, content)``.

    Keys are those of the file: epoch, lr, train_loss, validation_loss, train_accuracy, validation_accuracy
    (accuracies between 0 and 1). A key that is missing, None or not finite leaves a gap. The same rows give the same
    bytes.
    """
    figure = Figure(figsize=(10.5, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    loss, accuracy, rate = figure.subplots(1, 3)
    label(figure.suptitle, title)
    _curves(loss, metrics, "loss", ("train_loss", "validation_loss"))
    _curves(accuracy, metrics, "accuracy", ("train_accuracy", "validation_accuracy"))
    accuracy.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    _curves(rate, metrics, "learning rate", ("lr",))
    for name, save in ((PNG, save_png), (SVG, save_svg)):
        buffer = BytesIO()
        save(figure, buffer)
        write(name, buffer.getvalue())


def _curves(axes: Axes, metrics: Sequence[Mapping[str, float]], title: str, keys: Sequence[str]) -> None:
    """One plot: a line for each key that has any value."""
    epochs = [_number(row, "epoch") for row in metrics]
    drawn = 0
    for key in keys:
        values = [_number(row, key) for row in metrics]
        known = sum(map(math.isfinite, values))
        if not known:
            continue
        drawn += 1
        style = _TRAIN if key.startswith("train") else _VALIDATION
        alone = [math.isfinite(y) and not _joined(values, i) for i, y in enumerate(values)]
        axes.plot(
            epochs,
            values,
            label="training" if key.startswith("train") else "validation",
            marker="o" if any(alone) else "",
            markersize=4,
            markevery=alone,
            **style,
        )
    axes.set_title(title, fontsize=10)
    axes.set_xlabel("epoch")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6, min_n_ticks=1))
    axes.grid(visible=True, color="#e4e4e4", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    if not drawn:
        axes.text(0.5, 0.5, "not measured", ha="center", va="center", transform=axes.transAxes, color="#777777")
    elif len(keys) > 1:
        axes.legend(frameon=False, fontsize=8.5)


def _joined(values: Sequence[float], i: int) -> bool:
    """Whether a line leads to or from this value; one that stands alone needs a mark to be seen."""
    return any(0 <= j < len(values) and math.isfinite(values[j]) for j in (i - 1, i + 1))


def _number(row: Mapping[str, float | None], key: str) -> float:
    value = row.get(key)
    try:
        return math.nan if value is None else float(value)
    except (TypeError, ValueError):
        return math.nan
