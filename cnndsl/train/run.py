"""A whole training run: prepare, train, keep the best weights, test once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import harmonic_mean
from time import perf_counter
from typing import Literal

import torch

from cnndsl.network import Network
from cnndsl.train import announce
from cnndsl.train.batches import Batches
from cnndsl.train.errors import StoppedError, TrainingError
from cnndsl.train.loop import Epoch, NonFiniteLossError, Score
from cnndsl.train.options import Options
from cnndsl.train.progress import Plain
from cnndsl.train.records import BEST, LAST, OPTIONS, RESULTS, RunFolder
from cnndsl.train.setup import Setup, prepare, versions


def train(net: Network, options: Options, progress: Plain, out: Path | None = None) -> Path:
    """Train a network and return its run folder: ``out``, or a new one below ``runs``.

    Raises TrainingError with a message for the user; what was saved until then stays.
    """
    with _readable_errors(options):
        setup = prepare(net, options)
        folder = RunFolder.create(net.name, out)
        folder.write_text(setup.file_name, net.source.text)
        folder.write_json(OPTIONS, setup.as_json())
        for line in announce.opening(setup, folder.path):
            progress.line(line)
        _Run(setup, folder).go(progress)
    return folder.path


Status = Literal["finished", "interrupted", "diverged"]


class _Run:
    """The epochs of one run, and what is kept of them."""

    def __init__(self, setup: Setup, folder: RunFolder) -> None:
        self.setup, self.folder = setup, folder
        self.epochs: list[Epoch] = []
        self.seconds = 0.0

    @property
    def best(self) -> Epoch:
        """The epoch with the highest validation accuracy; the later of two equals has learnt longer."""
        return max(self.epochs, key=lambda epoch: (epoch.validation_accuracy, epoch.epoch))

    def go(self, progress: Plain) -> None:
        """Train, test, record. Raises StoppedError and NonFiniteLossError, which say what was saved."""
        trainer, start = self.setup.trainer, perf_counter()
        progress.start(trainer.steps * trainer.options.epochs)
        try:
            for epoch in trainer.epochs(progress.batch):
                self._keep(epoch)
                self.seconds = perf_counter() - start
                progress.line(announce.epoch(epoch, trainer.options.epochs))
            test = self._test()
        except KeyboardInterrupt:
            self._record("interrupted")
            done = f"stopped after {len(self.epochs)} of {trainer.options.epochs} epochs"
            raise StoppedError(done, self._saved()) from None
        except NonFiniteLossError as error:
            self._record("diverged")
            raise NonFiniteLossError(f"{error.message}; {self._saved()}", error.help) from None
        self._record("finished", test)
        for line in announce.closing(test, self.best, self.seconds, self.folder.path):
            progress.line(line)

    def _keep(self, epoch: Epoch) -> None:
        model, metadata = self.setup.trainer.model, self.setup.metadata(epoch)
        self.folder.write_weights(LAST, model, metadata)
        self.epochs.append(epoch)
        if self.best is epoch:
            self.folder.write_weights(BEST, model, metadata)
        self.folder.write_metrics(self.epochs)

    def _test(self) -> Score:
        """The one use of the test set: with the best weights, as they were saved."""
        setup = self.setup
        self.folder.load_weights(BEST, setup.trainer.model)
        return setup.trainer.score(Batches(setup.test, setup.preprocessing, setup.device))

    def _record(self, status: Status, test: Score | None = None) -> None:
        """Write ``results.json``; accuracies are between 0 and 1, what was not measured is null."""
        setup, best = self.setup, self.best if self.epochs else None
        speeds = [epoch.images_per_second for epoch in self.epochs]
        results = {
            "model": setup.net.name,
            "data": setup.facts.name,
            "status": status,
            "test_accuracy": test and test.accuracy,
            "test_loss": test and test.loss,
            "test_images": len(setup.test),
            "validation_accuracy": best and best.validation_accuracy,
            "validation_loss": best and best.validation_loss,
            "best_epoch": best and best.epoch,
            "epochs": len(self.epochs),
            "train_seconds": round(self.seconds, 3),
            "images_per_second": round(harmonic_mean(speeds), 1) if speeds else None,
            "params": setup.net.params,
            "macs": setup.net.macs,
            "device": setup.device.type,
            "precision": setup.trainer.precision,
            "threads": setup.threads and setup.threads.count,
            "seed": setup.options.seed,
            "versions": versions(),
        }
        self.folder.write_json(RESULTS, results)

    def _saved(self) -> str:
        if not self.epochs:
            return "no epoch was finished, so no weights were saved"
        best, last = self.best.epoch, self.epochs[-1].epoch
        return f"{self.folder.path} keeps {BEST} (epoch {best}) and {LAST} (epoch {last})"


@contextmanager
def _readable_errors(options: Options) -> Iterator[None]:
    """What PyTorch says about a batch that is too large or too small, as something the user can act on."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise TrainingError(
            f"a batch of {options.batch_size} images does not fit into the memory of the device",
            f"try a smaller one, such as --batch-size {max(1, options.batch_size // 2)}",
        ) from None
    except ValueError as error:
        if "more than 1 value per channel" not in str(error):
            raise
        raise TrainingError("batch norm cannot learn from one image", "use --batch-size 2 or more") from None
