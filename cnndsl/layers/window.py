"""Window arithmetic, PyTorch's to the letter: the formulas, and what fits.

O = floor((I + 2P - D(K-1) - 1) / S) + 1, which for D = 1 is the course formula O = (I - K + 2P)/S + 1
(torch.nn.Conv2d and torch.nn.MaxPool2d, "Shape"). Each formula is over integers or over terms (symbolic.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cnndsl.diagnostics import codes as code
from cnndsl.layers.layer import Fault
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import N, Term, ceil, divided, floor, largest, size, term
from cnndsl.text import shape_text

MOST_STRIDE = 4_096
"""The largest stride of a convolution. PyTorch writes machine code for each step of it, forward in a transposed one and
backward in any other: for seconds from 8,000 on, and it ends the process from 16,000 on."""

# ---------------------------------------------------------------------------------------------------- formulas


def extent(K: N, D: N | int = 1) -> N:
    """Input elements from the first to the last that a window touches: D(K-1) + 1."""
    return K if D == 1 else D * (K - 1) + 1


def rounded_down(I: N, K: N, S: N, P: N, D: N) -> N:  # noqa: E741
    """Positions of a window; 0 or less where it does not fit."""
    return floor(I + 2 * P - K if D == 1 else I + 2 * P - D * (K - 1) - 1, S) + 1


def rounded_up(I: N, K: N, S: N, P: N, D: N) -> N:  # noqa: E741
    """The same with ``ceil_mode``, before a last window that starts in the padding is dropped (``last_start``)."""
    return ceil(I + 2 * P - K if D == 1 else I + 2 * P - D * (K - 1) - 1, S) + 1


def last_start(O: N, S: N) -> N:  # noqa: E741
    """Where the last window starts, counted from the first element of the padding."""
    return (O - 1) * S


def end_of_input(P: N, I: N) -> N:  # noqa: E741
    """Where the padding after the input starts, counted from the first element of the padding."""
    return P + I


def steps(I: int, K: int, S: int, P: int, D: int = 1, *, ceil_mode: bool = False) -> int:  # noqa: E741
    """Positions of the window; 0 or less where it does not fit.

    With ``ceil_mode`` the division rounds up, and a last window that would start in the padding after the
    input is dropped (torch.nn.MaxPool2d, "ceil_mode").
    """
    if not ceil_mode:
        return rounded_down(I, K, S, P, D)
    O = rounded_up(I, K, S, P, D)  # noqa: E741
    return O - 1 if last_start(O, S) >= end_of_input(P, I) else O


def left_over(I: N, O: N, K: N, S: N, P: N, D: N) -> N:  # noqa: E741
    """Elements of the padded input after the last window; negative where it reaches over the edge."""
    return I + 2 * P - (last_start(O, S) + extent(K, D))


def same_size(I: N, S: N) -> N:  # noqa: E741
    """Elements after `padding=same`: TensorFlow's rule."""
    return ceil(I, S)


def same_total(I: N, O: N, K: N, S: N, D: N) -> N:  # noqa: E741
    """All that `padding=same` pads along an axis."""
    return largest((O - 1) * S + extent(K, D) - I, 0)


def same_before(total: N) -> N:
    """The smaller half of an odd total stands before."""
    return floor(total, 2)


def same_padding(I: int, K: int, S: int, D: int = 1) -> tuple[int, int]:  # noqa: E741
    """Padding before and after for `padding=same`: the output has ceil(I/S) elements.

    An odd total puts the larger half at the end.
    """
    total = same_total(I, same_size(I, S), K, S, D)
    before = same_before(total)
    return before, total - before


def transposed(I: N, K: N, S: N, P: N, D: N, output_padding: N) -> N:  # noqa: E741
    """Elements after a transposed convolution (torch.nn.ConvTranspose2d, "Shape")."""
    return (I - 1) * S - 2 * P + D * (K - 1) + output_padding + 1


def padded(I: N, before: N, after: N) -> N:  # noqa: E741
    """Elements with padding on both sides."""
    return I + before + after


def cropped(I: N, before: N, after: N) -> N:  # noqa: E741
    """Elements without those cut off on both sides."""
    return I - before - after


def enlarged(I: N, F: N) -> N:  # noqa: E741
    """Elements of an axis that is enlarged by a whole factor, such as by `upsample 2`."""
    return I * F


def each_group(channels: N, groups: N) -> N:
    """The channels of one group where ``groups`` divides them."""
    return divided(channels, groups)


def reach_over(I: int, O: int, K: int, S: int, P: int, D: int) -> int:  # noqa: E741
    """Elements after the input that the last of O windows touches; 0 where it ends before."""
    return max(last_start(O, S) + extent(K, D) - end_of_input(P, I), 0)


# ---------------------------------------------------------------------------------------------------- messages


def formula(I: int, K: int, S: int, P: int, D: int = 1, *, ceil_mode: bool = False) -> str:  # noqa: E741
    """The course formula with the numbers put in, such as `O = (224 - 11 + 2*2)/4 + 1 = 55.25, rounded down: 55`."""
    O: Term = (term(I) - extent(term(K), term(D)) + term(2) * P) / S + 1  # noqa: E741
    text = size("O", O.text, Term("", *O.ratio).decimal())
    if O.ratio[1] == 1:
        return text
    return f"{text}, rounded {'up' if ceil_mode else 'down'}: {steps(I, K, S, P, D, ceil_mode=ceil_mode)}"


def require_window(
    x: Map,
    counts: Sequence[int],
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    *,
    advice: Callable[[int, int, int, int], str],
    ceil_mode: bool = False,
    noun: str = "a window",
) -> None:
    """Raise Fault where the window fits nowhere into the padded input.

    ``advice`` says what does, for a size, kernel, padding and dilation.
    """
    if min(counts) >= 1:
        return
    along = zip(x.axes, x.sizes, counts, kernel, stride, padding, dilation, strict=True)
    axis, I, _, K, S, P, D = next(each for each in along if each[2] < 1)  # noqa: E741
    reach = extent(K, D)
    spread = f" (dilated to {reach})" if reach != K else ""
    title = f"{noun} of {axis.name} {K}{spread} does not fit into {I + 2 * P}"
    if P:
        title += f" ({I} and {P} of padding on either side)"
    raise Fault(
        code.WINDOW,
        title,
        argument="kernel",
        label=f"larger than the {shape_text(x.sizes)} that arrives",
        notes=(formula(I, K, S, P, D, ceil_mode=ceil_mode),),
        advice=advice(I, K, P, D),
    )
