"""Hypothesis draws the trees of dags.py, for maps of one, two and three axes. All keep their size; the drawn channels fit most of the time."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from tests.graph.dags import Block, Call, From, If, Join, Layer, Path, Program, Repeat, Section

ELEMENTWISE = [
    ("batchnorm", []),
    ("groupnorm", ["1"]),
    ("relu", []),
    ("leaky_relu", []),
    ("leaky_relu", ["negative_slope=-0.5"]),
    ("elu", []),
    ("elu", ["alpha=-0.5"]),
    ("silu", []),
    ("hardswish", []),
    ("hardsigmoid", []),
    ("sigmoid", []),
    ("identity", []),
    ("maxpool", ["3", "stride=1", "padding=1"]),
    ("scale", ["init=0.5"]),
]
WIDTHS = [2, 4, 6]


class Scope:
    """Labels that are taken in one container, and those that `from` can name with their channels."""

    def __init__(self, outer: Scope | None = None) -> None:
        self.taken: set[str] = set()
        self.visible: dict[str, int] = dict(outer.visible) if outer else {}


@st.composite
def programs(draw: st.DrawFn) -> Program:
    writer = _Writer(draw)
    channels = draw(st.sampled_from(WIDTHS))
    writer.sizes = draw(st.sampled_from([(7,), (4, 5), (4, 5), (2, 4, 3)]))
    program = Program((channels, *writer.sizes), [])
    for number in range(draw(st.integers(0, 2))):
        items, _ = writer.items(4, Scope(), depth=1, width="w")
        program.blocks.append(Block(f"b{number}", [*items, Layer(None, "conv", ["w", "1"])]))
        writer.blocks = program.blocks[:]
    program.items, _ = writer.items(channels, Scope(), depth=0)
    return program


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.sizes: tuple[int, ...] = ()
        self.blocks: list[Block] = []
        self.in_loop = False

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def items(self, channels: int, scope: Scope, depth: int, width: str | None = None) -> tuple[list[Any], int]:
        items = []
        for _ in range(self.draw(st.integers(1, 4 - min(depth, 2)))):
            item, channels = self.item(channels, scope, depth, width)
            items.append(item)
        return items, channels

    def item(self, channels: int, scope: Scope, depth: int, width: str | None) -> tuple[Any, int]:
        deep = depth >= 3
        kind = self.one_of(
            "layer", "conv", *([] if deep else ["join", "join", "section", "path", "repeat", "if", "call", "from"])
        )
        if kind == "conv":
            return self.conv(channels, scope, width)
        if kind == "join":
            return self.join(channels, scope, depth, width)
        if kind == "section":
            label = self.label(scope)
            items, after = self.items(channels, Scope(scope), depth + 1, width)
            return Section(label, items), self.seen(label, after, scope)
        if kind == "path":
            items, after = self.items(channels, scope, depth + 1, width)
            return Path(items), after
        if kind == "repeat" and not self.in_loop:
            return self.repeat(channels, scope, depth, width)
        if kind == "if":
            return self.condition(channels, scope, depth, width)
        if kind == "call" and self.blocks:
            call = Call(self.label(scope), self.one_of(*self.blocks), self.one_of(*WIDTHS), inline=False)
            call.inline = call.label is None and self.one_of(True, False)
            return call, self.seen(call.label, call.width, scope)
        if kind == "from" and scope.visible and not self.in_loop:
            label = self.one_of(*sorted(scope.visible))
            return From(label), scope.visible[label]
        keyword, words = self.one_of(*ELEMENTWISE)
        label = self.label(scope)
        return Layer(label, keyword, words), self.seen(label, channels, scope)

    def conv(self, channels: int, scope: Scope, width: str | None, to: int | None = None) -> tuple[Layer, int]:
        after = to or self.one_of(*WIDTHS)
        word = str(after)
        if to is None and self.one_of(True, False, False):
            word, after = "in.channels", channels
        label = self.label(scope)
        words = [word, self.one_of("1", "3"), "padding=same", *self.one_of([], ["bias=false"])]
        return Layer(label, "conv", words), self.seen(label, after, scope)

    def join(self, channels: int, scope: Scope, depth: int, width: str | None) -> tuple[Join, int]:
        kind = self.one_of("add", "add", "concat", "mul", "split", "sub", "max", "mean", "select", "matmul")
        count = self.draw(st.integers(1, 3))
        sizes: list[int] = []
        if kind == "split":
            count = self.one_of(*[n for n in (1, 2, 3) if channels % n == 0])
            if count == 2 and self.one_of(True, False):
                sizes = [1, channels - 1]
        target = channels if kind == "mul" else self.one_of(channels, *WIDTHS)
        branches: list[Any] = []
        total = 0
        if kind == "matmul":
            places = self.conv(channels, scope, width, to=math.prod(self.sizes))[0]
            return Join(kind, [self.fitting(channels, target, scope, depth, width, gate=False), places]), target
        if kind == "select":
            weights = self.conv(channels, scope, width, to=count * self.one_of(1, target))[0]
            squeeze = [Layer(None, "global_avgpool", [])] if self.one_of(True, False) else []
            branches = [Path([*squeeze, weights])]
        for number in range(count):
            if kind in ("concat", "split"):
                part = (sizes[number] if sizes else channels // count) if kind == "split" else channels
                items, after = self.items(part, scope, depth + 1, width)
                branch, total = Path(items), total + after
            else:
                gate = kind != "select" and number > 0
                branch = self.fitting(channels, target, scope, depth, width, gate=gate)
            branches.append(branch)
        if kind == "add" and self.draw(st.integers(0, 15)) == 0:
            branches.append(self.conv(channels, scope, width, to=target + 2)[0])  # does not fit
        return Join(kind, branches, sizes), total if kind in ("concat", "split") else target

    def fitting(self, channels: int, target: int, scope: Scope, depth: int, width: str | None, *, gate: bool) -> Any:
        """A branch that ends with ``target`` channels."""
        if gate and self.draw(st.integers(0, 3)) == 0:
            return Layer(None, "conv", ["1", "1", "padding=same"])  # the same for all channels
        if gate and self.one_of(True, False):
            squeeze = Layer(None, "global_avgpool", [])
            excite = Layer(None, "conv", [str(target), "1", "padding=same"])
            return Path([squeeze, excite, Layer(None, "sigmoid", [])])
        same = [name for name, seen in scope.visible.items() if seen == target]
        if same and not self.in_loop and self.one_of(True, False):
            return From(self.one_of(*sorted(same)))
        if channels == target and self.one_of(True, False):
            identity = Layer(None, "identity", [])
            return self.one_of(
                identity, If(f"in.channels == {channels}", channels.__eq__, [identity], [From("nothing")])
            )
        items, after = self.items(channels, scope, depth + 1, width)
        return Path(items if after == target else [*items, self.conv(after, scope, width, to=target)[0]])

    def repeat(self, channels: int, scope: Scope, depth: int, width: str | None) -> tuple[Repeat, int]:
        """What is repeated gives the channels that it takes. Within a loop only labels with the counter are used."""
        self.in_loop = True
        items, after = self.items(channels, scope, depth + 1, width)
        if after != channels:
            items.append(self.conv(after, scope, width, to=channels)[0])
        self.in_loop = False
        count = self.draw(st.integers(0, 3))
        counter = self.one_of(None, "i")
        if counter:
            self.number(items, scope)
        return Repeat(count, items, counter), channels

    def number(self, items: list[Any], scope: Scope) -> None:
        """Label the lines of a `for` with its counter."""
        for item in items:
            if isinstance(item, Layer | Section) and self.one_of(True, False):
                letter = f"r{len(scope.taken)}"
                scope.taken.add(letter)
                item.label = f"{letter}-{{i}}"

    def condition(self, channels: int, scope: Scope, depth: int, width: str | None) -> tuple[If, int]:
        then, after = self.items(channels, scope, depth + 1, width)
        if self.one_of(True, False):
            return If(f"in.channels == {channels}", channels.__eq__, then, []), after
        condition = self.one_of("1 > 2", "not true", "in.channels % 2 == 1 and false")
        return If(condition, lambda _: False, [Layer(None, "relu6", [])], then), after

    def label(self, scope: Scope) -> str | None:
        free = [name for name in "abcdefgh" if name not in scope.taken]
        if self.in_loop or not free or self.one_of(True, False):
            return None
        scope.taken.add(free[0])
        return free[0]

    def seen(self, label: str | None, channels: int, scope: Scope) -> int:
        if label:
            scope.visible[label] = channels
        return channels
