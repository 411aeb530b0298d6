"""The torch module that each keyword stands for, built straight from torch and torchvision.

Nothing here uses cnndsl: only the arguments that a line gives are handed on, so the defaults are PyTorch's.
A function gets the shape that arrives (without the batch), whether its channels stand last, and the arguments.
"""

from __future__ import annotations

import functools
import itertools
import math
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
    standardise, eps, gamma = (options.pop(name, None) for name in ("standardise", "weight_eps", "gamma"))
    channels, kernel = options.pop("channels"), options.pop("kernel")
    if options.get("padding") == "same" and options.get("stride", 1) not in (1, (1, 1)):
        del options["padding"]
        module: nn.Module = SameConv2d(shape[0], channels, kernel, **options)
    else:
        module = nn.Conv2d(shape[0], channels, kernel, **options)
    return standardised(module, standardise, eps, gamma)


class Standardised(nn.Module):
    """The weight that a convolution computes with, worked out by hand."""

    def __init__(self, weight: Tensor, scaled: bool, eps: float | None, gamma: float | None) -> None:
        super().__init__()
        self.eps = 1e-6 if eps is None else eps
        self.factor = (1.0 if gamma is None else gamma) * weight[0].numel() ** -0.5 if scaled else None
        if scaled:
            self.gain = nn.Parameter(torch.ones(weight.shape[0], *[1] * (weight.dim() - 1)))


def standardised(module: nn.Module, how: str | None, eps: float | None, gamma: float | None) -> nn.Module:
    if how in (None, "none"):
        return module
    if module.weight[0].numel() == 1 or eps == 0:
        raise ValueError("F.batch_norm, with which timm standardises, takes neither one value nor an eps of 0")
    kind = type(module)
    extra = Standardised(module.weight, how == "scaled", eps, gamma)
    if how == "scaled":
        module.register_parameter("gain", extra.gain)

    class Conv(kind):  # type: ignore[misc, valid-type]
        def forward(self, x: Tensor) -> Tensor:
            axes = tuple(range(1, self.weight.dim()))
            variance, mean = torch.var_mean(self.weight, axes, correction=0, keepdim=True)
            weight = (self.weight - mean) / (variance + extra.eps).sqrt()
            if extra.factor is not None:
                weight = weight * self.gain * extra.factor
            plain = kind.__new__(kind)
            plain.__dict__ = {**self.__dict__, "_parameters": {**self._parameters, "weight": weight}}
            return kind.forward(plain, x)

    module.__class__ = Conv
    return module


