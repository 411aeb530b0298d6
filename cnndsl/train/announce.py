"""The sentences of a run: what will be done, how each epoch went, what came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cnndsl.train import devices, preflight
from cnndsl.train.loop import Epoch, Score
from cnndsl.train.options import Options
from cnndsl.train.setup import Setup, versions


def opening(setup: Setup, folder: Path | None) -> list[str]:
    """What is about to happen, before the first epoch."""
    net, options, trainer, facts = setup.net, setup.options, setup.trainer, setup.task.source.facts
    sizes = len(trainer.train), len(trainer.validation), len(setup.parts.test)
    parts = "{:,} images to train, {:,} to validate, {:,} to test".format(*sizes)
    device = devices.describe(setup.device) + (f" x {setup.world.size} processes" if setup.world.size > 1 else "")
    threads = f", {setup.choice}" if setup.device.type == "cpu" else ""
    return [
        f"model   {net.name}: {_by(net.input)} -> {_by(net.output)}, {net.params:,} parameters",
        f"data    {facts.name}: {len(setup.classes)} classes, {facts.shape}; {parts}",
        *(f"        {note}" for note in setup.notes),
        f"device  {device}, {setup.choice.precision}{threads}",
        f"recipe  {options.epochs} epochs of {trainer.steps:,} batches of {trainer.batch_size}; {_optimiser(options)}",
        f"        weight decay {options.weight_decay:g}, label smoothing {options.label_smoothing:g}, "
        f"augmentation {options.augment}, seed {options.seed}{_extras(options)}",
        *([f"run     {folder}"] if folder else []),
        *(f"warning: {finding.title}" for finding in preflight.warnings(net)),
    ]


def resumed(setup: Setup, folder: Path, began_with: Mapping[str, str]) -> list[str]:
    """Where a run goes on, and what is no longer as it was: ``began_with`` are the versions of then."""
    trainer, position = setup.trainer, setup.trainer.position
    at = f"epoch {position.epoch + 1}/{trainer.epochs}" + (f", batch {position.step + 1}" if position.step else "")
    if position.epoch == trainer.epochs:
        at = "the test"
    changed = [
        f"{name} {began_with.get(name)} -> {now}" for name, now in versions().items() if now != began_with.get(name)
    ]
    return [
        f"run     {folder} goes on with {at}",
        *([f"warning: {', '.join(changed)}: the end may differ in the last bits"] if changed else []),
    ]


def epoch(done: Epoch, epochs: int) -> str:
    return (
        f"epoch {done.epoch:>{len(str(epochs))}}/{epochs}  loss {done.train_loss:.4f}  "
        f"validation loss {done.validation_loss:.4f}  accuracy {done.validation_accuracy:7.2%}  "
        f"{done.images_per_second:,.0f} images/s"
    )


def closing(test: Score | None, best: Epoch, seconds: float, folder: Path) -> list[str]:
    """What came out, and where it lies. ``test`` is None where the images were to be learnt by heart."""
    if test is None:
        shares = f"{best.train_accuracy:.2%} of the images, loss {best.train_loss:.4f}, in epoch {best.epoch}"
        outcome = f"learnt by heart: {shares}"
    else:
        weights = f"the weights of epoch {best.epoch} (validation {best.validation_accuracy:.2%})"
        outcome = f"test accuracy {test.accuracy:.2%} ({test.correct:,} of {test.images:,} images) with {weights}"
    return [
        outcome,
        f"trained in {seconds:.1f} s; weights, metrics and results are in {folder}",
    ]


def _optimiser(options: Options) -> str:
    name = {"sgd": "SGD with Nesterov momentum", "adam": "Adam", "adamw": "AdamW"}[options.opt]
    return f"{name}, {options.schedule} from lr {options.lr:g}, warm-up {options.warmup:.0%}"


def _extras(options: Options) -> str:
    """The choices that are rarely made, where they were made."""
    said = [
        (options.ema > 0, f"weights averaged with decay {options.ema:g}"),
        (options.patience > 0, f"patience {options.patience}"),
        (options.class_weights != "none", "classes balanced"),
        (options.deterministic, "deterministic"),
        (options.compile, "compiled"),
    ]
    return "".join(f", {text}" for true, text in said if true)


def _by(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape))
