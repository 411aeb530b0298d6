"""The arithmetic of windows, written out: sizes, `padding=same`, what `ceil_mode` changes, what is never read."""

from __future__ import annotations

from cnndsl.layers.arguments import Size
from cnndsl.layers.board import Step, Term, axes, ceil, floor, largest, plural, size, term
from cnndsl.layers.shapes import Map
from cnndsl.layers.window import extent, same_padding, steps, unread

AXES = (("height", "row"), ("width", "column"))
ONE = (["1 row"], ["1 column"])


def window_sums(
    x: Map, kernel: Size, stride: Size, padding: Size, dilation: Size, *, ceil_mode: bool = False
) -> list[Step]:
    """Height and width behind a window that slides over the padded input."""
    found = [
        _steps(axis, (x.height, x.width)[axis], kernel[axis], stride[axis], padding[axis], dilation[axis], ceil_mode)
        for axis in (0, 1)
    ]
    (height, above), (width, below) = found
    counts = [
        steps(x[axis + 1], kernel[axis], stride[axis], padding[axis], dilation[axis], ceil_mode=ceil_mode)
        for axis in (0, 1)
    ]
    skipped = _skipped(x, counts, kernel, stride, padding, dilation)
    return [*axes(height, width), *_unread(above, below, padding), *skipped]


def same_sums(x: Map, kernel: Size, stride: Size, dilation: Size) -> list[Step]:
    """Height and width of `padding=same`, and what it pads."""
    both = []
    for axis, (name, _) in enumerate(AXES):
        I, K, S, D = (x.height, x.width)[axis], kernel[axis], stride[axis], dilation[axis]  # noqa: E741
        outputs = ceil(term(I) / S)
        symbol, reach = _reach(K, D)
        total = largest((term(outputs.whole) - 1) * S + reach - I, 0)
        before = floor(term(total.whole) / 2)
        sides = ("above", "below") if axis == 0 else ("left", "right")
        both.append(
            [
                Step(name, size("O = ceil(I/S)", outputs)),
                Step(f"{name} pads", size(f"max((O - 1)*S + {symbol} - I, 0)", total)),
                Step(
                    f"{name} pads",
                    f"{size('before', before)}; {size('behind', term(total.whole) - before.whole)}",
                    f"{sides[0]} and {sides[1]}",
                ),
            ]
        )
    counts = [-(-x[axis + 1] // stride[axis]) for axis in (0, 1)]
    pads = [same_padding(x[axis + 1], kernel[axis], stride[axis], dilation[axis])[0] for axis in (0, 1)]
    return [*_axes_without_sides(*both), *_skipped(x, counts, kernel, stride, Size(*pads), dilation)]


def _axes_without_sides(height: list[Step], width: list[Step]) -> list[Step]:
    """``axes``, for which `above and below` is the same as `left and right`."""
    if [step.sum for step in height] == [step.sum for step in width]:
        return [*(step._replace(remark="") for step in height), Step("width", "", "the same")]
    return [*height, *width]


def transposed_sums(x: Map, kernel: Size, stride: Size, padding: Size, dilation: Size, extra: Size) -> list[Step]:
    """Height and width behind a transposed convolution."""
    both = []
    for axis, (name, _) in enumerate(AXES):
        outputs = (
            (term((x.height, x.width)[axis]) - 1) * stride[axis]
            - term(2) * padding[axis]
            + term(dilation[axis]) * (term(kernel[axis]) - 1)
            + extra[axis]
            + 1
        )
        both.append([Step(name, size("O = (I - 1)*S - 2P + D(K - 1) + output_padding + 1", outputs))])
    return axes(*both)


def _reach(K: int, D: int) -> tuple[str, Term]:
    """The input elements from the first to the last of a window, in letters and in numbers."""
    if D == 1:
        return "K", term(K)
    return "D(K - 1) + 1", term(D) * (term(K) - 1) + 1


def _steps(axis: int, I: int, K: int, S: int, P: int, D: int, ceil_mode: bool) -> tuple[list[Step], Term]:  # noqa: E741
    """The sums of one axis, and the rows that are left behind the last window (negative where it is cut off)."""
    name = AXES[axis][0]
    room = term(I) + term(2) * P
    room = room - K if D == 1 else room - term(D) * (term(K) - 1) - 1
    letters = "I + 2P - K" if D == 1 else "I + 2P - D(K-1) - 1"
    quotient = room / S
    rounded = ceil if ceil_mode else floor
    word = "ceil" if ceil_mode else "floor"
    outputs = rounded(quotient) + 1
    steps = [Step(name, size(f"O = {word}(({letters})/S) + 1", outputs, rounded(quotient.decimal()) + 1))]
    number = outputs.whole
    if ceil_mode:
        more, number = _ceil_mode(name, quotient, number, I, S, P)
        steps += more
    left = term(I + 2 * P) - ((term(number) - 1) * S + extent(K, D))
    return steps, left


def _ceil_mode(
    name: str,
    quotient: Term,
    number: int,
    I: int,  # noqa: E741
    S: int,
    P: int,
) -> tuple[list[Step], int]:
    """What `ceil_mode` changed on one axis, and the positions that remain."""
    start = (term(number) - 1) * S
    if start.whole >= I + P:
        dropped = Step(
            name,
            size("O", term(number) - 1),
            f"the last window is dropped: it would start at {start.text} = {start.whole}, in the padding, which "
            f"starts at {P} + {I} = {P + I}",
        )
        return [dropped], number - 1
    if quotient.denominator == 1:
        return [Step(name, "", "ceil_mode changes nothing: there is nothing to round")], number
    note = f"ceil_mode rounded up: floor would give {number - 1}; the last window reaches over the edge"
    return [Step(name, "", note)], number


def _unread(above: Term, below: Term, padding: Size) -> list[Step]:
    """Rows and columns behind the last window."""
    parts = [(left, noun, pad) for left, (_, noun), pad in zip((above, below), AXES, padding, strict=True)]
    parts = [part for part in parts if part[0].whole > 0]
    if not parts:
        return []
    if len(parts) == 2 and above.text == below.text and padding.height == padding.width:
        together = f"{plural(above.whole, 'row')} and {plural(below.whole, 'column')}"
        return [_never_read(together, above, padding.height, many=True)]
    return [_never_read(plural(left.whole, noun), left, pad, many=left.whole > 1) for left, noun, pad in parts]


def _never_read(what: str, left: Term, pad: int, *, many: bool) -> Step:
    where = "the padded input" if pad else "the input"
    text = f"{what} of {where} {'are' if many else 'is'} never read"
    if pad:
        text += ", all padding" if left.whole <= pad else f", {pad} of {left.whole} padding"
    return Step("unread", size(left), text)


def _skipped(x: Map, counts: list[int], kernel: Size, stride: Size, padding: Size, dilation: Size) -> list[Step]:
    """Rows and columns between two windows, and between the elements of dilated ones."""
    apart, inside = list[str](), list[str]()
    for axis, (_, noun) in enumerate(AXES):
        I, S, P, D = x[axis + 1], stride[axis], padding[axis], dilation[axis]  # noqa: E741
        reach = extent(kernel[axis], D)
        between = unread(I, counts[axis], reach, S, P, D).between
        if between and D == 1:
            apart.append(plural(S - reach, noun))
        elif between:
            inside.append(f"{between} of the {plural(I, noun)}")
    found = [("between two windows", apart), ("between the elements of the windows", inside)]
    return [
        Step("unread", "", f"{where} {' and '.join(parts)} {'is' if parts in ONE else 'are'} never read")
        for where, parts in found
        if parts
    ]
