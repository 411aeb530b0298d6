"""How much a program may ask for: what asks for more gets an error that names the limit."""

from __future__ import annotations

from typing import NamedTuple

from cnndsl.budget import OPERATIONS
from cnndsl.syntax.tree_builder import MAX_DIGITS

NESTING = 80
"""Blocks, joins and calls inside one another; fixed, because the walk's stack depends on it."""

DIGITS = MAX_DIGITS
"""Digits of an integer that is worked out: as many as one that is written may have."""

LABEL = 255
"""Characters of a label, its expressions worked out."""

PATH = 1_000
"""Characters of the whole name of a container."""

TEXT = 1_000
"""Characters of a text with expressions in it, worked out."""

SHORT_PATH = 100
"""Characters of the whole name of a layer that cost nothing; ten more are an operation."""

LIST_DEPTH = 20
"""Lists inside one another."""

LIST_ITEMS = 10_000
"""Items of a list, those of its inner lists included."""


OPERATIONS_A_LINE = 10
"""Operations that each line of the files is granted."""

OPERATIONS_A_STATEMENT = 20
"""`--limit N` allows so many operations a statement, where that is more than the default."""


MOST_STATEMENTS = 10_000_000
"""What the limit of statements can be raised to."""


def guessed(limit: int, counted: int) -> int:
    """How many statements may do where so many were counted before the limit was passed: twice as many."""
    twice = 2 * max(limit, counted)
    return min(twice, MOST_STATEMENTS) if limit < MOST_STATEMENTS else twice


def raised(needed: int) -> str:
    """What to do where so many statements more than are written are needed, at least."""
    if needed > MOST_STATEMENTS:
        return f"repeat less: --limit allows {MOST_STATEMENTS:,} at most"
    return f"repeat less, or raise the limit with --limit {needed}"


class Limits(NamedTuple):
    """Limits that can be raised.

    ``expansion``: statements that repetition and block calls may add to those written in the files.
    ``operations``: operations that the lines may take beyond OPERATIONS_A_LINE each.
    """

    expansion: int = 10_000
    operations: int = OPERATIONS

    @classmethod
    def allowing(cls, statements: int | None) -> Limits:
        """The limits of `--limit N`: so many more statements, and operations that grow with them; None is the default.

        Raises ValueError for less than 1 and more than MOST_STATEMENTS.
        """
        if statements is None:
            return cls()
        if type(statements) is not int or not 1 <= statements <= MOST_STATEMENTS:
            raise ValueError(f"limit takes a whole number from 1 to {MOST_STATEMENTS:,}, not {statements!r}")
        return cls(statements, max(OPERATIONS_A_STATEMENT * statements, OPERATIONS))
