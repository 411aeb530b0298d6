"""All that training needs to go on exactly where it was, as one safetensors file."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from cnndsl.train.errors import TrainingError
from cnndsl.train.steps.trainer import Epoch, Position, Trainer

FORMAT = "cnndsl checkpoint 1"


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
        model = {key for key in wanted if key.startswith("model.")}
        missing = [key for key in sorted(model) if key not in self.tensors]
        wrong = [
            key for key, tensor in self.tensors.items() if key in wanted and tensor.shape != wanted[key].shape
        ]  # fmt: skip
        unknown = [key for key in self.tensors if key.startswith("model.") and key not in model]
        if missing or wrong or unknown:
            key = (missing + wrong + unknown)[0].removeprefix("model.")
            raise TrainingError(
                f"{self.path} is the checkpoint of another network: `{key}` does not fit",
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
    metadata = {"format": FORMAT, "run": run, "progress": json.dumps(progress), "crc32": str(_crc32(tensors))}
    return save(tensors, metadata)


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
        if metadata["crc32"] != str(_crc32(tensors)):
            raise ValueError("its checksum is wrong")
        progress: dict[str, Any] = json.loads(metadata["progress"])
        epochs = [Epoch(**epoch) for epoch in progress["epochs"]]
        return Checkpoint(path, Position(**progress["position"]), epochs, float(progress["seconds"]), tensors)
    except FileNotFoundError:
        raise TrainingError(f"{path.parent} has no {path.name}, so there is nothing to go on from", anew) from None
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path} cannot be read: it is damaged or cut off ({error})", anew) from None


def _crc32(tensors: dict[str, torch.Tensor]) -> int:
    """A checksum of all numbers: safetensors itself has none, and a flipped bit would be trained on."""
    total = 0
    for key in sorted(tensors):
        total = zlib.crc32(tensors[key].reshape(-1).view(torch.uint8).numpy().data, total)
    return total


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
