"""`cnndsl train`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import click

from cnndsl import environment
from cnndsl.cli.common import (
    complete_file,
    input_option,
    plugin_option,
    print_diagnostics,
    read_source,
    set_option,
    told_errors,
)
from cnndsl.cli.streams import outlive_readers
from cnndsl.extras import require
from cnndsl.source import SourceError
from cnndsl.train.decide.options import RULES, OptionRule, Options, flag

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes
    from cnndsl.train.decide.task import Task
    from cnndsl.train.show.progress import Plain

RESUMABLE = ("data_dir", "workers")
"""Options that do not change what a resumed run comes to."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """A flag for every choice of ``Options``; its value is None where it was not given."""
    for name, choice in reversed(RULES.items()):
        both = f"{flag(name)}/--no-{flag(name)[2:]}" if choice.kind is bool else flag(name)
        command = click.option(both, name, default=None, help=_help(name, choice), **_parsing(choice))(command)
    return command


def _parsing(choice: OptionRule) -> dict[str, Any]:
    if choice.kind is bool:
        return {}
    if choice.words:
        return {"type": click.Choice(choice.words)}
    metavar = choice.placeholder or {int: "N", float: "X", str: "TEXT"}[choice.kind]
    if choice.several:
        return {"type": choice.kind, "metavar": metavar, "multiple": True, "callback": _joined_with_commas}
    return {"type": choice.kind, "metavar": metavar}


def _joined_with_commas(ctx: click.Context, param: click.Parameter, given: tuple[str, ...] | None) -> str | None:
    return ",".join(given) if given else None


def _help(name: str, choice: OptionRule) -> str:
    default = getattr(Options, name)
    if choice.kind is bool:
        return choice.help
    shown = "chosen" if default is None else f"{default:g}" if choice.kind is float else default
    return f"{choice.help}  [default: {shown}]"


@click.command(
    "train",
    short_help="Train a network on images, keep its best weights, test it once.",
    epilog="cnndsl train architectures/lenet.cnn --epochs 20",
)
@click.argument("file", metavar="FILE", required=False, shell_complete=complete_file)
@set_option
@input_option
@_options
@click.option("--recipe", type=click.Path(path_type=Path), help="TOML file of these options; flags go before it.")
@click.option("--out", type=click.Path(path_type=Path), help="Run folder, new or empty; else runs/NAME-N.")
@click.option("--resume", metavar="RUN", type=click.Path(path_type=Path), help="Go on with a run that was stopped.")
@click.option("--dry-run", is_flag=True, help="Do one batch of everything and leave nothing behind.")
@plugin_option
def command(
    file: str | None,
    settings: dict[str, Any],
    input_shape: InputShapes,
    recipe: Path | None,
    out: Path | None,
    resume: Path | None,
    dry_run: bool,
    **choices: Any,
) -> None:
    """Train a .cnn file as a classifier.

    FILE may be the folder of a finished run: its network goes on from its best weights, with its options where no
    others are given and a schedule of its own, in a new run folder.

    What is not chosen is chosen from data, network and machine, and said before the first epoch. The best weights are
    those of the best epoch on a part of the training images; the test images are used once, at the end. The run folder
    keeps weights, figures, curves and the options; a run that was stopped, or killed, goes on with --resume to the same
    end. Under torchrun several processes train together.

    Who reads standard output may leave: training goes on. Ctrl-C, SIGTERM and a terminal that hangs up (SIGHUP) finish
    the batch and save it; under nohup a terminal may go.

    The exit status is 0 after training, 1 if the network or the run has a fault, 2 for wrong usage, 130 after a stop.
    """
    require("cnndsl train")
    outlive_readers("note: standard output cannot be written ({}); training goes on without it, Ctrl-C stops it")
    from cnndsl.train.decide.task import FitError
    from cnndsl.train.errors import OptionError, StoppedError, TrainingError

    given = {name: value for name, value in choices.items() if value is not None}
    try:
        with _joined():
            if resume is not None:
                _resume(resume, given, unwanted=bool(file or settings or input_shape or recipe or out or dry_run))
            else:
                _train(file, settings, input_shape, recipe, given, out, dry_run)
    except TrainingError as error:
        if error.said:
            sleep(1)  # torchrun stops the process that says it as soon as this one has ended
            raise SystemExit({OptionError: 2, StoppedError: 130}.get(type(error), 1)) from None
        if isinstance(error, FitError):
            print_diagnostics(error.diagnostics, sys.stderr)
            raise SystemExit(1) from None
        with told_errors():
            raise
    except KeyboardInterrupt:
        if environment.leads():
            click.echo("stopped", err=True)
        raise SystemExit(130) from None


@contextmanager
def _joined() -> Iterator[None]:
    """The processes together that torchrun has started; for one process, torch is not imported yet."""
    if not environment.is_one_of_several():
        yield
        return
    from cnndsl.train.machine.distributed import World

    with World.from_environment().joined():
        yield


@contextmanager
def _together() -> Iterator[None]:
    """What fails here in one process fails in all."""
    if not environment.is_one_of_several():
        yield
        return
    from cnndsl.train.machine.distributed import World

    with World.from_environment().together():
        yield


def _train(
    file: str | None,
    settings: dict[str, Any],
    input_shape: InputShapes,
    recipe: Path | None,
    given: dict[str, Any],
    out: Path | None,
    dry_run: bool,
) -> None:
    from cnndsl.train.decide import recipe_file
    from cnndsl.train.errors import OptionError

    with _together():
        if file is None:
            raise OptionError("name the FILE to train, or give --resume RUN")
        chosen = {**(recipe_file.read(recipe) if recipe else {}), **given}  # flags before the recipe file
        if os.path.isdir(file):
            from cnndsl.train import going_on

            task = going_on.task(Path(file), settings, input_shape, chosen)
        else:
            task = _task(file, settings, input_shape, Options(**chosen))

    from cnndsl.train import run

    with _progress() as progress:
        if dry_run:
            run.dry_run(task, progress, out)
        else:
            run.start(task, progress, out)


def _task(file: str, settings: dict[str, Any], input_shape: InputShapes, options: Options) -> Task:
    """What is to be trained: a `.cnn` file on the data of the options."""
    from cnndsl.diagnostics import Diagnostic
    from cnndsl.diagnostics import codes as code
    from cnndsl.train.decide.task import FitError, Task

    try:
        source = read_source(file)
    except SourceError as error:
        raise FitError([Diagnostic(code.UNREADABLE, str(error), None)]) from None
    return Task.of(source, settings, input_shape, options)


def _resume(path: Path, given: dict[str, Any], *, unwanted: bool) -> None:
    from cnndsl.train.errors import OptionError

    names = [flag(name) for name in given if name not in RESUMABLE]
    if unwanted or names:
        allowed = " and ".join(flag(name) for name in RESUMABLE)
        raise OptionError(
            f"--resume goes on with what the run began with; only {allowed} may be given, not "
            + (", ".join(names) or "a file or other options")
        )
    from cnndsl.train import run

    with _progress() as progress:
        run.resume(path, progress, changed=given)


def _progress() -> AbstractContextManager[Plain]:
    """What the first process says; the others are silent."""
    from cnndsl.train.show.progress import Silent, on_stdout

    return on_stdout() if environment.leads() else nullcontext(Silent())
