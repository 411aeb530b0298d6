"""`rbf`: how far a vector is from the centre of each class."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.arguments import FLAG, INT, arg
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Vector
from cnndsl.layers.symbolic import Calculation, Product


class RBF(Layer):
    """Euclidean radial basis functions: the squared distance to the centre of each output (LeCun et al., 1998).

    The class is that of the smallest: `times -1` after it makes logits. Centres of -1 and 1, at random; the paper drew
    characters with them. They are stored and not learned, unless `learned=true`.
    """

    keyword = "rbf"
    example = "rbf 10"
    short = "RBF"
    also = ("radial_basis_function", "rbf_layer")
    inputs = (Vector,)
    output_channels = "features"

    features: int = arg(INT, "centres, and outputs", min=1)
    learned: bool = arg(FLAG, "whether the centres are learned", default=False)

    parameters_are = buffers_are = "a centre for each output"

    def output(self, x: Vector) -> Vector:
        return Vector(self.features)

    def _centres(self, x: Vector) -> dict[str, tuple[int, ...]]:
        return {"weight": (self.features, x.features)}

    def parameters(self, x: Vector) -> dict[str, tuple[int, ...]]:
        return self._centres(x) if self.learned else {}

    def buffers(self, x: Vector) -> dict[str, tuple[int, ...]]:
        return {} if self.learned else self._centres(x)

    def macs(self, x: Vector, y: Vector) -> list[Product]:
        return [(y, (x.features,))]

    def derive_shape(self, x: Vector, y: Vector) -> list[Calculation]:
        return [Calculation("features", "", f"{self.features}, one for each centre")]

    def torch(self, nn: Any, x: Vector) -> Any:
        return nn.RBF(x.features, self.features, learned=self.learned)

    def onnx(self, op: Any, value: Any, x: Vector) -> Any:
        apart = op.Sub(op.reshape(value, 1, x.features), op.parameter("weight"))
        return op.ReduceSum(op.Mul(apart, apart), op.integers([2]), keepdims=0)
