"""More of the relu family: `celu`, `selu`, `softplus`, `softsign`, `hardtanh`, `prelu`, `rrelu`."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, FLOAT, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Map, Shape, Vector


class CELU(Layer):
    """max(0, x) + min(0, alpha * (exp(x / alpha) - 1)) (Barron, 2017)."""

    keyword = example = "celu"
    elsewhere = (Elsewhere("CELU", "alpha inplace:"),)
    short = "CELU"
    activation = elementwise = True

    alpha: float = arg(FLOAT, "how far it falls below 0", default=1.0)

    @property
    def monotone(self) -> bool:
        return self.alpha > 0.0

    def output(self, x: Shape) -> Shape:
        if self.alpha == 0.0:
            raise Fault(code.OUT_OF_RANGE, "`alpha` is a divisor and cannot be 0", argument="alpha", then=x)
        return x

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.CELU(self.alpha)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        zero = op.number(0.0)
        below = op.Sub(op.Exp(op.Div(value, op.number(self.alpha))), op.number(1.0))
        return op.Add(op.Max(value, zero), op.Min(zero, op.Mul(op.number(self.alpha), below)))


class SELU(Layer):
    """The ELU whose output keeps mean 0 and variance 1 (Klambauer et al., 2017)."""

    keyword = example = "selu"
    elsewhere = (Elsewhere("SELU", "inplace:"),)
    short = "SELU"
    activation = elementwise = monotone = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.SELU()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Selu(value)


class Softplus(Layer):
    """log(1 + exp(beta * x)) / beta; x itself where beta * x is beyond the threshold."""

    keyword = example = "softplus"
    elsewhere = (Elsewhere("Softplus", "beta threshold"),)
    activation = elementwise = monotone = True

    beta: float = arg(FLOAT, "how sharp the bend is", default=1.0, min=1e-6)
    threshold: float = arg(FLOAT, "beyond it the function is x", default=20.0, min=1.0)

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Softplus(self.beta, self.threshold)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        scaled = op.Mul(value, op.number(self.beta))
        soft = op.Div(op.Softplus(scaled), op.number(self.beta))
        return op.Where(op.Greater(scaled, op.number(self.threshold)), value, soft)


class Softsign(Layer):
    """x / (1 + |x|)."""

    keyword = example = "softsign"
    elsewhere = (Elsewhere("Softsign", ""),)
    activation = elementwise = monotone = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Softsign()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Softsign(value)


class Hardtanh(Layer):
    """x between two limits, and the nearer limit beyond them."""

    keyword = example = "hardtanh"
    elsewhere = (Elsewhere("Hardtanh", "min_val:low max_val:high inplace:"),)
    activation = elementwise = monotone = True

    low: float = arg(FLOAT, "the lower limit", default=-1.0)
    high: float = arg(FLOAT, "the upper limit", default=1.0)

    def output(self, x: Shape) -> Shape:
        if self.high <= self.low:
            title = f"`high` is {self.high:g}, and not above `low`, {self.low:g}"
            raise Fault(code.OUT_OF_RANGE, title, argument="high", advice="let it be larger than `low`", then=x)
        return x

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Hardtanh(self.low, self.high)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Clip(value, op.number(self.low), op.number(self.high))


class PReLU(Layer):
    """x for x > 0, a learned slope times x below: one slope for each channel, or one for all (He et al., 2015)."""

    keyword = example = "prelu"
    also = ("parametric_relu",)
    elsewhere = (Elsewhere("PReLU", "num_parameters: init"),)
    short = "PReLU"
    inputs = (Map, Vector)
    activation = elementwise = True

    shared: bool = arg(FLAG, "one slope for all channels, as nn.PReLU() has it", default=False)
    init: float = arg(FLOAT, "initial slope", default=0.25)

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return "one slope for all channels" if self.shared else "one slope for each channel"

    def parameters(self, x: Map | Vector) -> dict[str, tuple[int, ...]]:
        return {"weight": (1 if self.shared else x.channels,)}

    def torch(self, nn: Any, x: Map | Vector) -> Any:
        return nn.PReLU(1 if self.shared else x.channels, init=self.init)

    def onnx(self, op: Any, value: Any, x: Map | Vector) -> Any:
        return op.PRelu(value, op.Reshape(op.parameter("weight"), op.integers([-1, *[1] * x.rank])))


class RReLU(Layer):
    """x for x > 0, a slope times x below, drawn anew for each element in training (Xu et al., 2015).

    In evaluation the slope is the middle of the range.
    """

    keyword = "rrelu"
    example = "rrelu lower=0.1 upper=0.3"
    also = ("randomized_relu", "randomized_leaky_relu")
    elsewhere = (Elsewhere("RReLU", "lower upper inplace:"),)
    short = "RReLU"
    activation = elementwise = True

    lower: float = arg(FLOAT, "the smallest slope", default=1 / 8)
    upper: float = arg(FLOAT, "the largest slope", default=1 / 3)

    def output(self, x: Shape) -> Shape:
        if self.upper < self.lower:
            title = f"`upper` is {self.upper:g}, and below `lower`, {self.lower:g}"
            raise Fault(code.OUT_OF_RANGE, title, argument="upper", advice="let it be at least `lower`", then=x)
        return x

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.RReLU(self.lower, self.upper)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.LeakyRelu(value, alpha=(self.lower + self.upper) / 2)
