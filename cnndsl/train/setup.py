"""All that is decided before the first step, and how the files of a run state it."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from cnndsl import __version__
from cnndsl.network import Network
from cnndsl.train import devices, preflight, recipe, sources, threads
from cnndsl.train.batches import Batches
from cnndsl.train.dataset import Facts, Part, split
from cnndsl.train.errors import TrainingError
from cnndsl.train.loop import Epoch, Trainer
from cnndsl.train.options import Options
from cnndsl.train.preprocessing import Preprocessing
from cnndsl.train.threads import Threads


@dataclass(frozen=True, eq=False)
class Setup:
    """A run that is ready to start."""

    net: Network
    options: Options
    facts: Facts
    device: torch.device
    threads: Threads | None
    """On a GPU it is of no interest."""
    preprocessing: Preprocessing
    trainer: Trainer
    test: Part
    """Seen by nobody before the end of the run."""

    @property
    def file_name(self) -> str:
        """The name of the `.cnn` file in the run folder."""
        path = Path(self.net.source.path)
        return path.name if path.suffix == ".cnn" else f"{self.net.name}.cnn"

    def as_json(self) -> dict[str, object]:
        """The resolved options: what it takes to do the same again."""
        shape = self.net.input_override
        return {
            "model": self.net.name,
            "file": self.file_name,
            "set": self.net.settings,
            "input": None if shape is None else "x".join(map(str, shape)),
            **asdict(self.options),
            "device": self.device.type,
            "precision": self.trainer.precision,
            "threads": self.threads and self.threads.count,
            "batch_size": self.trainer.batch_size,
            "shift_pixels": list(self.trainer.shift),
            "classes": list(self.facts.classes),
            "preprocessing": self.preprocessing.as_json(),
            "versions": versions(),
        }

    def metadata(self, epoch: Epoch) -> dict[str, str]:
        """What the weights of an epoch carry with them, so that they are of use without the run folder."""
        return {
            "format": "pt",
            "model": self.net.name,
            "cnn": self.net.source.text,
            "set": json.dumps(self.net.settings),
            "input": json.dumps(self.net.input),
            "classes": json.dumps(self.facts.classes),
            "preprocessing": json.dumps(self.preprocessing.as_json()),
            "epoch": str(epoch.epoch),
            "validation_accuracy": str(epoch.validation_accuracy),
            "cnndsl": __version__,
        }


def versions() -> dict[str, str]:
    return {"cnndsl": __version__, "torch": torch.__version__, "python": platform.python_version()}


def prepare(net: Network, options: Options) -> Setup:
    """Settle everything that can be settled before training. Raises TrainingError where it cannot be."""
    source = sources.find(options.data)
    device = devices.resolve(options.device)
    _require_fit(net, source.facts)

    torch.manual_seed(options.seed)
    model = net.to_torch().to(device)
    if device.type == "cuda":
        model = model.to(memory_format=torch.channels_last)

    dataset = source.load()
    train, validation = split(dataset.train, options.validation, options.seed)
    preprocessing = Preprocessing.fit(train.images, net.input)
    trainer = Trainer(
        model,
        Batches(train, preprocessing, device),
        Batches(validation, preprocessing, device),
        options,
        precision=devices.precision(device),
        shift=recipe.shift_pixels(options, preprocessing.size),
        fill=preprocessing.black,
        aux_weights=net.aux_weights,
    )
    chosen = threads.choose(trainer.trial_step()) if device.type == "cpu" else None
    return Setup(net, options, source.facts, device, chosen, preprocessing, trainer, dataset.test)


def _require_fit(net: Network, facts: Facts) -> None:
    problems = preflight.problems(net.input, net.output, facts)
    path = net.source.path
    if problems:
        lines = [net.line_of(problem.line) for problem in problems]
        places = [path if line is None else f"{path}:{line}" for line in lines]
        raise preflight.PreflightError(list(zip(places, problems, strict=True)))
    if net.params == 0:
        raise TrainingError(f"{path}: the network has no parameters to train", "add a layer such as `fc`")
