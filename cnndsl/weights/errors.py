"""What keeps weights from being used."""

from __future__ import annotations

DAMAGED = "the file is damaged or was changed; take a copy of it, or train again"
"""What helps where a file of weights is not as it was written."""


class WeightsError(ValueError):
    """Weights cannot be read, or are not those of the network.

    ``message`` states the fact, with a table below its first line where keys do not fit; ``help`` says what would get
    further.
    """

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002
        super().__init__(message, help)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return self.message + (f"\n  help: {self.help}" if self.help else "")
