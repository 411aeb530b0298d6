"""One short real run that many tests look at, a small network that learns quickly, and how runs are watched."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

import cnndsl
from cnndsl.network import Network
from cnndsl.train.data.dataset import DataSource, Facts
from cnndsl.train.decide.options import Options
from cnndsl.train.decide.recipe import Recipe, held_out, resolve
from cnndsl.train.decide.task import Task
from cnndsl.train.run import train
from cnndsl.train.show import curves
from cnndsl.train.show.progress import Plain

SMALL = """\
model Small(classes=10)
input 1x8x8
conv 8 3x3
batchnorm
relu
flatten
fc classes
"""
STEPS = 1293 // 64
"""Steps of an epoch of ``brief`` options."""


def brief(**changes: Any) -> Options:
    """Options of a run that takes moments, and does not depend on measured times."""
    return Options(**{"epochs": 2, "batch_size": 64, "device": "cpu", "precision": "float32", "seed": 5, **changes})


def recipe_of(options: Options, net: Network, facts: Facts, images: int) -> Recipe:
    """The recipe of a run on so many training images of which these facts are known."""
    source = DataSource(facts, lambda: pytest.fail("the data are not read"))
    return resolve(Task(net, source, options, options.data, "crop", ()), held_out(options, images), images)


class Lines(Plain):
    """Collects what a run says."""

    def __init__(self, at: dict[int, Callable[[], None]] | None = None) -> None:
        self.lines: list[str] = []
        self.batches = self.total = self.done = 0
        self.at = at or {}
        """What happens after the batch of this number."""

    def line(self, text: str) -> None:
        self.lines.append(text)

    def start(self, batches: int, done: int) -> None:
        self.total, self.done = batches, done

    def batch(self) -> None:
        self.batches += 1
        self.at.get(self.batches, lambda: None)()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def metrics(folder: Path) -> list[dict[str, float]]:
    with (folder / "metrics.csv").open(newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def figures(folder: Path) -> list[dict[str, float]]:
    """``metrics.csv`` without what was measured with a clock."""
    return [
        {key: value for key, value in row.items() if key not in ("seconds", "images_per_second")}
        for row in metrics(folder)
    ]


def assert_same_end(first: Path, second: Path) -> None:
    """Weights to the bit, figures to the digit, and the same files."""
    for name in ("best.safetensors", "last.safetensors"):
        one, other = load_file(first / name), load_file(second / name)
        assert one.keys() == other.keys()
        assert all(torch.equal(tensor, other[key]) for key, tensor in one.items()), name
    assert figures(first) == figures(second)
    results = [read_json(folder / "results.json") for folder in (first, second)]
    for key in ("status", "test_accuracy", "test_loss", "validation_accuracy", "best_epoch", "epochs", "run"):
        assert results[0][key] == results[1][key], key
    assert names(first) == names(second)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    """Tests share the machine: no waiting threads, and no probe where the precision is given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        yield
        torch.set_num_threads(before)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures take longer than these runs; ``finished`` and ``uninterrupted`` are drawn all the same."""
    monkeypatch.setattr(curves, "draw", draw_nothing)


def draw_nothing(rows: object, write: Callable[[str, bytes], None], title: str) -> None:
    write("curves.png", b"")
    write("curves.svg", b"")


@pytest.fixture
def small() -> Network:
    return cnndsl.parse(SMALL, path="small.cnn")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Lines]:
    """The folder of a run of three epochs, and what the run said. Not to be changed."""
    said = Lines()
    folder = tmp_path_factory.mktemp("finished") / "run"
    options = brief(epochs=3, seed=7, batch_size=None)
    return train(cnndsl.parse(SMALL, path="small.cnn", classes=10), options, said, folder), said


@pytest.fixture(scope="session")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The end that every run of ``brief()`` comes to, however often it was stopped. Not to be changed."""
    folder = tmp_path_factory.mktemp("uninterrupted") / "run"
    return train(cnndsl.parse(SMALL, path="small.cnn"), brief(), Lines(), folder)
