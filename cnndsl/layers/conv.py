"""`conv`: torch.nn.Conv2d."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, INT, SIZE, WORD, Size, arg
from cnndsl.layers.board import Step, count, product, weighted
from cnndsl.layers.groups import check_groups, group_sum
from cnndsl.layers.layer import Axis, Fault, Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.window import require_window, same_padding, steps, windows
from cnndsl.layers.window_sums import same_sums, window_sums


class Conv(Layer):
    """2-D convolution.

    `padding=same` gives ceil(I/S) rows and columns, also with a stride (TensorFlow's rule); where the
    padding is odd, the larger half stands behind.
    """

    keyword = "conv"
    example = "conv 64 3x3 stride=2 padding=1"
    inputs = (Map,)
    weight = "matrix"
    inferred = "in_channels"
    linear = sliding_window = overwritable = True
    output_channels = "channels"

    channels: int = arg(INT, "output channels", min=1)
    kernel: Size = arg(SIZE, "kernel height x width", min=1)
    stride: Size = arg(SIZE, "step of the window", min=1, default=Size(1, 1))
    padding: Size | str = arg(SIZE, "rows and columns added on each side", min=0, default=Size(0, 0), words=("same",))
    dilation: Size = arg(SIZE, "distance between the elements of the kernel", min=1, default=Size(1, 1))
    groups: int = arg(INT, "groups that the channels are split into", min=1, default=1)
    bias: bool = arg(FLAG, "whether a learned bias is added to each channel", default=True)
    padding_mode: str = arg(
        WORD, "what the padding holds", default="zeros", words=("zeros", "reflect", "replicate", "circular")
    )

    def pads(self, x: Map) -> tuple[tuple[int, int], tuple[int, int]]:
        """Padding before and behind, of the height and of the width."""
        if isinstance(self.padding, str):
            return (
                same_padding(x.height, self.kernel.height, self.stride.height, self.dilation.height),
                same_padding(x.width, self.kernel.width, self.stride.width, self.dilation.width),
            )
        return (self.padding.height,) * 2, (self.padding.width,) * 2

    def output(self, x: Map) -> Map:
        pads = self.pads(x)
        self._check_padding_mode(x, pads)
        if isinstance(self.padding, str):
            height, width = -(-x.height // self.stride.height), -(-x.width // self.stride.width)
        else:
            height = steps(x.height, self.kernel.height, self.stride.height, self.padding.height, self.dilation.height)
            width = steps(x.width, self.kernel.width, self.stride.width, self.padding.width, self.dilation.width)
            require_window(x, (height, width), self.kernel, self.stride, self.padding, self.dilation)
        y = Map(self.channels, height, width)
        check_groups(self.groups, x.channels, self.channels, y)
        return y

    def _check_padding_mode(self, x: Map, pads: tuple[tuple[int, int], tuple[int, int]]) -> None:
        if self.padding_mode in ("zeros", "replicate"):
            return
        reflect = self.padding_mode == "reflect"
        for size, pad, name in zip((x.height, x.width), pads, ("height", "width"), strict=True):
            most = size - 1 if reflect else size
            if max(pad) > most:
                raise Fault(
                    code.PADDING,
                    f"padding_mode={self.padding_mode} takes at most {most} of a {name} of {size}, not {max(pad)}",
                    argument="padding",
                    notes=("reflection leaves out the edge itself",) if reflect else (),
                    advice="use padding_mode=zeros" if most < 1 else f"use padding={most} or padding_mode=zeros",
                )

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        weight: dict[str, tuple[int, ...]] = {"weight": (self.channels, x.channels // self.groups, *self.kernel)}
        return {**weight, "bias": (self.channels,)} if self.bias else weight

    def macs(self, x: Map, y: Map) -> int:
        return y.channels * y.height * y.width * (x.channels // self.groups) * self.kernel.height * self.kernel.width

    def window(self, x: Map) -> tuple[Axis, Axis]:
        (top, _), (left, _) = self.pads(x)
        return windows(self.kernel, self.stride, Size(top, left), self.dilation)

    def derive_shape(self, x: Map, y: Map) -> list[Step]:
        if isinstance(self.padding, str):
            return same_sums(x, self.kernel, self.stride, self.dilation)
        return window_sums(x, self.kernel, self.stride, self.padding, self.dilation)

    def derive_costs(self, x: Map, y: Map) -> list[Step]:
        groups, channels = group_sum(self.groups, x.channels, "input channels that one filter sees")
        fan = (channels, *self.kernel)
        macs = Step("MACs", count(product(y).times(product(fan))))
        return [*groups, weighted(self.channels, fan, self.channels if self.bias else 0), macs]

    def torch(self, nn: Any, x: Map) -> Any:
        options: dict[str, Any] = {
            "stride": tuple(self.stride),
            "dilation": tuple(self.dilation),
            "groups": self.groups,
            "bias": self.bias,
            "padding_mode": self.padding_mode,
        }
        (top, bottom), (left, right) = self.pads(x)
        if top == bottom and left == right:
            return nn.Conv2d(x.channels, self.channels, tuple(self.kernel), padding=(top, left), **options)
        sides = (left, right, top, bottom)
        return nn.PaddedConv2d(x.channels, self.channels, tuple(self.kernel), pads=sides, **options)
