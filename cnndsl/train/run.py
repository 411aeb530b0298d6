"""A whole training run: prepare, train, keep the best weights, test once; or go on with one that was stopped."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from cnndsl.network import Network
from cnndsl.source import Source, SourceError
from cnndsl.train.data import fingerprints
from cnndsl.train.decide import recipe_file
from cnndsl.train.decide.options import NONE, Options
from cnndsl.train.decide.task import Task
from cnndsl.train.epochs import EpochLoop
from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.machine import devices
from cnndsl.train.machine.distributed import World
from cnndsl.train.preparation import prepare
from cnndsl.train.run_folder import (
    BEST,
    CHECKPOINT,
    IMAGES,
    NETWORK,
    OPTIONS,
    RECIPE,
    RESULTS,
    checkpoint,
    known_images,
    required_plugins,
)
from cnndsl.train.run_folder.checkpoint import Checkpoint
from cnndsl.train.run_folder.folder import RunFolder
from cnndsl.train.run_folder.stored_options import StoredOptions
from cnndsl.train.setup import Setup, digest
from cnndsl.train.show import messages
from cnndsl.train.show.progress import Plain, Silent


def train(net: Network, options: Options, progress: Plain, out: Path | None = None) -> Path:
    """Train a network and return its run folder: ``out``, or a new one below ``runs``.

    It begins with the weights that the network was loaded with, unless the options name others, and the limit that the
    network was loaded with holds.

    Raises TrainingError with a message for the user; what was saved until then stays.
    """
    if net.weights is not None and options.weights == NONE:
        options = replace(options, weights=net.weights.source)
    if net.limits is not None:
        options = replace(options, limit=max(options.limit, net.limits.expansion))
    return start(Task.of(net.source, net.settings, net.input_override, options), progress, out)


def start(task: Task, progress: Plain, out: Path | None = None) -> Path:
    """Train what a task says; see ``train``. Several processes of torchrun train together, and the first one writes.

    Where torchrun starts the processes again after one has died, they go on in the folder that these had made.
    """
    world = World.from_environment()
    with world.joined(), _readable_errors(), ExitStack() as ending:
        begun = world.remembered()
        if begun is not None:
            return resume(Path(begun), progress)
        progress = progress if world.leads else Silent()
        _require_usable(out, world)
        setup = prepare(task, world, _device(task, world))
        folder = RunFolder(Path())
        with world.together():
            if world.leads:
                folder = RunFolder.create(setup.net.name, out)
                ending.enter_context(folder.claimed())
                for name, text in setup.network_files.items():
                    folder.write_text(f"{NETWORK}/{name}", text)
                folder.write_text(RECIPE, recipe_file.write(setup.options))
                folder.write(IMAGES, known_images.dump(setup.parts.identities, setup.run))
                folder.write_json(OPTIONS, {"run": setup.run, **setup.as_json})
                world.remember(str(folder.path.resolve()))
        path = Path(world.agree(str(folder.path)))
        folder = folder if world.leads else RunFolder(path)
        for line in messages.opening(setup, path):
            progress.line(line)
        return EpochLoop(setup, folder).train(progress)


def resume(path: Path, progress: Plain, *, changed: dict[str, Any] | None = None) -> Path:
    """Go on with a run exactly where its last checkpoint was; from its beginning where it was killed before the first.

    ``changed`` are options that do not change the result (where the data lies, how many workers). Raises TrainingError
    where files of the run are missing, damaged, changed or another run's. Of several processes only the first needs
    the folder.
    """
    world = World.from_environment()
    with world.joined(), _readable_errors(), ExitStack() as ending:
        progress = progress if world.leads else Silent()
        own = RunFolder(path)
        with world.together():
            if world.leads:  # before anything is read: what another process is about to change must not be gone on from
                own = RunFolder.existing(path)
                ending.enter_context(own.claimed())
                own.sweep()
        files = _small_files(own, world)
        if files is None:
            if world.leads:
                own.remove_finished_checkpoint()
            progress.line(f"{path} is finished; {RESULTS} has its figures")
            return path
        with world.together(), _copied(files, path, world) as folder:
            stored = stored_options(folder)
            task = _stored_task(folder, stored, changed or {})
            count = stored.processes
            if count != world.size:
                raise TrainingError(
                    f"{path} was trained by {count} process{'es' * (count > 1)}, and these are {world.size}",
                    f"start it with torchrun, {count} processes" if count > 1 else "start it without torchrun",
                )
        saved = _checkpoint(path, stored.run, world)
        try:
            device = _device(task, world)
        except OptionError as error:
            raise TrainingError(f"{path}: {error.message}", "go on where it was trained, or train a new run") from None
        restored = stored if saved is not None else None
        setup = prepare(task, world, device, threads=stored.threads, restored=restored)
        loop = EpochLoop(setup, own, stored.run)
        with world.together():
            _require_same(setup, stored, own)
            if saved is not None:
                if saved.epochs and world.leads:  # read now, as the test will need it, and not after hours of training
                    loop.folder.load_weights(BEST, setup.trainer.measured, loop.run)
                saved.restore(setup.trainer)
        if saved is not None:
            loop.epochs, loop.earlier = list(saved.epochs), saved.seconds
        for line in messages.opening(setup, None) + messages.resumed(setup, path, stored.versions):
            progress.line(line)
        return loop.train(progress)


def dry_run(task: Task, progress: Plain, out: Path | None = None) -> None:
    """One batch of everything a run does, in a folder that disappears. Raises TrainingError where a step fails, and
    where the run could not be made in ``out``."""
    world = World.from_environment()
    with world.joined(), TemporaryDirectory(prefix="cnndsl-") as name, _readable_errors():
        progress = progress if world.leads else Silent()
        _require_usable(out, world)
        setup = prepare(task, world, _device(task, world), one_batch=True)
        for line in messages.opening(setup, None):
            progress.line(line)
        EpochLoop(setup, RunFolder(Path(name))).train(Silent())
        progress.line("dry run: a batch was trained on, validated and tested; nothing was kept")


def _require_usable(out: Path | None, world: World) -> None:
    """Raises OptionError where the run folder cannot be made: now, and not when the data have been read."""
    with world.together():
        if out is not None and world.leads:
            RunFolder.require_usable(out)


def _device(task: Task, world: World) -> torch.device:
    """The device of this process. Raises OptionError where there is none for it."""
    with world.together():
        device = devices.resolve(task.options.device, world.local_rank)
        if device.type == "mps" and not world.alone:
            raise OptionError("several processes train on CPUs or CUDA devices only", "use --device cpu")
        if device.type == "cuda":
            torch.cuda.set_device(device)
    return device


def _small_files(folder: RunFolder, world: World) -> dict[str, bytes] | None:
    """What the first process finds in its run folder, without weights; None where the run is finished."""
    files: dict[str, bytes] | None = None
    with world.together():
        if world.leads and not folder.finished:
            names = OPTIONS, *(f"{NETWORK}/{name}" for name in stored_options(folder).files)
            files = {name: content for name in names if (content := folder.small_file(name)) is not None}
    return world.agree(files)


def _checkpoint(path: Path, run: str, world: World) -> Checkpoint | None:
    """The checkpoint that the first process finds; None where the run was killed before it wrote one."""
    saved: Checkpoint | None = None
    with world.together():
        if world.leads and ((path / CHECKPOINT).exists() or (path / BEST).exists()):
            saved = checkpoint.load(path / CHECKPOINT, run)
    return world.agree(saved)


@contextmanager
def _copied(files: dict[str, bytes], path: Path, world: World) -> Iterator[RunFolder]:
    """The run folder for the first process, a passing copy of these files for the others: they may be elsewhere."""
    if world.leads:
        yield RunFolder(path)
        return
    with ExitStack() as ending:
        try:
            name = ending.enter_context(TemporaryDirectory(prefix="cnndsl-"))
            for relative, content in files.items():
                copy = (Path(name) / relative).resolve()
                if copy.is_relative_to(Path(name).resolve()):
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    copy.write_bytes(content)
        except OSError as error:
            raise TrainingError(
                f"process {world.rank} on {platform.node()} cannot write a passing copy of the run's small files: "
                f"{error.strerror or error}",
                "make room there; TMPDIR names another place",
            ) from None
        yield RunFolder(Path(name))


def stored_options(folder: RunFolder) -> StoredOptions:
    """What a run began with, as it was written then. Raises TrainingError for a file that was changed."""
    stored = folder.read_json(OPTIONS)
    try:
        found = digest({key: value for key, value in stored.items() if key != "run"})
    except RecursionError:
        found = ""
    if found != stored.get("run"):
        raise TrainingError(
            f"{folder.path / OPTIONS} was changed since the run began", "put it back, or train a new run"
        )
    return StoredOptions.of(stored, str(folder.path / OPTIONS))


def stored_sources(folder: RunFolder, stored: StoredOptions) -> dict[str, Source]:
    """The network's files by their names in a run folder, with the plugins that they need at hand.

    Raises TrainingError for files and plugins that are missing or were changed.
    """
    path = folder.path
    sources: dict[str, Source] = {}
    for name, wanted in stored.files.items():
        try:
            sources[name] = Source.read(str(path / NETWORK / name))
        except SourceError as error:
            raise TrainingError(f"{error}", "put the file back, or train a new run") from None
        if digest(sources[name].text) != wanted:
            raise TrainingError(
                f"{path / NETWORK / name} was changed since the run began",
                "put it back, or train the new one as another run",
            )
    required_plugins.require(stored.plugins, str(path))
    for name in required_plugins.changed(stored.plugins):
        raise TrainingError(
            f"the plugin {name} was changed since the run began", "put it back, or train the new one as another run"
        )
    return sources


def _stored_task(folder: RunFolder, stored: StoredOptions, changed: dict[str, Any]) -> Task:
    """What a run was about. Raises TrainingError for files that were changed."""
    options = replace(stored.options, **changed)
    return Task.of(stored_sources(folder, stored)[stored.file], stored.settings, stored.input, options, begun=True)


def _require_same(setup: Setup, stored: StoredOptions, folder: RunFolder) -> None:
    """Raises TrainingError where the data are not what they were when the run began; it names what changed."""
    path, now = folder.path, json.loads(json.dumps(setup.as_json))
    changed = ""
    for key, what in (("classes", "classes"), ("images", "numbers of images"), ("preprocessing", "pixels")):
        if now[key] != stored.known[key]:
            changed = changed or f"the {what} of {setup.recipe.data} are not those that it began with"
    before = stored.known["contents"]
    parts = [part for part, digest in now["contents"].items() if before.get(part, digest) != digest]
    if parts and now["images"] == stored.known["images"]:
        known = known_images.load(path / IMAGES, stored.run)
        told = fingerprints.differences(known, {part: setup.parts.identities[part] for part in parts})
        what = "; ".join(told) or f"other images or labels in {' and '.join(parts)}"
        changed = f"{setup.recipe.data} is not what it began with: {what}"
    if changed:
        raise TrainingError(
            f"{path} cannot go on: {changed}",
            "put the data back as they were (--data-dir says where they lie), or train a new run",
        )
    began_with = stored.weights and stored.weights.digest
    if setup.initial is not None and setup.initial.digest != began_with:
        raise TrainingError(
            f"{path} cannot go on: the weights in {setup.initial.source} are not those that it began with",
            "put them back as they were, or train a new run",
        )


@contextmanager
def _readable_errors() -> Iterator[None]:
    """What PyTorch says about memory, batches and kernels, as something the user can act on."""
    try:
        with devices.enough_memory("use a smaller one; --batch-size says how many images"):
            yield
    except ValueError as error:
        if "more than 1 value per channel" not in str(error):
            raise
        raise TrainingError("batch norm cannot learn from one image", "use a larger --batch-size") from None
    except RuntimeError as error:
        if "deterministic" not in str(error):
            raise
        raise TrainingError(f"--deterministic: {error}", "train without it, or on the CPU") from None
