"""`conv`: torch.nn.Conv1d, Conv2d and Conv3d."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, FLOAT, INT, LEAST_EPS, SIZE, TABLE, WORD, Size, arg
from cnndsl.layers.axis import Axis, slide
from cnndsl.layers.channel_groups import check_groups, group_sum
from cnndsl.layers.channel_tables import Table, check_table, places
from cnndsl.layers.elsewhere import Elsewhere, Instead
from cnndsl.layers.layer import Fault, Layer, ranked
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation, Product
from cnndsl.layers.window import MOST_STRIDE, each_group, extent, require_window, same_padding, same_size, steps
from cnndsl.layers.window_captions import step
from cnndsl.layers.window_sums import same_sums, window_sums
from cnndsl.text import typeset_shape

PAD_MODES = {"zeros": "constant", "constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
"""What ONNX calls the modes of padding."""


class Conv(Layer):
    """2-D convolution.

    `padding=same` gives ceil(I/S) rows and columns, also with a stride (TensorFlow's rule); where the
    padding is odd, the larger half stands at the end. The module pads what the size that arrives asks for.

    `standardise=weight` brings each filter to mean 0 and variance 1 (Qiao et al., 2019; Big Transfer), `scaled`
    divides it by the root of its inputs besides and multiplies it by `gamma` and the learned `gain` (Brock et al.,
    2021; NFNets).

    `table=[[0, 1], [1, 2], …]` lists the input channels, counted from 0, that each output channel sees (C3 of LeNet-5);
    the weight has a kernel for each of these connections, in their order. It takes neither groups nor `standardise` nor
    `padding=same`.
    """

    keyword = "conv"
    example = "conv 64 3x3 stride=2 padding=1"
    also = ("convolve", "conv_layer")
    elsewhere = (
        Elsewhere(
            "Conv1d Conv2d Conv3d LazyConv1d LazyConv2d LazyConv3d",
            "in_channels: out_channels:channels kernel_size:kernel stride padding dilation groups bias padding_mode",
        ),
        Elsewhere(
            "Conv1D Conv2D Conv3D Convolution1D Convolution2D Convolution3D",
            "filters:channels kernel_size:kernel strides:stride padding data_format: dilation_rate:dilation groups "
            "activation: use_bias:bias",
        ),
        Elsewhere(
            "Convolution", "num_output:channels kernel_size:kernel stride pad:padding group:groups bias_term:bias"
        ),
        Elsewhere("convolutional", "filters:channels size:kernel stride padding batch_normalize: activation:"),
        Elsewhere(
            "DepthwiseConv2D depthwise depthwise_conv dwconv dw_conv",
            "kernel_size:kernel strides:stride padding",
            channels="in.channels",
            groups="in.channels",
        ),
        Elsewhere("pointwise pointwise_conv pwconv conv1x1", "filters:channels", kernel="1x1"),
        Elsewhere("SeparableConv2D separable_conv sepconv", certain=False),
    )
    inputs = (Map,)
    weight = "matrix"
    inferred = "in_channels"
    linear = sliding_window = overwritable = True
    output_channels = "channels"

    channels: int = arg(INT, "output channels", min=1)
    kernel: Size = arg(SIZE, "kernel height x width", min=1)
    stride: Size = arg(SIZE, "step of the window", min=1, max=MOST_STRIDE, default=1)
    padding: Size | str = arg(SIZE, "rows and columns added on each side", min=0, default=0, words=("same",))
    dilation: Size = arg(SIZE, "distance between the elements of the kernel", min=1, default=1)
    groups: int = arg(INT, "groups that the channels are split into", min=1, default=1)
    bias: bool = arg(FLAG, "whether a learned bias is added to each channel", default=True)
    padding_mode: str = arg(
        WORD, "what the padding holds", default="zeros", words=("zeros", "reflect", "replicate", "circular")
    )
    standardise: str = arg(
        WORD,
        "whether each filter gets mean 0 and variance 1 before it is used, or a learned gain too",
        default="none",
        words=("none", "weight", "scaled"),
    )
    weight_eps: float = arg(FLOAT, "added to the variance of a standardised filter", min=LEAST_EPS, default=1e-6)
    gamma: float = arg(FLOAT, "factor of a scaled filter, that of the activation", default=1.0)
    table: Table | None = arg(TABLE, "the input channels that each output channel sees", default=None)

    @classmethod
    def instead(cls, name: str, value: str, given: Mapping[str, str]) -> Instead | None:
        if name == "padding" and value == "valid":
            return Instead("no padding is the default: delete it", "")
        modes = {"zero": "zeros", "constant": "zeros", "edge": "replicate", "wrap": "circular"}
        if name == "padding_mode" and value in modes:
            return Instead(f"write `padding_mode={modes[value]}`", f"padding_mode={modes[value]}")
        return None

    def pads(self, x: Map) -> list[tuple[int, int]]:
        """Padding before and after, of each axis."""
        if isinstance(self.padding, str):
            return [*map(same_padding, x.sizes, self.kernel, self.stride, self.dilation)]
        return [(pad, pad) for pad in self.padding]

    @property
    def pads_by_size(self) -> bool:
        """Whether the padding depends on the size that arrives: that of `same` does where a window of more than one
        element moves by more than one."""
        along = zip(self.kernel, self.stride, strict=True)
        return isinstance(self.padding, str) and any(kernel > 1 and stride > 1 for kernel, stride in along)

    def output(self, x: Map) -> Map:
        self._check_padding_mode(x)
        if isinstance(self.padding, str):
            sizes = [*map(same_size, x.sizes, self.stride)]
        else:
            sizes = [*map(steps, x.sizes, self.kernel, self.stride, self.padding, self.dilation)]
            require_window(x, sizes, self.kernel, self.stride, self.padding, self.dilation, advice=_smaller)
        y = Map(self.channels, *sizes)
        check_groups(self.groups, x.channels, self.channels, y)
        if self.standardise != "none":
            self._check_standardised(x, y)
        if self.table is not None:
            self._check_alone(y)
            check_table(self.table, x.channels, self.channels, y)
        return y

    def _check_alone(self, y: Map) -> None:
        """A table stands in the place of groups, and its filters are of different sizes."""
        for argument, other in (("groups", self.groups > 1), ("standardise", self.standardise != "none")):
            if other:
                title = f"a convolution with a table takes no `{argument}`"
                raise Fault(code.GROUPS, title, argument=argument, advice="leave one of the two out", then=y)
        if isinstance(self.padding, str):
            title = "a convolution with a table takes its padding as a number"
            raise Fault(code.PADDING, title, argument="padding", advice="write the rows and columns", then=y)

    def _check_standardised(self, x: Map, y: Map) -> None:
        if prod(self.fan(x)) == 1:
            raise Fault(
                code.ONE_VALUE,
                "each filter is one number: its mean is the number, and nothing is left",
                argument="standardise",
                advice="use a larger kernel or fewer groups, or standardise=none",
                then=y,
            )

    def _check_padding_mode(self, x: Map) -> None:
        if self.padding_mode in ("zeros", "replicate"):
            return
        reflect = self.padding_mode == "reflect"
        for size, pad, axis in zip(x.sizes, self.pads(x), x.axes, strict=True):
            most = size - 1 if reflect else size
            if max(pad) > most:
                raise Fault(
                    code.PADDING,
                    f"padding_mode={self.padding_mode} takes at most {most} of a {axis.name} of {size}, not {max(pad)}",
                    argument="padding",
                    notes=("reflection leaves out the edge itself",) if reflect else (),
                    advice="use padding_mode=zeros" if most < 1 else f"use padding={most} or padding_mode=zeros",
                )

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        said = [] if self.bias else ["no bias"]
        return "; ".join([*said, *(["with a gain for each filter"] if self.standardise == "scaled" else [])])

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        first = (self.channels, *self.fan(x)) if self.table is None else (len(places(self.table)), *self.kernel)
        tensors: dict[str, tuple[int, ...]] = {"weight": first}
        if self.bias:
            tensors["bias"] = (self.channels,)
        if self.standardise == "scaled":
            tensors["gain"] = (self.channels, *[1] * (1 + x.rank))
        return tensors

    def fan(self, x: Map) -> tuple[int, ...]:
        """What one filter sees: the channels of its group, and the kernel."""
        return (each_group(x.channels, self.groups), *self.kernel)

    def macs(self, x: Map, y: Map) -> list[Product]:
        if self.table is not None:
            return [(y.sizes, (len(places(self.table)), *self.kernel))]
        return [(y, self.fan(x))]

    def window(self, x: Map) -> tuple[Axis, ...]:
        return tuple(map(slide, self.kernel, self.stride, [before for before, _ in self.pads(x)], self.dilation))

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        if isinstance(self.padding, str):
            return same_sums(x, self.kernel, self.stride, self.dilation)
        return window_sums(x, self.kernel, self.stride, self.padding, self.dilation)

    def derive_costs(self, x: Map, y: Map) -> list[Calculation]:
        groups = group_sum(self.groups, x.channels, "input channels that one filter sees")
        return [*groups, *super().derive_costs(x, y)]

    def caption(self, x: Map) -> str:
        depthwise = self.groups == x.channels > 1
        kind = "depthwise conv" if depthwise else "conv"
        text = f"{typeset_shape(self.kernel)} {kind}, {self.channels}{step(self.stride)}"
        if set(self.dilation) != {1}:
            text += f", dilation {typeset_shape(self.dilation)}"
        return text if depthwise or self.groups == 1 else f"{text}, {self.groups} groups"

    def torch(self, nn: Any, x: Map) -> Any:
        pads = self.pads(x)
        options: dict[str, Any] = {
            "stride": tuple(self.stride),
            "dilation": tuple(self.dilation),
            "groups": self.groups,
            "bias": self.bias,
            "padding_mode": self.padding_mode,
        }
        name = "Conv"
        if self.standardise != "none":
            name = "StandardisedConv"
            options["eps"] = self.weight_eps
            options |= {"scaled": True, "gamma": self.gamma} if self.standardise == "scaled" else {}
        if self.table is not None:
            name = "TableConv"
            options["table"] = [list(row) for row in self.table]
        if self.pads_by_size:
            name = "SameConv" if name == "Conv" else name
            options |= {"same": True} if name != "SameConv" else {}
        elif all(before == after for before, after in pads):
            options["padding"] = tuple(before for before, _ in pads)
        else:
            name = "PaddedConv" if name == "Conv" else name
            options["pads"] = tuple(side for pad in reversed(pads) for side in pad)
        return ranked(nn, name, x)(x.channels, self.channels, tuple(self.kernel), **options)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        pads = self.pads(x)
        if self.padding_mode != "zeros" and any(map(any, pads)):
            value = op.pad(value, pads, PAD_MODES[self.padding_mode])
            pads = [(0, 0)] * x.rank
        return op.Conv(
            value,
            self._filters(op, x),
            op.parameter("bias"),
            kernel_shape=[*self.kernel],
            strides=[*self.stride],
            dilations=[*self.dilation],
            group=self.groups,
            pads=[side for sides in zip(*pads, strict=True) for side in sides],
        )

    def _filters(self, op: Any, x: Map) -> Any:
        """The weight that is computed with."""
        if self.table is not None:
            size = (self.channels, x.channels, *self.kernel)
            op.require_table(prod(size))
            where = [channel for place in places(self.table) for channel in place]
            indices = op.integers(where, (len(where) // 2, 2))
            return op.ScatterND(op.numbers([0.0] * prod(size), size), indices, op.parameter("weight"))
        return op.parameter("weight") if self.standardise == "none" else self._standardised(op, x)

    def _standardised(self, op: Any, x: Map) -> Any:
        weight, axes = op.parameter("weight"), op.integers([*range(1, 2 + x.rank)])
        centred = op.Sub(weight, op.ReduceMean(weight, axes, keepdims=1))
        variance = op.ReduceMean(op.Mul(centred, centred), axes, keepdims=1)
        weight = op.Div(centred, op.Sqrt(op.Add(variance, op.number(self.weight_eps))))
        if self.standardise == "weight":
            return weight
        return op.Mul(weight, op.Mul(op.parameter("gain"), op.number(self.gamma * prod(self.fan(x)) ** -0.5)))

    @property
    def rescalable(self) -> bool:
        return self.standardise == "none" and self.table is None

    def rescaled(self, weight: Any, factor: Any) -> Any:
        return weight * factor.reshape(-1, *[1] * (weight.ndim - 1))


def _smaller(size: int, kernel: int, padding: int, dilation: int) -> str:
    """A kernel that fits, or a padding."""
    room = size + 2 * padding
    missing = extent(kernel, dilation) - room
    fits = (room - 1) // dilation + 1
    return f"use a kernel of at most {fits}, or padding={padding + -(-missing // 2)}, or a larger input"
