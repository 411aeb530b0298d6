"""The source text of a forward method: plain, as an expert would have written it."""

from __future__ import annotations

import keyword
import re
import textwrap
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cnndsl.graph.ir import Container, Item, Node, around
from cnndsl.graph.joins import Concat, Join, Mul, Part
from cnndsl.layers.layer import Layer

if TYPE_CHECKING:
    from cnndsl.backends.torch.plan import Planner

_TAKEN = frozenset({"self", "torch", "nn", "Tensor", "getattr", "x"})

_DEEPEST = 100
"""Branches inside one another, beyond which a join goes back to the variable of the first."""

_WIDTH = 100
"""Longest line of the generated text, as far as it can be broken."""


@dataclass(slots=True)
class _Statement:
    """One line of a forward: the call of a module, a join, or the cut of a `split`."""

    inputs: list[Node]
    outputs: list[Node]
    operation: Layer | Join | None
    """None for the call of a container."""

    label: str = ""
    """The last part of the module's name; of a join, the label of the section that holds nothing else."""

    module: str = ""
    """How the forward reaches the module: `self.features`."""

    head: str = ""
    """The label of the auxiliary head that the line belongs to."""

    names: dict[Node, str] = field(default_factory=dict)
    """Of the call of a container, what its results are called in it."""

    @property
    def is_call(self) -> bool:
        return not isinstance(self.operation, Join)


