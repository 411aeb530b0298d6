"""Between which numbers the documents say that parameters and buffers lie at first: PyTorch's defaults, `init=`, `init`."""

from __future__ import annotations

import math
import re
from typing import Any

from torch import Tensor

from tests.conformance.functional_values import Value, each

Bounds = tuple[float, float]

_NORMS = ("batchnorm", "groupnorm", "layernorm", "instancenorm", "rmsnorm")
_SPREAD = 64
"""So many numbers, drawn evenly, do not all lie in half of their range."""


def schemes(written: str) -> dict[str, str]:
    """What an `init` line says of each kind that it names."""
    return dict(re.findall(r"(\w+)=(\w+(?:\.\d+)?(?:\([^)]*\))?)", written))


def first_values(kind: str, values: dict[str, Any], x: Value, init: dict[str, str]) -> dict[str, Bounds]:
    """The bounds of a layer's tensors by their names in it; "" is a parameter of the layer's own name."""
    kind = "fc" if kind == "linear" else kind
    if kind in ("scale", "shift"):
        return {"": _same(values.get("init", float(kind == "scale")))}
    if kind == "prelu":
        return {"weight": _same(values.get("init", 0.25))}
    if kind in _NORMS:
        weight = _scheme(init.get(kind, "default"), (1.0, 1.0))
        found = {"weight": weight, "bias": (0.0, 0.0), "running_mean": (0.0, 0.0), "running_var": (1.0, 1.0)}
        return found if kind == "batchnorm" else {name: found[name] for name in ("weight", "bias")}
    if kind not in ("conv", "conv_transpose", "fc") or "table" in values:
        return {}
    if kind == "fc":
        fan = x.channels
    else:
        many = values["channels"] if kind == "conv_transpose" else x.channels
        fan = many // values.get("groups", 1) * math.prod(each(values["kernel"], x.rank))
    drawn = (-(fan**-0.5), fan**-0.5)
    return {"weight": _scheme(init.get(kind, "default"), drawn), "bias": _scheme(init.get("bias", "default"), drawn)}


def _same(value: float) -> Bounds:
    return float(value), float(value)


def _scheme(written: str, default: Bounds) -> Bounds:
    name, _, rest = written.partition("(")
    if name == "default":
        return default
    if name in ("0", "constant"):
        return _same(float(rest.rstrip(")") or 0))
    if name == "uniform":
        return -float(rest.rstrip(")")), float(rest.rstrip(")"))
    return (-2.0, 2.0) if name == "trunc_normal" else (-math.inf, math.inf)


def outside(value: Tensor, bounds: Bounds) -> bool:
    """Whether a tensor has numbers beyond its bounds, or all of many in the middle half of them."""
    low, high = bounds
    slack = 1e-5 * max(abs(low), abs(high)) if math.isfinite(low) else 0.0
    if value.min() < low - slack or value.max() > high + slack:
        return True
    drawn = low < high < 2.0  # but for trunc_normal, whose numbers lie near 0
    return drawn and value.numel() >= _SPREAD and bool((value.abs() < high / 2).all())
