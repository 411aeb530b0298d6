"""Window arithmetic, PyTorch's to the letter.

O = floor((I + 2P - D(K-1) - 1) / S) + 1, which for D = 1 is the course formula O = (I - K + 2P)/S + 1
(torch.nn.Conv2d and torch.nn.MaxPool2d, "Shape").
"""

from __future__ import annotations

from typing import NamedTuple

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import Size
from cnndsl.layers.layer import Axis, Fault
from cnndsl.layers.shapes import Map

UNIT = Size(1, 1)


def extent(kernel: int, dilation: int = 1) -> int:
    """Input elements from the first to the last that a window touches: D(K-1) + 1."""
    return dilation * (kernel - 1) + 1


def steps(size: int, kernel: int, stride: int, padding: int, dilation: int = 1, *, ceil_mode: bool = False) -> int:
    """Positions of the window; 0 or less where it does not fit.

    With ``ceil_mode`` the division rounds up, and a last window that would start in the padding behind the
    input is dropped (torch.nn.MaxPool2d, "ceil_mode").
    """
    room = size + 2 * padding - extent(kernel, dilation)
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    if (count - 1) * stride >= size + padding:
        count -= 1
    return count


def same_padding(size: int, kernel: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """Padding before and behind for `padding=same`: the output has ceil(I/S) elements (TensorFlow's rule).

    An odd total puts the larger half behind.
    """
    total = max((-(-size // stride) - 1) * stride + extent(kernel, dilation) - size, 0)
    return total // 2, total - total // 2


MOST = 1_000_000
"""Of a window with more steps than this only what lies behind the last is looked for."""


class Unread(NamedTuple):
    """Elements of the input along one axis that no window reads."""

    behind: int
    """Behind the last window."""

    between: int
    """Between two windows, or between the elements of dilated ones."""


def unread(size: int, count: int, reach: int, stride: int, padding: int, dilation: int = 1) -> Unread:
    """What the ``count`` windows of extent ``reach`` leave out; padding that is not read is no loss."""
    behind = max(size - ((count - 1) * stride + reach - padding), 0)
    if (stride <= reach and dilation == 1) or count * reach > MOST:
        return Unread(behind, 0)
    starts = range(-padding, (count - 1) * stride - padding + 1, stride)
    read = {at for start in starts for at in range(start, start + reach, dilation) if 0 <= at < size}
    return Unread(behind, size - len(read) - behind)


def formula(size: int, kernel: int, stride: int, padding: int, dilation: int = 1, *, ceil_mode: bool = False) -> str:
    """The arithmetic with the numbers put in, such as `(224 - 11 + 2*2)/4 + 1 = 55.25, rounded down: 55`."""
    reach = str(kernel) if dilation == 1 else f"({dilation}*({kernel} - 1) + 1)"
    room = size + 2 * padding - extent(kernel, dilation)
    text = f"O = ({size} - {reach} + 2*{padding})/{stride} + 1 = {_decimal(room, stride)}"
    count = steps(size, kernel, stride, padding, dilation, ceil_mode=ceil_mode)
    return text if room % stride == 0 else f"{text}, rounded {'up' if ceil_mode else 'down'}: {count}"


def _decimal(room: int, stride: int) -> str:
    whole, rest = divmod(room + stride, stride)
    return str(whole) if rest == 0 else f"{(room + stride) / stride:.2f}".rstrip("0").rstrip(".")


def require_window(
    x: Map,
    counts: tuple[int, int],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int] = (1, 1),
    *,
    ceil_mode: bool = False,
) -> None:
    """Raise Fault where the window fits nowhere into the padded input."""
    for axis, name in enumerate(("height", "width")):
        if counts[axis] >= 1:
            continue
        size = (x.height, x.width)[axis]
        padded = size + 2 * padding[axis]
        reach = extent(kernel[axis], dilation[axis])
        spread = f" (dilated to {reach})" if reach != kernel[axis] else ""
        title = f"a window of {name} {kernel[axis]}{spread} does not fit into {padded}"
        if padding[axis]:
            title += f" ({size} and {padding[axis]} of padding on either side)"
        raise Fault(
            code.WINDOW,
            title,
            argument="kernel",
            label=f"larger than the {x.height}x{x.width} that arrives",
            notes=(formula(size, kernel[axis], stride[axis], padding[axis], dilation[axis], ceil_mode=ceil_mode),),
            advice=_smaller(padded, kernel[axis], dilation[axis], padding[axis]),
        )


def _smaller(padded: int, kernel: int, dilation: int, padding: int) -> str:
    fits = (padded - 1) // dilation + 1
    missing = extent(kernel, dilation) - padded
    more = padding + -(-missing // 2)
    return f"use a kernel of at most {fits}, or padding={more}, or a larger input"


def windows(kernel: Size, stride: Size, padding: Size, dilation: Size = UNIT) -> tuple[Axis, Axis]:
    """The window over height and width, the kernel as wide as its dilation spreads it."""
    return (
        Axis(extent(kernel.height, dilation.height), stride.height, padding.height),
        Axis(extent(kernel.width, dilation.width), stride.width, padding.width),
    )
