"""The graph side of the file: what each container becomes, its forward, the names of its attributes."""

from __future__ import annotations

import ast as python
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cnndsl.backends.torch.forward import Forward, attribute
from cnndsl.backends.torch.plan import Planner, identifier, once
from cnndsl.export.python.layout import WIDTH, Piece, broken
from cnndsl.export.python.source_lines import Line, SourceLines
from cnndsl.graph.ir import Container, Graph, Item, Node
from cnndsl.graph.reserved_module_names import usable
from cnndsl.layers.layer import Layer
from cnndsl.syntax import ast

_HELPERS = Path(__file__).parents[2] / "backends" / "torch" / "modules"


class Helper(NamedTuple):
    """A class that torch.nn lacks: its text, and its bases as they are written."""

    text: str
    bases: tuple[str, ...]


class Plan(Planner):
    """Decides what becomes of each container, as the compiler does, and how the file writes it."""

    def __init__(self, graph: Graph, lines: SourceLines) -> None:
        super().__init__(graph)
        self._collect()
        self.lines = lines
        self.root_name = identifier(graph.name, "Model")
        if self.root_name in ("Tensor", "OrderedDict", *self.helpers):
            self.root_name += "Model"
        self._forwards: dict[Container, str] = {}
        self._attributes: dict[Container, dict[str, str]] = {}
        self.expected = {id(line.x): " ".join(line.statement.span.text.split()) for line in _expectations(lines.lines)}
        self.used_helpers: set[str] = set()
        self.stand_ins: dict[int, Item] = {}
        """What stands in another instance of a class where this one has an `identity`, by the node of that."""

    # -------------------------------------------------------------------------------- containers

    @once
    def is_sequential(self, container: Container) -> bool:
        """Whether a container is an nn.Sequential: a chain, unless it is a class whose children all have names, or need
        none since nothing is stored under them, or the module around it calls its children."""
        if not self.is_chain(container) or self.is_reached_into(container):
            return False
        own = container.parent is None or self.block_of(container) is not None
        named = [attribute("", label).startswith(".") for label in container.children]
        return (
            not own
            or not any(named)
            or not all(
                name or _without_state(child) for name, child in zip(named, container.children.values(), strict=True)
            )
        )

    @once
    def is_list(self, container: Container) -> bool:
        """Whether a container is an nn.ModuleList; the call of a block is a class, whatever it holds."""
        return super().is_list(container) and self.block_of(container) is None

    @once
    def is_reached_into(self, container: Container) -> bool:
        """Whether the module around a container calls its children by their names, which nn.Sequential has no types
        for."""
        if container.parent is None or self.is_closed(container):
            return False
        return any(attribute("", label).startswith(".") for label in container.children)

    @once
    def block_of(self, container: Container) -> Line | None:
        """The call of the block that a container is; also that of an `inline` call that is all of its body."""
        if container.parent is None:
            return None
        line = self.lines.line_of(container)
        if line.block is not None:
            return line
        inner = [each for each in line.inner if not isinstance(each.statement, ast.Expect)]
        if len(inner) == 1 and isinstance(inner[0].statement, ast.Call) and inner[0].statement.inline:
            return inner[0]
        return None

    def children(self, container: Container) -> list[Item]:
        """The children that are modules or parameters, in their order."""
        every = self.is_sequential(container) or self.is_list(container)
        return [
            child
            for child in container.children.values()
            if (
                self.is_module(child)
                if isinstance(child, Container)
                else every or not child.operation.identity or self.keeps(child)
            )
        ]

    def keeps(self, node: Node) -> bool:
        return id(node) in self.stand_ins

    def label(self, item: Item) -> str:
        return self.stand_ins.get(id(item), item).label

    def stand_in(self, node: Node, item: Item | None) -> None:
        """Let an `identity` be a module in the place of an item of another instance, or no longer."""
        if item is None:
            del self.stand_ins[id(node)]
        else:
            self.stand_ins[id(node)] = item
        self._forwards.pop(node.container, None)
        self._attributes.pop(node.container, None)

    def forward(self, container: Container) -> str:
        """The text of the method, indented by four spaces; empty for an nn.Sequential, and for a container whose
        children the one around it calls."""
        if container not in self._forwards:
            none = self.is_sequential(container) or (container.parent is not None and not self.is_closed(container))
            self._forwards[container] = "" if none else _typed(Forward(self, container).text())
        return self._forwards[container]

    def attribute(self, path: str, item: Item) -> str:
        reached = super().attribute(path, item)
        if path.endswith("]") and reached.endswith("]"):  # what a list holds is a module, with no index that has a type
            return f'getattr({path}, "{item.label}")'
        return reached

    def name(self, item: Item) -> str:
        container = item.container if isinstance(item, Node) else item.parent
        assert container is not None
        return self.attributes(container).get(item.label, item.label)

    def attributes(self, container: Container) -> dict[str, str]:
        """Names for modules without state whose own are numbers: nothing is stored under them."""
        if container not in self._attributes:
            found: dict[str, str] = {}
            taken, last = set(container.children), dict[str, int]()
            numbered = self.is_sequential(container) or self.is_list(container)
            for label, child in container.children.items() if not numbered else ():
                if not isinstance(child, Container) and self.keeps(child):
                    found[label] = self.stand_ins[id(child)].label
                    continue
                if isinstance(child, Container) or attribute("", label).startswith("."):
                    continue
                layer = child.operation
                if not _without_state(child) or layer.identity:
                    continue
                name, number = layer.keyword, last.get(layer.keyword, 1)
                while name in taken or not usable(name):
                    number += 1
                    name = f"{layer.keyword}{number}"
                last[layer.keyword] = number
                taken.add(name)
                found[label] = name
            self._attributes[container] = found
        return self._attributes[container]

    # ------------------------------------------------------------------------------------ layers

    @cached_property
    def _readers(self) -> dict[int, int]:
        """How many operations read each node; what leaves or enters the network counts as read twice."""
        found = {node.index: 0 for node in self.graph.nodes}
        for node in self.graph.nodes:
            for x in node.inputs:
                found[x.index] += 1
        for node in (*(end.node for end in self.graph.inputs), *(end.node for end in self.graph.outputs)):
            found[node.index] += 2
        return found

    def overwrites(self, node: Node) -> bool:
        """Whether the module of a layer may overwrite its input."""
        layer, read = node.operation, [run.inputs[0] for run in (node, *node.further)]
        return (
            isinstance(layer, Layer)
            and layer.inplace
            and all(x.operation.overwritable and self._readers[x.index] == 1 for x in read)
        )

    # ----------------------------------------------------------------------------------- helpers

    @cached_property
    def helpers(self) -> dict[str, Helper]:
        """The modules that torch.nn lacks, by their names."""
        found = {}
        for path in sorted(_HELPERS.glob("*.py")):
            text = path.read_text("utf-8")
            lines = text.splitlines()
            for node in python.parse(text).body:
                if isinstance(node, python.ClassDef):
                    bases = tuple(map(python.unparse, node.bases))
                    found[node.name] = Helper("\n".join(lines[node.lineno - 1 : node.end_lineno]), bases)
        return found

    @property
    def helper_names(self) -> list[str]:
        """Names that no class of the network may have."""
        return [*self.helpers, "nn", "torch", "math"]

    def qualified(self, name: str) -> str:
        """How the file reaches a class: `nn.Conv2d`, or one that it holds itself."""
        if name in self.helpers:
            self.used_helpers.add(name)
            return name
        return f"nn.{name}"

    def helper_sources(self) -> list[str]:
        """The text of the modules that are used and that torch.nn lacks, bases before those that need them."""
        wanted = set(self.used_helpers)
        for name in reversed(self.helpers):
            if name in wanted:
                wanted.update(self.helpers[name].bases)
        return [re.sub(r" +# noqa.*", "", each.text) for name, each in self.helpers.items() if name in wanted]


