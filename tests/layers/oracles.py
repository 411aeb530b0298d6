"""The torch module that each keyword stands for, built straight from torch and torchvision.

Nothing here uses cnndsl: only the arguments that a line gives are handed on, so the defaults are PyTorch's.
A function gets the shape that arrives (without the batch), whether its channels stand last, and the arguments.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn
from torchvision.models.convnext import LayerNorm2d
from torchvision.ops import DeformConv2d, StochasticDepth

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


def with_table(shape: tuple[int, ...], given: dict[str, Any]) -> nn.Module:
    """A filter for each row of the table, on the channels that it lists."""
    options = {**given, "groups": given.get("groups", 1), "standardise": given.get("standardise", "none")}
    table, channels, kernel = options.pop("table"), options.pop("channels"), options.pop("kernel")
    whole = options.pop("groups") == 1 and options.pop("standardise") == "none" and options.get("padding") != "same"
    if not whole or len(table) != channels or not all(row and len(set(row)) == len(row) for row in table):
        raise ValueError("a table that does not fit")
    if max(map(max, table)) >= shape[0]:
        raise ValueError("channels that do not arrive")
    options.pop("weight_eps", None), options.pop("gamma", None)
    kind = getattr(nn, f"Conv{len(shape) - 1}d")

    class Rows(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.rows = [[kind(len(row), 1, kernel, **options) for row in table]]  # in lists, no tensors of this module
            self.weight = nn.Parameter(torch.cat([each.weight.detach()[0] for each in self.rows[0]]))
            if options.get("bias", True):
                self.bias = nn.Parameter(torch.cat([each.bias.detach() for each in self.rows[0]]))

        def forward(self, x: Tensor) -> Tensor:
            found = []
            weights = self.weight.split([len(row) for row in table])
            for number, (row, conv, weight) in enumerate(zip(table, self.rows[0], weights, strict=True)):
                tensors = {"weight": weight[None]}
                if hasattr(self, "bias"):
                    tensors["bias"] = self.bias[number : number + 1]
                found.append(torch.func.functional_call(conv, tensors, x[:, list(row)]))
            return torch.cat(found, 1)

    return Rows()


class RBF(nn.Module):
    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        weight = torch.randn(given["features"], shape[0])
        if given.get("learned"):
            self.weight = nn.Parameter(weight)
        else:
            self.register_buffer("weight", weight)

    def forward(self, x: Tensor) -> Tensor:
        return torch.stack([((x - centre) ** 2).sum(1) for centre in self.weight], 1)


def conv(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options = dict(given)
    if options.pop("table", None) is not None:
        return with_table(shape, given)
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


def factors(given: dict[str, Any]) -> Any:
    """The factors as PyTorch takes them."""
    factor = given.get("factor")
    return tuple(map(float, factor)) if isinstance(factor, list) else factor


def upsample(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    corners, recompute = given.get("align_corners") or None, given.get("recompute_scale_factor") or None
    if given.get("factor") is None and given.get("size") is None:
        raise ValueError("neither a factor nor a size")
    size, by, mode = given.get("size"), factors(given), given.get("mode", "nearest")
    each = by if isinstance(by, tuple) else (by or 1,) * (len(shape) - 1)
    if size is None and not recompute and any(factor != int(factor) for factor in each):
        sizes = [int(side * factor) for side, factor in zip(shape[1:], each, strict=True)]
        if mode == "nearest" and corners is None and min(sizes) > 0:
            return Function(lambda x: nearest(x, each))  # PyTorch's kernels differ: test_differences.py
        recompute = True if sizes == list(shape[1:]) else None
    return nn.Upsample(size, by, mode, corners, recompute)


def nearest(x: Tensor, factors: Sequence[float]) -> Tensor:
    """The element at floor(o/F), as PyTorch computes it where it goes by the factor: in single precision."""
    for axis, factor in enumerate(factors, start=2):
        step = np.float32(1 / factor)
        places = [min(int(np.float32(o) * step), x.shape[axis] - 1) for o in range(int(x.shape[axis] * factor))]
        x = torch.stack([x.select(axis, place) for place in places], axis)
    return x


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
        self.deviation = given.get("deviation", False)
        if self.deviation and channels == 1:
            raise ValueError("one number has no deviation")
        if given.get("affine", True):
            self.weight = nn.Parameter(torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        y = x.movedim(self.axis, -1)
        square = y.std(-1, keepdim=True) ** 2 if self.deviation else y.pow(2).mean(-1, keepdim=True)
        y = y / (square + self.eps).sqrt()
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
        self.mode = "constant" if given.get("padding_mode") == "zeros" else "reflect"
        self.line = [math.comb(kernel - 1, k) / 2 ** (kernel - 1) for k in range(kernel)]

    def forward(self, x: Tensor) -> Tensor:
        rank, channels = x.dim() - 2, x.shape[1]
        conv = (F.conv1d, F.conv2d, F.conv3d)[rank - 1]
        y = F.pad(x, [self.pad] * 2 * rank, self.mode)
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


class SelfAttention(nn.MultiheadAttention):
    """As by hand: the weights of each head, then their means of the values."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        heads = given.get("heads", 1)
        if shape[0] % heads:
            raise ValueError("heads do not share the channels")
        super().__init__(shape[0], heads, bias=given.get("bias", True))

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        tokens = x.flatten(2).movedim(1, 2)
        q, k, v = F.linear(tokens, self.in_proj_weight, self.in_proj_bias).chunk(3, -1)
        q, k, v = (part.unflatten(-1, (self.num_heads, -1)).movedim(-2, 1) for part in (q, k, v))
        weights = (q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5).softmax(-1)
        y = self.out_proj((weights @ v).movedim(1, -2).flatten(-2))
        return y.movedim(1, 2).reshape(x.shape)


