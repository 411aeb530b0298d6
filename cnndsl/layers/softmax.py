"""`softmax`, `log_softmax` and `softmin`: over the channels, over all places of a map, or over one dimension."""

from __future__ import annotations

from typing import Any, ClassVar

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import INT, arg
from cnndsl.layers.axis import EACH, Axis, adaptive
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import LastMap, Shape, Vector, channel_axis


class Softmax(Layer):
    """Probabilities over a dimension; the default 1 is the features of a vector, the channels of a map.

    `dim=positions` is over all places of each channel (GCNet: Cao et al., 2019), `dim=channels` over the channels
    wherever they stand. Over branches it is the join `select`.
    """

    keyword = example = "softmax"
    elsewhere = (Elsewhere("Softmax Softmax2d", "dim"),)
    activation = True
    module: ClassVar[str] = "Softmax"

    dim: int | str = arg(
        INT,
        "dimension, counted with the batch as 0, or what it is over",
        min=-5,
        max=4,
        default=1,
        words=("channels", "positions"),
    )

    @property
    def probabilities(self) -> bool:  # type: ignore[override]  # follows from an argument
        return self.dim != "positions"

    def output(self, x: Shape) -> Shape:
        dimensions = len(x) + 1
        if self.dim == "positions" and isinstance(x, Vector):
            title = f"a vector of {x.features:,} has no positions"
            raise Fault(code.WRONG_INPUT, title, argument="dim", advice="use dim=channels", then=x)
        if isinstance(self.dim, int) and not -dimensions <= self.dim < dimensions:
            raise Fault(
                code.OUT_OF_RANGE,
                f"dim={self.dim} is beyond the {dimensions} dimensions that arrive (batch included)",
                argument="dim",
                advice="use dim=1",
                then=x,
            )
        return x

    def over(self, x: Shape) -> int:
        """The dimension, the batch being 0; that of all places, where they are one, for `dim=positions`."""
        if isinstance(self.dim, int):
            return self.dim
        if self.dim == "channels":
            return channel_axis(x)
        return 1 if isinstance(x, LastMap) else 2

    def over_batch(self, x: Shape) -> bool:
        return self.over(x) % (len(x) + 1) == 0

    def over_channels(self, x: Shape) -> bool:
        return (self.over(x) - channel_axis(x)) % (len(x) + 1) == 0

    def window(self, x: Shape) -> tuple[Axis, ...] | None:
        """Over an axis of a map each place sees all others."""
        if self.dim == "positions":
            return tuple(adaptive(size, 1) for size in x.sizes)
        over = self.over(x) % (len(x) + 1) - (1 if isinstance(x, LastMap) else 2)
        if not 0 <= over < x.rank:
            return None
        return tuple(adaptive(size, 1) if axis == over else EACH for axis, size in enumerate(x.sizes))

    def torch(self, nn: Any, x: Shape) -> Any:
        if self.dim == "positions":
            return nn.PlaceSoftmax(self.keyword, channels_last=isinstance(x, LastMap))
        return getattr(nn, self.module)(self.over(x))

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        if self.dim != "positions":
            return self._along(op, value, self.over(x))
        places = (-1, x.channels) if isinstance(x, LastMap) else (x.channels, -1)
        return op.reshape(self._along(op, op.reshape(value, *places), self.over(x)), *x)

    def _along(self, op: Any, value: Any, axis: int) -> Any:
        return op.Softmax(value, axis=axis)


class LogSoftmax(Softmax):
    """Logarithm of the probabilities over a dimension."""

    keyword = example = "log_softmax"
    elsewhere = (Elsewhere("LogSoftmax", "dim"),)
    short = "log softmax"
    probabilities = False
    module = "LogSoftmax"

    def _along(self, op: Any, value: Any, axis: int) -> Any:
        return op.LogSoftmax(value, axis=axis)


class Softmin(Softmax):
    """Probabilities over a dimension, largest where the input is smallest."""

    keyword = example = "softmin"
    elsewhere = (Elsewhere("Softmin", "dim"),)
    module = "Softmin"

    def _along(self, op: Any, value: Any, axis: int) -> Any:
        return op.Softmax(op.Neg(value), axis=axis)
