"""The epoch loop and the measurement: nothing here prints, and nothing here writes files."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from cnndsl.train import recipe
from cnndsl.train.batches import Batches, random_shift
from cnndsl.train.devices import Precision
from cnndsl.train.errors import TrainingError
from cnndsl.train.options import Options

CHECK_EVERY = 50
"""Steps between two looks at the loss: each look makes a GPU wait."""


class NonFiniteLossError(TrainingError):
    """The loss became infinite or not a number, so the weights are of no use from here on."""


@dataclass(frozen=True)
class Score:
    """One measurement of a network."""

    loss: float
    """Mean cross-entropy, in nats."""
    correct: int
    images: int

    @property
    def accuracy(self) -> float:
        """Between 0 and 1."""
        return self.correct / self.images


@dataclass(frozen=True)
class Epoch:
    """One finished epoch: a line of ``metrics.csv``."""

    epoch: int
    """Counted from 1."""
    lr: float
    """Learning rate of the last step."""
    train_loss: float
    """Mean of what was minimised: with augmentation, dropout, label smoothing and auxiliary heads."""
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float
    """Training and validation."""
    images_per_second: float
    """Training steps alone."""


@dataclass
class Trainer:
    """A network while it learns; all that changes from step to step is an attribute of this object."""

    model: nn.Module
    train: Batches
    validation: Batches
    options: Options
    precision: Precision
    shift: tuple[int, int]
    fill: tuple[float, ...]
    aux_weights: tuple[float, ...] = ()
    epoch: int = 0

    def __post_init__(self) -> None:
        self.device = next(self.model.parameters()).device
        self.batch_size = min(self.options.batch_size, len(self.train))
        self.steps = len(self.train) // self.batch_size  # an incomplete last batch is left out
        self.optimizer, self.schedule = recipe.optimizer(self.model, self.options, self.steps * self.options.epochs)
        self.generator = torch.Generator().manual_seed(self.options.seed)

    def epochs(self, on_batch: Callable[[], None] = lambda: None) -> Iterator[Epoch]:
        """Train epoch by epoch; calls ``on_batch`` after every step. Raises NonFiniteLossError."""
        while self.epoch < self.options.epochs:
            start = perf_counter()
            train = self._train_one_epoch(on_batch)
            trained = perf_counter()
            validation = self.score(self.validation)
            self._require_finite(validation.loss)
            self.epoch += 1
            yield Epoch(
                epoch=self.epoch,
                lr=float(self.schedule.get_last_lr()[0]),
                train_loss=train.loss,
                train_accuracy=train.accuracy,
                validation_loss=validation.loss,
                validation_accuracy=validation.accuracy,
                seconds=perf_counter() - start,
                images_per_second=train.images / (trained - start),
            )

    def score(self, batches: Batches) -> Score:
        """Measure the network, in inference mode."""
        self.model.eval()
        loss = torch.zeros((), device=self.device)
        correct = torch.zeros((), dtype=torch.long, device=self.device)
        with torch.inference_mode():
            for index in torch.split(torch.arange(len(batches)), self.batch_size):
                images, labels = batches.take(index)
                logits = self._outputs(self.model, images)[0]
                loss += cross_entropy(logits, labels, reduction="sum")
                correct += (logits.argmax(1) == labels).sum()
        return Score(loss.item() / len(batches), int(correct), len(batches))

    def trial_step(self) -> Callable[[], None]:
        """Forward and backward of one batch on a copy of the network, to be timed: it leaves no trace."""
        model = copy.deepcopy(self.model).train()
        images, labels = self.train.take(torch.arange(self.batch_size))

        def step() -> None:
            with torch.random.fork_rng(devices=[]):
                torch.autograd.backward(self._loss(model, images, labels)[0])

        return step

    def _train_one_epoch(self, on_batch: Callable[[], None]) -> Score:
        self.model.train()
        order = torch.randperm(len(self.train), generator=self.generator)
        total = torch.zeros((), device=self.device)
        correct = torch.zeros((), dtype=torch.long, device=self.device)
        for step in range(1, self.steps + 1):
            images, labels = self.train.take(order[(step - 1) * self.batch_size : step * self.batch_size])
            images = random_shift(images, self.shift, self.fill, self.generator)
            loss, logits = self._loss(self.model, images, labels)
            self.optimizer.zero_grad()
            torch.autograd.backward(loss)
            self.optimizer.step()
            self.schedule.step()
            total += loss.detach()
            correct += (logits.argmax(1) == labels).sum()
            if step % CHECK_EVERY == 0 or step == self.steps:
                self._require_finite(total.item())
            on_batch()
        return Score(total.item() / self.steps, int(correct), self.steps * self.batch_size)

    def _loss(self, model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Loss to minimise, with the auxiliary heads' weighted share, and the logits of the main output."""
        logits, *aux = self._outputs(model, images)
        smoothing = self.options.label_smoothing
        loss = cross_entropy(logits, labels, label_smoothing=smoothing)
        for weight, output in zip(self.aux_weights, aux, strict=True):
            loss = loss + weight * cross_entropy(output, labels, label_smoothing=smoothing)
        return loss, logits

    def _outputs(self, model: nn.Module, images: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Main output first, auxiliary heads behind it (in training mode only); all float32."""
        if self.device.type == "cuda":
            images = images.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bf16"):
            outputs = model(images)
        return tuple(output.float() for output in (outputs if isinstance(outputs, tuple) else (outputs,)))

    def _require_finite(self, loss: float) -> None:
        if not math.isfinite(loss):
            raise NonFiniteLossError(
                f"the loss became {loss} in epoch {self.epoch + 1}",
                f"try a lower learning rate, such as --lr {self.options.lr / 5:g}",
            )
