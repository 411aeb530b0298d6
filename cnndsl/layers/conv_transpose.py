"""`conv_transpose`: torch.nn.ConvTranspose1d, ConvTranspose2d and ConvTranspose3d."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, INT, SIZE, Size, arg
from cnndsl.layers.axis import Axis, spread
from cnndsl.layers.channel_groups import check_groups, group_sum
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer, ranked
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation, Product, size, terms
from cnndsl.layers.window import MOST_STRIDE, each_group, transposed
from cnndsl.layers.window_captions import step
from cnndsl.layers.window_sums import transposed_sums
from cnndsl.text import typeset_shape


class ConvTranspose(Layer):
    """2-D transposed convolution: O = (I - 1)*S - 2P + D(K - 1) + output_padding + 1."""

    keyword = "conv_transpose"
    example = "conv_transpose 32 2 stride=2"
    also = ("deconv", "deconvolution", "upconv", "up_conv", "transpose_conv", "transposed_conv", "fractional_conv")
    elsewhere = (
        Elsewhere(
            "ConvTranspose1d ConvTranspose2d ConvTranspose3d",
            "in_channels: out_channels:channels kernel_size:kernel stride padding output_padding groups bias dilation",
        ),
        Elsewhere(
            "Conv1DTranspose Conv2DTranspose Conv3DTranspose Convolution2DTranspose",
            "filters:channels kernel_size:kernel strides:stride padding output_padding data_format: "
            "dilation_rate:dilation activation: use_bias:bias",
        ),
        Elsewhere(
            "Deconvolution", "num_output:channels kernel_size:kernel stride pad:padding group:groups bias_term:bias"
        ),
    )
    inputs = (Map,)
    weight = "matrix"
    inferred = "in_channels"
    linear = overwritable = True
    output_channels = "channels"
    macs_are = "each input element is spread over a window"

    channels: int = arg(INT, "output channels", min=1)
    kernel: Size = arg(SIZE, "kernel height x width", min=1)
    stride: Size = arg(SIZE, "step of the output per input element", min=1, max=MOST_STRIDE, default=1)
    padding: Size = arg(SIZE, "rows and columns cut off each side of the output", min=0, default=0)
    output_padding: Size = arg(SIZE, "rows and columns added at the end of the output", min=0, default=0)
    dilation: Size = arg(SIZE, "distance between the elements of the kernel", min=1, default=1)
    groups: int = arg(INT, "groups that the channels are split into", min=1, default=1)
    bias: bool = arg(FLAG, "whether a learned bias is added to each channel", default=True)

    def output(self, x: Map) -> Map:
        along = zip(*self._sizes(x), strict=True)
        sizes = []
        for axis, (I, K, S, P, D, extra) in zip(x.axes, along, strict=True):  # noqa: E741
            if extra >= max(S, D):
                raise Fault(
                    code.PADDING,
                    f"output_padding {extra} is not smaller than the stride or the dilation ({max(S, D)})",
                    argument="output_padding",
                    advice=f"use at most {max(S, D) - 1}",
                )
            length = transposed(I, K, S, P, D, extra)
            if length < 1:
                raise Fault(
                    code.WINDOW,
                    f"padding {P} cuts all of the output's {axis.name} off",
                    argument="padding",
                    notes=(size("O", transposed(*terms((I, K, S, P, D, extra)))),),
                    advice=f"use padding={(length + 2 * P - 1) // 2} or less",
                )
            sizes.append(length)
        y = Map(self.channels, *sizes)
        check_groups(self.groups, x.channels, self.channels, y)
        return y

    def _sizes(self, x: Map) -> tuple[tuple[int, ...], ...]:
        """I, K, S, P, D and the output padding, each for all axes."""
        return x.sizes, self.kernel, self.stride, self.padding, self.dilation, self.output_padding

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return "" if self.bias else "no bias"

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        weight: dict[str, tuple[int, ...]] = {"weight": (x.channels, *self.fan())}
        return {**weight, "bias": (self.channels,)} if self.bias else weight

    def fan(self) -> tuple[int, ...]:
        """What one input channel is spread over: the output channels of its group, and the kernel."""
        return (each_group(self.channels, self.groups), *self.kernel)

    def macs(self, x: Map, y: Map) -> list[Product]:
        return [(x, self.fan())]

    def window(self, x: Map) -> tuple[Axis, ...]:
        return tuple(map(spread, self.kernel, self.stride, self.padding, self.dilation))

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return transposed_sums(x, *self._sizes(x)[1:])

    def derive_costs(self, x: Map, y: Map) -> list[Calculation]:
        groups = group_sum(self.groups, self.channels, "output channels that one input channel feeds")
        return [*groups, *super().derive_costs(x, y)]

    def caption(self, x: Map) -> str:
        groups = "" if self.groups == 1 else f", {self.groups} groups"
        return f"{typeset_shape(self.kernel)} up-conv, {self.channels}{step(self.stride, '×')}{groups}"

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "ConvTranspose", x)(
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

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        """Runtimes take no output padding beyond the stride, which only a dilation allows: that is less cut off at the
        end, and where nothing is cut off, rows that nothing is spread over."""
        along = [*zip(self.padding, self.output_padding, self.stride, strict=True)]
        within = [extra if extra < stride else 0 for _, extra, stride in along]
        after = [pad if extra < stride else max(pad - extra, 0) for pad, extra, stride in along]
        beyond = [(0, 0 if extra < stride else max(extra - pad, 0)) for pad, extra, stride in along]
        weight, bias = op.parameter("weight"), op.parameter("bias")
        y = op.ConvTranspose(
            value,
            weight,
            None if any(map(any, beyond)) else bias,
            kernel_shape=[*self.kernel],
            strides=[*self.stride],
            dilations=[*self.dilation],
            group=self.groups,
            pads=[*self.padding, *after],
            output_padding=within,
        )
        if not any(map(any, beyond)):
            return y
        y = op.pad(y, beyond)
        return op.Add(y, op.Reshape(bias, op.integers([self.channels, *[1] * x.rank]))) if bias else y

    def rescaled(self, weight: Any, factor: Any) -> Any:
        by_group = weight.reshape(self.groups, -1, *weight.shape[1:])  # groups, inputs and outputs of each, kernel
        return (by_group * factor.reshape(self.groups, 1, -1, *[1] * self.rank)).reshape(weight.shape)
