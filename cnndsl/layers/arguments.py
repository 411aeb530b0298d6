"""Declared arguments of a layer kind: type, bounds, default and one line of documentation each.

``arg(...)`` in the body of a Layer class declares one, as ``dataclasses.field`` does of a field; reading the attribute
of an instance gives the bound value. Checking, documentation and test generation all read the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from cnndsl.layers.shapes import AXES, RANKS, per_axis
from cnndsl.plain_class import fresh, plain_class
from cnndsl.text import enumerated, shape_text

MAX_SIZE = 2**31 - 1
"""Largest integer that an argument takes, and largest size of a map, derived ones too; PyTorch indexes with 32 bits in
places."""

SMALLEST, LARGEST = 2.0**-126, 2.0**128 - 2.0**104
"""Of the numbers of single precision that nearest to 0, but for those of a reduced precision, and the largest: beyond
them a number is computed with as 0, or is infinite."""

LEAST_EPS = 1e-12
"""The least `eps` of a norm: without one, values that are all equal, as those of a channel that a ReLU left empty, come
to 0/0. The gradient takes the power -3/2 of it, which is finite."""


class Size(tuple[int, ...]):
    """One number for each axis: of a kernel, stride, padding or output. `3` is 3 along all of them."""

    __slots__ = ()

    def __new__(cls, *numbers: int) -> Size:
        return tuple.__new__(cls, numbers)

    def __getnewargs__(self) -> tuple[int, ...]:
        return tuple(self)

    def __str__(self) -> str:
        return per_axis(self)

    def __repr__(self) -> str:
        return f"Size{tuple(self)}"


class Shaped(Size):
    """A whole shape, channels first: written out even where all numbers are equal."""

    __slots__ = ()

    def __str__(self) -> str:
        return shape_text(self)


class Interval:
    """`0..15`: whole numbers from the first to the last, both included."""

    __slots__ = ("first", "last")

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.last = last

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Interval) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"

    __repr__ = __str__


class Factors(tuple[float, ...]):
    """One number for each axis, not all of them whole: by how much a map is enlarged."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self[0]:g}" if len(set(self)) == 1 else f"[{','.join(f'{each:g}' for each in self)}]"

    def __getnewargs__(self) -> tuple[tuple[float, ...]]:
        return (tuple(self),)


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


@plain_class
class Kind:
    """A type of argument: its noun in messages, and the conversion of a value of the language.

    ``convert`` gets the value, the declaration and the rank of the map that arrives, and returns the bound value; it
    raises ArgumentError. ``nouns`` are those of ranks other than 2.
    """

    noun: str
    convert: Callable[[Any, Arg, int], Any]
    nouns: Mapping[int, str] = fresh(default_factory=dict)

    def noun_at(self, rank: int) -> str:
        """The noun for maps of this rank."""
        return self.nouns.get(rank, self.noun)


@plain_class
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
    ranks: Mapping[str, int] = fresh(default_factory=dict)
    """The rank of the only maps that a word is for, where there is one."""

    def words_at(self, rank: int) -> tuple[str, ...]:
        """The words that it takes on maps of this rank."""
        return tuple(word for word in self.words if self.ranks.get(word, rank) == rank)

    def doc_at(self, rank: int) -> str:
        """The documentation in the words of maps of this rank."""
        if rank == 2:
            return self.doc
        names = " x ".join(axis.name for axis in AXES[rank])
        places = enumerated(f"{axis.place}s" for axis in AXES[rank])
        return self.doc.replace("height x width", names).replace("rows and columns", places)

    @property
    def required(self) -> bool:
        return self.default is REQUIRED

    @property
    def takes(self) -> str:
        """The values that it takes, in words: `an integer of at least 1`, `zeros, reflect or circular`."""
        return self.takes_at(2)

    def takes_at(self, rank: int) -> str:
        """The same on maps of this rank."""
        words = _either(self.words_at(rank))
        if self.kind is WORD:
            return words
        bounds = ""
        if self.min is not None and self.max is not None and self.max < MAX_SIZE:
            bounds = f" from {self.min:g} to {self.max:g}"
        elif self.min is not None:
            bounds = f" of at least {self.min:g}"
        return f"{self.kind.noun_at(rank)}{bounds}" + (f", or {words}" if words else "")

    def bind(self, value: Any, rank: int = 2) -> Any:
        """Check and convert a value, for a map of this rank. Raises ArgumentError."""
        if isinstance(value, str) and value in self.words:
            return value
        return self.kind.convert(value, self, rank)

    def spread(self, rank: int) -> Any:
        """The default on maps of this rank: a size has one number for each axis."""
        return Size(*[self.default] * rank) if self.kind is SIZE and type(self.default) is int else self.default


