"""`flatten`: torch.nn.Flatten."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.board import Step, product
from cnndsl.layers.board import size as chain
from cnndsl.layers.layer import Axis, Layer
from cnndsl.layers.shapes import Shape, Vector, numel


class Flatten(Layer):
    """All elements of a sample as one vector."""

    keyword = "flatten"
    example = "flatten"
    view = True

    def output(self, x: Shape) -> Vector:
        return Vector(numel(x))

    def window(self, x: Shape) -> tuple[Axis, Axis] | None:
        """The vector as a whole sees all that the map sees."""
        return None if isinstance(x, Vector) else (Axis(x.height, x.height, 0), Axis(x.width, x.width, 0))

    def derive_shape(self, x: Shape, y: Vector) -> list[Step]:
        return [] if isinstance(x, Vector) else [Step("features", chain(product(x)))]

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Flatten()
