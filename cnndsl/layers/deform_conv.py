"""`deform_conv`: a convolution whose elements stand where the map says."""

from __future__ import annotations

from math import prod
from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, INT, arg
from cnndsl.layers.axis import Axis, adaptive
from cnndsl.layers.channel_groups import common_divisors
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault
from cnndsl.layers.plain_conv import PlainConv
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Product


class DeformConv(PlainConv):
    """Deformable convolution: `conv_offset`, a convolution of its own, says where its elements stand.

    With `modulated=true` it weighs them too (Dai et al., 2017; version 2: Zhu et al., 2019). It begins as a plain
    convolution. torchvision.ops.deform_conv2d computes it, and its tensors have mmcv's names.
    """

    keyword = "deform_conv"
    example = "deform_conv 64 3 padding=1"
    also = ("dcn", "deformable_conv", "deformable_convolution")
    elsewhere = (
        Elsewhere(
            "DeformConv2d DeformConv2dPack",
            "in_channels: out_channels:channels kernel_size:kernel stride padding dilation groups bias",
        ),
        Elsewhere(
            "ModulatedDeformConv2dPack",
            "in_channels: out_channels:channels kernel_size:kernel stride padding dilation groups "
            "deform_groups:offset_groups bias",
            modulated="true",
        ),
    )
    noun = "deform conv"
    sliding_window = False  # its elements may stand anywhere

    offset_groups: int = arg(INT, "groups of input channels with places of their own", min=1, default=1)
    modulated: bool = arg(FLAG, "whether each element has a learned weight at each place", default=False)

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return f"with the convolution for {'places and weights' if self.modulated else 'the places'} of the elements"

    @property
    def decayed(self) -> tuple[str, ...]:
        return ("weight", "conv_offset.weight")

    def output(self, x: Map) -> Map:
        if x.rank != 2:
            raise Fault(
                code.WRONG_INPUT,
                f"`deform_conv` is for maps of 2 axes, and {x} has {x.rank}",
                notes=("torchvision has it for images alone",),
                advice="use `conv`",
            )
        y = super().output(x)
        if x.channels % self.offset_groups:
            raise Fault(
                code.GROUPS,
                f"{x.channels} channels do not split into {self.offset_groups} groups",
                argument="offset_groups",
                label=f"does not divide {x.channels}",
                advice=f"use a divisor of {x.channels}: {common_divisors(x.channels)}",
                then=y,
            )
        return y

    @property
    def offsets(self) -> int:
        """The channels of what says where the elements stand: two, or three, for each."""
        return self.offset_groups * prod(self.kernel) * (3 if self.modulated else 2)

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        tensors: dict[str, tuple[int, ...]] = {"weight": (self.channels, *self.fan(x))}
        if self.bias:
            tensors["bias"] = (self.channels,)
        return {
            **tensors,
            "conv_offset.weight": (self.offsets, x.channels, *self.kernel),
            "conv_offset.bias": (self.offsets,),
        }

    def macs(self, x: Map, y: Map) -> list[Product]:
        return [(y, self.fan(x)), (y.of(self.offsets), (x.channels, *self.kernel))]

    def window(self, x: Map) -> tuple[Axis, ...] | None:
        """An element may stand anywhere."""
        return tuple(adaptive(size, 1) for size in x.sizes)

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.DeformConv2d(
            x.channels,
            self.channels,
            tuple(self.kernel),
            offset_groups=self.offset_groups,
            modulated=self.modulated,
            **self.options(),
        )

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        weight, bias = op.parameter("conv_offset.weight"), op.parameter("conv_offset.bias")
        places, mask = op.Conv(value, weight, bias, **self.onnx_options()), None
        if self.modulated:
            each = self.offsets // 3
            places, weights = op.split(places, [2 * each, each], axis=1)
            mask = op.Sigmoid(weights)
        options = {**self.onnx_options(), "group": self.groups, "offset_group": self.offset_groups}
        return op.DeformConv(value, op.parameter("weight"), places, op.parameter("bias"), mask, **options)
