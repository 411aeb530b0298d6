"""One edit often changes many layers: which changes of a difference belong together, and how to say them once."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from fractions import Fraction
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from cnndsl.graph.ir import Node, around
from cnndsl.graph.joins import Join
from cnndsl.layers.arguments import write
from cnndsl.layers.layer import Layer
from cnndsl.network import Network
from cnndsl.report.alignment import text_of
from cnndsl.report.difference import Change, Difference, Side

T = TypeVar("T")

FOLLOWING = frozenset({"path", "output", "macs", "initial"})
"""A layer of which nothing else differs was not edited: it follows from other edits."""

MOST_KINDS = 4
"""So many kinds of one edit, such as other widths of convolutions, are told apart; more are told as one."""

FEWEST_LAYERS = 4
"""A smaller container is compared with none that is not equal."""

MOST_NUMBERS = 20
"""Of more numbers than this the middle is left out."""

_NUMBER = re.compile(r"(\d+)")

Turn: TypeAlias = tuple[str, Any, Any]
"""An argument with its old and new value; a whole layer has no name."""


class Edit(NamedTuple):
    """``what`` was done at the ``places``, layers or whole containers. A removed one has its old name."""

    change: Literal["added", "removed", "changed"]
    what: str
    places: tuple[str, ...]
    changes: tuple[Change, ...]
    containers: bool = False

    @property
    def params(self) -> int:
        """The change in parameters of all places together."""
        return sum((new.params if new else 0) - (old.params if old else 0) for old, new, _ in self.changes)

    @property
    def macs(self) -> int:
        return macs(self.changes)


def macs(changes: Iterable[Change]) -> int:
    """The change in MACs; layers of training-only heads count none."""
    sides = [(+1, change.new) for change in changes] + [(-1, change.old) for change in changes]
    return sum(sign * side.macs for sign, side in sides if side and not side.training_only)


def edits(difference: Difference) -> list[Edit]:
    """Every change that does not merely follow from others, in one edit each. In the order of their first places."""
    found = list(_containers(difference))
    taken = {id(change) for edit in found for change in edit.changes}
    loose = [change for change in difference.changes if id(change) not in taken]
    found += _runs("removed", [change for change in loose if change.new is None])
    found += _runs("added", [change for change in loose if change.old is None])
    found += _changed(difference, [c for c in loose if c.old and c.new and not c.differs <= FOLLOWING])
    order = {id(change): place for place, change in enumerate(difference.changes)}
    return sorted(found, key=lambda edit: order[id(edit.changes[0])])


def compact(names: Iterable[str]) -> list[str]:
    """Names with what they have in common said once: `layer{1,4}.{0..2}.conv1`, in the order of the first of each."""
    patterns = [_NUMBER.split(name) for name in names]
    for at in range(max(map(len, patterns), default=0) - 2, 0, -2):
        groups: dict[Hashable, list[list[str]]] = {}
        for tokens in patterns:
            groups.setdefault((*tokens[:at], None, *tokens[at + 1 :]), []).append(tokens)
        patterns = [
            [*first[:at], _braces([first[at], *(tokens[at] for tokens in others)]), *first[at + 1 :]]
            if others
            else first
            for first, *others in groups.values()
        ]
    return ["".join(tokens) for tokens in patterns]


def _braces(numbers: list[str]) -> str:
    """`{0..3,7}`."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and int(number) == int(runs[-1][-1]) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}..{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs]
    if len(parts) > MOST_NUMBERS:
        parts = [*parts[: MOST_NUMBERS - 2], "…", parts[-1]]
    return "{" + ",".join(parts) + "}"


