"""All that is decided and made before the first step of a run."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import TypeVar, cast

import torch

from cnndsl import environment
from cnndsl.backends.torch import pooling
from cnndsl.network import Network
from cnndsl.train import initial_weights
from cnndsl.train.data.dataset import Part
from cnndsl.train.data.train_validation_test import Parts
from cnndsl.train.decide import parts_of_network
from cnndsl.train.decide.options import NONE
from cnndsl.train.decide.recipe import Recipe, decayed, held_out, resolve
from cnndsl.train.decide.task import Task
from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.initial_weights import InitialWeights
from cnndsl.train.machine import devices, memory
from cnndsl.train.machine import threads_and_precision as trial
from cnndsl.train.machine.devices import Precision
from cnndsl.train.machine.distributed import World
from cnndsl.train.run_folder.stored_options import StoredOptions
from cnndsl.train.setup import RunSize, Setup, serving
from cnndsl.train.steps.augmentation import Augmentation
from cnndsl.train.steps.trainer import Trainer

Loaded = TypeVar("Loaded")


def prepare(
    task: Task,
    world: World,
    device: torch.device,
    *,
    threads: int | None = None,
    one_batch: bool = False,
    restored: StoredOptions | None = None,
) -> Setup:
    """Read the data, resolve the recipe, build the network and the trainer: all that the first step needs.

    Every process of a run calls it, with its own ``device``. ``threads`` are the CPU threads of the run that is
    resumed; without them they are measured. ``one_batch`` leaves one batch of each part and one epoch. ``restored`` is
    the record of a run whose checkpoint will be put in: the weights that it began with are not read again. Raises
    OptionError for options that cannot be met, TrainingError for data and weights that cannot be read or differ between
    processes.
    """
    net, facts = task.net, task.source.facts
    _set_determinism(task.options.deterministic)
    dataset = _in_turn(world, task.source.load)
    with world.together():
        classes = dataset.classes or facts.classes
        validation = held_out(task.options, len(dataset.train))
        parts = Parts.of(dataset, validation, task.options.seed, classes)
    weights = None
    if task.weights != NONE and restored is None:
        weights = _in_turn(world, partial(initial_weights.load, task.weights, net, classes))
    with world.together():
        recipe = resolve(task, validation, len(parts.train), trained=weights is not None and not weights.fresh)
        if recipe.overfit_batches:
            parts = parts.first_batches(recipe.overfit_batches, recipe.batch_size, recipe.seed)
        size = RunSize.of(parts, recipe)
        if one_batch:
            parts, recipe = parts.one_batch_each(recipe.batch_size), replace(recipe, epochs=1)
        parts = parts.identified()
        _require_equal_shares(recipe.batch_size, world)
        _require_variance(net, recipe, world)
        initial = InitialWeights.of(weights) if weights else restored.weights if restored else None
        stated = initial and initial.preprocessing(facts.channels, net.input, recipe.resize)
        parts = parts.held(net.input, recipe.resize, stated.interpolation if stated else "bilinear")
        preprocessing = stated or parts.preprocessing(net.input, recipe.resize)

        memory.require_batch(net, recipe.batch_size // world.size, device, learning=True)
        torch.manual_seed(recipe.seed)
        model = net.to_torch()
        if weights is not None:
            weights.load_into(model)
        model = model.to(device)
        pooling.hasten(model, device)
        still = parts_of_network.frozen(net, recipe.freeze)
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(parts_of_network.owner(name, still) is None)
    choice = _choose(model, net, task.options.precision, recipe, world, threads)
    model = model.to(memory_format=devices.memory_format(device, choice.precision))
    augmentation = Augmentation.of(recipe.augmentations, preprocessing.size, preprocessing.black)
    serve = serving(task, preprocessing, device, choice, world)
    with world.together():
        train, validate = serve(parts.train, augmentation=augmentation), serve(parts.validation)
    balanced = recipe.class_weights == "balanced"
    trainer = Trainer(
        model,
        train,
        validate,
        recipe,
        precision=choice.precision,
        augmentation=augmentation,
        decayed=decayed(net),
        scales=_scales(model, net, recipe),
        still=[node.name for node in net.graph.layers() if node.name in still and node.operation.batch_statistics],
        aux_weights=net.aux_weights,
        class_weights=parts.class_weights(len(classes)).to(device) if balanced else None,
        world=world,
    )
    notes = (*task.notes, *dataset.notes, *_sameness(parts.train))
    setup = Setup(
        task, recipe, classes, notes, size, parts, device, world, choice, preprocessing, trainer, _self_contained(net),
        initial,
    )  # fmt: skip
    _require_alike(setup)
    return setup


def _sameness(train: Part) -> tuple[str, ...]:
    """What is worth knowing of training images that show nothing to tell classes apart by."""
    known = train.fingerprints
    if known is None or len(known) < 2 or bool((known != known[0]).any()):
        return ()
    return (f"all {len(known):,} training images are the same, so no network can tell their classes apart",)


def _in_turn(world: World, load: Callable[[], Loaded]) -> Loaded:
    """What is loaded. The first process of a machine comes first: where it downloads, the others find the files."""
    found: list[Loaded] = []
    for first in (True, False):
        with world.together():
            if first == (world.local_rank == 0):
                found.append(load())
    return found[0]


def _scales(model: torch.nn.Module, net: Network, recipe: Recipe) -> dict[str, float]:
    """The shares of the learning rate by the names of parameters."""
    scales = parts_of_network.scales(net, recipe.lr_scale)
    owners = {name: parts_of_network.owner(name, scales) for name, _ in model.named_parameters()}
    return {name: scales[owner] for name, owner in owners.items() if owner is not None}


def _require_equal_shares(batch_size: int, world: World) -> None:
    if batch_size % world.size:
        fitting = -(-batch_size // world.size) * world.size
        raise OptionError(
            f"a batch of {batch_size} images does not split into {world.size} equal parts",
            f"use --batch-size {fitting}",
        )


def _require_variance(net: Network, recipe: Recipe, world: World) -> None:
    """Raises TrainingError where batch norm would see one value of a channel in a step: of one there is no variance.

    One that is frozen takes its running estimates.
    """
    if recipe.batch_size > world.size:
        return
    frozen = parts_of_network.frozen(net, recipe.freeze)
    for node in net.graph.layers():
        learns = node.operation.batch_statistics and node.name not in frozen
        if learns and max(node.source_shape.sizes, default=1) == 1:
            raise TrainingError(
                f"batch norm cannot learn from one image: `{node.name}` gets one value for each channel of it",
                f"use --batch-size {2 * world.size} or more",
            )


def _require_alike(setup: Setup) -> None:
    """Raises TrainingError where the processes do not have the same data, network, options and versions.

    Not compared is what may differ between machines: where the data lie, and the last bits of measured numbers.
    """
    machine = {"device": setup.device.type, "precision": setup.choice.precision}
    own = {**setup.as_json, "options": {**asdict(setup.recipe), **machine}}
    first = setup.world.agree(own)
    with setup.world.together():
        for key, what in (("classes", "classes"), ("images", "numbers of images"), ("contents", "images or labels"),
                          ("files", "network files"),
                          ("plugins", "plugins"), ("set", "values of --set"), ("input", "input shapes"),
                          ("options", "options"), ("weights", "first weights"),
                          ("versions", "versions of cnndsl, torch or Python")):  # fmt: skip
            if own.get(key) != first.get(key):
                raise TrainingError(
                    f"the {what} of process {setup.world.rank} on {platform.node()} are not those of the first process",
                    f"there: {first.get(key)}; here: {own.get(key)}",
                )


def _choose(
    model: torch.nn.Module, net: Network, precision: str | None, recipe: Recipe, world: World, threads: int | None
) -> trial.ThreadsAndPrecision:
    """Precision and CPU threads of all processes: the first one's choice. They try at the same time, as they train."""
    with world.together():
        choice = _own_choice(model, net, cast("Precision | None", precision), recipe, world, threads)
    choice = world.agree(choice)
    torch.set_num_threads(choice.threads)
    return choice


