"""Ctrl-C, and the signals by which machines and terminals are shut down, wait for the end of a step."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import current_thread, main_thread
from types import FrameType

HANG_UP: signal.Signals | None = getattr(signal, "SIGHUP", None)
"""A terminal was closed; Windows has none."""
STOPS = (signal.SIGINT, signal.SIGTERM, *([HANG_UP] if HANG_UP is not None else []))
"""The signals that ask to stop."""


class StopRequested(Exception):
    """Someone asked to stop, and a step has just been finished."""


@dataclass
class StopRequest:
    """Whether someone asked to stop."""

    wanted: bool = False


@contextmanager
def stop_requests(*, lasting: bool = False) -> Iterator[StopRequest]:
    """Within it the first SIGINT, SIGTERM or SIGHUP sets ``wanted`` instead of ending the process; a second acts as
    before. Where SIGHUP is ignored, as under nohup, it stays so.

    Signals reach the main thread only; in any other nothing is changed.

    ``lasting`` is for the processes of torchrun, which sends a signal of its own after the terminal's: once a request
    was made, further signals change nothing until the process ends.
    """
    request = StopRequest()
    if current_thread() is not main_thread():
        yield request
        return
    before = {number: signal.getsignal(number) for number in STOPS}
    if HANG_UP is not None and before[HANG_UP] is signal.SIG_IGN:
        del before[HANG_UP]

    def ask(number: int, frame: FrameType | None) -> None:
        request.wanted = True
        if lasting:
            return
        for each, handler in before.items():
            signal.signal(each, handler)

    try:
        for number in before:
            signal.signal(number, ask)
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if lasting and request.wanted else handler)
