"""What a layer reads along one axis: for each element of the output, which elements of the input.

This is all that receptive fields, and what is said of rows that are never read, know of a layer. What the outputs read
repeats: after ``period`` outputs it is the same, ``advance`` elements further on. A plain window has a period of 1 and
advances by its stride; enlarging by 2 has a period of 2 and advances by 1.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction  # its import takes as long as the check of a small network

PERIODS = 512
"""A pattern of more outputs is not looked at one by one: bounds take its place."""


PATTERNS = 256
"""Patterns of each kind that are kept: those of a network repeat, and each may have PERIODS places."""


class Reads(NamedTuple):
    """The elements that one output reads: from ``first`` to ``last`` in steps of ``step``. None where last < first."""

    first: int | Fraction
    last: int | Fraction
    step: int = 1


class Axis(NamedTuple):
    """What the outputs read along one axis; negative elements are padding.

    Where a pattern is longer than PERIODS its ends are fractions, for one output in place of the pattern: each output
    reads within them.
    """

    reads: tuple[Reads, ...]
    """Of the outputs 0, 1, ... of one period."""

    advance: int | Fraction
    """Elements of the input that one period advances by."""

    whole: bool = False
    """Whether every output reads the whole axis, whatever its size."""

    @property
    def period(self) -> int:
        return len(self.reads)

    @property
    def most(self) -> int:
        """The most elements that an output reads."""
        return max(int(last - first) // step + 1 for first, last, step in self.reads)

    @property
    def exact(self) -> bool:
        """Whether what is said is what is read, not bounds of it."""
        return isinstance(self.advance, int)


WHOLE = Axis((Reads(0, 0),), 0, whole=True)
"""Every output reads all that there is: a mean over the map, a vector of it."""

EACH = Axis((Reads(0, 0),), 1)
"""Every output reads the element in its own place."""


@lru_cache(maxsize=4096)
def slide(K: int, S: int, P: int, D: int = 1) -> Axis:
    """A window over an input with ``P`` elements of padding before it: output o reads S*o - P + D*k for k < K."""
    return Axis((Reads(-P, D * (K - 1) - P, D),), S)


@lru_cache(maxsize=PATTERNS)
def spread(K: int, S: int, P: int, D: int) -> Axis:
    """A transposed convolution: input i is spread over the outputs S*i - P + D*k for k < K."""
    reach = D * (K - 1)
    if S > PERIODS:
        from fractions import Fraction

        return Axis((Reads(Fraction(P - reach, S), Fraction(P, S)),), Fraction(1, S))
    common = gcd(D, S)
    step, turn = D // common, S // common
    inverse = pow(step, -1, turn)
    found = []
    for o in range(S):
        # The k that leave no remainder lie `turn` apart; the first of them gives the last element that is read.
        first = (o + P) // common * inverse % turn
        if (o + P) % common or first >= K:
            found.append(Reads(0, -1))
            continue
        last = (o + P - D * first) // S
        count = (K - 1 - first) // turn
        found.append(Reads(last - step * count, last, step))
    return Axis(tuple(found), 1)


@lru_cache(maxsize=PATTERNS)
def adaptive(I: int, O: int) -> Axis:  # noqa: E741
    """An adaptive pool: output i of O reads from floor(i*I/O) up to, not including, ceil((i + 1)*I/O)."""
    if O == 1:
        return WHOLE if I > 1 else EACH
    period = O // gcd(I, O)
    if period > PERIODS:
        from fractions import Fraction

        slack = Fraction(O - 1, O)
        return Axis((Reads(-slack, Fraction(I, O) + slack - 1),), Fraction(I, O))
    return Axis(tuple(Reads(i * I // O, -(-(i + 1) * I // O) - 1) for i in range(period)), I // gcd(I, O))


@lru_cache(maxsize=PATTERNS)
def enlarge(F: int, taps: int) -> Axis:
    """Enlarging by a whole factor: output o stands at (o + 1/2)/F - 1/2 of the input and reads ``taps`` elements around
    it (1: the nearest, 2: linear, 4: cubic); the one in its place where it stands on an element."""
    return _around(F, 1, (1 - F, 2 * F), taps) if taps > 1 else _nearest(F)


@lru_cache(maxsize=PATTERNS)
def resize(I: int, O: int, taps: int) -> Axis:  # noqa: E741
    """Resizing to a size: output o stands at (o + 1/2)*I/O - 1/2 of the input; the nearest element is floor(o*I/O)."""
    common = gcd(I, O)
    if taps > 1:
        return _around(O // common, I // common, (I - O, 2 * O), taps)
    if O // common > PERIODS:
        from fractions import Fraction

        return Axis((Reads(Fraction(common - O, O), Fraction(0)),), Fraction(I, O))
    return Axis(tuple(Reads(o * I // O, o * I // O) for o in range(O // common)), I // common)


@lru_cache(maxsize=PATTERNS)
def align(I: int, O: int, taps: int) -> Axis:  # noqa: E741
    """Resizing with the corners in place: output o stands at o*(I - 1)/(O - 1) of the input."""
    if O == 1 or I == 1:
        return EACH._replace(advance=0)
    common = gcd(I - 1, O - 1)
    return _around((O - 1) // common, (I - 1) // common, (0, 1), taps)


def _nearest(F: int) -> Axis:
    if F > PERIODS:
        from fractions import Fraction

        return Axis((Reads(Fraction(1 - F, F), Fraction(0)),), Fraction(1, F))
    return Axis((Reads(0, 0),) * F, 1)


def _around(period: int, advance: int, first: tuple[int, int], taps: int) -> Axis:
    """Outputs that stand at first + o*advance/period, a fraction, and read so many elements around that."""
    from fractions import Fraction

    start, half = Fraction(*first), taps // 2
    if period > PERIODS:
        return Axis((Reads(start - half, start + half),), Fraction(advance, period))
    found = []
    for o in range(period):
        place = start + Fraction(o * advance, period)
        before = place.numerator // place.denominator
        exact = place.denominator == 1
        found.append(Reads(before, before) if exact else Reads(before - half + 1, before + half))
    return Axis(tuple(found), advance)
