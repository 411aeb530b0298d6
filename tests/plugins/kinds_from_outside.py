"""Layer kinds that the package knows nothing of, each a sibling of one that it has."""

from __future__ import annotations

from typing import Any

from cnndsl.layers import Layer, Shape, Vector
from cnndsl.layers.adaptive import GlobalAvgPool
from cnndsl.layers.arguments import FLAG, FLOAT, INT, arg
from cnndsl.layers.flatten import Flatten


class Mish(Layer):
    """x * tanh(softplus(x)) (Misra, 2019)."""

    keyword = example = "smooth"
    aliases = ("tanh_softplus",)
    activation = elementwise = inplace = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Mish()


class HardTanh(Layer):
    """min(max(-1, x), 1)."""

    keyword = example = "saturate"
    activation = elementwise = monotone = inplace = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Hardtanh()


class Softmin(Layer):
    """Probabilities that fall with the number."""

    keyword = example = "least"
    activation = probabilities = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Softmin(dim=1)


class Dense(Layer):
    """Every output sees every input."""

    keyword = "dense"
    example = "dense 10"
    inputs = (Vector,)
    weight = "matrix"
    linear = fully_connected = overwritable = True
    output_channels = "units"

    units: int = arg(INT, "outputs", min=1)
    bias: bool = arg(FLAG, "whether a bias is learned", default=True)

    def output(self, x: Vector) -> Vector:
        return Vector(self.units)

    def parameters(self, x: Vector) -> dict[str, tuple[int, ...]]:
        weight: dict[str, tuple[int, ...]] = {"weight": (self.units, x.channels)}
        return {**weight, "bias": (self.units,)} if self.bias else weight

    def torch(self, nn: Any, x: Vector) -> Any:
        return nn.Linear(x.channels, self.units, bias=self.bias)


class Standardize(Layer):
    """Batch normalisation that learns nothing."""

    keyword = example = "standardize"
    norm = batch_statistics = overwritable = True

    def buffers(self, x: Shape) -> dict[str, tuple[int, ...]]:
        return {"running_mean": (x.channels,), "running_var": (x.channels,), "num_batches_tracked": ()}

    def torch(self, nn: Any, x: Shape) -> Any:
        return (nn.BatchNorm1d if isinstance(x, Vector) else nn.BatchNorm2d)(x.channels, affine=False)


class AlphaDropout(Layer):
    """Dropout that keeps mean and variance after a selu."""

    keyword = example = "alpha_dropout"
    dropout = True

    p: float = arg(FLOAT, "probability", min=0, max=1, default=0.5, positional=True)

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.AlphaDropout(self.p)


class Ravel(Flatten):
    """All elements in one row."""

    keyword = example = "ravel"


class GlobalMaxPool(GlobalAvgPool):
    """The largest element of each channel."""

    keyword = example = "global_largest"
    max_pooling = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.AdaptiveMaxPool2d(1)


class Pass(Layer):
    """Nothing happens."""

    keyword = example = "pass_on"
    identity = view = elementwise = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Identity()


class Gain(Layer):
    """One learned factor."""

    keyword = example = "gain"
    applied = "{module} * {x}"

    def parameters(self, x: Shape) -> dict[str, tuple[int, ...]]:
        return {"": (1,)}

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.scale((1,), 2.0)
