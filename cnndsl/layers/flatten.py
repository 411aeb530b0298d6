"""`flatten`: torch.nn.Flatten."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.axis import Axis, adaptive
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Shape, Vector
from cnndsl.layers.symbolic import Calculation, product, size, terms


class Flatten(Layer):
    """All elements of a sample as one vector."""

    keyword = "flatten"
    example = "flatten"
    elsewhere = (
        Elsewhere("Flatten", "start_dim: end_dim:"),
        Elsewhere("reshape Reshape view ravel vectorize", certain=False),
    )
    view = True

    def output(self, x: Shape) -> Vector:
        return Vector(product(x))

    def window(self, x: Shape) -> tuple[Axis, ...] | None:
        """The vector as a whole sees all that the map sees."""
        return tuple(adaptive(size, 1) for size in x.sizes) or None

    def derive_shape(self, x: Shape, y: Vector) -> list[Calculation]:
        return [] if isinstance(x, Vector) else [Calculation("features", size(product(terms(x))))]

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Flatten()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Flatten(value, axis=1)
