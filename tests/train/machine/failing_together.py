"""What two processes do when one of them fails; torchrun starts it for ``test_distributed``.

Writes what each said, and the threads of the process group that were still there afterwards.
"""

import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner
from watched_command import group_threads, lasting_threads

from cnndsl.cli import cli
from cnndsl.train.data.train_validation_test import Parts
from cnndsl.train.epochs import EpochLoop
from cnndsl.train.errors import TrainingError
from cnndsl.train.machine import distributed
from cnndsl.train.machine.distributed import World
from cnndsl.train.run_folder.folder import CHECKPOINT, RunFolder
from cnndsl.train.steps.trainer import Trainer

RANK = int(os.environ["RANK"])
SILENCE = 3
"""Seconds after which a silent process counts as gone."""
split, write, look_up, losses = Parts.of, RunFolder.write, EpochLoop._look_up, Trainer.losses
add_up = World.sum


def unreadable(*arguments: Any) -> Parts:
    if RANK == 1:
        raise TrainingError("the data cannot be read")
    return split(*arguments)


def fewer(*arguments: Any) -> Parts:
    parts = split(*arguments)
    return replace(parts, test=parts.validation) if RANK == 1 else parts


def broken(*arguments: Any) -> Parts:
    if RANK == 1:
        raise ZeroDivisionError
    return split(*arguments)


def full(folder: RunFolder, name: str, data: bytes) -> None:
    if name == CHECKPOINT:
        raise TrainingError("the disk is full")
    write(folder, name, data)


def locked(path: Path) -> None:
    if RANK == 1:
        fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX)


def signalled(loop: EpochLoop, stop: Any) -> None:
    if RANK == 1:
        os.kill(os.getpid(), signal.SIGINT)
    look_up(loop, stop)


def signalled_while_asking(world: World, numbers: Any, *, in_a_step: bool = False) -> Any:
    agreed = add_up(world, numbers, in_a_step=in_a_step)
    if in_a_step and RANK == 1:
        os.kill(os.getpid(), signal.SIGINT)
    return agreed


def interrupted(loop: EpochLoop, stop: Any) -> None:
    if RANK == 1:
        raise KeyboardInterrupt
    look_up(loop, stop)


def silent(loop: EpochLoop, stop: Any) -> None:
    if RANK == 1:
        subprocess.Popen(["sh", "-c", f"sleep {SILENCE + 4}; kill -CONT {os.getpid()}"])
        os.kill(os.getpid(), signal.SIGSTOP)  # as a host that has lost its cable: nothing says that it is gone
    look_up(loop, stop)


def no_room(*arguments: Any, **named: Any) -> str:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def broken_backward(trainer: Trainer, *arguments: Any) -> Any:
    def fail(gradient: Any) -> None:
        raise ZeroDivisionError

    loss, logits = losses(trainer, *arguments)
    if RANK == 1:
        logits.register_hook(fail)
    return loss, logits


def main(folder: Path) -> None:
    net = ["train", "net.cnn", "--epochs", "2", "--precision", "float32"]
    said: dict[str, tuple[int, str, str]] = {}
    threads: dict[str, list[str]] = {}
    inside: list[str] = []

    def case(name: str, *arguments: str, before: Callable[[], None] = lambda: None) -> None:
        os.environ["TORCHELASTIC_RESTART_COUNT"] = str(len(said))  # the processes meet anew
        before()
        done = CliRunner().invoke(cli, arguments)
        said[name] = done.exit_code, done.stdout, done.stderr
        threads[name] = lasting_threads()  # while `done` still holds the error

    with patch.object(World, "remembered", lambda world: None), patch("cnndsl.cli.train.sleep"):
        with patch("cnndsl.train.epochs.messages.closing", lambda *_: inside.extend(group_threads()) or []):
            case("success", *net, "--out", "success")
        case("usage", "train")
        case("does not split", *net, "--batch-size", "33")
        case("missing on one", "train", "net.cnn" if RANK == 0 else "other.cnn")
        with patch.object(Parts, "of", unreadable):
            case("unreadable on one", *net)
        with patch.object(Parts, "of", fewer):
            case("other data on one", *net)
        with patch.object(Parts, "of", broken):
            case("a bug on one", *net)
        with patch.object(Trainer, "losses", broken_backward):
            case("a bug in the backward pass of one", *net, "--out", "backward")
        with patch.object(EpochLoop, "_look_up", signalled):
            case("a signal to one", *net, "--out", "signal")
        short = patch.object(distributed, "STEP_TIMEOUT", timedelta(seconds=30))
        with patch.object(World, "sum", signalled_while_asking), short:
            case("a signal to one while all are asked", *net, "--out", "asked")
        with patch.object(EpochLoop, "_look_up", interrupted):
            case("an interrupt that does not wait", *net, "--out", "interrupt")
        seconds = timedelta(seconds=SILENCE)
        with patch.object(EpochLoop, "_look_up", silent), patch.object(distributed, "STEP_TIMEOUT", seconds):
            start = monotonic()
            case("silence", *net, "--out", "silence")
            waited = monotonic() - start
        case("in use", *net, "--out", ".")
        case("diverges", *net, "--lr", "1e30", "--out", "diverged")
        with patch.object(RunFolder, "write", full):
            case("disk full", *net, "--out", "full")
        case("wrong number", "train", "--resume", "alone")
        with patch("tempfile.mkdtemp", no_room):
            case("no room for one", "train", "--resume", "full")
        case("locked", "train", "--resume", "full", before=lambda: locked(Path("full")))
    (folder / f"{RANK}.json").write_text(
        json.dumps({"said": said, "threads": threads, "inside": inside, "waited": waited})
    )


main(Path(sys.argv[1]))
