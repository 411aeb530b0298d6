"""Containers of the same structure as one class, their numbers as arguments, expressions or literals.

All instances of a class are walked in step. Each number of a constructor is resolved for all of them at once: to the
expression of the source where its value is right in every instance, to a literal where all agree, else to a parameter
of the constructor. Repetition of the source in an nn.Sequential is walked in step too, each round a row.
"""

from __future__ import annotations

import ast as python
import keyword
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cnndsl.backends.torch.plan import identifier
from cnndsl.export.python import structure as make
from cnndsl.export.python.constructor_calls import CHANNELS, Constructor, Given, constructor
from cnndsl.export.python.expressions import (
    Translator,
    argument,
    constant,
    default_of,
    evaluate,
    folded,
    name,
    names_in,
    substituted,
    text,
)
from cnndsl.export.python.forwards import Plan
from cnndsl.export.python.source_lines import Line, SourceLines, literal
from cnndsl.graph.expressions import Reference, Scope
from cnndsl.graph.ir import Container, Graph, Item, Node
from cnndsl.graph.joins import Concat, Join, Part
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Vector
from cnndsl.syntax import ast

_ROLES = {"channels": "out_channels", "features": "out_features", "kernel": "kernel_size"}
"""Names of parameters that the source has no name for, as torch.nn has them."""

VARYING = 2
"""Most numbers that a loop has a variable for because they are others in each round."""

_MODULE_WORDS = frozenset({"torch", "nn", "Tensor", "OrderedDict", "math", "self", "x", "layers", "module"})


class CannotRollError(Exception):
    """A loop of the source has no loop of Python that makes the same; ``statement`` is to be unrolled."""

    def __init__(self, statement: ast.Statement | None = None) -> None:
        super().__init__()
        self.statement = statement


@dataclass
class Row:
    """One of the bodies that are walked in step: an instance, or a round of a loop in it."""

    instance: int
    values: dict[str, Any]
    """Of the variables of the constructor."""

    items: list[Item]
    x: Node
    """What flows in."""


@dataclass
class Cell:
    """A number of one row, with the expression that it may be, and where the source has it."""

    row: Row
    value: Any
    source: make.Source | None = None
    expr: python.expr | None = None


