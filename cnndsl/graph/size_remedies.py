"""What to do where a map has another size than it should: the line that drops a row, and the inputs that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cnndsl.budget import current
from cnndsl.diagnostics import Diagnostic, Label
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Join
from cnndsl.graph.shape_history import large_enough
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Map, per_axis
from cnndsl.layers.unread_elements import unread

FARTHEST = 64
"""So far from the input's size others are tried."""

STEP = 5
"""Operations that a statement or node of a walk is charged: each size that is tried is a walk."""


class Dropped(NamedTuple):
    """``label`` is at the line that drops elements, ``advice`` what to write there: empty where that does not help."""

    label: Label
    advice: str = ""


def dropped(x: Node, wanted: tuple[int, ...], others: Iterable[Node] = ()) -> Dropped | None:
    """The line that drops the elements which a map lacks to have the ``wanted`` sizes, or to fit what it is to meet.

    It is looked for from ``x`` back to the input, but not among the ``others``, which all branches share. A line where
    `ceil_mode=true` mends all is preferred; else it is the last one.
    """
    shared = set(others)
    path = [node for node in _back(x) if node not in shared]
    found: Dropped | None = None
    for at, node in enumerate(path):
        lost = _lost(node)
        if not lost:
            continue
        label = Label(node.span, f"drops {lost}")
        mended = _with_ceil_mode(node, path[:at][::-1])
        if mended is not None and mended == wanted:
            line = f"{node.operation} ceil_mode=true"
            return Dropped(label, f"write `{line}` at line {node.span.line}")
        found = found or Dropped(label)
    return found


def _back(x: Node) -> list[Node]:
    """The nodes from this one back to the input; of a join the first branch."""
    path = [x]
    while path[-1].inputs:
        path.append(path[-1].inputs[0])
    return path[:-1]


def _lost(node: Node) -> str:
    """The rows after the last window of a line, in words; empty where it drops none.

    Many faults walk back over the same lines.
    """
    answers, key = current().answers, (_lost, node)
    if key not in answers:
        answers[key] = _rows_lost(node)
    found: str = answers[key]
    return found


def _rows_lost(node: Node) -> str:
    layer, x, y = node.operation, node.inputs[0].known, node.known
    if not (isinstance(layer, Layer) and layer.sliding_window and isinstance(x, Map) and isinstance(y, Map)):
        return ""
    window = layer.window(x)
    if window is None:
        return ""
    told = []
    for axis, size, count, name in zip(window, x.sizes, y.sizes, x.axes, strict=True):
        after = unread(axis, size, count).after
        if after and axis.reads[0].first != axis.reads[0].last:
            told.append(f"the last {name.place if after == 1 else f'{after} {name.place}s'}")
    return f"{' and '.join(told)} of {per_axis(x.sizes)}" if told else ""


def _with_ceil_mode(node: Node, after: list[Node]) -> tuple[int, ...] | None:
    """The sizes at the end of a path if a line on it rounded up; None where that is not known."""
    layer = node.operation
    if not isinstance(layer, Layer) or "ceil_mode" not in layer.arguments or getattr(layer, "ceil_mode", True):
        return None
    values = {name: getattr(layer, name) for name in layer.arguments}
    try:
        shape = type(layer)(layer.rank, **{**values, "ceil_mode": True}).output(node.source_shape)
        for each in after:
            operation = each.operation
            if isinstance(operation, Layer):
                shape = operation.output(shape)
            elif isinstance(operation, Join):
                shape = operation.output([shape, *(other.shape for other in each.inputs[1:])])
            else:
                return None
    except (Fault, AssertionError):
        return None
    return shape.sizes


def meeting(outputs: list[Node]) -> Dropped | None:
    """The line that drops what one of two or more branches lacks to meet the others."""
    sizes = [y.shape.sizes for y in outputs]
    paths = [set(_back(y)) for y in outputs]
    shared = set.intersection(*paths)
    found: Dropped | None = None
    for y, own in sorted(zip(outputs, sizes, strict=True), key=lambda each: each[1]):
        for wanted in dict.fromkeys(sizes):
            if wanted != own and len(wanted) == len(own):
                other = dropped(y, wanted, shared)
                if other is not None and (found is None or (other.advice and not found.advice)):
                    found = other
    return found


# ------------------------------------------------------------------------------------------------- inputs that fit


def with_sizes(
    faults: list[Diagnostic], at: int, shape: Map, effort: int, check: Callable[[Map], list[Diagnostic]]
) -> None:
    """Say of the fault at a place which input sizes near this one do not have it: the next smaller and the next larger.

    ``check`` gives the faults with another input, ``effort`` is how many statements and nodes a walk has.
    """
    fault = faults[at]
    others = {(each.code, each.span) for each in faults if each is not fault}
    found: dict[int, Map] = {}
    for distance in range(1, FARTHEST + 1):
        if not current().afford(2 * STEP * effort):
            break
        for sign in (-1, 1):
            sizes = [size + sign * distance for size in shape.sizes]
            if sign in found or min(sizes) < 1:
                continue
            now = {(each.code, each.span) for each in check(Map(shape.channels, *sizes))}
            new = {each for each in now - others if each[0] is not code.EXPECTATION}
            if (fault.code, fault.span) not in now and not new:
                found[sign] = Map(shape.channels, *sizes)
        if len(found) == 2:
            break
    if found:
        fit = " and ".join(f"`input {found[sign]}`" for sign in (-1, 1) if sign in found)
        text = f"{fit} {'fits' if len(found) == 1 else 'fit'}"
        faults[at] = fault._replace(help=f"{fault.help}; {text}" if fault.help else text)


def with_smallest(
    faults: list[Diagnostic], at: int, shape: Map, large: Map, effort: int, check: Callable[[Map], list[Diagnostic]]
) -> None:
    """Have the fault at a place name the smallest input between two that does not have it: all axes grow alike."""
    fault = faults[at]

    def grown(by: int) -> Map:
        return Map(shape.channels, *(min(size + by, most) for size, most in zip(shape.sizes, large.sizes, strict=True)))

    low, high = 0, max(most - size for size, most in zip(shape.sizes, large.sizes, strict=True))
    if not current().afford(STEP * effort * (high.bit_length() + 1)):
        return
    while high - low > 1:
        middle = (low + high) // 2
        if (fault.code, fault.span) in {(each.code, each.span) for each in check(grown(middle))}:
            low = middle
        else:
            high = middle
    before, after = large_enough(large), large_enough(grown(high))
    faults[at] = fault._replace(notes=tuple(after if note == before else note for note in fault.notes))
