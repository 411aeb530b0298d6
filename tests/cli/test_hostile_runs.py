"""Names and texts from strangers, in every command that takes a trained network: classes, images and folders too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from cnndsl.bench import clock, matrix_rate
from tests.cli.every_command import DATA, FILES, IMAGE, NAME, ON_RUNS, RUN, SHORT, calls, run, undrawn, write_files
from tests.train.conftest import _one_thread  # noqa: F401 - the fixture holds here too


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files, images in classes, and a run of one epoch on them, all with hostile names."""
    home = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        write_files()
        for part, count in (("train", 24), ("test", 4)):
            for number in range(count):
                name = Path(DATA, part, f"{'dark' if number % 2 else 'light'}{NAME}", f"{number}{NAME}.png")
                name.parent.mkdir(parents=True, exist_ok=True)
                Image.new("RGB", (8, 8), (4 * number + 100 * (number % 2),) * 3).save(name)
        Image.new("RGB", (8, 8)).save(IMAGE)
        trained = run(["train", FILES["good"][0], "--out", RUN, *SHORT])
        assert trained.exit_code == 0, trained.output
    return home


@pytest.mark.parametrize("name", ON_RUNS)
def test_what_every_command_prints_of_hostile_runs(
    name: str, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "WARM_UP", 0.0)
    monkeypatch.setattr(matrix_rate, "LONG", 0.0)
    monkeypatch.setattr(matrix_rate, "SECONDS", 0.0)
    shutil.copytree(place, tmp_path / "place", symlinks=True)
    monkeypatch.chdir(tmp_path / "place")
    with undrawn():  # the run in `place` has its curves
        for words in calls(name, ON_RUNS[name], brief=True):
            run(words)


def test_the_list_of_hostile_runs(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    for words in calls("runs", []):
        run(words)
