"""Receptive fields, exact: which interval of the network's input each place of a map sees, along one axis.

After plain windows the interval moves on evenly: place o sees from low + o*advance to high + o*advance. After layers
that enlarge, and adaptive pools, places differ, and what they see repeats with a period (``Sweep``). Branches whose
intervals move at different paces are kept side by side: a place sees from the lowest to the highest end of all of them
(``AxisField``). Padding counts as seen, as if the map went on, so a field may be larger than the input, and begin
before it. An interval is told, not the elements inside it: those that dilated windows leave out count too. The
statistics of norms do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import floor, gcd, inf, lcm
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cnndsl.layers.axis import PERIODS, Axis, Reads
from cnndsl.layers.shapes import Shape

if TYPE_CHECKING:
    from fractions import Fraction

End: TypeAlias = "int | float | Fraction"
"""An element of the input; infinite where a place sees all, or nothing."""

BEYOND = 10**200
"""Strides multiply: nothing that is told of a field is larger than this."""

PACES = 4
"""Branches of more different paces than this are said to see all."""

WORK = 4096
"""Of a layer that would need more comparisons than this to be exact, bounds are kept."""


PLACES = 15_000
"""Places of patterns that are looked at in one network; what comes after is said to see all."""


class Sweep(NamedTuple):
    """An interval that moves with the place: place o of each period sees from ``lows[o]`` to ``highs[o]``, and the next
    period the same, ``advance`` elements further on. Fractions are bounds: what is seen lies within them."""

    lows: tuple[End, ...]
    highs: tuple[End, ...]
    advance: int | Fraction

    @property
    def period(self) -> int:
        return len(self.lows)

    @property
    def pace(self) -> tuple[int, int]:
        """Elements of the input from one place to the next, in the mean: a fraction in lowest terms."""
        above, below = self.advance.numerator, self.advance.denominator * len(self.lows)
        common = gcd(above, below)
        return above // common, below // common

    @property
    def exact(self) -> bool:
        """Whether the interval is what is seen, not a bound of it."""
        return isinstance(self.advance, int)

    @property
    def even(self) -> bool:
        """Whether neither end ever moves back from one place to the next."""
        return all(
            all(a <= b for a, b in zip(ends, (*ends[1:], ends[0] + self.advance), strict=True))
            for ends in (self.lows, self.highs)
        )

    def at(self, place: int) -> tuple[End, End]:
        """What a place sees: the first and the last element."""
        periods, place = divmod(place, len(self.lows))
        moved = periods * self.advance
        return self.lows[place] + moved, self.highs[place] + moved


ALL = Sweep((-inf,), (inf,), 0)
"""Every place sees the whole input."""


class AxisField:
    """What the places of a map see along one axis.

    ``own`` are the sweeps along the map's own path, of different paces; ``gates`` those through branches of one place
    that only scale it (squeeze-and-excitation).
    """

    __slots__ = ("_hash", "gates", "own")

    def __init__(self, own: tuple[Sweep, ...], gates: tuple[Sweep, ...] = ()) -> None:
        self.own = own
        self.gates = () if ALL in own else gates
        self._hash: int | None = None  # that of fractions takes long, and every layer asks for it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AxisField) and (self.own, self.gates) == (other.own, other.gates)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.own, self.gates))
        return self._hash

    def __repr__(self) -> str:
        return f"AxisField({self.own}, {self.gates})"

    @property
    def jump(self) -> Fraction | None:
        """Elements from one place to the next along the own path, the larger where branches differ; None where all
        see the same."""
        return _jump(self)

    def through(self, axis: Axis) -> AxisField:
        """The field after a layer that reads this along the axis."""
        return _through(self, axis)

    def span(self, count: int, *, gated: bool = True) -> Span:
        """The largest and the smallest interval that ``count`` places see; without the gates, where ``gated`` is
        false."""
        return _span((*self.own, *self.gates) if gated else self.own, count)

    def at(self, place: int, *, gated: bool = True) -> tuple[End, End]:
        """What a place sees: the first and the last element. Infinite for all; the last before the first for none."""
        return _hull((*self.own, *self.gates) if gated else self.own, place)


class Span(NamedTuple):
    """How many elements the places of a map see: the most, the fewest, and a place that sees so many each. None is the
    whole input. Where ``exact`` is false both are a bound: no place sees more."""

    largest: int | None
    smallest: int | None
    most_at: int
    least_at: int
    exact: bool = True


ReceptiveField: TypeAlias = tuple[AxisField, ...]
"""The fields along the axes of the network's input."""

