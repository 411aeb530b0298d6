"""`glu`: half of the channels gate the other half."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Shape, channel_axis
from cnndsl.layers.symbolic import Calculation, divided, size, term


class GLU(Layer):
    """Half of the channels, each times the sigmoid of its partner in the other half (Dauphin et al., 2017)."""

    keyword = example = "glu"
    also = ("gated_linear_unit",)
    elsewhere = (Elsewhere("GLU", "dim:"),)
    short = "GLU"
    activation = overwritable = True

    def output(self, x: Shape) -> Shape:
        if x.channels % 2:
            raise Fault(
                code.GROUPS,
                f"{x.channels} channels have no two halves",
                advice=f"let {x.channels + 1} channels arrive",
                then=x.of(max(x.channels // 2, 1)),
            )
        return x.of(x.channels // 2)

    def derive_shape(self, x: Shape, y: Shape) -> list[Calculation]:
        return [Calculation("channels", size(divided(term(x.channels), term(2))), "one half gates the other")]

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.GLU(channel_axis(x))

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        kept, gate = op.split(value, [x.channels // 2] * 2, axis=channel_axis(x))
        return op.Mul(kept, op.Sigmoid(gate))
