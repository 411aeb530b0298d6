"""`coordinates`: channels that say where a place is."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

from cnndsl.layers.arguments import FLAG, arg
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation, size, term


class Coordinates(Layer):
    """A channel more for each axis: where a place is, from -1 to 1 (CoordConv; Liu et al., 2018).

    The channels follow those of the map, the first axis first; with `radius=true` the distance from the middle of the
    map comes last. A `conv` after it is the paper's.
    """

    keyword = example = "coordinates"
    also = ("add_coords", "coord_conv", "coords")
    inputs = (Map,)

    radius: bool = arg(FLAG, "whether the distance from the middle is one more channel", default=False)

    def _more(self, x: Map) -> int:
        """The channels that are added."""
        return x.rank + (1 if self.radius else 0)

    def output(self, x: Map) -> Map:
        return x.of(x.channels + self._more(x))

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        said = "one more for each axis" + (", and the distance from the middle" if self.radius else "")
        return [Calculation("channels", size(term(x.channels) + self._more(x)), said)]

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.Coordinates(self.radius)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        more = self._more(x)
        op.require_table(more * prod(x.sizes))
        lines = [[2 * place / (each - 1) - 1 if each > 1 else 0.0 for place in range(each)] for each in x.sizes]
        places = [*product(*lines)]
        numbers = [place[axis] for axis in range(x.rank) for place in places]
        if self.radius:
            numbers += [sum(each * each for each in place) ** 0.5 for place in places]
        table = op.numbers(numbers, (1, more, *x.sizes))
        samples = op.Slice(op.Shape(value), op.integers([0]), op.integers([1]))
        return op.Concat(value, op.Expand(table, op.Concat(samples, op.integers([1] * (1 + x.rank)), axis=0)), axis=1)
