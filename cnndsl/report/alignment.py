"""Which layer of one network is which of another.

The module trees are walked together. Of two containers that belong together the children of one label do too; the
others, most of them numbered by position, are aligned in their order by what they are: a layer inserted into an
`nn.Sequential` shifts the numbers after it, not the layers. What is then left over is looked for elsewhere in the
network, so that layers which went into another container are found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from cnndsl.graph.ir import Container, Graph, Item, Node, Operation, around, items_of
from cnndsl.graph.joins import Join

MOST_CELLS = 400_000
"""Longer lists of children than this many pairs are aligned in windows: the exact way takes a second for a million."""

WINDOW = 200
"""Children of each side that are looked at together in long lists."""


@lru_cache(256)
def text_of(operation: Operation) -> str:
    """The line of an operation: thousands of nodes have a few."""
    return str(operation)


class Tree:
    """The items of every container in execution order; of a container also what it holds, all levels together."""

    def __init__(self, graph: Graph) -> None:
        self.items: dict[Container, list[Item]] = items_of(graph.layers())
        self.texts: dict[Container, Counter[str]] = {}
        self.kinds: dict[Container, Counter[str]] = {}
        self._looks: dict[Item, int] = {}
        self._numbers: dict[object, int] = {}
        for node in graph.layers():
            for container in around(node):
                self.texts.setdefault(container, Counter())[text_of(node.operation)] += 1
                self.kinds.setdefault(container, Counter())[node.keyword] += 1

    def looks(self, item: Item) -> object:
        """What counts for the likeness of an item, apart from its label: the same for items that are alike in it."""
        known = self._looks.get(item)
        if known is None:
            of: tuple[object, ...] = (
                (item.block, frozenset(self.texts[item].items()))
                if isinstance(item, Container)
                else (text_of(item.operation), bool(item.params))
            )
            of = (*of, item.again is not None)
            known = self._looks[item] = self._numbers.setdefault((type(item), of), len(self._numbers))
        return known


def align(old: Graph, new: Graph) -> dict[Node, Node]:
    """The layers and joins of ``old`` that ``new`` has too, perhaps changed, with their counterparts."""
    a, b = Tree(old), Tree(new)
    likeness = _Likeness(a, b)
    pairs: dict[Node, Node] = {}
    waiting = [(old.root, new.root)]
    while waiting:
        containers = waiting.pop()
        for x, y in _children(a.items[containers[0]], b.items[containers[1]], likeness):
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


def _children(old: list[Item], new: list[Item], likeness: _Likeness) -> Iterator[tuple[Item, Item]]:
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


def _in_order(old: list[Item], new: list[Item], likeness: _Likeness) -> Iterator[tuple[Item, Item]]:
    """Pairs in the order of both lists with the largest sum of likeness; of equal ones the earliest.

    Long lists are cut at what stands once in each of them, and what is still long is looked at in windows.
    """
    cuts = _once_in_each(old, new) if len(old) * len(new) > MOST_CELLS else []
    for (i, j), (i_end, j_end) in pairwise([(-1, -1), *cuts, (len(old), len(new))]):
        if i >= 0:
            yield old[i], new[j]
        xs, ys = old[i + 1 : i_end], new[j + 1 : j_end]
        if len(xs) * len(ys) > MOST_CELLS:
            yield from _in_windows(xs, ys, likeness)
        else:
            yield from _best(xs, ys, likeness, gap=0)


def _once_in_each(old: list[Item], new: list[Item]) -> list[tuple[int, int]]:
    """Places of the texts that stand once in each list, in the order of both: the anchors of a patience diff."""
    texts = [list(map(_text, items)) for items in (old, new)]
    once = [{text for text, count in Counter(of).items() if count == 1} for of in texts]
    common = once[0] & once[1]
    at = {text: j for j, text in enumerate(texts[1]) if text in common}
    pairs = [(i, at[text]) for i, text in enumerate(texts[0]) if text in at]
    return [pairs[place] for place in increasing([j for _, j in pairs])]


def _best(old: list[Item], new: list[Item], likeness: _Likeness, gap: int) -> Iterator[tuple[Item, Item]]:
    """Pairs with the largest sum of likeness, less ``gap`` for each item passed over in front of the last pair."""
    like = likeness.rows(old, new)
    if not any(map(any, like)):
        return
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below, scores = best[i], best[i + 1], like[i]
        right = 0
        for j in range(len(new) - 1, -1, -1):
            found = below[j]
            if right > found:
                found = right
            found -= gap
            if (score := scores[j]) and below[j + 1] + score > found:
                found = below[j + 1] + score
            row[j] = right = found if found > 0 else 0
    i = j = 0
    while best[i][j]:
        if like[i][j] and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1] - gap:
            j += 1
        else:
            i += 1


def _in_windows(old: list[Item], new: list[Item], likeness: _Likeness) -> Iterator[tuple[Item, Item]]:
    """Equal starts and ends, and in between a window of both lists after the other.

    Of a window's pairs the first half counts; the next window begins after it, so that it follows what is inserted.
    """
    end = _equal(reversed(old), reversed(new))
    yield from zip(old[len(old) - end :], new[len(new) - end :], strict=True)
    i, j, i_end, j_end = 0, 0, len(old) - end, len(new) - end
    while i < i_end and j < j_end:
        start = _equal(islice(old, i, i_end), islice(new, j, j_end))
        yield from zip(old[i : i + start], new[j : j + start], strict=True)
        i, j = i + start, j + start
        xs, ys = old[i : min(i + WINDOW, i_end)], new[j : min(j + WINDOW, j_end)]
        found = list(_best(xs, ys, likeness, gap=1))
        last = len(xs) < WINDOW and len(ys) < WINDOW
        kept = found if last else found[: (len(found) + 1) // 2]
        yield from kept
        if last:
            return
        if kept:
            i, j = i + xs.index(kept[-1][0]) + 1, j + ys.index(kept[-1][1]) + 1
        elif i_end - i > j_end - j:  # nothing alike: pass over what one list has more of
            i += WINDOW
        else:
            j += WINDOW


def _equal(old: Iterable[Item], new: Iterable[Item]) -> int:
    """How many items two lists have in common at their start."""
    return sum(1 for _ in takewhile(lambda pair: _text(pair[0]) == _text(pair[1]), zip(old, new, strict=False)))


def _key(item: Item) -> tuple[type, str] | None:
    """What says by itself which child this is: its label, not a number."""
    if isinstance(item, Node) and isinstance(item.operation, Join):
        return None
    return None if item.label.isdecimal() or item.again is not None else (type(item), item.label)


def _text(item: Item) -> str:
    return text_of(item.operation) if isinstance(item, Node) else f"{item.block}:"


class _Likeness:
    """How much two items seem to be the same; 0 if they are not to be paired.

    Many are alike in all that counts: each kind is weighed once.
    """

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old, self.new = old, new
        self.known: dict[tuple[object, object], int] = {}

    def rows(self, old: list[Item], new: list[Item]) -> list[list[int]]:
        """How like each item of ``old`` is to each of ``new``; those of one label that may be paired a little more."""
        labelled: dict[str, list[int]] = {}
        for j, y in enumerate(new):
            labelled.setdefault(y.label, []).append(j)
        kinds: dict[object, list[int]] = {}
        seen = [self.new.looks(y) for y in new]
        some = dict(zip(seen, new, strict=True))
        rows = []
        for x in old:
            looks = self.old.looks(x)
            if looks not in kinds:
                weights = {each: self._weighed(x, y) for each, y in some.items()}
                kinds[looks] = [weights[each] for each in seen]
            row = kinds[looks].copy()
            if not isinstance(x, Node) or not isinstance(x.operation, Join):
                for j in labelled.get(x.label, ()):
                    row[j] += row[j] > 0
            rows.append(row)
        return rows

    def _weighed(self, x: Item, y: Item) -> int:
        key = self.old.looks(x), self.new.looks(y)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._weigh(x, y)
        return found

    def _weigh(self, x: Item, y: Item) -> int:
        if isinstance(x, Container) and isinstance(y, Container):
            kinds = _dice(self.old.kinds[x], self.new.kinds[y])
            if kinds < 0.5:
                return 0
            return round(6 * kinds + 6 * _dice(self.old.texts[x], self.new.texts[y])) + (x.block == y.block)
        if not isinstance(x, Node) or not isinstance(y, Node):
            return 0
        if isinstance(x.operation, Join) or isinstance(y.operation, Join):
            joins = isinstance(x.operation, Join) and isinstance(y.operation, Join)
            return 0 if not joins else 4 if text_of(x.operation) == text_of(y.operation) else 1
        weight = 3 if x.params and y.params else 2
        if x.keyword == y.keyword:
            return 2 * weight if text_of(x.operation) == text_of(y.operation) else weight
        return int(x.operation.family == y.operation.family)


def _dice(a: Counter[str], b: Counter[str]) -> float:
    """The share of what two bags have in common."""
    return 2 * (a & b).total() / (a.total() + b.total())


def _left_over(old: Graph, new: Graph, pairs: dict[Node, Node]) -> None:
    """Pair what is left over and equal: runs that hold parameters, or that follow a pair."""
    found = set(pairs.values())
    xs = [node for node in old.layers() if node not in pairs]
    ys = [node for node in new.layers() if node not in found]
    old_texts, new_texts = ([(text_of(node.operation), node.params) for node in nodes] for nodes in (xs, ys))
    rough = len(xs) * len(ys) > MOST_CELLS
    for i, j, size in SequenceMatcher(None, old_texts, new_texts, autojunk=rough).get_matching_blocks():
        run = list(zip(xs[i : i + size], ys[j : j + size], strict=True))
        if not run:
            continue
        before = [graph.nodes[nodes.index - 1] for graph, nodes in zip((old, new), run[0], strict=True)]
        follows = pairs.get(before[0]) is before[1] or not any(node.inputs for node in before)
        if follows or any(x.params for x, _ in run):
            pairs.update(run)
