"""A diagnostic is data: what is wrong, where, why (with the numbers) and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cnndsl.diagnostics.codes import Code
from cnndsl.source import Span

MAX_FAULTS = 1000
"""Faults after which no more are looked for: nobody reads on, and each costs time."""

MAX_CALLS = 8
"""Of more block calls around a place (and one: to leave out one says no less) the inner half and the outer half of so
many are shown."""


class Label(NamedTuple):
    """A second place that matters to a diagnostic, and what it says there."""

    span: Span
    text: str


class Call(NamedTuple):
    """A block call that led to a diagnostic, with the values that the block's parameters had.

    ``given`` are these values as a text, or what writes it: most calls are never shown.
    """

    span: Span
    block: str
    given: str | Callable[[], str]

    @property
    def arguments(self) -> str:
        """The parameters with their values: `width=64, stride=2`."""
        return self.given if isinstance(self.given, str) else self.given()


def ends_of(calls: tuple[Call, ...]) -> tuple[tuple[Call, ...], int, tuple[Call, ...]]:
    """Of many calls around a place the innermost and the outermost, and how many between them are left out; up to
    ``MAX_CALLS`` + 1 are all among the innermost."""
    left_out, half = len(calls) - MAX_CALLS, MAX_CALLS // 2
    return (calls[:half], left_out, calls[half + left_out :]) if left_out > 1 else (calls, 0, ())


class Fix(NamedTuple):
    """An edit that is certain to be meant: the text at ``span`` becomes ``text``."""

    span: Span
    text: str


class Diagnostic(NamedTuple):
    """One finding.

    ``title`` states the fact with its numbers, ``label`` stands under the carets, ``labels`` show where
    the other number came from, ``notes`` hold the arithmetic, ``help`` is an action that mends the file,
    ``calls`` are the block calls that led here, the innermost first. ``span`` is None only where there is
    no text to point at (a file that cannot be read). ``fix`` is what `check --fix` applies.
    """

    code: Code
    title: str
    span: Span | None
    label: str = ""
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str = ""
    calls: tuple[Call, ...] = ()
    fix: Fix | None = None

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        return f"{place}{self.code.severity}[{self.code.id}]: {self.title}"
