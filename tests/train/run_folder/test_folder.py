"""The run folder: numbers, exclusiveness, and files that are whole or absent."""

import csv
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from torch import nn

from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.run_folder.folder import LostFolderError, RunFolder
from cnndsl.train.steps.trainer import Epoch


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder.create("Net", out=tmp_path / "run")


def test_runs_are_numbered_after_the_highest(tmp_path: Path) -> None:
    names = [RunFolder.create("Net", root=tmp_path / "runs").path.name for _ in range(3)]
    assert names == ["Net-1", "Net-2", "Net-3"]
    for taken in ("Net-9", "Net-old", "Net-1-copy", "Network-40"):
        (tmp_path / "runs" / taken).mkdir()
    assert RunFolder.create("Net", root=tmp_path / "runs").path.name == "Net-10"
    assert RunFolder.create("Other", root=tmp_path / "runs").path.name == "Other-1"


def test_parallel_starts_get_folders_of_their_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        folders = list(pool.map(lambda _: RunFolder.create("Net", root=tmp_path).path.name, range(40)))
    assert sorted(folders) == sorted(f"Net-{number}" for number in range(1, 41))


def test_parallel_starts_with_the_same_out_have_one_winner(tmp_path: Path) -> None:
    def start(_: int) -> bool:
        try:
            RunFolder.create("Net", out=tmp_path / "run")
        except OptionError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(start, range(40))) == 1


def test_out_may_be_new_nested_or_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "empty", tmp_path / "new" / "nested"):
        assert RunFolder.create("Net", out=out).path == out
        assert out.is_dir()


@pytest.mark.parametrize("make", [lambda p: (p.mkdir(), (p / "notes.txt").touch()), lambda p: p.touch()])
def test_out_in_use_is_refused_and_untouched(tmp_path: Path, make) -> None:
    out = tmp_path / "run"
    make(out)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OptionError, match="exists already") as error:
        RunFolder.create("Net", out=out)
    assert "empty" in error.value.help
    assert sorted(tmp_path.rglob("*")) == before


def test_out_that_safetensors_could_not_open_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="is not UTF-8"):
        RunFolder.create("Net", out=tmp_path / "run\udcff")
    assert not any(tmp_path.iterdir())


def test_a_place_that_cannot_hold_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TrainingError, match=r"cannot write .*file/run: Not a directory"):
        RunFolder.create("Net", out=tmp_path / "file" / "run")
    with pytest.raises(TrainingError, match=r"cannot write .*file: File exists"):
        RunFolder.create("Net", root=tmp_path / "file")


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (Path, "replace"), (Path, "open")])
def test_a_write_that_fails_leaves_the_old_file_and_no_rest(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    folder.write_text("notes.txt", "first")

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, full_disk)
        with pytest.raises(TrainingError, match=r"notes\.txt: No space left on device"):
            folder.write_text("notes.txt", "second")
    assert (folder.path / "notes.txt").read_text() == "first"
    assert sorted(path.name for path in folder.path.iterdir()) == ["metrics.csv", "notes.txt"]


def test_weights_come_back_with_their_metadata(folder: RunFolder) -> None:
    model = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3)).to(memory_format=torch.channels_last)
    folder.write_weights("best.safetensors", model, {"cnn": "input 1x1x1\n# naïve\n", "run": "mine"})
    with safe_open(folder.path / "best.safetensors", "pt") as file:
        metadata = file.metadata()
        assert len(metadata.pop("digest")) == 32
        assert metadata == {"cnn": "input 1x1x1\n# naïve\n", "run": "mine"}
        assert set(file.keys()) == set(model.state_dict())
    other = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3))
    folder.load_weights("best.safetensors", other, "mine")
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), other.parameters(), strict=True))


def test_metrics_hold_one_line_for_each_epoch(folder: RunFolder) -> None:
    epochs = [Epoch(number, 0.1, 1.5, 0.5, 1.25, 0.625, 2.0, 1000.0) for number in (1, 2)]
    folder.write_metrics(epochs)
    with (folder.path / "metrics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [{key: float(value) for key, value in row.items()} for row in rows] == [asdict(epoch) for epoch in epochs]


def test_json_is_readable_by_people(folder: RunFolder) -> None:
    folder.write_json("options.json", {"model": "Größe", "classes": ["a"]})
    text = (folder.path / "options.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"model": "Größe", "classes": ["a"]}
    assert "Größe" in text
    assert text.endswith("}\n")


@pytest.mark.parametrize("fault", ["missing", "cut off", "not weights"])
def test_weights_that_cannot_be_read_are_named(folder: RunFolder, fault: str) -> None:
    model, path = nn.Linear(2, 2), folder.path / "best.safetensors"
    folder.write_weights(path.name, model, {"run": "mine"})
    if fault == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-3] if fault == "cut off" else b"PK")
    with pytest.raises(TrainingError, match=r"best\.safetensors cannot be read"):
        folder.load_weights(path.name, model, "mine")


def test_weights_of_another_run_are_refused(folder: RunFolder) -> None:
    folder.write_weights("best.safetensors", nn.Linear(2, 2), {"run": "yours"})
    with pytest.raises(TrainingError, match=r"best\.safetensors has the weights of another run"):
        folder.load_weights("best.safetensors", nn.Linear(2, 2), "mine")


def test_what_a_killed_process_left_is_swept_away_and_nothing_else(folder: RunFolder) -> None:
    for name in (".checkpoint.safetensors.123", ".curves.png.4567", ".gitignore", ".notes.txt"):
        (folder.path / name).touch()
    folder.sweep()
    assert sorted(path.name for path in folder.path.iterdir()) == [".gitignore", ".notes.txt", "metrics.csv"]


def test_a_folder_has_one_owner_at_a_time(folder: RunFolder) -> None:
    with folder.claimed(), pytest.raises(TrainingError, match="another process is training in"), folder.claimed():
        pass
    with folder.claimed():
        pass


def test_what_is_deleted_while_it_is_written_is_written_again(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it goes with a folder that somebody is just deleting, file after file."""
    monkeypatch.setattr("cnndsl.train.run_folder.folder.WAITS", (0.0, 0.0))
    replace, left = Path.replace, [2, 1]

    def removed(draft: Path, target: Path) -> Path:
        draft.unlink()
        if not left:
            (folder.path / "metrics.csv").unlink(missing_ok=True)
            folder.path.rmdir()
        elif len(left) == 1:
            monkeypatch.setattr(Path, "replace", replace)
        left[:1] = []
        return replace(draft, target)

    with folder.claimed():
        monkeypatch.setattr(Path, "replace", removed)
        folder.write_text("notes.txt", "first")
        assert (folder.path / "notes.txt").read_text() == "first"
        (folder.path / "notes.txt").unlink()
        left.clear()
        monkeypatch.setattr(Path, "replace", removed)
        with pytest.raises(LostFolderError, match="was deleted while its run was going on"):
            folder.write_text("notes.txt", "second")
        assert not folder.path.exists()


def test_an_error_of_the_owner_is_its_own(folder: RunFolder) -> None:
    with pytest.raises(BlockingIOError), folder.claimed():
        raise BlockingIOError


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "\xff"])
def test_json_that_cannot_be_read_is_named(folder: RunFolder, text: str) -> None:
    (folder.path / "options.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(TrainingError, match=r"options\.json cannot be read"):
        folder.read_json("options.json")


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="there is no run"):
        RunFolder.existing(tmp_path / "none")
    with pytest.raises(TrainingError, match=r"has no options\.json: it is no run folder"):
        RunFolder.existing(tmp_path)
