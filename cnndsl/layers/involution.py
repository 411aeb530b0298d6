"""`involution`: a kernel for each place, the same for the channels of a group."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import INT, arg
from cnndsl.layers.axis import Axis, Reads
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation, Product, by_axis, divided, spell


class Involution(Layer):
    """A kernel for each place, made of what stands there, for the channels of each group (Li et al., 2021).

    Two 1x1 convolutions make the kernels, batch norm and ReLU between them; with a stride they see means. The tensors
    have the names of the paper's code.
    """

    keyword = "involution"
    example = "involution 7 group_channels=8"
    also = ("invol", "inv")
    inputs = (Map,)
    overwritable = True
    parameters_are = "what makes the kernels, batch norm included"
    buffers_are = "those of the batch norm"

    kernel: int = arg(INT, "elements of a kernel along each axis, an odd number", min=1)
    stride: int = arg(INT, "step of the window", min=1, default=1)
    group_channels: int = arg(INT, "channels that share a kernel", min=1, default=16)
    reduction: int = arg(INT, "by how much fewer channels the kernels are made of", min=1, default=4)

    @property
    def decayed(self) -> tuple[str, ...]:
        return ("conv1.conv.weight", "conv2.conv.weight")

    def output(self, x: Map) -> Map:
        sizes = [each // self.stride for each in x.sizes]
        y = Map(x.channels, *(max(each, 1) for each in sizes))
        if self.kernel % 2 == 0:
            advice = f"use kernel={self.kernel - 1} or kernel={self.kernel + 1}"
            raise Fault(code.OUT_OF_RANGE, "`kernel` of involution is odd", argument="kernel", advice=advice, then=y)
        for name, parts in (("group_channels", self.group_channels), ("reduction", self.reduction)):
            if (x.channels % parts) if name == "group_channels" else x.channels < parts:
                raise Fault(
                    code.GROUPS,
                    f"{x.channels} channels are no whole number of groups of {parts}"
                    if name == "group_channels"
                    else f"nothing is left of {x.channels} channels by a reduction of {parts}",
                    argument=name,
                    advice=f"use a divisor of {x.channels}" if name == "group_channels" else f"at most {x.channels}",
                    then=y,
                )
        for axis, each in zip(x.axes, x.sizes, strict=True):
            if each % self.stride:
                raise Fault(
                    code.GROUPS,
                    f"a {axis.name} of {each} is no whole number of steps of {self.stride}",
                    argument="stride",
                    notes=("the kernels are made of means over as many places as a step has",),
                    advice=f"let a multiple of {self.stride} arrive, or put `pad` or `crop` before it",
                    then=y,
                )
        return y

    def _channels(self, x: Map) -> tuple[int, int]:
        """Those between the convolutions, and those of the kernels."""
        return x.channels // self.reduction, x.channels // self.group_channels * self.kernel**x.rank

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        few, kernels = self._channels(x)
        ones = [1] * x.rank
        return {
            "conv1.conv.weight": (few, x.channels, *ones),
            "conv1.bn.weight": (few,),
            "conv1.bn.bias": (few,),
            "conv2.conv.weight": (kernels, few, *ones),
            "conv2.conv.bias": (kernels,),
        }

    def buffers(self, x: Map) -> dict[str, tuple[int, ...]]:
        few = self._channels(x)[0]
        names = ("running_mean", "running_var")
        return {**{f"conv1.bn.{name}": (few,) for name in names}, "conv1.bn.num_batches_tracked": ()}

    def macs(self, x: Map, y: Map) -> list[Product]:
        few, kernels = self._channels(x)
        return [(y.of(few), (x.channels,)), (y.of(kernels), (few,)), (y, [self.kernel] * x.rank)]

    def window(self, x: Map) -> tuple[Axis, ...]:
        """Its own window, and the places that its kernel is made of."""
        reach = self.kernel // 2
        return (Axis((Reads(-reach, max(reach, self.stride - 1)),), self.stride),) * x.rank

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return by_axis(
            [
                [Calculation(axis.name, spell("O", divided, {"I": each, "S": self.stride}))]
                for axis, each in zip(x.axes, x.sizes, strict=True)
            ]
        )

    def caption(self, x: Map) -> str:
        return f"{self.kernel} involution" + (f", /{self.stride}" if self.stride > 1 else "")

    def torch(self, nn: Any, x: Map) -> Any:
        few, _ = self._channels(x)
        return nn.Involution(x.channels, few, x.rank, self.kernel, self.stride, self.group_channels)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        y, rank = self.output(x), x.rank
        seen = value
        if self.stride > 1:
            seen = op.AveragePool(value, kernel_shape=[self.stride] * rank, strides=[self.stride] * rank)
        few = op.Conv(seen, op.parameter("conv1.conv.weight"))
        norm = [op.parameter(f"conv1.bn.{name}") for name in ("weight", "bias", "running_mean", "running_var")]
        few = op.Relu(op.BatchNormalization(few, *norm, epsilon=1e-5))
        kernels = op.Conv(few, op.parameter("conv2.conv.weight"), op.parameter("conv2.conv.bias"))
        groups, cells = x.channels // self.group_channels, self.kernel**rank
        op.require_table(cells * 1000)  # a slice of the map for each
        kernels = op.reshape(kernels, groups, 1, cells, *y.sizes)
        reach = self.kernel // 2
        padded = op.pad(value, [(reach, reach)] * rank) if reach else value
        windows = []
        for cell in range(cells):
            places = [cell // self.kernel ** (rank - 1 - axis) % self.kernel for axis in range(rank)]
            ends = [place + self.stride * (size - 1) + 1 for place, size in zip(places, y.sizes, strict=True)]
            axes = [*range(2, 2 + rank)]
            part = op.Slice(padded, *map(op.integers, (places, ends, axes, [self.stride] * rank)))
            windows.append(op.reshape(part, groups, self.group_channels, 1, *y.sizes))
        together = op.Concat(*windows, axis=3) if cells > 1 else windows[0]
        return op.reshape(op.ReduceSum(op.Mul(together, kernels), op.integers([3]), keepdims=0), *y)
