"""What the user sees while a run goes on: a live bar on a terminal, plain lines anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


class Plain:
    """Lines as they come, for pipes and log files."""

    def line(self, text: str) -> None:
        """Show a line that stays."""
        print(text, flush=True)

    def start(self, batches: int, done: int) -> None:
        """The epochs begin; they have so many batches altogether, of which some are done."""

    def batch(self) -> None:
        """One more batch is done."""


class Silent(Plain):
    """Nothing: another process speaks for this one."""

    def line(self, text: str) -> None:
        """Say nothing."""


class Live(Plain):
    """The same lines above a bar that moves with every batch."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", visible=False)

    def line(self, text: str) -> None:
        """Show a line that stays, above the bar."""
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def start(self, batches: int, done: int) -> None:
        """Show the bar, with so many of so many batches done."""
        self._bar.reset(self._task, total=batches, completed=done, visible=True)

    def batch(self) -> None:
        """Move the bar by one batch."""
        self._bar.advance(self._task)


@contextmanager
def on_stdout() -> Iterator[Plain]:
    """The kind that suits where standard output goes; the bar disappears at the end, the lines stay."""
    if not sys.stdout.isatty():
        yield Plain()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = BarColumn(), MofNCompleteColumn(), TextColumn("batches, time left"), TimeRemainingColumn()
    with Progress(*columns, transient=True) as bar:
        yield Live(bar)