class Classes:
    """All classes of a network, those that others use first; the last is the model."""

    def __init__(self, graph: Graph, lines: SourceLines, plan: Plan, *, generalise: bool) -> None:
        self.graph = graph
        self.lines = lines
        self.plan = plan
        self.generalise = generalise
        self.unrolled: set[int] = set()
        self.classes: list[make.Class] = []
        self.keys: dict[int, object] = {}
        if generalise:
            self._share()
        while True:
            try:
                self._make()
                return
            except CannotRollError as error:
                if error.statement is None or id(error.statement) in self.unrolled:
                    raise
                self.unrolled.add(id(error.statement))

    # ------------------------------------------------------------------------------------- groups

    def _make(self) -> None:
        self.keys.clear()
        self.by_container: dict[int, make.Class] = {}
        self.places: dict[int, int] = {}
        """The class of a container, and its place among the instances of that."""
        self.taken = {"Tensor", "OrderedDict", *self.plan.helper_names}
        self.taken.add(self.plan.root_name)
        groups: dict[object, list[Container]] = {}
        for container in self._with_classes(self.graph.root):
            groups.setdefault(self._key(container), []).append(container)
        self.classes = []
        for instances in groups.values():
            self._write(instances, groups)

    def _write(self, instances: list[Container], groups: dict[object, list[Container]]) -> None:
        """Write a class, after those that any of its instances uses."""
        if id(instances[0]) in self.by_container:
            return
        for container in instances:
            for inner in self._with_classes(container):
                if inner is not container:
                    self._write(groups[self._key(inner)], groups)
        made = _ClassWriter(self, instances).written()
        self.classes.append(made)
        for place, container in enumerate(instances):
            self.by_container[id(container)] = made
            self.places[id(container)] = place

    def _share(self) -> None:
        """Let instances of one block share a class where some have a module and others the input itself."""
        blocks: dict[str, list[Container]] = {}
        for container in self._with_classes(self.graph.root):
            if self.plan.block_of(container) and not self.plan.is_chain(container):
                blocks.setdefault(self._base_name(container), []).append(container)
        for instances in blocks.values():
            models: dict[tuple[str, ...], Container] = {}
            for container in instances:
                if not any(map(_is_identity, container.children.values())):
                    models.setdefault(tuple(container.children), container)
            for container in instances:
                for model in models.values():
                    if self._aligned(container, model):
                        break

    def _aligned(self, container: Container, model: Container) -> bool:
        """Let the identities of a container stand in for modules of a model, if it has the same class then."""
        pairs = list(zip(container.children.values(), model.children.values(), strict=False))
        if len(container.children) != len(model.children) or container is model:
            return False
        standing = [(own, other) for own, other in pairs if _is_identity(own) and own.label != other.label]
        if not standing or any(own.label != other.label for own, other in pairs if (own, other) not in standing):
            return False
        for own, other in standing:
            assert isinstance(own, Node)
            self.plan.stand_in(own, other)
        self.keys.clear()
        if self._key(container) == self._key(model):
            return True
        for own, _ in standing:
            assert isinstance(own, Node)
            self.plan.stand_in(own, None)
        self.keys.clear()
        return False

    def _with_classes(self, container: Container) -> Iterable[Container]:
        """The containers that get a class, each after those inside it."""
        for child in container.children.values():
            if isinstance(child, Container):
                yield from self._with_classes(child)
        if self.has_class(container):
            yield container

    def has_class(self, container: Container) -> bool:
        """Whether a container becomes a class, not an nn.Sequential in its parent's constructor."""
        if container.parent is None or self.plan.block_of(container) or not self.plan.is_chain(container):
            return True
        line = self.lines.line_of(container)
        twins = [
            child
            for child in container.parent.children.values()
            if isinstance(child, Container) and self.lines.line_of(child).statement is line.statement
        ]
        return len(twins) > 1 and len(container.children) > 1 and self.plan.is_chain(container)

    def _key(self, container: Container) -> object:
        """What containers of one class have in common."""
        if id(container) not in self.keys:
            label = self._base_name(container)
            body = self._body_key(container, [*self.plan.children(container)])
            self.keys[id(container)] = (label, self.plan.forward(container), body)
        return self.keys[id(container)]

    def _body_key(self, container: Container, items: list[Item]) -> object:
        return tuple(
            ("loop", id(segment.statement), self._round_key(container, segment))
            if isinstance(segment, Segment)
            else (self.plan.stand_ins.get(id(segment), segment).label, self._item_key(segment))
            for segment in self.segments(container, items)
        )

    def _round_key(self, container: Container, segment: Segment) -> object:
        """The keys of the rounds of a loop, without their number where all are alike, or all but the first."""
        keys = [self._unnamed(self._body_key(container, items)) for _, items in segment.rounds]
        if len(set(keys[1:])) != 1 or (len(keys) < 3 and len(set(keys)) != 1):
            return tuple(keys)
        return (keys[0], keys[1]) if keys[0] != keys[1] else keys[0]

    @staticmethod
    def _unnamed(key: Any) -> object:
        """A key of a round without the names of its children, which their line says."""
        return tuple((part[0], *part[1:]) if part[0] == "loop" else ("", part[1]) for part in key)

    def _item_key(self, item: Item) -> object:
        item = self.plan.stand_ins.get(id(item), item)
        if isinstance(item, Container):
            if self.has_class(item):
                return ("class", self._key(item))
            return ("sequence", self._body_key(item, [*self.plan.children(item)]))
        call = self.constructor(item)
        return (call.name, tuple((given.name, self._kind(given.value)) for given in call.arguments))

    def _kind(self, value: Any) -> object:
        numbers = isinstance(value, int | float) or (
            isinstance(value, tuple) and all(isinstance(x, int | float) for x in value)
        )
        return "number" if numbers and self.generalise else repr(value)

    def constructor(self, node: Node) -> Constructor:
        """The call that makes a layer's module."""
        assert isinstance(node.operation, Layer)
        return constructor(node.operation, node.source_shape, inplace=self.plan.overwrites(node))

    def class_name(self, container: Container) -> str:
        """A name that no class has yet."""
        base = candidate = self._base_name(container)
        number = 1
        while candidate in self.taken:
            number += 1
            candidate = f"{base}{'_' if base[-1].isdigit() else ''}{number}"
        self.taken.add(candidate)
        return candidate

    def _base_name(self, container: Container) -> str:
        if container.parent is None:
            return self.plan.root_name
        call = self.plan.block_of(container)
        if call is not None and call.block is not None:
            return identifier(call.block.name, "Block")
        label = getattr(self.lines.line_of(container).statement, "label", None)
        words = [part for part in label.parts if isinstance(part, str)] if label else []
        stem = "".join(words).strip("_-") if label and len(words) < len(label.parts) else ""
        return identifier(stem or ("Container" if label is None else container.label), "Container")

    # -------------------------------------------------------------------------------------- loops

    def segments(self, container: Container, items: list[Item], depth: int = 0) -> list[Segment | Item]:
        """Items of a container, those that a loop of the source makes together."""
        if not self.plan.is_sequential(container) or not self.generalise:
            return list(items)
        found: list[Segment | Item] = []
        for item in items:
            loops = self._loops(container, item)
            if len(loops) <= depth or id(loops[depth][0]) in self.unrolled:
                found.append(item)
                continue
            statement, scope = loops[depth]
            last = found[-1] if found else None
            if not isinstance(last, Segment) or (last.statement, last.outer) != (statement, scope.outer):
                last = Segment(statement, scope.outer, depth, [])
                found.append(last)
            if not last.rounds or last.rounds[-1][0] is not scope:
                last.rounds.append((scope, []))
            last.rounds[-1][1].append(item)
        return [
            part
            for segment in found
            for part in (
                [segment]
                if not isinstance(segment, Segment) or len(segment.rounds) > 1
                else self.segments(container, segment.rounds[0][1], depth + 1)
            )
        ]

    def _loops(self, container: Container, item: Item) -> list[tuple[ast.For | ast.Repeat, Scope]]:
        """The loops around an item in its container, the outermost first, with the scopes of their rounds."""
        around = self.lines.around(self.lines.line_of(item))
        return [(each, scope) for each, scope in around if isinstance(each, ast.For | ast.Repeat)][::-1]


@dataclass
class Segment:
    """What a loop of the source made in one container: its rounds with the scopes of their names."""

    statement: ast.For | ast.Repeat
    outer: Scope | None
    depth: int
    rounds: list[tuple[Scope, list[Item]]]


