"""What the convolutions have in common whose weights or windows follow from what arrives."""

from __future__ import annotations

from typing import Any, ClassVar

from cnndsl.layers.arguments import FLAG, INT, SIZE, Size, arg
from cnndsl.layers.axis import Axis, slide
from cnndsl.layers.channel_groups import check_groups, group_sum
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation
from cnndsl.layers.window import MOST_STRIDE, each_group, extent, require_window, steps
from cnndsl.layers.window_captions import step
from cnndsl.layers.window_sums import window_sums
from cnndsl.text import typeset_shape


class PlainConv(Layer):
    """A window with zeros around the map, and groups, as in `conv`."""

    inputs = (Map,)
    sliding_window = overwritable = True
    output_channels = "channels"
    noun: ClassVar[str]

    channels: int = arg(INT, "output channels", min=1)
    kernel: Size = arg(SIZE, "kernel height x width", min=1)
    stride: Size = arg(SIZE, "step of the window", min=1, max=MOST_STRIDE, default=1)
    padding: Size = arg(SIZE, "rows and columns added on each side", min=0, default=0)
    dilation: Size = arg(SIZE, "distance between the elements of the kernel", min=1, default=1)
    groups: int = arg(INT, "groups that the channels are split into", min=1, default=1)
    bias: bool = arg(FLAG, "whether a learned bias is added to each channel", default=True)

    def output(self, x: Map) -> Map:
        window = (self.kernel, self.stride, self.padding, self.dilation)
        sizes = [*map(steps, x.sizes, *window)]
        require_window(x, sizes, *window, advice=_smaller)
        y = Map(self.channels, *sizes)
        check_groups(self.groups, x.channels, self.channels, y)
        return y

    def fan(self, x: Map) -> tuple[int, ...]:
        """What one filter sees: the channels of its group, and the kernel."""
        return (each_group(x.channels, self.groups), *self.kernel)

    def window(self, x: Map) -> tuple[Axis, ...] | None:
        return tuple(map(slide, self.kernel, self.stride, self.padding, self.dilation))

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return window_sums(x, self.kernel, self.stride, self.padding, self.dilation)

    def derive_costs(self, x: Map, y: Map) -> list[Calculation]:
        groups = group_sum(self.groups, x.channels, "input channels that one filter sees")
        return [*groups, *super().derive_costs(x, y)]

    def caption(self, x: Map) -> str:
        return f"{typeset_shape(self.kernel)} {self.noun}, {self.channels}{step(self.stride)}"

    def options(self) -> dict[str, Any]:
        """The arguments of the torch module that a convolution has."""
        return {
            "stride": tuple(self.stride),
            "padding": tuple(self.padding),
            "dilation": tuple(self.dilation),
            "groups": self.groups,
            "bias": self.bias,
        }

    def onnx_options(self) -> dict[str, Any]:
        """The attributes of ONNX's operator."""
        return {
            "kernel_shape": [*self.kernel],
            "strides": [*self.stride],
            "dilations": [*self.dilation],
            "pads": [*self.padding, *self.padding],
        }


def _smaller(size: int, kernel: int, padding: int, dilation: int) -> str:
    """A kernel that fits, or a padding."""
    room = size + 2 * padding
    fits = (room - 1) // dilation + 1
    more = padding - (room - extent(kernel, dilation)) // 2
    return f"use a kernel of at most {fits}, or padding={more}, or a larger input"
