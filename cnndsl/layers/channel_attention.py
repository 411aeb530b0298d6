"""`eca` and `grn`: each channel scaled by what all places of the map hold."""

from __future__ import annotations

from math import log2
from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLOAT, INT, LEAST_EPS, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import LastMap, Map
from cnndsl.layers.symbolic import Product


class ECA(Layer):
    """Efficient channel attention (Wang et al., 2020).

    The means of the channels, a convolution over neighbouring ones and a sigmoid scale the channels. A kernel that is
    not given follows from their number, as in the paper.
    """

    keyword = "eca"
    example = "eca 3"
    short = "ECA"
    also = ("efficient_channel_attention",)
    elsewhere = (Elsewhere("EcaModule", "channels: kernel_size:kernel"),)
    inputs = (Map,)
    gated = True
    parameters_are = "the kernel, over neighbouring channels"

    kernel: int | None = arg(INT, "odd number of channels that one sees", min=1, default=None, positional=True)

    def size(self, x: Map) -> int:
        """The kernel: the odd number after (log2(C) + 1) / 2, and at least 3, where none was given."""
        if self.kernel is not None:
            return self.kernel
        near = int(abs(log2(x.channels) + 1) / 2)
        return max(near if near % 2 else near + 1, 3)

    def output(self, x: Map) -> Map:
        if self.size(x) % 2 == 0:
            advice = f"use kernel={self.size(x) - 1} or kernel={self.size(x) + 1}"
            raise Fault(code.OUT_OF_RANGE, "`kernel` of eca is odd", argument="kernel", advice=advice, then=x)
        return x

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        return {"conv.weight": (1, 1, self.size(x))}

    def macs(self, x: Map, y: Map) -> list[Product]:
        return [((x.channels,), (self.size(x),))]

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.ECA(self.size(x))

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        kernel = self.size(x)
        means = op.reshape(op.GlobalAveragePool(value), 1, x.channels)
        seen = op.Conv(means, op.parameter("conv.weight"), kernel_shape=[kernel], pads=[kernel // 2] * 2)
        return op.Mul(value, op.reshape(op.Sigmoid(seen), x.channels, *[1] * x.rank))


class GRN(Layer):
    """Global response normalisation (ConvNeXt V2; Woo et al., 2023).

    Each channel is scaled by its norm over the map, relative to the mean of all channels' norms.
    """

    keyword = example = "grn"
    short = "GRN"
    elsewhere = (Elsewhere("GlobalResponseNorm GRN", "dim: eps"),)
    inputs = (Map, LastMap)
    gated = True
    parameters_are = "a scale and a shift for each channel"

    eps: float = arg(FLOAT, "added to the mean of the norms", min=LEAST_EPS, default=1e-6)

    def parameters(self, x: Map | LastMap) -> dict[str, tuple[int, ...]]:
        return {"weight": (x.channels,), "bias": (x.channels,)}

    def torch(self, nn: Any, x: Map | LastMap) -> Any:
        return nn.GRN(x.channels, self.eps, channels_last=isinstance(x, LastMap))

    def onnx(self, op: Any, value: Any, x: Map | LastMap) -> Any:
        last = isinstance(x, LastMap)
        places = op.integers([*range(1, 1 + x.rank)] if last else [*range(2, 2 + x.rank)])
        norms = op.Sqrt(op.ReduceSum(op.Mul(value, value), places, keepdims=1))
        mean = op.ReduceMean(norms, op.integers([1 + x.rank if last else 1]), keepdims=1)
        shares = op.Div(norms, op.Add(mean, op.number(self.eps)))
        each = op.integers([-1] if last else [-1, *[1] * x.rank])
        weight, bias = (op.Reshape(op.parameter(name), each) for name in ("weight", "bias"))
        return op.Add(value, op.Add(op.Mul(op.Mul(value, shares), weight), bias))
