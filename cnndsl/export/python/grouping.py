"""Which containers become classes, and which of them share one; which of their children a loop makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from cnndsl.backends.torch.plan import identifier
from cnndsl.export.python.constructor_calls import Constructor, constructor
from cnndsl.export.python.forwards import Plan
from cnndsl.export.python.in_step import Segment
from cnndsl.export.python.source_lines import SourceLines
from cnndsl.graph.ir import Container, Graph, Item, Node, around
from cnndsl.graph.values import Scope
from cnndsl.layers.layer import Layer
from cnndsl.syntax import ast

NESTED = 4
"""Loops inside one another that are loops of Python; what is deeper is written out."""

DEEPEST = 20
"""Containers inside one another in one constructor: each takes up to three brackets, of which Python takes 200."""


class Grouping:
    """The containers of a network by their structure. Loops of the statements in ``unrolled`` are written out."""

    def __init__(self, graph: Graph, lines: SourceLines, plan: Plan, *, generalise: bool) -> None:
        self.graph = graph
        self.lines = lines
        self.plan = plan
        self.generalise = generalise
        self.unrolled: set[int] = set()
        self._around: dict[int, list[tuple[ast.For | ast.Repeat, Scope]]] = {}
        self._keys: dict[int, object] = {}
        self._has_class: dict[int, bool] = {}
        self._calls: dict[object, Constructor] = {}
        self._call_keys: dict[int, object] = {}
        self._made_by = Counter(map(self._maker, self._containers()))
        if generalise:
            self._share()
            self.unrolled.clear()  # what is shared makes rounds alike that were not

    def unroll(self, statement: ast.Statement) -> None:
        """Let a loop be written out."""
        self.unrolled.add(id(statement))
        self._keys.clear()

    def groups(self) -> list[list[Container]]:
        """The containers that get a class, those of one class together."""
        unrolled = -1
        while len(self.unrolled) > unrolled:  # since keys show loops whose rounds are too different
            unrolled = len(self.unrolled)
            self._keys.clear()
            groups: dict[object, list[Container]] = {}
            for container in self.with_classes(self.graph.root):
                groups.setdefault(self.key(container), []).append(container)
        return [*groups.values()]

    def _share(self) -> None:
        """Let instances of one block share a class where some have a module and others the input itself."""
        blocks: dict[str, list[Container]] = {}
        for container in self.with_classes(self.graph.root):
            if self.plan.block_of(container) and not self.plan.is_chain(container):
                blocks.setdefault(self.base_name(container), []).append(container)
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
        self._keys.clear()
        if self.key(container) == self.key(model):
            return True
        for own, _ in standing:
            assert isinstance(own, Node)
            self.plan.stand_in(own, None)
        self._keys.clear()
        return False

    def with_classes(self, container: Container) -> Iterable[Container]:
        """The containers that get a class, each after those inside it."""
        for child in container.children.values():
            if isinstance(child, Container) and self.plan.is_module(child):
                yield from self.with_classes(child)
        if self.has_class(container):
            yield container

    def has_class(self, container: Container) -> bool:
        """Whether a container becomes a class, not an nn.Sequential in its parent's constructor."""
        known = self._has_class.get(id(container))
        if known is None:
            known = self._has_class[id(container)] = self._needs_class(container)
        return known

    def _needs_class(self, container: Container) -> bool:
        parent = container.parent
        own = parent is None or self.plan.block_of(container) or self.plan.is_reached_into(container)
        own = own or not sum(1 for _ in around(container)) % DEEPEST
        if parent is None or own or not self.plan.is_chain(container):
            return not self.plan.is_list(container)
        return self._made_by[self._maker(container)] > 1 and len(container.children) > 1

    def _maker(self, container: Container) -> tuple[Container | None, int]:
        """What containers have in common that one line makes, in its rounds."""
        return container.parent, id(self.lines.line_of(container).statement)

    def _containers(self) -> Iterable[Container]:
        """All but the root."""
        todo = [self.graph.root]
        while todo:
            found = [child for child in todo.pop().children.values() if isinstance(child, Container)]
            yield from found
            todo += found

    def key(self, container: Container) -> object:
        """What containers of one class have in common."""
        if id(container) not in self._keys:
            label = self.base_name(container)
            body = self.body_key(container, [*self.plan.children(container)])
            self._keys[id(container)] = (label, self.plan.forward(container), body)
        return self._keys[id(container)]

    def body_key(self, container: Container, items: list[Item]) -> object:
        """What bodies have in common that are walked in step."""
        return tuple(
            ("loop", id(segment.statement), self._round_key(container, segment))
            if isinstance(segment, Segment)
            else (self.plan.stand_ins.get(id(segment), segment).label, self._item_key(segment))
            for segment in self.segments(container, items)
        )

    def _round_key(self, container: Container, segment: Segment) -> object:
        """The keys of the rounds of a loop, without their number where all are alike, or all but the first."""
        keys = [self.unnamed(self.body_key(container, items)) for _, items in segment.rounds]
        if len(set(keys[1:])) != 1:
            self.unrolled.add(id(segment.statement))
            return tuple(keys)
        if len(keys) < 3 and keys[0] != keys[1]:
            return tuple(keys)
        return (keys[0], keys[1]) if keys[0] != keys[1] else keys[0]

    @staticmethod
    def unnamed(key: Any) -> object:
        """A key of a round without the names of its children, which their line says."""
        return tuple((part[0], *part[1:]) if part[0] == "loop" else ("", part[1]) for part in key)

    def _item_key(self, item: Item) -> object:
        item = self.plan.stand_ins.get(id(item), item)
        if isinstance(item, Container):
            if self.has_class(item):
                return ("class", self.key(item))
            return ("list" if self.plan.is_list(item) else "sequence", self.body_key(item, [*self.plan.children(item)]))
        call = self.constructor(item)
        key = self._call_keys.get(id(call))
        if key is None:
            kinds = tuple((given.name, self._kind(given.value)) for given in call.arguments)
            key = self._call_keys[id(call)] = (call.name, kinds)
        return key

    def _kind(self, value: Any) -> object:
        numbers = isinstance(value, int | float) or (
            isinstance(value, tuple) and all(isinstance(x, int | float) for x in value)
        )
        return "number" if numbers and self.generalise else repr(value)

    def constructor(self, node: Node) -> Constructor:
        """The call that makes a layer's module."""
        assert isinstance(node.operation, Layer)
        x, inplace = node.source_shape, self.plan.overwrites(node)
        key = id(node.operation), type(x), x, inplace
        known = self._calls.get(key)
        if known is None:
            known = self._calls[key] = constructor(node.operation, x, inplace=inplace)
        return known

    def base_name(self, container: Container) -> str:
        """The name of a container's class, which others may have, too: that of its block, else from its label."""
        if container.parent is None:
            return self.plan.root_name
        call = self.plan.block_of(container)
        if call is not None and call.block is not None:
            return identifier(call.block.name, "Block")
        label = getattr(self.lines.line_of(container).statement, "label", None)
        words = [part for part in label.parts if isinstance(part, str)] if label else []
        stem = "".join(words).strip("_-") if label and len(words) < len(label.parts) else ""
        return identifier(stem or ("Container" if label is None else container.label), "Container")

    def segments(self, container: Container, items: list[Item], depth: int = 0) -> list[Segment | Item]:
        """Items of a container, those that a loop of the source makes together."""
        if not self.plan.is_sequential(container) or not self.generalise:
            return list(items)
        found: list[Segment | Item] = []
        for item in items:
            loops = self._loops(item)
            if len(loops) <= depth or depth == NESTED or id(loops[depth][0]) in self.unrolled:
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

    def _loops(self, item: Item) -> list[tuple[ast.For | ast.Repeat, Scope]]:
        """The loops around an item in its container, the outermost first, with the scopes of their rounds."""
        found = self._around.get(id(item))
        if found is None:
            around = self.lines.around(self.lines.line_of(item))
            found = [(each, scope) for each, scope in around if isinstance(each, ast.For | ast.Repeat)][::-1]
            self._around[id(item)] = found
        return found


def _is_identity(item: Item) -> bool:
    return isinstance(item, Node) and isinstance(item.operation, Layer) and item.operation.identity
