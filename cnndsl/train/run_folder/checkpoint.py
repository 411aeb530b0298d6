"""All that training needs to go on exactly where it was, as one safetensors file."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from cnndsl.printable import printable
from cnndsl.train.errors import TrainingError
from cnndsl.train.steps.trainer import Epoch, Position, Trainer
from cnndsl.weights.seal import SEAL, is_whole, sealed

FORMAT = "cnndsl checkpoint 2"
OPTIMIZER_STATE = ("momentum_buffer", "exp_avg", "exp_avg_sq", "step")
"""What the optimisers of ``steps/optimizer.py`` keep of a parameter; all but ``step`` have its shape."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint as it was read."""

    path: Path
    position: Position
    epochs: list[Epoch]
    seconds: float
    """Wall time of the run until then."""
    tensors: dict[str, torch.Tensor]

    def restore(self, trainer: Trainer) -> None:
        """Bring a trainer of the same run to the state that was saved. Raises TrainingError where they do not fit."""
        wanted = _tensors(trainer)
        missing = [key for key in sorted(wanted) if key not in self.tensors]
        shapes = {key: tensor.shape for key, tensor in wanted.items()} | _optimizer_shapes(trainer)
        wrong = [key for key, tensor in self.tensors.items() if tensor.shape != shapes.get(key)]
        if missing or wrong:
            key = printable((missing + wrong)[0].removeprefix("model."))
            raise TrainingError(
                f"{self.path} is the checkpoint of another network: `{key}` does not fit",
                "put back the files of this run, or train anew",
            )
        position = self.position
        if position.step > trainer.steps or position.epoch + (position.step > 0) > trainer.epochs:
            raise TrainingError(
                f"{self.path} is the checkpoint of another run: it stands after epoch {position.epoch} and "
                f"{position.step} batches, of {trainer.epochs} epochs of {trainer.steps}",
                "put back the files of this run, or train anew",
            )
        trainer.position = Position(**asdict(self.position))
        trainer.model.load_state_dict(self._part("model."))
        if trainer.ema is not None:
            trainer.ema.load_state_dict(self._part("ema."))
        if trainer.world.leads:
            trainer.loss.copy_(self.tensors["loss"])
            trainer.correct.copy_(self.tensors["correct"])
        self._restore_optimizer(trainer)

    def _restore_optimizer(self, trainer: Trainer) -> None:
        """Each tensor gets the memory layout of its parameter: fused kernels walk both as they lie."""
        for name, parameter in trainer.model.named_parameters():
            state = trainer.optimizer.state[parameter]
            for key, tensor in self._part(f"optimizer.{name}/").items():
                alike = tensor.shape == parameter.shape
                state[key] = torch.empty_like(parameter).copy_(tensor) if alike else tensor.to(parameter.device)

    def _part(self, prefix: str) -> dict[str, torch.Tensor]:
        return {key.removeprefix(prefix): value for key, value in self.tensors.items() if key.startswith(prefix)}


def dump(trainer: Trainer, epochs: Sequence[Epoch], seconds: float, run: str) -> bytes:
    """The file's content."""
    tensors = {key: tensor.detach().cpu().contiguous() for key, tensor in _tensors(trainer).items()}
    progress = {"position": asdict(trainer.position), "epochs": [asdict(epoch) for epoch in epochs], "seconds": seconds}
    return save(tensors, sealed(tensors, {"format": FORMAT, "run": run, "progress": json.dumps(progress)}))


def load(path: Path, run: str) -> Checkpoint:
    """Read the checkpoint of a run. Raises TrainingError where it is missing, damaged or of another run."""
    anew = "the run cannot go on from it; train anew, with another --out"
    try:
        with safe_open(path, "pt") as file:
            metadata: dict[str, str] = file.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise TrainingError(f"{path} is not a checkpoint of this program's format ({FORMAT})", anew)
            if metadata.get("run") != run:
                raise TrainingError(
                    f"{path} is the checkpoint of another run",
                    "a run goes on with its own files only; put them back, or train anew",
                )
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - not a dict
        if SEAL not in metadata or not is_whole(tensors, metadata):
            raise ValueError("its checksum is wrong")
        return Checkpoint(path, *_progress(json.loads(metadata["progress"])), tensors)
    except FileNotFoundError:
        raise TrainingError(f"{path.parent} has no {path.name}, so there is nothing to go on from", anew) from None
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise TrainingError(f"{path} cannot be read: it is damaged or cut off ({error})", anew) from None


def _progress(stored: Any) -> tuple[Position, list[Epoch], float]:
    """How far a run came. Raises KeyError, TypeError or ValueError for what no run has written."""
    position, epochs = Position(**stored["position"]), [Epoch(**epoch) for epoch in stored["epochs"]]
    whole = [position.epoch, position.step, *(epoch.epoch for epoch in epochs)]
    rates = [share for epoch in epochs for share in (epoch.train_accuracy, epoch.validation_accuracy)]
    numbers = [stored["seconds"], position.seconds, *rates]
    numbers += [value for epoch in epochs for value in asdict(epoch).values()]
    if not all(type(value) is int and 0 <= value < 2**53 for value in whole):
        raise ValueError("its position is none")
    if not all(type(value) in (int, float) and math.isfinite(value) and value >= 0 for value in numbers):
        raise ValueError("it has a figure that is none")
    counted = all(epoch.epoch == number for number, epoch in enumerate(epochs, 1))
    if len(epochs) != position.epoch or not counted or max(rates, default=0) > 1:
        raise ValueError("its epochs are not those of a run")
    if position.step and not position.seconds:
        raise ValueError("its position is none")
    return position, epochs, float(stored["seconds"])


def _optimizer_shapes(trainer: Trainer) -> dict[str, torch.Size]:
    return {
        f"optimizer.{name}/{key}": torch.Size() if key == "step" else parameter.shape
        for name, parameter in trainer.model.named_parameters()
        for key in OPTIMIZER_STATE
    }


def _tensors(trainer: Trainer) -> dict[str, torch.Tensor]:
    """Everything with numbers in it, by name."""
    tensors = {f"model.{key}": tensor for key, tensor in trainer.model.state_dict().items()}
    if trainer.ema is not None:
        tensors |= {f"ema.{key}": tensor for key, tensor in trainer.ema.state_dict().items()}
    for name, parameter in trainer.model.named_parameters():
        for key, value in trainer.optimizer.state.get(parameter, {}).items():
            if isinstance(value, torch.Tensor):
                tensors[f"optimizer.{name}/{key}"] = value
    return tensors | {"loss": trainer.loss, "correct": trainer.correct}
