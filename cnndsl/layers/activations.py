"""The usual activations: elementwise, without parameters."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.arguments import FLOAT, WORD, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Shape


class ReLU(Layer):
    """max(0, x)."""

    keyword = example = "relu"
    also = ("rectifier", "rectify", "rectified_linear")
    elsewhere = (Elsewhere("ReLU", "inplace:"),)
    short = "ReLU"
    activation = elementwise = monotone = inplace = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.ReLU(inplace=False)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Relu(value)


class ReLU6(Layer):
    """min(max(0, x), 6)."""

    keyword = example = "relu6"
    elsewhere = (Elsewhere("ReLU6", "inplace:"),)
    short = "ReLU6"
    activation = elementwise = monotone = inplace = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.ReLU6()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Clip(value, op.number(0.0), op.number(6.0))


class LeakyReLU(Layer):
    """x for x > 0, negative_slope * x below."""

    keyword = "leaky_relu"
    example = "leaky_relu negative_slope=0.2"
    also = ("leaky", "lrelu")
    elsewhere = (Elsewhere("LeakyReLU", "negative_slope inplace: alpha:negative_slope"),)
    activation = elementwise = True

    negative_slope: float = arg(FLOAT, "slope for x < 0", default=0.01)

    @property
    def monotone(self) -> bool:
        return self.negative_slope >= 0.0

    @property
    def inplace(self) -> bool:
        return self.negative_slope >= 0.0  # with a negative slope the output does not tell the sign of the input

    def caption(self, x: Shape) -> str:
        return f"leaky ReLU {self.negative_slope:g}"

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.LeakyReLU(self.negative_slope)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.LeakyRelu(value, alpha=self.negative_slope)


class ELU(Layer):
    """x for x > 0, alpha * (exp(x) - 1) below."""

    keyword = example = "elu"
    elsewhere = (Elsewhere("ELU", "alpha inplace:"),)
    short = "ELU"
    activation = elementwise = True

    alpha: float = arg(FLOAT, "factor for x < 0", default=1.0)

    @property
    def monotone(self) -> bool:
        return self.alpha >= 0.0

    @property
    def inplace(self) -> bool:
        return self.alpha >= 0.0

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.ELU(self.alpha)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Elu(value, alpha=self.alpha)


class SiLU(Layer):
    """x * sigmoid(x), also called swish."""

    keyword = example = "silu"
    also = ("swish",)
    elsewhere = (Elsewhere("SiLU Swish", "inplace:"),)
    short = "SiLU"
    activation = elementwise = inplace = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.SiLU()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Mul(value, op.Sigmoid(value))


class Mish(Layer):
    """x * tanh(softplus(x)) (Misra, 2019)."""

    keyword = example = "mish"
    elsewhere = (Elsewhere("Mish", "inplace:"),)
    short = "Mish"
    activation = elementwise = inplace = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Mish()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Mul(value, op.Tanh(op.Softplus(value)))


class GELU(Layer):
    """x * Φ(x), Φ the normal distribution function; `approximate=tanh` for the usual approximation."""

    keyword = example = "gelu"
    elsewhere = (Elsewhere("GELU", "approximate"),)
    short = "GELU"
    activation = elementwise = True

    approximate: str = arg(WORD, "formula", default="none", words=("none", "tanh"))

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.GELU(approximate=self.approximate)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Gelu(value, approximate=self.approximate)


class Hardswish(Layer):
    """x * relu6(x + 3) / 6."""

    keyword = example = "hardswish"
    also = ("hswish",)
    elsewhere = (Elsewhere("Hardswish", "inplace:"),)
    short = "h-swish"
    activation = elementwise = inplace = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Hardswish()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.HardSwish(value)


class Hardsigmoid(Layer):
    """relu6(x + 3) / 6."""

    keyword = example = "hardsigmoid"
    also = ("hsigmoid",)
    elsewhere = (Elsewhere("Hardsigmoid", "inplace:"),)
    short = "h-sigmoid"
    activation = elementwise = monotone = inplace = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Hardsigmoid()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.HardSigmoid(value, alpha=1 / 6, beta=0.5)


class Sigmoid(Layer):
    """1 / (1 + exp(-x))."""

    keyword = example = "sigmoid"
    also = ("logistic",)
    elsewhere = (Elsewhere("Sigmoid", ""),)
    activation = elementwise = monotone = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Sigmoid()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Sigmoid(value)


class Tanh(Layer):
    """Hyperbolic tangent."""

    keyword = example = "tanh"
    also = ("hyperbolic_tangent",)
    elsewhere = (Elsewhere("Tanh", ""),)
    activation = elementwise = monotone = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Tanh()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Tanh(value)


class LogSigmoid(Layer):
    """log(1 / (1 + exp(-x)))."""

    keyword = example = "log_sigmoid"
    elsewhere = (Elsewhere("LogSigmoid", ""),)
    short = "log sigmoid"
    activation = elementwise = monotone = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.LogSigmoid()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Neg(op.Softplus(op.Neg(value)))
