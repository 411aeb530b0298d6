"""What differs between two networks, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cnndsl.graph.ir import Graph, Node, Output
from cnndsl.graph.joins import Join
from cnndsl.network import Network
from cnndsl.report.alignment import align, increasing, text_of


class Side(NamedTuple):
    """One layer in one of the two networks. ``place`` is the one in the order of execution, ``path`` that of the
    module; a join has its container's."""

    place: int
    name: str
    path: str
    text: str
    output: tuple[int, ...]
    params: int
    macs: int
    inputs: tuple[str, ...]
    initial: dict[str, str]
    training_only: bool


class Change(NamedTuple):
    """A layer that only one network has, or that differs. ``differs`` names the fields of Side that do (`path` for a
    new name), and `moved` for a layer that stands elsewhere in the order of execution."""

    old: Side | None
    new: Side | None
    differs: frozenset[str] = frozenset()


class Head(NamedTuple):
    """A training-only head whose weight differs; None where a network has no such head."""

    name: str
    old: float | None
    new: float | None


class State(NamedTuple):
    """What the state dicts have in common. ``shared`` counts keys with equal shapes, ``reshaped`` those without."""

    old: int
    new: int
    shared: int
    reshaped: int

    @property
    def loads(self) -> bool:
        """Whether the old state dict loads into the new network, strictly."""
        return self.old == self.new == self.shared


@dataclass(frozen=True)
class Difference:
    """``old`` and ``new`` are the networks, None for one that is not there. ``changes`` are in order of execution."""

    old: Network | None
    new: Network | None
    changes: tuple[Change, ...]
    heads: tuple[Head, ...]
    outputs: tuple[str, str] | None
    """The layers that give the output, where they are not the same."""

    @property
    def different(self) -> bool:
        """Whether the networks differ. The names of the models do not count."""
        sides = [None if x is None else x.graph.signature for x in (self.old, self.new)]
        return bool(self.changes or self.heads or self.outputs) or sides[0] != sides[1]

    @cached_property
    def state(self) -> State:
        old, new = _state(self.old), _state(self.new)
        common = old.keys() & new.keys()
        shared = sum(old[key] == new[key] for key in common)
        return State(len(old), len(new), shared, len(common) - shared)


def compare(old: Network | None, new: Network | None) -> Difference:
    """Compare two networks; None is one that is not there, so that all of the other is added or removed."""
    if old is None or new is None:
        added = tuple(Change(None, _side(node)) for node in (new.graph.layers() if new else ()))
        removed = tuple(Change(_side(node), None) for node in (old.graph.layers() if old else ()))
        heads = [Head(head.name, None, head.weight) for head in (new.graph.heads if new else ())]
        heads += [Head(head.name, head.weight, None) for head in (old.graph.heads if old else ())]
        return Difference(old, new, removed + added, tuple(heads), None)
    return _Comparison(old, new).difference()


class _Comparison:
    def __init__(self, old: Network, new: Network) -> None:
        self.networks = (old, new)
        self.old, self.new = old.graph, new.graph
        self.pairs = align(self.old, self.new)
        self.pairs |= _entering(self.old, self.new)
        self.known = set(self.pairs.values())

    def difference(self) -> Difference:
        before, after = self.old.results, self.new.results
        same = len(before) == len(after) and all(
            (a.named, a.name) == (b.named, b.name) and self.agree(a.node, b.node)
            for a, b in zip(before, after, strict=True)
        )
        outputs = None if same else (", ".join(map(_given, before)), ", ".join(map(_given, after)))
        return Difference(*self.networks, tuple(self.changes()), tuple(self.heads()), outputs)

    def changes(self) -> list[Change]:
        """Changed, removed and added layers in one order. Of the pairs a longest part that keeps its order stands
        still; the others have moved."""
        pairs = [(x, y) for x, y in self.ordered() if x.inputs]
        still = {pairs[position][0] for position in increasing([y.index for _, y in pairs])}
        partner = {y: x for x, y in pairs}
        found: list[Change] = []
        waiting: list[Change] = []  # new or moved here: shown after what was removed here
        at = 1
        for y in self.new.layers():
            x = partner.get(y)
            if x is None:
                waiting.append(Change(None, _side(y)))
                continue
            differs = self.differs(x, y) | (set() if x in still else {"moved"})
            change = Change(_side(x), _side(y), frozenset(differs))
            if x in still:
                found += [*self.removed(at, x.index), *waiting, *([change] if differs else [])]
                waiting = []
                at = x.index + 1
            else:
                waiting.append(change)
        return [*found, *self.removed(at, len(self.old.nodes)), *waiting]

    def ordered(self) -> list[tuple[Node, Node]]:
        return sorted(self.pairs.items(), key=lambda pair: pair[0].index)

    def removed(self, start: int, end: int) -> list[Change]:
        return [Change(_side(x), None) for x in self.old.nodes[start:end] if x not in self.pairs]

    def differs(self, x: Node, y: Node) -> set[str]:
        a, b = _side(x), _side(y)
        fields = ("path", "text", "output", "params", "macs", "initial", "training_only")
        found = {field for field in fields if getattr(a, field) != getattr(b, field)}
        if type(x.shape) is not type(y.shape):
            found.add("output")
        if len(x.inputs) != len(y.inputs) or not all(map(self.agree, x.inputs, y.inputs)):
            found.add("inputs")
        return found

    def agree(self, x: Node, y: Node) -> bool:
        """Whether two values are the same, if what was removed or added on the way is passed over."""
        while x not in self.pairs and x.inputs:
            x = x.inputs[0]
        while y not in self.known and y.inputs:
            y = y.inputs[0]
        return self.pairs.get(x) is y

    def heads(self) -> list[Head]:
        old = {head.name: head for head in self.old.heads}
        found = []
        for head in self.new.heads:
            before = old.pop(head.name, None)
            if before is None:  # renamed, where it gives the same
                before = next((h for h in old.values() if self.agree(h.node, head.node)), None)
                before = old.pop(before.name) if before else None
            same = before is not None and self.agree(before.node, head.node)
            if before is None or before.weight != head.weight or not same:
                found.append(Head(head.name, before.weight if before else None, head.weight))
        return found + [Head(head.name, head.weight, None) for head in old.values()]


def _entering(old: Graph, new: Graph) -> Iterator[tuple[Node, Node]]:
    """The inputs that are the same: those of one name, and the only one of each."""
    if len(old.inputs) == len(new.inputs) == 1:
        yield old.inputs[0].node, new.inputs[0].node
        return
    named = {end.name: end.node for end in new.inputs}
    yield from ((end.node, named[end.name]) for end in old.inputs if end.name in named)


def _given(output: Output) -> str:
    """The layer that gives an output, after the name that the output has in the file."""
    return f"{output.name}: {_name(output.node)}" if output.named else _name(output.node)


def _name(node: Node) -> str:
    return node.name or "input"


def _side(node: Node) -> Side:
    return Side(
        place=node.index,
        name=_name(node),
        path=node.container.name if isinstance(node.operation, Join) else node.name,
        text=f"{'again ' if node.again else ''}{text_of(node.operation)}",
        output=tuple(node.shape),
        params=node.params,
        macs=node.macs,
        inputs=tuple(map(_name, node.inputs)),
        initial={key: str(scheme) for key, scheme in (node.initial or {}).items() if scheme.name != "default"},
        training_only=node.training_only,
    )


def _state(network: Network | None) -> dict[str, tuple[int, ...]]:
    """The keys of the state dict with their shapes."""
    return network.graph.tensors() if network else {}
