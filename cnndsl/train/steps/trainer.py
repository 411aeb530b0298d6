"""The epoch loop and the measurement: nothing here prints, and nothing here writes files."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from time import perf_counter

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cnndsl.train.decide.recipe import Recipe
from cnndsl.train.errors import TrainingError
from cnndsl.train.machine import devices
from cnndsl.train.machine.devices import Precision
from cnndsl.train.machine.distributed import World
from cnndsl.train.steps.augmentation import Augmentation, Draws
from cnndsl.train.steps.batches import Batch, Batches
from cnndsl.train.steps.optimizer import learning_rate, optimizer

CHECK_EVERY = 50
"""Steps between two looks at the loss: each look makes a GPU wait."""


class NonFiniteLossError(TrainingError):
    """The loss became infinite or not a number, so the weights are of no use from here on."""

    everywhere = True


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
class Position:
    """How far training has come: all that changes from step to step besides weights and the optimiser's state."""

    epoch: int = 0
    """Finished epochs."""
    step: int = 0
    """Finished steps of the epoch that has begun."""
    seconds: float = 0.0
    """Training time of the epoch that has begun."""


def seed_for(seed: int, purpose: str, *numbers: int) -> int:
    """A seed of 63 bits for one purpose at one moment of a run.

    All that is random in a step follows from the run's seed and the number of the step, not from what was drawn before
    it; so a resumed run draws what the uninterrupted one would have drawn.
    """
    text = " ".join(map(str, (seed, purpose, *numbers)))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") >> 1