def _without_state(child: Item) -> bool:
    """Whether a child is a layer of which nothing is stored."""
    if isinstance(child, Container) or not isinstance(child.operation, Layer) or not child.operation.is_module:
        return False
    x = child.source_shape
    return not child.operation.parameters(x) and not child.operation.buffers(x)


def _expectations(lines: list[Line]) -> Iterator[Line]:
    for line in lines:
        if isinstance(line.statement, ast.Expect):
            yield line
        yield from _expectations(line.inner)


def _typed(text: str) -> str:
    """A forward whose variables have a type where they are first given, since a module's call has none; statements of
    several lines laid out anew."""
    lines: list[str] = []
    statements = [_with_types(statement) for statement in _statements(text.splitlines())]
    known = set(re.findall(r"(\w+): Tensor", statements[0]))
    last = {
        word: place for place, each in enumerate(statements) for word in re.findall(r"(?<![.\w])[A-Za-z_]\w*", each)
    }
    for place, statement in enumerate(statements):
        assigned = re.match(r"( +)(\w+)(: [^=]+)? = (?=self\.|getattr\()", statement)
        if assigned and last[assigned[2]] == place:
            statement = f"{assigned[1]}{statement[assigned.end() :]}  # nobody reads what it gives"
        elif assigned and assigned[2] not in known and not assigned[3]:
            statement = f"{assigned[1]}{assigned[2]}: Tensor = {statement[assigned.end() :]}"
        for found in re.findall(r"^ +(\w+(?:, \w+)*)(?:: [^=]+)? = ", statement):
            known |= set(found.split(", "))
        lines += _fitting(statement)
    return "\n".join(lines) + "\n"


