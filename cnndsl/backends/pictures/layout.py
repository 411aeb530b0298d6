"""Where everything stands. Each element becomes a block, from the inside out; no search, no iteration.

Lines belong to two boxes: a block hands up the halves that end inside it, and the series that holds both blocks joins
them. Routes leave a block at its side, and are joined in a lane beside the series that holds both ends.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from math import fsum

from cnndsl.backends.pictures.blocks import (
    Block,
    Drawn,
    Entry,
    Exit,
    Label,
    Path,
    Place,
    Wire,
    moved_entry,
    moved_exit,
)
from cnndsl.backends.pictures.elements import Element, Fork, Frame, Series, Sign, Unit
from cnndsl.backends.pictures.forks import fork_block
from cnndsl.backends.pictures.measure import BAND, CARD, even, header_width, label_width, unit_size
from cnndsl.graph.ir import Node
from cnndsl.layers.shapes import Shape
from cnndsl.text import typeset_shape

GAP, LABEL_GAP, BESIDE = 13, 22, 5
FIRST, FORKS, LAST, SIDE = 11, 2, 9, 11
"""Between boxes: nothing, a shape beside the line, words beside the line. Inside a frame: before its first box, or its
first fork, after its last box, and on both sides."""

ROW = 9
"""Between lines that run side by side."""

SIGN = 18
COLUMNS = 44
"""Between columns."""


class Layout:
    """Lays out the elements of one picture. ``down`` is the direction of the flow; otherwise it is to the right."""

    def __init__(self, sources: dict[Node, Drawn], *, down: bool) -> None:
        self.sources = sources
        self.down = down
        self.pending: dict[Drawn, int] = {}
        """How many readers of each source have no line yet."""
        self.columns: dict[int, int] = {}
        """By the id of a series, in how many columns it stands."""
        self.in_one_column: set[int] = set()
        """Ids of the series that cannot be broken into columns, since routes leave or enter them aside."""

    # ---------------------------------------------------------------------------------------------- elements

    def block(self, element: Element, inside: Frame | None, breadth: float) -> Block:
        """An element laid out; ``breadth`` is how wide the widest box beside it is, in pixels, and ``inside`` the frame
        around it."""
        if isinstance(element, Unit):
            return self.routed(self.unit(element, breadth), element, element.routed)
        if isinstance(element, Sign):
            return self.sign(element)
        if isinstance(element, Fork):
            return self.fork(element, inside)
        return self.routed(self.frame(element), None, element.routed)

    def unit(self, unit: Unit, breadth: float) -> Block:
        """A box, at least ``breadth`` pixels across the flow, with a line in and a line out in its middle."""
        wide, high = unit_size(unit)
        length, across = (high, wide) if self.down else (wide, high)
        if unit.kind != "wire":
            across = max(across, breadth)
        cards = 2 * CARD if unit.times > 1 else 0
        port = across / 2
        if unit.kind == "wire":
            port = 6 if self.down else high
        block = Block(length + cards, across + cards, port, beside=unit.kind == "wire")
        block.places.append(Place(unit, 0, 0, length, across))
        block.heads = [Path(unit, ((0, port),))]
        block.tails = [Path(unit, ((length + cards, port),))]
        return block

    def sign(self, sign: Sign) -> Block:
        """The circle that joins branches, with an entry for each route that ends in it."""
        block = Block(SIGN, SIGN, SIGN / 2)
        block.places.append(Place(sign, 0, 0, SIGN, SIGN))
        block.heads = [Path(sign, ((0, SIGN / 2),))]
        block.tails = [Path(sign, ((SIGN, SIGN / 2),))]
        if sign.routed:
            block.entries = [Entry(tuple(sign.routed), (Path(sign, ((SIGN / 2, SIGN),)),))]
        return self.with_exit(block, sign, [sign.node])

    def fork(self, fork: Fork, inside: Frame | None) -> Block:
        """Branches side by side, and below them the sign that joins them."""
        branches = [None if branch.empty else self.series(branch, inside, within=True) for branch in fork.branches]
        block = fork_block(fork, branches)
        if fork.sign is not None:
            return self.with_exit(block, fork.sign, [fork.sign.node])
        return block

    def frame(self, frame: Frame) -> Block:
        """A container's frame with its series inside, wide enough for its header."""
        body = self.series(frame.body, frame)
        cards = 2 * CARD if frame.times > 1 else 0
        need = header_width(frame)
        lead = FORKS if isinstance(frame.body.elements[0], Fork) else FIRST
        before: float
        if self.down:
            before, aside = BAND + lead, SIDE + max(0.0, even((need - body.breadth - 2 * SIDE) / 2))
            length = before + body.length + LAST
            breadth = max(body.breadth + 2 * SIDE, need, body.breadth + 2 * aside)
        else:
            before, aside = lead + max(0.0, even((need - body.length - lead - LAST) / 2)), BAND + SIDE
            length = max(before + body.length + LAST, need)
            breadth = aside + body.breadth + SIDE
        port, leave = aside + body.port, aside + body.leave
        block = Block(length + cards, breadth + cards, port, leave)
        block.places.append(Place(frame, 0, 0, length, breadth))
        block.put(body, before, aside)
        end = length + cards
        block.heads = [path.moved(before, aside).after((0, port)) for path in body.heads]
        block.tails = [path.moved(before, aside).then((end, leave)) for path in body.tails]
        block.throughs = [path.moved(before, aside).after((0, port)).then((end, leave)) for path in body.throughs]
        side = breadth + cards
        block.exits = [moved_exit(one, before, aside, (one.along + before, side)) for one in body.exits]
        block.entries = [moved_entry(one, before, aside, (one.along + before, side)) for one in body.entries]
        return block

    # ------------------------------------------------------------------------------------------------ routes

    def routed(self, block: Block, unit: Unit | None, values: list[Node]) -> Block:
        """Room before a block for values that reach it along routes, and after it for its own that is read so."""
        if values:
            outer = Block(block.length + ROW + 8, block.breadth, block.port, block.leave)
            outer.put(block, ROW + 8, 0)
            lead = ((ROW, block.breadth), (ROW, block.port))
            paths = tuple(path.moved(ROW + 8, 0).after(*lead) for path in block.heads)
            outer.entries = [Entry(tuple(values), paths)] if paths else []
            outer.heads = [path.moved(ROW + 8, 0).after((0, block.port)) for path in block.heads]
            outer.tails = [path.moved(ROW + 8, 0) for path in block.tails]
            outer.throughs = [path.moved(ROW + 8, 0).after((0, block.port)) for path in block.throughs]
            outer.exits = [moved_exit(one, ROW + 8, 0) for one in block.exits]
            outer.entries += [moved_entry(one, ROW + 8, 0) for one in block.entries]
            block = outer
        return block if unit is None or unit.output is not None else self.with_exit(block, unit, unit.nodes)

    def with_exit(self, block: Block, drawn: Drawn, nodes: Iterable[Node]) -> Block:
        """The block, with a line that leaves it aside where a route starts from one of these nodes."""
        if not any(node in self.sources for node in nodes):
            return block
        end = block.length
        block.length = end + ROW
        leave = Path(drawn, ((end, block.port), (end + ROW - 2, block.port), (end + ROW - 2, block.breadth)))
        block.exits.append(Exit(leave))
        block.tails = [path.then((block.length, block.port)) for path in block.tails]
        return block

    # ------------------------------------------------------------------------------------------------ series

    def series(self, series: Series, inside: Frame | None, *, within: bool = False) -> Block:
        """Elements one after the other. ``within`` says that it is a branch, whose start and end others draw."""
        if series.empty:
            block = Block(8, 2 * ROW, ROW)
            block.throughs = [Path(None, ((0, ROW), (8, ROW)), tuple(series.passed))]
            return block
        sizes = [unit_size(one) for one in series.elements if isinstance(one, Unit) and one.kind != "wire"]
        broad = max((size[0 if self.down else 1] for size in sizes), default=0)
        parts = [self.block(element, inside, _breadth(element, broad)) for element in series.elements]
        labels = self.labels(series, inside)
        if any(part.has_routes for part in parts):
            self.in_one_column.add(id(series))
        number = self.columns.get(id(series), 1)
        if number > 1 and id(series) not in self.in_one_column:
            block = self.column_block(series, parts, labels, number)
        else:
            block = self.column(parts, series.fed, labels)
        if not series.out:
            block.tails, block.throughs = [], []
        return block

    def labels(self, series: Series, inside: Frame | None) -> list[str]:
        """After each element the shape that it gives, where the boxes do not say it."""
        labels = []
        shown: Shape | None = None
        end = None if inside is None or inside.container is None else inside.container.output
        for number, element in enumerate(series.elements):
            shape = shape_after(element)
            last = number + 1 == len(series.elements) or not series.fed[number + 1]
            told = isinstance(element, Frame) or (isinstance(element, Unit) and element.kind in ("end", "folded"))
            ends = not last and isinstance(following := series.elements[number + 1], Unit) and following.kind == "end"
            same = shown is not None and shape is not None and _looks_like(shape, shown, element)
            at_end = end is not None and shape == end.shape
            if shape is None or shown is None or last or told or ends or same or at_end:
                labels.append("")
            else:
                labels.append(typeset_shape(shape))
            shown = shape if shape is not None else shown
        return labels

    def column(self, parts: list[Block], fed: list[bool], labels: list[str]) -> Block:
        """Blocks in series as one block. ``fed`` says of each whether the one before flows into it; ``labels`` stand at
        the lines between them."""
        axis, axes = 0.0, []
        for part in parts:
            axes.append(axis)
            axis += part.leave - part.port
        port = max(part.port - axis for part, axis in zip(parts, axes, strict=True))
        after = [axis - part.port + part.breadth for part, axis in zip(parts, axes, strict=True)]
        if self.down:
            axes.append(axis)
            after += [axis + label_width(label) + 6 for label, axis in zip(labels, axes[1:], strict=True) if label]
        block = Block(0, port + max(after), port, port + axis)
        open_ends = [Path(None, ((0, port),))]
        at = 0.0
        for number, (part, is_fed, label) in enumerate(zip(parts, fed, labels, strict=True)):
            aside = port + axes[number] - part.port
            block.put(part, at, aside)
            ends = open_ends if is_fed else []
            open_ends = [path.moved(at, aside) for path in part.tails]
            for end in ends:
                for head in (path.moved(at, aside) for path in part.heads):
                    points, passed = end.points + head.points, end.passed + head.passed
                    assert head.drawn is not None
                    if end.drawn is None:
                        block.heads.append(Path(head.drawn, points, passed))
                    else:
                        block.wires.append(Wire(end.drawn, head.drawn, points, passed))
                for through in (path.moved(at, aside) for path in part.throughs):
                    open_ends.append(Path(end.drawn, end.points + through.points, end.passed + through.passed))
            side = block.breadth
            block.exits += [moved_exit(one, at, aside, (one.along + at, side)) for one in part.exits]
            block.entries += [moved_entry(one, at, aside, (one.along + at, side)) for one in part.entries]
            at += part.length
            if number + 1 < len(parts):
                following = parts[number + 1]
                gap: float = BESIDE if part.beside or following.beside else GAP
                if label:
                    gap = LABEL_GAP if self.down else int(label_width(label)) + 14
                    wide = label_width(label)
                    line = aside + part.leave
                    place = (at + 4, line + 6, 12, wide) if self.down else (at + 4, line - 15, wide, 12)
                    block.places.append(Place(Label(label), *place))
                at += gap
        block.length = at
        block.tails = [path for path in open_ends if path.drawn is not None]
        block.throughs = [path for path in open_ends if path.drawn is None]
        return self.lanes(block)

    def lanes(self, block: Block) -> Block:
        """Join the routes that both leave and enter a block, each source in a lane of its own at the side."""
        if not block.exits or not block.entries:
            return block
        leaving = {exit_.path.drawn: exit_ for exit_ in block.exits if exit_.path.drawn is not None}
        joined: dict[Drawn, list[Entry]] = {}
        rest: list[Entry] = []
        for entry in block.entries:
            outside = []
            for value in entry.values:
                source = self.sources[value]
                if source in leaving:
                    joined.setdefault(source, []).append(entry)
                else:
                    outside.append(value)
            if outside:
                rest.append(Entry(tuple(outside), entry.paths))
        if not joined:
            return block
        spans = {
            source: (
                min([leaving[source].along, *(entry.along for entry in entries)]),
                max([leaving[source].along, *(entry.along for entry in entries)]),
            )
            for source, entries in joined.items()
        }
        taken: list[list[tuple[float, float]]] = []
        side = block.breadth
        for source in sorted(spans, key=lambda one: (spans[one][1] - spans[one][0], spans[one])):
            first, last = spans[source]
            lane = _free_lane(taken, first, last)
            if lane == len(taken):
                taken.append([])
            taken[lane].append((first, last))
            across = side + ROW * (lane + 1)
            leave = leaving[source]
            for entry in joined[source]:
                for path in entry.paths:
                    assert path.drawn is not None
                    points = (*leave.path.points, (leave.along, across), (entry.along, across), *path.points)
                    block.wires.append(Wire(source, path.drawn, points, path.passed))
                self.pending[source] -= 1
        block.breadth = side + ROW * (len(taken) + 1)
        edge = block.breadth
        still = [one for one in block.exits if one.path.drawn is not None and self.pending[one.path.drawn] > 0]
        block.exits = [moved_exit(one, 0, 0, (one.along, edge)) for one in still]
        block.entries = [moved_entry(one, 0, 0, (one.along, edge)) for one in rest]
        return block

    def column_block(self, series: Series, parts: list[Block], labels: list[str], number: int) -> Block:
        """A long series in columns side by side, each as high as the others as far as that goes."""
        bounds = even_columns([part.length + GAP for part in parts], number)
        columns = []
        for first, last in itertools.pairwise(bounds):
            fed = [*([True] if first else series.fed[:1]), *series.fed[first + 1 : last]]
            columns.append(self.column(parts[first:last], fed, labels[first:last]))
        top, low = 13.0, 13.0
        length = max(column.length for column in columns)
        block = Block(top + length + low, 0, 0)
        across = 0.0
        open_ends: list[Path] = []
        for number, (column, start) in enumerate(zip(columns, bounds, strict=False)):
            block.put(column, top, across)
            lead: tuple[tuple[float, float], ...] = ((0, across + column.port),)
            if number:
                middle = across - COLUMNS / 2
                before = columns[number - 1]
                from_ = across - COLUMNS - before.breadth + before.leave
                bottom = top + before.length + low - 4
                lead = ((bottom, from_), (bottom, middle), (3, middle), (3, across + column.port))
            ends = open_ends if number else [Path(None, ())]
            if number and not series.fed[start]:
                ends = []
            open_ends = [path.moved(top, across) for path in column.tails]
            for end in ends:
                for head in (path.moved(top, across) for path in column.heads):
                    assert head.drawn is not None
                    points, passed = end.points + lead + head.points, end.passed + head.passed
                    if end.drawn is None:
                        block.heads.append(Path(head.drawn, points, passed))
                    else:
                        block.wires.append(Wire(end.drawn, head.drawn, points, passed))
                for through in (path.moved(top, across) for path in column.throughs):
                    open_ends.append(Path(end.drawn, end.points + lead + through.points, end.passed + through.passed))
            across += column.breadth + COLUMNS
        block.breadth = across - COLUMNS
        block.port = columns[0].port
        block.leave = block.breadth - columns[-1].breadth + columns[-1].leave
        block.tails = [path.then((block.length, block.leave)) for path in open_ends if path.drawn is not None]
        block.throughs = [path.then((block.length, block.leave)) for path in open_ends if path.drawn is None]
        return block


