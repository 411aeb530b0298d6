"""What one answer about a file may cost: all that is done for it is charged to one budget, in operations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnndsl.source import Span

OPERATIONS = 200_000
"""Operations that an answer may take beyond those that each line is granted."""


class Overspent(Exception):
    """More operations are needed than are left; ``span`` is where, if that is known."""

    def __init__(self, span: Span | None = None) -> None:
        super().__init__(str(span))
        self.span = span


class Budget:
    """The operations that are ``left`` of ``most``, and of those that lines are granted besides.

    What an answer consists of is charged with ``spend``. What could be left out of it, such as a suggestion, asks
    ``afford``, so that half of the budget stays for what could not: ``kept`` is what it leaves.
    """

    __slots__ = ("answers", "kept", "left", "most")

    def __init__(self, most: int = OPERATIONS) -> None:
        self.most = self.left = most
        self.kept = most // 2
        self.answers: dict[object, Any] = {}
        """What was worked out already for this answer, by what was asked."""

    def grant(self, count: int) -> None:
        """Add the operations that lines have of their own."""
        self.left += count

    def spend(self, count: int, span: Span | None = None) -> None:
        """Charge operations that are needed. Raises Overspent where they are not left."""
        self.left -= count
        if self.left < 0:
            raise Overspent(span)

    def afford(self, count: int) -> bool:
        """Charge operations for what could be left out, if what is to be kept is left after them."""
        if self.left - count < self.kept:
            return False
        self.left -= count
        return True


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


def current() -> Budget:
    """The budget of the answer that is being worked out; a new one outside of any."""
    return _current.get() or Budget()


def one_budget(most: int = OPERATIONS) -> AbstractContextManager[Budget]:
    """Within it all is charged to one new budget."""
    return charged_to(Budget(most))


@contextmanager
def charged_to(budget: Budget) -> Iterator[Budget]:
    """Within it all is charged to this budget."""
    token = _current.set(budget)
    try:
        yield budget
    finally:
        _current.reset(token)
