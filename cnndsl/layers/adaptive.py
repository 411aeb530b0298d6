"""`adaptive_avgpool`, `adaptive_maxpool`, `global_avgpool`."""

from __future__ import annotations

from math import gcd
from typing import Any

from cnndsl.layers.arguments import SIZE, Size, arg
from cnndsl.layers.board import Step, axes, size, term
from cnndsl.layers.layer import Axis, Layer
from cnndsl.layers.shapes import Map


class AdaptivePool(Layer):
    """Pooling to a given output size, whatever the input size."""

    inputs = (Map,)
    adaptive = True
    size: Size = Size(1, 1)

    def output(self, x: Map) -> Map:
        return Map(x.channels, *self.size)

    def window(self, x: Map) -> tuple[Axis, Axis]:
        """The widest of the windows: element i of O covers the inputs from floor(iI/O) to ceil((i+1)I/O)."""
        return _widest(x.height, self.size.height), _widest(x.width, self.size.width)

    def derive_shape(self, x: Map, y: Map) -> list[Step]:
        return axes(_windows("height", x.height, y.height), _windows("width", x.width, y.width))


def _windows(name: str, inputs: int, outputs: int) -> list[Step]:
    """The sizes of the windows of one axis."""
    asked = f"O = {outputs}"
    if inputs % outputs == 0:
        each = term(inputs) / outputs
        return [Step(name, f"{asked}; {size('window = I/O', each)}", "no two windows overlap" if outputs > 1 else "")]
    rule = "the window of output i reads from floor(i*I/O) up to, not including, ceil((i + 1)*I/O)"
    period = outputs // gcd(inputs, outputs)
    if period > _LISTED:
        smallest, widest = -(-inputs // outputs), int(_widest(inputs, outputs).kernel)
        return [Step(name, asked, rule), Step(name, "", f"windows of {smallest} to {widest}")]
    reaches = [-(-(i + 1) * inputs // outputs) - i * inputs // outputs for i in range(period)]
    times = outputs // period
    sizes = (f"{times * reaches.count(reach)} of {reach}" for reach in sorted(set(reaches)))
    return [Step(name, asked, rule), Step(name, "", f"windows for I = {inputs}, O = {outputs}: {', '.join(sizes)}")]


_LISTED = 4096
"""More windows than these are not looked at one by one."""


def _widest(size: int, outputs: int) -> Axis:
    if size % outputs == 0:
        return Axis(size // outputs, size // outputs, 0)
    # With a remainder the windows differ; between two multiples none is wider than floor(I/O) + 2.
    reach = size // outputs + 1 + (1 if (size % outputs) > 1 and outputs > 2 else 0)
    if outputs <= 4096:
        reach = max(-(-(i + 1) * size // outputs) - i * size // outputs for i in range(outputs))
    return Axis(min(reach, size), max(size // outputs, 1), 0)


class AdaptiveAvgPool(AdaptivePool):
    """Average pooling to a given height x width."""

    keyword = "adaptive_avgpool"
    example = "adaptive_avgpool 7"

    size: Size = arg(SIZE, "output height x width", min=1)

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.AdaptiveAvgPool2d(tuple(self.size))


class AdaptiveMaxPool(AdaptivePool):
    """Max pooling to a given height x width."""

    keyword = "adaptive_maxpool"
    example = "adaptive_maxpool 7"
    max_pooling = True

    size: Size = arg(SIZE, "output height x width", min=1)

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.AdaptiveMaxPool2d(tuple(self.size))


class GlobalAvgPool(AdaptivePool):
    """Mean of each channel over all positions: Cx1x1."""

    keyword = "global_avgpool"
    example = "global_avgpool"

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.AdaptiveAvgPool2d((1, 1))
