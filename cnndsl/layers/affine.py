"""`scale` and `shift`, learned for each channel or for all, `times`, a number, and `normalize` for the input."""

from __future__ import annotations

from typing import Any, ClassVar

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLOAT, NUMBERS, WORD, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import LastMap, Map, Shape


class _Learned(Layer):
    """A learned number for each channel, or one for all. The label is the key of the parameter."""

    elementwise = True
    noun: ClassVar[str]

    init: float
    shape: str = arg(
        WORD,
        "its shape in the state_dict: Cx1x1 as the map needs it, C, none, or 1",
        default="channel",
        words=("channel", "vector", "scalar", "one"),
    )

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return f"one {self.noun}" + (" for each channel" if self.shape in ("channel", "vector") else "")

    def parameters(self, x: Shape) -> dict[str, tuple[int, ...]]:
        if self.shape == "channel" and isinstance(x, Map):
            return {"": (x.channels, *[1] * x.rank)}
        return {"": {"scalar": (), "one": (1,)}.get(self.shape, (x.channels,))}

    def applied_to(self, x: Shape) -> str:
        if self.shape == "vector" and isinstance(x, Map):
            sizes = ", ".join(map(str, (x.channels, *[1] * x.rank)))
            return self.applied.replace("{module}", f"{{module}}.view({sizes})")
        return self.applied

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.scale(self.parameters(x)[""], self.init)

    def _parameter(self, op: Any, x: Shape) -> Any:
        """The parameter as ONNX broadcasts it."""
        if self.shape == "vector" and isinstance(x, Map):
            return op.Reshape(op.parameter(), op.integers([-1, *[1] * x.rank]))
        return op.parameter()


class Scale(_Learned):
    """A learned factor for each channel, or one for all (ConvNeXt's layer scale). The label is the parameter's key."""

    keyword = "scale"
    short = "scale"
    example = "scale init=0.000001"
    also = ("layer_scale", "gamma")
    applied = "{x} * {module}"

    init: float = arg(FLOAT, "initial value of all factors", default=1.0)

    noun = "factor"

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Mul(value, self._parameter(op, x))


class Shift(_Learned):
    """A learned summand for each channel, or one for all. The label is the key of the parameter."""

    keyword = example = "shift"
    short = "shift"
    applied = "{x} + {module}"

    init: float = arg(FLOAT, "initial value of all summands", default=0.0)

    noun = "summand"

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Add(value, self._parameter(op, x))


class Times(Layer):
    """The input times a number, such as the 0.2 of residual scaling (Szegedy et al., 2016)."""

    keyword = "times"
    example = "times 0.2"
    elementwise = True

    factor: float = arg(FLOAT, "the number")

    @property
    def monotone(self) -> bool:
        return self.factor >= 0.0

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Times(self.factor)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return op.Mul(value, op.number(self.factor))


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
