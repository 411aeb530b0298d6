"""`adaptive_avgpool`, `adaptive_maxpool`, `global_avgpool`, `global_maxpool`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cnndsl.layers.arguments import SIZE, Size, arg
from cnndsl.layers.axis import Axis, adaptive
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Layer, ranked
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation, by_axis, divided, spell
from cnndsl.text import typeset_shape


class AdaptivePool(Layer):
    """Pooling to a given output size, whatever the input size."""

    inputs = (Map,)
    adaptive = True

    @property
    def target(self) -> Size:
        """The output size."""
        raise NotImplementedError

    def output(self, x: Map) -> Map:
        return Map(x.channels, *self.target)

    def window(self, x: Map) -> tuple[Axis, ...]:
        return tuple(map(adaptive, x.sizes, self.target))

    def caption(self, x: Map) -> str:
        return self.short or f"{'max' if self.max_pooling else 'avg'} pool to {typeset_shape(self.output(x)[1:])}"

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return by_axis([_windows(axis.name, *sizes) for axis, *sizes in zip(x.axes, x.sizes, y.sizes, strict=True)])

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        if set(self.target) == {1}:
            return op.GlobalMaxPool(value) if self.max_pooling else op.GlobalAveragePool(value)
        if not any(size % target for size, target in zip(x.sizes, self.target, strict=True)):
            kernel = [size // target for size, target in zip(x.sizes, self.target, strict=True)]
            pool = op.MaxPool if self.max_pooling else op.AveragePool
            return pool(value, kernel_shape=kernel, strides=kernel)
        for axis, (size, target) in enumerate(zip(x.sizes, self.target, strict=True), start=2):
            if size != target:
                value = self._pooled_axis(op, value, axis, x.rank + 2 - axis, size, target)
        return value

    def _pooled_axis(self, op: Any, value: Any, axis: int, behind: int, inputs: int, outputs: int) -> Any:
        """Windows of different sizes along one axis: their elements are gathered, as many for each window, and reduced.

        A short window repeats its last element, which is no other maximum, and has no weight in the mean.
        """
        ends = [(o * inputs // outputs, -(-(o + 1) * inputs // outputs)) for o in range(outputs)]
        most = max(end - start for start, end in ends)
        op.require_table(outputs * most)
        places = [min(start + k, end - 1) for start, end in ends for k in range(most)]
        windows = op.Gather(value, op.integers(places, (outputs, most)), axis=axis)
        if self.max_pooling:
            return op.ReduceMax(windows, op.integers([axis + 1]), keepdims=0)
        shares = [1 / (end - start) if start + k < end else 0.0 for start, end in ends for k in range(most)]
        weighted = op.Mul(windows, op.numbers(shares, (outputs, most, *[1] * (behind - 1))))
        return op.ReduceSum(weighted, op.integers([axis + 1]), keepdims=0)


def _windows(name: str, inputs: int, outputs: int) -> list[Calculation]:
    """The sizes of the windows of one axis."""
    asked = f"O = {outputs}"
    if inputs % outputs == 0:
        each = spell("window", divided, {"I": inputs, "O": outputs})
        return [Calculation(name, f"{asked}; {each}", "no two windows overlap" if outputs > 1 else "")]
    rule = "the window of output i reads from floor(i*I/O) up to, not including, ceil((i + 1)*I/O)"
    window = adaptive(inputs, outputs)
    if not window.exact:
        smallest = -(-inputs // outputs)
        (reads,) = window.reads
        return [
            Calculation(name, asked, rule),
            Calculation(name, "", f"windows of {smallest} to {int(reads.last - reads.first) + 1}"),
        ]
    times = outputs // window.period
    sizes = Counter(int(reads.last - reads.first) + 1 for reads in window.reads)
    told = ", ".join(f"{times * number} of {reach}" for reach, number in sorted(sizes.items()))
    return [Calculation(name, asked, rule), Calculation(name, "", f"windows for I = {inputs}, O = {outputs}: {told}")]


class AdaptiveAvgPool(AdaptivePool):
    """Average pooling to a given height x width."""

    keyword = "adaptive_avgpool"
    example = "adaptive_avgpool 7"
    elsewhere = (Elsewhere("AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d", "output_size:size"),)

    size: Size = arg(SIZE, "output height x width", min=1)

    @property
    def target(self) -> Size:
        return self.size

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "AdaptiveAvgPool", x)(tuple(self.size))


class AdaptiveMaxPool(AdaptivePool):
    """Max pooling to a given height x width."""

    keyword = "adaptive_maxpool"
    example = "adaptive_maxpool 7"
    elsewhere = (Elsewhere("AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d", "output_size:size"),)
    max_pooling = True

    size: Size = arg(SIZE, "output height x width", min=1)

    @property
    def target(self) -> Size:
        return self.size

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "AdaptiveMaxPool", x)(tuple(self.size))


class GlobalAvgPool(AdaptivePool):
    """Mean of each channel over all positions: Cx1x1."""

    keyword = "global_avgpool"
    short = "global avg pool"
    example = "global_avgpool"
    also = (
        "gap",
        "global_pool",
        "global_average_pool",
        "global_average_pooling",
        "global_mean_pool",
        "squeeze_spatial",
    )
    elsewhere = (
        Elsewhere(
            "GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool2D",
            "data_format: keepdims:",
        ),
    )

    @property
    def target(self) -> Size:
        return Size(*[1] * self.rank)

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "AdaptiveAvgPool", x)(tuple(self.target))


class GlobalMaxPool(AdaptivePool):
    """Maximum of each channel over all positions: Cx1x1."""

    keyword = "global_maxpool"
    short = "global max pool"
    example = "global_maxpool"
    also = ("gmp", "global_max_pool", "global_max_pooling")
    elsewhere = (
        Elsewhere("GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalMaxPool2D", "data_format: keepdims:"),
    )
    max_pooling = True

    @property
    def target(self) -> Size:
        return Size(*[1] * self.rank)

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "AdaptiveMaxPool", x)(tuple(self.target))
