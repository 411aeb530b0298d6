"""All runs below a folder with their figures, read from their records; without torch."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cnndsl.train.errors import TrainingError
from cnndsl.train.run_folder import BEST, CHECKPOINT, LAST, METRICS, OPTIONS, RECIPE, RESULTS
from cnndsl.train.run_folder.records import DamagedRecordError, open_record, read_object, read_text

RECORDS = (METRICS, RESULTS, OPTIONS, CHECKPOINT, BEST, LAST)
"""A folder with any of these is a run."""
UNFINISHED, DAMAGED = "running or killed", "damaged"
MAX_METRICS = 256 * 1024 * 1024
"""Bytes of a table of epochs; a larger one is refused unread. A million epochs have 150 MB."""
MOST = 10**18
"""No figure of a run is as large as this."""


@dataclass(frozen=True)
class Run:
    """One run folder in figures; None is what its records do not say."""

    name: str
    """The folder, as seen from the one that was asked for."""
    model: str | None = None
    data: str | None = None
    status: str = UNFINISHED
    epochs: int | None = None
    """Epochs that were finished."""
    best_epoch: int | None = None
    validation_accuracy: float | None = None
    """Of the best epoch, between 0 and 1."""
    test_accuracy: float | None = None
    params: int | None = None
    macs: int | None = None
    seconds: float | None = None
    """Of training and validation."""
    device: str | None = None
    seed: int | None = None
    started: float | None = None
    """When its options were written, in seconds since 1970."""
    problem: str | None = None
    """What cannot be read, where the run is damaged."""


NAMES = tuple(field.name for field in fields(Run))


def _natural(run: Run) -> list[tuple[int, int | str]]:
    """Small-2 stands before Small-10."""
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", run.name) if part]


def _largest(value: Callable[[Run], float | None]) -> Callable[[Run], Any]:
    return lambda run: (-known if (known := value(run)) is not None else math.inf, _natural(run))


def _smallest(value: Callable[[Run], float | None]) -> Callable[[Run], Any]:
    return lambda run: (known if (known := value(run)) is not None else math.inf, _natural(run))


ORDERS: dict[str, Callable[[Run], Any]] = {
    "name": _natural,
    "accuracy": _largest(lambda run: run.test_accuracy),
    "validation": _largest(lambda run: run.validation_accuracy),
    "params": _smallest(lambda run: run.params),
    "time": _smallest(lambda run: run.seconds),
    "date": _largest(lambda run: run.started),
}
"""The best, the smallest, the fastest or the newest first; what does not say so last."""


def find(folder: Path, order: str = "name") -> list[Run]:
    """The runs in a folder, or the one that the folder is. Raises TrainingError where it cannot be listed.

    A folder in it that cannot be looked into may be a run, and is listed as a damaged one.
    """
    try:
        if not folder.exists():
            raise TrainingError(f"there is no folder {folder}", "`cnndsl train` makes `runs` here; or name the folder")
        if not folder.is_dir():
            raise TrainingError(f"{folder} is not a folder", "name the folder that the runs are in")
        if _is_run(folder):
            return [read(folder, str(folder))]
        entries = [*os.scandir(folder)]
    except OSError as error:
        raise TrainingError(f"{folder} cannot be listed: {error.strerror or error}") from None
    return sorted((run for run in map(_listed, entries) if run is not None), key=ORDERS[order])


def _listed(entry: os.DirEntry[str]) -> Run | None:
    """What stands in the list for an entry of the folder; None for what is no run."""
    try:
        if not (entry.is_dir() and _is_run(Path(entry.path))):
            return None
    except FileNotFoundError:  # it has gone meanwhile
        return None
    except OSError as error:
        return Run(entry.name, status=DAMAGED, problem=f"cannot be read: {error.strerror or error}")
    return read(Path(entry.path), entry.name)


def read(folder: Path, name: str) -> Run:
    """What the records of a run folder say. A record that cannot be read makes the run a damaged one."""
    problems: list[str] = []
    options, results = (_object(folder / record, problems) for record in (OPTIONS, RESULTS))
    chosen = _chosen(options or {})
    table = _table(folder / METRICS, problems)
    stored = results or {}
    figures: dict[str, Any] = {
        "model": _text(stored.get("model", chosen.get("model"))),
        "data": _text(stored.get("data", chosen.get("data"))),
        "epochs": _whole(stored.get("epochs"), table.epochs),
        "best_epoch": _whole(stored.get("best_epoch"), table.best_epoch),
        "validation_accuracy": _share(stored.get("validation_accuracy"), table.best),
        "test_accuracy": _share(stored.get("test_accuracy")),
        "params": _whole(stored.get("params")),
        "macs": _whole(stored.get("macs")),
        "seconds": _number(stored.get("train_seconds"), round(table.seconds, 3) if table.epochs else None),
        "device": _text(stored.get("device", chosen.get("device"))),
        "seed": _whole(stored.get("seed", chosen.get("seed"))),
        "started": _time(folder / OPTIONS) or _time(folder / METRICS),
    }
    status = _text(stored.get("status")) or UNFINISHED
    if results is not None and "status" not in results:
        problems.append(f"{RESULTS} has no status")
    if problems:
        return Run(name, status=DAMAGED, problem="; ".join(problems), **figures)
    return Run(name, status=status, **figures)


@dataclass(frozen=True)
class Records:
    """What a run folder says of the training, for a report; empty where a record is missing or damaged."""

    metrics: tuple[dict[str, float], ...]
    """By epoch: the columns of `metrics.csv` that are numbers."""
    results: dict[str, Any]
    recipe: str


def records_of(folder: Path) -> Records:
    """The records of a run folder."""
    problems: list[str] = []
    results = _object(folder / RESULTS, problems) or {}
    try:
        rows = tuple(_numbers(row) for row in csv.DictReader(io.StringIO(read_text(folder / METRICS))))
    except (OSError, ValueError, csv.Error):
        rows = ()
    try:
        recipe = read_text(folder / RECIPE)
    except (OSError, ValueError):
        recipe = ""
    return Records(rows, results, recipe)


def _numbers(row: dict[str, Any]) -> dict[str, float]:
    found = {}
    for key, value in row.items():
        try:
            found[key] = float(value)
        except (TypeError, ValueError):
            continue
    return found


def _chosen(stored: dict[str, Any]) -> dict[str, Any]:
    """What ``options.json`` says, its options among the rest."""
    options = stored.get("options")
    return {**stored, **(options if isinstance(options, dict) else {})}


def _is_run(folder: Path) -> bool:
    return any((folder / record).exists() for record in RECORDS)


def _object(path: Path, problems: list[str]) -> dict[str, Any] | None:
    """A record in JSON; None where there is none, or it is damaged."""
    try:
        return read_object(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        problems.append(f"{path.name} cannot be read: {error.strerror or error}")
    except DamagedRecordError as error:
        problems.append(f"{path.name} {error}")
    return None


@dataclass(frozen=True)
class _Table:
    """What ``metrics.csv`` comes to."""

    epochs: int = 0
    seconds: float = 0.0
    best: float | None = None
    """The highest validation accuracy, of the last epoch that has it."""
    best_epoch: int | None = None


def _table(path: Path, problems: list[str]) -> _Table:
    """The epochs of a run; none where there is no table, or it is damaged."""
    found = _Table()
    try:
        with io.TextIOWrapper(open_record(path, MAX_METRICS), "utf-8", newline="") as file:
            for row in csv.DictReader(file):
                epoch, accuracy, seconds = (
                    _number(float(row[name])) for name in ("epoch", "validation_accuracy", "seconds")
                )
                if epoch is None or accuracy is None or accuracy > 1 or seconds is None:
                    raise ValueError
                better = found.best is None or accuracy >= found.best
                best = (accuracy, int(epoch)) if better else (found.best, found.best_epoch)
                found = _Table(found.epochs + 1, found.seconds + seconds, *best)
            return found
    except FileNotFoundError:
        return found
    except OSError as error:
        problems.append(f"{path.name} cannot be read: {error.strerror or error}")
    except DamagedRecordError as error:
        problems.append(f"{path.name} cannot be read: it {error}")
    except UnicodeDecodeError:
        problems.append(f"{path.name} cannot be read: it is not UTF-8 text")
    except (KeyError, TypeError, ValueError, csv.Error):
        problems.append(f"{path.name} has a line that is damaged")
    return _Table()


def _time(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _text(value: Any) -> str | None:
    return value[:1000] if isinstance(value, str) else None


def _whole(value: Any, otherwise: int | None = None) -> int | None:
    return value if type(value) is int and 0 <= value < MOST else otherwise


def _number(value: Any, otherwise: float | None = None) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < MOST
    return float(value) if usable else otherwise


def _share(value: Any, otherwise: float | None = None) -> float | None:
    found = _number(value)
    return otherwise if found is None or found > 1 else found