def _free_lane(taken: list[list[tuple[float, float]]], first: float, last: float) -> int:
    """The number of the first lane in which nothing stands from ``first`` to ``last``, or near them."""
    before, after = first - 4, last + 4
    for number, lane in enumerate(taken):
        for start, end in lane:
            if start <= after and end >= before:
                break
        else:
            return number
    return len(taken)


def shape_after(element: Element) -> Shape | None:
    """The shape that an element gives; None where nothing flows on."""
    if isinstance(element, Unit):
        return (element.copies[-1] if element.copies else element).key.shape
    if isinstance(element, Sign):
        return (element.copies[-1] if element.copies else element).key.shape
    if isinstance(element, Fork):
        return None if element.sign is None else shape_after(element.sign)
    last = element.copies[-1] if element.copies else element
    for inner in reversed(last.body.elements):
        return shape_after(inner)
    return None


def _looks_like(shape: Shape, before: Shape, element: Element) -> bool:
    """Whether a reader knows the shape: the size of the map stays, and the box says its channels."""
    if type(shape) is not type(before) or len(shape) == 1:
        return len(shape) == 1
    sizes, earlier = [n for n in shape if n != shape.channels], [n for n in before if n != before.channels]
    plane_same = sizes == earlier or tuple(shape)[1:] == tuple(before)[1:]
    return plane_same and (shape.channels == before.channels or isinstance(element, Unit))


def _breadth(element: Element, broad: float) -> float:
    """Boxes in a series are as wide as the widest; signs and ends are not."""
    return broad if isinstance(element, Unit) and element.kind in ("layer", "folded") else 0


def even_columns(lengths: list[float], number: int) -> list[int]:
    """Where columns begin, and the end, so that the longest is as short as can be."""
    low, high = max(lengths), fsum(lengths)
    best = [0, len(lengths)]
    for _ in range(40):
        limit = (low + high) / 2
        bounds, filled = [0], 0.0
        for place, length in enumerate(lengths):
            if filled + length > limit and place > bounds[-1]:
                bounds.append(place)
                filled = 0.0
            filled += length
        if len(bounds) <= number:
            best, high = [*bounds, len(lengths)], limit
        else:
            low = limit
    return best