class RelativeAttention(nn.Module):
    """As in the paper's code: the products with all distances, shifted so that each row begins at its own place."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        self.heads = given.get("heads", 4)
        self.channels = given.get("channels") or shape[0]
        if len(shape) != 3 or self.channels % self.heads:
            raise ValueError("for images alone; heads share the channels")
        self.query = given.get("head_channels") or self.channels // self.heads
        self.all = given.get("scale_positions", False)
        widths = 2 * self.heads * self.query + self.channels
        self.qkv = nn.Conv2d(shape[0], widths, 1, bias=given.get("bias", False))
        self.pos_embed = nn.Module()
        self.pos_embed.height_rel = nn.Parameter(torch.randn(2 * shape[1] - 1, self.query))
        self.pos_embed.width_rel = nn.Parameter(torch.randn(2 * shape[2] - 1, self.query))

    def along(self, q: Tensor, vectors: Tensor) -> Tensor:
        products = q @ vectors.transpose(0, 1)
        size = q.shape[-2]
        rows = [products[..., place, size - 1 - place : 2 * size - 1 - place] for place in range(size)]
        return torch.stack(rows, -2)

    def forward(self, x: Tensor) -> Tensor:
        inner = self.heads * self.query
        q, k, v = self.qkv(x).split([inner, inner, self.channels], 1)
        q, k, v = (part.unflatten(1, (self.heads, -1)).movedim(2, -1) for part in (q, k, v))  # N, heads, H, W, c
        near = self.along(q, self.pos_embed.width_rel)[..., None, :]
        far = self.along(q.transpose(2, 3), self.pos_embed.height_rel).transpose(2, 3)[..., None]
        places = (near + far).flatten(-2).flatten(2, 3)
        q, k, v = (part.flatten(2, 3) for part in (q, k, v))
        seen, scale = q @ k.transpose(-1, -2), self.query**-0.5
        logits = (seen + places) * scale if self.all else seen * scale + places
        y = logits.softmax(-1) @ v
        return y.movedim(-1, 2).reshape(len(x), self.channels, *x.shape[2:])


class Involution(nn.Module):
    """As in the paper's code, whose unfolding is written out for any rank."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        channels, rank = shape[0], len(shape) - 1
        self.kernel, self.stride = given["kernel"], given.get("stride", 1)
        each = given.get("group_channels", 16)
        few = channels // given.get("reduction", 4)
        if channels % each or not few or self.kernel % 2 == 0 or any(size % self.stride for size in shape[1:]):
            raise ValueError("groups, or a stride, that do not come out even")
        self.groups = channels // each
        conv, norm = getattr(nn, f"Conv{rank}d"), getattr(nn, f"BatchNorm{rank}d")
        self.conv1 = nn.Sequential()
        self.conv1.add_module("conv", conv(channels, few, 1, bias=False))
        self.conv1.add_module("bn", norm(few))
        self.conv2 = nn.Sequential()
        self.conv2.add_module("conv", conv(few, self.kernel**rank * self.groups, 1))
        self.pool = getattr(nn, f"AvgPool{rank}d")(self.stride)

    def forward(self, x: Tensor) -> Tensor:
        rank = x.dim() - 2
        weight = self.conv2(self.conv1(self.pool(x)).relu())
        weight = weight.unflatten(1, (self.groups, 1, -1))
        padded = F.pad(x, [self.kernel // 2] * 2 * rank).unflatten(1, (self.groups, -1))
        total = 0
        for cell, place in enumerate(itertools.product(range(self.kernel), repeat=rank)):
            ends = [start + self.stride * (size - 1) + 1 for start, size in zip(place, weight.shape[4:], strict=True)]
            where = [slice(start, end, self.stride) for start, end in zip(place, ends, strict=True)]
            total = total + weight[:, :, :, cell] * padded[(slice(None), slice(None), slice(None), *where)]
        return total.flatten(1, 2)


class CondConv(nn.Module):
    """A convolution for each sample, one after the other."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        options = dict(given)
        experts, rank = options.pop("experts", 4), len(shape) - 1
        channels, kernel = options.pop("channels"), options.pop("kernel")
        conv = getattr(nn, f"Conv{rank}d")
        made = [conv(shape[0], channels, kernel, **options) for _ in range(experts)]
        self.size = made[0].weight.shape
        self.weight = nn.Parameter(torch.stack([each.weight.detach().flatten() for each in made]))
        if made[0].bias is not None:
            self.bias = nn.Parameter(torch.stack([each.bias.detach() for each in made]))
        self.routing_fn = nn.Linear(shape[0], experts)
        self.plain = [made[0]]  # in a list, its tensors are none of this module

    def forward(self, x: Tensor) -> Tensor:
        mix = self.routing_fn(x.mean(tuple(range(2, x.dim())))).sigmoid()
        found = []
        for sample, shares in zip(x, mix, strict=True):
            tensors = {"weight": torch.einsum("e,ew->w", shares, self.weight).view(self.size)}
            if self.plain[0].bias is not None:
                tensors["bias"] = torch.einsum("e,ec->c", shares, self.bias)
            found.append(torch.func.functional_call(self.plain[0], tensors, sample[None]))
        return torch.cat(found)


class DeformConv(DeformConv2d):
    """torchvision's, with the convolution that says where its elements stand; both chunks of it as in mmcv."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        options = dict(given)
        groups, self.modulated = options.pop("offset_groups", 1), options.pop("modulated", False)
        if len(shape) != 3 or shape[0] % groups:
            raise ValueError("for images alone, and whole groups")
        channels, kernel = options.pop("channels"), options.pop("kernel")
        super().__init__(shape[0], channels, kernel, **options)
        places = groups * math.prod(self.kernel_size) * (3 if self.modulated else 2)
        options.pop("groups", None)
        options.pop("bias", None)
        self.conv_offset = nn.Conv2d(shape[0], places, kernel, **options)

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        made = self.conv_offset(x)
        if not self.modulated:
            return super().forward(x, made)
        first, second, mask = made.chunk(3, 1)
        return super().forward(x, torch.cat([first, second], 1), mask.sigmoid())


def over_places(x: Tensor) -> list[int]:
    return list(range(2, x.dim()))


def as_map(value: Tensor, x: Tensor) -> Tensor:
    return value.view(-1, *[1] * (x.dim() - 2))


class EvoNorm(nn.Module):
    """By the formulas of the paper, tensors as in timm."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        self.b0, self.groups = given["variant"] == "b0", given.get("groups", 32)
        self.divides = given["variant"] == "s0a"
        self.eps = given.get("eps", 1e-5 if given["variant"] == "s0" else 1e-3)
        self.momentum = given.get("momentum", 0.1)
        self.weight, self.bias = nn.Parameter(torch.randn(shape[0])), nn.Parameter(torch.randn(shape[0]))
        if given.get("activate", True):
            self.v = nn.Parameter(torch.randn(shape[0]))
        if self.b0:
            self.register_buffer("running_var", torch.rand(shape[0]) + 0.5)

    def forward(self, x: Tensor) -> Tensor:
        if hasattr(self, "v") or self.divides:
            v = as_map(self.v, x) if hasattr(self, "v") else None
            if self.b0:
                var = self.running_var
                if self.training:
                    var = x.transpose(0, 1).flatten(1).var(1, unbiased=False)
                own = (x.var(over_places(x), unbiased=False, keepdim=True) + self.eps) ** 0.5
                x = x / torch.maximum((as_map(var, x) + self.eps) ** 0.5, v * x + own)
            else:
                if x.shape[1] % self.groups:
                    raise ValueError("no whole groups")
                groups = x.unflatten(1, (self.groups, -1))
                deviation = (groups.flatten(2).var(2, unbiased=False) + self.eps) ** 0.5
                curved = x if v is None else x * (v * x).sigmoid()
                groups = curved.unflatten(1, (self.groups, -1))
                x = (groups / deviation.view(*deviation.shape, *[1] * (x.dim() - 1))).flatten(1, 2)
        return x * as_map(self.weight, x) + as_map(self.bias, x)


class FRN(nn.Module):
    """By the formulas of the paper."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        self.eps = given.get("eps", 1e-5)
        self.weight, self.bias = nn.Parameter(torch.randn(shape[0])), nn.Parameter(torch.randn(shape[0]))
        if given.get("activate", True):
            self.tau = nn.Parameter(torch.randn(shape[0]))

    def forward(self, x: Tensor) -> Tensor:
        normal = x / ((x * x).mean(over_places(x), keepdim=True) + self.eps) ** 0.5
        y = normal * as_map(self.weight, x) + as_map(self.bias, x)
        return y.maximum(as_map(self.tau, x)) if hasattr(self, "tau") else y


class Dropped(nn.Dropout):
    """Of another kind than nn.Dropout is."""


def dropblock(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    if min(given.get("block", 7), *shape[1:]) % 2 == 0:
        raise ValueError("an even block, in training")
    return Dropped(given["p"])  # in evaluation as good; in training torchvision has images and volumes


def coordinates(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    def run(x: Tensor) -> Tensor:
        found = [x]
        for axis, size in enumerate(x.shape[2:], start=2):
            line = torch.arange(size).to(x) * 2 / max(size - 1, 1) - (1 if size > 1 else 0)
            line = line.view(-1, *[1] * (x.dim() - 1 - axis)).expand(x.shape[2:])
            found.append(line.expand(x.shape[0], 1, *line.shape))
        if given.get("radius"):
            found.append(torch.cat(found[1:], 1).norm(dim=1, keepdim=True))
        return torch.cat(found, 1)

    return Function(run)


def lppool(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    options, rank = dict(given), len(shape) - 1
    kernel, power = options.pop("kernel"), options.pop("norm_type", 2.0)
    if rank == 1 and isinstance(kernel, tuple):
        (kernel,) = kernel
    if rank == 1 and isinstance(options.get("stride"), tuple):
        (options["stride"],) = options["stride"]
    pool = getattr(nn, f"LPPool{rank}d")(power, kernel, **options)
    # other powers of negative numbers are no numbers, or the root of a negative sum is none
    return pool if power == 1 or power % 2 == 0 else nn.Sequential(Function(torch.abs), pool)


class FractionalMaxPool(nn.Module):
    """Drawn in training, as PyTorch's; in evaluation with the number 1/2 for every sample, channel and axis."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        rank = len(shape) - 1
        if rank == 1 or (given.get("size") is None) == (given.get("ratio") is None):
            raise ValueError("a map of two or three axes, and a size or a ratio")
        options = {"output_ratio": given["ratio"]} if given.get("size") is None else {"output_size": given["size"]}
        self.pool = getattr(nn, f"FractionalMaxPool{rank}d")(given["kernel"], **options)
        self.pool.register_buffer("_random_samples", None, persistent=False)  # what is drawn is no part of the state

    def forward(self, x: Tensor) -> Tensor:
        self.pool._random_samples = None if self.training else torch.full((*x.shape[:2], x.dim() - 2), 0.5).to(x)
        return self.pool(x)


def switches(shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> nn.Module:
    """Ones, taken to where the maxima stood."""
    rank = len(shape) - 1
    pool = getattr(nn, f"MaxPool{rank}d")(given["kernel"], return_indices=True)
    unpool = getattr(nn, f"MaxUnpool{rank}d")(given["kernel"])

    def run(x: Tensor) -> Tensor:
        y, places = pool(x)
        return unpool(torch.ones_like(y), places, output_size=x.shape)

    return Function(run)


class Cells(nn.Module):
    """What both kinds of cells share: the elements of their windows, one after the other, and the fixed weights."""

    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__()
        self.rank = len(shape) - 1

        def sizes(name: str, default: int) -> tuple[int, ...]:
            value = given.get(name, default)
            return tuple(value) if isinstance(value, tuple) else (value,) * self.rank

        self.kernel, self.padding, self.stride = sizes("kernel", 1), sizes("padding", 0), sizes("stride", 1)
        reach = zip(shape[1:], self.padding, self.kernel, strict=True)
        if any(size + 2 * pad < kernel for size, pad, kernel in reach):
            raise ValueError("a window that does not fit")
        gamma = given.get("gamma", 0.9)
        self.fixed = {
            place: gamma ** math.dist(place, [(size - 1) / 2 for size in self.kernel])
            for place in itertools.product(*map(range, self.kernel))
        }

    def elements(self, x: Tensor) -> list[tuple[tuple[int, ...], Tensor]]:
        x = F.pad(x, [pad for pad in reversed(self.padding) for _ in range(2)])
        counts = [
            (size - kernel) // step + 1
            for size, kernel, step in zip(x.shape[2:], self.kernel, self.stride, strict=True)
        ]
        found = []
        for place in self.fixed:
            along = zip(place, counts, self.stride, strict=True)
            where = [slice(start, start + step * (count - 1) + 1, step) for start, count, step in along]
            found.append((place, x[(slice(None), slice(None), *where)]))
        return found


class SCells(Cells):
    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__(shape, last, given)
        self.r = given.get("r", 1.0)
        self.a = nn.Parameter(torch.rand(given["channels"], shape[0], *self.kernel))
        self.b = nn.Parameter(torch.rand(given["channels"]))

    def forward(self, x: Tensor) -> Tensor:
        excites, inhibits = 0, 0
        whole = x.shape[1] * sum(self.fixed.values())
        for place, part in self.elements(x):
            excites = excites + torch.einsum("pc,nc...->np...", self.a[(slice(None), slice(None), *place)], part)
            inhibits = inhibits + self.fixed[place] / whole * part.pow(2).sum(1, keepdim=True)
        share = 2 * self.r / (1 + self.r) * as_map(self.b, x) * inhibits**0.5
        return self.r * F.relu((1 + excites) / (1 + share) - 1)


class CCells(Cells):
    def __init__(self, shape: tuple[int, ...], last: bool, given: dict[str, Any]) -> None:
        super().__init__(shape, last, given)
        self.alpha = given.get("alpha", 0.5)

    def forward(self, x: Tensor) -> Tensor:
        excites = sum(self.fixed[place] * part for place, part in self.elements(x))
        y = F.relu((1 + excites) / (1 + excites.mean(1, keepdim=True)) - 1)
        return y / (self.alpha + y)


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
    "self_attention": SelfAttention,
    "relative_attention": RelativeAttention,
    "involution": Involution,
    "cond_conv": CondConv,
    "deform_conv": DeformConv,
    "evonorm": EvoNorm,
    "frn": FRN,
    "dropblock": dropblock,
    "coordinates": coordinates,
    "lppool": lppool,
    "rbf": RBF,
    "switches": switches,
    "fractional_maxpool": FractionalMaxPool,
    "s_cells": SCells,
    "c_cells": CCells,
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
