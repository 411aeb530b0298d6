"""``results.json`` of a finished run as it was read: a stranger's, until its figures are ones that a run can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cnndsl.train.errors import TrainingError

MOST = 2**63
"""No whole number of a run is as large as this."""


class _Rule(NamedTuple):
    what: str
    is_valid: Callable[[Any], bool]


def _whole(least: int) -> _Rule:
    words = f"a whole number of {least} or more"
    return _Rule(words, lambda value: type(value) is int and least <= value < MOST)


def _or_null(rule: _Rule) -> _Rule:
    return _Rule(f"{rule.what} or null", lambda value: value is None or rule.is_valid(value))


_TEXT = _Rule("a text", lambda value: isinstance(value, str))
_SHARE = _Rule("a number from 0 to 1", lambda value: type(value) in (int, float) and 0 <= value <= 1)
_POSITIVE = _Rule("a number of 0 or more", lambda value: type(value) in (int, float) and value >= 0)
_LOSS = _Rule(  # one that was tested may be infinite or NaN
    "a number of 0 or more", lambda value: type(value) in (int, float) and not value < 0
)
FIGURES = {
    "epochs": _whole(1),
    "best_epoch": _whole(1),
    "test_accuracy": _or_null(_SHARE),
    "test_loss": _or_null(_LOSS),
}
"""What every finished run has; without a test (``overfit_batches``) its figures are null."""
REST = {
    "model": _TEXT,
    "data": _TEXT,
    "test_images": _or_null(_whole(1)),
    "validation_accuracy": _SHARE,
    "validation_loss": _POSITIVE,
    "train_seconds": _POSITIVE,
    "images_per_second": _POSITIVE,
    "params": _whole(0),
    "macs": _whole(0),
    "device": _TEXT,
    "precision": _TEXT,
    "threads": _whole(1),
    "processes": _whole(1),
    "seed": _whole(0),
    "run": _TEXT,
}
"""What is checked where it is there."""


def require_valid(results: Mapping[str, Any], where: str) -> None:
    """Check the record of a finished run. Raises TrainingError, which names the file, the field and what is wrong."""
    for name, rule in (FIGURES | REST).items():
        if name not in results:
            if name in FIGURES:
                raise _unusable(where, name, "is missing")
        elif not rule.is_valid(results[name]):
            raise _unusable(where, name, f"is not {rule.what}")
    if results["best_epoch"] > results["epochs"]:
        raise _unusable(where, "best_epoch", "is not among the epochs of the run")
    if (results["test_accuracy"] is None) != (results["test_loss"] is None):
        raise _unusable(where, "test_loss", "does not belong to `test_accuracy`: a test gives both")


def _unusable(where: str, name: str, what: str) -> TrainingError:
    return TrainingError(f"{where}: the field `{name}` {what}", "put the file back, or train a new run")