def channels(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    first, end = given["range"].first, given["range"].last
    if end >= shape[-1 if last else 0]:
        raise ValueError("PyTorch cuts less off without a word")
    return Function(lambda x: x[..., first : end + 1] if last else x[:, first : end + 1])


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
    if mode == "circular" and min(amount) < 0:
        raise ValueError("PyTorch leaves elements without a value")
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
    if given.get("factor") is None and given.get("size") is None:
        raise ValueError("neither a factor nor a size")
    return nn.Upsample(given.get("size"), given.get("factor"), given.get("mode", "nearest"), corners)


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


def without_bias(build: Build) -> Build:
    """The module of a norm, whose shift is left out where the line says so."""

    def built(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
        given = dict(given)
        bias = given.pop("bias", True)
        module = build(shape, last, given)
        if not bias and getattr(module, "bias", None) is not None:
            module.bias = None
        return module

    return built


class RMSNorm(nn.Module):
    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        channels, eps = shape[-1] if last else shape[0], given.get("eps", 1e-6)
        self.axis = -1 if last else 1
        self.eps = eps
        if given.get("affine", True):
            self.weight = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        y = x.movedim(self.axis, -1) / (x.movedim(self.axis, -1).pow(2).mean(-1, keepdim=True) + self.eps).sqrt()
        return (y * self.weight if hasattr(self, "weight") else y).movedim(-1, self.axis)


class ECA(nn.Module):
    """As in the paper's code: a 1-D convolution over the means, transposed."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        near = int(abs(math.log2(shape[0]) + 1) / 2)
        kernel = given.get("kernel") or max(near if near % 2 else near + 1, 3)
        if kernel % 2 == 0:
            raise ValueError("an even kernel gives another number of channels")
        self.conv = nn.Conv1d(1, 1, kernel, padding=(kernel - 1) // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = x.mean(dim=list(range(2, x.dim())))[:, None]
        return x * torch.sigmoid(self.conv(y))[:, 0].reshape(*x.shape[:2], *[1] * (x.dim() - 2))


class GRN(nn.Module):
    """As in the paper's code, for either place of the channels."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        self.last, self.eps = last, given.get("eps", 1e-6)
        self.weight = nn.Parameter(torch.randn(shape[-1 if last else 0]))
        self.bias = nn.Parameter(torch.randn(shape[-1 if last else 0]))

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.last else x.movedim(1, -1)
        gx = torch.norm(y, p=2, dim=tuple(range(1, y.dim() - 1)), keepdim=True)
        nx = gx / (gx.mean(dim=-1, keepdim=True) + self.eps)
        y = self.weight * (y * nx) + self.bias + y
        return y if self.last else y.movedim(-1, 1)


class BlurPool(nn.Module):
    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        kernel, self.stride = given.get("kernel", 3), given.get("stride", 2)
        self.pad = (self.stride - 1 + kernel - 1) // 2
        self.line = [math.comb(kernel - 1, k) / 2 ** (kernel - 1) for k in range(kernel)]

    def forward(self, x: Tensor) -> Tensor:
        rank, channels = x.dim() - 2, x.shape[1]
        conv = (F.conv1d, F.conv2d, F.conv3d)[rank - 1]
        y = F.pad(x, [self.pad] * 2 * rank, "reflect")
        for axis in range(rank):  # one axis after the other
            sizes = [1] * rank
            sizes[axis] = len(self.line)
            weight = torch.tensor(self.line).to(x).reshape(1, 1, *sizes).expand(channels, 1, *sizes)
            strides = [self.stride if each == axis else 1 for each in range(rank)]
            y = conv(y, weight, stride=strides, groups=channels)
        return y


def shuffled(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    block, rank = given["block"], len(shape) - 1
    if shape[0] % block**rank:
        raise ValueError("no whole blocks")

    def run(x: Tensor) -> Tensor:
        for axis in range(rank):  # the slowest axis of a block is the first one
            left = block ** (rank - 1 - axis)
            channels = x.shape[1] // (left * block)
            x = x.unflatten(1, (channels, block, left)).movedim(2, -1)
            at = 3 + axis
            x = x.movedim(-1, at + 1).flatten(at, at + 1).flatten(1, 2)
        return x

    return nn.PixelShuffle(block) if rank == 2 else Function(run)


def unshuffled(shape: tuple[int, ...], last: bool, given: dict[str, Any], *, places_first: bool = False) -> nn.Module:
    block, rank = given["block"], len(shape) - 1
    if any(size % block for size in shape[1:]):
        raise ValueError("no whole blocks")

    def run(x: Tensor) -> Tensor:
        places = itertools.product(range(block), repeat=rank)
        cells = [x[(slice(None), slice(None), *(slice(start, None, block) for start in place))] for place in places]
        return torch.stack(cells, 1 if places_first else 2).flatten(1, 2)

    return Function(run)


def crop(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    amount, rank = given["amount"], len(shape) - 1
    sides = [amount] * 2 * rank if isinstance(amount, int) else list(amount)
    if len(sides) == rank != 2 * rank:
        sides = [side for side in reversed(sides) for _ in range(2)]
    cuts = [*zip(sides[-2::-2], sides[::-2], strict=True)]
    if any(before + after >= size for (before, after), size in zip(cuts, shape[1:], strict=True)):
        raise ValueError("nothing is left")

    def run(x: Tensor) -> Tensor:
        ranges = [slice(before, size - after) for (before, after), size in zip(cuts, x.shape[2:], strict=True)]
        return x[(slice(None), slice(None), *ranges)]

    return Function(run)


def softmax(kind: type[nn.Module], shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    dim = given.get("dim", 1)
    if dim == "channels":
        return kind(dim=len(shape) if last else 1)
    if dim != "positions":
        return kind(dim=dim)
    if len(shape) == 1:
        raise ValueError("a vector has no positions")

    def run(x: Tensor) -> Tensor:  # along the last axis, with the channels among the samples
        rows = (x.movedim(-1, 1) if last else x).reshape(x.shape[0], shape[-1 if last else 0], -1)
        y = kind(dim=-1)(rows)
        return y.movedim(1, -1).reshape(x.shape) if last else y.reshape(x.shape)

    return Function(run)


def hardtanh(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    low, high = given.get("low", -1.0), given.get("high", 1.0)
    if high <= low:
        raise ValueError("nothing lies between the limits")
    return nn.Hardtanh(low, high)


def unflatten(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    if math.prod(given["shape"]) != shape[0]:
        raise ValueError("another number of elements")
    return Function(lambda x: x.reshape(x.shape[0], *given["shape"]))


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
    "batchnorm": without_bias(batchnorm),
    "groupnorm": without_bias(groupnorm),
    "layernorm": without_bias(layernorm),
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
    "softmax": functools.partial(softmax, nn.Softmax),
    "log_softmax": functools.partial(softmax, nn.LogSoftmax),
    "softmin": functools.partial(softmax, nn.Softmin),
    "dropout": plain(nn.Dropout),
    "dropout2d": plain(nn.Dropout2d),
    "drop_path": lambda shape, last, given: StochasticDepth(given["p"], given.get("mode", "row")),
    "scale": scale,
    "permute": permute,
    "channel_shuffle": plain(nn.ChannelShuffle),
    "upsample": upsample,
    "pad": pad,
    "normalize": normalize,
    "identity": plain(nn.Identity),
    "celu": plain(nn.CELU),
    "selu": plain(nn.SELU),
    "softplus": plain(nn.Softplus),
    "softsign": plain(nn.Softsign),
    "hardtanh": hardtanh,
    "mish": plain(nn.Mish),
    "log_sigmoid": plain(nn.LogSigmoid),
    "softshrink": plain(nn.Softshrink),
    "hardshrink": plain(nn.Hardshrink),
    "tanhshrink": plain(nn.Tanhshrink),
    "threshold": lambda shape, last, given: nn.Threshold(given["threshold"], given.get("value", 0.0)),
    "rrelu": plain(nn.RReLU),
    "glu": lambda shape, last, given: nn.GLU(-1 if last else 1),
    "prelu": lambda shape, last, given: nn.PReLU(1 if given.get("shared") else shape[0], given.get("init", 0.25)),
    "instancenorm": without_bias(lambda shape, last, given: nn.InstanceNorm2d(shape[0], **given)),
    "rmsnorm": RMSNorm,
    "shift": lambda shape, last, given: Function(lambda x: x + given.get("init", 0.0)),
    "times": lambda shape, last, given: Function(lambda x: x * given["factor"]),
    "eca": ECA,
    "grn": GRN,
    "blurpool": BlurPool,
    "pixel_shuffle": shuffled,
    "pixel_unshuffle": unshuffled,
    "space_to_depth": functools.partial(unshuffled, places_first=True),
    "global_maxpool": lambda shape, last, given: nn.AdaptiveMaxPool2d(1),
    "channels": channels,
    "channel_mean": lambda shape, last, given: Function(lambda x: x.mean(1, keepdim=True)),
    "channel_max": lambda shape, last, given: Function(lambda x: x.max(1, keepdim=True).values),
    "crop": crop,
    "unflatten": unflatten,
    "transpose": lambda shape, last, given: Function(lambda x: x.reshape(*x.shape[:2], -1).movedim(1, 2)),
}
