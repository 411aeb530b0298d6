"""The epochs of one run, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from statistics import harmonic_mean
from time import perf_counter
from typing import Literal

import torch

from cnndsl.printable import printable
from cnndsl.train.errors import StoppedError, TrainingError
from cnndsl.train.machine.signals import StopRequest, StopRequested, stop_requests
from cnndsl.train.run_folder import BEST, CHECKPOINT, LAST, OPTIONS, RESULTS, checkpoint
from cnndsl.train.run_folder.folder import LostFolderError, RunFolder
from cnndsl.train.setup import Setup, versions
from cnndsl.train.show import messages
from cnndsl.train.show.progress import Plain
from cnndsl.train.steps.trainer import Epoch, NonFiniteLossError, Position, Score

SAVE_EVERY = 600.0
"""Seconds after which a checkpoint is written within an epoch too."""
LOOK_EVERY = 5.0
"""Seconds after which it is looked again whether the run folder is still in its place."""

Status = Literal["finished", "interrupted", "diverged"]


class EpochLoop:
    """One run from where it stands to its end."""

    def __init__(self, setup: Setup, folder: RunFolder, run: str | None = None) -> None:
        self.setup, self.folder = setup, folder
        self.run = run or setup.run
        self.epochs: list[Epoch] = []
        self.earlier = 0.0
        """Seconds that were trained before the run was resumed."""
        self.started = self.saved = self.looked = perf_counter()

    @property
    def best(self) -> Epoch:
        """The epoch with the highest validation accuracy; the later of two equals has learnt longer."""
        return max(self.epochs, key=lambda epoch: (epoch.validation_accuracy, epoch.epoch))

    @property
    def seconds(self) -> float:
        """Wall time of the run until now, without the time between a stop and its resumption."""
        return self.earlier + perf_counter() - self.started

    @property
    def exhausted(self) -> bool:
        """Whether nothing is left to gain: ``patience`` epochs without a better one, or all images learnt by heart."""
        patience = self.setup.recipe.patience
        if self.epochs and self.setup.recipe.overfit_batches and self.best.validation_accuracy == 1:
            return True
        if not patience or not self.epochs:
            return False
        accuracies = [epoch.validation_accuracy for epoch in self.epochs]
        return len(accuracies) - 1 - accuracies.index(max(accuracies)) >= patience

    def train(self, progress: Plain) -> Path:
        """Train to the last epoch, test once, write the record. Returns the run folder.

        The first process has claimed the folder. Raises StoppedError (Ctrl-C, SIGTERM) and NonFiniteLossError, which
        say what was saved; TrainingError where the disk refuses a file, or the folder was moved or deleted.
        """
        try:
            self._train(progress)
        except LostFolderError as error:
            error.help = self._rescued()
            raise
        return self.folder.path

    def _train(self, progress: Plain) -> None:
        trainer = self.setup.trainer
        progress.start(trainer.steps * trainer.epochs, trainer.position.epoch * trainer.steps + trainer.position.step)
        with self.setup.world.together():
            log = self._event_log()
        try:
            with stop_requests(lasting=not self.setup.world.alone) as stop:

                def on_batch() -> None:
                    progress.batch()
                    self._look_up(stop)

                if trainer.position == Position():
                    self._save()  # whoever resumes can tell a run that has just begun from one that lost its checkpoint
                while trainer.position.epoch < trainer.epochs and not self.exhausted:
                    epoch = trainer.run_epoch(on_batch)
                    log(epoch)  # first: what a resumed run writes again takes the place of this
                    self._keep(epoch)
                    progress.line(messages.epoch(epoch, trainer.epochs))
            seconds, test = self.seconds, self._test()
        except (StopRequested, KeyboardInterrupt) as reason:
            self._record("interrupted")
            stopped = StoppedError(self._reached(), f"{printable(self._kept())}{self._way_on()}")
            # an interrupt comes to each process where it happens to be
            stopped.everywhere = isinstance(reason, StopRequested)
            raise stopped from None
        except NonFiniteLossError as error:
            self._record("diverged")
            raise NonFiniteLossError(f"{error.message}; {self._kept()}", error.help) from None
        with self.setup.world.together():
            self._finish(test, seconds)
        for line in messages.closing(test, self.best, seconds, self.folder.path):
            progress.line(line)

    def _look_up(self, stop: StopRequest) -> None:
        """Between two steps: stop, or save, when any of the processes has a reason to."""
        world, now = self.setup.world, perf_counter()
        late = now - self.saved > SAVE_EVERY
        if world.leads and now - self.looked > LOOK_EVERY:
            self.looked, late = now, late or self.folder.is_elsewhere
        wanted = stop.wanted  # read once: a signal may come at any moment, and all processes must decide the same
        if not world.alone:
            wishes = torch.tensor([wanted, late and world.leads], dtype=torch.int)  # no GPU has to wait for it
            wanted, late = map(bool, world.sum(wishes, in_a_step=True).tolist())
        if wanted or late:
            self._save()
        if wanted:
            stop.wanted = True
            raise StopRequested

    def _keep(self, epoch: Epoch) -> None:
        """The files of a finished epoch. The checkpoint comes last: what is written before it is written again."""
        self.epochs.append(epoch)
        with self.setup.world.together():
            if self.setup.world.leads:
                if self.best is epoch:
                    self._write_weights(BEST, epoch)
                self.folder.write_metrics(self.epochs)
        self._save()

    def _save(self) -> None:
        trainer = self.setup.trainer
        trainer.settle()
        with self.setup.world.together():
            if self.setup.world.leads:
                self.folder.write(CHECKPOINT, checkpoint.dump(trainer, self.epochs, self.seconds, self.run))
                if self.folder.moved_from is not None:
                    now = self.folder.path
                    raise TrainingError(
                        f"{self.folder.moved_from} was moved to {now} while its run was going on",
                        f"all of it is kept there; go on with: cnndsl train --resume {quote(str(now))}",
                    )
        self.saved = perf_counter()

    def _test(self) -> Score | None:
        """The one use of the test set: with the best weights, as they were saved."""
        setup = self.setup
        if setup.recipe.overfit_batches:
            return None
        with setup.world.together():
            if setup.world.leads:
                self._write_weights(LAST, self.epochs[-1])
                self.folder.load_weights(BEST, setup.trainer.measured, self.run)
            test = setup.batches(setup.parts.test)
        setup.world.same(setup.trainer.measured.state_dict().values())
        return setup.trainer.score(test)

    def _finish(self, test: Score | None, seconds: float) -> None:
        """The results come last: who finds them finds all there is."""
        if not self.setup.world.leads:
            return
        from cnndsl.train.show import curves  # matplotlib takes half a second to import

        curves.draw([asdict(epoch) for epoch in self.epochs], self.folder.write, self.setup.net.name)
        self._record("finished", test, seconds)
        self.folder.remove(CHECKPOINT)

    def _write_weights(self, name: str, epoch: Epoch) -> None:
        self.folder.write_weights(name, self.setup.trainer.measured, self.setup.metadata(epoch, self.run))

    def _record(self, status: Status, test: Score | None = None, seconds: float | None = None) -> None:
        """Write ``results.json``; accuracies are between 0 and 1, what was not measured is null."""
        if not self.setup.world.leads:
            return
        setup, best = self.setup, self.best if self.epochs else None
        speeds = [epoch.images_per_second for epoch in self.epochs]
        results = {
            "model": setup.net.name,
            "data": setup.recipe.data,
            "status": status,
            "test_accuracy": test and test.accuracy,
            "test_loss": test and test.loss,
            "test_images": test and test.images,
            "validation_accuracy": best and best.validation_accuracy,
            "validation_loss": best and best.validation_loss,
            "best_epoch": best and best.epoch,
            "epochs": len(self.epochs),
            "train_seconds": round(self.seconds if seconds is None else seconds, 3),
            "images_per_second": round(harmonic_mean(speeds), 1) if speeds else None,
            "params": setup.net.params,
            "macs": setup.net.macs,
            "device": setup.device.type,
            "precision": setup.choice.precision,
            "threads": setup.choice.threads,
            "processes": setup.world.size,
            "seed": setup.recipe.seed,
            "run": self.run,
            "versions": versions(),
        }
        self.folder.write_json(RESULTS, results)

    def _event_log(self) -> Callable[[Epoch], None]:
        """What is done with each epoch for --log tensorboard."""
        if self.setup.recipe.log == "none" or not self.setup.world.leads:
            return lambda epoch: None
        from cnndsl.train.show.tensorboard import EventLog

        log = EventLog(self.folder.path / "tensorboard", purge_step=self.setup.trainer.position.epoch + 1)
        return lambda epoch: log.epoch(asdict(epoch))

    def _reached(self) -> str:
        trainer = self.setup.trainer
        batches = f" and {trainer.position.step} batches" if trainer.position.step else ""
        return f"stopped after {len(self.epochs)} of {trainer.epochs} epochs{batches}"

    def _kept(self) -> str:
        if not self.epochs:
            return "no epoch was finished, so there are no weights yet"
        return f"{self.folder.path} keeps {BEST} (epoch {self.best.epoch})"

    def _rescued(self) -> str:
        """Save the weights beside the place of a folder that was deleted, and say where they are."""
        if not self.setup.world.leads:
            return ""
        if not self.epochs:
            return "no epoch was finished, so there were no weights to keep"
        where = self.folder.path
        try:
            path = self.folder.rescue(self.setup.trainer.measured, self.setup.metadata(self.epochs[-1], self.run))
        except OSError as error:
            return f"its weights cannot be kept in {where.parent} either: {error.strerror or error}"
        return f"the weights as they were then are kept in {path}; the run cannot be resumed"

    def _way_on(self) -> str:
        here = self.folder.holds(CHECKPOINT) and self.folder.holds(OPTIONS)
        return f"\n  go on with: cnndsl train --resume {printable(quote(str(self.folder.path)))}" if here else ""
