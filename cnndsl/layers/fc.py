"""`fc`: torch.nn.Linear."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.arguments import FLAG, INT, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import LastMap, Map, Vector, describe, numel
from cnndsl.layers.symbolic import Calculation, Product


class FC(Layer):
    """Fully connected layer; on a channels-last map it acts on the channels of each position."""

    keyword = "fc"
    aliases = ("linear",)
    example = "fc 120"
    also = ("full", "fully_connected", "fullyconnected", "affine", "linear_layer", "fc_layer")
    elsewhere = (
        Elsewhere("Linear", "in_features: out_features:features bias"),
        Elsewhere("LazyLinear", "out_features:features bias"),
        Elsewhere("Dense dense", "units:features activation: use_bias:bias"),
        Elsewhere("InnerProduct", "num_output:features bias_term:bias"),
        Elsewhere("connected", "output:features activation:"),
    )
    inputs = (Vector, LastMap)
    weight = "matrix"
    inferred = "in_features"
    linear = fully_connected = overwritable = True
    output_channels = "features"

    features: int = arg(INT, "output features", min=1)
    bias: bool = arg(FLAG, "whether a learned bias is added", default=True)

    def output(self, x: Vector | LastMap) -> Vector | LastMap:
        return x.of(self.features)

    def refused(self, x: Map) -> tuple[str, str, Vector]:
        """What to say of a feature map, what to do about it, and the output that was surely meant."""
        help_ = f"put `flatten` before it (it gives {numel(x):,} features)"
        if numel(x) > x.channels:
            help_ += f", or `global_avgpool` and `flatten` (they give {x.channels:,})"
        return f"`fc` takes a vector, and {describe(x)} arrives", help_, Vector(self.features)

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return "" if self.bias else "no bias"

    def parameters(self, x: Vector | LastMap) -> dict[str, tuple[int, ...]]:
        weight: dict[str, tuple[int, ...]] = {"weight": (self.features, x.channels)}
        return {**weight, "bias": (self.features,)} if self.bias else weight

    def macs(self, x: Vector | LastMap, y: Vector | LastMap) -> list[Product]:
        return [(y, (x.channels,))]

    def derive_shape(self, x: Vector | LastMap, y: Vector | LastMap) -> list[Calculation]:
        return [Calculation("features", "", f"{self.features}, one for each row of the weight")]

    def torch(self, nn: Any, x: Vector | LastMap) -> Any:
        return nn.Linear(x.channels, self.features, bias=self.bias)

    def onnx(self, op: Any, value: Any, x: Vector | LastMap) -> Any:
        weight, bias = op.parameter("weight"), op.parameter("bias")
        if isinstance(x, Vector):
            return op.Gemm(value, weight, bias, transB=1)
        product = op.MatMul(value, op.Transpose(weight, perm=[1, 0]))
        return op.Add(product, bias) if bias else product

    def rescaled(self, weight: Any, factor: Any) -> Any:
        return weight * factor.reshape(-1, 1)