def arg(
    kind: Kind,
    doc: str,
    *,
    default: Any = REQUIRED,
    positional: bool | None = None,
    min: float | None = None,  # noqa: A002 - the declaration reads like the documentation
    max: float | None = None,  # noqa: A002
    words: tuple[str, ...] = (),
    ranks: Mapping[str, int] = MappingProxyType({}),
) -> Any:
    """Declare an argument of a layer. One without a default is positional unless told otherwise. ``ranks`` are those of
    the only maps that a word is for."""
    if positional is None:
        positional = default is REQUIRED
    if kind in (INT, SIZE, SHAPE) and max is None:
        max = MAX_SIZE  # noqa: A001
    return Arg("", kind, doc, default, positional, min, max, words, ranks)


def _integer(value: Any, declared: Arg, rank: int) -> int:
    if type(value) is not int:
        raise _wrong_kind(value, declared, rank)
    if (declared.min is not None and value < declared.min) or (declared.max is not None and value > declared.max):
        raise _out_of_range(value, declared, rank)
    return value


def _number(value: Any, declared: Arg, rank: int) -> float:
    if type(value) not in (int, float):
        raise _wrong_kind(value, declared, rank)
    if (declared.min is not None and value < declared.min) or (declared.max is not None and value > declared.max):
        raise _out_of_range(value, declared, rank)
    if value and not SMALLEST <= abs(value) <= LARGEST:
        end = (
            f"beyond the largest, {LARGEST:.2g}" if abs(value) > 1 else f"nearer to 0 than the smallest, {SMALLEST:.2g}"
        )
        title = f"`{declared.name}` takes numbers of single precision, and {show(value)} is {end}"
        raise ArgumentError(title, wrong_kind=False)
    return float(value)


def _flag(value: Any, declared: Arg, rank: int) -> bool:
    if type(value) is not bool:
        raise _wrong_kind(value, declared, rank)
    return value


def _word(value: Any, declared: Arg, rank: int) -> str:
    raise _wrong_kind(value, declared, rank)


def _size(value: Any, declared: Arg, rank: int) -> Size:
    if type(value) is int:
        return Size(*[_integer(value, declared, rank)] * rank)
    if isinstance(value, tuple) and len(value) == rank:
        return Size(*[_integer(side, declared, rank) for side in value])
    raise _wrong_kind(value, declared, rank)


def _sides(value: Any, declared: Arg, rank: int) -> tuple[int, ...]:
    """Both sides of every axis in PyTorch's order: the last axis first, each before and after."""
    if type(value) is int:
        value = (value,) * 2 * rank
    elif isinstance(value, tuple) and len(value) == rank > 1:
        value = tuple(side for side in reversed(value) for _ in range(2))
    if not isinstance(value, tuple) or len(value) != 2 * rank:
        raise _wrong_kind(value, declared, rank)
    return tuple([_integer(side, declared, rank) for side in value])


def _shape(value: Any, declared: Arg, rank: int) -> Size:
    """Channels and the sizes of one to three axes, whatever the rank of what arrives."""
    if not isinstance(value, tuple) or not 1 < len(value) <= 1 + RANKS[-1]:
        raise _wrong_kind(value, declared, rank)
    return Shaped(*[_integer(side, declared, rank) for side in value])


