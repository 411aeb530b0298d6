"""Fewer and better elements: layers written into the box before them, containers of one box, repetition drawn once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from cnndsl.backends.pictures.elements import Element, Fork, Frame, Series, Sign, Unit
from cnndsl.backends.pictures.layer_words import hidden, trails
from cnndsl.backends.pictures.themes import Mark
from cnndsl.graph.ir import Node

LONGEST_PERIOD = 8
"""Elements without a container that may repeat together."""

Signature: TypeAlias = int | None


def compact(series: Series, sources: set[Node]) -> Series:
    """Layers that norm, activate or drop go into the box before them; what moves no number goes into a neighbour;
    a container that holds one box becomes that box."""
    result = Series(out=series.out, passed=series.passed)
    waiting: Unit | None = None  # a layer that papers do not draw, before a box
    for element, fed in zip(series.elements, series.fed, strict=True):
        one = _inner(element, sources)
        before = result.elements[-1] if result.elements else None
        if isinstance(one, Unit) and isinstance(before, Unit) and before is not waiting and fed:  # noqa: SIM102
            if _joins(before, one, sources):
                _write_into(before, one)
                continue
        if waiting is not None and fed and isinstance(one, Unit) and one.kind == "layer" and not one.routed:
            one.nodes[:0] = waiting.nodes
            one.routed = waiting.routed
            fed = result.fed.pop()
            result.elements.pop()
        waiting = one if isinstance(one, Unit) and one.kind == "wire" and one.key not in sources else None
        if isinstance(one, Unit) and one.kind == "layer" and one.role == "regularisation" and not one.words:
            one.kind, one.role = "wire", None  # without a box before it: words beside the line
        result.add(one, fed)
    if len(result.elements) == 1 and waiting is not None and not waiting.routed and result.fed[0] and result.out:
        return Series(out=True, passed=waiting.nodes)
    return result


def _inner(element: Element, sources: set[Node]) -> Element:
    if isinstance(element, Fork):
        element.branches = [compact(branch, sources) for branch in element.branches]
    elif isinstance(element, Frame):
        element.body = body = compact(element.body, sources)
        if body.empty:
            return Unit("wire", body.passed, "", container=element.container, routed=element.routed)
        only = body.elements[0]
        if len(body.elements) == 1 and isinstance(only, Unit) and only.kind == "layer" and body.out and body.fed[0]:
            only.container = element.container
            only.routed += [value for value in element.routed if value not in only.routed]
            return only
        if len(body.elements) == 1 and isinstance(only, Frame) and body.out and body.fed[0] and element.container:
            only.around = (element.container, *only.around)
            only.routed += [value for value in element.routed if value not in only.routed]
            return only
    elif isinstance(element, Unit) and element.kind == "layer" and hidden(element.nodes[0]):
        element.kind, element.role = "wire", None
    return element


def _joins(before: Unit, unit: Unit, sources: set[Node]) -> bool:
    """Whether a unit is written into the one before it."""
    if before.key in sources or unit.routed:
        return False
    if unit.kind == "wire":
        return before.kind in ("layer", "part", "folded", "wire")
    return unit.kind == "layer" and before.kind == "layer" and all(map(trails, unit.nodes))


def _write_into(before: Unit, unit: Unit) -> None:
    if unit.kind == "layer":
        before.words += [unit.text, *unit.words]
    elif before.kind == "wire" and unit.text:
        before.text = f"{before.text}, {unit.text}" if before.text else unit.text
    before.nodes += unit.nodes
    if before.kind != "folded" and before.container is not None and unit.container is not before.container:
        before.container = None


# ------------------------------------------------------------------------------------------------- repetition


class Repeats:
    """Finds equal elements that follow one another, and keeps the first of each run."""

    def __init__(self, sources: set[Node], marks: Mapping[int, Mark]) -> None:
        self.sources = sources
        self.marks = marks
        self._numbers: dict[tuple[object, ...], int] = {}

    def fold(self, series: Series) -> Series:
        """The series with equal runs of elements drawn once, with their number, in all that is inside it too."""
        result = Series(out=series.out, passed=series.passed)
        for element in series.elements:
            for inner in _series_in(element):
                folded = self.fold(inner)
                inner.elements, inner.fed = folded.elements, folded.fed
        marks = [self.signature(element) for element in series.elements]
        at = 0
        while at < len(marks):
            period, times = _run(marks, series.fed, at)
            group = series.elements[at : at + period]
            for copy in range(1, times):
                start = at + copy * period
                for kept, other in zip(group, series.elements[start : start + period], strict=True):
                    _stack(kept, other)
            (first, *others) = group
            if times == 1:
                for kept in group:
                    result.add(kept, series.fed[at])
            elif not others and isinstance(first, Unit | Frame):
                first.times = times
                result.add(first, series.fed[at])
            else:
                body = Series(group, [True] * period)
                result.add(Frame(None, body, times=times), series.fed[at])
            at += period * times
        return result

    def signature(self, element: Element) -> Signature:
        """Equal for elements that look the same; None for one whose value is read along a route, or that reads so."""
        key: tuple[object, ...] | None
        if isinstance(element, Unit):
            routed = element.routed or any(node in self.sources for node in element.nodes)
            block = element.container.block if element.container else ""
            one_of_a_kind = routed or element.kind == "end"
            marks = tuple(self.marks.get(node.index) for node in element.nodes)
            inside = tuple(str(node.operation) for node in element.nodes) if element.kind == "folded" else ()
            key = (
                None
                if one_of_a_kind
                else (element.kind, element.text, *element.words, block, element.times, inside, marks)
            )
        elif isinstance(element, Sign):
            routed = element.routed or element.node in self.sources
            key = None if routed else ("sign", element.node.keyword, self.marks.get(element.node.index))
        elif isinstance(element, Fork):
            sign = self.signature(element.sign) if element.sign else -1
            key = None if sign is None else self._of_series(element.branches, ("fork", sign))
        else:
            block = "/".join(one.block for one in (*element.around, element.container) if one)
            dashed = all(node.training_only for node in _nodes(element))
            key = None if element.routed else self._of_series([element.body], (block, element.times, dashed))
        return None if key is None else self._numbers.setdefault(key, len(self._numbers))

    def _of_series(self, all_series: list[Series], head: tuple[object, ...]) -> tuple[object, ...] | None:
        parts: list[object] = [*head]
        for series in all_series:
            marks = [self.signature(element) for element in series.elements]
            if None in marks or any(node in self.sources for node in series.passed):
                return None
            parts.append((tuple(marks), tuple(series.fed), series.out, len(series.passed)))
        return tuple(parts)


def _run(marks: list[Signature], fed: list[bool], at: int) -> tuple[int, int]:
    """The period and the number of the repetitions that start at an element; (1, 1) for none."""
    best = (1, 1)
    if marks[at] is None:
        return best
    for period in range(1, min(LONGEST_PERIOD, (len(marks) - at) // 2) + 1):
        group = marks[at : at + period]
        if None in group:
            break
        times, last = 1, at + period
        while marks[last : last + period] == group and all(fed[last - period + 1 : last + period]):
            times, last = times + 1, last + period
        if times > 1 and (period == 1 or period * (times - 1) >= 4) and period * times > best[0] * best[1]:
            best = (period, times)
    return best


def _stack(kept: Element, other: Element) -> None:
    """Lay an equal element under the one that is drawn."""
    if isinstance(kept, Frame) and isinstance(other, Frame):
        kept.copies += [other, *other.copies]
    if isinstance(kept, Unit) and isinstance(other, Unit):
        kept.copies += [other, *other.copies]
    for one, two in zip(_series_in(kept), _series_in(other), strict=True):
        one.passed = one.passed + two.passed
        for inner, twin in zip(one.elements, two.elements, strict=True):
            _stack(inner, twin)
    if isinstance(kept, Fork) and kept.sign and isinstance(other, Fork) and other.sign:
        kept.sign.copies += [other.sign, *other.sign.copies]


def _series_in(element: Element) -> list[Series]:
    if isinstance(element, Fork):
        return element.branches
    return [element.body] if isinstance(element, Frame) else []


def _nodes(element: Element) -> Iterator[Node]:
    if isinstance(element, Unit):
        yield from element.nodes
    elif isinstance(element, Sign):
        yield element.node
    elif isinstance(element, Fork) and element.sign:
        yield element.sign.node
    for series in _series_in(element):
        for inner in series.elements:
            yield from _nodes(inner)
