"""What keeps weights from being used."""

from __future__ import annotations

from collections.abc import Sequence

DAMAGED = "the file is damaged or was changed; take a copy of it, or train again"
"""What helps where a file of weights is not as it was written."""


class WeightsError(ValueError):
    """Weights cannot be read, or are not those of the network.

    ``message`` states the fact, ``table`` are lines below it where keys do not fit; ``help`` says what would get
    further.
    """

    def __init__(self, message: str, help: str = "", table: Sequence[str] = ()) -> None:  # noqa: A002
        super().__init__(message, help)
        self.message = message
        self.help = help
        self.table = tuple(table)

    def __str__(self) -> str:
        return "\n  ".join([self.message, *self.table, *([f"help: {self.help}"] if self.help else [])])