_UNTYPED = frozenset({"split", "unflatten"})
"""Methods of tensors that have no types, and functions of torch that do the same and have."""


def _with_types(statement: str) -> str:
    """A statement with functions in the place of methods that have no types."""
    if not any(f".{word}(" in statement for word in _UNTYPED):
        return statement

    class Replace(python.NodeTransformer):
        def visit_Call(self, node: python.Call) -> python.AST:
            self.generic_visit(node)
            method = node.func
            if not isinstance(method, python.Attribute) or method.attr not in _UNTYPED:
                return node
            if any(isinstance(part, python.Name) and part.id == "self" for part in python.walk(method.value)):
                return node  # a module of that name
            function = python.Attribute(python.Name("torch", python.Load()), method.attr, python.Load())
            return python.Call(function, [method.value, *node.args], node.keywords)

    indent = statement[: len(statement) - len(statement.lstrip())]
    tree = python.parse(statement.strip() if "return" not in statement else f"def f():\n {statement.strip()}").body[0]
    inner = tree.body[0] if isinstance(tree, python.FunctionDef) else tree
    written = python.unparse(Replace().visit(inner))
    return indent + re.sub(r"^\((\w+(?:, \w+)*)\) = ", r"\1 = ", written)


def _statements(lines: list[str]) -> Iterator[str]:
    """Each statement on one line."""
    parts: list[str] = []
    open_brackets = 0
    for line in lines:
        parts += [" " if parts[-1][-1] not in "([{" else "", line.strip()] if parts else [line]
        open_brackets += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        if not open_brackets:
            whole = "".join(parts)
            yield re.sub(r"(= |return )\((.*)\)$", r"\1\2", whole) if len(parts) > 1 else whole
            parts = []


def _fitting(line: str) -> list[str]:
    """The lines of a statement, as ruff's formatter breaks it."""
    if len(line) <= WIDTH:
        return [line]
    indent = len(line) - len(line.lstrip())
    found = re.fullmatch(r"( *(?:[^=]+ = |return ))(.*)", line)
    if found is None:
        return [line]
    start, value = found[1], found[2]
    if value.startswith("{"):
        items = value[1:-1].rstrip(", ").split(", ")
        return [f"{start}{{", *(f"{' ' * (indent + 4)}{item}," for item in items), f"{' ' * indent}}}"]
    joined = re.fullmatch(r"torch\.cat\(\[(.*)\], (dim=\d)\)", value)
    if joined is not None:
        parts: list[Piece] = [("[", list(joined[1].strip().split(", ")), "]"), joined[2]]
        made = broken(("torch.cat(", parts, ")"), indent, len(start) - indent)
        return [start + made[0], *(" " * indent + each for each in made[1:])]
    summed = re.fullmatch(r"\((.*)\)(\.sum\(1\))", value)
    if summed is not None:
        inner = " " * (indent + 4)
        factors = [inner + summed[1]]
        if len(factors[0]) > WIDTH:
            first, _, rest = summed[1].partition(" * ")
            factors = [inner + first, f"{inner}* {rest}"]
        return [f"{start}(", *factors, f"{' ' * indent}){summed[2]}"]
    for operator in (" + ", " * "):
        if operator in value and "(" not in value:
            first, *others = value.split(operator)
            inner = " " * (indent + 4)
            return [
                f"{start}(",
                inner + first,
                *(f"{inner}{operator.strip()} {each}" for each in others),
                f"{' ' * indent})",
            ]
    return [line]
