"""`scale`, a learned factor per channel, and `normalize`, a fixed one for the input."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLOAT, NUMBERS, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import LastMap, Map, Shape


class Scale(Layer):
    """One learned factor per channel (ConvNeXt's layer scale). The label is the key of the parameter."""

    keyword = "scale"
    short = "scale"
    example = "scale init=0.000001"
    also = ("layer_scale", "gamma")
    applied = "{x} * {module}"
    elementwise = True
    parameters_are = "one factor for each channel"

    init: float = arg(FLOAT, "initial value of all factors", default=1.0)

    def parameters(self, x: Shape) -> dict[str, tuple[int, ...]]:
        return {"": (x.channels, *[1] * x.rank) if isinstance(x, Map) else (x.channels,)}

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.scale(self.parameters(x)[""], self.init)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Mul(value, op.parameter())


class Normalize(Layer):
    """(x - mean) / std for each channel. No parameters, nothing in the state_dict."""

    keyword = "normalize"
    short = "normalize"
    example = "normalize mean=[0.485, 0.456, 0.406] std=[0.229, 0.224, 0.225]"
    also = ("standardize", "standardise")
    elsewhere = (
        Elsewhere("Normalize", "mean std inplace:"),
        Elsewhere("Normalization Rescaling rescale", certain=False),
    )
    elementwise = True

    mean: tuple[float, ...] = arg(NUMBERS, "subtracted from each channel", default=(0.0,))
    std: tuple[float, ...] = arg(NUMBERS, "each channel is divided by it", default=(1.0,))

    def output(self, x: Shape) -> Shape:
        for name, values in (("mean", self.mean), ("std", self.std)):
            if len(values) not in (1, x.channels):
                raise Fault(
                    code.WRONG_INPUT,
                    f"`{name}` has {len(values)} numbers for {x.channels} channels",
                    argument=name,
                    advice=f"give one number, or {x.channels}",
                    then=x,
                )
        if 0.0 in self.std:
            raise Fault(
                code.OUT_OF_RANGE,
                "`std` is a divisor and cannot be 0",
                argument="std",
                advice="use 1",
                then=x,
            )
        return x

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Normalize(self.mean, self.std, dimensions=len(x), channels_first=not isinstance(x, LastMap))

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        behind = [1] * (x.rank if isinstance(x, Map) else 0)
        mean, std = (op.numbers(each, (len(each), *behind)) for each in (self.mean, self.std))
        return op.Div(op.Sub(value, mean), std)
