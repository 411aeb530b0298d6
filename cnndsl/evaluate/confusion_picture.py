"""The confusion matrix as a picture."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

from cnndsl.evaluate.evaluation import Evaluation
from cnndsl.text import shortened
from cnndsl.train.show.figures import label, save_png

MAX_COUNTED = 30
"""Up to so many classes each cell shows its count."""
MAX_NAMED = 120
"""Up to so many classes the axes show their names, beyond it their numbers."""
MAX_CELLS = 1000
"""Of more classes each cell stands for several neighbouring ones: there are no more pixels."""
MAX_NAME = 24
"""Characters of a class name; a longer one is shortened."""


def png(evaluation: Evaluation) -> bytes:
    """The matrix as PNG: rows are true classes, columns predictions; the shade is the square root of the share of the
    row, so that a few mistakes among many images can be seen."""
    scores = evaluation.scores
    classes = len(scores.classes)
    counts = scores.confusion.dense(min(classes, MAX_CELLS))
    totals = counts.sum(1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)
    named = classes <= MAX_NAMED
    cell = 0.5 if classes <= MAX_COUNTED else 0.16 if named else 0.0
    side = max(4.5, cell * classes) if cell else 16.0
    figure = Figure(figsize=(side + 2.4, side + 1.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    image = axes.imshow(shares, cmap="Blues", norm=PowerNorm(0.5, 0, 1), interpolation="nearest")
    if named:
        names = [shortened(one.name, MAX_NAME) for one in scores.classes]
        small = 9 if classes <= MAX_COUNTED else 6.5
        upright = max(map(len, names)) > 3 or classes > MAX_COUNTED
        for axis, rotation in ((axes.xaxis, 90 if upright else 0), (axes.yaxis, 0)):
            axis.set_ticks(range(classes))
            axis.set_ticklabels(names, fontsize=small, rotation=rotation, parse_math=False)
    if classes <= MAX_COUNTED:
        digits = max(len(str(counts.max())), 1)
        for (row, column), count in np.ndenumerate(counts):
            if count:
                colour = "white" if shares[row, column] > 0.3 else "black"
                size = min(9.0, 30 / digits)
                axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=size)
    label(axes.set_xlabel, "predicted class")
    label(axes.set_ylabel, "true class")
    data = shortened(evaluation.data.rstrip("/").rsplit("/", 1)[-1], MAX_NAME)
    title = f"{evaluation.trained.name} on {data} ({evaluation.part}): {scores.accuracy:.2%} right"
    label(axes.set_title, title)
    bar = figure.colorbar(image, ax=axes, fraction=0.046, pad=0.03)
    label(bar.set_label, "share of the true class")
    axes.tick_params(length=2)
    buffer = BytesIO()
    save_png(figure, buffer)
    return buffer.getvalue()
