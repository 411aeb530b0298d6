"""`maxpool` and `avgpool`: torch.nn.MaxPool2d and AvgPool2d."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, SIZE, Size, arg
from cnndsl.layers.board import Step
from cnndsl.layers.layer import Axis, Fault, Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.window import extent, formula, steps, windows
from cnndsl.layers.window_sums import window_sums


class Pool(Layer):
    """What both kinds of pooling share."""

    inputs = (Map,)
    sliding_window = overwritable = True

    kernel: Size = arg(SIZE, "window height x width", min=1)
    stride: Size | None = arg(SIZE, "step of the window; the kernel where it is not given", min=1, default=None)
    padding: Size = arg(SIZE, "rows and columns added on each side, at most half the kernel", min=0, default=Size(0, 0))
    ceil_mode: bool = arg(FLAG, "round the output size up instead of down", default=False)
    dilation: Size = Size(1, 1)

    @property
    def step(self) -> Size:
        return self.stride or self.kernel

    def output(self, x: Map) -> Map:
        sizes = []
        for axis, (name, size) in enumerate((("height", x.height), ("width", x.width))):
            kernel, padding, dilation = self.kernel[axis], self.padding[axis], self.dilation[axis]
            reach = extent(kernel, dilation)
            if padding > kernel // 2:
                raise Fault(
                    code.POOL_PADDING,
                    f"padding {padding} is more than half the kernel's {name} of {kernel}",
                    argument="padding",
                    notes=("a window in the corner would hold nothing but padding",),
                    advice=f"use padding={kernel // 2} or less, or a kernel of at least {2 * padding}",
                )
            count = steps(size, kernel, self.step[axis], padding, dilation, ceil_mode=self.ceil_mode)
            if count < 1:
                room = size + 2 * padding
                raise Fault(
                    code.WINDOW,
                    f"a pool of {name} {reach} does not fit into {room}",
                    argument="kernel",
                    label=f"larger than the {x.height}x{x.width} that arrives",
                    notes=(formula(size, kernel, self.step[axis], padding, dilation, ceil_mode=self.ceil_mode),),
                    advice=_smaller(size, padding, dilation),
                )
            sizes.append(count)
        return Map(x.channels, *sizes)

    def window(self, x: Map) -> tuple[Axis, Axis]:
        return windows(self.kernel, self.step, self.padding, self.dilation)

    def derive_shape(self, x: Map, y: Map) -> list[Step]:
        return window_sums(x, self.kernel, self.step, self.padding, self.dilation, ceil_mode=self.ceil_mode)

    def options(self) -> dict[str, Any]:
        """The arguments that both torch modules take."""
        options: dict[str, Any] = {"padding": tuple(self.padding), "ceil_mode": self.ceil_mode}
        return options


def _smaller(size: int, padding: int, dilation: int) -> str:
    """A kernel that fits, and that the padding is not more than half of."""
    fits = (size + 2 * padding - 1) // dilation + 1
    if padding <= fits // 2:
        return f"use a kernel of at most {fits}, or fewer pools before"
    return f"use padding=0 and a kernel of at most {(size - 1) // dilation + 1}, or fewer pools before"


class MaxPool(Pool):
    """Maximum of each window. No parameters; the channels stay."""

    keyword = "maxpool"
    aliases = ("pool",)
    example = "maxpool 3 stride=2"
    max_pooling = True

    dilation: Size = arg(SIZE, "distance between the elements of the window", min=1, default=Size(1, 1))

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.MaxPool2d(
            tuple(self.kernel), stride=tuple(self.step), dilation=tuple(self.dilation), **self.options()
        )


class AvgPool(Pool):
    """Mean of each window. No parameters; the channels stay."""

    keyword = "avgpool"
    example = "avgpool 2"

    count_include_pad: bool = arg(FLAG, "whether padding counts in the mean", default=True)

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.AvgPool2d(
            tuple(self.kernel),
            stride=tuple(self.step),
            count_include_pad=self.count_include_pad,
            **self.options(),
        )