def _own_choice(
    model: torch.nn.Module, net: Network, given: Precision | None, recipe: Recipe, world: World, threads: int | None
) -> trial.ThreadsAndPrecision:
    """As given, as in the run that is resumed, or as measured."""
    device = next(model.parameters()).device
    fast: Precision = "bf16" if devices.computes_bf16(device) else "float32"
    if threads is not None:
        return trial.ThreadsAndPrecision(threads, given or "float32")
    if device.type != "cpu":
        return trial.ThreadsAndPrecision(
            torch.get_num_threads(), given or ("float32" if recipe.deterministic else fast)
        )
    if recipe.deterministic:
        wanted = torch.get_num_threads() if environment.threads_are_chosen() else 1
        return trial.ThreadsAndPrecision(wanted, given or "float32", "deterministic")
    share = trial.batch_size(recipe.batch_size // world.size, net.macs)
    kinds: list[Precision] = [given] if given else ["float32", fast]
    return trial.choose({kind: trial.trial_step(model, net.input, share, kind) for kind in kinds})


def _set_determinism(wanted: bool) -> None:
    if wanted:
        environment.ask_for_reproducible_cublas()
    torch.use_deterministic_algorithms(wanted)
    torch.backends.cudnn.benchmark = not wanted


def _self_contained(net: Network) -> str:
    """The text of the network; worked out where it does not stand alone: who reads it opens no other file, and grants
    no more than the usual limits."""
    if net.stands_alone:
        return net.source.text
    from cnndsl.pipeline import check
    from cnndsl.report.expansion import expansion

    recorded = check(
        net.source, net.settings, net.input_override, net.limits, record=True, expectations="ignored"
    ).network
    assert recorded is not None, "a network that was checked once checks again"
    return expansion(recorded)
