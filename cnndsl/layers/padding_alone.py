"""Positions of a window that hold padding alone."""

from __future__ import annotations

from cnndsl.layers.unread_elements import floors


def padding_alone(I: int, O: int, K: int, S: int, P: int, D: int) -> int:  # noqa: E741
    """At how many of ``O`` positions a window reads none of ``I`` elements.

    Position o reads the elements o*S - P + D*k for k < K, of which those from 0 up to I - 1 are input; ``P`` is the
    padding before it (negative: elements that are left out). The work grows with the logarithm of the numbers.
    """
    before = min(max(-(-(P - D * (K - 1)) // S), 0), O)  # the window ends before the input
    inside = min(max(-(-P // S), before), O)  # it starts before the input
    beyond = O - min(max(-(-(I + P) // S), inside), O)  # it starts after the input
    around = 0
    if D > I:  # its elements lie on either side of the input where the first from 0 on, (o*S - P) mod D, is not in it
        start = (before * S - P) % D
        n = inside - before
        around = floors(n, D, S, start + D - I) - floors(n, D, S, start)
    return before + around + beyond
