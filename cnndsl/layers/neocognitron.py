"""`s_cells` and `c_cells`: the layers of the Neocognitron (Fukushima, 1980)."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

from cnndsl.layers.arguments import FLOAT, INT, SIZE, Size, arg
from cnndsl.layers.axis import Axis, slide
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation, Product
from cnndsl.layers.window import MOST_STRIDE, extent, require_window, steps
from cnndsl.layers.window_captions import step
from cnndsl.layers.window_sums import window_sums
from cnndsl.text import typeset_shape


class _Cells(Layer):
    """Cells that see a window, with fixed weights that fall off from its middle."""

    inputs = (Map,)
    sliding_window = overwritable = True
    activation = True

    kernel: Size
    padding: Size
    gamma: float

    @property
    def _step(self) -> Size:
        return Size(*[1] * self.rank)

    def _places(self, x: Map) -> tuple[int, ...]:
        """The sizes of the planes. Raises Fault."""
        window = (self.kernel, self._step, self.padding, [1] * x.rank)
        sizes = [*map(steps, x.sizes, *window)]
        require_window(x, sizes, *window, advice=_smaller)
        return tuple(sizes)

    def window(self, x: Map) -> tuple[Axis, ...]:
        return tuple(map(slide, self.kernel, self._step, self.padding))

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return window_sums(x, self.kernel, self._step, self.padding, [1] * x.rank)

    def _falling(self) -> list[float]:
        """gamma to the power of the distance from the middle of the window, for each of its elements."""
        middle = [(size - 1) / 2 for size in self.kernel]
        apart = (
            sum((each - half) ** 2 for each, half in zip(place, middle, strict=True)) ** 0.5
            for place in product(*map(range, self.kernel))
        )
        return [self.gamma**distance for distance in apart]

    def _pads(self) -> dict[str, Any]:
        return {"kernel_shape": [*self.kernel], "strides": [*self._step], "pads": [*self.padding, *self.padding]}


class SCells(_Cells):
    """Cells that find a feature: what excites them over what inhibits them (Neocognitron; Fukushima, 1980).

    u = r * relu((1 + sum a*u) / (1 + 2r/(1 + r) * b*v) - 1), with the learned a and b, and v the root of the mean
    square of the window, 10^-6 at least, whose fixed weights are `gamma` to the power of the distance from its middle.
    """

    keyword = "s_cells"
    example = "s_cells 24 5 padding=2 r=4"
    output_channels = "channels"
    parameters_are = "what excites the cells of a plane, and how much inhibits them"

    channels: int = arg(INT, "planes of cells", min=1)
    kernel: Size = arg(SIZE, "window height x width of a cell", min=1)
    padding: Size = arg(SIZE, "rows and columns added on each side", min=0, default=0)
    r: float = arg(FLOAT, "how strongly a cell is inhibited: how selective it is", min=0, default=1.0)
    gamma: float = arg(FLOAT, "how the weights of the inhibition fall off", min=0.001, max=1, default=0.9)

    @property
    def decayed(self) -> tuple[str, ...]:
        return ("a",)

    def output(self, x: Map) -> Map:
        return Map(self.channels, *self._places(x))

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        return {"a": (self.channels, x.channels, *self.kernel), "b": (self.channels,)}

    def macs(self, x: Map, y: Map) -> list[Product]:
        return [(y, (x.channels, *self.kernel)), (y.sizes, self.kernel)]

    def caption(self, x: Map) -> str:
        return f"{typeset_shape(self.kernel)} S-cells, {self.channels}"

    def torch(self, nn: Any, x: Map) -> Any:
        options = {"padding": tuple(self.padding), "r": self.r, "gamma": self.gamma}
        return nn.SCells(x.channels, self.channels, list(self.kernel), **options)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        op.require_table(prod(self.kernel))
        excites = op.Conv(value, op.parameter("a"), **self._pads())
        falling = self._falling()
        weights = [each / (x.channels * sum(falling)) for each in falling]
        energy = op.ReduceSum(op.Mul(value, value), op.integers([1]), keepdims=1)
        seen = op.Conv(energy, op.numbers(weights, (1, 1, *self.kernel)), **self._pads())
        inhibits = op.Sqrt(op.Max(seen, op.number(1e-12)))
        each = op.Reshape(op.parameter("b"), op.integers([-1, *[1] * x.rank]))
        share = op.Mul(op.Mul(each, op.number(2 * self.r / (1 + self.r))), inhibits)
        one = op.number(1.0)
        net = op.Sub(op.Div(op.Add(excites, one), op.Add(share, one)), one)
        return op.Mul(op.Relu(net), op.number(self.r))


class CCells(_Cells):
    """Cells that answer wherever in their window the feature stands (Neocognitron; Fukushima, 1980).

    u = psi((1 + sum d*u) / (1 + the mean of that over the planes) - 1), psi(x) = relu(x / (alpha + x)), and the fixed
    weights d are `gamma` to the power of the distance from the middle of the window.
    """

    keyword = "c_cells"
    example = "c_cells 5"

    kernel: Size = arg(SIZE, "window height x width of a cell", min=1)
    stride: Size = arg(SIZE, "step of the window", min=1, max=MOST_STRIDE, default=1)
    padding: Size = arg(SIZE, "rows and columns added on each side", min=0, default=0)
    alpha: float = arg(FLOAT, "what is answered by half", min=0.001, default=0.5)
    gamma: float = arg(FLOAT, "how the weights fall off", min=0.001, max=1, default=0.9)

    @property
    def _step(self) -> Size:
        return self.stride

    def output(self, x: Map) -> Map:
        return Map(x.channels, *self._places(x))

    def macs(self, x: Map, y: Map) -> list[Product]:
        return [(y, self.kernel)]

    def caption(self, x: Map) -> str:
        return f"{typeset_shape(self.kernel)} C-cells{step(self.stride)}"

    def torch(self, nn: Any, x: Map) -> Any:
        options = {"padding": tuple(self.padding), "alpha": self.alpha, "gamma": self.gamma}
        return nn.CCells(list(self.kernel), stride=tuple(self.stride), **options)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        op.require_table(x.channels * prod(self.kernel))
        weights = op.numbers(self._falling() * x.channels, (x.channels, 1, *self.kernel))
        excites = op.Conv(value, weights, group=x.channels, **self._pads())
        inhibits = op.ReduceMean(excites, op.integers([1]), keepdims=1)
        one = op.number(1.0)
        net = op.Relu(op.Sub(op.Div(op.Add(excites, one), op.Add(inhibits, one)), one))
        return op.Div(net, op.Add(net, op.number(self.alpha)))


def _smaller(size: int, kernel: int, padding: int, dilation: int) -> str:
    missing = extent(kernel, dilation) - size - 2 * padding
    return f"use a kernel of at most {size + 2 * padding}, or padding={padding + -(-missing // 2)}"