class _ClassWriter:
    """Writes one class for all of its instances."""

    def __init__(self, classes: Classes, instances: list[Container]) -> None:
        self.all = classes
        self.lines = classes.lines
        self.plan = classes.plan
        self.instances = instances
        first = instances[0]
        self.result = make.Class(
            classes.class_name(first) if first.parent is not None else classes.plan.root_name,
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
                Row(number, dict(values), self.plan.children(instance), self._input(instance))
                for number, (instance, values) in enumerate(zip(self.instances, self.values, strict=True))
            ]
            self.result.entries = self._sequence(rows, self.instances[0])
            again = {
                word for word in self.tainted & self.parameters.keys() if _same(self.parameters[word].values)
            } - self.fixed
            if not again:
                break
            self.fixed |= again
        self._finish()
        return self.result

    def _input(self, instance: Container) -> Node:
        assert instance.input is not None
        return instance.input

    def _begin(self) -> None:
        """The variables: the parameters of the block, and the channels that arrive."""
        self.translator = Translator(self.lines, self._channels)
        self.each_round: list[tuple[list[Row], dict[str, list[Any]]]] = []
        """The loops that are being written, with the variables that they got for numbers of each round."""
        self.entering: dict[int, python.expr] = {}
        """Expressions for the channels of what enters a body, by node; and of what was made in this class."""
        self.made: dict[int, python.expr] = {}
        self.parameters: dict[str, make.Parameter] = {}
        self.tainted: set[str] = set()
        self.values: list[dict[str, Any]] = [{} for _ in self.instances]
        self.used: set[str] = set()
        if not self.all.generalise:
            return
        inputs = [self._input(instance) for instance in self.instances]
        if self.instances[0].parent is not None:
            word = "in_features" if isinstance(inputs[0].shape, Vector) else "in_channels"
            self._add_parameter(word, [x.shape.channels for x in inputs], [None for _ in inputs])
            for x in inputs:
                self.entering[id(x)] = name(word)
        for word, scopes, lines in self._own_names():
            values = [scope.names[word] for scope in scopes]
            python_name = _variable(word, self.parameters)
            if not all(map(_is_number, values)) or word in self.fixed or python_name in self.fixed:
                continue
            if any(isinstance(value, tuple) for value in values) and _same(values):
                continue
            derived = self._derived(word, values, scopes, lines)
            if derived is not None:
                for scope in scopes:
                    self.translator.variables[id(scope), word] = derived
                self.translator.forget()
                continue
            sources: list[make.Source | None] = [
                (ast.Name(line.statement.span, word), scope, line.x) if line else None
                for scope, line in zip(scopes, lines, strict=True)
            ]
            parameter = self._add_parameter(python_name, [_unsized(value) for value in values], sources)
            default = self._default(word, lines[0])
            if default is not None:
                parameter.default, parameter.has_default = default, True
            for scope in scopes:
                self.translator.variables[id(scope), word] = name(python_name)

    def _own_names(self) -> Iterable[tuple[str, list[Scope], list[Line | None]]]:
        """The parameters of the source that the class has: of the block in each instance, or of the model."""
        if self.instances[0].parent is None:
            scope = self._root_scope()
            if scope is not None:
                for word in self.all.graph.arguments:
                    yield word, [scope], [None]
            return
        calls = [self.plan.block_of(instance) for instance in self.instances]
        known = [call for call in calls if call is not None and call.block is not None]
        if len(known) < len(calls):
            return
        scopes = [self._block_scope(call) for call in known]
        found = [scope for scope in scopes if scope is not None]
        block = known[0].block
        assert block is not None
        if len(found) == len(scopes):
            for parameter in block.parameters:
                yield parameter.name, found, list(known)

    def _root_scope(self) -> Scope | None:
        if not self.lines.lines:
            return None
        scope = self.lines.lines[0].scope
        while scope.outer is not None:
            scope = scope.outer
        return scope if all(word in scope.names for word in self.all.graph.arguments) else None

    def _block_scope(self, call: Line) -> Scope | None:
        return next((line.scope for line in call.inner if self.lines.owners.get(id(line.scope)) is call), None)

    def _default(self, word: str, line: Line | None) -> Any:
        if line is None:
            value = self.all.graph.arguments[word]
            return _unsized(value)
        assert line.block is not None
        default = default_of(line, word)
        if isinstance(default, ast.Literal) and _is_number(default.value):
            return _unsized(default.value)
        return None

    def _derived(
        self, word: str, values: list[Any], scopes: list[Scope], lines: list[Line | None]
    ) -> python.expr | None:
        """The default of a parameter where it follows from those before it, and holds in every instance."""
        found: list[python.expr] = []
        for line, scope, known, value in zip(lines, scopes, self.values, values, strict=True):
            default = default_of(line, word) if line is not None else None
            if line is None or default is None or isinstance(default, ast.Literal):
                return None
            made = self.translator.translate(default, scope, line.x)
            if made is None or not names_in(made) or not names_in(made) <= known.keys():
                return None
            try:
                if evaluate(made, known) != _unsized(value):
                    return None
            except Exception:
                return None
            found.append(made)
        return found[0] if _all_equal(found) else None

    def _add_parameter(self, word: str, values: list[Any], sources: list[make.Source | None]) -> make.Parameter:
        parameter = self.parameters[word] = make.Parameter(word, values, sources)
        for known, value in zip(self.values, values, strict=True):
            known[word] = value
        return parameter

    def _finish(self) -> None:
        used = set[str]()
        for expr in expressions_of(self.result.entries):
            used |= names_in(expr)
        chosen = [parameter for word, parameter in self.parameters.items() if word in used]
        self.result.parameters = [p for p in chosen if not p.has_default] + [p for p in chosen if p.has_default]
        outputs = [instance.output for instance in self.instances]
        known = [self._given(y) for y in outputs if y is not None]
        first = known[0] if len(known) == len(outputs) and _all_equal(known) else None
        self.result.output = first if first is not None and names_in(first) <= used else None

    # ------------------------------------------------------------------------------------ entries

    def _sequence(self, rows: list[Row], container: Container, depth: int = 0) -> list[make.Entry]:
        """The entries of bodies in step."""
        parts = [self.all.segments(container, row.items, depth) for row in rows]
        if depth == 0:
            self._taint_conditions(rows, container)
        entries: list[make.Entry] = []
        for together in zip(*parts, strict=True):
            first = together[0]
            if isinstance(first, Segment):
                segments = [each for each in together if isinstance(each, Segment)]
                entries += self._loop(rows, segments, container)
            else:
                items = [each for each in together if not isinstance(each, Segment)]
                entries.append(self._child(rows, items, rolled=depth > 0))
        return entries

    def _child(self, rows: list[Row], items: list[Item], *, rolled: bool) -> make.Child:
        present = [item for item in items if id(item) not in self.plan.stand_ins]
        if len(present) < len(items):
            return self._optional(rows, items)
        first = items[0]
        child = make.Child(first.label, self._build(rows, items), comment=self._comment(items))
        for item, row in zip(items, rows, strict=True):
            label = getattr(self.lines.line_of(item).statement, "label", None)
            if label is not None:
                for part in label.parts:
                    if not isinstance(part, str):
                        self._taint(part, self.lines.line_of(item), row, unless_rolled=rolled)
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
        condition = self._resolve(present[0].label, cells)
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
                written = self.translator.translate(part, line.scope, line.x)
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
        if not _all_equal(found):
            raise CannotRollError
        if isinstance(found[0], python.Constant) and len({item.label for item in items}) > 1:
            raise CannotRollError
        return found[0]

    def _build(self, rows: list[Row], items: list[Item]) -> make.Build:
        containers = [item for item in items if isinstance(item, Container)]
        if not containers:
            return self._leaf(rows, [item for item in items if isinstance(item, Node)])
        if self.all.has_class(containers[0]):
            return self._instance(rows, containers)
        inner = [
            Row(row.instance, row.values, self.plan.children(container), self._input(container))
            for row, container in zip(rows, containers, strict=True)
        ]
        self._flow_in(inner)
        entries = self._sequence(inner, containers[0])
        return make.Sequence(entries)

    def _flow_in(self, rows: list[Row]) -> None:
        for row in rows:
            self._channels(row.x)

    def _instance(self, rows: list[Row], containers: list[Container]) -> make.Call:
        """The call of a class of the file."""
        made = self.all.by_container[id(containers[0])]
        if any(self.all.by_container[id(container)] is not made for container in containers):
            raise CannotRollError
        places = [self.all.places[id(container)] for container in containers]
        arguments: list[tuple[str, python.expr]] = []
        resolved: dict[str, python.expr] = {}
        in_order = True
        for parameter in made.parameters:
            cells = []
            for row, container, place in zip(rows, containers, places, strict=True):
                cell = Cell(row, parameter.values[place], parameter.sources[place])
                if parameter.name in ("in_channels", "in_features") and cell.source is None:
                    cell.expr = self._channels(self._input(container))
                cells.append(cell)
            expr = self._resolve(parameter.name, cells)
            resolved[parameter.name] = expr
            if parameter.has_default and text(expr) == text(constant(parameter.default)):
                in_order = False
                continue
            arguments.append(("" if in_order and not parameter.has_default else parameter.name, expr))
        for container in containers:
            if made.output is not None and container.output is not None:
                self.made[id(container.output)] = substituted(made.output, resolved)
        self.translator.forget()
        return make.Call(made.name, arguments)

    def _leaf(self, rows: list[Row], nodes: list[Node]) -> make.Build:
        calls = [self.all.constructor(node) for node in nodes]
        arguments: list[tuple[str, python.expr]] = []
        by_mark: dict[str, python.expr] = {}
        if calls[0].is_parameter:
            shapes = [call.arguments[0].value for call in calls]
            shapes = [shape if isinstance(shape, tuple) else (shape,) for shape in shapes]
            ranks = [len(node.operation.parameters(node.source_shape)[""]) for node in nodes]  # type: ignore[union-attr]
            shapes = [shape if len(shape) == rank else shape * rank for shape, rank in zip(shapes, ranks, strict=True)]
            value = self._argument(rows, nodes, [call.arguments[1] for call in calls])
            if any(shape[:1] != (node.source_shape.channels,) for shape, node in zip(shapes, nodes, strict=True)):
                self._flow_out(nodes, {})
                return make.Filled([*map(constant, shapes[0])], value)  # one number for all channels
            cells = [
                Cell(row, shape[0], expr=self._channels(node.inputs[0]))
                for row, shape, node in zip(rows, shapes, nodes, strict=True)
            ]
            self._flow_out(nodes, {})
            return make.Filled([self._resolve("channels", cells), *map(constant, shapes[0][1:])], value)
        for together in zip(*(call.arguments for call in calls), strict=True):
            expr = self._argument(rows, nodes, list(together))
            given = together[0]
            if given.mark:
                by_mark[given.mark] = expr
            if all(each.is_default for each in together) and not names_in(expr):
                continue
            arguments.append((given.name, expr))
        self._flow_out(nodes, by_mark)
        return make.Call(self.plan.qualified(calls[0].name), arguments)

    def _argument(self, rows: list[Row], nodes: list[Node], together: list[Given]) -> python.expr:
        cells = []
        for row, node, given in zip(rows, nodes, together, strict=True):
            cell = Cell(row, given.value)
            if given.mark == CHANNELS:
                cell.expr = self._channels(node.inputs[0])
            elif given.mark:
                line = self.lines.line_of(node)
                written = _written(node, line, given.mark)
                if written is not None:
                    cell.source = (written, line.scope, line.x)
            cells.append(cell)
        mark = together[0].mark
        return self._resolve(_ROLES.get(mark, mark) or together[0].name or "value", cells)

    def _flow_out(self, nodes: list[Node], by_mark: dict[str, python.expr]) -> None:
        """Note the expressions for the channels that layers give."""
        for node in nodes:
            layer = node.operation
            assert isinstance(layer, Layer)
            known = by_mark.get(layer.output_channels) if layer.output_channels else None
            if known is None:
                known = self._through(node)
            if known is not None:
                self.made[id(node)] = known
        self.translator.forget()

    def _through(self, node: Node) -> python.expr | None:
        """The channels of a layer that does not choose them."""
        x = node.inputs[0]
        before = self._channels(x)
        if before is None or not isinstance(node.operation, Layer):
            return None
        if node.shape.channels == x.shape.channels:
            return before
        if isinstance(node.shape, Vector) and x.shape.sizes:
            made = before
            for side in x.shape.sizes:
                if side > 1:
                    made = python.BinOp(made, python.Mult(), constant(side))
            return made
        return None

    def _channels(self, node: Node) -> python.expr | None:
        """The expression for the channels of a value; None where only the number is known."""
        entering = self.entering.get(id(node))
        return entering if entering is not None else self._given(node)

    def _given(self, node: Node) -> python.expr | None:
        """The same for a value that leaves a body: it may be what enters the next, where it has another name."""
        known = self.made.get(id(node))
        if known is not None:
            return known
        made: python.expr | None = None
        operation = node.operation
        if isinstance(operation, Concat):
            made = _total([self._channels(x) for x in node.inputs])
        elif isinstance(operation, Part):
            before = self._channels(node.inputs[0])
            if operation.sizes is not None:
                made = constant(node.shape.channels)
            elif before is not None:
                made = folded(python.BinOp(before, python.FloorDiv(), constant(operation.count)))
        elif isinstance(operation, Join):
            alike = (x for x in node.inputs if x.shape.channels == node.shape.channels)
            made = next((self._channels(x) for x in alike), None)
        elif isinstance(operation, Layer) and operation.identity:
            made = self._channels(node.inputs[0])
        if made is None:
            return self.entering.get(id(node))
        self.made[id(node)] = made
        return made

    # ------------------------------------------------------------------------------------ numbers

    def _resolve(self, role: str, cells: list[Cell]) -> python.expr:
        """The expression for a number in all rows."""
        values = [cell.value for cell in cells]
        candidate = self._candidate(cells)
        if candidate is not None:
            return candidate
        if _same(values):
            for cell in cells:
                if cell.source is not None:
                    self._taint(cell.source[0], None, cell.row, cell.source)
            return constant(values[0])
        by_instance: dict[int, Any] = {}
        sources: dict[int, make.Source | None] = {}
        for cell in cells:
            if by_instance.setdefault(cell.row.instance, cell.value) != cell.value:
                return self._each_round(role, cells)
            sources.setdefault(cell.row.instance, cell.source)
        some = next(iter(by_instance))  # where an instance has no such child, any value will do
        if any(number not in by_instance for number in range(len(self.instances))) and not self.plan.stand_ins:
            raise CannotRollError
        ordered = [by_instance.get(number, by_instance[some]) for number in range(len(self.instances))]
        sources = {number: sources.get(number) for number in range(len(self.instances))}
        word = _hint(role, cells)
        for known, parameter in self.parameters.items():
            if parameter.values == ordered and known.rstrip("0123456789_") == word:
                return name(known)
        word = _variable(word, self.parameters)
        self._add_parameter(word, ordered, [sources[number] for number in range(len(self.instances))])
        for cell in cells:
            cell.row.values[word] = cell.value
        return name(word)

    def _candidate(self, cells: list[Cell]) -> python.expr | None:
        """The expression that all rows have in the source, if it is right in each."""
        if not self.all.generalise:
            return None
        found: list[python.expr] = []
        for cell in cells:
            made = cell.expr
            if made is None and cell.source is not None:
                made = self.translator.translate(*cell.source)
            if made is None:
                return None
            found.append(made)
        if not _all_equal(found):
            return None
        try:
            right = all(_agree(evaluate(found[0], cell.row.values), cell.value) for cell in cells)
        except Exception:
            return None
        if not right:
            return None
        return found[0] if names_in(found[0]) or _is_product(found[0]) else constant(cells[0].value)

    def _taint(
        self,
        expr: ast.Expr,
        line: Line | None,
        row: Row,
        source: make.Source | None = None,
        *,
        unless_rolled: bool = False,
    ) -> None:
        """Note the parameters that an expression depends on, which was worked out once and for all."""
        if unless_rolled:
            return
        scope, x = (source[1], source[2]) if source is not None else (line.scope, line.x) if line else (None, None)
        if scope is not None and x is not None:
            self.tainted |= _reads(expr, scope, self.translator, self.lines)

    def _taint_conditions(self, rows: list[Row], container: Container) -> None:
        """Parameters on which conditions and unrolled loops depend."""
        todo: list[Line] = []
        for row, instance in zip(rows, self.instances, strict=False):
            todo += self.lines.lines if instance.parent is None else self.lines.line_of(instance).inner
            del row
        while todo:
            line = todo.pop()
            statement = line.statement
            if isinstance(statement, ast.If):
                for test, _ in statement.branches:
                    if test is not None:
                        self.tainted |= _reads(test, line.scope, self.translator, self.lines)
            elif isinstance(statement, ast.Join):
                for inner in statement.body:
                    for test, _ in inner.branches if isinstance(inner, ast.If) else []:
                        if test is not None:
                            self.tainted |= _reads(test, line.scope, self.translator, self.lines)
            if isinstance(statement, ast.For | ast.Repeat) and (
                id(statement) in self.all.unrolled or not self.plan.is_sequential(container)
            ):
                heads = [statement.count] if isinstance(statement, ast.Repeat) else [statement.start, statement.stop]
                for head in heads:
                    if head is not None and not isinstance(head, ast.ListDisplay):
                        self.tainted |= _reads(head, line.scope, self.translator, self.lines)
            if not line.makes_child or isinstance(statement, ast.Section):
                todo += line.inner

    # -------------------------------------------------------------------------------------- loops

    def _loop(self, rows: list[Row], segments: list[Segment], container: Container) -> list[make.Entry]:
        """A loop of the source as a loop of Python, or its first round and a loop for the others."""
        statement = segments[0].statement
        body_keys = [
            [self.all._unnamed(self.all._body_key(container, items)) for _, items in segment.rounds]
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
            saved, known = self._saved(), [dict(row.values) for row in rows]
            try:
                return attempt(zipping)
            except CannotRollError as error:
                if error.statement is not None:
                    raise
                self._restore(saved)
                for row, values in zip(rows, known, strict=True):
                    row.values.clear()
                    row.values.update(values)
        raise CannotRollError(statement)

    def _saved(self) -> tuple[Any, ...]:
        return (
            dict(self.translator.variables),
            dict(self.entering),
            dict(self.made),
            dict(self.parameters),
            [dict(values) for values in self.values],
            set(self.tainted),
        )

    def _restore(self, saved: tuple[Any, ...]) -> None:
        self.translator.variables = dict(saved[0])
        self.entering, self.made = dict(saved[1]), dict(saved[2])
        self.parameters, self.tainted = dict(saved[3]), set(saved[5])
        self.values = [dict(values) for values in saved[4]]
        self.translator.forget()

    def _first_and_others(
        self, rows: list[Row], segments: list[Segment], container: Container, *, zipping: bool
    ) -> list[make.Entry]:
        depth = segments[0].depth + 1
        first = [
            Row(row.instance, row.values, segment.rounds[0][1], row.x)
            for row, segment in zip(rows, segments, strict=True)
        ]
        entries = self._sequence(first, container, depth)
        return [*entries, *self._rounds(rows, segments, container, 1, carry=False, zipping=zipping)]

    def _rounds(
        self, rows: list[Row], segments: list[Segment], container: Container, skip: int, *, carry: bool, zipping: bool
    ) -> list[make.Entry]:
        """The rounds of a loop from ``skip`` on as one loop. ``carry`` hands the channels from round to round;
        ``zipping`` gives numbers a variable that are others in each round."""
        statement = segments[0].statement
        targets = [target.id for target in statement.targets] if isinstance(statement, ast.For) else []
        words = {target: _variable(target, {**self.parameters, **rows[0].values}) for target in targets}
        carried = _variable("channels", {**self.parameters, **rows[0].values, **words}) if carry else ""
        iterable = self._iterable(rows, segments, skip)
        body: list[Row] = []
        starts: list[python.expr | None] = []
        for row, segment in zip(rows, segments, strict=True):
            for number, (scope, items) in enumerate(segment.rounds):
                if number < skip:
                    continue
                x = self._entering(items[0])
                values = {**row.values, **{words[target]: _unsized(scope.names[target]) for target in targets}}
                if number == skip:
                    starts.append(self._channels(x))
                if carry:
                    values[carried] = x.shape.channels
                body.append(Row(row.instance, values, items, x))
                for target in targets:
                    if not _is_number(scope.names[target]):
                        continue
                    self.translator.variables[id(scope), target] = name(words[target])
        if starts[0] is None or any(each is None or text(each) != text(starts[0]) for each in starts):
            start = None
        else:
            start = starts[0]
        if carry and start is None:
            start_values = [self._entering(segment.rounds[skip][1][0]).shape.channels for segment in segments]
            if not _same(start_values):
                raise CannotRollError
            start = constant(start_values[0])
        for row in body:
            if carry:
                self.entering[id(row.x)] = name(carried)
            elif start is not None:
                try:
                    if evaluate(start, row.values) != row.x.shape.channels:
                        raise CannotRollError
                except NameError:
                    raise CannotRollError from None
                self.entering[id(row.x)] = start
            elif not _same([each.x.shape.channels for each in body]):
                raise CannotRollError
            else:
                self.entering[id(row.x)] = constant(row.x.shape.channels)
        self.translator.forget()
        self.each_round.append((body if zipping else [], {}))
        try:
            entries = self._sequence(body, container, segments[0].depth + 1)
        finally:
            _, varying = self.each_round.pop()
        outputs = [self._leaving(row.items[-1]) for row in body]
        known = [self._given(y) for y in outputs]
        update = known[0]
        if update is None or not _all_equal(known) or not self._right(update, body, outputs):
            if not _same([y.shape.channels for y in outputs]) or carry:
                raise CannotRollError
            update = constant(outputs[0].shape.channels)
        if not carry and names_in(update) & set(words.values()):
            raise CannotRollError
        for y in outputs:
            self.entering[id(y)] = name(carried) if carry else update
        self.translator.forget()
        used = {word for expr in expressions_of(entries) for word in names_in(expr)} | names_in(update)
        shown = [words[target] if words[target] in used else "_" for target in targets] or ["_"]
        if shown == ["_"]:
            iterable = _counting(iterable)
        if varying:
            iterable, shown = self._zipped(
                rows, varying, [len(each.rounds) - skip for each in segments], iterable, shown
            )
        hand_on = (carried, start, update) if carry and start is not None else None
        if carry and (carried not in used):
            raise CannotRollError
        return [make.Loop(shown, iterable, entries, hand_on)]

    def _each_round(self, role: str, cells: list[Cell]) -> python.expr:
        """The variable of a loop for a number that is another in each round, and for which the source has no expression
        that can be written: the loop goes through the numbers. Raises CannotRollError where there is no such loop."""
        rows, varying = self.each_round[-1] if self.each_round else ([], {})
        if len(rows) != len(cells) or any(cell.row is not row for cell, row in zip(cells, rows, strict=True)):
            raise CannotRollError
        values = [cell.value for cell in cells]
        for word, known in varying.items():
            if known == values:
                return name(word)
        if len(varying) == VARYING or not all(type(value) in (int, float) for value in values):
            raise CannotRollError
        word = _variable(_hint(role, cells), {*self.parameters, *(known for row in rows for known in row.values)})
        varying[word] = values
        for cell in cells:
            cell.row.values[word] = cell.value
        return name(word)

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
            lists.append(self._resolve(f"{word}s", cells))
        if targets == ["_"] and len(lists) == 1:
            return lists[0], [*varying]
        if len(targets) > 1:
            raise CannotRollError
        together = lists if targets == ["_"] else [iterable, *lists]
        strict = python.keyword("strict", constant(True))
        shown = [*varying] if targets == ["_"] else [*targets, *varying]
        return python.Call(name("zip"), together, [strict]), shown

    def _right(self, expr: python.expr, rows: list[Row], outputs: list[Node]) -> bool:
        try:
            return all(evaluate(expr, row.values) == y.shape.channels for row, y in zip(rows, outputs, strict=True))
        except Exception:
            return False

    def _entering(self, item: Item) -> Node:
        if isinstance(item, Container):
            return self._input(item)
        return item.inputs[0]

    def _leaving(self, item: Item) -> Node:
        if isinstance(item, Container):
            assert item.output is not None
            return item.output
        return item

    def _iterable(self, rows: list[Row], segments: list[Segment], skip: int) -> python.expr:
        """What the loop goes through. Raises CannotRollError where it cannot be written."""
        found: list[python.expr] = []
        for row, segment in zip(rows, segments, strict=True):
            statement = segment.statement
            line = self._loop_line(segment)
            if line is None:
                raise CannotRollError
            if isinstance(statement, ast.For) and statement.stop is None:
                items = self.translator.translate(statement.start, line.scope, line.x)
                if items is None:
                    raise CannotRollError
                made = _sliced(items, skip)
                actual: list[Any] = [
                    _unsized(tuple(scope.names[target.id] for target in statement.targets))
                    if len(statement.targets) > 1
                    else _unsized(scope.names[statement.targets[0].id])
                    for scope, _ in segment.rounds[skip:]
                ]
            else:
                bounds = (
                    [None, statement.count] if isinstance(statement, ast.Repeat) else [statement.start, statement.stop]
                )
                written = [
                    python.Constant(1) if bound is None else self.translator.translate(bound, line.scope, line.x)
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
                    end = _plus_one(stop)
                    made = python.Call(name("range"), [begin, end], [])
                    first = segment.rounds[0][0].names[statement.targets[0].id]
                    actual = list(range(first + skip, first + len(segment.rounds)))
            values = {**row.values, "range": range}
            try:
                if [_unsized(each) for each in evaluate(made, values)] != actual:
                    raise CannotRollError
            except CannotRollError:
                raise
            except Exception:
                raise CannotRollError from None
            found.append(made)
        if not _all_equal(found):
            return self._counted(rows, segments, skip)
        return found[0]

    def _counted(self, rows: list[Row], segments: list[Segment], skip: int) -> python.expr:
        """The iterable of loops that differ in their number of rounds alone, which becomes a parameter."""
        if any(isinstance(segment.statement, ast.For) and segment.statement.stop is None for segment in segments):
            raise CannotRollError
        cells = [
            Cell(row, len(segment.rounds), self._count_source(segment))
            for row, segment in zip(rows, segments, strict=True)
        ]
        statement = segments[0].statement
        begin = 1
        if isinstance(statement, ast.For):
            firsts = [segment.rounds[0][0].names[statement.targets[0].id] for segment in segments]
            if not _same(firsts):
                raise CannotRollError
            begin = firsts[0]
        count = self._resolve("depth", cells)
        if isinstance(statement, ast.Repeat):
            return python.Call(name("range"), [_minus(count, skip)], [])
        return python.Call(name("range"), [constant(begin + skip), _minus(count, -begin)], [])

    def _count_source(self, segment: Segment) -> make.Source | None:
        statement, line = segment.statement, self._loop_line(segment)
        if line is None:
            return None
        if isinstance(statement, ast.Repeat):
            return statement.count, line.scope, line.x
        if statement.stop is not None and isinstance(statement.start, ast.Literal) and statement.start.value == 1:
            return statement.stop, line.scope, line.x
        return None

    def _loop_line(self, segment: Segment) -> Line | None:
        """The line of a loop, or one that stands for it: what its header saw."""
        scope = segment.outer
        if scope is None:
            return None
        first = segment.rounds[0][1][0]
        return Line(segment.statement, scope, self._entering(first), self._entering(first))

    # ----------------------------------------------------------------------------------- comments

    def _comment(self, items: list[Item]) -> str:
        """The shape after a child, where it is the same in all rows."""
        if len(self.instances) > 1 or len(items) > 1:
            return ""
        node = self._leaving(items[0])
        before = self._entering(items[0])
        return self.plan.expected.get(id(node)) or (str(node.shape) if node.shape != before.shape else "")


def _hint(role: str, cells: list[Cell]) -> str:
    """What a number is called: by the name that the source has for it, else by its role."""
    source = cells[0].source
    return source[0].id if source is not None and isinstance(source[0], ast.Name) else role


def _is_identity(item: Item) -> bool:
    return isinstance(item, Node) and isinstance(item.operation, Layer) and item.operation.identity


def _written(node: Node, line: Line, wanted: str) -> ast.Expr | None:
    """The expression that a layer line has for an argument."""
    assert isinstance(node.operation, Layer)
    assert isinstance(line.statement, ast.Call)
    places = iter(node.operation.positional)
    for given in line.statement.arguments:
        if (given.name or next(places).name) == wanted:
            return given.value
    return None


def _reads(expr: ast.Expr, scope: Scope, translator: Translator, lines: SourceLines) -> set[str]:
    """The variables of a constructor that an expression depends on."""
    found: set[str] = set()
    seen: set[tuple[int, int]] = set()
    todo: list[tuple[Any, Scope]] = [(expr, scope)]
    while todo:
        part, where = todo.pop()
        if (id(part), id(where)) in seen:
            continue
        seen.add((id(part), id(where)))
        if isinstance(part, ast.Name):
            home = where.find(part.id)
            if home is None:
                continue
            known = translator.variables.get((id(home), part.id))
            let = lines.lets.get((id(home), part.id))
            owner = lines.owners.get(id(home))
            if known is not None:
                found |= names_in(known)
            elif let is not None and isinstance(let.statement, ast.Let):
                todo.append((let.statement.value, let.scope))
            elif isinstance(owner, Line) and owner.block is not None:
                given, default = argument(owner, part.id), default_of(owner, part.id)
                if given is not None:
                    todo.append((given, owner.scope))
                elif default is not None:
                    todo.append((default, home))
            continue
        for value in vars(part).values() if hasattr(part, "__dict__") else _fields(part):
            inner = value if isinstance(value, list | tuple) else [value]
            flat = [item for each in inner for item in (each if isinstance(each, tuple) else [each])]
            todo += [(item, where) for item in flat if type(item).__module__ == ast.__name__]
    return found


def _fields(part: Any) -> list[Any]:
    return [getattr(part, slot) for slot in getattr(type(part), "__slots__", ()) if hasattr(part, slot)]


def expressions_of(entries: Iterable[make.Entry]) -> Iterable[python.expr]:
    """All expressions of a body."""
    for entry in entries:
        if isinstance(entry, make.Loop):
            yield entry.iterable
            yield from expressions_of(entry.entries)
            if entry.carried:
                yield from entry.carried[1:]
            continue
        yield from (expr for expr in (entry.name_expr, entry.condition) if expr is not None)
        build = entry.build
        if isinstance(build, make.Call):
            yield from (expr for _, expr in build.arguments)
        elif isinstance(build, make.Filled):
            yield from (*build.shape, build.value)
        else:
            yield from expressions_of(build.entries)


def _variable(word: str, taken: Iterable[str]) -> str:
    """A name for a variable that is free."""
    word = re.sub(r"\W", "_", word) or "value"
    if word[0].isdigit():
        word = f"_{word}"
    word = word if word.isascii() else "value"
    candidate = word if not keyword.iskeyword(word) and word not in _MODULE_WORDS else f"{word}_"
    number = 1
    while candidate in taken:
        number += 1
        candidate = f"{word.rstrip('_')}{number}"
    return candidate


def _is_number(value: Any) -> bool:
    """Whether a value can be a parameter of a constructor."""
    if isinstance(value, Reference | str):
        return False
    if isinstance(value, tuple):
        return bool(value) and all(map(_is_number, value))
    return isinstance(value, bool | int | float) and literal(value)


def _unsized(value: Any) -> Any:
    return tuple(map(_unsized, value)) if isinstance(value, tuple) and not isinstance(value, Reference) else value


def _same(values: Sequence[Any]) -> bool:
    return all(type(value) is type(values[0]) and value == values[0] for value in values[1:])


def _agree(made: Any, value: Any) -> bool:
    """Whether an expression came to a value; a size of equal sides is one number."""
    if isinstance(made, tuple) and not isinstance(value, tuple | list) and len(set(made)) == 1:
        made = made[0]
    if isinstance(made, bool) != isinstance(value, bool):
        return False
    return type(made) in (int, float, bool, tuple) and made == value


def _all_equal(exprs: Sequence[python.expr | None]) -> bool:
    texts = {None if expr is None else text(expr) for expr in exprs}
    return len(texts) == 1


def _is_product(expr: python.expr) -> bool:
    """Whether an expression shows how many features a map has: `512 * 7 * 7`."""
    return isinstance(expr, python.BinOp) and isinstance(expr.op, python.Mult)


def _total(parts: list[python.expr | None]) -> python.expr | None:
    """A sum, equal terms together."""
    counts: dict[str, tuple[python.expr, int]] = {}
    number = 0
    for part in parts:
        if part is None:
            return None
        if not names_in(part):
            number += evaluate(part, {})
            continue
        expr, count = counts.get(text(part), (part, 0))
        counts[text(part)] = expr, count + 1
    terms = [expr if n == 1 else python.BinOp(constant(n), python.Mult(), expr) for expr, n in counts.values()]
    if number or not terms:
        terms.append(constant(number))
    made = terms[0]
    for term in terms[1:]:
        made = python.BinOp(made, python.Add(), term)
    return made


def _counting(expr: python.expr) -> python.expr:
    """What a loop goes through that only counts its rounds: `range(3)` for `range(1, 4)`."""
    first = expr.args[0] if isinstance(expr, python.Call) and len(expr.args) == 2 else None
    if not isinstance(expr, python.Call) or not isinstance(first, python.Constant) or not isinstance(first.value, int):
        return expr
    return python.Call(name("range"), [_minus(expr.args[1], first.value)], [])


def _plus_one(expr: python.expr) -> python.expr:
    return _minus(expr, -1)


def _minus(expr: python.expr, number: int) -> python.expr:
    """An expression less a number."""
    if number == 0:
        return expr
    if isinstance(expr, python.BinOp) and isinstance(expr.right, python.Constant) and isinstance(expr.right.value, int):
        if isinstance(expr.op, python.Sub):
            return _minus(expr.left, number + expr.right.value)
        if isinstance(expr.op, python.Add):
            return _minus(expr.left, number - expr.right.value)
    operator: python.operator = python.Sub() if number > 0 else python.Add()
    return folded(python.BinOp(expr, operator, constant(abs(number))))


def _sliced(items: python.expr, skip: int) -> python.expr:
    """A list without its first items."""
    if not skip:
        return items
    if isinstance(items, python.Tuple):
        return python.Tuple(items.elts[skip:], python.Load())
    return python.Subscript(items, python.Slice(constant(skip), None, None), python.Load())
