"""The sentences of a run: what will be done, how each epoch went, what came out."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from cnndsl.printable import printable
from cnndsl.text import plural, shape_text, wrapped_at_clauses
from cnndsl.train.decide import fit
from cnndsl.train.decide.options import NONE
from cnndsl.train.decide.recipe import Recipe
from cnndsl.train.machine import devices
from cnndsl.train.setup import Setup, versions
from cnndsl.train.steps.trainer import Epoch, Score


def opening(setup: Setup, folder: Path | None) -> list[str]:
    """The lines before the first epoch: network, data, device, recipe, and the run folder where there is one."""
    net, recipe, size, facts = setup.net, setup.recipe, setup.size, setup.task.source.facts
    parts = f"{size.train:,} images to train, {size.validation:,} to validate, {size.test:,} to test"
    if recipe.overfit_batches:
        parts = f"{size.train:,} images to learn by heart"
    device = devices.describe(setup.device) + (f" x {setup.world.size} processes" if setup.world.size > 1 else "")
    threads = f", {setup.choice}" if setup.device.type == "cpu" else ""
    epochs, batches = plural(size.epochs, "epoch"), plural(size.batches, "batch", "batches")
    lines = [
        f"model   {net.name}: {shape_text(net.input)} -> {shape_text(net.output)}, {net.params:,} parameters",
        f"data    {facts.name}: {len(setup.classes)} classes, {facts.shape}",
        f"        {parts}",
        *(f"        {note}" for note in setup.notes),
        *_weights(setup),
        f"device  {device}, {setup.choice.precision}{threads}",
        f"recipe  {epochs} of {batches} of {size.batch_size:,}",
        f"        {_optimiser(recipe)}",
        f"        weight decay {recipe.weight_decay:g}, label smoothing {recipe.label_smoothing:g}, "
        f"augmentation {recipe.augment}, seed {recipe.seed}{_extras(recipe)}",
        *([f"run     {folder}"] if folder else []),
        *(f"warning: {finding.title}" for finding in fit.warnings(net)),
    ]
    width = shutil.get_terminal_size().columns
    return [each for line in lines for each in wrapped_at_clauses(printable(line), width)]


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
        printable(f"run     {folder} goes on with {at}"),
        *([f"warning: {', '.join(changed)}: the end may differ in the last bits"] if changed else []),
    ]


def epoch(done: Epoch, epochs: int) -> str:
    """A finished epoch of so many, in a line of 80 characters or fewer."""
    return (
        f"epoch {done.epoch:>{len(str(epochs))}}/{epochs}  loss {done.train_loss:.4f}  "
        f"validation {done.validation_loss:.4f}  accuracy {done.validation_accuracy:7.2%}  "
        f"{done.images_per_second:,.0f} images/s"
    )


def closing(test: Score | None, best: Epoch, seconds: float, folder: Path) -> list[str]:
    """What came out, and where it lies. ``test`` is None where the images were to be learnt by heart."""
    validation = f"{best.validation_accuracy:.2%}"
    trained = printable(f"trained in {seconds:.1f} s; weights and results are in {folder}")
    if test is None:
        known = best.validation_accuracy == 1
        shares = f"{validation} of the images, loss {best.validation_loss:.4f}, in epoch {best.epoch}"
        advice = "either it takes more --epochs or another --lr, or the network has a fault"
        said = [f"learnt by heart: {shares}"] if known else [f"not learnt by heart: {shares}", advice]
        return [*said, trained]
    return [
        f"test accuracy {test.accuracy:.2%} ({test.correct:,} of {test.images:,} images) "
        f"with the weights of epoch {best.epoch}",
        f"validation {validation}, {trained}",
    ]


def _weights(setup: Setup) -> list[str]:
    """Where the first weights come from, what starts fresh, and which parts stay as they are."""
    said = []
    if setup.initial is not None:
        said = [setup.initial.source, *setup.initial.notes]
        wanted, got = setup.initial.stated and setup.initial.stated.size, setup.preprocessing.size
        if wanted and tuple(wanted) != got:
            said.append(f"they were trained on images of {shape_text(wanted)}, here they get {shape_text(got)}")
    if setup.recipe.freeze != NONE:
        parameters = [*setup.trainer.model.parameters()]
        still = sum(each.numel() for each in parameters if not each.requires_grad)
        total = sum(each.numel() for each in parameters)
        said.append(f"frozen: {setup.recipe.freeze}; {still:,} of {total:,} parameters stay as they are")
    return [f"{'' if place else 'weights':8}{text}" for place, text in enumerate(said)]


def _optimiser(recipe: Recipe) -> str:
    name = {"sgd": "SGD with Nesterov momentum", "adam": "Adam", "adamw": "AdamW"}[recipe.opt]
    return f"{name}, {recipe.schedule}, peak lr {recipe.lr:g}, warm-up {recipe.warmup:.0%}"


def _extras(recipe: Recipe) -> str:
    """The choices that are rarely made, where they were made."""
    said = [
        (recipe.ema > 0, f"weights averaged with decay {recipe.ema:g}"),
        (recipe.lr_scale != NONE, f"lr scaled by {recipe.lr_scale}"),
        (recipe.patience > 0, f"patience {recipe.patience}"),
        (recipe.class_weights != "none", "classes balanced"),
        (recipe.deterministic, "deterministic"),
        (recipe.compile, "compiled"),
    ]
    return "".join(f", {text}" for true, text in said if true)
