"""Which layer of one network is which of another.

The module trees are walked together. Of two containers that belong together the children of one label do too; the
others, most of them numbered by position, are aligned in their order by what they are: a layer inserted into an
`nn.Sequential` shifts the numbers behind it, not the layers. What is then left over is looked for elsewhere in the
network, so that layers which went into another container are found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TypeAlias

from cnndsl.graph.ir import Container, Graph, Node
from cnndsl.graph.joins import Join

Item: TypeAlias = Node | Container

MOST_CELLS = 400_000
"""Longer lists of children than this many pairs are aligned roughly: the exact way takes a second for a million."""


class Tree:
    """The items of every container in execution order; of a container also what it holds, all levels together."""

    def __init__(self, graph: Graph) -> None:
        self.items: dict[Container, list[Item]] = {graph.root: []}
        self.texts: dict[Container, Counter[str]] = {}
        self.kinds: dict[Container, Counter[str]] = {}
        for node in graph.layers():
            self._enter(node)
            around: Container | None = node.container
            while around is not None:
                self.texts.setdefault(around, Counter())[str(node.operation)] += 1
                self.kinds.setdefault(around, Counter())[node.keyword] += 1
                around = around.parent

    def _enter(self, item: Item) -> None:
        container = item.container if isinstance(item, Node) else item.parent
        while container is not None:
            known = container in self.items
            self.items.setdefault(container, []).append(item)
            if known:
                return
            item, container = container, container.parent


def align(old: Graph, new: Graph) -> dict[Node, Node]:
    """The layers and joins of ``old`` that ``new`` has too, perhaps changed, with their counterparts."""
    a, b = Tree(old), Tree(new)
    pairs: dict[Node, Node] = {}
    waiting = [(old.root, new.root)]
    while waiting:
        containers = waiting.pop()
        for x, y in _children(a.items[containers[0]], b.items[containers[1]], lambda x, y: _likeness(x, y, a, b)):
            if isinstance(x, Container) and isinstance(y, Container):
                waiting.append((x, y))
            elif isinstance(x, Node) and isinstance(y, Node):
                pairs[x] = y
    _left_over(old, new, pairs)
    return pairs


def increasing(numbers: Sequence[int]) -> list[int]:
    """Positions of a longest increasing subsequence of different numbers."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        level = bisect_left(ends, number)
        before.append(at[level - 1] if level else -1)
        ends[level : level + 1] = [number]
        at[level : level + 1] = [position]
    found = []
    position = at[-1] if at else -1
    while position >= 0:
        found.append(position)
        position = before[position]
    return found[::-1]


def _children(old: list[Item], new: list[Item], likeness: Callable[[Item, Item], int]) -> Iterator[tuple[Item, Item]]:
    """The children of two containers that belong together: by label, and between those in order."""
    places = {_key(y): j for j, y in enumerate(new) if _key(y)}
    labelled = [(i, places[_key(x)]) for i, x in enumerate(old) if _key(x) in places]
    for i, j in labelled:
        yield old[i], new[j]
    taken_old, taken_new = {i for i, _ in labelled}, {j for _, j in labelled}
    kept = [labelled[position] for position in increasing([j for _, j in labelled])]
    for (i, j), (i_end, j_end) in pairwise([(-1, -1), *kept, (len(old), len(new))]):
        xs = [old[k] for k in range(i + 1, i_end) if k not in taken_old]
        ys = [new[k] for k in range(j + 1, j_end) if k not in taken_new]
        yield from _in_order(xs, ys, likeness)


def _in_order(old: list[Item], new: list[Item], likeness: Callable[[Item, Item], int]) -> Iterator[tuple[Item, Item]]:
    """Pairs in the order of both lists with the largest sum of likeness; of equal ones the earliest."""
    if not old or not new:
        return
    if len(old) * len(new) > MOST_CELLS:
        yield from _roughly(old, new, likeness)
        return
    like = [[likeness(x, y) for y in new] for x in old]
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below, scores = best[i], best[i + 1], like[i]
        for j in range(len(new) - 1, -1, -1):
            found = max(below[j], row[j + 1])
            row[j] = max(found, below[j + 1] + scores[j]) if scores[j] else found
    i = j = 0
    while i < len(old) and j < len(new):
        if like[i][j] and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            i += 1


