"""Elements of a map that no window reads, counted without looking at one after the other."""

from __future__ import annotations

from functools import lru_cache
from math import gcd
from typing import NamedTuple

from cnndsl.layers.axis import Axis


class Unread(NamedTuple):
    """Elements of the input along one axis that no window reads."""

    after: int
    """After the last window."""

    between: int
    """Between two windows, or between the elements of dilated ones."""


@lru_cache(maxsize=4096)
def unread(window: Axis, size: int, count: int) -> Unread:
    """What ``count`` outputs of a sliding window leave out of ``size`` elements. Padding does not count."""
    ((first, last, step),), stride = window.reads, window.advance
    first, last, stride = int(first), int(last), int(stride)
    after = min(max(size - ((count - 1) * stride + last + 1), 0), size)
    if step == 1 and stride <= last - first + 1:
        return Unread(after, 0)
    taps = (last - first) // step + 1
    read = _reached(count, stride, taps, step, size - 1 - first) - _reached(count, stride, taps, step, -1 - first)
    return Unread(after, size - read - after)


def _reached(count: int, stride: int, taps: int, step: int, most: int) -> int:
    """How many numbers up to ``most`` are stride*o + step*k for some o < count and k < taps.

    stride*o + step*k stays the same where o grows by ``turn`` = step/gcd and k falls by ``again`` = stride/gcd. So
    each number is counted once at its smallest k: one below ``again``, or one whose o cannot grow.
    """
    common = gcd(stride, step)
    turn, again = step // common, stride // common
    few = min(taps, again)
    found = _points(count, stride, few, step, most)
    if taps > again:
        start = max(count - turn, 0)
        found += _points(count - start, stride, taps - again, step, most - start * stride - again * step)
    return found


def _points(count: int, stride: int, taps: int, step: int, most: int) -> int:
    """How many pairs of o < count and k < taps have stride*o + step*k <= most."""
    if most < 0 or taps < 1:
        return 0
    taps = min(taps, most // step + 1)  # for more not even o = 0 is small enough
    full = min(max((most - stride * (count - 1)) // step + 1, 0), taps)  # for fewer every o is
    return full * count + floors(taps - full, stride, step, most - step * (taps - 1)) + taps - full


def floors(n: int, m: int, a: int, b: int) -> int:
    """The sum of floor((a*i + b)/m) for i < n, with a and b from 0 up, in logarithmic time."""
    total = 0
    while n > 0:
        total += n * (n - 1) // 2 * (a // m) + n * (b // m)
        a, b = a % m, b % m
        top = a * n + b
        if top < m:
            break
        n, b, m, a = top // m, top % m, a, m
    return total
