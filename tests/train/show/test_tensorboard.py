"""Event files, read back as TensorBoard reads them."""

import os
import sys
from pathlib import Path

import pytest

from cnndsl.train.errors import TrainingError
from cnndsl.train.show.tensorboard import TAGS, EventLog

from .test_curves import rows

events = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    found = events.EventAccumulator(str(folder))
    found.Reload()
    return {tag: [(one.step, one.value) for one in found.Scalars(tag)] for tag in found.Tags()["scalars"]}


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "tensorboard")
    for row in rows(3):
        log.epoch(row)
    log.close()
    log.close()
    found = scalars(tmp_path / "tensorboard")
    assert set(found) == set(TAGS.values())
    for key, tag in TAGS.items():
        assert found[tag] == [(int(row["epoch"]), pytest.approx(row[key])) for row in rows(3)]


def test_an_epoch_can_be_read_at_once(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    log.epoch(rows(1)[0])
    assert scalars(tmp_path)["loss/train"] == [(1, 2.0)]
    log.close()


def test_a_resumed_run_has_each_epoch_once(tmp_path: Path) -> None:
    """The first process was killed after it had written epoch 3 and before that epoch's checkpoint."""
    first = EventLog(tmp_path, purge_step=1)
    for row in rows(3):
        first.epoch(row)
    second = EventLog(tmp_path, purge_step=3)
    for row in rows(5)[2:]:
        second.epoch({**row, "train_loss": 7.0})
    second.close()
    first.close()
    assert scalars(tmp_path)["loss/train"] == [(1, 2.0), (2, 1.0), (3, 7.0), (4, 7.0), (5, 7.0)]


def test_what_is_no_number_is_left_out(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    log.epoch({"epoch": 1, "lr": 0.1, "train_loss": float("nan"), "train_accuracy": None})
    log.close()
    assert scalars(tmp_path) == {"learning rate": [(1, pytest.approx(0.1))]}


def test_without_tensorboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(TrainingError, match="needs TensorBoard") as caught:
        EventLog(tmp_path)
    assert caught.value.help == "pip install 'cnndsl[tensorboard]'"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TrainingError, match=r"cannot write event files to .*file"):
        EventLog(tmp_path / "file" / os.sep.join("ab"))
