"""From the graph and the module tree to elements in series and side by side.

Inside a container its children are items in order of execution. An item that no edge passes over is a cut: before it
and after it are two parts of a series. What lies between two cuts falls into branches that know nothing of each
other. Where neither cuts nor branches are found an edge is taken out and becomes a route, the longest first; so the
parts that are series-parallel, nearly always all of them, decide the layout.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from cnndsl.backends.pictures.elements import Fork, Frame, Series, Sign, Unit
from cnndsl.backends.pictures.layer_words import caption, role_of
from cnndsl.graph.ir import Container, InputOperation, Node, around
from cnndsl.graph.joins import Join, Part
from cnndsl.text import typeset_shape

DEEPEST = 40
"""Branches inside one another, beyond which all are drawn in one series, with routes."""


class Ending(NamedTuple):
    """The end of the network where a value leaves it."""

    name: str
    node: Node


def entering(node: Node) -> str:
    """What stands at an input, or at what else flows into a picture: the name that the file gives it, and its shape."""
    named = node.name if isinstance(node.operation, InputOperation) else ""
    return f"{named or 'input'} {typeset_shape(node.shape)}"


Item: TypeAlias = Node | Container | Ending


class Edge(NamedTuple):
    """From an item to another by their positions, 0 for what flows in and the last + 1 for what flows out."""

    start: int
    end: int
    value: Node


class Scope:
    """The graph as its containers see it: the items of each, and the values that enter and leave it."""

    def __init__(self, nodes: Iterable[Node], root: Container, ends: list[Ending], depth: int | None) -> None:
        self.root = root
        self.ends = ends
        self.depth = depth
        self.items: dict[Container, dict[Item, None]] = {root: {}}
        self.above: dict[Container, dict[Container, None]] = {}
        self.start: dict[Container, Node | None] = {}
        self.out: dict[Container, Node | None] = {}
        self.sources: set[Node] = set()
        """Values read along routes."""
        self._entering: dict[Container, dict[Node, None]] = {}
        self._leaving: dict[Container, dict[Node, None]] = {}
        nodes = list(nodes)
        self.scattered = _scattered(nodes)
        """Containers of which something runs again after other lines have read what they gave."""
        self._register(nodes)

    def _register(self, nodes: list[Node]) -> None:
        for node in nodes:
            item: Item = node
            for container in self.chain(node.container):
                known = self.items.setdefault(container, {})
                if item in known:
                    break
                known[item] = None
                item = container
        for node in nodes:
            for value in node.inputs:
                self.read(value, node.container)
        for end in self.ends:
            self.read(end.node, self.root)
        for container in sorted(self.items, key=lambda one: one.name.count(".") + bool(one.name), reverse=True):
            self._ends(container)

    def read(self, value: Node, reader: Container) -> None:
        """A value is read by something in a container."""
        above = self.chain(value.container)
        readers = self.chain(reader)
        for container in readers:
            if container in above:
                break
            self._entering.setdefault(container, {})[value] = None
        for container in above:
            if container in readers:
                break
            self._leaving.setdefault(container, {})[value] = None

    def chain(self, container: Container) -> dict[Container, None]:
        """A container with those around it, from the inside out, as far as the picture goes. A section that goes on
        after other lines have read what it gave, or of which something runs again then, has no place of its own: its
        parts are drawn where they run."""
        found = self.above.get(container)
        if found is None:
            parent = container.parent
            in_parts = container.continued or container in self.scattered
            found = {container: None} if container is self.root or not in_parts else {}
            if container is not self.root and parent is not None:
                found.update(self.chain(parent))
            self.above[container] = found
        return found

    def _ends(self, container: Container) -> None:
        """Which value flows into a container and which flows out of it; the others come and go along routes."""
        entering, leaving = self._entering.get(container, {}), self._leaving.get(container, {})
        self.start[container] = container.input if container.input in entering else _latest(entering)
        if container is self.root:
            self.out[container] = None
            return
        out = container.output if container.output in leaving else _latest(leaving)
        if out is not None and not self.is_folded(container):
            item = self.item(container, out)
            if isinstance(item, Container) and not self.is_folded(item) and self.out[item] is not out:
                out = None
        self.out[container] = out

    def is_folded(self, container: Container) -> bool:
        """Whether a container is drawn as one box, because it lies as deep as ``depth`` or deeper."""
        depth = container.name.count(".") + 1 - (self.root.name.count(".") + 1 if self.root.name else 0)
        return self.depth is not None and container is not self.root and depth >= self.depth

    def item(self, container: Container, value: Node) -> Item | None:
        """The item of a container that makes a value; None for one from elsewhere."""
        item: Item = value
        for outer in self.chain(value.container):
            if outer is container:
                return item if item in self.items[container] else None
            item = outer
        return None

    def reads(self, item: Item) -> Iterable[Node]:
        """The values that an item takes from where the series around it brings them."""
        if isinstance(item, Ending):
            return (item.node,)
        if isinstance(item, Node):
            return item.inputs
        if self.is_folded(item):
            return self._entering.get(item, ())
        start = self.start[item]
        return () if start is None else (start,)

    def delivers(self, item: Item, value: Node) -> bool:
        """Whether a value comes out of an item at its end."""
        return not isinstance(item, Container) or self.is_folded(item) or self.out[item] is value

    def nodes(self, item: Item) -> list[Node]:
        """The layers of an item in order."""
        if isinstance(item, Ending):
            return []
        if isinstance(item, Node):
            return [item]
        return [node for inner in self.items[item] for node in self.nodes(inner)]

    # ------------------------------------------------------------------------------------------------ series

    def whole(self) -> Series:
        """All that is drawn, with what flows in from elsewhere and what flows out."""
        series = self.series(self.root)
        start = self.start[self.root]
        others = [value for value in self._entering.get(self.root, ()) if value is not start]
        for value in [*([start] if start else []), *others]:
            series.elements.insert(0, Unit("end", [value], entering(value)))
            series.fed.insert(0, False)
        return series

    def series(self, container: Container) -> Series:
        """The children of a container in the order of the flow, those side by side as one fork."""
        items: list[Item] = []
        for item in self.items[container]:
            items.append(item)
            if container is self.root:
                items += [end for end in self.ends if self.item(container, end.node) is item]
        place: dict[Item, int] = {item: number for number, item in enumerate(items, start=1)}
        routed: dict[Item, list[Node]] = {}
        edges = []
        start, out = self.start[container], self.out[container]
        for item in items:
            for value in self.reads(item):
                maker = self.item(container, value)
                if value is start:
                    edges.append(Edge(0, place[item], value))
                elif maker is not None and self.delivers(maker, value):
                    edges.append(Edge(place[maker], place[item], value))
                else:
                    self._route(value, routed.setdefault(item, []))
        if out is not None and (maker := self.item(container, out)) is not None:
            edges.append(Edge(place[maker], len(items) + 1, out))
        return self._split(items, edges, routed, None, 0)

    def _route(self, value: Node, readers: list[Node]) -> None:
        self.sources.add(value)
        if value not in readers:
            readers.append(value)

    def _split(
        self, items: list[Item], edges: list[Edge], routed: dict[Item, list[Node]], target: Item | None, nest: int
    ) -> Series:
        """Items and the edges between them as a series. ``target`` is the item that they lead to."""
        count = len(items)
        if nest > DEEPEST:
            kept = [edge for edge in edges if edge.end - edge.start == 1]
            self._take_out(set(edges) - set(kept), [*items, target], routed)
            edges = kept
        while True:
            cuts = _cuts(count, edges)
            direct = any(edge.start == 0 and edge.end == count + 1 for edge in edges)
            if len(cuts) > 2 or count == 0 or direct:
                break
            groups = _branches(range(1, count + 1), edges)
            if len(groups) > 1:
                break
            longest = _longest(edges, count)
            if not longest:
                break
            self._take_out(longest, items, routed)
            edges = [edge for edge in edges if edge not in longest]
        return self._assemble(items, edges, cuts, routed, target, nest)

    def _take_out(self, edges: set[Edge], items: Sequence[Item | None], routed: dict[Item, list[Node]]) -> None:
        for edge in sorted(edges, key=lambda edge: edge[:2]):
            reader = items[edge.end - 1]
            assert reader is not None  # what leaves a container leaves it once, after its last item
            self._route(edge.value, routed.setdefault(reader, []))

    def _assemble(
        self,
        items: list[Item],
        edges: list[Edge],
        cuts: list[int],
        routed: dict[Item, list[Node]],
        target: Item | None,
        nest: int,
    ) -> Series:
        series = Series()
        count = len(items)
        part = {}
        for number, (first, last) in enumerate(itertools.pairwise(cuts)):
            part.update(dict.fromkeys(range(first + 1, last), number))
            part[last] = number
        inner: list[list[Edge]] = [[] for _ in cuts]
        for edge in edges:
            inner[part[edge.end]].append(edge)
        for number, (first, last) in enumerate(itertools.pairwise(cuts)):
            direct = [edge for edge in inner[number] if (edge.start, edge.end) == (first, last)]
            fed = bool(direct)
            fork = None
            if last - first > 1 or len(direct) > 1:
                fork = self._fork(
                    first, last, inner[number], items, routed, target if last > count else items[last - 1], nest
                )
                series.add(fork, any(edge.start == first for edge in inner[number]))
                fed = any(branch.out for branch in fork.branches)
            if last > count:
                series.out = fed
                continue
            element = self._element(items[last - 1], routed)
            if fork is not None and isinstance(element, Sign):
                fork.sign = element
            else:
                series.add(element, fed)
        return series

    def _fork(
        self,
        first: int,
        last: int,
        edges: list[Edge],
        items: list[Item],
        routed: dict[Item, list[Node]],
        target: Item | None,
        nest: int,
    ) -> Fork:
        """The branches between two cuts, in the order in which the join names them."""
        between = [edge for edge in edges if (edge.start, edge.end) != (first, last)]
        groups = _branches(range(first + 1, last), between)
        group_of = {place: number for number, group in enumerate(groups) for place in group}
        own: list[list[Edge]] = [[] for _ in groups]
        for edge in between:
            own[group_of[edge.end if edge.end != last else edge.start]].append(edge)
        order = [group_of[edge.start] for edge in edges if edge.end == last and edge.start != first]
        branches = []
        for number in dict.fromkeys([*order, *range(len(groups))]):
            group = groups[number]
            place = {first: 0, last: len(group) + 1, **{old: new for new, old in enumerate(group, start=1)}}
            moved = [Edge(place[edge.start], place[edge.end], edge.value) for edge in own[number]]
            branches.append(self._split([items[old - 1] for old in group], moved, routed, target, nest + 1))
        return Fork(branches + [Series() for _ in range(len(edges) - len(between))])

    def _element(self, item: Item, routed: dict[Item, list[Node]]) -> Unit | Sign | Frame:
        reads = routed.get(item, [])
        if isinstance(item, Ending):
            name = f"{item.name} " if item.name else ""
            number = [end for end in self.ends if end.node is item.node].index(item)
            return Unit("end", [item.node], f"{name}{typeset_shape(item.node.shape)}", routed=reads, output=number)
        if isinstance(item, Container):
            if self.is_folded(item):
                return Unit("folded", self.nodes(item), "", container=item, routed=reads)
            return Frame(item, self.series(item), reads)
        if isinstance(item.operation, Join) and not isinstance(item.operation, Part):
            return Sign(item, reads)
        if isinstance(item.operation, InputOperation):
            return Unit("end", [item], entering(item))
        if isinstance(item.operation, Part):
            return Unit("part", [item], caption(item), routed=reads)
        return Unit("layer", [item], caption(item), role_of(item), routed=reads)


def _latest(values: Iterable[Node]) -> Node | None:
    return max(values, key=lambda node: node.index, default=None)


def _scattered(nodes: list[Node]) -> set[Container]:
    """Where lines run again, the containers whose nodes do not run one after the other."""
    inside: dict[Container, list[int]] = {}
    if any(node.again is not None for node in nodes):
        for place, node in enumerate(nodes):
            for container in around(node):
                inside.setdefault(container, []).append(place)
    return {container for container, places in inside.items() if places[-1] - places[0] >= len(places)}


def _cuts(count: int, edges: Iterable[Edge]) -> list[int]:
    """The positions that no edge passes over, the ends included."""
    reach = list(range(count + 2))
    for edge in edges:
        reach[edge.start] = max(reach[edge.start], edge.end)
    cuts, far = [0], reach[0]
    for place in range(1, count + 1):
        if far <= place:
            cuts.append(place)
        far = max(far, reach[place])
    return [*cuts, count + 1]


def _branches(places: range, edges: Iterable[Edge]) -> list[list[int]]:
    """Positions that edges between them hold together, each group in order."""
    parent = {place: place for place in places}

    def find(place: int) -> int:
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    for edge in edges:
        if edge.start in parent and edge.end in parent:
            a, b = sorted((find(edge.start), find(edge.end)))
            parent[b] = a
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(find(place), []).append(place)
    return list(groups.values())


def _longest(edges: list[Edge], count: int) -> set[Edge]:
    """Which edges to take out: the longest of those whose end has others; one, or a few of very many. Where there is
    none, such as where a folded container holds what is read: the longest that passes over something."""
    arriving: dict[int, int] = {}
    for edge in edges:
        arriving[edge.end] = arriving.get(edge.end, 0) + 1
    spare = sorted(
        (edge for edge in edges if arriving[edge.end] > 1 and edge.end <= count), key=lambda edge: edge.start - edge.end
    )
    chosen: set[Edge] = set()
    for edge in spare[: max(1, len(edges) // 50)]:
        if arriving[edge.end] > 1:
            arriving[edge.end] -= 1
            chosen.add(edge)
    passing = [edge for edge in edges if edge.end <= count and edge.end - edge.start > 1]
    if chosen or not passing:
        return chosen
    return {max(passing, key=lambda edge: edge.end - edge.start)}