@dataclass
class Trainer:
    """A network while it learns."""

    model: nn.Module
    train: Batches
    validation: Batches
    recipe: Recipe
    precision: Precision
    augmentation: Augmentation
    decayed: Collection[str]
    """Names of the parameters that weight decay acts on."""
    scales: Mapping[str, float] = field(default_factory=dict)
    """Shares of the learning rate by the names of parameters; 1 for the others."""
    still: Collection[str] = ()
    """Names of the layers that are evaluated as in inference while the others train: norms with frozen statistics."""
    aux_weights: tuple[float, ...] = ()
    class_weights: torch.Tensor | None = None
    world: World = field(default_factory=World)
    position: Position = field(default_factory=Position)

    def __post_init__(self) -> None:
        self.device = next(self.model.parameters()).device
        self.batch_size = min(self.recipe.batch_size, len(self.train))
        self.steps = len(self.train) // self.batch_size  # an incomplete last batch is left out
        self.optimizer = optimizer(self.model, self.recipe, self.decayed, self.scales)
        self.ema: AveragedModel | None = None
        if self.recipe.ema:
            average = get_ema_multi_avg_fn(self.recipe.ema)  # type: ignore[no-untyped-call]
            self.ema = AveragedModel(self.model, multi_avg_fn=average, use_buffers=True)
        wrapped = self.world.wrap(self.model, self.device)
        self.forward: devices.Forward = torch.compile(wrapped) if self.recipe.compile else wrapped
        self.generator = torch.Generator()
        self.loss = torch.zeros((), device=self.device)
        self.correct = torch.zeros((), dtype=torch.long, device=self.device)

    @property
    def epochs(self) -> int:
        """How many epochs the whole run has."""
        return self.recipe.epochs

    @property
    def measured(self) -> nn.Module:
        """The network that is measured and saved: the moving average where there is one."""
        return self.model if self.ema is None else self.ema.module

    def run_epoch(self, on_batch: Callable[[], None] = lambda: None) -> Epoch:
        """Train to the end of the epoch and measure it. Raises NonFiniteLossError.

        Calls ``on_batch`` after every step, when all that a checkpoint needs is consistent; what it raises passes.
        """
        train = self._train_to_the_end(on_batch)
        start = perf_counter()
        self.world.same(self.measured.buffers())  # batch norm's running estimates: the first one's are saved
        validation = self.score(self.validation)
        self._require_finite(validation.loss)
        position, lr = self.position, self._learning_rate(self.steps - 1)
        self.position = Position(position.epoch + 1)
        self.loss.zero_()
        self.correct.zero_()
        return Epoch(
            epoch=self.position.epoch,
            lr=lr,
            train_loss=train.loss,
            train_accuracy=train.accuracy,
            validation_loss=validation.loss,
            validation_accuracy=validation.accuracy,
            seconds=position.seconds + perf_counter() - start,
            images_per_second=train.images / position.seconds,
        )

    def score(self, batches: Batches) -> Score:
        """Measure the network on all images of a part, in inference mode; all processes share the work."""
        model = self.measured.eval()
        loss = torch.zeros((), device=self.device, dtype=torch.float64 if self.device.type != "mps" else None)
        correct = torch.zeros((), dtype=torch.long, device=self.device)
        places = torch.arange(len(batches)).split(self.batch_size)  # type: ignore[no-untyped-call]
        shares = [share for place in places if len(share := self.world.share(place))]
        with torch.inference_mode():
            for images, labels in batches.serve(shares):
                logits = devices.outputs(model, images, self.precision)[0]
                loss += cross_entropy(logits, labels, reduction="sum")
                correct += (logits.argmax(1) == labels).sum()
        self.world.sum(loss)
        self.world.sum(correct)
        return Score(loss.item() / len(batches), int(correct), len(batches))

    def settle(self) -> None:
        """Bring together what the processes count on their own, so that the first one's state is the state of all.

        Raises NonFiniteLossError where that state is of no use.
        """
        finite = all(bool(parameter.isfinite().all()) for parameter in self.model.parameters())
        self._require_finite(None if finite else math.nan)
        self.world.sum(self.loss)
        self.world.sum(self.correct)
        self.world.same(self.measured.buffers())  # batch norm's running estimates: the first one's are saved
        if not self.world.leads:
            self.loss.zero_()
            self.correct.zero_()

    def _train_to_the_end(self, on_batch: Callable[[], None]) -> Score:
        self.model.train()
        for name in self.still:
            self.model.get_submodule(name).eval()
        position = self.position
        last = perf_counter()
        for images, labels in self._served():
            self._step(images, labels)
            position.step += 1
            now = perf_counter()
            position.seconds += now - last
            last = now
            on_batch()
        self._require_finite()
        loss = self.world.sum(self.loss.clone()).item() / self.world.size
        correct = int(self.world.sum(self.correct.clone()))
        return Score(loss / self.steps, correct, self.steps * self.batch_size)

    def _served(self) -> Iterator[Batch]:
        """The batches of the epoch that are still to come: this process's share of each."""
        seed, position = self.recipe.seed, self.position
        self.generator.manual_seed(seed_for(seed, "order", position.epoch))
        order = torch.randperm(len(self.train), generator=self.generator)
        whole = order[: self.steps * self.batch_size].view(self.steps, self.batch_size)
        places = whole[position.step :]
        count, first = self.batch_size // self.world.size, position.step

        def draw(batch: int) -> Draws:
            step = position.epoch * self.steps + first + batch
            self.generator.manual_seed(seed_for(seed, "augment", step, self.world.rank))
            return self.augmentation.draw(count, self.generator)

        return self.train.serve([self.world.share(place) for place in places], draw)

    def _step(self, images: torch.Tensor, labels: torch.Tensor) -> None:
        step = self.position.epoch * self.steps + self.position.step
        _seed(self.device, seed_for(self.recipe.seed, "step", step, self.world.rank))
        lr = self._learning_rate(self.position.step)
        for group in self.optimizer.param_groups:
            group["lr"] = lr * group["lr_scale"]
        loss, logits = self.losses(self.forward, images, labels)
        self.optimizer.zero_grad()
        torch.autograd.backward(loss)
        self.optimizer.step()
        if self.ema is not None:
            self.ema.update_parameters(self.model)
        self.loss += loss.detach()
        self.correct += (logits.detach().argmax(1) == labels).sum()
        if (self.position.step + 1) % CHECK_EVERY == 0:
            self._require_finite()

    def _learning_rate(self, step: int) -> float:
        """That of a step of the epoch that has begun."""
        return learning_rate(self.recipe, self.position.epoch * self.steps + step, self.steps * self.epochs)

    def losses(
        self, forward: devices.Forward, images: torch.Tensor, labels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The loss to minimise for a batch (images B x C x H x W, labels B) and the main logits (B x classes).

        The loss is the mean cross-entropy in nats; the auxiliary heads add theirs, weighted.
        """
        logits, *aux = devices.outputs(forward, images, self.precision)
        smoothing = self.recipe.label_smoothing
        loss = cross_entropy(logits, labels, self.class_weights, label_smoothing=smoothing)
        for weight, output in zip(self.aux_weights, aux, strict=True):
            loss = loss + weight * cross_entropy(output, labels, self.class_weights, label_smoothing=smoothing)
        return loss, logits

    def _require_finite(self, loss: float | None = None) -> None:
        """Raises NonFiniteLossError for this loss, or for one of the epoch so far, in any of the processes."""
        loss = self.world.sum(self.loss.clone()).item() if loss is None else loss
        if not math.isfinite(loss):
            raise NonFiniteLossError(
                f"the loss became {loss} in epoch {self.position.epoch + 1}",
                f"try a lower learning rate, such as --lr {self.recipe.lr / 5:g}",
            )


def _seed(device: torch.device, seed: int) -> None:
    """Seed what layers draw from on this device; the others keep theirs."""
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        torch.cuda.manual_seed(seed)
    elif device.type == "mps":
        torch.mps.manual_seed(seed)
