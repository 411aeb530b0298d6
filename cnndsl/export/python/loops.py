"""Loops of the source as loops of Python."""

from __future__ import annotations

import ast as python
from collections.abc import Callable
from typing import Any, TypeAlias

from cnndsl.export.python import structure as make
from cnndsl.export.python.arithmetic import all_equal, counting, minus, sliced
from cnndsl.export.python.channels import Channels
from cnndsl.export.python.expressions import constant, evaluate, evaluator, folded, name, names_in, text
from cnndsl.export.python.grouping import Grouping
from cnndsl.export.python.in_step import CannotRollError, Cell, Row, Segment, entering, leaving
from cnndsl.export.python.resolution import Numbers, variable
from cnndsl.export.python.source_lines import Line
from cnndsl.export.python.values import is_number, same, unsized
from cnndsl.graph.ir import Container, Node
from cnndsl.syntax import ast

Sequence: TypeAlias = Callable[[list[Row], Container, int], list[make.Entry]]
"""Writes the entries of bodies in step, which stand in a container below so many loops."""


class Loops:
    """Writes the loops of one class; ``sequence`` writes what is in them."""

    def __init__(self, grouping: Grouping, numbers: Numbers, channels: Channels, sequence: Sequence) -> None:
        self.grouping = grouping
        self.numbers = numbers
        self.channels = channels
        self.sequence = sequence

    def written(self, rows: list[Row], segments: list[Segment], container: Container) -> list[make.Entry]:
        """A loop of the source as a loop of Python, or its first round and a loop for the others.

        Raises CannotRollError, and leaves all as it was, where this loop or one in it is to be written out.
        """
        statement = segments[0].statement
        body_keys = [
            [self.grouping.unnamed(self.grouping.body_key(container, items)) for _, items in segment.rounds]
            for segment in segments
        ]
        alike = len({key for keys in body_keys for key in keys}) == 1
        attempts: list[Callable[[bool], list[make.Entry]]] = []
        if alike:
            attempts.append(lambda z: self._rounds(rows, segments, container, 0, carry=False, zipping=z))
        firsts, others = {keys[0] for keys in body_keys}, {key for keys in body_keys for key in keys[1:]}
        counts = {len(segment.rounds) for segment in segments}
        if len(firsts) == len(others) == 1 and (min(counts) > 2 or len(counts) > 1):
            attempts.append(lambda z: self._first_and_others(rows, segments, container, zipping=z))
        each = len(segments[0].rounds[0][1])
        if alike and (len(counts) > 1 or counts.pop() * each > each + 3):
            attempts.append(lambda z: self._rounds(rows, segments, container, 0, carry=True, zipping=z))
        for attempt, zipping in [(attempt, zipping) for zipping in (False, True) for attempt in attempts]:
            numbers, channels = self.numbers.saved(), self.channels.saved()
            unrolled = len(self.grouping.unrolled)
            known = [dict(row.values) for row in rows]
            try:
                return attempt(zipping)
            except CannotRollError as error:
                self.numbers.restore(numbers)
                self.channels.restore(channels)
                for row, values in zip(rows, known, strict=True):
                    row.values.clear()
                    row.values.update(values)
                if error.statement is not None or len(self.grouping.unrolled) > unrolled:
                    raise
        raise CannotRollError(statement)

    def _first_and_others(
        self, rows: list[Row], segments: list[Segment], container: Container, *, zipping: bool
    ) -> list[make.Entry]:
        depth = segments[0].depth + 1
        first = [
            Row(row.instance, row.values, segment.rounds[0][1], row.x)
            for row, segment in zip(rows, segments, strict=True)
        ]
        entries = self.sequence(first, container, depth)
        return [*entries, *self._rounds(rows, segments, container, 1, carry=False, zipping=zipping)]

    def _rounds(
        self, rows: list[Row], segments: list[Segment], container: Container, skip: int, *, carry: bool, zipping: bool
    ) -> list[make.Entry]:
        """The rounds of a loop from ``skip`` on as one loop. ``carry`` hands the channels from round to round;
        ``zipping`` gives numbers a variable that are others in each round."""
        statement = segments[0].statement
        targets = [target.id for target in statement.targets] if isinstance(statement, ast.For) else []
        words = {target: variable(target, {**self.numbers.parameters, **rows[0].values}) for target in targets}
        carried = variable("channels", {**self.numbers.parameters, **rows[0].values, **words}) if carry else ""
        iterable = self._iterable(rows, segments, skip)
        body: list[Row] = []
        starts: list[python.expr | None] = []
        for row, segment in zip(rows, segments, strict=True):
            for number, (scope, items) in enumerate(segment.rounds):
                if number < skip:
                    continue
                x = entering(items[0])
                values = {**row.values, **{words[target]: unsized(scope.names[target]) for target in targets}}
                if number == skip:
                    starts.append(self.channels.of(x))
                if carry:
                    values[carried] = x.shape.channels
                body.append(Row(row.instance, values, items, x))
                for target in targets:
                    if not is_number(scope.names[target]):
                        continue
                    self.numbers.translator.variables[id(scope), target] = name(words[target])
                    self.channels.new_variables()
        if starts[0] is None or any(each is None or text(each) != text(starts[0]) for each in starts):
            start = None
        else:
            start = starts[0]
        if carry and start is None:
            start_values = [entering(segment.rounds[skip][1][0]).shape.channels for segment in segments]
            if not same(start_values):
                raise CannotRollError
            start = constant(start_values[0])
        begin: python.expr
        if carry:
            begin = name(carried)
        elif start is not None:
            begin, value_in = start, evaluator(start)
            try:
                if any(value_in(row.values) != row.x.shape.channels for row in body):
                    raise CannotRollError
            except NameError:
                raise CannotRollError from None
        elif not same([row.x.shape.channels for row in body]):
            raise CannotRollError
        else:
            begin = constant(body[0].x.shape.channels)
        for row in body:
            self.channels.enters(row.x, begin)
        self.numbers.translator.forget()
        self.numbers.each_round.append((body if zipping else [], {}))
        try:
            entries = self.sequence(body, container, segments[0].depth + 1)
        finally:
            _, varying = self.numbers.each_round.pop()
        outputs = [leaving(row.items[-1]) for row in body]
        known = [self.channels.given(y) for y in outputs]
        update = known[0]
        if update is None or not all_equal(known) or not _right(update, body, outputs):
            if not same([y.shape.channels for y in outputs]) or carry:
                raise CannotRollError
            update = constant(outputs[0].shape.channels)
        if not carry and names_in(update) & set(words.values()):
            raise CannotRollError
        for y in outputs:
            self.channels.enters(y, name(carried) if carry else update)
        self.numbers.translator.forget()
        used = {word for expr in make.expressions_of(entries) for word in names_in(expr)} | names_in(update)
        shown = [words[target] if words[target] in used else "_" for target in targets] or ["_"]
        if shown == ["_"]:
            iterable = counting(iterable)
        if varying:
            iterable, shown = self._zipped(
                rows, varying, [len(each.rounds) - skip for each in segments], iterable, shown
            )
        hand_on = (carried, start, update) if carry and start is not None else None
        if carry and (carried not in used):
            raise CannotRollError
        return [make.Loop(shown, iterable, entries, hand_on)]

    def _zipped(
        self,
        rows: list[Row],
        varying: dict[str, list[Any]],
        counts: list[int],
        iterable: python.expr,
        targets: list[str],
    ) -> tuple[python.expr, list[str]]:
        """What a loop goes through that has variables for numbers of each round, and all its variables."""
        lists = []
        for word, values in varying.items():
            begin, cells = 0, []
            for row, count in zip(rows, counts, strict=True):
                cells.append(Cell(row, tuple(values[begin : begin + count])))
                begin += count
            lists.append(self.numbers.resolve(f"{word}s", cells))
        if targets == ["_"] and len(lists) == 1:
            return lists[0], [*varying]
        if len(targets) > 1:
            raise CannotRollError
        together = lists if targets == ["_"] else [iterable, *lists]
        strict = python.keyword("strict", constant(True))
        shown = [*varying] if targets == ["_"] else [*targets, *varying]
        return python.Call(name("zip"), together, [strict]), shown

    def _iterable(self, rows: list[Row], segments: list[Segment], skip: int) -> python.expr:
        """What the loop goes through. Raises CannotRollError where it cannot be written."""
        found: list[python.expr] = []
        for row, segment in zip(rows, segments, strict=True):
            statement = segment.statement
            line = _loop_line(segment)
            if line is None:
                raise CannotRollError
            if isinstance(statement, ast.For) and statement.stop is None:
                items = self.numbers.translator.translate(statement.start, line.scope, line.x)
                if items is None:
                    raise CannotRollError
                made = sliced(items, skip)
                actual: list[Any] = [
                    unsized(tuple(scope.names[target.id] for target in statement.targets))
                    if len(statement.targets) > 1
                    else unsized(scope.names[statement.targets[0].id])
                    for scope, _ in segment.rounds[skip:]
                ]
            else:
                bounds = (
                    [None, statement.count] if isinstance(statement, ast.Repeat) else [statement.start, statement.stop]
                )
                written = [
                    python.Constant(1)
                    if bound is None
                    else self.numbers.translator.translate(bound, line.scope, line.x)
                    for bound in bounds
                ]
                start, stop = written
                if start is None or stop is None:
                    raise CannotRollError
                if isinstance(statement, ast.Repeat):
                    count = folded(python.BinOp(stop, python.Sub(), constant(skip))) if skip else stop
                    made = python.Call(name("range"), [count], [])
                    actual = list(range(len(segment.rounds) - skip))
                else:
                    begin = folded(python.BinOp(start, python.Add(), constant(skip))) if skip else start
                    end = minus(stop, -1)
                    made = python.Call(name("range"), [begin, end], [])
                    first = segment.rounds[0][0].names[statement.targets[0].id]
                    actual = list(range(first + skip, first + len(segment.rounds)))
            values = {**row.values, "range": range}
            try:
                if [unsized(each) for each in evaluate(made, values)] != actual:
                    raise CannotRollError
            except CannotRollError:
                raise
            except Exception:
                raise CannotRollError from None
            found.append(made)
        if not all_equal(found):
            return self._counted(rows, segments, skip)
        return found[0]

    def _counted(self, rows: list[Row], segments: list[Segment], skip: int) -> python.expr:
        """The iterable of loops that differ in their number of rounds alone, which becomes a parameter."""
        if any(isinstance(segment.statement, ast.For) and segment.statement.stop is None for segment in segments):
            raise CannotRollError
        cells = [
            Cell(row, len(segment.rounds), _count_source(segment)) for row, segment in zip(rows, segments, strict=True)
        ]
        statement = segments[0].statement
        begin = 1
        if isinstance(statement, ast.For):
            firsts = [segment.rounds[0][0].names[statement.targets[0].id] for segment in segments]
            if not same(firsts):
                raise CannotRollError
            begin = firsts[0]
        count = self.numbers.resolve("depth", cells)
        if isinstance(statement, ast.Repeat):
            return python.Call(name("range"), [minus(count, skip)], [])
        return python.Call(name("range"), [constant(begin + skip), minus(count, -begin)], [])


def _count_source(segment: Segment) -> make.Source | None:
    """Where the source has the number of rounds."""
    statement, line = segment.statement, _loop_line(segment)
    if line is None:
        return None
    if isinstance(statement, ast.Repeat):
        return statement.count, line.scope, line.x
    if statement.stop is not None and isinstance(statement.start, ast.Literal) and statement.start.value == 1:
        return statement.stop, line.scope, line.x
    return None


def _loop_line(segment: Segment) -> Line | None:
    """The line of a loop, or one that stands for it: what its header saw."""
    scope = segment.outer
    if scope is None:
        return None
    first = segment.rounds[0][1][0]
    return Line(segment.statement, scope, entering(first), entering(first))


def _right(expr: python.expr, rows: list[Row], outputs: list[Node]) -> bool:
    """Whether an expression is right for the channels that come out of each round."""
    try:
        value_in = evaluator(expr)
        return all(value_in(row.values) == y.shape.channels for row, y in zip(rows, outputs, strict=True))
    except Exception:
        return False