def _interval(value: Any, declared: Arg, rank: int) -> Interval:
    if not isinstance(value, Interval):
        raise _wrong_kind(value, declared, rank)
    if not 0 <= value.first <= value.last <= MAX_SIZE:
        raise _out_of_range(value, declared, rank)
    return value


def _numbers(value: Any, declared: Arg, rank: int) -> tuple[float, ...]:
    if not isinstance(value, tuple):
        value = (value,)
    return tuple(_number(item, declared, rank) for item in value)


def _factor(value: Any, declared: Arg, rank: int) -> Size | Factors:
    if type(value) in (int, float):
        value = (value,) * rank
    if not isinstance(value, tuple) or len(value) != rank or any(type(each) not in (int, float) for each in value):
        raise _wrong_kind(value, declared, rank)
    if not all(0 < each <= MAX_SIZE for each in value):
        raise _out_of_range(value if len(set(value)) > 1 else value[0], declared, rank)
    return Size(*map(int, value)) if all(each == int(each) for each in value) else Factors(map(float, value))


def _table(value: Any, declared: Arg, rank: int) -> Any:
    rows = value if isinstance(value, tuple) else ()
    if not rows or not all(type(row) is tuple and all(type(each) is int for each in row) for row in rows):
        raise _wrong_kind(value, declared, rank)
    return value


INT = Kind("an integer", _integer)
FLOAT = Kind("a number", _number)
FLAG = Kind("true or false", _flag)
WORD = Kind("a word", _word)
SIZE = Kind("a size such as 3 or 3x3", _size, {1: "a size such as 3", 3: "a size such as 3 or 3x3x3"})
FACTOR = Kind(
    "a number above 0 such as 2, 0.5, 2x3 or [1.5, 2]",
    _factor,
    {1: "a number above 0 such as 2 or 0.5", 3: "a number above 0 such as 2, 0.5, 2x3x3 or [1.5, 2, 2]"},
)
SIDES = Kind(
    "an amount such as 1, 1x2 (height x width) or [left, right, top, bottom]",
    _sides,
    {
        1: "an amount such as 1 or [before, after]",
        3: "an amount such as 1, 1x2x3 (depth x height x width) or [left, right, top, bottom, front, back]",
    },
)
SHAPE = Kind("a shape such as 64x7x7", _shape)
TABLE = Kind("a list with a list of channels for each output channel", _table)
RANGE = Kind("a range such as 0..15, both ends included", _interval)
NUMBERS = Kind("a number or a list with one for each channel", _numbers)


def _wrong_kind(value: Any, declared: Arg, rank: int) -> ArgumentError:
    advice = ""
    if declared.kind is RANGE:
        advice = _as_range(value)
    elif type(value) is float and declared.kind in (INT, SIZE) and value.is_integer():
        advice = f"write {int(value)}, or round with int(…), round(…), floor(…), ceil(…) or //"
    elif declared.kind is SIZE and isinstance(value, tuple) and len(value) in RANKS:
        axes = " and ".join(axis.name for axis in AXES[rank])
        advice = f"give one number{f', or one each for {axes}' if rank > 1 else ''}"
    title = f"`{declared.name}` takes {declared.takes_at(rank)}, not {show(value)}"
    return ArgumentError(title, wrong_kind=True, advice=advice)


def _as_range(value: Any) -> str:
    """The range that a number or a list of two must mean."""
    if type(value) is int and value >= 0:
        return f"one alone is {value}..{value}, the first so many are 0..{max(value - 1, 0)}"
    if isinstance(value, tuple) and len(value) == 2 and all(type(item) is int for item in value):
        return f"write {value[0]}..{value[1]}, both ends included"
    return ""


def _out_of_range(value: Any, declared: Arg, rank: int) -> ArgumentError:
    return ArgumentError(f"`{declared.name}` takes {declared.takes_at(rank)}, not {show(value)}", wrong_kind=False)


def _either(words: tuple[str, ...]) -> str:
    return enumerated(words, "or") if words else ""


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
