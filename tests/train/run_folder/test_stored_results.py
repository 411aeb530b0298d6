"""The record of a finished run with figures that no run has."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest

from cnndsl.train.errors import TrainingError
from cnndsl.train.going_on import task
from cnndsl.train.run import resume
from tests.train.conftest import Lines, contents

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture
def folder(finished: tuple[Path, Lines], tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished[0], tmp_path / "run"))


def edit(folder: Path, changes: dict[str, Any]) -> None:
    path = folder / "results.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **changes}))


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("test_accuracy", "0", "is not a number from 0 to 1 or null"),
        ("test_accuracy", 2, "is not a number from 0 to 1 or null"),
        ("test_accuracy", True, "is not a number from 0 to 1 or null"),
        ("test_accuracy", math.nan, "is not a number from 0 to 1 or null"),
        ("test_loss", [1, 8, 8], "is not a number of 0 or more or null"),
        ("test_loss", -math.inf, "is not a number of 0 or more or null"),
        ("test_loss", None, "does not belong to `test_accuracy`: a test gives both"),
        ("epochs", 0, "is not a whole number of 1 or more"),
        ("epochs", 10**30, "is not a whole number of 1 or more"),
        ("epochs", math.inf, "is not a whole number of 1 or more"),
        ("best_epoch", None, "is not a whole number of 1 or more"),
        ("best_epoch", 0.5, "is not a whole number of 1 or more"),
        ("best_epoch", 7, "is not among the epochs of the run"),
        ("validation_accuracy", {}, "is not a number from 0 to 1"),
        ("train_seconds", "x", "is not a number of 0 or more"),
        ("model", ["Net"], "is not a text"),
    ],
)
def test_figures_that_no_run_has(folder: Path, name: str, value: Any, what: str) -> None:
    edit(folder, {name: value})
    before = contents(folder)
    for use in (lambda: resume(folder, Lines()), lambda: task(folder, {}, None, {})):
        with pytest.raises(TrainingError) as error:
            use()
        assert error.value.message == f"{folder / 'results.json'}: the field `{name}` {what}"
        assert error.value.help == "put the file back, or train a new run"
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["test_accuracy", "test_loss", "epochs", "best_epoch"])
def test_figures_that_are_missing(folder: Path, name: str) -> None:
    path = folder / "results.json"
    results = json.loads(path.read_bytes())
    del results[name]
    path.write_text(json.dumps(results))
    with pytest.raises(TrainingError, match=f"the field `{name}` is missing"):
        resume(folder, Lines())


@pytest.mark.parametrize(
    "changes",
    [
        {"test_accuracy": 1, "test_loss": 0},
        {"test_accuracy": None, "test_loss": None, "test_images": None},  # --overfit-batches tests nothing
        {"test_loss": math.inf},
        {"best_epoch": 1},
    ],
)
def test_figures_that_a_run_can_have(folder: Path, changes: dict[str, Any]) -> None:
    edit(folder, changes)
    before = contents(folder)
    assert resume(folder, said := Lines()) == folder
    assert said.lines == [f"{folder} is finished; results.json has its figures"]
    assert contents(folder) == before
