"""`cnndsl train` with an audience that leaves, and with signals; ``test_audiences`` starts it.

One process imports torch and forks one for each case. Writes, by case, the exit status (negative: the signal) and what
went to standard error.
"""

import fcntl
import json
import os
import pty
import signal
import sys
import termios
import traceback
from collections.abc import Callable
from pathlib import Path

import sklearn.model_selection  # noqa: F401 - before the processes part
import torch

from cnndsl.cli import main
from cnndsl.train import run  # noqa: F401 - the same
from cnndsl.train.show import curves
from cnndsl.train.show.progress import Plain
from tests.train.conftest import SMALL, draw_nothing

BRIEF = "--batch-size 64 --device cpu --precision float32 --seed 5".split()
"""``conftest.brief`` as flags."""


def command(name: str, epochs: int) -> int:
    """In a child: run the command to its end, and give its exit status."""
    for number in (1, 2):
        try:
            stream = os.fdopen(os.dup(number), "w")
            os.dup2(stream.fileno(), number)
            stream.close()
            stream = open(number, "w", closefd=False)  # noqa: SIM115 - as the interpreter makes them at its start
        except OSError:
            stream = None
        setattr(sys, "stdout" if number == 1 else "stderr", stream)
    sys.argv = ["cnndsl", "train", "small.cnn", *BRIEF, "--epochs", str(epochs), "--out", name]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.stdout and sys.stdout.flush()
        sys.stderr and sys.stderr.flush()
    return 0


def case(
    name: str,
    outputs: Callable[[], None] = lambda: None,
    audience: Callable[[], None] = lambda: None,
    signals: tuple[int, ...] = (),
    epochs: int = 2,
) -> None:
    """``outputs`` arranges the outputs of the child in it, ``audience`` is what the parent does meanwhile; ``signals``
    come to the child after its third batch."""
    child = os.fork()
    if child == 0:
        status = 99
        try:
            error = os.open(f"{name}.err", os.O_WRONLY | os.O_CREAT)
            os.dup2(error, 2)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            outputs()
            batches = iter(range(10**9))

            def batch(progress: Plain) -> None:
                if next(batches) == 2:
                    for each in signals:
                        os.kill(os.getpid(), each)

            if signals:
                Plain.batch = batch
            status = command(name, epochs)
        except BaseException:
            Path(f"{name}.err").write_text(traceback.format_exc())
        finally:
            os._exit(status)
    audience()
    ends[name] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), Path(f"{name}.err").read_text()


def piped() -> tuple[Callable[[], None], Callable[[], None]]:
    """A pipe of which the reader takes two lines."""
    reader, writer = os.pipe()

    def outputs() -> None:
        os.close(reader)
        os.dup2(writer, 1)

    def audience() -> None:
        os.close(writer)
        with os.fdopen(reader) as lines:
            lines.readline()
            lines.readline()

    return outputs, audience


def terminal(until: bytes, *, nohup: bool) -> tuple[Callable[[], None], Callable[[], None]]:
    """A terminal that is closed when it has shown something."""
    controller, other = pty.openpty()

    def outputs() -> None:
        os.close(controller)
        os.setsid()
        fcntl.ioctl(other, termios.TIOCSCTTY, 0)
        if nohup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.dup2(other, 1)

    def audience() -> None:
        os.close(other)
        shown = b""
        while until not in shown:
            shown += os.read(controller, 4096)
        os.close(controller)

    return outputs, audience


def closed() -> None:
    os.close(1)


def full() -> None:
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


os.chdir(sys.argv[1])
os.environ |= {"TERM": "xterm", "NO_COLOR": "1"}
Path("small.cnn").write_text(SMALL)
torch.set_num_threads(1)
curves.draw = draw_nothing
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup
ends: dict[str, tuple[int, str]] = {}
case("head", *piped())
case("closed", closed)
case("full", full)
case("hung up", *terminal(b"epoch    2/5000", nohup=False), epochs=5000)
case("nohup", *terminal(b"model", nohup=True))
for name in ("INT", "TERM", "HUP"):
    number = signal.Signals[f"SIG{name}"]
    case(f"one {name}", signals=(number,))
    case(f"two {name}", signals=(number, number))
Path("ends.json").write_text(json.dumps(ends))
