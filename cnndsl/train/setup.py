"""A run that is ready to start, and how its files state it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path

import torch

from cnndsl import __version__, environment, plugins
from cnndsl.network import Network
from cnndsl.text import can_be_written
from cnndsl.train.data.dataset import Part
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.data.train_validation_test import Parts
from cnndsl.train.decide.options import Options
from cnndsl.train.decide.recipe import Recipe
from cnndsl.train.decide.task import Task
from cnndsl.train.initial_weights import InitialWeights
from cnndsl.train.machine import devices
from cnndsl.train.machine.distributed import World
from cnndsl.train.machine.threads_and_precision import ThreadsAndPrecision
from cnndsl.train.steps.batches import Batches, batches
from cnndsl.train.steps.trainer import Epoch, Trainer

MAX_WORKERS = 16
"""More processes that decode for one that trains are not started unasked."""


@dataclass(frozen=True)
class RunSize:
    """What a whole run comes to; a dry run does one batch of it."""

    train: int
    """Images."""
    validation: int
    test: int
    epochs: int
    batch_size: int

    @classmethod
    def of(cls, parts: Parts, recipe: Recipe) -> RunSize:
        """The size of a run on these parts, as its recipe says."""
        return cls(len(parts.train), len(parts.validation), len(parts.test), recipe.epochs, recipe.batch_size)

    @property
    def batches(self) -> int:
        """In one epoch."""
        return self.train // self.batch_size


@dataclass(frozen=True, eq=False)
class Setup:
    """A run that is ready to start."""

    task: Task
    recipe: Recipe
    classes: tuple[str, ...]
    notes: tuple[str, ...]
    """What was settled, and what the user should know of the data."""
    size: RunSize
    parts: Parts
    """``parts.test`` is seen by nobody before the end of the run."""
    device: torch.device
    world: World
    choice: ThreadsAndPrecision
    """Precision and CPU threads."""
    preprocessing: Preprocessing
    trainer: Trainer
    cnn: str
    """The network as a text that needs no other file."""
    initial: InitialWeights | None = None
    """Where the first weights come from; None where they are drawn."""

    @property
    def net(self) -> Network:
        """The checked network."""
        return self.task.net

    def batches(self, part: Part) -> Batches:
        """A part of the data in batches as the network takes them, without random changes."""
        return serving(self.task, self.preprocessing, self.device, self.choice, self.world)(part)

    @property
    def options(self) -> Options:
        """The options that give this run again."""
        return self.recipe.as_options(self.task.options, device=self.device.type, precision=self.choice.precision)

    @property
    def file_name(self) -> str:
        """The name of the `.cnn` file in the run folder."""
        path = Path(self.net.source.path)
        return path.name if path.suffix == ".cnn" and can_be_written(path.name) else f"{self.net.name}.cnn"

    @cached_property
    def network_files(self) -> dict[str, str]:
        """The `.cnn` file and those that it uses, by their paths below the folder of the first."""
        folder = os.path.dirname(os.path.realpath(self.net.source.path))
        others = {
            os.path.relpath(os.path.realpath(library.path), folder): library.text for library in self.net.libraries
        }
        return {self.file_name: self.net.source.text, **others}

    @cached_property
    def as_json(self) -> dict[str, object]:
        """The resolved options: what it takes to do the same again, and to prove that it is the same."""
        shape = self.net.input_override
        trainer = self.trainer
        return {
            "model": self.net.name,
            "file": self.file_name,
            "files": {name: digest(text) for name, text in self.network_files.items()},
            "set": self.net.settings,
            "input": None if shape is None else list(shape),
            "options": asdict(self.options),
            "threads": self.choice.threads,
            "processes": self.world.size,
            "classes": list(self.classes),
            "images": {
                "train": len(trainer.train),
                "validation": len(trainer.validation),
                "test": len(self.parts.test),
            },
            "contents": {part: identity.digest for part, identity in self.parts.identities.items()},
            "preprocessing": self.preprocessing.as_json(),
            "versions": versions(),
            **({"plugins": self._plugins} if self._plugins else {}),
            **({"weights": self.initial.as_json()} if self.initial else {}),
        }

    @cached_property
    def _plugins(self) -> list[dict[str, object]]:
        """The plugins that the network needs, for the records: their names and digests, never their code."""
        return [plugin.as_json() for plugin in plugins.needed(self.net.graph)]

    @property
    def run(self) -> str:
        """Identifies the run in all its files."""
        return digest(self.as_json)

    def metadata(self, epoch: Epoch, run: str) -> dict[str, str]:
        """What the weights of an epoch carry with them, so that they are of use without the run folder."""
        alone = self.cnn == self.net.source.text
        return {
            "format": "pt",
            "model": self.net.name,
            "cnn": self.cnn,
            "set": json.dumps(self.net.settings if alone else {}),
            "input": json.dumps(self.net.input),
            "classes": json.dumps(self.classes),
            "preprocessing": json.dumps(self.preprocessing.as_json()),
            "data": self.recipe.data,
            "precision": self.choice.precision,
            "epoch": str(epoch.epoch),
            "validation_accuracy": str(epoch.validation_accuracy),
            "run": run,
            "cnndsl": __version__,
            **({"plugins": json.dumps(self._plugins)} if self._plugins else {}),
        }


def versions() -> dict[str, str]:
    """Of what decides the last bits of a result: cnndsl, torch, Python."""
    return {"cnndsl": __version__, "torch": torch.__version__, "python": platform.python_version()}


def serving(
    task: Task, preprocessing: Preprocessing, device: torch.device, choice: ThreadsAndPrecision, world: World
) -> Callable[..., Batches]:
    """What makes batches of a part."""
    return partial(
        batches,
        preprocessing=preprocessing,
        device=device,
        dtype=devices.dtype(choice.precision),
        workers=_workers(task.options.workers, world),
    )


def _workers(chosen: int | None, world: World) -> int:
    """Processes that decode: as asked for, or one a core, shared by the processes that train."""
    return max(1, min(MAX_WORKERS, environment.usable_cores() // world.size)) if chosen is None else chosen


def digest(value: object) -> str:
    """SHA-256 of a text, or of a value as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
