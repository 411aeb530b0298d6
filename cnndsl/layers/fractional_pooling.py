"""`fractional_maxpool`: torch.nn.FractionalMaxPool2d and FractionalMaxPool3d."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLOAT, SIZE, Size, arg
from cnndsl.layers.axis import PERIODS, Axis, Reads
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer, ranked
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation, by_axis, size, term
from cnndsl.text import typeset_shape


class FractionalMaxPool(Layer):
    """Maxima of windows whose steps are drawn at random in training, for outputs of any size (Graham, 2014).

    The output has the size that is given, or the given part of that of the input. In evaluation the windows stand where
    the random number 1/2 puts them, so that an image has one output; nn.FractionalMaxPool2d draws there too.
    """

    keyword = "fractional_maxpool"
    example = "fractional_maxpool 2 ratio=0.7"
    also = ("fractional_max_pool", "fractional_max_pooling")
    elsewhere = (
        Elsewhere(
            "FractionalMaxPool2d FractionalMaxPool3d",
            "kernel_size:kernel output_size:size output_ratio:ratio return_indices:",
        ),
    )
    inputs = (Map,)
    max_pooling = overwritable = True

    kernel: Size = arg(SIZE, "window height x width", min=1)
    size: Size | None = arg(SIZE, "output height x width", min=1, default=None)
    ratio: float | None = arg(FLOAT, "the output's size over the input's, below 1", min=0.001, max=0.999, default=None)

    def _sizes(self, x: Map) -> tuple[int, ...]:
        """The output's size along each axis."""
        return self.size or tuple(int(each * (self.ratio or 0.0)) for each in x.sizes)

    def output(self, x: Map) -> Map:
        if (self.size is None) == (self.ratio is None):
            raise Fault(
                code.MISSING_ARGUMENT,
                "`fractional_maxpool` takes a size or a ratio" + (", and not both" if self.size else ""),
                argument="ratio" if self.size else None,
                advice="as in `fractional_maxpool 2 ratio=0.7` or `fractional_maxpool 2 size=12`",
                then=None if self.size is None else Map(x.channels, *self.size),
            )
        sizes = self._sizes(x)
        y = Map(x.channels, *(max(each, 1) for each in sizes))
        if x.rank == 1:
            title = f"`fractional_maxpool` is for maps of 2 or 3 axes, and {x} has 1"
            raise Fault(code.WRONG_INPUT, title, notes=("PyTorch has it for those alone",), then=y)
        spare = 1 if x.rank == 3 else 0  # nn.FractionalMaxPool3d wants an element more than the windows need
        for axis, each, kernel, to in zip(x.axes, x.sizes, self.kernel, sizes, strict=True):
            if to < 1 or to + kernel - 1 + spare > each:
                most = each - kernel + 1 - spare
                fits = f"{to} windows of {kernel} do not fit into" if to else "nothing is left of"
                raise Fault(
                    code.WINDOW,
                    f"{fits} a {axis.name} of {each}",
                    argument="size" if self.size else "ratio",
                    notes=("each window begins after the one before",) if to else (),
                    advice=f"use a size of at most {most}" if most > 0 else "use a smaller kernel",
                    then=y,
                )
        return y

    def window(self, x: Map) -> tuple[Axis, ...]:
        """Those of evaluation; in training a window begins less than one element from where even steps would put it."""
        return tuple(map(_windows, x.sizes, self._sizes(x), self.kernel))

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        if self.size is not None:
            return by_axis([[Calculation(axis.name, f"O = {to}")] for axis, to in zip(x.axes, y.sizes, strict=True)])
        along = zip(x.axes, x.sizes, y.sizes, strict=True)
        sums = [
            (axis, size("O", "floor(I*ratio)", f"floor({each}*{self.ratio})", term(to))) for axis, each, to in along
        ]
        return by_axis([[Calculation(axis.name, text)] for axis, text in sums])

    def caption(self, x: Map) -> str:
        return f"fractional max pool to {typeset_shape(self.output(x).sizes)}"

    def torch(self, nn: Any, x: Map) -> Any:
        kind = ranked(nn, "SteadyFractionalMaxPool", x)
        if self.size is not None:
            return kind(tuple(self.kernel), output_size=tuple(self.size))
        return kind(tuple(self.kernel), output_ratio=self.ratio)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        """The windows where PyTorch puts them, in single precision; their elements are gathered along each axis."""
        import numpy as np

        for axis, (each, kernel, to) in enumerate(zip(x.sizes, self.kernel, self._sizes(x), strict=True), start=2):
            op.require_table(to * kernel)
            alpha, half = np.float32(each - kernel) / np.float32(max(to - 1, 1)), np.float32(0.5)
            starts = [int((np.float32(o) + half) * alpha) - int(half * alpha) for o in range(to - 1)]
            places = [start + element for start in (*starts, each - kernel) for element in range(kernel)]
            windows = op.Gather(value, op.integers(places, (to, kernel)), axis=axis)
            value = op.ReduceMax(windows, op.integers([axis + 1]), keepdims=0)
        return value


def _windows(I: int, O: int, K: int) -> Axis:  # noqa: E741
    """The windows of O outputs over I elements, for the random number 1/2; bounds where they are many."""
    if O > PERIODS:
        from fractions import Fraction

        return Axis((Reads(Fraction(-1), Fraction(K)),), Fraction(I - K, O - 1))
    room, steps = I - K, max(O - 1, 1)
    starts = [(2 * o + 1) * room // (2 * steps) - room // (2 * steps) for o in range(O - 1)]
    return Axis(tuple(Reads(start, start + K - 1) for start in (*starts, room)), I)
