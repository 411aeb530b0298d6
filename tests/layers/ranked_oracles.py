"""The torch module that a keyword stands for on sequences, images and volumes, made of PyTorch's own classes.

`oracles.py` has those for images, and those whose module is the same at every rank.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from cnndsl.layers import LastMap, Map, Shape
from tests.layers.oracles import ORACLES, standardised, with_table, without_bias

Given = dict[str, Any]


def sided(pads: list[int], rank: int) -> list[int]:
    """Pads of all sides in the order that F.pad takes."""
    if len(pads) == 2 * rank:
        return pads
    each = pads * rank if len(pads) == 1 else pads
    return [pad for pad in reversed(each) for _ in range(2)]


def same(x: Tensor, kernel: Any, stride: Any, dilation: Any) -> list[int]:
    """TensorFlow's SAME."""
    pads: list[int] = []
    for size, k, s, d in zip(x.shape[2:], kernel, stride, dilation, strict=True):
        total = max((-(-size // s) - 1) * s + (k - 1) * d + 1 - size, 0)
        pads = [total // 2, total - total // 2, *pads]
    return pads


def conv(shape: Shape, given: Given) -> nn.Module:
    options = dict(given)
    if options.pop("table", None) is not None:
        return with_table(tuple(shape), given)
    standardise, eps, gamma = (options.pop(name, None) for name in ("standardise", "weight_eps", "gamma"))
    kind = getattr(nn, f"Conv{shape.rank}d")
    channels, kernel = options.pop("channels"), options.pop("kernel")
    if options.get("padding") != "same":
        return standardised(kind(shape[0], channels, kernel, **options), standardise, eps, gamma)
    mode = options.pop("padding_mode", "zeros")
    module = kind(shape[0], channels, kernel, **{**options, "padding": 0})

    class Same(kind):  # type: ignore[misc, valid-type]
        def forward(self, x: Tensor) -> Tensor:
            pads = same(x, self.kernel_size, self.stride, self.dilation)
            return kind.forward(self, nn.functional.pad(x, pads, "constant" if mode == "zeros" else mode))

    module.__class__ = Same
    return standardised(module, standardise, eps, gamma)


def pad(shape: Shape, given: Given) -> nn.Module:
    amount_, mode = given["amount"], given.get("mode", "zeros")
    pads = sided([amount_] if isinstance(amount_, int) else list(amount_), shape.rank)
    if mode == "circular" and min(pads) < 0:
        raise ValueError("PyTorch leaves elements without a value")
    names = {"zeros": "ZeroPad", "constant": "ConstantPad", "reflect": "ReflectionPad", "replicate": "ReplicationPad"}
    kind = getattr(nn, f"{names.get(mode, 'CircularPad')}{shape.rank}d")
    return kind(tuple(pads), given.get("value", 0.0)) if mode == "constant" else kind(tuple(pads))


def layernorm(shape: Shape, given: Given) -> nn.Module:
    options = {"elementwise_affine" if name == "affine" else name: value for name, value in given.items()}
    if not isinstance(shape, Map):
        return nn.LayerNorm(shape[-1], **options)

    class First(nn.LayerNorm):
        def forward(self, x: Tensor) -> Tensor:
            return super().forward(x.transpose(1, -1)).transpose(1, -1)

    return First(shape[0], **options)


def shifted(build: Any) -> Any:
    """A norm, whose shift is left out where the line says so."""
    return lambda shape, given: without_bias(lambda sizes, last, options: build(shape, options))((), False, given)


def ranked(name: str, *first: str) -> Any:
    """The class of PyTorch for the rank; these arguments come first."""

    def build(shape: Shape, given: Given) -> nn.Module:
        options = dict(given)
        return getattr(nn, f"{name}{shape.rank}d")(*[options.pop(each) for each in first], **options)

    return build


def conv_transpose(shape: Shape, given: Given) -> nn.Module:
    options = dict(given)
    return getattr(nn, f"ConvTranspose{shape.rank}d")(
        shape[0], options.pop("channels"), options.pop("kernel"), **options
    )


RANKED: dict[str, Any] = {
    "conv": conv,
    "conv_transpose": conv_transpose,
    "maxpool": ranked("MaxPool", "kernel"),
    "avgpool": ranked("AvgPool", "kernel"),
    "adaptive_avgpool": ranked("AdaptiveAvgPool", "size"),
    "adaptive_maxpool": ranked("AdaptiveMaxPool", "size"),
    "global_avgpool": lambda shape, given: getattr(nn, f"AdaptiveAvgPool{shape.rank}d")(1),
    "batchnorm": shifted(lambda shape, given: getattr(nn, f"BatchNorm{max(shape.rank, 1)}d")(shape[0], **given)),
    "instancenorm": shifted(lambda shape, given: getattr(nn, f"InstanceNorm{shape.rank}d")(shape[0], **given)),
    "global_maxpool": lambda shape, given: getattr(nn, f"AdaptiveMaxPool{shape.rank}d")(1),
    "dropout2d": lambda shape, given: getattr(nn, f"Dropout{shape.rank}d")(**given),
    "pad": pad,
    "layernorm": shifted(layernorm),
}
"""The kinds whose module depends on the rank; of all others the oracle for images serves every rank."""


def oracle(keyword: str, shape: Shape, given: Given) -> nn.Module:
    """The module for this shape; raises what PyTorch raises for arguments that it refuses."""
    if keyword in RANKED:
        module = RANKED[keyword](shape, given)
    else:
        module = ORACLES[keyword](tuple(shape), isinstance(shape, LastMap), given)
    assert isinstance(module, nn.Module)
    return module