class Forward:
    """The forward method of one container.

    A value that is read once hands its variable on to what reads it. Where several lines read one value, each starts
    a branch with a variable of its own; the join of the branches goes back to the variable that they started from.
    """

    def __init__(self, planner: Planner, container: Container) -> None:
        self.planner = planner
        self.container = container
        self.steps: list[_Statement] = []
        self.same: dict[Node, Node] = {}  # `identity` in a branch is another name for its input
        self.cuts: dict[int, _Statement] = {}
        self.part_labels: dict[Node, str] = {}
        self.heads: list[tuple[str, Node]] = []
        self._collect(container)
        self.arguments = self._arguments()
        self.results = self._results()
        self.output_names = {node: _variable_for(name) for name, node in reversed(self.results) if name}
        self.made = {node: step.head for step in self.steps if step.head for node in step.outputs}  # in which head
        self.begins: dict[str, int] = {}  # place of the first step of each head
        for place, step in enumerate(self.steps):
            self.begins.setdefault(step.head, place)
        self.readers: dict[Node, list[int]] = {}  # places of the steps that read a value, in order
        for place, step in enumerate(self.steps):
            for x in dict.fromkeys(step.inputs):
                self.readers.setdefault(x, []).append(place)
        for _, value in (*self.results, *self.heads):
            self.readers.setdefault(value, []).append(len(self.steps))
        self.names: dict[Node, str] = {node: name for name, node in self.arguments}
        self.holds: dict[str, Node] = dict(self.arguments)
        self.origin: dict[str, str] = {}  # variable of a branch -> the one that it started from
        self.numbers: dict[str, tuple[int, int]] = {}
        """The last number that was put to each name, and the step until which those before it are taken."""

    def _arguments(self) -> list[tuple[str, Node]]:
        """What enters, by the names of the method's arguments: those of a network with named inputs are theirs."""
        graph = self.planner.graph
        if self.container.parent is None and graph.named_inputs:
            return [(end.name, end.node) for end in graph.inputs]
        return self.planner.arguments(self.container)

    def _results(self) -> list[tuple[str, Node]]:
        """What leaves in evaluation, with the keys that it has in a dictionary; the only result of any other container
        has none."""
        graph = self.planner.graph
        if self.container.parent is None and graph.named_outputs:
            return [(output.name, self._real(output.node)) for output in graph.results]
        return [("", self._real(node)) for node in self.planner.results(self.container)]

    # ------------------------------------------------------------------------------------------- steps

    def _collect(self, container: Container) -> None:
        """The steps in the order in which they run: that of the text, also where a section is continued after other
        lines."""
        placed = sorted(self._placed(container, "self", ""), key=lambda each: _first(self.planner, each[0]))
        for item, path, head in placed:
            label, module = self.planner.label(item), self.planner.attribute(path, item)
            if isinstance(item, Node):
                self._add(item, label, module, head)
                continue
            read = [self._real(x) for _, x in self.planner.arguments(item)]
            names = {y: name for name, y in item.values.items()}
            self.steps.append(_Statement(read, self.planner.results(item), None, label, module, head, names))
        for given in self.planner.graph.heads if container.parent is None else ():
            found = container.children[given.name]  # which has no items where all its lines run others again
            assert isinstance(found, Container)
            self.heads.append((self.planner.label(found), self._real(given.node)))

    def _placed(self, container: Container, path: str, head: str) -> Iterator[tuple[Item, str, str]]:
        """What this forward runs: layers, joins, and containers that have a forward of their own, with the path of the
        module that holds each, and the head that it belongs to."""
        for item in self.planner.items.get(container, []):
            own = self.planner.label(item) if self.planner.is_head(item) else head
            if item.place is not None:  # run again from a line that may stand in a head
                own = next((each.label for each in (item.place, *around(item.place)) if self.planner.is_head(each)), "")
            if isinstance(item, Node) or self.planner.is_closed(item):
                yield item, path, own
            else:
                yield from self._placed(item, self.planner.attribute(path, item), own)

    def _add(self, node: Node, label: str, module: str, head: str) -> None:
        operation = node.operation
        assert isinstance(operation, Layer | Join)
        inputs = [self._real(x) for x in node.inputs]
        if isinstance(operation, Part):
            cut = self.cuts.get(id(operation.split))
            if cut is None:
                cut = self.cuts[id(operation.split)] = _Statement(inputs, [], operation, head=head)
                self.steps.append(cut)
            cut.outputs.append(node)
        elif operation.identity and not self.planner.keeps(node):
            self.same[node] = inputs[0]
            self.part_labels.setdefault(inputs[0], label)
        elif isinstance(operation, Join):
            of = node.container  # a section that is no more than this join is its name
            name = of.label if of.parent is not None and of.output is node and not of.children else ""
            self.steps.append(_Statement(inputs, [node], operation, name, head=head))
        else:
            self.steps.append(_Statement(inputs, [node], operation, label, module, head))

    def _real(self, node: Node) -> Node:
        return self.same.get(node, node)

    # -------------------------------------------------------------------------------------------- text

    def text(self) -> str:
        """The method as source text, indented by four spaces, from `def forward` to `return`."""
        lines: list[str] = []
        head = ""
        value, variable = "x", "x"
        begins: dict[str, int] = {}  # where the lines of each head begin
        for place, step in enumerate(self.steps):
            if step.head and step.head != head:
                begins.setdefault(step.head, len(lines))
                lines.append("        if self.training:")
            head = step.head
            *partial, value = self._values(step)
            variable = self._variable(step, place)
            indent = " " * (12 if head else 8)
            lines += [line for each in partial for line in _assignment(self._partial, each, indent)]
            lines += _assignment(variable, value, indent)
        named = bool(self.output_names)
        results = [(name, self.names[node]) for name, node in self.results]
        annotation = "dict[str, Tensor]" if named else "Tensor"
        if len(results) > 1 and not named:
            annotation = f"tuple[{', '.join(['Tensor'] * len(results))}]"
        if self.heads:
            outputs = [self.names[output] for _, output in self.heads]
            if not named:
                annotation = f"Tensor | tuple[{', '.join(['Tensor'] * (1 + len(outputs)))}]"
            own = {self.names[output]: begins[self.made[output]] for _, output in self.heads if output in self.made}
            for variable, begin in sorted(own.items(), key=lambda item: item[1], reverse=True):
                lines.insert(begin, f"        {variable}: Tensor | None = None")  # TorchScript asks for it
            there = [f"{variable} is not None" for variable in own] or ["self.training"]
            lines.append(f"        if {' and '.join(there)}:")
            extra = [(name, self.names[output]) for name, output in self.heads]
            lines += _returned([*results, *extra] if named else [("", each) for each in (results[0][1], *outputs)], 12)
        elif self.steps and not self.steps[-1].is_call and [("", variable)] == results:
            del lines[-len(_assignment(variable, value, " " * 8)) :]
            return self._method(annotation, [*lines, *_assignment("", value, " " * 8)])
        return self._method(annotation, [*lines, *_returned(results, 8)])

    def _method(self, annotation: str, lines: list[str]) -> str:
        arguments = ", ".join(f"{name}: Tensor" for name, _ in self.arguments)
        return f"    def forward(self, {arguments}) -> {annotation}:\n" + "".join(f"{line}\n" for line in lines)

    def _values(self, step: _Statement) -> list[str]:
        """What a step comes to; that of very many branches after what some of them come to."""
        values = [self.names[x] for x in step.inputs]
        operation = step.operation
        if isinstance(operation, Join):
            return operation.codes(values, [x.shape for x in step.inputs], self._partial)
        if operation is None:
            return [f"{step.module}({', '.join(values)})"]
        applied = operation.applied_to(step.inputs[0].shape) if isinstance(operation, Layer) else Layer.applied
        return [applied.format(module=step.module, x=values[0])]

    @property
    def _partial(self) -> str:
        """A variable that nothing has."""
        name = "partial"
        while name in self.holds:
            name += "_"
        return name

    # --------------------------------------------------------------------------------------- variables

    def _variable(self, step: _Statement, place: int) -> str:
        """The variable, or the variables, that a step assigns to."""
        if isinstance(step.operation, Part):
            trunk = self.names[step.inputs[0]]
            return ", ".join(
                self._assign(part, self._fresh(self.part_labels.get(part, ""), f"{trunk}{number}", place), trunk)
                for number, part in enumerate(step.outputs, start=1)
            )
        output, *others = step.outputs
        if others:
            variables = [self._single(step, output, place)]
            for y in others:
                variables.append(self._assign(y, self._fresh(step.names.get(y, ""), "out", place), variables[0]))
            return ", ".join(variables)
        return self._single(step, output, place)

    def _single(self, step: _Statement, output: Node, place: int) -> str:
        """The variable of a value."""
        trunk = self._trunk([self.names[x] for x in step.inputs])
        if output in self.output_names:
            return self._assign(output, self._fresh(self.output_names[output], *self._branch(step)[1:], place), trunk)
        if trunk not in self.holds:  # the first value that comes of several inputs
            return self._assign(output, trunk, trunk)
        if not step.is_call or len(step.inputs) > 1:
            goes_on = all(self._dead(x, place) for x in (*step.inputs, self.holds[trunk])) and all(
                len(self.readers[x]) == 1 for x in step.inputs if self.names[x] != trunk
            )
            goes_on = goes_on and self.made.get(self.holds[trunk], "") == step.head
        else:
            readers = self.readers[step.inputs[0]]
            goes_on = readers[-1] == place and not step.head and all(self.steps[before].head for before in readers[:-1])
        if goes_on:
            return self._assign(output, trunk, self.origin.get(trunk, trunk))
        return self._assign(output, self._fresh(*self._branch(step), place), trunk)

    def _trunk(self, variables: list[str]) -> str:
        """The variable that branches started from: the nearest that all have in common."""
        different = dict.fromkeys(variables)
        if len(different) == 1:
            return variables[0]
        first, *others = map(self._origins, different)
        return next(name for name in first if all(name in other for other in others))

    def _origins(self, variable: str) -> dict[str, None]:
        """The variables that a branch started from, the nearest first; of very many inside one another not all."""
        found: dict[str, None] = {}
        while variable not in found and len(found) < _DEEPEST:
            found[variable] = None
            variable = self.origin.get(variable, variable)
        found.setdefault("x")
        return found

    def _branch(self, step: _Statement) -> tuple[str, str]:
        """What to call a branch after, by what its lines have in common and where it ends; and what otherwise."""
        if step.head:
            return step.head, "aux"
        labels = [step.label] if step.label else []
        node = step.outputs[0]
        end: Layer | Join | None = None
        beside = True  # whether there are other branches, not just the value that this one starts from
        last = -1
        while len(readers := self.readers.get(node, [])) == 1 and last < readers[0] < len(self.steps):
            last = readers[0]  # that of a section which ends in what it takes is read by it again
            reader = self.steps[last]
            if reader.head or (reader.is_call and len(reader.inputs) > 1):
                break
            if not reader.is_call:
                end = reader.operation
                beside = not any(self._reads(last, x) for x in step.inputs)
                break
            labels.append(reader.label)
            node = reader.outputs[0]
        otherwise = "branch1" if isinstance(end, Concat) and beside else "scale" if isinstance(end, Mul) else "out"
        stems = {re.sub(r"_\d+[a-z]*$", "", label) for label in labels}
        if len(stems) == 1 and (len(labels) > 1 or end is None):
            return stems.pop(), otherwise
        if len(labels) == 1 or (labels and isinstance(end, Concat | Mul) and not labels[-1][-1].isdecimal()):
            return labels[-1], otherwise
        return "", otherwise

    def _reads(self, place: int, x: Node) -> bool:
        """Whether the step at ``place`` reads a value."""
        readers = self.readers[x]
        at = bisect_left(readers, place)
        return at < len(readers) and readers[at] == place

    def _fresh(self, label: str, otherwise: str, place: int) -> str:
        """A variable that holds nothing that is still to be read."""
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", label).lower()
        if not _is_identifier(name) or name in _TAKEN:
            name = otherwise
        base, first = (name[:-1], int(name[-1])) if name == otherwise and name[-1].isdecimal() else (name, 1)
        wanted = name
        number, until = self.numbers.get(wanted, (first, 0))
        if place >= until:
            number, until = first, len(self.steps)
        while True:
            name = f"{base}{'_' if base[-1].isdecimal() else ''}{number}" if number > first else wanted
            x = self.holds.get(name)
            if name not in _TAKEN and (x is None or self._over(x, place)):
                self.numbers[wanted] = number, until
                return name
            until = until if x is None else min(until, self.readers[x][-1])
            number += 1

    def _over(self, x: Node, place: int) -> bool:
        """Whether the step at ``place`` may take the variable that holds a value.

        A head's variable is None where the head begins: by then nobody reads what it held before.
        """
        head = self.steps[place].head if place < len(self.steps) else ""
        if head and self.made.get(x, "") != head:
            place = self.begins[head] - 1
        return self._dead(x, place)

    def _dead(self, x: Node, place: int) -> bool:
        """Whether no step after ``place`` reads a value."""
        return self.readers.get(x, [-1])[-1] <= place

    def _assign(self, node: Node, variable: str, origin: str) -> str:
        self.names[node] = variable
        self.holds[variable] = node
        self.origin[variable] = origin
        return variable


