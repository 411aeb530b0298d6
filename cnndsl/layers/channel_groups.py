"""Channels that are split into groups."""

from __future__ import annotations

from math import gcd, isqrt

from cnndsl.diagnostics import codes as code
from cnndsl.layers.layer import Fault
from cnndsl.layers.shapes import Map, Shape
from cnndsl.layers.symbolic import Calculation, size, term
from cnndsl.layers.window import each_group
from cnndsl.text import enumerated

TRIED = 1_000
"""Divisors of numbers beyond its square are listed up to it."""


def check_groups(groups: int, inputs: int, outputs: int, then: Map) -> None:
    """Raise Fault unless ``groups`` divides the channels on both sides."""
    if inputs % groups == 0 and outputs % groups == 0:
        return
    at_fault = inputs if inputs % groups else outputs
    common = common_divisors(inputs, outputs)
    raise Fault(
        code.GROUPS,
        f"{at_fault} {'input' if inputs % groups else 'output'} channels do not split into {groups} groups",
        argument="groups",
        label=f"does not divide {at_fault}",
        advice=f"use {'a divisor of ' + str(inputs) if inputs == outputs else 'a number that divides both'}: {common}",
        then=then,
    )


def common_divisors(*numbers: int, most: int = 12) -> str:
    """The common divisors as `1, 2, 4 or 8`; of many, and of large numbers, the largest are left out."""
    common = gcd(*numbers)
    small = [candidate for candidate in range(1, min(isqrt(common), TRIED) + 1) if common % candidate == 0]
    all_known = isqrt(common) <= TRIED
    found = small
    if all_known:
        found = [*small, *(common // divisor for divisor in reversed(small) if divisor * divisor != common)]
    all_known &= len(found) <= most
    found = found[:most]
    texts = [str(divisor) for divisor in found]
    if not all_known:
        return ", ".join(texts) + " and so on"
    return enumerated(texts, "or")


def require_groups(groups: int, x: Shape) -> None:
    """Raise Fault unless ``groups`` divides the channels that arrive; the shape that leaves is clear all the same."""
    if x.channels % groups:
        raise Fault(
            code.GROUPS,
            f"{x.channels} channels do not split into {groups} groups",
            argument="groups",
            label=f"does not divide {x.channels}",
            advice=f"use a divisor of {x.channels}: {common_divisors(x.channels)}",
            then=x,
        )


def group_sum(groups: int, channels: int, what: str) -> list[Calculation]:
    """How the channels of one group come about, where there are several."""
    return [] if groups == 1 else [Calculation("groups", size(each_group(term(channels), term(groups))), what)]