def _grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """Items of equal key together, in the order of the first of each."""
    found: dict[Hashable, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return list(found.values())


def kinds(items: Iterable[T], coarse: Callable[[T], Hashable], fine: Callable[[T], Hashable]) -> Iterator[list[T]]:
    """Items of equal fine key together; those of one coarse key where there would be many of these."""
    for group in _grouped(items, coarse):
        kinds = _grouped(group, fine)
        yield from kinds if len(kinds) <= MOST_KINDS else [group]


# ------------------------------------------------------------------------------------------- whole containers


def _containers(difference: Difference) -> Iterator[Edit]:
    """Containers that only one network has and that repeat another of it."""
    sides: list[tuple[Literal["removed", "added"], Network | None, dict[int, Change]]] = [
        ("removed", difference.old, {c.old.place: c for c in difference.changes if c.old and c.new is None}),
        ("added", difference.new, {c.new.place: c for c in difference.changes if c.new and c.old is None}),
    ]
    for change, network, lone in sides:
        for group in kinds(
            _repeated(network, set(lone)) if network and lone else [],
            lambda one: (one.like, *(_coarse(*pair) for pair in one.differing())),
            lambda one: (one.like, *(_fine(*pair) for pair in one.differing())),
        ):
            what = f"{len(group[0].nodes)} layers as in {group[0].like}{_but(group)}"
            changes = tuple(lone[node.index] for one in group for node in one.nodes)
            yield Edit(change, what, tuple(one.name for one in group), changes, containers=True)


class _Repeated(NamedTuple):
    """A container that repeats another, or nearly."""

    name: str
    nodes: list[Node]
    like: str
    others: list[Node]

    def differing(self) -> list[tuple[Node, Node]]:
        pairs = zip(self.others, self.nodes, strict=True)
        return [(x, y) for x, y in pairs if text_of(x.operation) != text_of(y.operation)]


def _repeated(network: Network, gone: set[int]) -> Iterator[_Repeated]:
    """Those of the containers of layers that one side lacks that repeat another."""
    inside: dict[str, list[Node]] = {}
    for node in network.graph.layers():
        for container in around(node):
            if container.parent is not None:
                inside.setdefault(container.name, []).append(node)
    whole = {name for name, nodes in inside.items() if all(node.index in gone for node in nodes)}
    known: dict[Hashable, str] = {}

    def keys(name: str) -> list[Hashable]:
        """What a like container has too: the same layers, or the same kinds of layers; better in the same container."""
        nodes = inside[name]
        texts, words = (
            tuple((node.name.removeprefix(name), attribute(node)) for node in nodes)
            for attribute in (lambda node: text_of(node.operation), lambda node: node.keyword)
        )
        near = [(name.rpartition(".")[0], words), words] if len(nodes) >= FEWEST_LAYERS else []
        return [texts, *near]

    for name in inside:
        if name not in whole:
            for key in keys(name):
                known.setdefault(key, name)
    done: set[int] = set()
    for name in sorted(inside, key=lambda name: (inside[name][0].index, name.count("."))):
        nodes = inside[name]
        if name not in whole or len(nodes) < 2 or nodes[0].index in done:
            continue
        wanted = keys(name)
        like = next((known[key] for key in wanted if key in known), None)
        for key in wanted:
            known.setdefault(key, name)
        if like is not None:
            done |= {node.index for node in nodes}
            yield _Repeated(name, nodes, like, inside[like])


def _but(group: list[_Repeated]) -> str:
    """How containers differ from another with the same kinds of layers."""
    pairs = [pair for one in group for pair in one.differing()]
    found = [_said(alike) for alike in kinds(pairs, lambda pair: _coarse(*pair), lambda pair: _fine(*pair))]
    return "" if not found else f" but {', '.join(found)}" if len(found) <= 2 else " with other values"


# ------------------------------------------------------------------------------------ added and removed layers


def _runs(change: Literal["added", "removed"], changes: list[Change]) -> Iterator[Edit]:
    """Layers that follow each other, at one place or at several where the same ones do."""
    runs: list[list[tuple[Side, Change]]] = []
    for one in changes:
        side = one.new or one.old
        assert side is not None
        if runs and runs[-1][-1][0].place == side.place - 1:
            runs[-1].append((side, one))
        else:
            runs.append([(side, one)])
    for group in kinds(
        runs,
        lambda run: tuple(side.text.split()[0] for side, _ in run),
        lambda run: tuple(side.text for side, _ in run),
    ):
        for layers in zip(*group, strict=True):
            what = _texts([side.text for side, _ in layers])
            yield Edit(change, what, tuple(side.name for side, _ in layers), tuple(one for _, one in layers))


def _texts(texts: list[str]) -> str:
    """Lines of one kind of layer as one: `conv 64 … 512 3 padding=1`."""
    words = [text.split() for text in texts]
    if len(set(map(len, words))) > 1:
        return f"{words[0][0]} …"
    return " ".join(_span(column) for column in zip(*words, strict=True))


# ---------------------------------------------------------------------------------------------- changed layers


def _changed(difference: Difference, changes: list[Change]) -> Iterator[Edit]:
    old, new = (network.graph.nodes if network else [] for network in (difference.old, difference.new))
    pairs = [(old[c.old.place], new[c.new.place], c) for c in changes if c.old and c.new]
    for group in kinds(pairs, lambda p: (_coarse(*p[:2]), _aside(*p)), lambda p: (_fine(*p[:2]), _aside(*p))):
        what = _said([(x, y) for x, y, _ in group])
        aside = "".join(f", {words}" for words in _aside(*group[0]))
        yield Edit("changed", what + aside, tuple(y.name or "input" for _, y, _ in group), tuple(c for *_, c in group))


def _turns(x: Node, y: Node) -> list[Turn]:
    """What differs between the lines of two layers: arguments, or all of it."""
    a, b = x.operation, y.operation
    if isinstance(a, Layer) and type(a) is type(b):
        values = ((name, getattr(a, name), getattr(b, name)) for name in a.arguments)
        return [(name, before, after) for name, before, after in values if before != after]
    return [("", text_of(a), text_of(b))] if text_of(a) != text_of(b) else []


def _coarse(x: Node, y: Node) -> Hashable:
    return x.keyword, y.keyword, tuple(name for name, _, _ in _turns(x, y))


def _fine(x: Node, y: Node) -> Hashable:
    """Numbers that grow at the same rate are the same edit, whatever they were."""
    return x.keyword, y.keyword, tuple((name, _rate(a, b) or (write(a), write(b))) for name, a, b in _turns(x, y))


def _rate(before: object, after: object) -> Fraction | None:
    """How many times as large a number became."""
    if not isinstance(before, int) or not isinstance(after, int) or isinstance(before, bool) or not before or not after:
        return None
    return Fraction(after, before)


def _aside(x: Node, y: Node, change: Change) -> tuple[str, ...]:
    """What else differs, in words that are the same for calls of one block."""
    words = []
    if "inputs" in change.differs:
        old, new = (f"of {', '.join(_relative(of, node) for of in node.inputs)}" for node in (x, y))
        words.append(f"{old} -> {new}" if old != new else "of another layer")
    if "training_only" in change.differs:
        words.append("in training only" if y.training_only else "in evaluation too")
    if "moved" in change.differs:
        words.append("at another place in the order")
    return tuple(words)


def _relative(of: Node, node: Node) -> str:
    """The name of a node as another in the same container would call it."""
    prefix = f"{node.container.name}."
    return of.name.removeprefix(prefix) if of.name.startswith(prefix) else _NUMBER.sub("*", of.name) or "input"


def _said(pairs: list[tuple[Node, Node]]) -> str:
    """An edit of several layers in words: `conv: channels 64 … 512 -> 128 … 1024 (x2)`."""
    columns = [list(column) for column in zip(*(_turns(x, y) for x, y in pairs), strict=True)]
    keyword = pairs[0][0].keyword
    if not columns:
        only = isinstance(pairs[0][0].operation, Join)
        return keyword if only else f"{keyword}, its input changed"
    words = []
    for turns in columns:
        name, before, after = turns[0][0], [turn[1] for turn in turns], [turn[2] for turn in turns]
        if not name:
            return f"{_texts(before)} -> {_texts(after)}"
        rates = {_rate(a, b) for a, b in zip(before, after, strict=True)}
        rate = rates.pop() if len(rates) == 1 and len(set(before)) > 1 else None
        words.append(f"{name} {_span(before)} -> {_span(after)}" + (f" (x{float(rate):.4g})" if rate else ""))
    return f"{keyword}: {', '.join(words)}"


def _span(values: Iterable[Any]) -> str:
    """`64 … 512`; one value as it is."""
    found = list(dict.fromkeys(values))
    if len(found) > 1 and all(isinstance(value, int | float) for value in found):
        return f"{_number(min(found))} … {_number(max(found))}"
    return " … ".join(map(_number, [found[0], *([found[-1]] if len(found) > 1 else [])]))


def _number(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else write(value)
