"""What becomes of each container: an nn.Sequential, a class with a forward of its own, an nn.ModuleList, or a mere
holder."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from cnndsl.backends.torch.forward import Forward, attribute, usable_name
from cnndsl.compiled.allowed_text import HEADER
from cnndsl.graph.ir import Container, Graph, Item, Node, around, items_of
from cnndsl.graph.joins import Part
from cnndsl.layers.layer import Layer


@dataclass(slots=True)
class Plan:
    """What becomes of each container.

    ``classes`` maps a container to its generated class, ``holders`` are those whose nodes an outer forward calls, of
    which ``lists`` have nothing but numbered modules; all others are nn.Sequential. The root always has a class, for
    its name; where its children run one after the other it is an nn.Sequential without a forward of its own.
    """

    root_name: str
    classes: dict[Container, str] = field(default_factory=dict)
    holders: set[Container] = field(default_factory=set)
    lists: set[Container] = field(default_factory=set)
    class_names: dict[str, str] = field(default_factory=dict)
    """Class name to the text after it: its base and its body."""

    def is_module(self, container: Container) -> bool:
        """Whether a container is one: a section that only names a join of values from elsewhere holds nothing."""
        return container not in self.holders or holds_modules(container, self.is_module)

    @property
    def source(self) -> str:
        """The text of all classes, the root's first."""
        return self._text(self.class_names)

    @property
    def forwards(self) -> str:
        """The text of the classes that have a forward of their own; empty where there are none."""
        return self._text([name for name, body in self.class_names.items() if body != _NAME_ALONE])

    def _text(self, names: Iterable[str]) -> str:
        text = "".join(f"\n\nclass {name}{self.class_names[name]}" for name in names)
        return f"{HEADER}{text}" if text else ""


_NAME_ALONE = "(nn.Sequential):\n    pass\n"


def plan(graph: Graph) -> Plan:
    """Decide for every container and write the classes."""
    return Planner(graph).plan()


Answer = TypeVar("Answer")


def once(decide: Callable[[Any, Container], Answer]) -> Callable[[Any, Container], Answer]:
    """A question of a planner that is decided once for each container: its graph stays as it is."""

    @wraps(decide)
    def known(planner: Planner, container: Container) -> Answer:
        answers = planner.decided.setdefault(decide, {})
        if container not in answers:
            answers[container] = decide(planner, container)
        answer: Answer = answers[container]
        return answer

    return known