PIXEL = AxisField((Sweep((0,), (0,), 1),))
"""An element of the input sees itself."""


@lru_cache(64)
def _jump(field: AxisField) -> Fraction | None:
    from fractions import Fraction

    return max(Fraction(*sweep.pace) for sweep in field.own) or None


def of_input(shape: Shape) -> ReceptiveField:
    """The field of the network's input."""
    return (PIXEL,) * shape.rank


def after(field: ReceptiveField, window: tuple[Axis, ...] | None) -> ReceptiveField:
    """The field of a layer's output from that of its input; ``window`` is what the layer reads along each axis;
    None is an elementwise layer, after which the field is the same."""
    if window is None:
        return field
    if len(field) != len(
        window
    ):  # the axes are others than those of the input: each place sees what the first one sees
        return tuple(map(_still, field))
    if len(set(field)) == len(set(window)) == 1:  # square: one axis stands for all
        return (field[0].through(window[0]),) * len(field)
    return tuple(map(AxisField.through, field, window))


def joined(along: Iterable[Sequence[tuple[AxisField, bool]]]) -> ReceptiveField:
    """The field after a join: along each axis the fields of its branches, with whether each has a place of its own for
    every place of the join; one that has not is a gate, and sees from its one place."""
    axes = []
    for branches in along:
        first = branches[0][0]
        if all(moves and field == first for field, moves in branches):
            axes.append(first)
            continue
        own = [field for field, moves in branches if moves]
        still = [sweep for field, moves in branches if not moves for sweep in _still(field).own]
        passed = [sweep for field in own for sweep in field.gates]
        axes.append(AxisField(_merged(sweep for field in own for sweep in field.own), _merged([*passed, *still])))
    return tuple(axes)


def gated(field: ReceptiveField) -> ReceptiveField:
    """The field where, besides, the whole map scales every place."""
    return tuple(AxisField(axis.own, (ALL,)) for axis in field)


def _still(field: AxisField) -> AxisField:
    """What every place sees that reads the first one."""
    low, high = field.at(0)
    return AxisField((ALL if inf in (-low, high) else Sweep((low,), (high,), 0),))


