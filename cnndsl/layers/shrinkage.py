"""`softshrink`, `hardshrink`, `tanhshrink` and `threshold`: small inputs become 0, or a value."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.arguments import FLOAT, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Shape


class Softshrink(Layer):
    """x moved towards 0 by lambd, and 0 where it is nearer than that (sparse coding: Gregor and LeCun, 2010)."""

    keyword = "softshrink"
    example = "softshrink lambd=0.1"
    also = ("soft_threshold", "soft_thresholding")
    elsewhere = (Elsewhere("Softshrink", "lambd"),)
    activation = elementwise = monotone = True

    lambd: float = arg(FLOAT, "how far x is moved", default=0.5, min=0)

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Softshrink(self.lambd)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Shrink(value, lambd=self.lambd, bias=self.lambd)


class Hardshrink(Layer):
    """x, and 0 where it is no farther from 0 than lambd."""

    keyword = "hardshrink"
    example = "hardshrink lambd=0.25"
    also = ("hard_thresholding",)
    elsewhere = (Elsewhere("Hardshrink", "lambd"),)
    activation = elementwise = monotone = True

    lambd: float = arg(FLOAT, "how far from 0 it begins", default=0.5, min=0)

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Hardshrink(self.lambd)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Shrink(value, lambd=self.lambd, bias=0.0)


class Tanhshrink(Layer):
    """x - tanh(x)."""

    keyword = example = "tanhshrink"
    elsewhere = (Elsewhere("Tanhshrink", ""),)
    activation = elementwise = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Tanhshrink()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Sub(value, op.Tanh(value))


class Threshold(Layer):
    """x above the threshold, and a value elsewhere."""

    keyword = "threshold"
    example = "threshold 0.25"
    also = ("thresholded_relu",)
    elsewhere = (Elsewhere("Threshold", "threshold value inplace:"),)
    activation = elementwise = inplace = True

    threshold: float = arg(FLOAT, "what x has to exceed")
    value: float = arg(FLOAT, "what stands elsewhere", default=0.0, positional=True)

    @property
    def monotone(self) -> bool:
        return self.value <= self.threshold

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Threshold(self.threshold, self.value)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Where(op.LessOrEqual(value, op.number(self.threshold)), op.number(self.value), value)
