"""The sentences of a run: what will be done, how each epoch went, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cnndsl.train import devices, preflight
from cnndsl.train.loop import Epoch, Score
from cnndsl.train.setup import Setup


def opening(setup: Setup, folder: Path) -> list[str]:
    """What is about to happen, before the first epoch."""
    net, options, trainer, facts = setup.net, setup.options, setup.trainer, setup.facts
    sizes = len(trainer.train), len(trainer.validation), len(setup.test)
    parts = "{:,} images to train, {:,} to validate, {:,} to test".format(*sizes)
    device = devices.describe(setup.device)
    return [
        f"model   {net.name}: {_by(net.input)} -> {_by(net.output)}, {net.params:,} parameters",
        f"data    {facts.name}: {len(facts.classes)} classes, {_by(facts.shape)}; {parts}",
        *(f"        {note}" for note in preflight.notes(net.input, facts)),
        f"device  {device}, {trainer.precision}" + (f", {setup.threads}" if setup.threads else ""),
        f"recipe  epochs {options.epochs}, {trainer.steps} batches of {trainer.batch_size} each, "
        f"SGD with Nesterov momentum, OneCycle to lr {options.lr:g}, seed {options.seed}",
        f"        weight decay {options.weight_decay:g}, label smoothing {options.label_smoothing:g}, "
        f"images shifted by up to {_by(trainer.shift)} pixels",
        f"run     {folder}",
        *(f"warning: {text}" for text in preflight.warnings(net.graph.output.keyword)),
    ]


def epoch(done: Epoch, epochs: int) -> str:
    return (
        f"epoch {done.epoch:>{len(str(epochs))}}/{epochs}  loss {done.train_loss:.4f}  "
        f"validation loss {done.validation_loss:.4f}  accuracy {done.validation_accuracy:7.2%}  "
        f"{done.images_per_second:,.0f} images/s"
    )


def closing(test: Score, best: Epoch, seconds: float, folder: Path) -> list[str]:
    """What came out, and where it lies."""
    return [
        f"test accuracy {test.accuracy:.2%} ({test.correct:,} of {test.images:,} images) "
        f"with the weights of epoch {best.epoch} (validation {best.validation_accuracy:.2%})",
        f"trained in {seconds:.1f} s; weights, metrics and results are in {folder}",
    ]


def _by(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape))
