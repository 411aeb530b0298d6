"""Random arguments and input shapes for a layer kind, drawn from the declarations of its arguments."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cnndsl.layers import LAYERS, LastMap, Map, Shape, Vector
from cnndsl.layers.arguments import (
    FACTOR,
    FLAG,
    FLOAT,
    INT,
    NUMBERS,
    RANGE,
    SHAPE,
    SIDES,
    SIZE,
    TABLE,
    WORD,
    Arg,
    Interval,
    Kind,
)

CHANNELS = st.sampled_from([1, 2, 3, 4, 6, 8])
EXTENTS = st.integers(1, 9)
FLOATS = [-1.5, -0.5, 0.0, 1e-6, 0.25, 0.5, 1.0, 2.0]


def _integer(declared: Arg) -> st.SearchStrategy[Any]:
    least = int(-4 if declared.min is None else declared.min)
    most = int(min(declared.max or 0, least + 7))
    numbers = st.integers(least, most) if least != 1 else st.sampled_from([1, 1, 2, 3, 4, 6, 8])
    return st.one_of(numbers, st.sampled_from(declared.words)) if declared.words else numbers


def _size(declared: Arg) -> st.SearchStrategy[Any]:
    side = st.integers(int(declared.min or 0), 5)
    sizes = st.one_of(side, side.map(lambda a: (a, a)), st.tuples(side, side))
    return st.one_of(sizes, st.sampled_from(declared.words)) if declared.words else sizes


def _number(declared: Arg) -> st.SearchStrategy[Any]:
    least = float("-inf") if declared.min is None else declared.min
    most = float("inf") if declared.max is None else declared.max
    return st.sampled_from([value for value in FLOATS if least <= value <= most])


def _sides(declared: Arg) -> st.SearchStrategy[Any]:
    side = st.integers(0 if declared.min == 0 else -2, 4)
    return st.one_of(side, st.tuples(side, side), st.lists(side, min_size=4, max_size=4))


def _factor(declared: Arg) -> st.SearchStrategy[Any]:
    whole = st.integers(1, 5)
    return st.one_of(whole, st.tuples(whole, whole), st.sampled_from([0.25, 0.5, 0.75, 1.25, 1.5, 2.0, 2.5, 0.1]))


_BY_KIND: dict[Kind, Any] = {
    INT: _integer,
    SIZE: _size,
    FLOAT: _number,
    SIDES: _sides,
    FACTOR: _factor,
    FLAG: lambda declared: st.booleans(),
    WORD: lambda declared: st.sampled_from(declared.words),
    SHAPE: lambda declared: st.sampled_from([(1, 2), (2, 2, 2), (3, 1, 1), (2, 1, 2, 1), (4, 3)]),
    TABLE: lambda declared: st.lists(st.lists(st.integers(0, 3), max_size=3).map(tuple), min_size=1, max_size=4).map(
        tuple
    ),
    RANGE: lambda declared: st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
        lambda pair: Interval(pair[0], pair[0] + pair[1])
    ),
    NUMBERS: lambda declared: st.one_of(
        st.sampled_from([0.5, 2.0]), st.lists(st.sampled_from([0.25, 0.5, 2.0]), min_size=1, max_size=4)
    ),
}


@st.composite
def arguments(draw: st.DrawFn, keyword: str) -> dict[str, Any]:
    """Arguments of a layer line, some of the optional ones left out."""
    given = {}
    for name, declared in LAYERS[keyword].arguments.items():
        if declared.required or draw(st.booleans()):
            given[name] = draw(_BY_KIND[declared.kind](declared))
    return given


@st.composite
def ranked_arguments(draw: st.DrawFn, keyword: str, rank: int) -> dict[str, Any]:
    """Arguments whose sizes have one number, or one for each axis."""
    found = draw(arguments(keyword))
    for name, declared in LAYERS[keyword].arguments.items():
        value = found.get(name)
        if declared.kind is FACTOR and isinstance(value, tuple):
            numbers = st.one_of(st.integers(1, 4), st.sampled_from([0.5, 1.5, 0.75, 1.25]))
            found[name] = draw(st.lists(numbers, min_size=rank, max_size=rank)) if rank > 1 else 1.5
        if declared.kind in (SIZE, SIDES) and isinstance(value, tuple | list):
            side = st.integers(-2 if declared.kind is SIDES and declared.min is None else int(declared.min or 0), 4)
            count = rank if declared.kind is SIZE or draw(st.booleans()) else 2 * rank
            found[name] = tuple(draw(st.lists(side, min_size=count, max_size=count)))
            if len(found[name]) == 1 and declared.kind is SIDES:
                found[name] = found[name][0]
        if declared.kind is SHAPE and value is not None:
            found[name] = tuple(draw(st.lists(st.integers(1, 3), min_size=1 + rank, max_size=1 + rank)))
    return found


@st.composite
def shapes(draw: st.DrawFn, keyword: str) -> Shape:
    """A shape that the layer kind takes. A vector is one whose features are three small factors."""
    kind = draw(st.sampled_from(LAYERS[keyword].inputs))
    channels, height, width = draw(CHANNELS), draw(EXTENTS), draw(EXTENTS)
    if kind is Vector:
        return Vector(channels * height)
    return Map(channels, height, width) if kind is Map else LastMap(height, width, channels)


def program(shape: Shape, line: str) -> str:
    """The text of a network in which ``shape`` reaches ``line``."""
    if isinstance(shape, Vector):
        return f"input {shape.features}\n{line}\n"
    if isinstance(shape, LastMap):
        return f"input {Map(shape.channels, *shape.sizes)}\npermute channels_last\n{line}\n"
    return f"input {shape}\n{line}\n"


def written(keyword: str, given: dict[str, Any]) -> str:
    """The layer as a line of the language."""
    words = [keyword]
    for name, value in given.items():
        declared = LAYERS[keyword].arguments[name]
        text = text_of(value)
        words.append(text if declared.positional else f"{name}={text}")
    return " ".join(words)


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple) and any(isinstance(each, tuple) for each in value):
        return text_of([list(each) for each in value])
    if isinstance(value, tuple):
        return "x".join(map(str, value)) if min(value, default=0) >= 0 else text_of(list(value))
    return str(value)
