"""What two processes do when one of them fails; torchrun starts it for ``test_distributed``. Writes what each said."""

import fcntl
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from cnndsl.cli import cli
from cnndsl.train.data.parts import Parts
from cnndsl.train.errors import TrainingError
from cnndsl.train.machine.distributed import World
from cnndsl.train.run_folder.folder import CHECKPOINT, RunFolder

RANK = int(os.environ["RANK"])
split, write = Parts.of, RunFolder.write


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


def main(folder: Path) -> None:
    net = ["train", "net.cnn", "--epochs", "2", "--precision", "float32"]
    said: dict[str, tuple[int, str, str]] = {}

    def case(name: str, *arguments: str, before: Callable[[], None] = lambda: None) -> None:
        os.environ["TORCHELASTIC_RESTART_COUNT"] = str(len(said))  # the processes meet anew
        before()
        done = CliRunner().invoke(cli, arguments)
        said[name] = done.exit_code, done.stdout, done.stderr

    with patch.object(World, "remembered", lambda world: None), patch("cnndsl.cli.train.sleep"):
        case("usage", "train")
        case("does not split", *net, "--batch-size", "33")
        case("missing on one", "train", "net.cnn" if RANK == 0 else "other.cnn")
        with patch.object(Parts, "of", unreadable):
            case("unreadable on one", *net)
        with patch.object(Parts, "of", fewer):
            case("other data on one", *net)
        with patch.object(Parts, "of", broken):
            case("a bug on one", *net)
        case("in use", *net, "--out", ".")
        case("diverges", *net, "--lr", "1e30", "--out", "diverged")
        with patch.object(RunFolder, "write", full):
            case("disk full", *net, "--out", "full")
        case("wrong number", "train", "--resume", "alone")
        case("locked", "train", "--resume", "full", before=lambda: locked(Path("full")))
    (folder / f"{RANK}.json").write_text(json.dumps(said))


main(Path(sys.argv[1]))
