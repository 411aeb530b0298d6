"""A new run that goes on from a finished one: its network, its best weights, its options where no others are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnndsl.train.decide.fit import CLASSES
from cnndsl.train.decide.options import RULES, Options
from cnndsl.train.decide.task import Task
from cnndsl.train.errors import TrainingError
from cnndsl.train.run import stored_options, stored_sources
from cnndsl.train.run_folder.folder import RunFolder

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes

CHOSEN_ANEW = ("lr", "device", "precision")
"""Options of the finished run that are left to be chosen: weights that have learnt take a lower learning rate, and the
machine may be another one."""


def task(path: Path, settings: Mapping[str, Any], input_shape: InputShapes, given: Mapping[str, Any]) -> Task:
    """What a run that goes on from the one in ``path`` is about; nothing there is changed.

    ``given`` are options by their names, ``settings`` values for the parameters of the model, ``input_shape`` (CxHxW)
    takes the place of the run's. On other data, all that follows from the data is chosen anew. Raises TrainingError for
    a run that is not finished, or whose files are missing or were changed, and what ``Task.of`` raises.
    """
    folder = RunFolder.existing(path)
    if not folder.finished:
        raise TrainingError(f"{path} is not finished", f"go on with it: cnndsl train --resume {path}")
    stored = stored_options(folder)
    sources = stored_sources(folder, stored)
    options, values = asdict(stored.options), dict(stored.settings)
    anew = set(CHOSEN_ANEW)
    if given.get("data", stored.options.data) != stored.options.data:
        anew |= {name for name, rule in RULES.items() if rule.automatic}
        values.pop(CLASSES, None)
    kept = {name: value for name, value in options.items() if name not in anew}
    chosen = Options(**{**kept, "weights": str(path), **given})
    return Task.of(sources[stored.file], {**values, **settings}, input_shape or stored.input, chosen)
