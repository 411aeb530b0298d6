"""The torch module that each keyword stands for, built straight from torch and torchvision.

Nothing here uses cnndsl: only the arguments that a line gives are handed on, so the defaults are PyTorch's.
A function gets the shape that arrives (without the batch), whether its channels stand last, and the arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn
from torchvision.models.convnext import LayerNorm2d
from torchvision.ops import StochasticDepth

Build = Callable[[tuple[int, ...], bool, dict[str, Any]], nn.Module]


class Function(nn.Module):
    """A function of one tensor as a module."""

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x)


class SameConv2d(nn.Conv2d):
    """TensorFlow's SAME: the output has ceil(I/S) elements, and an odd padding has its larger half at the end."""

    def forward(self, x: Tensor) -> Tensor:
        pads: list[int] = []
        for size, kernel, stride, dilation in zip(
            x.shape[2:], self.kernel_size, self.stride, self.dilation, strict=True
        ):
            wanted = (size + stride - 1) // stride
            total = max((wanted - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
            pads = [total // 2, total - total // 2, *pads]
        mode = "constant" if self.padding_mode == "zeros" else self.padding_mode
        return F.conv2d(F.pad(x, pads, mode), self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


def conv(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options = dict(given)
    channels, kernel = options.pop("channels"), options.pop("kernel")
    if options.get("padding") == "same" and options.get("stride", 1) not in (1, (1, 1)):
        del options["padding"]
        return SameConv2d(shape[0], channels, kernel, **options)
    return nn.Conv2d(shape[0], channels, kernel, **options)


def conv_transpose(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options = dict(given)
    return nn.ConvTranspose2d(shape[0], options.pop("channels"), options.pop("kernel"), **options)


def fc(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options = dict(given)
    return nn.Linear(shape[-1], options.pop("features"), **options)


def maxpool(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options = dict(given)
    return nn.MaxPool2d(options.pop("kernel"), **options)


def avgpool(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options = dict(given)
    return nn.AvgPool2d(options.pop("kernel"), **options)


def batchnorm(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    return (nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d)(shape[0], **given)


def groupnorm(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options = dict(given)
    return nn.GroupNorm(options.pop("groups"), shape[0], **options)


def layernorm(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options = dict(given)
    if "affine" in options:
        options["elementwise_affine"] = options.pop("affine")
    if len(shape) == 3 and not last:
        return LayerNorm2d(shape[0], **options)
    return nn.LayerNorm(shape[-1], **options)


def lrn(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    return nn.LocalResponseNorm(**given)


def pad(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    amount = given["amount"]
    if isinstance(amount, tuple):
        height, width = amount
        amount = [width, width, height, height]
    if isinstance(amount, int):
        amount = [amount] * 4
    mode = given.get("mode", "zeros")
    if mode == "constant":
        return nn.ConstantPad2d(tuple(amount), given.get("value", 0.0))
    kinds = {
        "zeros": nn.ZeroPad2d,
        "reflect": nn.ReflectionPad2d,
        "replicate": nn.ReplicationPad2d,
        "circular": nn.CircularPad2d,
    }
    return kinds[mode](tuple(amount))


def upsample(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    corners = given.get("align_corners") or None
    return nn.Upsample(scale_factor=given["factor"], mode=given.get("mode", "nearest"), align_corners=corners)


def permute(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    if last == (given["order"] == "channels_last"):
        raise ValueError("the channels stand there already")
    return Function(lambda x: x.movedim(1, -1) if given["order"] == "channels_last" else x.movedim(-1, 1))


def scale(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    return Function(lambda x: x * given.get("init", 1.0))


def normalize(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    channels = shape[-1] if last else shape[0]
    sizes = [channels] if last else [channels, *[1] * len(shape[1:])]

    def spread(name: str, default: float) -> Tensor:
        values = torch.tensor(given.get(name, default), device="cpu")
        return values.expand(channels).reshape(sizes)  # raises for a list that is not one number a channel

    mean, std = spread("mean", 0.0), spread("std", 1.0)
    return Function(lambda x: (x - mean.to(x)) / std.to(x))


def plain(module: type[nn.Module]) -> Build:
    """A module that takes the arguments as they are."""
    return lambda shape, last, given: module(**given)


def positional(module: type[nn.Module]) -> Build:
    """A module whose one argument has another name in PyTorch."""
    return lambda shape, last, given: module(*given.values())


ORACLES: dict[str, Build] = {
    "conv": conv,
    "conv_transpose": conv_transpose,
    "fc": fc,
    "maxpool": maxpool,
    "avgpool": avgpool,
    "adaptive_avgpool": positional(nn.AdaptiveAvgPool2d),
    "adaptive_maxpool": positional(nn.AdaptiveMaxPool2d),
    "global_avgpool": lambda shape, last, given: nn.AdaptiveAvgPool2d(1),
    "flatten": plain(nn.Flatten),
    "batchnorm": batchnorm,
    "groupnorm": groupnorm,
    "layernorm": layernorm,
    "lrn": lrn,
    "relu": plain(nn.ReLU),
    "relu6": plain(nn.ReLU6),
    "leaky_relu": plain(nn.LeakyReLU),
    "elu": plain(nn.ELU),
    "silu": plain(nn.SiLU),
    "gelu": plain(nn.GELU),
    "hardswish": plain(nn.Hardswish),
    "hardsigmoid": plain(nn.Hardsigmoid),
    "sigmoid": plain(nn.Sigmoid),
    "tanh": plain(nn.Tanh),
    "softmax": lambda shape, last, given: nn.Softmax(dim=given.get("dim", 1)),
    "log_softmax": lambda shape, last, given: nn.LogSoftmax(dim=given.get("dim", 1)),
    "dropout": plain(nn.Dropout),
    "dropout2d": plain(nn.Dropout2d),
    "drop_path": lambda shape, last, given: StochasticDepth(given["p"], "row"),
    "scale": scale,
    "permute": permute,
    "channel_shuffle": plain(nn.ChannelShuffle),
    "upsample": upsample,
    "pad": pad,
    "normalize": normalize,
    "identity": plain(nn.Identity),
}
