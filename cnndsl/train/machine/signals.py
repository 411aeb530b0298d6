"""Ctrl-C, and the signal by which machines are shut down, wait for the end of a step."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import current_thread, main_thread
from types import FrameType


class Stop(Exception):
    """Someone asked to stop, and a step has just been finished."""


@dataclass
class Wish:
    """Whether someone asked to stop."""

    wanted: bool = False


@contextmanager
def patience(*, lasting: bool = False) -> Iterator[Wish]:
    """The first of these signals becomes a wish; a second one acts as it did before.

    ``lasting`` is for the processes of torchrun, which sends a signal of its own after the terminal's: where a wish was
    made, further signals change nothing until the process ends.
    """
    wish = Wish()
    if current_thread() is not main_thread():
        yield wish
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, frame: FrameType | None) -> None:
        wish.wanted = True
        if lasting:
            return
        for each, handler in before.items():
            signal.signal(each, handler)

    try:
        for number in before:
            signal.signal(number, ask)
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if lasting and wish.wanted else handler)
