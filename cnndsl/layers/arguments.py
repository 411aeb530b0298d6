"""Declared arguments of a layer kind: type, bounds, default and one line of documentation each.

``arg(...)`` in the body of a Layer class declares one, as ``dataclasses.field`` does; reading the attribute
of an instance gives the bound value. Checking, documentation and test generation all read the declaration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

MAX_SIZE = 2**31 - 1
"""Largest integer that an argument takes."""


class Size(NamedTuple):
    """Height and width of a kernel, stride, padding or output."""

    height: int
    width: int

    def __str__(self) -> str:
        return str(self.height) if self.height == self.width else f"{self.height}x{self.width}"


class Required:
    """Marks an argument without a default."""

    def __repr__(self) -> str:
        return "required"


REQUIRED = Required()


class ArgumentError(Exception):
    """A value that an argument does not take.

    ``wrong_kind`` tells a text where a number belongs from a number that is too small.
    """

    def __init__(self, message: str, *, wrong_kind: bool, advice: str = "") -> None:
        super().__init__(message)
        self.wrong_kind = wrong_kind
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of argument: its noun in messages, and the conversion of a value of the language.

    ``convert`` gets the value and the declaration and returns the bound value; it raises ArgumentError.
    """

    noun: str
    convert: Callable[[Any, Arg], Any]


@dataclass(frozen=True, slots=True)
class Arg:
    """The declaration of one argument."""

    name: str
    kind: Kind
    doc: str
    default: Any
    positional: bool
    min: float | None
    max: float | None
    words: tuple[str, ...]

    @property
    def required(self) -> bool:
        return self.default is REQUIRED

    @property
    def takes(self) -> str:
        """The values that it takes, in words: `an integer of at least 1`, `zeros, reflect or circular`."""
        words = _either(self.words)
        if self.kind is WORD:
            return words
        bounds = ""
        if self.min is not None and self.max is not None and self.max < MAX_SIZE:
            bounds = f" from {self.min:g} to {self.max:g}"
        elif self.min is not None:
            bounds = f" of at least {self.min:g}"
        return f"{self.kind.noun}{bounds}" + (f", or {words}" if words else "")

    def bind(self, value: Any) -> Any:
        """Check and convert a value. Raises ArgumentError."""
        if isinstance(value, str) and value in self.words:
            return value
        return self.kind.convert(value, self)


def arg(
    kind: Kind,
    doc: str,
    *,
    default: Any = REQUIRED,
    positional: bool | None = None,
    min: float | None = None,  # noqa: A002 - the declaration reads like the documentation
    max: float | None = None,  # noqa: A002
    words: tuple[str, ...] = (),
) -> Any:
    """Declare an argument of a layer. One without a default is positional unless told otherwise."""
    if positional is None:
        positional = default is REQUIRED
    if kind in (INT, SIZE) and max is None:
        max = MAX_SIZE  # noqa: A001
    return Arg("", kind, doc, default, positional, min, max, words)


def _integer(value: Any, declared: Arg) -> int:
    if type(value) is not int:
        raise _wrong_kind(value, declared)
    if (declared.min is not None and value < declared.min) or (declared.max is not None and value > declared.max):
        raise _out_of_range(value, declared)
    return value


def _number(value: Any, declared: Arg) -> float:
    if type(value) not in (int, float):
        raise _wrong_kind(value, declared)
    if (declared.min is not None and value < declared.min) or (declared.max is not None and value > declared.max):
        raise _out_of_range(value, declared)
    return float(value)


def _flag(value: Any, declared: Arg) -> bool:
    if type(value) is not bool:
        raise _wrong_kind(value, declared)
    return value


def _word(value: Any, declared: Arg) -> str:
    raise _wrong_kind(value, declared)


def _size(value: Any, declared: Arg) -> Size:
    if type(value) is int:
        side = _integer(value, declared)
        return Size(side, side)
    if isinstance(value, tuple) and len(value) == 2:
        return Size(_integer(value[0], declared), _integer(value[1], declared))
    raise _wrong_kind(value, declared)


def _sides(value: Any, declared: Arg) -> tuple[int, int, int, int]:
    if type(value) is int:
        value = (value, value)
    if isinstance(value, tuple) and len(value) == 2:
        value = (value[1], value[1], value[0], value[0])
    if not isinstance(value, tuple) or len(value) != 4:
        raise _wrong_kind(value, declared)
    left, right, top, bottom = (_integer(side, declared) for side in value)
    return left, right, top, bottom


def _numbers(value: Any, declared: Arg) -> tuple[float, ...]:
    if not isinstance(value, tuple):
        value = (value,)
    return tuple(_number(item, declared) for item in value)


INT = Kind("an integer", _integer)
FLOAT = Kind("a number", _number)
FLAG = Kind("true or false", _flag)
WORD = Kind("a word", _word)
SIZE = Kind("a size such as 3 or 3x3", _size)
SIDES = Kind("an amount such as 1, 1x2 (height x width) or [left, right, top, bottom]", _sides)
NUMBERS = Kind("a number or a list with one for each channel", _numbers)


def _wrong_kind(value: Any, declared: Arg) -> ArgumentError:
    advice = ""
    if type(value) is float and declared.kind in (INT, SIZE) and value.is_integer():
        advice = f"write {int(value)}, or round with int(…), round(…), floor(…), ceil(…) or //"
    return ArgumentError(f"`{declared.name}` takes {declared.takes}, not {show(value)}", wrong_kind=True, advice=advice)


def _out_of_range(value: Any, declared: Arg) -> ArgumentError:
    return ArgumentError(f"`{declared.name}` takes {declared.takes}, not {show(value)}", wrong_kind=False)


def _either(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1] if words else ""


def show(value: Any) -> str:
    """A value of the language as it would be written, shortened where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        text = str(value) if type(value).__str__ is not tuple.__str__ else f"[{', '.join(map(show, value[:20]))}]"
    elif isinstance(value, str):
        text = f"`{value}`"
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def write(value: Any) -> str:
    """A value as an argument of the language, whole: `[0.485,0.456]`, `1e-06`, `fan_out`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple) and type(value).__str__ is tuple.__str__:
        return f"[{','.join(map(write, value))}]"
    return str(value)
