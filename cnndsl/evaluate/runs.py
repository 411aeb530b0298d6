"""All runs below a folder with their figures, read from their records; without torch."""

from __future__ import annotations

import csv
import json
import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cnndsl.train.errors import TrainingError
from cnndsl.train.run_folder import BEST, CHECKPOINT, LAST, METRICS, OPTIONS, RECIPE, RESULTS

RECORDS = (METRICS, RESULTS, OPTIONS, CHECKPOINT, BEST, LAST)
"""A folder with any of these is a run."""
UNFINISHED, DAMAGED = "running or killed", "damaged"
MAX_BYTES = 64 * 1024 * 1024
"""A larger record is refused unread."""


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
    """The runs in a folder, or the one that the folder is. Raises TrainingError where it cannot be listed."""
    if not folder.exists():
        raise TrainingError(f"there is no folder {folder}", "`cnndsl train` makes `runs` here; or name the folder")
    if not folder.is_dir():
        raise TrainingError(f"{folder} is not a folder", "name the folder that the runs are in")
    try:
        if _is_run(folder):
            return [read(folder, str(folder))]
        entries = [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir()]
        runs = [read(entry, entry.name) for entry in entries if _is_run(entry)]
    except OSError as error:
        raise TrainingError(f"{folder} cannot be listed: {error.strerror or error}") from None
    return sorted(runs, key=ORDERS[order])


def read(folder: Path, name: str) -> Run:
    """What the records of a run folder say. A record that cannot be read makes the run a damaged one."""
    problems: list[str] = []
    options, results = (_object(folder / record, problems) for record in (OPTIONS, RESULTS))
    chosen = _chosen(options or {})
    rows = _rows(folder / METRICS, problems)
    stored = results or {}
    best = max(rows, key=lambda row: (row["validation_accuracy"], row["epoch"]), default=None)
    figures: dict[str, Any] = {
        "model": _text(stored.get("model", chosen.get("model"))),
        "data": _text(stored.get("data", chosen.get("data"))),
        "epochs": _whole(stored.get("epochs"), len(rows)),
        "best_epoch": _whole(stored.get("best_epoch"), int(best["epoch"]) if best else None),
        "validation_accuracy": _number(
            stored.get("validation_accuracy"), best["validation_accuracy"] if best else None
        ),
        "test_accuracy": _number(stored.get("test_accuracy")),
        "params": _whole(stored.get("params")),
        "macs": _whole(stored.get("macs")),
        "seconds": _number(
            stored.get("train_seconds"), round(sum(row["seconds"] for row in rows), 3) if rows else None
        ),
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
        rows = tuple(_numbers(row) for row in csv.DictReader(_content(folder / METRICS).splitlines()))
    except (OSError, ValueError, csv.Error):
        rows = ()
    try:
        recipe = _content(folder / RECIPE)
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


def _content(path: Path) -> str:
    """Raises OSError and ValueError."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"is larger than {MAX_BYTES // 2**20} MiB")
    return path.read_text("utf-8")


def _object(path: Path, problems: list[str]) -> dict[str, Any] | None:
    """A record in JSON; None where there is none, or it is damaged."""
    try:
        value = json.loads(_content(path))
        if isinstance(value, dict):
            return value
        problems.append(f"{path.name} is not a JSON object")
    except FileNotFoundError:
        pass
    except json.JSONDecodeError as error:
        problems.append(f"{path.name} is not JSON (line {error.lineno})")
    except (OSError, ValueError, RecursionError) as error:
        problems.append(f"{path.name} cannot be read: {_reason(error)}")
    return None


def _rows(path: Path, problems: list[str]) -> list[dict[str, float]]:
    """The lines of ``metrics.csv``: epoch, validation_accuracy and seconds of each epoch."""
    wanted = ("epoch", "validation_accuracy", "seconds")
    try:
        return [{key: float(row[key]) for key in wanted} for row in csv.DictReader(_content(path).splitlines())]
    except FileNotFoundError:
        return []
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        what = (
            f"cannot be read: {_reason(error)}"
            if isinstance(error, UnicodeDecodeError)
            else "has a line that is damaged"
        )
        problems.append(f"{path.name} {what}")
    except OSError as error:
        problems.append(f"{path.name} cannot be read: {_reason(error)}")
    return []


def _reason(error: BaseException) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _time(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _text(value: Any) -> str | None:
    return value[:1000] if isinstance(value, str) else None


def _whole(value: Any, otherwise: int | None = None) -> int | None:
    return value if type(value) is int and abs(value) < 10**18 else otherwise


def _number(value: Any, otherwise: float | None = None) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18
    return float(value) if usable else otherwise
