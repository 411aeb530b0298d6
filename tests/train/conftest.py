"""One short real run that many tests look at, and a small network that learns quickly."""

from pathlib import Path

import pytest
import torch

import cnndsl
from cnndsl.network import Network
from cnndsl.train.options import Options
from cnndsl.train.progress import Plain
from cnndsl.train.run import train

SMALL = """\
model Small(classes=10)
input 1x8x8
conv 8 3x3
batchnorm
relu
flatten
fc classes
"""


class Lines(Plain):
    """Collects what a run says."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.batches = self.total = 0

    def line(self, text: str) -> None:
        self.lines.append(text)

    def start(self, batches: int) -> None:
        self.total = batches

    def batch(self) -> None:
        self.batches += 1


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    """Tests share the machine: no probe, no waiting threads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        yield
        torch.set_num_threads(before)


@pytest.fixture
def small() -> Network:
    return cnndsl.parse(SMALL, path="small.cnn")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Lines]:
    """The folder of a run of three epochs, and what the run said. Not to be changed."""
    said = Lines()
    folder = tmp_path_factory.mktemp("finished") / "run"
    options = Options(epochs=3, seed=7, device="cpu")
    return train(cnndsl.parse(SMALL, path="small.cnn", classes=10), options, said, folder), said
