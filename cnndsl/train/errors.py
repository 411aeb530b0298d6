"""What can stop training, as one family of exceptions."""

from __future__ import annotations

from collections.abc import Sequence

from cnndsl.printable import printable, printable_lines


class TrainingError(Exception):
    """Training cannot start, or cannot go on.

    ``message`` states the fact, ``table`` are lines below it, ``help`` the action that would get further (empty where
    there is none).
    """

    def __init__(self, message: str, help: str = "", table: Sequence[str] = ()) -> None:  # noqa: A002
        super().__init__("\n  ".join([message, *table]))
        if help:
            self.add_note(f"help: {help}")  # what Python shows below the traceback
        self.message = message
        self.help = help
        self.table = tuple(table)
        self.said = False
        """Whether another process of the run says it."""

    everywhere = False
    """Whether all processes of the run raise it together."""

    def render(self) -> str:
        """The text to show the user: ``error: …``, and a help line below it. Names in it steer no terminal."""
        lines = [f"error: {self.message}", *self.table, *([f"help: {self.help}"] if self.help else [])]
        return "\n  ".join(map(printable, lines))


class OptionError(TrainingError):
    """An option has a value that cannot be used; no file and no network is at fault."""


class StoppedError(TrainingError):
    """The user stopped the run. ``message`` says how far it came, ``help`` in printable lines what was saved."""

    def render(self) -> str:
        """The text to show the user; it is no error, as it was asked for."""
        return f"{printable(self.message)}\n  {printable_lines(self.help)}"