def _roughly(old: list[Item], new: list[Item], likeness: Callable[[Item, Item], int]) -> Iterator[tuple[Item, Item]]:
    """As `_in_order` for long lists: equal starts and ends, equal texts, in between what stands at the same number."""
    a, b = list(map(_text, old)), list(map(_text, new))
    start = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    most = min(len(a), len(b)) - start
    end = next((k for k in range(most) if a[-1 - k] != b[-1 - k]), most)
    middle = SequenceMatcher(None, a[start : len(a) - end], b[start : len(b) - end]).get_matching_blocks()
    blocks = [(i + start, j + start, size) for i, j, size in middle if size]
    blocks = [(0, 0, start), *blocks, (len(a) - end, len(b) - end, end)]
    for (i, j, size), (i_next, j_next, _) in pairwise([*blocks, (len(a), len(b), 0)]):
        yield from zip(old[i : i + size], new[j : j + size], strict=True)
        for x, y in zip(old[i + size : i_next], new[j + size : j_next], strict=False):
            if likeness(x, y):
                yield x, y


def _key(item: Item) -> tuple[type, str] | None:
    """What says by itself which child this is: its label, not a number."""
    if isinstance(item, Node) and isinstance(item.operation, Join):
        return None
    label = item.name.rsplit(".", 1)[-1]
    return None if label.isdecimal() else (type(item), label)


def _text(item: Item) -> str:
    return str(item.operation) if isinstance(item, Node) else f"{item.block}:"


def _likeness(x: Item, y: Item, a: Tree, b: Tree) -> int:
    """How much two items seem to be the same; 0 if they are not to be paired."""
    if isinstance(x, Container) and isinstance(y, Container):
        kinds = _dice(a.kinds[x], b.kinds[y])
        if kinds < 0.5:
            return 0
        return round(6 * kinds + 6 * _dice(a.texts[x], b.texts[y])) + (x.block == y.block) + _same_label(x, y)
    if not isinstance(x, Node) or not isinstance(y, Node):
        return 0
    if isinstance(x.operation, Join) or isinstance(y.operation, Join):
        joins = isinstance(x.operation, Join) and isinstance(y.operation, Join)
        return 0 if not joins else 4 if str(x.operation) == str(y.operation) else 1
    weight = 3 if x.params and y.params else 2
    if x.keyword == y.keyword:
        return (2 * weight if str(x.operation) == str(y.operation) else weight) + _same_label(x, y)
    family = type(x.operation).__module__ == type(y.operation).__module__
    return 1 + _same_label(x, y) if family else 0


def _same_label(x: Item, y: Item) -> bool:
    return x.name.rsplit(".", 1)[-1] == y.name.rsplit(".", 1)[-1]


def _dice(a: Counter[str], b: Counter[str]) -> float:
    """The share of what two bags have in common."""
    return 2 * (a & b).total() / (a.total() + b.total())


def _left_over(old: Graph, new: Graph, pairs: dict[Node, Node]) -> None:
    """Pair what is left over and equal: runs that hold parameters, or that follow a pair."""
    found = set(pairs.values())
    xs = [node for node in old.layers() if node not in pairs]
    ys = [node for node in new.layers() if node not in found]
    old_texts, new_texts = ([str(node.operation) for node in nodes] for nodes in (xs, ys))
    rough = len(xs) * len(ys) > MOST_CELLS
    for i, j, size in SequenceMatcher(None, old_texts, new_texts, autojunk=rough).get_matching_blocks():
        run = list(zip(xs[i : i + size], ys[j : j + size], strict=True))
        if not run:
            continue
        before = [graph.nodes[nodes.index - 1] for graph, nodes in zip((old, new), run[0], strict=True)]
        follows = pairs.get(before[0]) is before[1] or before == [old.input, new.input]
        if follows or any(x.params for x, _ in run):
            pairs.update(run)
