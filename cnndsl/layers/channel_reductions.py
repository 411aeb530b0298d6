"""`channel_mean` and `channel_max`: one value for all channels of a place."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation


class ChannelMean(Layer):
    """Mean of all channels at each place: 1xHxW."""

    keyword = example = "channel_mean"
    inputs = (Map,)

    def output(self, x: Map) -> Map:
        return x.of(1)

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return [Calculation("channels", "", "1, for all channels of a place")]

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.ChannelMean()

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        return op.ReduceMean(value, op.integers([1]), keepdims=1)


class ChannelMax(ChannelMean):
    """The largest of all channels at each place: 1xHxW (CBAM; Woo et al., 2018)."""

    keyword = example = "channel_max"

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.ChannelMax()

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        return op.ReduceMax(value, op.integers([1]), keepdims=1)
