"""`switches`: where the maxima of a pool stood."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.arguments import SIZE, Size, arg
from cnndsl.layers.axis import PERIODS, Axis, Reads
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.window import require_window, steps
from cnndsl.text import typeset_shape


class Switches(Layer):
    """1 where a place is the largest of its window, 0 elsewhere: for max-unpooling (Zeiler et al., 2011).

    `mul` of an `upsample` by the kernel and of the switches of what was pooled is nn.MaxUnpool2d, as DeconvNet (Noh et
    al., 2015) and SegNet (Badrinarayanan et al., 2015) have it. The windows of `maxpool` stand side by side here; of
    equal elements the first counts.
    """

    keyword = "switches"
    example = "switches 2"
    also = ("max_unpool", "max_unpooling", "unpooling")
    elsewhere = (Elsewhere("MaxUnpool1d MaxUnpool2d MaxUnpool3d", certain=False),)
    inputs = (Map,)
    piecewise_constant = True

    kernel: Size = arg(SIZE, "window height x width of the pool", min=1)

    def output(self, x: Map) -> Map:
        window = (self.kernel, self.kernel, [0] * x.rank, [1] * x.rank)
        sizes = [steps(*along) for along in zip(x.sizes, *window, strict=True)]
        require_window(x, sizes, *window, noun="a pool", advice=_smaller)
        return x

    def window(self, x: Map) -> tuple[Axis, ...]:
        """Every place sees the window that it stands in."""
        return tuple(map(_side_by_side, self.kernel))

    def caption(self, x: Map) -> str:
        return f"switches of {typeset_shape(self.kernel)} max pool"

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.Switches(tuple(self.kernel))

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        """ONNX counts the places of the maxima through the whole batch."""
        kernel = [*self.kernel]
        _, places = op.several("MaxPool", 2, value, kernel_shape=kernel, strides=kernel)
        row, places = (op.Reshape(each, op.integers([-1])) for each in (value, places))
        off, on = (op.Expand(op.number(each), op.Shape(as_many)) for each, as_many in ((0.0, row), (1.0, places)))
        return op.Reshape(op.ScatterElements(off, places, on, axis=0), op.integers([-1, *x]))


def _side_by_side(K: int) -> Axis:
    if K > PERIODS:
        from fractions import Fraction

        return Axis((Reads(Fraction(1 - K), Fraction(K - 1)),), Fraction(1))
    return Axis((Reads(0, K - 1),) * K, K)


def _smaller(size: int, kernel: int, padding: int, dilation: int) -> str:
    return f"use a kernel of at most {size}"
