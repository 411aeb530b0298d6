"""The body of one class, written for all of its instances in step."""

from __future__ import annotations

import ast as python
from collections.abc import Mapping
from contextlib import suppress

from cnndsl.export.python import structure as make
from cnndsl.export.python.arithmetic import all_equal
from cnndsl.export.python.channels import Channels
from cnndsl.export.python.constructor_calls import CHANNELS, Given
from cnndsl.export.python.dependencies import of_conditions
from cnndsl.export.python.expressions import Translator, constant, evaluate, names_in, substituted, text
from cnndsl.export.python.grouping import Grouping
from cnndsl.export.python.in_step import CannotRollError, Cell, Row, Segment, entering, leaving
from cnndsl.export.python.loops import Loops
from cnndsl.export.python.own_parameters import declare
from cnndsl.export.python.resolution import Numbers
from cnndsl.export.python.values import same
from cnndsl.graph.ir import Container, Item, Node, around
from cnndsl.layers.layer import Layer
from cnndsl.syntax import ast

_ROLES = {"channels": "out_channels", "features": "out_features", "kernel": "kernel_size"}
"""Names of parameters that the source has no name for, as torch.nn has them."""


class ClassWriter:
    """Writes one class for all of its instances."""

    def __init__(
        self,
        grouping: Grouping,
        by_container: Mapping[int, tuple[make.Class, int]],
        class_name: str,
        instances: list[Container],
    ) -> None:
        self.grouping = grouping
        self.by_container = by_container
        """The classes that are written, with the places of their instances, by container."""
        self.lines = grouping.lines
        self.plan = grouping.plan
        self.instances = instances
        self.own = set(map(id, instances))
        first = instances[0]
        self.result = make.Class(
            class_name,
            instances,
            sequential=self.plan.is_sequential(first),
            forward=self.plan.forward(first),
            attributes=self.plan.attributes(first),
        )
        self.fixed: set[str] = set()
        """Parameters of the block that stay what they are, since more than numbers depends on them."""

    def written(self) -> make.Class:
        """The class, with the parameters that it needs."""
        while True:
            self._begin()
            rows = [
                Row(number, dict(values), self.plan.children(instance), entering(instance))
                for number, (instance, values) in enumerate(zip(self.instances, self.numbers.values, strict=True))
            ]
            self.result.entries = self._sequence(rows, self.instances[0])
            parameters = self.numbers.parameters
            again = {word for word in self.numbers.tainted & parameters.keys() if same(parameters[word].values)}
            again -= self.fixed
            if not again:
                break
            self.fixed |= again
        self._finish()
        return self.result

    def _begin(self) -> None:
        """Know of the channels that arrive and of the parameters of the block alone."""
        generalise = self.grouping.generalise
        self.channels = Channels(self._elsewhere)
        translator = Translator(self.lines, self.channels.of)
        optional = bool(self.plan.stand_ins)
        self.numbers = Numbers(translator, len(self.instances), generalise=generalise, optional=optional)
        self.loops = Loops(self.grouping, self.numbers, self.channels, self._sequence)
        self.conditions: dict[bool, set[str]] = {}
        """What conditions depend on, by whether the loops around them are written out."""
        if generalise:
            declare(self.numbers, self.channels, self.grouping, self.instances, self.fixed)

    def _elsewhere(self, node: Node) -> python.expr | None:
        """The channels that a layer of another class gives, where the source says them by names that this class has for
        its parameters."""
        layer = node.operation
        if not isinstance(layer, Layer) or not layer.output_channels or id(node) not in self.lines.of:
            return None
        for container in around(node):
            if id(container) in self.own:
                return None  # of this one
            if self.grouping.has_class(container):
                break
        written = self._written(node).get(layer.output_channels)
        made = None if written is None else self.numbers.translator.translate(*written)
        return made if made is not None and names_in(made) else None

    def _finish(self) -> None:
        used = set[str]()
        for expr in make.expressions_of(self.result.entries):
            used |= names_in(expr)
        chosen = [parameter for word, parameter in self.numbers.parameters.items() if word in used]
        self.result.parameters = [p for p in chosen if not p.has_default] + [p for p in chosen if p.has_default]
        outputs = [instance.output for instance in self.instances]
        known = [self.channels.given(y) for y in outputs if y is not None]
        first = known[0] if len(known) == len(outputs) and all_equal(known) else None
        self.result.output = first if first is not None and names_in(first) <= used else None

    def _sequence(self, rows: list[Row], container: Container, depth: int = 0) -> list[make.Entry]:
        """The entries of bodies in step."""
        parts = [self.grouping.segments(container, row.items, depth) for row in rows]
        if depth == 0:
            self._taint_conditions(container)
        entries: list[make.Entry] = []
        for together in zip(*parts, strict=True):
            first = together[0]
            if isinstance(first, Segment):
                segments = [each for each in together if isinstance(each, Segment)]
                entries += self._loop(rows, segments, container, depth)
            else:
                items = [each for each in together if not isinstance(each, Segment)]
                entries.append(self._child(rows, items, rolled=depth > 0))
        return entries

    def _loop(self, rows: list[Row], segments: list[Segment], container: Container, depth: int) -> list[make.Entry]:
        """A loop, or what it makes written out, or with loops in it written out: what has to be is found in one go,
        before the classes are grouped anew."""
        unrolled = len(self.grouping.unrolled)
        try:
            return self.loops.written(rows, segments, container)
        except CannotRollError as error:
            if error.statement is segments[0].statement:
                self.grouping.unroll(error.statement)
            elif len(self.grouping.unrolled) == unrolled:
                raise
            bodies = [[item for _, made in segment.rounds for item in made] for segment in segments]
            if len({self.grouping.unnamed(self.grouping.body_key(container, items)) for items in bodies}) > 1:
                raise
        written_out = [Row(row.instance, row.values, items, row.x) for row, items in zip(rows, bodies, strict=True)]
        return self._sequence(written_out, container, depth)

    def _taint_conditions(self, container: Container) -> None:
        """Note the parameters that conditions depend on, and loops that are none in this container."""
        written_out = not self.plan.is_sequential(container)

        def is_unrolled(statement: ast.Statement) -> bool:
            return written_out or id(statement) in self.grouping.unrolled

        if written_out not in self.conditions:
            found = self.conditions[written_out] = set()
            for instance in self.instances:
                lines = self.lines.lines if instance.parent is None else self.lines.line_of(instance).inner
                found |= of_conditions(lines, is_unrolled, self.numbers.translator)
        self.numbers.tainted |= self.conditions[written_out]

    def _child(self, rows: list[Row], items: list[Item], *, rolled: bool) -> make.Child:
        present = [item for item in items if id(item) not in self.plan.stand_ins]
        if len(present) < len(items):
            return self._optional(rows, items)
        first = items[0]
        child = make.Child(first.label, self._build(rows, items), comment=self._comment(items))
        for line in [] if rolled else map(self.lines.line_of, items):
            label = getattr(line.statement, "label", None)
            for part in label.parts if label is not None else ():
                if not isinstance(part, str):
                    self.numbers.taint(part, line.scope)
        if len({item.label for item in items}) > 1 or rolled:
            child.name_expr = self._label(rows, items)
        return child

    def _optional(self, rows: list[Row], items: list[Item]) -> make.Child:
        """A child that some instances have, and in others the input itself takes its place."""
        held = [id(item) not in self.plan.stand_ins for item in items]
        present = [item for item, has in zip(items, held, strict=True) if has]
        if not present:
            raise CannotRollError
        cells = [Cell(row, has, self._condition(item)) for row, item, has in zip(rows, items, held, strict=True)]
        condition = self.numbers.resolve(present[0].label, cells)
        build = self._build([row for row, has in zip(rows, held, strict=True) if has], present)
        return make.Child(present[0].label, build, condition=condition)

    def _condition(self, item: Item) -> make.Source | None:
        """The condition of the innermost `if` that an item stands in, or in whose `else` it does not."""
        line = self.lines.line_of(item)
        for statement, scope in self.lines.around(line):
            if isinstance(statement, ast.If) and scope.outer is not None:
                test = statement.branches[0][0]
                return None if test is None else (test, scope.outer, line.x)
        return None

    def _label(self, rows: list[Row], items: list[Item]) -> python.expr | None:
        """The name of a child in a loop as an expression; None where it is the number of its place."""
        found: list[python.expr] = []
        for item, row in zip(items, rows, strict=True):
            line = self.lines.line_of(item)
            label = getattr(line.statement, "label", None)
            if label is None:
                if not item.label.isdecimal():
                    raise CannotRollError
                return None
            parts: list[python.expr] = []
            for part in label.parts:
                if isinstance(part, str):
                    parts.append(python.Constant(part))
                    continue
                written = self.numbers.translator.translate(part, line.scope, line.x)
                if written is None:
                    raise CannotRollError
                if isinstance(written, python.Constant):
                    parts.append(python.Constant(str(written.value)))
                else:
                    parts.append(python.FormattedValue(written, -1))
            made = python.JoinedStr(parts)
            if all(isinstance(part, python.Constant) for part in parts):
                found.append(python.Constant(item.label))
            else:
                with suppress(Exception):
                    if evaluate(made, row.values) != item.label:
                        raise CannotRollError
                found.append(made)
        if not all_equal(found):
            raise CannotRollError
        if isinstance(found[0], python.Constant) and len({item.label for item in items}) > 1:
            raise CannotRollError
        return found[0]

    def _build(self, rows: list[Row], items: list[Item]) -> make.Build:
        containers = [item for item in items if isinstance(item, Container)]
        if not containers:
            return self._leaf(rows, [item for item in items if isinstance(item, Node)])
        if self.grouping.has_class(containers[0]):
            return self._instance(rows, containers)
        inner = [
            Row(row.instance, row.values, self.plan.children(container), entering(container))
            for row, container in zip(rows, containers, strict=True)
        ]
        for row in inner:
            self.channels.of(row.x)
        entries = self._sequence(inner, containers[0])
        return make.Sequence(entries, self.plan.is_list(containers[0]))

    def _instance(self, rows: list[Row], containers: list[Container]) -> make.Call:
        """The call of a class of the file."""
        made, _ = self.by_container[id(containers[0])]
        if any(self.by_container[id(container)][0] is not made for container in containers):
            raise CannotRollError
        places = [self.by_container[id(container)][1] for container in containers]
        arguments: list[tuple[str, python.expr]] = []
        resolved: dict[str, python.expr] = {}
        in_order = True
        for parameter in made.parameters:
            cells = []
            for row, container, place in zip(rows, containers, places, strict=True):
                cell = Cell(row, parameter.values[place], parameter.sources[place])
                if parameter.name in ("in_channels", "in_features") and cell.source is None:
                    cell.expr = self.channels.of(entering(container))
                cells.append(cell)
            expr = self.numbers.resolve(parameter.name, cells)
            resolved[parameter.name] = expr
            if parameter.has_default and text(expr) == text(constant(parameter.default)):
                in_order = False
                continue
            arguments.append(("" if in_order and not parameter.has_default else parameter.name, expr))
        for container in containers:
            if made.output is not None and container.output is not None:
                self.channels.gives(container.output, substituted(made.output, resolved))
        self.numbers.translator.forget_channels()
        return make.Call(made.name, arguments)

    def _leaf(self, rows: list[Row], nodes: list[Node]) -> make.Build:
        calls = [self.grouping.constructor(node) for node in nodes]
        arguments: list[tuple[str, python.expr]] = []
        by_mark: dict[str, python.expr] = {}
        if calls[0].is_parameter:
            shapes = [call.arguments[0].value for call in calls]
            shapes = [shape if isinstance(shape, tuple) else (shape,) for shape in shapes]
            ranks = [len(node.operation.parameters(node.source_shape)[""]) for node in nodes]  # type: ignore[union-attr]
            shapes = [shape if len(shape) == rank else shape * rank for shape, rank in zip(shapes, ranks, strict=True)]
            written = [*map(self._written, nodes)]
            value = self._argument(rows, nodes, [call.arguments[1] for call in calls], written)
            if any(shape[:1] != (node.source_shape.channels,) for shape, node in zip(shapes, nodes, strict=True)):
                self.channels.flow_out(nodes, {})
                self.numbers.translator.forget_channels()
                return make.Filled([*map(constant, shapes[0])], value)  # one number for all channels
            cells = [
                Cell(row, shape[0], expr=self.channels.of(node.inputs[0]))
                for row, shape, node in zip(rows, shapes, nodes, strict=True)
            ]
            self.channels.flow_out(nodes, {})
            self.numbers.translator.forget_channels()
            return make.Filled([self.numbers.resolve("channels", cells), *map(constant, shapes[0][1:])], value)
        written = [*map(self._written, nodes)]
        for together in zip(*(call.arguments for call in calls), strict=True):
            expr = self._argument(rows, nodes, list(together), written)
            given = together[0]
            if given.mark:
                by_mark[given.mark] = expr
            if all(each.is_default for each in together) and not names_in(expr):
                continue
            arguments.append((given.name, expr))
        self.channels.flow_out(nodes, by_mark)
        self.numbers.translator.forget_channels()
        return make.Call(self.plan.qualified(calls[0].name), arguments)

    def _argument(
        self, rows: list[Row], nodes: list[Node], together: list[Given], written: list[dict[str, make.Source]]
    ) -> python.expr:
        cells = []
        for row, node, given, sources in zip(rows, nodes, together, written, strict=True):
            cell = Cell(row, given.value)
            if given.mark == CHANNELS:
                cell.expr = self.channels.of(node.inputs[0])
            elif given.mark:
                cell.source = sources.get(given.mark)
            cells.append(cell)
        mark = together[0].mark
        return self.numbers.resolve(_ROLES.get(mark, mark) or together[0].name or "value", cells)

    def _written(self, node: Node) -> dict[str, make.Source]:
        """The expressions that a layer line has for its arguments."""
        assert isinstance(node.operation, Layer)
        line = self.lines.line_of(node)
        assert isinstance(line.statement, ast.Call)
        places = iter(node.operation.positional)
        return {
            given.name or next(places).name: (given.value, line.scope, line.x) for given in line.statement.arguments
        }

    def _comment(self, items: list[Item]) -> str:
        """The shape after a child, where it is the same in all rows."""
        if len(self.instances) > 1 or len(items) > 1:
            return ""
        node = leaving(items[0])
        before = entering(items[0])
        return self.plan.expected.get(id(node)) or (str(node.shape) if node.shape != before.shape else "")
