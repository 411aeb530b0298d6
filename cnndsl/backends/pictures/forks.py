"""Branches side by side, and the sign that joins them."""

from __future__ import annotations

from cnndsl.backends.pictures.blocks import Block, Entry, Path, Place, Point, Wire, moved_entry, moved_exit
from cnndsl.backends.pictures.elements import Fork

APART = 16
"""Between two branches."""

BUS, INTO = 5, 14
"""Where the line in splits, and where the branches begin."""

LANE = 9
RADIUS = 9
ONTO = 11
"""From the end of the longest branch to the edge of the sign."""


def fork_block(fork: Fork, blocks: list[Block | None]) -> Block:
    """Lay out branches (None: one that changes nothing) with the sign of the fork after them.

    Branches keep the order of the join, but for those with routes, which go last, to the side where routes run, and
    for those that change nothing, which run beside all others.
    """
    single = fork.sign is None and sum(branch.out for branch in fork.branches) == 1
    order = sorted(range(len(blocks)), key=lambda n: _rank(fork, blocks, n, single))
    return _Fork(fork, blocks, order, single).block()


def _rank(fork: Fork, blocks: list[Block | None], number: int, single: bool) -> tuple[bool, bool, bool]:
    block = blocks[number]
    main = single and fork.branches[number].out
    return not main, block is None, block is not None and block.has_routes


class _Fork:
    def __init__(self, fork: Fork, blocks: list[Block | None], order: list[int], single: bool) -> None:
        self.fork = fork
        self.blocks = [blocks[n] for n in order]
        self.series = [fork.branches[n] for n in order]
        self.single = single
        inner = [block for block in self.blocks[:-1] if block is not None]
        self.entering = sum(len(block.entries) for block in inner)
        self.leaving = sum(len(block.exits) for block in inner)

    def block(self) -> Block:
        sides, middles, breadth = self._across()
        full = [n for n, block in enumerate(self.blocks) if block is not None]
        if self.single or len(full) < 2:
            port = middles[full[0]] if full and not (self.single and self.blocks[0] is None) else middles[0]
        else:
            port = (middles[full[0]] + middles[full[-1]]) / 2
        first = INTO + LANE * self.entering
        longest = max((block.length for block in self.blocks if block is not None), default=0)
        end = first + longest
        row = end + LANE * self.leaving + ONTO + (RADIUS if self.fork.sign else -8)
        result = Block(row + (RADIUS if self.fork.sign else 8), breadth, port)
        if self.fork.sign is not None:
            result.places.append(Place(self.fork.sign, row - RADIUS, port - RADIUS, 2 * RADIUS, 2 * RADIUS))
            result.tails = [Path(self.fork.sign, ((result.length, port),))]
            if self.fork.sign.routed:
                path = Path(self.fork.sign, ((row, breadth), (row, port + RADIUS)))
                result.entries.append(Entry(tuple(self.fork.sign.routed), (path,)))
        for number, branch in enumerate(self.blocks):
            middle = middles[number]
            lead: tuple[Point, ...] = ((0, port),) if middle == port else ((0, port), (BUS, port), (BUS, middle))
            follow = self._onto(middle, port, row, result.length)
            if branch is None:
                self._connect(result, [], [], [Path(None, lead + follow, tuple(self.series[number].passed))])
                continue
            result.put(branch, first, sides[number])
            heads = [path.moved(first, sides[number]).after(*lead) for path in branch.heads]
            tails = [path.moved(first, sides[number]).then(*follow) for path in branch.tails]
            throughs = [path.moved(first, sides[number]).after(*lead).then(*follow) for path in branch.throughs]
            self._connect(result, heads, tails, throughs)
        self._routes(result, sides, first, end)
        return result

    def _across(self) -> tuple[list[float], list[float], float]:
        """Where each branch begins across the flow, where its line runs, and the breadth of all."""
        sides, middles, across = [], [], 0.0
        for number, block in enumerate(self.blocks):
            sides.append(across)
            last = number + 1 == len(self.blocks)
            if block is None:
                middles.append(across + LANE)
                across += LANE + (LANE if last or self.blocks[number + 1] is None else APART)
                continue
            middles.append(across + block.port)
            lanes = 0 if last else len(block.exits) + len(block.entries)
            lanes = lanes if any(other is not None for other in self.blocks[number + 1 :]) else 0
            following = None if last else self.blocks[number + 1]
            across += block.breadth + LANE * lanes + (0 if last else APART if following is not None else 4)
        return sides, middles, across

    def _onto(self, middle: float, port: float, row: float, end: float) -> tuple[Point, ...]:
        """The way from a branch's line to the sign, or to the line out where there is no sign."""
        if self.fork.sign is None:
            return ((end, port),) if middle == port else ((row, middle), (row, port), (end, port))
        if middle == port:
            return ((row - RADIUS, port),)
        return ((row, middle), (row, port + (RADIUS if middle > port else -RADIUS)))

    def _connect(self, result: Block, heads: list[Path], tails: list[Path], throughs: list[Path]) -> None:
        """What reaches the sign is a line; without a sign it goes on."""
        result.heads += heads
        sign = self.fork.sign
        if sign is None:
            result.tails += tails
            result.throughs += throughs
            return
        for tail in tails:
            assert tail.drawn is not None
            result.wires.append(Wire(tail.drawn, sign, tail.points, tail.passed))
        result.heads += [Path(sign, through.points, through.passed) for through in throughs]

    def _routes(self, result: Block, sides: list[float], first: float, end: float) -> None:
        """Routes of the last branch that holds boxes go straight to the side, the others around those beside them."""
        full = [n for n, block in enumerate(self.blocks) if block is not None]
        entering = leaving = 0
        edge = result.breadth
        for number in full:
            block = self.blocks[number]
            assert block is not None
            aside = sides[number]
            if number == full[-1]:
                result.exits += [moved_exit(one, first, aside, (one.along + first, edge)) for one in block.exits]
                result.entries += [moved_entry(one, first, aside, (one.along + first, edge)) for one in block.entries]
                continue
            lane = aside + block.breadth
            for exit_ in block.exits:
                lane += LANE
                row = end + LANE * leaving + 6
                leaving += 1
                result.exits.append(
                    moved_exit(exit_, first, aside, (exit_.along + first, lane), (row, lane), (row, edge))
                )
            for entry in block.entries:
                lane += LANE
                row = BUS + LANE * entering + 6
                entering += 1
                before = ((row, edge), (row, lane), (entry.along + first, lane))
                result.entries.append(moved_entry(entry, first, aside, *before))
