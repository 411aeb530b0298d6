"""The arithmetic of windows, written out: sizes, `padding=same`, what `ceil_mode` changes, what is never read."""

from __future__ import annotations

from collections.abc import Sequence

from cnndsl.layers.axis import slide
from cnndsl.layers.shapes import AxisName, Map
from cnndsl.layers.symbolic import Calculation, Term, by_axis, size, spell, term, terms
from cnndsl.layers.unread_elements import unread
from cnndsl.layers.window import (
    end_of_input,
    last_start,
    left_over,
    rounded_down,
    rounded_up,
    same_before,
    same_size,
    same_total,
    steps,
    transposed,
)
from cnndsl.text import enumerated, plural

Sizes = Sequence[int]
"""One number for each axis."""


def window_sums(
    x: Map, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, *, ceil_mode: bool = False
) -> list[Calculation]:
    """The sizes after a window that slides over the padded input."""
    sums, left, counts = [], [], []
    for axis, I, K, S, P, D in zip(x.axes, x.sizes, kernel, stride, padding, dilation, strict=True):  # noqa: E741
        letters = {"I": I, "K": K, "S": S, "P": P, "D": D}
        formula = rounded_up if ceil_mode else rounded_down
        found = [Calculation(axis.name, spell("O", formula, letters, worked=True))]
        if ceil_mode:
            found += _ceil_mode(axis, rounded_up(I, K, S, P, D), rounded_down(I, K, S, P, D), I, S, P)
        sums.append(found)
        O = steps(I, K, S, P, D, ceil_mode=ceil_mode)  # noqa: E741
        left.append((left_over(*terms((I, O, K, S, P, D))), P))
        counts.append(O)
    return [*by_axis(sums), *_left_over(x, left), *_skipped(x, counts, kernel, stride, padding, dilation)]


def same_sums(x: Map, kernel: Sizes, stride: Sizes, dilation: Sizes) -> list[Calculation]:
    """The sizes of `padding=same`, and what it pads."""
    sums, pads, counts = [], [], []
    for axis, I, K, S, D in zip(x.axes, x.sizes, kernel, stride, dilation, strict=True):  # noqa: E741
        O = same_size(I, S)  # noqa: E741
        total = same_total(I, O, K, S, D)
        before = same_before(term(total))
        pads.append(int(before))
        counts.append(O)
        after = size("after", term(total) - int(before))
        sums.append(
            [
                Calculation(axis.name, spell("O", same_size, {"I": I, "S": S})),
                Calculation(f"{axis.name} pads", spell("", same_total, {"I": I, "O": O, "K": K, "S": S, "D": D})),
                Calculation(
                    f"{axis.name} pads", f"{size('before', before)}; {after}", f"{axis.before} and {axis.after}"
                ),
            ]
        )
    bare = [[step._replace(remark="") for step in steps] for steps in sums]
    once = by_axis(bare)
    written = once if len(once) < sum(map(len, sums)) else by_axis(sums)
    return [*written, *_skipped(x, counts, kernel, stride, pads, dilation)]


def transposed_sums(
    x: Map, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, output_padding: Sizes
) -> list[Calculation]:
    """The sizes after a transposed convolution."""
    sums = []
    for axis, *numbers in zip(x.axes, x.sizes, kernel, stride, padding, dilation, output_padding, strict=True):
        letters = dict(zip(("I", "K", "S", "P", "D", "output_padding"), numbers, strict=True))
        sums.append([Calculation(axis.name, spell("O", transposed, letters))])
    return by_axis(sums)


def _ceil_mode(axis: AxisName, up: int, down: int, I: int, S: int, P: int) -> list[Calculation]:  # noqa: E741
    """What `ceil_mode` changed on one axis."""
    start, end = last_start(term(up), term(S)), end_of_input(term(P), term(I))
    if int(start) >= int(end):
        dropped = f"the last window is dropped: it would start at {start.text} = {int(start)}, in the padding, which "
        return [Calculation(axis.name, size("O", term(up) - 1), f"{dropped}starts at {end.text} = {int(end)}")]
    if up == down:
        return [Calculation(axis.name, "", "ceil_mode changes nothing: there is nothing to round")]
    note = f"ceil_mode rounded up: floor would give {down}; the last window reaches over the edge"
    return [Calculation(axis.name, "", note)]


def _left_over(x: Map, left: list[tuple[Term, int]]) -> list[Calculation]:
    """What lies after the last window; axes with the same sum are told together."""
    found: dict[tuple[str, int], list[tuple[str, Term]]] = {}
    for axis, (elements, pad) in zip(x.axes, left, strict=True):
        if int(elements) > 0:
            found.setdefault((elements.text, pad), []).append((plural(int(elements), axis.place), elements))
    return [
        _never_read(
            enumerated([what for what, _ in parts]), parts[0][1], pad, many=len(parts) > 1 or int(parts[0][1]) > 1
        )
        for (_, pad), parts in found.items()
    ]


def _never_read(what: str, left: Term, pad: int, *, many: bool) -> Calculation:
    where = "the padded input" if pad else "the input"
    text = f"{what} of {where} {'are' if many else 'is'} never read"
    if pad:
        text += ", all padding" if int(left) <= pad else f", {pad} of {int(left)} padding"
    return Calculation("unread", size(left), text)


def _skipped(x: Map, counts: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> list[Calculation]:
    """What lies between two windows, and between the elements of dilated ones."""
    apart, inside = list[str](), list[str]()
    along = zip(x.axes, x.sizes, counts, kernel, stride, padding, dilation, strict=True)
    for axis, I, O, K, S, P, D in along:  # noqa: E741
        between = unread(slide(K, S, P, D), I, O).between
        if between and D == 1:
            apart.append(plural(S - K, axis.place))
        elif between:
            inside.append(f"{between} of the {plural(I, axis.place)}")
    found = [("between two windows", apart), ("between the elements of the windows", inside)]
    return [
        Calculation("unread", "", f"{where} {enumerated(parts)} {'is' if _single(parts) else 'are'} never read")
        for where, parts in found
        if parts
    ]


def _single(parts: list[str]) -> bool:
    return len(parts) == 1 and parts[0].startswith("1 ") and " of " not in parts[0]
