"""Source text of the modules with branches: plain ``forward`` methods, as an expert would have written them."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field

from cnndsl.graph.ir import Container, Graph, Node
from cnndsl.graph.joins import Add, Concat, Mul, Part
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import LastMap

HEADER = "import torch\nfrom torch import Tensor, nn\n"

_TAKEN = frozenset({"self", "torch", "nn", "Tensor", "getattr", "x"})


@dataclass(slots=True)
class Plan:
    """What becomes of each container.

    ``classes`` maps a container to its generated class, ``holders`` are those whose nodes an outer forward
    calls; all others are nn.Sequential.
    """

    root_name: str
    source: str = ""
    classes: dict[Container, str] = field(default_factory=dict)
    holders: set[Container] = field(default_factory=set)
    class_names: dict[str, str] = field(default_factory=dict)
    """Class name to the text of its body."""


def plan(graph: Graph) -> Plan:
    """Decide for every container and write the classes."""
    return _Planner(graph).plan()


class _Planner:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.result = Plan(identifier(graph.name, "Model"))
        self.items: dict[Container, list[Node | Container]] = {}
        self.last_use: dict[Node, int] = {}  # index of the last node that reads it
        self.used_outside: dict[Container, set[Node]] = {}
        self.fed_from: dict[Container, set[Node]] = {}
        self.heads = {head.output for head in graph.auxiliaries}

    def plan(self) -> Plan:
        self._collect()
        self._visit(self.graph.root)
        bodies = self.result.class_names
        if bodies:
            self.result.source = HEADER + "".join(
                f"\n\nclass {name}(nn.Module):\n{body}" for name, body in bodies.items()
            )
        return self.result

    def _collect(self) -> None:
        """The items of every container in execution order, and the edges that cross its border."""
        for node in self.graph.layers():
            self._item(node.container, node)
            for x in node.inputs:
                self.last_use[x] = node.index
                inside = _ancestors(node.container)
                outside = _ancestors(x.container) if x is not self.graph.input else {self.graph.root: None}
                for container in inside:
                    if container not in outside:
                        self.fed_from.setdefault(container, set()).add(x)
                for container in outside:
                    if container not in inside:
                        self.used_outside.setdefault(container, set()).add(x)
        for node in (self.graph.output, *self.heads):
            self.last_use[node] = len(self.graph.nodes)
            for container in _ancestors(node.container):
                self.used_outside.setdefault(container, set()).add(node)

    def _item(self, container: Container, item: Node | Container) -> None:
        items = self.items.get(container)
        if items is None:
            items = self.items[container] = []
            if container.parent is not None:
                self._item(container.parent, container)
        items.append(item)

    def _closed(self, container: Container) -> bool:
        """Whether one value enters and one leaves, so that the container can have a forward of its own."""
        fed = self.fed_from.get(container, set())
        leaving = self.used_outside.get(container, set())
        return fed == {container.input} and leaving <= {container.output}

    def _visit(self, container: Container) -> None:
        """Plan a container that has a forward of its own, and those inside."""
        if not self._is_chain(container):
            name = self.result.root_name if container.parent is None else _class_name(container)
            body = _Forward(self, container).text()
            self.result.classes[container] = self._unique(name, body)
        for inner in self._inner(container):
            self._visit(inner)

    def _inner(self, container: Container) -> list[Container]:
        """The containers below that have a forward of their own; holders are passed through."""
        found = []
        for item in self.items.get(container, []):
            if isinstance(item, Container):
                if self._closed(item):
                    found.append(item)
                else:
                    self.result.holders.add(item)
                    found += self._inner(item)
        return found

    def _is_chain(self, container: Container) -> bool:
        """Whether the children run one after the other and nothing else happens: an nn.Sequential."""
        x = container.input
        items = self.items.get(container, [])
        if [id(child) for child in container.children.values()] != [id(item) for item in items]:
            return False
        for item in items:
            if isinstance(item, Container):
                if not self._closed(item) or item.input is not x or item.output in self.heads:
                    return False
                x = item.output
            elif not isinstance(item.operation, Layer) or item.keyword == "scale" or item.inputs[0] is not x:
                return False
            else:
                x = item
        return x is container.output

    def _unique(self, name: str, body: str) -> str:
        """The class of this name and body; one of the same name but another body gets a number."""
        candidate, number = name, 1
        while self.result.class_names.get(candidate, body) != body or candidate in ("Tensor", "torch", "nn"):
            number += 1
            candidate = f"{name}{number}"
        self.result.class_names[candidate] = body
        return candidate


class _Forward:
    """The forward method of one container."""

    def __init__(self, planner: _Planner, container: Container) -> None:
        self.planner = planner
        self.container = container
        self.lines: list[str] = []
        self.names: dict[Node, str] = {}
        self.auxiliary: list[str] = []

    def text(self) -> str:
        assert self.container.input is not None
        assert self.container.output is not None
        self._assign("x", self.container.input)
        self._items(self.container, "self", "        ")
        result = self.names[self.container.output]
        annotation = "Tensor"
        if self.auxiliary:
            annotation = "Tensor | tuple[Tensor, ...]"
            self.lines += [
                "        if self.training:",
                f"            return {result}, {', '.join(self.auxiliary)}",
            ]
        self.lines.append(f"        return {result}")
        return f"    def forward(self, x: Tensor) -> {annotation}:\n" + "".join(f"{line}\n" for line in self.lines)

    def _items(self, container: Container, path: str, indent: str) -> None:
        for item in self.planner.items.get(container, []):
            name = item.name.rsplit(".", 1)[-1]
            if isinstance(item, Node):
                self._node(item, _attribute(path, name), name, indent)
                continue
            head = item.output in self.planner.heads and item.parent is self.planner.graph.root
            inner = indent
            if head:
                self.lines.append(f"{indent}if self.training:")
                inner = indent + "    "
            if self.planner._closed(item):
                assert item.input is not None
                assert item.output is not None
                call = f"{_attribute(path, name)}({self.names[item.input]})"
                self._emit(item.output, (item.input,), call, name, inner)
            else:
                self._items(item, _attribute(path, name), inner)
            if head:
                assert item.output is not None
                self.auxiliary.append(self.names[item.output])

    def _node(self, node: Node, module: str, name: str, indent: str) -> None:
        operation = node.operation
        values = [self.names[x] for x in node.inputs]
        if isinstance(operation, Part):
            self._part(node, operation, indent)
        elif isinstance(operation, Add):
            self._emit(node, node.inputs, " + ".join(values), "out", indent)
        elif isinstance(operation, Mul):
            self._emit(node, node.inputs, " * ".join(values), "out", indent)
        elif isinstance(operation, Concat):
            call = f"torch.cat([{', '.join(values)}], dim={_channel_dim(node)})"
            self._emit(node, node.inputs, call, "out", indent)
        elif node.keyword == "identity":
            self.names[node] = values[0]
        elif node.keyword == "scale":
            self._emit(node, node.inputs, f"{values[0]} * {module}", name, indent)
        else:
            self._emit(node, node.inputs, f"{module}({values[0]})", name, indent)

    def _part(self, node: Node, operation: Part, indent: str) -> None:
        """All parts are cut where the first is needed."""
        if node in self.names:
            return
        x = node.inputs[0]
        siblings = [
            other
            for other in self.planner.graph.nodes[node.index :]
            if isinstance(other.operation, Part) and other.operation.split is operation.split
        ]
        names = []
        for part in siblings:
            variable = self._fresh("part")
            self._assign(variable, part)
            names.append(variable)
        call = f"{self.names[x]}.chunk({operation.count}, dim={_channel_dim(node)})"
        self.lines.append(f"{indent}{', '.join(names)} = {call}")

    def _emit(self, node: Node, inputs: tuple[Node, ...], value: str, name: str, indent: str) -> None:
        """`variable = value`; a variable whose value is needed no more is used again."""
        dead = [x for x in inputs if self._dead(x, node.index)]
        variable = self.names[dead[0]] if dead else self._fresh(name)
        for x in dead:
            if self.names[x] == "x":
                variable = "x"
        self._assign(variable, node)
        self.lines.append(f"{indent}{variable} = {value}")

    def _dead(self, x: Node, index: int) -> bool:
        """Whether nothing after ``index`` reads the variable that holds x: not x itself, nor what shares it."""
        variable = self.names[x]
        sharing = [node for node, name in self.names.items() if name == variable]
        return all(self.planner.last_use.get(node, -1) <= index for node in sharing)

    def _assign(self, variable: str, node: Node) -> None:
        for other in [other for other, name in self.names.items() if name == variable]:
            del self.names[other]
        self.names[node] = variable

    def _fresh(self, name: str) -> str:
        base = name if name.isascii() and name.isidentifier() and not keyword.iskeyword(name) else "y"
        base = base if base not in _TAKEN else "y"
        taken = set(self.names.values())
        if base != "y" and base != "part" and base not in taken:
            return base
        number = 1
        while f"{base}{number}" in taken:
            number += 1
        return f"{base}{number}"


def _ancestors(container: Container) -> dict[Container, None]:
    """The container and all around it."""
    found: dict[Container, None] = {}
    at: Container | None = container
    while at is not None:
        found[at] = None
        at = at.parent
    return found


def _attribute(path: str, name: str) -> str:
    if name.isascii() and name.isidentifier() and not keyword.iskeyword(name):
        return f"{path}.{name}"
    return f'getattr({path}, "{name}")'


def _channel_dim(node: Node) -> int:
    return 3 if isinstance(node.inputs[0].shape, LastMap) else 1


def _class_name(container: Container) -> str:
    return identifier(container.block or container.name.rsplit(".", 1)[-1], "Container")


def identifier(name: str, default: str) -> str:
    """A name as a class name: `squeeze_excite` becomes `SqueezeExcite`."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    camel = "".join(word[:1].upper() + word[1:] for word in words)
    if not camel:
        return default
    return camel if not camel[0].isdigit() else f"{default}{camel}"
