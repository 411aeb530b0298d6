"""`conv_transpose`: torch.nn.ConvTranspose2d."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, INT, SIZE, Size, arg
from cnndsl.layers.board import Step, count, product, weighted
from cnndsl.layers.groups import check_groups, group_sum
from cnndsl.layers.layer import Axis, Fault, Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.window import extent
from cnndsl.layers.window_sums import transposed_sums


class ConvTranspose(Layer):
    """2-D transposed convolution: O = (I - 1)*S - 2P + D(K - 1) + output_padding + 1."""

    keyword = "conv_transpose"
    example = "conv_transpose 32 2 stride=2"
    inputs = (Map,)
    weight = "matrix"
    inferred = "in_channels"
    linear = overwritable = True
    output_channels = "channels"

    channels: int = arg(INT, "output channels", min=1)
    kernel: Size = arg(SIZE, "kernel height x width", min=1)
    stride: Size = arg(SIZE, "step of the output per input element", min=1, default=Size(1, 1))
    padding: Size = arg(SIZE, "rows and columns cut off each side of the output", min=0, default=Size(0, 0))
    output_padding: Size = arg(SIZE, "rows and columns added at the end of the output", min=0, default=Size(0, 0))
    dilation: Size = arg(SIZE, "distance between the elements of the kernel", min=1, default=Size(1, 1))
    groups: int = arg(INT, "groups that the channels are split into", min=1, default=1)
    bias: bool = arg(FLAG, "whether a learned bias is added to each channel", default=True)

    def output(self, x: Map) -> Map:
        sizes = []
        for axis, (name, size) in enumerate((("height", x.height), ("width", x.width))):
            extra, limit = self.output_padding[axis], max(self.stride[axis], self.dilation[axis])
            if extra >= limit:
                raise Fault(
                    code.PADDING,
                    f"output_padding {extra} is not smaller than the stride or the dilation ({limit})",
                    argument="output_padding",
                    advice=f"use at most {limit - 1}",
                )
            reach = extent(self.kernel[axis], self.dilation[axis])
            length = (size - 1) * self.stride[axis] - 2 * self.padding[axis] + reach + extra
            if length < 1:
                raise Fault(
                    code.WINDOW,
                    f"padding {self.padding[axis]} cuts all of the output's {name} off",
                    argument="padding",
                    notes=(
                        f"O = ({size} - 1)*{self.stride[axis]} - 2*{self.padding[axis]} + {reach} + {extra} = {length}",
                    ),
                    advice=f"use padding={(length + 2 * self.padding[axis] - 1) // 2} or less",
                )
            sizes.append(length)
        y = Map(self.channels, *sizes)
        check_groups(self.groups, x.channels, self.channels, y)
        return y

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        weight: dict[str, tuple[int, ...]] = {"weight": (x.channels, self.channels // self.groups, *self.kernel)}
        return {**weight, "bias": (self.channels,)} if self.bias else weight

    def window(self, x: Map) -> tuple[Axis, Axis]:
        height, width = (self._axis(axis) for axis in (0, 1))
        return height, width

    def _axis(self, axis: int) -> Axis:
        """An element is spread over `reach` outputs, the next starts S further: an output sees reach/S of them."""
        reach, stride = extent(self.kernel[axis], self.dilation[axis]), self.stride[axis]
        seen = reach / stride
        centre = (self.padding[axis] - (reach - 1) / 2) / stride  # of what the first output sees
        return Axis(seen, 1 / stride, (seen - 1) / 2 - centre)

    def macs(self, x: Map, y: Map) -> int:
        per_element = (self.channels // self.groups) * self.kernel.height * self.kernel.width
        return x.channels * x.height * x.width * per_element

    def derive_shape(self, x: Map, y: Map) -> list[Step]:
        return transposed_sums(x, self.kernel, self.stride, self.padding, self.dilation, self.output_padding)

    def derive_costs(self, x: Map, y: Map) -> list[Step]:
        groups, channels = group_sum(self.groups, self.channels, "output channels that one input channel feeds")
        fan = (channels, *self.kernel)
        macs = Step("MACs", count(product(x).times(product(fan))), "each input element is spread over a window")
        return [*groups, weighted(x.channels, fan, self.channels if self.bias else 0), macs]

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.ConvTranspose2d(
            x.channels,
            self.channels,
            tuple(self.kernel),
            stride=tuple(self.stride),
            padding=tuple(self.padding),
            output_padding=tuple(self.output_padding),
            groups=self.groups,
            bias=self.bias,
            dilation=tuple(self.dilation),
        )