class Planner:
    """Decides for each container of a graph whether it is an nn.Sequential, a class with a forward of its own, or a
    holder."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.result = Plan(identifier(graph.name, "Model"))
        self.items: dict[Container, list[Item]] = {}
        self.used_outside: dict[Container, set[Node]] = {}
        self.fed_from: dict[Container, set[Node]] = {}
        self.decided: dict[Callable[..., Any], dict[Container, Any]] = {}
        """What was decided for each container, by the question."""

        self.names: dict[tuple[str, str], str] = {}
        """Of classes, by what they were to be called and their bodies."""

        self.numbers: dict[str, int] = {}
        """The last ones that were put to these names."""

        self.outputs = [output.node for output in graph.outputs]
        self.heads = {head.name for head in graph.heads}

    def plan(self) -> Plan:
        """The plan of the graph, with the text of every class that it needs."""
        self._collect()
        self._visit(self.graph.root)
        return self.result

    def _collect(self) -> None:
        """The items of every container in execution order, and the edges that cross its border."""
        needed = self._needed()
        self.items = items_of(needed)
        for node in needed:
            for x in node.inputs:
                inside, outside = set(around(node)), set(around(x))
                for container in inside:
                    if container not in outside:
                        self.fed_from.setdefault(container, set()).add(x)
                for container in outside:
                    if container not in inside:
                        self.used_outside.setdefault(container, set()).add(x)
        for node in self.outputs:
            for container in around(node):
                self.used_outside.setdefault(container, set()).add(node)
        for container in self.items:
            y = container.output
            within = [] if y is None else [*around(y)]
            if y is not None and container in within:  # what it gives is read there, if by nobody else
                for inner in within[: within.index(container)]:
                    self.used_outside.setdefault(inner, set()).add(y)

    def _needed(self) -> list[Node]:
        """The nodes without the joins that nothing reads, such as that of a `split` whose parts go elsewhere.

        Of a split with one part that is read all parts are needed: the cut gives them together.
        """
        nodes = list(self.graph.layers())
        read = set(self.outputs)
        read.update(container.output for node in nodes for container in around(node) if container.output)
        cut = set()
        for node in reversed(nodes):
            if node in read or isinstance(node.operation, Layer):
                read.update(node.inputs)
                if isinstance(node.operation, Part):
                    cut.add(id(node.operation.split))
        return [
            node
            for node in nodes
            if node in read
            or isinstance(node.operation, Layer)
            or (isinstance(node.operation, Part) and id(node.operation.split) in cut)
        ]

    def is_head(self, item: Item) -> bool:
        """Whether an item is a training-only head. What it gives may come from elsewhere."""
        return isinstance(item, Container) and item.parent is self.graph.root and item.label in self.heads

    def in_head(self, container: Container) -> bool:
        """Whether a container is a training-only head or lies in one."""
        return any(map(self.is_head, (container, *around(container))))

    @once
    def is_closed(self, container: Container) -> bool:
        """Whether a container can have a forward of its own: one value enters and one leaves, in every run."""
        if container.again is not None:
            return self.is_closed(container.again)
        return all(map(self._is_closed, [container, *container.further]))

    def _is_closed(self, container: Container) -> bool:
        """Whether one value enters and one leaves."""
        fed = self.fed_from.get(container, set())
        leaving = self.used_outside.get(container, set())
        output = container.output
        own = output is not None and (
            container in around(output) or (output is container.input and not self.in_head(container))
        )
        if container.again is None and not container.further and (container.takes or container.values):
            enter, leave = {container.input, *container.takes.values()}, {output, *container.values.values()}
            return own and bool(fed) and fed <= enter and leaving <= leave
        return own and fed == {container.input} and leaving <= {output}

    def arguments(self, container: Container) -> list[tuple[str, Node]]:
        """What enters the forward of a container that has one of its own, by the names of its arguments."""
        assert container.input is not None
        fed = self.fed_from.get(container, set())
        found = {container.input: "x"} if container.input in fed or not container.takes else {}
        names = {"x", *container.children}
        for name, node in container.takes.items():
            if node in fed and node not in found:
                found[node] = name if name not in names and usable_name(name) else f"{name}_"
                names.add(found[node])
        return [(name, node) for node, name in found.items()]

    def results(self, container: Container) -> list[Node]:
        """What leaves the forward of such a container, in order."""
        assert container.output is not None
        if container.parent is None:
            return [container.output]
        leaving = self.used_outside.get(container, set())
        return list(dict.fromkeys([container.output, *(y for y in container.values.values() if y in leaving)]))

    @once
    def is_module(self, container: Container) -> bool:
        """Whether a container is one: a section that only names a join of values from elsewhere holds nothing."""
        return self.is_closed(container) or holds_modules(container, self.is_module)

    @once
    def is_list(self, container: Container) -> bool:
        """Whether a container is an nn.ModuleList: an outer forward calls its children, numbered modules."""
        return (
            container.parent is not None
            and not self.is_closed(container)
            and not self.is_head(container)
            and all(label == str(place) for place, label in enumerate(container.children))
            and all(
                self.is_module(child) if isinstance(child, Container) else _is_module(child)
                for child in container.children.values()
            )
        )

    def attribute(self, path: str, item: Item) -> str:
        """How a forward reaches a child of the module that it reaches by ``path``."""
        container = item.container if isinstance(item, Node) else item.parent
        if container is not None and self.is_list(container):
            return f"{path}[{item.label}]"
        return attribute(path, self.name(item))

    def name(self, item: Item) -> str:
        """The attribute that holds a child of a module."""
        return item.label

    def label(self, item: Item) -> str:
        """What variables are called after, that hold what an item gives."""
        return item.label

    def keeps(self, node: Node) -> bool:
        """Whether a forward calls the module of an `identity`, which otherwise is another name for its input."""
        return False

    def _visit(self, container: Container) -> None:
        """Plan a container that has a forward of its own, and those inside."""
        is_chain = self.is_chain(container)
        if container.parent is None or not is_chain:
            name = self.result.root_name if container.parent is None else _class_name(container)
            body = _NAME_ALONE if is_chain else f"(nn.Module):\n{Forward(self, container).text()}"
            self.result.classes[container] = self._unique(name, body)
        for inner in self._inner(container):
            self._visit(inner)

    def _inner(self, container: Container) -> list[Container]:
        """The containers below that have a forward of their own; holders are passed through."""
        found = []
        for item in self.items.get(container, []):
            if isinstance(item, Container) and item.again is None:
                if self.is_closed(item):
                    found.append(item)
                else:
                    self.result.holders.add(item)
                    if self.is_list(item):
                        self.result.lists.add(item)
                    found += self._inner(item)
        return found

    @once
    def is_chain(self, container: Container) -> bool:
        """Whether the children run one after the other and nothing else happens: an nn.Sequential."""
        if container.parent is None and (self.graph.named_inputs or self.graph.named_outputs):
            return False
        closed = container.parent is not None and self.is_closed(container)
        if closed and len(self.arguments(container)) + len(self.results(container)) > 2:
            return False  # an nn.Sequential takes one value and gives one
        x = container.input
        items = self.items.get(container, [])
        if [id(child) for child in container.children.values()] != [id(item) for item in items]:
            return False
        for item in items:
            if isinstance(item, Container):
                if not self.is_closed(item) or item.input is not x or self.is_head(item):
                    return False
                if len(self.arguments(item)) + len(self.results(item)) > 2:
                    return False
                x = item.output
            elif not isinstance(item.operation, Layer) or not item.operation.is_module or item.inputs[0] is not x:
                return False
            else:
                x = item
        return x is container.output

    def _unique(self, name: str, body: str) -> str:
        """The class of this name and body; one of the same name but another body gets a number."""
        known = self.names.get((name, body))
        if known is not None:
            return known
        candidate, number = name, self.numbers.get(name, 1)
        while self.result.class_names.get(candidate, body) != body or candidate in ("Tensor", "torch", "nn"):
            number += 1
            candidate = f"{name}{number}"
        self.numbers[name] = number
        self.names[name, body] = candidate
        self.result.class_names[candidate] = body
        return candidate


def holds_modules(container: Container, is_module: Callable[[Container], bool]) -> bool:
    """Whether a child of a container is a layer, or a container that is a module."""
    return any(not isinstance(child, Container) or is_module(child) for child in container.children.values())


def _is_module(node: Node) -> bool:
    return isinstance(node.operation, Layer) and node.operation.is_module


def _class_name(container: Container) -> str:
    return identifier(container.block or container.label, "Container")


def identifier(name: str, default: str) -> str:
    """A name as a class name: `squeeze_excite` becomes `SqueezeExcite`; an underscore between digits stays. What Python
    takes for a number or a word of its own (True, False, None) follows the default."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    camel = "_".join(word[:1].upper() + word[1:] for word in words)
    camel = re.sub(r"(?<!\d)_|_(?!\d)", "", camel)
    if not camel:
        return default
    return f"{default}{camel}" if camel[0].isdigit() or keyword.iskeyword(camel) else camel
