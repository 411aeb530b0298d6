"""How much a program may ask for: what asks for more gets an error that names the limit."""

from __future__ import annotations

from typing import NamedTuple

NESTING = 80
"""Blocks, joins and calls inside one another; fixed, because the walk's stack depends on it."""

DIGITS = 18
"""Digits of an integer."""

LIST_DEPTH = 20
"""Lists inside one another."""

LIST_ITEMS = 10_000
"""Items of a list, those of its inner lists included."""


class Limits(NamedTuple):
    """Limits that can be raised.

    ``expansion``: statements that repetition and block calls may add to those written in the files.
    ``operations``: operations of expressions beyond ten for each line of the files.
    """

    expansion: int = 10_000
    operations: int = 200_000
