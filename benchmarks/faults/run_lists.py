"""`cnndsl runs` with damaged runs in the list."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults import Fault, Outcome, run

HEAD = "epoch,lr,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,images_per_second\n"


def _hides_nothing(damage: Callable[[Path], object]) -> Fault:
    def happen(folder: Path) -> Outcome:
        for name in ("Bad-1", "Good-1"):
            (folder / "runs" / name).mkdir(parents=True)
            (folder / "runs" / name / "metrics.csv").write_text(f"{HEAD}1,0.1,2,0.5,2,0.5,1,99\n", encoding="utf-8")
        damage(folder / "runs" / "Bad-1")
        done = run(folder, "runs", "--format", "json")
        try:
            found = {one["name"]: one["problem"] for one in json.loads(done.stdout, parse_constant=_refuse)}
        except ValueError as error:
            return Outcome(False, f"status {done.returncode}, no JSON: {error}")
        promised = done.returncode == 1 and list(found) == ["Bad-1", "Good-1"] and found["Good-1"] is None
        return Outcome(promised, f"status {done.returncode}, {len(found)} runs listed; {found.get('Bad-1')}")

    return happen


def _refuse(name: str) -> None:
    raise ValueError(f"it holds {name}")


def _epoch(text: str) -> Callable[[Path], object]:
    return lambda run: (run / "metrics.csv").write_text(f"{HEAD}{text},0.1,2,0.5,2,0.5,1,99\n", encoding="utf-8")


FAULTS: dict[str, Fault] = {
    "runs: an epoch of 1e999 in one run": _hides_nothing(_epoch("1e999")),
    "runs: an epoch that is no number in one run": _hides_nothing(_epoch("nan")),
    "runs: a record without end": _hides_nothing(lambda run: (run / "results.json").symlink_to("/dev/zero")),
    "runs: a record that is a pipe": _hides_nothing(lambda run: os.mkfifo(run / "options.json")),
}
