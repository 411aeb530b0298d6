"""Schemes of initialisation: how `init` says that weights and biases are drawn, in the terms of torch.nn.init."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnndsl.layers.arguments import FLOAT, WORD, Arg, arg, write
from cnndsl.layers.layer import Layer


class Scheme(NamedTuple):
    """A distribution by torch.nn.init's name, without the underscore after it, and all its arguments."""

    name: str
    arguments: tuple[float | str, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(write, self.arguments))})" if self.arguments else self.name


def _declared(**arguments: Arg) -> tuple[Arg, ...]:
    return tuple(
        Arg(name, a.kind, a.doc, a.default, a.positional, a.min, a.max, a.words) for name, a in arguments.items()
    )


_MODE = arg(WORD, "which side's count of connections keeps its variance", words=("fan_in", "fan_out"), default="fan_in")
_NONLINEARITY = arg(
    WORD, "what follows, which sets the gain", words=("relu", "leaky_relu", "tanh", "sigmoid", "linear"), default="relu"
)
_GAIN = arg(FLOAT, "factor of the standard deviation", min=0, default=1.0)
_STD = arg(FLOAT, "standard deviation, around 0", min=0)

SCHEMES: dict[str, tuple[Arg, ...]] = {
    "default": (),
    "constant": _declared(value=arg(FLOAT, "of every element")),
    "normal": _declared(std=_STD),
    "trunc_normal": _declared(std=_STD),
    "uniform": _declared(bound=arg(FLOAT, "drawn from -bound to bound", min=0)),
    "kaiming_normal": _declared(mode=_MODE, nonlinearity=_NONLINEARITY),
    "kaiming_uniform": _declared(mode=_MODE, nonlinearity=_NONLINEARITY),
    "xavier_normal": _declared(gain=_GAIN),
    "xavier_uniform": _declared(gain=_GAIN),
    "orthogonal": _declared(gain=_GAIN),
}
"""Every scheme with its arguments in order; `default` is what PyTorch does without one."""

ELEMENTWISE = frozenset({"default", "constant", "normal", "trunc_normal", "uniform"})
"""Schemes that do not ask how many connections a weight has, so that a vector can have them too."""

Schemes = dict[str, Scheme]
"""By keyword of a layer kind, or `bias`: what holds at a line."""


def initial(schemes: Schemes, layer: Layer, parameters: dict[str, Any]) -> Schemes:
    """What holds for the parameters of one layer, by their names."""
    found = {}
    if layer.keyword in schemes and "weight" in parameters:
        found["weight"] = schemes[layer.keyword]
    if "bias" in schemes and "bias" in parameters and layer.weight == "matrix":
        found["bias"] = schemes["bias"]
    return found
