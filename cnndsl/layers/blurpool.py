"""`blurpool`: a fixed low-pass filter before the steps of a stride."""

from __future__ import annotations

from math import comb
from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import INT, WORD, arg
from cnndsl.layers.axis import Axis, slide
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation
from cnndsl.layers.window import require_window, steps
from cnndsl.layers.window_sums import window_sums

MOST = 64
"""The largest kernel and stride. The filter has as many elements as a window, and the map is padded by half of both on
each side: of thousands both would take all memory, whatever the map's size."""


class BlurPool(Layer):
    """Anti-aliased pooling: a binomial filter and a stride (Zhang, 2019). No parameters."""

    keyword = "blurpool"
    example = "blurpool 3 stride=2"
    also = ("blur_pool", "blur")
    inputs = (Map,)
    sliding_window = overwritable = True

    kernel: int = arg(INT, "elements of the filter along each axis", min=1, max=MOST, default=3, positional=True)
    stride: int = arg(INT, "step of the window", min=1, max=MOST, default=2)
    padding_mode: str = arg(WORD, "what is beyond the edge", default="reflect", words=("reflect", "zeros"))

    @property
    def padding(self) -> int:
        """As much on each side as keeps ceil(I/S) places of an odd kernel."""
        return (self.stride - 1 + self.kernel - 1) // 2

    def _window(self, x: Map) -> list[list[int]]:
        return [[number] * x.rank for number in (self.kernel, self.stride, self.padding, 1)]

    def output(self, x: Map) -> Map:
        sizes = [steps(*along) for along in zip(x.sizes, *self._window(x), strict=True)]
        y = Map(x.channels, *(max(each, 1) for each in sizes))
        for axis, each in zip(x.axes, x.sizes, strict=True):
            if self.padding_mode == "reflect" and self.padding >= each:
                raise Fault(
                    code.PADDING,
                    f"the filter reflects {self.padding} of a {axis.name} of {each}, and takes at most {each - 1}",
                    argument="kernel",
                    notes=("reflection leaves out the edge itself",),
                    advice="use a smaller kernel or stride, or a larger input",
                    then=y,
                )
        window = self._window(x)
        require_window(x, sizes, *window, advice=lambda size, kernel, padding, _: f"use kernel={size + 2 * padding}")
        return Map(x.channels, *sizes)

    def window(self, x: Map) -> tuple[Axis, ...]:
        return (slide(self.kernel, self.stride, self.padding),) * x.rank

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        kernel, stride, padding, dilation = self._window(x)
        return window_sums(x, kernel, stride, padding, dilation)

    def caption(self, x: Map) -> str:
        return f"blur pool, /{self.stride}"

    def torch(self, nn: Any, x: Map) -> Any:
        mode: dict[str, str] = {} if self.padding_mode == "reflect" else {"mode": "constant"}
        return nn.BlurPool(x.channels, x.rank, self.kernel, self.stride, self.padding, **mode)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        line = [comb(self.kernel - 1, k) / 2 ** (self.kernel - 1) for k in range(self.kernel)]
        cells = [1.0]
        for _ in range(x.rank):
            cells = [cell * each for cell in cells for each in line]
        weight = op.numbers(cells * x.channels, (x.channels, 1, *[self.kernel] * x.rank))
        mode = "reflect" if self.padding_mode == "reflect" else "constant"
        padded = op.pad(value, [(self.padding, self.padding)] * x.rank, mode) if self.padding else value
        shape = [self.kernel] * x.rank
        return op.Conv(padded, weight, kernel_shape=shape, strides=[self.stride] * x.rank, group=x.channels)
