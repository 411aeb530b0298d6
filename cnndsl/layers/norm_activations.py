"""`evonorm` and `frn`: a norm and a nonlinearity in one."""

from __future__ import annotations

from typing import Any

from cnndsl.layers.arguments import FLAG, FLOAT, INT, LEAST_EPS, WORD, arg
from cnndsl.layers.channel_groups import require_groups
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import Map


class _NormActivation(Layer):
    """A norm of maps with a nonlinearity that may be left out; scale and shift come last."""

    inputs = (Map,)
    weight = "vector"
    norm = True

    activate: bool

    @property
    def activation(self) -> bool:  # type: ignore[override]  # follows from an argument
        return self.activate

    def _each(self, op: Any, name: str, x: Map) -> Any:
        """A number for each channel, as a map."""
        return op.Reshape(op.parameter(name), op.integers([-1, *[1] * x.rank]))

    def _scaled(self, op: Any, value: Any, x: Map) -> Any:
        return op.Add(op.Mul(value, self._each(op, "weight", x)), self._each(op, "bias", x))


class EvoNorm(_NormActivation):
    """Norm and activation that evolution found, B0 by the batch, S0 by groups of channels (EvoNorm; Liu et al., 2020).

    With `activate=false` it is a scale and a shift alone, as in timm, whose names the tensors have; timm's S0a divides
    by the deviation of the group then too.
    """

    keyword = "evonorm"
    example = "evonorm s0 groups=8"
    elsewhere = (
        Elsewhere("EvoNorm2dB0", "num_features: apply_act:activate momentum eps", variant="b0"),
        Elsewhere("EvoNorm2dS0", "num_features: groups group_size: apply_act:activate eps", variant="s0"),
        Elsewhere("EvoNorm2dS0a", "num_features: groups group_size: apply_act:activate eps", variant="s0a"),
    )

    variant: str = arg(WORD, "which one", positional=True, words=("b0", "s0", "s0a"))
    groups: int = arg(INT, "groups of channels of s0 and s0a", min=1, default=32)
    eps: float | None = arg(
        FLOAT, "added to variances; not given, 0.00001 in s0, else 0.001", min=LEAST_EPS, default=None
    )
    momentum: float = arg(FLOAT, "weight of the newest batch in the estimates of b0", min=0, max=1, default=0.1)
    activate: bool = arg(FLAG, "whether it is nonlinear, and learns how", default=True)

    @property
    def _eps(self) -> float:
        """The number that was given, or the variant's own."""
        return (1e-5 if self.variant == "s0" else 1e-3) if self.eps is None else self.eps

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return "a scale and a shift for each channel" + (", and how it is nonlinear" if self.activate else "")

    @property
    def buffers_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return "a variance for each channel" if self.variant == "b0" else ""

    @property
    def gated(self) -> bool:  # type: ignore[override]  # follows from an argument
        return self.activate

    def caption(self, x: Map) -> str:
        return f"EvoNorm {self.variant[:2].upper()}{self.variant[2:]}"

    @property
    def _grouped(self) -> bool:
        """Whether it divides by the deviation of a group."""
        return self.variant == "s0a" or (self.variant == "s0" and self.activate)

    def output(self, x: Map) -> Map:
        if self._grouped:
            require_groups(self.groups, x)
        return x

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        return dict.fromkeys(("weight", "bias", "v") if self.activate else ("weight", "bias"), (x.channels,))

    def buffers(self, x: Map) -> dict[str, tuple[int, ...]]:
        return {"running_var": (x.channels,)} if self.variant == "b0" else {}

    def torch(self, nn: Any, x: Map) -> Any:
        if self.variant == "b0":
            return nn.EvoNormB0(x.channels, eps=self._eps, momentum=self.momentum, activate=self.activate)
        kind = nn.EvoNormS0 if self.variant == "s0" else nn.EvoNormS0a
        return kind(x.channels, self.groups, eps=self._eps, activate=self.activate)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        eps = op.number(self._eps)
        curved = op.Mul(value, self._each(op, "v", x)) if self.activate else None
        if self._grouped:
            deviation = self._deviation(op, op.reshape(value, self.groups, -1), [2], eps)
            if curved:
                value = op.Mul(value, op.Sigmoid(curved))
            return self._scaled(op, op.reshape(op.Div(op.reshape(value, self.groups, -1), deviation), *x), x)
        if not curved:
            return self._scaled(op, value, x)
        batch = op.Sqrt(op.Add(self._each(op, "running_var", x), eps))
        own = self._deviation(op, value, [*range(2, 2 + x.rank)], eps)
        return self._scaled(op, op.Div(value, op.Max(batch, op.Add(curved, own))), x)

    def _deviation(self, op: Any, value: Any, axes: list[int], eps: Any) -> Any:
        centred = op.Sub(value, op.ReduceMean(value, op.integers(axes), keepdims=1))
        return op.Sqrt(op.Add(op.ReduceMean(op.Mul(centred, centred), op.integers(axes), keepdims=1), eps))


class FRN(_NormActivation):
    """Filter response norm and its threshold TLU, learned for each channel (Singh and Krishnan, 2020).

    Each channel is divided by the root of its mean square over the places; without statistics of a batch. With
    `activate=false` an activation of your choice follows, such as `relu`.
    """

    keyword = "frn"
    example = "frn eps=0.000001"
    short = "FRN"
    also = ("filter_response_norm",)
    elsewhere = (
        Elsewhere("FilterResponseNormTlu2d", "num_features: apply_act:activate eps"),
        Elsewhere("FilterResponseNormAct2d", "num_features: apply_act: act_layer: eps", activate="false"),
    )
    gated = True

    eps: float = arg(FLOAT, "added to the mean square", min=LEAST_EPS, default=1e-5)
    activate: bool = arg(FLAG, "whether the threshold is learned, below which nothing passes", default=True)

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return f"a scale{',' if self.activate else ' and'} a shift{' and a threshold' * self.activate} for each channel"

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        return dict.fromkeys(("weight", "bias", "tau") if self.activate else ("weight", "bias"), (x.channels,))

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.FilterResponseNorm(x.channels, eps=self.eps, activate=self.activate)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        square = op.ReduceMean(op.Mul(value, value), op.integers([*range(2, 2 + x.rank)]), keepdims=1)
        scaled = self._scaled(op, op.Div(value, op.Sqrt(op.Add(square, op.number(self.eps)))), x)
        return op.Max(scaled, self._each(op, "tau", x)) if self.activate else scaled
