"""`channels`: some of the channels."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import RANGE, Interval, arg
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Shape, channel_axis
from cnndsl.layers.symbolic import Calculation, N, size, terms


def _count(first: N, last: N) -> N:
    """Channels from the first to the last, both included."""
    return last - first + 1


class Channels(Layer):
    """The channels from one to another, counted from 0, both included; of a vector its features.

    The rest is `channels 16..in.channels-1`, and `concat` puts both together again.
    """

    keyword = "channels"
    example = "channels 0..15"
    also = ("narrow", "channel_slice", "select_channels", "take_channels")
    view = True

    range: Interval = arg(RANGE, "the first and the last channel, counted from 0")

    def output(self, x: Shape) -> Shape:
        if self.range.last >= x.channels:
            raise Fault(
                code.OUT_OF_RANGE,
                f"there is no channel {self.range.last:,} among {x.channels:,}, which are 0..{x.channels - 1:,}",
                argument="range",
                advice=f"let it end at {x.channels - 1}, or at in.channels-1",
                then=x.of(_count(self.range.first, self.range.last)),
            )
        return x.of(_count(self.range.first, self.range.last))

    def derive_shape(self, x: Shape, y: Shape) -> list[Calculation]:
        first, last = terms((self.range.first, self.range.last))
        return [Calculation("channels", size(_count(first, last)), f"{self.range} of 0..{x.channels - 1}")]

    def torch(self, nn: Any, x: Shape) -> Any:
        axis = channel_axis(x)
        return nn.ChannelSlice(self.range.first, self.range.last, **({"axis": axis} if axis > 1 else {}))

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        ends = ([self.range.first], [self.range.last + 1], [channel_axis(x)])
        return op.Slice(value, *map(op.integers, ends))
