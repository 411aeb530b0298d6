"""Elements of a map that no window reads."""

from __future__ import annotations

from typing import NamedTuple

from cnndsl.layers.axis import Axis

MOST = 1_000_000
"""Of windows that read more than this only what lies after the last is looked for."""


class Unread(NamedTuple):
    """Elements of the input along one axis that no window reads."""

    after: int
    """After the last window."""

    between: int
    """Between two windows, or between the elements of dilated ones."""


def unread(window: Axis, size: int, count: int) -> Unread:
    """What ``count`` outputs of a sliding window leave out of ``size`` elements. Padding does not count."""
    ((first, last, step),), stride = window.reads, window.advance
    first, last, stride = int(first), int(last), int(stride)
    after = max(size - ((count - 1) * stride + last + 1), 0)
    reach = last - first + 1
    if (stride <= reach and step == 1) or count * reach > MOST:
        return Unread(after, 0)
    starts = range(first, (count - 1) * stride + first + 1, stride)
    read = {at for start in starts for at in range(start, start + reach, step) if 0 <= at < size}
    return Unread(after, size - len(read) - after)