@lru_cache(64)
def places(field: ReceptiveField, window: tuple[Axis, ...] | None = None) -> int:
    """How many places of patterns are looked at to compose a field, with a layer after it; 0 where all move evenly."""
    found = sum(axis.period - 1 for axis in set(window or ()))
    for along in set(field):
        sweeps = (*along.own, *along.gates)
        found += min(lcm(*(sweep.period for sweep in sweeps)), WORK) - 1
        fractions = [sweep.advance.denominator for sweep in sweeps if not sweep.exact]
        found += sum(16 + denominator.bit_length() // 2 for denominator in fractions)  # they cost by their length
    return found


def unknown(field: ReceptiveField) -> ReceptiveField:
    """A field of as many axes that is said to see all."""
    return (AxisField((ALL,)),) * len(field)


def apart(fields: Iterable[AxisField], count: int) -> Fraction:
    """How far apart the branches of a join look: the largest distance of the middles of what two of them see at one of
    ``count`` places. Branches that see all, or nothing, have no middle."""
    from fractions import Fraction

    branches = list({field.own: field.own for field in fields})
    if len(branches) == 1:
        return Fraction(0)
    sweeps, period = _few([sweep for own in branches for sweep in own])
    most = Fraction(0)
    for place in _ends(sweeps, period, count):
        ends = [_hull(own, place) for own in branches]
        middles = [Fraction(low) + Fraction(high) for low, high in ends if -inf < low <= high < inf]
        if middles:
            most = max(most, (max(middles) - min(middles)) / 2)
    return most


# -------------------------------------------------------------------------------------------------- composition


@lru_cache(maxsize=1024)
def _through(field: AxisField, axis: Axis) -> AxisField:
    return AxisField(
        _merged(_after(sweep, axis) for sweep in field.own), _merged(_after(sweep, axis) for sweep in field.gates)
    )


def _after(sweep: Sweep, axis: Axis) -> Sweep:
    """What the outputs of a layer see where its inputs see the sweep."""
    if axis.whole or sweep == ALL:
        return ALL
    if sweep.period == axis.period == 1:
        (first, last, _), advance = axis.reads[0], sweep.advance
        if first <= last:
            low, high = sweep.lows[0] + advance * first, sweep.highs[0] + advance * last
            return _bounded((low,), (high,), advance * axis.advance)
    if not axis.exact or not sweep.exact:
        sweep = _bounds(sweep)
    times = sweep.period // gcd(sweep.period, int(axis.advance)) if axis.exact else 1
    even = sweep.even
    work = times * axis.period * (1 if even else min(sweep.period, axis.most))
    if times * axis.period > PERIODS or work > WORK:
        sweep, axis, times = _bounds(sweep), _reads_bounds(axis), 1
    lows: list[End] = []
    highs: list[End] = []
    for turn in range(times):
        for first, last, step in axis.reads:
            start, end = first + turn * axis.advance, last + turn * axis.advance
            if start > end:
                lows.append(inf)
                highs.append(-inf)
            elif sweep.period == 1:
                lows.append(sweep.lows[0] + start * sweep.advance)
                highs.append(sweep.highs[0] + end * sweep.advance)
            else:  # after as many elements as the pattern has, the same ones come again, further on
                elements = range(int(start), int(end) + 1, step)
                enough = 1 if even else sweep.period // gcd(sweep.period, step)
                lows.append(min(sweep.at(element)[0] for element in elements[:enough]))
                highs.append(max(sweep.at(element)[1] for element in elements[-enough:]))
    periods = times * axis.advance if sweep.period == 1 else times * int(axis.advance) // sweep.period
    return _bounded(tuple(lows), tuple(highs), sweep.advance * periods)


def _bounded(lows: tuple[End, ...], highs: tuple[End, ...], advance: int | Fraction) -> Sweep:
    """A sweep with nothing BEYOND, and with a period of 1 where nothing moves."""
    if advance > BEYOND or any(BEYOND < end < inf or -inf < end < -BEYOND for end in (*lows, *highs)):
        lows, highs, advance = (-BEYOND,), (BEYOND,), min(advance, BEYOND)
    if advance == 0 and len(set(lows)) == len(set(highs)) == 1:
        lows, highs = lows[:1], highs[:1]
    return Sweep(lows, highs, advance)


def _bounds(sweep: Sweep) -> Sweep:
    """One interval that moves evenly and holds all that the sweep sees."""
    if sweep.period == 1:
        return sweep
    from fractions import Fraction

    pace = Fraction(*sweep.pace)
    lows = min(low - pace * place for place, low in enumerate(sweep.lows))
    highs = max(high - pace * place for place, high in enumerate(sweep.highs))
    return Sweep((lows,), (highs,), pace)


@lru_cache(maxsize=1024)
def _reads_bounds(axis: Axis) -> Axis:
    """One output in place of the pattern, whose ends hold all that it reads."""
    if axis.period == 1:
        return axis
    from fractions import Fraction

    pace = Fraction(axis.advance) / axis.period
    firsts = [reads.first - pace * place for place, reads in enumerate(axis.reads) if reads.first <= reads.last]
    lasts = [reads.last - pace * place for place, reads in enumerate(axis.reads) if reads.first <= reads.last]
    return Axis((Reads(min(firsts), max(lasts)),), pace)


def _merged(sweeps: Iterable[Sweep]) -> tuple[Sweep, ...]:
    """Sweeps of one pace as one; ALL alone where it is among them, or there are too many."""
    found: dict[tuple[int, int], Sweep] = {}
    for sweep in sweeps:
        if sweep == ALL:
            return (ALL,)
        pace = sweep.pace
        found[pace] = _union(found[pace], sweep) if pace in found else sweep
    return tuple(found.values()) if len(found) <= PACES else (ALL,)


def _union(one: Sweep, other: Sweep) -> Sweep:
    """Two sweeps of one pace as one."""
    if one == other:
        return one
    if not one.exact or not other.exact or lcm(one.period, other.period) > PERIODS:
        one, other = _bounds(one), _bounds(other)
    period = lcm(one.period, other.period)
    ends = [(one.at(place), other.at(place)) for place in range(period)]
    lows = tuple(min(a[0], b[0]) for a, b in ends)
    return Sweep(lows, tuple(max(a[1], b[1]) for a, b in ends), one.advance * (period // one.period))


# --------------------------------------------------------------------------------------------------- measuring


def _hull(sweeps: Sequence[Sweep], place: int) -> tuple[End, End]:
    ends = [sweep.at(place) for sweep in sweeps]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _size(sweeps: Sequence[Sweep], place: int) -> float:
    """How many elements a place sees: an integer, or infinity."""
    low, high = _hull(sweeps, place)
    return 0 if low > high else inf if inf in (-low, high) else floor(high - low) + 1


def _few(sweeps: Sequence[Sweep]) -> tuple[Sequence[Sweep], int]:
    """The sweeps and the period of all of them together; bounds with a period of 1 where it would be long."""
    period = lcm(*(sweep.period for sweep in sweeps))
    return (sweeps, period) if period <= WORK else (tuple(map(_bounds, sweeps)), 1)


def _ends(sweeps: Sequence[Sweep], period: int, count: int) -> list[int]:
    """The places of the first and the last period: a distance between sweeps of different paces is largest there."""
    period = min(period, count)
    last = range(max(count - period, period), count) if len(sweeps) > 1 else ()
    return [*range(period), *last]


@lru_cache(maxsize=1024)
def _span(sweeps: tuple[Sweep, ...], count: int) -> Span:
    if len(sweeps) == 1 and sweeps[0].period == 1 and sweeps[0].exact:  # every place sees as many
        size = _told(_size(sweeps, 0))
        return Span(size, size, 0, 0)
    few, period = _few(sweeps)
    sweeps = tuple(few)
    places = _ends(sweeps, period, count)
    most_at = max(places, key=lambda place: _size(sweeps, place))
    most = _size(sweeps, most_at)
    if not all(sweep.exact for sweep in sweeps):
        return Span(_told(most), _told(most), most_at, most_at, exact=False)
    if len(sweeps) > 1:
        places = [_lowest(sweeps, place, period, count) for place in places[: min(period, count)]]
    least_at = min(places, key=lambda place: _size(sweeps, place))
    return Span(_told(most), _told(_size(sweeps, least_at)), most_at, least_at)


def _told(size: float) -> int | None:
    return None if size == inf else min(int(size), BEYOND)


def _lowest(sweeps: Sequence[Sweep], place: int, period: int, count: int) -> int:
    """Of the places one or more periods from this one, the one that sees the fewest elements.

    The size is the distance of the highest from the lowest of straight lines, so it falls, and then rises.
    """
    low, high = 0, (count - 1 - place) // period
    while low < high:
        middle = (low + high) // 2
        here, there = (_size(sweeps, place + turn * period) for turn in (middle, middle + 1))
        if there < here:
            low = middle + 1
        else:
            high = middle
    return place + low * period
