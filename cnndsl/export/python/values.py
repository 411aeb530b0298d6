"""Values of the source as Python has them: which are numbers, which are equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnndsl.graph.values import Reference


def literal(value: Any) -> bool:
    """Whether a value of the language can be written as a literal of Python."""
    if isinstance(value, tuple):
        return not isinstance(value, Reference) and all(map(literal, value))
    return isinstance(value, bool | int | float | str)


def is_number(value: Any) -> bool:
    """Whether a value can be a parameter of a constructor."""
    if isinstance(value, Reference | str):
        return False
    if isinstance(value, tuple):
        return bool(value) and all(map(is_number, value))
    return isinstance(value, bool | int | float) and literal(value)


def unsized(value: Any) -> Any:
    """A value without marks: a size is a tuple."""
    return tuple(map(unsized, value)) if isinstance(value, tuple) and not isinstance(value, Reference) else value


def same(values: Sequence[Any]) -> bool:
    """Whether all values are equal, and of one type."""
    return all(type(value) is type(values[0]) and value == values[0] for value in values[1:])


def agree(made: Any, value: Any) -> bool:
    """Whether an expression came to a value; a size of equal sides is one number."""
    if isinstance(made, tuple) and not isinstance(value, tuple | list) and len(set(made)) == 1:
        made = made[0]
    if isinstance(made, bool) != isinstance(value, bool):
        return False
    return type(made) in (int, float, bool, tuple) and made == value
