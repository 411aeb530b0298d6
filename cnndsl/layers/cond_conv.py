"""`cond_conv`: a convolution whose weights are mixed for each sample."""

from __future__ import annotations

from math import prod
from typing import Any

from cnndsl.layers.arguments import INT, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import ranked
from cnndsl.layers.plain_conv import PlainConv
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Product


class CondConv(PlainConv):
    """Convolution whose weights each sample mixes of those of experts (CondConv; Yang et al., 2019).

    The mix is a fully connected layer, `routing_fn`, of the means of the channels, and a sigmoid.
    """

    keyword = "cond_conv"
    example = "cond_conv 64 3 padding=1 experts=4"
    also = ("condconv", "dynamic_conv")
    elsewhere = (
        Elsewhere(
            "CondConv2d",
            "in_channels: out_channels:channels kernel_size:kernel stride padding dilation groups bias "
            "num_experts:experts",
        ),
    )
    noun = "cond conv"
    gated = True
    parameters_are = "the weights of the experts, and those of the mix"

    experts: int = arg(INT, "sets of weights that are mixed", min=1, default=4)

    @property
    def decayed(self) -> tuple[str, ...]:
        return ("weight", "routing_fn.weight")

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        tensors: dict[str, tuple[int, ...]] = {"weight": (self.experts, self.channels * prod(self.fan(x)))}
        if self.bias:
            tensors["bias"] = (self.experts, self.channels)
        return {**tensors, "routing_fn.weight": (self.experts, x.channels), "routing_fn.bias": (self.experts,)}

    def macs(self, x: Map, y: Map) -> list[Product]:
        mixed = [((self.experts,), (self.channels, *self.fan(x)))]
        if self.bias:
            mixed.append(((self.experts,), (self.channels,)))
        return [(y, self.fan(x)), *mixed, ((x.channels,), (self.experts,))]

    def torch(self, nn: Any, x: Map) -> Any:
        kind = ranked(nn, "CondConv", x)
        return kind(x.channels, self.channels, tuple(self.kernel), experts=self.experts, **self.options())

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        """All experts as one convolution, group by group, and the sum of what they give, weighed."""
        experts, groups, each = self.experts, self.groups, self.channels // self.groups
        means = op.reshape(op.GlobalAveragePool(value), x.channels)
        mix = op.Sigmoid(op.Gemm(means, op.parameter("routing_fn.weight"), op.parameter("routing_fn.bias"), transB=1))
        filters = op.Reshape(op.parameter("weight"), op.integers([experts, groups, each, *self.fan(x)]))
        filters = op.Transpose(filters, perm=[1, 0, *range(2, 4 + x.rank)])
        filters = op.Reshape(filters, op.integers([groups * experts * each, *self.fan(x)]))
        y = self.output(x)
        found = op.Conv(value, filters, group=groups, **self.onnx_options())
        found = op.reshape(found, groups, experts, each, *y.sizes)
        weighed = op.Mul(found, op.reshape(mix, 1, experts, 1, *[1] * x.rank))
        total = op.reshape(op.ReduceSum(weighed, op.integers([2]), keepdims=0), *y)
        if not self.bias:
            return total
        return op.Add(total, op.reshape(op.MatMul(mix, op.parameter("bias")), self.channels, *[1] * x.rank))
