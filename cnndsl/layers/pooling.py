"""`maxpool`, `avgpool` and `lppool`: torch.nn.MaxPool1d to 3d, AvgPool1d to 3d and LPPool1d to 3d."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any, ClassVar

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, FLOAT, SIZE, Size, arg
from cnndsl.layers.axis import Axis, slide
from cnndsl.layers.elsewhere import Elsewhere, Instead
from cnndsl.layers.layer import Fault, Layer, ranked
from cnndsl.layers.padding_alone import padding_alone
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation
from cnndsl.layers.window import reach_over, require_window, steps
from cnndsl.layers.window_captions import step
from cnndsl.layers.window_sums import window_sums
from cnndsl.text import typeset_shape


class Pool(Layer):
    """What both kinds of pooling share."""

    inputs = (Map,)
    sliding_window = overwritable = True

    kernel: Size = arg(SIZE, "window height x width", min=1)
    stride: Size | None = arg(SIZE, "step of the window; the kernel where it is not given", min=1, default=None)
    padding: Size = arg(SIZE, "rows and columns added on each side, at most half the kernel", min=0, default=0)
    ceil_mode: bool = arg(FLAG, "round the output size up instead of down", default=False)

    @classmethod
    def instead(cls, name: str, value: str, given: Mapping[str, str]) -> Instead | None:
        if name != "padding" or value not in ("same", "valid"):
            return None
        if value == "valid":
            return Instead("no padding is the default: delete it", "")
        kernel = given.get("kernel", "")
        sides = set(kernel.split("x"))
        if given.get("stride", kernel) in (kernel, "".join(sides)) and sides != {""}:
            return Instead("a pool takes no `same`: write `ceil_mode=true`, which rounds up too", "ceil_mode=true")
        (side,) = sides if len(sides) == 1 else ("",)
        if side.isdecimal() and int(side) % 2:
            return Instead(f"a pool takes no `same`: write `padding={int(side) // 2}`, which rounds up too")
        return Instead("a pool takes no `same`: write `ceil_mode=true`, which rounds up too")

    @property
    def step(self) -> Size:
        return self.stride or self.kernel

    @property
    def spacing(self) -> Size:
        """Distance between the elements of the window."""
        return Size(*[1] * self.rank)

    def output(self, x: Map) -> Map:
        for axis, kernel, padding in zip(x.axes, self.kernel, self.padding, strict=True):
            if padding > kernel // 2:
                raise Fault(
                    code.POOL_PADDING,
                    f"padding {padding} is more than half the kernel's {axis.name} of {kernel}",
                    argument="padding",
                    notes=("a window in the corner would hold nothing but padding",),
                    advice=f"use padding={kernel // 2} or less, or a kernel of at least {2 * padding}",
                )
        window = (self.kernel, self.step, self.padding, self.spacing)
        sizes = [steps(*along, ceil_mode=self.ceil_mode) for along in zip(x.sizes, *window, strict=True)]
        require_window(x, sizes, *window, ceil_mode=self.ceil_mode, noun="a pool", advice=_smaller)
        y = Map(x.channels, *sizes)
        for axis, size, count, *along in zip(x.axes, x.sizes, sizes, *window, strict=True):
            if padding_alone(size, count, *along):
                raise Fault(
                    code.POOL_PADDING,
                    f"a window along the {axis.name} holds padding alone, none of the {size} {axis.place}s that arrive",
                    argument="padding",
                    notes=("its elements stand so far apart that they lie on either side of the map",),
                    advice=f"use padding=0, or a dilation of at most {size}",
                    then=y,
                )
        return y

    def window(self, x: Map) -> tuple[Axis, ...]:
        return tuple(map(slide, self.kernel, self.step, self.padding, self.spacing))

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return window_sums(x, self.kernel, self.step, self.padding, self.spacing, ceil_mode=self.ceil_mode)

    def caption(self, x: Map) -> str:
        return f"{typeset_shape(self.kernel)} {'max' if self.max_pooling else 'avg'} pool{step(self.step)}"

    def options(self) -> dict[str, Any]:
        """The arguments that both torch modules take."""
        return {"stride": tuple(self.step), "padding": tuple(self.padding), "ceil_mode": self.ceil_mode}

    def padding_after(self, x: Map) -> list[int]:
        """The padding after each axis with which rounding down gives as many windows as there are: ONNX's ``ceil_mode``
        has changed its meaning over the years."""
        if not self.ceil_mode:
            return [*self.padding]
        y = self.output(x)
        along = zip(x.sizes, y.sizes, self.kernel, self.step, self.padding, self.spacing, strict=True)
        return [reach_over(*axis) for axis in along]


def _smaller(size: int, kernel: int, padding: int, dilation: int) -> str:
    """A kernel that fits, and that the padding is not more than half of."""
    fits = (size + 2 * padding - 1) // dilation + 1
    if padding <= fits // 2:
        return f"use a kernel of at most {fits}, or fewer pools before"
    return f"use padding=0 and a kernel of at most {(size - 1) // dilation + 1}, or fewer pools before"


class MaxPool(Pool):
    """Maximum of each window. No parameters; the channels stay."""

    keyword = "maxpool"
    aliases = ("pool",)
    example = "maxpool 3 stride=2"
    also = ("max_pooling", "pooling", "mp")
    elsewhere = (
        Elsewhere(
            "MaxPool1d MaxPool2d MaxPool3d",
            "kernel_size:kernel stride padding dilation return_indices: ceil_mode",
        ),
        Elsewhere(
            "MaxPooling1D MaxPooling2D MaxPooling3D MaxPool1D MaxPool2D MaxPool3D",
            "pool_size:kernel strides:stride padding data_format:",
            kernel="2",
        ),
        Elsewhere("Pooling", "pool: kernel_size:kernel stride pad:padding"),
    )
    max_pooling = True

    dilation: Size = arg(SIZE, "distance between the elements of the window", min=1, default=1)

    @property
    def spacing(self) -> Size:
        return self.dilation

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "MaxPool", x)(tuple(self.kernel), dilation=tuple(self.dilation), **self.options())

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        before, after = [*self.padding], self.padding_after(x)
        if any(pad >= kernel for pad, kernel in zip(after, self.kernel, strict=True)):  # more than runtimes take
            value = op.pad(value, [*zip(before, after, strict=True)], fill=float("-inf"))
            before = after = [0] * x.rank
        return op.MaxPool(
            value,
            kernel_shape=[*self.kernel],
            strides=[*self.step],
            dilations=[*self.dilation],
            pads=[*before, *after],
        )


class AvgPool(Pool):
    """Mean of each window. No parameters; the channels stay."""

    keyword = "avgpool"
    example = "avgpool 2"
    also: ClassVar[tuple[str, ...]] = ("average_pool", "average_pooling", "avg_pooling", "mean_pool", "mean_pooling")
    elsewhere: ClassVar[tuple[Elsewhere, ...]] = (
        Elsewhere("AvgPool1d AvgPool2d AvgPool3d", "kernel_size:kernel stride padding ceil_mode count_include_pad"),
        Elsewhere(
            "AveragePooling1D AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D",
            "pool_size:kernel strides:stride padding data_format:",
            kernel="2",
        ),
    )

    count_include_pad: bool = arg(FLAG, "whether padding counts in the mean", default=True)

    def output(self, x: Map) -> Map:
        y = super().output(x)
        for axis, size, kernel in zip(x.axes, x.sizes, self.kernel, strict=True):
            if x.rank == 3 and kernel > size:
                raise Fault(
                    code.WINDOW,
                    f"a pool of {axis.name} {kernel} does not fit into {size} without padding",
                    argument="kernel",
                    notes=("nn.AvgPool3d takes no window that is larger than the map itself",),
                    advice=f"use a kernel of at most {size}",
                    then=y,
                )
        return y

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "AvgPool", x)(tuple(self.kernel), count_include_pad=self.count_include_pad, **self.options())

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        """A window that reaches over the padding, as only ``ceil_mode`` lets it, counts nothing of what lies there."""
        before, after = [*self.padding], self.padding_after(x)
        counted = self.count_include_pad and any(self.padding)
        if counted and any(pad > own for pad, own in zip(after, self.padding, strict=True)):
            value = op.pad(value, [(pad, pad) for pad in self.padding])
            after = [max(pad - own, 0) for pad, own in zip(after, self.padding, strict=True)]
            before, counted = [0] * x.rank, False
        return op.AveragePool(
            value,
            kernel_shape=[*self.kernel],
            strides=[*self.step],
            pads=[*before, *after],
            count_include_pad=int(counted),
        )


class LPPool(AvgPool):
    """The norm of each window, the root of a sum of powers: by default the Euclidean one (Sermanet et al., 2012).

    With `norm_type=1` it is the sum, as in torch.nn.LPPool2d. Other odd powers, and those that are not whole, are
    taken of the absolute values: nn.LPPool2d has no number for negative ones.
    """

    keyword = "lppool"
    example = "lppool 2 norm_type=2"
    also = ("lp_pooling", "l2_pool")
    elsewhere = (Elsewhere("LPPool1d LPPool2d LPPool3d", "norm_type kernel_size:kernel stride ceil_mode"),)
    count_include_pad = False

    norm_type: float = arg(FLOAT, "the power", min=1, default=2.0)

    @property
    def padding(self) -> Size:  # type: ignore[override]  # there is none
        return Size(*[0] * self.rank)

    def torch(self, nn: Any, x: Map) -> Any:
        kernel: Any = self.kernel[0] if x.rank == 1 else tuple(self.kernel)
        stride: Any = self.step[0] if x.rank == 1 else tuple(self.step)
        kind = ranked(nn, "AbsoluteLPPool" if self._absolute else "LPPool", x)
        return kind(self.norm_type, kernel, stride=stride, ceil_mode=self.ceil_mode)

    @property
    def _absolute(self) -> bool:
        """Whether a power of a negative number is no number, or negative."""
        return self.norm_type != 1 and self.norm_type % 2 != 0

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        value = op.Abs(value) if self._absolute else value
        means = super().onnx(op, op.Pow(value, op.number(self.norm_type)), x)
        return op.Pow(op.Mul(means, op.number(prod(self.kernel))), op.number(1 / self.norm_type))