def _first(planner: Planner, item: Item) -> int:
    """The place in the order of the text of the first operation of an item."""
    while isinstance(item, Container):
        item = planner.items[item][0]
    return item.index


def _variable_for(output: str) -> str:
    """What to call the variable of a named output: by its name, if a variable can have it."""
    return output if _is_identifier(output) else f"out_{re.sub(r'[^0-9A-Za-z]', '_', output)}"


def _returned(results: list[tuple[str, str]], indent: int) -> list[str]:
    """The `return` of variables: of a dictionary, where they have keys."""
    margin = " " * indent
    if not results[0][0]:
        return [f"{margin}return {', '.join(variable for _, variable in results)}"]
    items = [f'"{name}": {variable}' for name, variable in results]
    line = f"{margin}return {{{', '.join(items)}}}"
    if len(line) <= _WIDTH:
        return [line]
    return [f"{margin}return {{", *(f"{margin}    {item}," for item in items), f"{margin}}}"]


def _assignment(variable: str, value: str, indent: str) -> list[str]:
    """`variable = value`, or `return value`, on as many lines as it takes."""
    start = f"{variable} = " if variable else "return "
    line = f"{indent}{start}{value}"
    if len(line) <= _WIDTH:
        return [line]
    opening, closing = ("(", ")") if not value.startswith("torch.cat([") else ("torch.cat([", value[value.index("]") :])
    inner = value[len(opening) : -len(closing)] if opening != "(" else value
    deeper = " " * (len(indent) + 4)
    return [
        f"{indent}{start}{opening}",
        *textwrap.wrap(inner, _WIDTH, initial_indent=deeper, subsequent_indent=deeper, break_long_words=False),
        f"{indent}{closing}",
    ]


def attribute(path: str, name: str) -> str:
    """How code reaches a child of a module by its name: `self.conv1`, `getattr(self, "0")`; `self.__conv` is another
    name in a class (Python's name mangling)."""
    if _is_identifier(name) and not name.startswith("__"):
        return f"{path}.{name}"
    return f'getattr({path}, "{name}")'


def usable_name(name: str) -> bool:
    """Whether a forward may have an argument of this name."""
    return _is_identifier(name) and name not in _TAKEN


def _is_identifier(name: str) -> bool:
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
