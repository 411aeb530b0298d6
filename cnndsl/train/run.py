"""A whole training run: prepare, train, keep the best weights, test once; or go on with one that was stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import torch

from cnndsl.network import Network
from cnndsl.source import Source, SourceError
from cnndsl.train import announce, checkpoint, devices, recipe_file
from cnndsl.train.course import Course
from cnndsl.train.distributed import World
from cnndsl.train.errors import TrainingError
from cnndsl.train.options import Options
from cnndsl.train.progress import Plain, Silent
from cnndsl.train.records import BEST, CHECKPOINT, NETWORK, OPTIONS, RECIPE, RESULTS, RunFolder
from cnndsl.train.setup import Setup, digest, prepare
from cnndsl.train.task import Task


def train(net: Network, options: Options, progress: Plain, out: Path | None = None) -> Path:
    """Train a network and return its run folder: ``out``, or a new one below ``runs``.

    Raises TrainingError with a message for the user; what was saved until then stays.
    """
    return start(Task.of(net.source, net.settings, net.input_override, options), progress, out)


def start(task: Task, progress: Plain, out: Path | None = None) -> Path:
    """Train what a task says; see ``train``. Several processes of torchrun train together, and the first one writes.

    Where torchrun starts the processes again after one has died, they go on in ``out``.
    """
    world = World.from_environment()
    if world.restarts and out is not None and (out / CHECKPOINT).exists():
        return resume(out, progress)
    device = devices.resolve(task.options.device, world.local_rank)
    with world.joined(device), _readable_errors():
        setup = prepare(task, world, device)
        folder = RunFolder(Path())
        if world.leads:
            folder = RunFolder.create(setup.net.name, out)
            for name, text in setup.network_files.items():
                folder.write_text(f"{NETWORK}/{name}", text)
            folder.write_text(RECIPE, recipe_file.write(setup.options))
            folder.write_json(OPTIONS, {"run": setup.run, **setup.as_json})
        folder = RunFolder(Path(cast(str, world.agree(str(folder.path)))))
        progress = progress if world.leads else Silent()
        for line in announce.opening(setup, folder.path):
            progress.line(line)
        return Course(setup, folder).go(progress)


def resume(path: Path, progress: Plain, *, changed: dict[str, Any] | None = None) -> Path:
    """Go on with a run exactly where its last checkpoint was; from its beginning where it was killed before the first.

    ``changed`` are options that do not change the result (where the data lies, how many workers). Raises TrainingError
    where files of the run are missing, damaged, changed or another run's.
    """
    world = World.from_environment()
    folder = RunFolder.existing(path)
    if folder.finished:
        progress.line(f"{path} is finished; {RESULTS} has its figures")
        return path
    stored = folder.read_json(OPTIONS)
    task, threads, processes = _stored_task(folder, stored, changed or {})
    if processes != world.size:
        raise TrainingError(
            f"{path} was trained by {processes} processes, and these are {world.size}",
            f"start it with torchrun --nproc-per-node {processes}" if processes > 1 else "start it without torchrun",
        )
    device = devices.resolve(task.options.device, world.local_rank)
    with world.joined(device), _readable_errors():
        begun = folder.holds(CHECKPOINT) or folder.holds(BEST)
        saved = checkpoint.load(path / CHECKPOINT, str(stored["run"])) if begun else None
        setup = prepare(task, world, device, threads=threads)
        _require_same(setup, stored, path)
        course = Course(setup, folder, str(stored["run"]))
        if saved is not None:
            saved.restore(setup.trainer)
            course.epochs, course.earlier = list(saved.epochs), saved.seconds
        progress = progress if world.leads else Silent()
        for line in announce.opening(setup, None) + announce.resumed(setup, path):
            progress.line(line)
        return course.go(progress)


def dry_run(task: Task, progress: Plain) -> None:
    """One batch of everything a run does, in a folder that disappears. Raises TrainingError where a step fails."""
    world = World()
    device = devices.resolve(task.options.device)
    with TemporaryDirectory(prefix="cnndsl-") as name, _readable_errors():
        setup = prepare(task, world, device, one_batch=True)
        for line in announce.opening(setup, None):
            progress.line(line)
        Course(setup, RunFolder(Path(name))).go(Silent())
    progress.line("dry run: a batch was trained on, validated and tested, and its weights were saved and read back")


def _stored_task(folder: RunFolder, stored: dict[str, Any], changed: dict[str, Any]) -> tuple[Task, int, int]:
    """What a run was about, its CPU threads and processes. Raises TrainingError for files that were changed."""
    path = folder.path
    options_file = path / OPTIONS
    content = {key: value for key, value in stored.items() if key != "run"}
    if digest(content) != stored.get("run"):
        raise TrainingError(f"{options_file} was changed since the run began", "put it back, or train a new run")
    for name, wanted in content["files"].items():
        try:
            text = Source.read(str(path / NETWORK / name)).text
        except SourceError as error:
            raise TrainingError(f"{error}", "put the file back, or train a new run") from None
        if digest(text) != wanted:
            raise TrainingError(
                f"{path / NETWORK / name} was changed since the run began",
                "put it back, or train the new one as another run",
            )
    options = replace(Options.from_mapping(content["options"], str(options_file)), **changed)
    source = Source.read(str(path / NETWORK / content["file"]))
    shape = content["input"]
    task = Task.of(source, content["set"], shape and tuple(shape), options)
    return task, content["threads"], content["processes"]


def _require_same(setup: Setup, stored: dict[str, Any], path: Path) -> None:
    """Raises TrainingError where the data are not what they were when the run began."""
    for key, what in (("classes", "classes"), ("images", "numbers of images"), ("preprocessing", "pixels")):
        if json.loads(json.dumps(setup.as_json[key])) != stored[key]:
            raise TrainingError(
                f"{path} cannot go on: the {what} of {setup.options.data} are not those that it began with",
                "put the data back as they were (--data-dir says where they lie), or train a new run",
            )


@contextmanager
def _readable_errors() -> Iterator[None]:
    """What PyTorch says about memory, batches and kernels, as something the user can act on."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise TrainingError(
            "a batch does not fit into the memory of the device", "use a smaller one; --batch-size says how many images"
        ) from None
    except ValueError as error:
        if "more than 1 value per channel" not in str(error):
            raise
        raise TrainingError("batch norm cannot learn from one image", "use --batch-size 2 or more") from None
    except RuntimeError as error:
        if "deterministic" not in str(error):
            raise
        raise TrainingError(f"--deterministic: {error}", "train without it, or on the CPU") from None
