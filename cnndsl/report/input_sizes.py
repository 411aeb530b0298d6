"""Which input sizes a network takes: every one of a range is checked, and told as ranges and steps."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from cnndsl.diagnostics import Diagnostic
from cnndsl.graph.limits import Limits
from cnndsl.graph.shape_values import input_shape
from cnndsl.pipeline import first_faults
from cnndsl.printable import printable
from cnndsl.source import Source
from cnndsl.syntax import ast, parse

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes


class Sizes(NamedTuple):
    """The sizes of a range, the same along every axis, that a network takes, and why it refuses the others, by size."""

    legal: list[int]
    refused: dict[int, Diagnostic]
    unchecked: list[int]
    """Those that EFFORT did not reach."""


EFFORT = 400_000
"""Layers, what they read and rules that are asked for one file, all its sizes together; eight times as much where lines
ask for sizes, as by `in.height`, or run again."""


def legal_sizes(
    source: Source,
    settings: dict[str, Any],
    like: tuple[int, ...] | Mapping[str, tuple[int, ...]],
    sizes: range,
    limits: Limits | None = None,
) -> Sizes:
    """Check a source with the input ``like`` for each size: with its channels and as many axes, or as a vector. Of
    several inputs, by their names, all that are maps have the size."""
    found = Sizes([], {}, [])
    left = EFFORT
    shapes = (_with_size(like, size) for size in sizes)
    firsts = first_faults(source, settings, like, shapes, limits or Limits())
    for size, first in zip(sizes, firsts, strict=True):
        if first.fault is None:
            found.legal.append(size)
        else:
            found.refused[size] = first.fault
        left -= first.effort
        if left < first.effort:  # the next will take about as much
            found.unchecked.extend(range(size + 1, sizes.stop))
            break
    return found


def _with_size(like: tuple[int, ...] | Mapping[str, tuple[int, ...]], size: int) -> InputShapes:
    """The shapes of inputs with this size."""
    if isinstance(like, Mapping):
        return {name: _sized(each, size) if each[1:] else each for name, each in like.items()}
    return _sized(like, size)


def _sized(like: tuple[int, ...], size: int) -> tuple[int, ...]:
    return (*like[:1], *[size] * len(like[1:])) if like[1:] else (size,)


def written_input(source: Source) -> InputShapes:
    """The shape of the `input` line, where it is written out, or those of several; the file may have other faults."""
    found: dict[str, tuple[int, ...]] = {}
    for statement in parse(source)[0].body:
        if isinstance(statement, ast.Input) and statement.arguments:
            value = statement.arguments[0].value
            shape = input_shape(value.value) if isinstance(value, ast.Literal) else None
            if shape is None:
                return None
            if statement.label is None:
                return tuple(shape)
            found[statement.label.span.text] = tuple(shape)
    return found or None


def progressions(numbers: list[int]) -> list[range]:
    """Rising numbers as the fewest ranges that a greedy reader finds: a step needs three numbers, or is 1."""
    found: list[range] = []
    at = 0
    while at < len(numbers):
        step, end = 1, at
        if at + 1 < len(numbers):
            step = numbers[at + 1] - numbers[at]
            while end + 1 < len(numbers) and numbers[end + 1] - numbers[end] == step:
                end += 1
        if end - at < 2 and step > 1:
            end, step = at, 1
        found.append(range(numbers[at], numbers[end] + 1, step))
        at = end + 1
    return found


def told(sizes: Sizes) -> list[str]:
    """The legal sizes on one line, then a line for each run of sizes that one line of the file refuses."""
    lines = [f"legal: {', '.join(map(_range, progressions(sizes.legal))) or 'none'}"]
    for (_, place), group in groupby(sizes.refused.items(), key=lambda item: (item[1].code, str(item[1].span))):
        run = dict(group)
        size, diagnostic = next(iter(run.items()))
        which = ", ".join(map(_range, progressions(list(run))))
        lines.append(
            f"  not {which}: {printable(place)}: {printable(diagnostic.title)} (with {size}) [{diagnostic.code.id}]"
        )
    if sizes.unchecked:
        which = ", ".join(map(_range, progressions(sizes.unchecked)))
        limit = f"more than {EFFORT:,} layers, inputs and rules in all, the limit"
        lines.append(f"  not checked {which}: {limit}; go on with --sizes {sizes.unchecked[0]}..{sizes.unchecked[-1]}")
    return lines


def _range(numbers: range) -> str:
    if len(numbers) == 1:
        return str(numbers[0])
    return f"{numbers[0]}..{numbers[-1]}" + (f" in steps of {numbers.step}" if numbers.step > 1 else "")
