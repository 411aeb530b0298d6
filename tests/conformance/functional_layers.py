"""The layers of docs/layers.md as functions of torch.nn.functional, for sequences, maps, volumes and vectors.

Written from the documentation of the language and of PyTorch, and from the papers that it names, not from the code.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

from tests.conformance.functional_modules import (
    batchnorm,
    c_cells,
    cond_conv,
    coordinates,
    deform_conv,
    drop_path,
    dropblock,
    eca,
    evonorm,
    fractional_maxpool,
    frn,
    grn,
    involution,
    rbf,
    relative_attention,
    rrelu,
    s_cells,
    self_attention,
    switches,
)
from tests.conformance.functional_values import (
    AVG,
    AVG_TO,
    CONV,
    MAX,
    MAX_TO,
    MOST,
    TRANSPOSE,
    Refused,
    Value,
    as_channels,
    by_rank,
    channels_at_end,
    channels_back,
    each,
    padded,
)

if TYPE_CHECKING:
    from tests.conformance.functional import Run

LP = by_rank("lp_pool{}d")

# -------------------------------------------------------------------------------------- linear layers


def conv(
    run: Run, name: str, x: Value, channels: int, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1, bias: bool = True, padding_mode: str = "zeros", standardise: str = "none",
    weight_eps: float = 1e-6, gamma: float = 1.0, table: list[list[int]] | None = None,
) -> Tensor:  # fmt: skip
    k, s, d = (each(value, x.rank) for value in (kernel, stride, dilation))
    if x.channels % groups or channels % groups:
        raise Refused("channels that do not split into groups")
    fan = x.channels // groups * math.prod(k) * channels
    if table is None:
        w = run.tensor(f"{name}.weight", channels, x.channels // groups, *k, like=x)
    else:
        if groups > 1 or standardise != "none" or padding == "same":
            raise Refused("a table takes no groups, no standardise and no padding=same")
        places = connections(table, x.channels, channels)
        fan = len(places) * math.prod(k)
        each_one = run.tensor(f"{name}.weight", len(places), *k, like=x)
        w = each_one.new_zeros(channels, x.channels, *k)
        if not w.is_meta:
            w = w.index_put(tuple(torch.tensor(places).T), each_one)
    b = run.tensor(f"{name}.bias", channels, like=x) if bias else None
    if standardise != "none":
        w = standardised(run, name, w, x, scaled=standardise == "scaled", eps=weight_eps, gamma=gamma)
    if padding == "same":
        total = [
            max((-(-i // s_) - 1) * s_ + d_ * (k_ - 1) + 1 - i, 0)
            for i, k_, s_, d_ in zip(x.sizes, k, s, d, strict=True)
        ]
        before, after = [t // 2 for t in total], [t - t // 2 for t in total]
    else:
        before = after = list(each(padding, x.rank))
    y = CONV[x.rank](padded(x.data, before, after, padding_mode), w, b, s, 0, d, groups)
    run.count(math.prod(y.shape[2:]) * fan)
    return y


def connections(table: list[list[int]], inputs: int, outputs: int) -> list[tuple[int, int]]:
    """The output and the input channel of each connection of a table (LeCun et al., 1998, table I)."""
    if len(table) != outputs or any(not row or len({*row}) < len(row) for row in table):
        raise Refused("not one list of different channels for each output channel")
    if any(not 0 <= channel < inputs for row in table for channel in row):
        raise Refused("channels that are not there")
    return [(at, channel) for at, row in enumerate(table) for channel in row]


def standardised(run: Run, name: str, w: Tensor, x: Value, *, scaled: bool, eps: float, gamma: float) -> Tensor:
    """Each filter with mean 0 and variance 1, as Qiao et al. (2019) have it; Brock et al. (2021) where it is scaled."""
    fan = w[0].numel()
    if fan == 1 or not eps:
        raise Refused("a filter of one number, or nothing added to the variance")
    axes = tuple(range(1, w.dim()))
    variance, mean = torch.var_mean(w, axes, correction=0, keepdim=True)
    w = (w - mean) / (variance + eps).sqrt()
    if scaled:
        w = w * run.tensor(f"{name}.gain", w.shape[0], *[1] * (x.rank + 1), like=x) * (gamma * fan**-0.5)
    return w


COMPUTED = 10_000_000
"""Numbers of a sample; of more, which strides of thousands along each axis give, nothing is computed."""


def conv_transpose(
    run: Run, name: str, x: Value, channels: int, kernel: Any, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
) -> Tensor:  # fmt: skip
    k, s, p, o, d = (each(value, x.rank) for value in (kernel, stride, padding, output_padding, dilation))
    if x.channels % groups or channels % groups:
        raise Refused("channels that do not split into groups")
    places = 1
    for i, k_, s_, p_, o_, d_ in zip(x.sizes, k, s, p, o, d, strict=True):
        if o_ >= max(s_, d_):
            raise Refused("the output padding must be smaller than stride or dilation")
        size = (i - 1) * s_ - 2 * p_ + d_ * (k_ - 1) + o_ + 1
        if size < 1:
            raise Refused("nothing is left")
        places *= size
    if not x.data.is_meta and places * channels > COMPUTED:
        raise RuntimeError("too large to be computed")
    w = run.tensor(f"{name}.weight", x.channels, channels // groups, *k, like=x)
    b = run.tensor(f"{name}.bias", channels, like=x) if bias else None
    run.count(math.prod(x.shape) * (channels // groups) * math.prod(k))
    return TRANSPOSE[x.rank](x.data, w, b, s, p, o, groups, d)


def fc(run: Run, name: str, x: Value, features: int, bias: bool = True) -> Tensor:
    w = run.tensor(f"{name}.weight", features, x.channels, like=x)
    b = run.tensor(f"{name}.bias", features, like=x) if bias else None
    run.count(math.prod(x.shape) * features)
    return F.linear(x.data, w, b)


# ---------------------------------------------------------------------------------------------- pools


def _touches(size: int, out: int, k: int, s: int, p: int, d: int) -> bool:
    """Whether every window reads an element of the map."""
    before = range(min(out, -(-p // s), 8192))  # those that begin before the map
    first_inside = ((p - o * s, -(-(p - o * s) // d)) for o in before)
    return (out - 1) * s - p < size and all(at < k and d * at - ahead < size for ahead, at in first_inside)


def maxpool(
    _run: Run, _name: str, x: Value, kernel: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False,
) -> Tensor:  # fmt: skip
    k, s, p, d = (each(value, x.rank) for value in (kernel, kernel if stride is None else stride, padding, dilation))
    if any(2 * p_ > k_ for p_, k_ in zip(p, k, strict=True)):
        raise Refused("padding over half the kernel")
    y = MAX[x.rank](x.data, k, s, p, d, ceil_mode)
    if not all(map(_touches, x.sizes, y.shape[2:], k, s, p, d)):
        raise Refused("a window of padding alone")
    return y


def avgpool(
    _run: Run, _name: str, x: Value, kernel: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:  # fmt: skip
    k, s, p = (each(value, x.rank) for value in (kernel, kernel if stride is None else stride, padding))
    if any(2 * p_ > k_ for p_, k_ in zip(p, k, strict=True)):
        raise Refused("padding over half the kernel")
    return AVG[x.rank](x.data, k, s, p, ceil_mode, count_include_pad)


def lppool(
    _run: Run, _name: str, x: Value, kernel: Any, stride: Any = None, ceil_mode: bool = False, norm_type: float = 2.0
) -> Tensor:
    k, s = (each(value, x.rank) for value in (kernel, kernel if stride is None else stride))
    if x.data.is_meta:
        return AVG[x.rank](x.data, k, s, 0, ceil_mode)
    data = x.data if norm_type == 1 or norm_type % 2 == 0 else x.data.abs()
    # one axis takes a number in place of a tuple
    return LP[x.rank](data, norm_type, *((k[0], s[0]) if x.rank == 1 else (k, s)), ceil_mode)


def blurpool(
    _run: Run, _name: str, x: Value, kernel: int = 3, stride: int = 2, padding_mode: str = "reflect"
) -> Tensor:  # fmt: skip
    """The outer product of binomial coefficients, for each channel (Zhang, 2019)."""
    pad = (stride - 1 + kernel - 1) // 2
    line = torch.tensor([math.comb(kernel - 1, at) / 2 ** (kernel - 1) for at in range(kernel)], dtype=x.data.dtype)
    filters = line
    for _ in range(x.rank - 1):
        filters = filters[..., None] * line
    w = filters.to(x.data.device).expand(x.channels, 1, *filters.shape)
    y = padded(x.data, [pad] * x.rank, [pad] * x.rank, padding_mode)
    return CONV[x.rank](y, w, None, stride, 0, 1, x.channels)


def upsample(
    _run: Run, _name: str, x: Value, factor: Any = None, size: Any = None, mode: str = "nearest",
    align_corners: bool = False, recompute_scale_factor: bool = False,
) -> Tensor:  # fmt: skip
    if (factor is None) == (size is None) or (size is not None and recompute_scale_factor):
        raise Refused("a factor or a size")
    if isinstance(factor, float):
        factor = (factor,) * x.rank
    if (
        mode
        not in {1: ("nearest", "linear"), 2: ("nearest", "bilinear", "bicubic"), 3: ("nearest", "trilinear")}[x.rank]
    ):
        raise Refused(f"{mode} for {x.rank} axes")
    if align_corners and mode == "nearest":
        raise Refused("corners of nearest neighbours")
    factors = () if factor is None else each(factor, x.rank)
    sizes = (
        each(size, x.rank) if size is not None else [math.floor(i * f) for i, f in zip(x.sizes, factors, strict=True)]
    )
    if max(sizes) > MOST or min(sizes) < 1:
        raise Refused("a size beyond the limits")
    if x.data.is_meta:
        return x.data.new_empty(2, x.channels, *sizes)
    corners = None if mode == "nearest" else align_corners
    if factors and any(f != int(f) for f in factors):
        if mode == "nearest" and not recompute_scale_factor:
            return nearest(x.data, factors)
        again = recompute_scale_factor or list(sizes) == list(x.sizes) or None
        return F.interpolate(x.data, None, [*map(float, factors)], mode, corners, recompute_scale_factor=again)
    return F.interpolate(x.data, size=list(sizes), mode=mode, align_corners=corners)


def nearest(x: Tensor, factors: Any) -> Tensor:
    """The element at floor(o/F), in single precision; F.interpolate goes by the sizes in places."""
    for axis, factor in enumerate(factors, start=2):
        places = [int(o * torch.tensor(1 / factor)) for o in range(math.floor(x.shape[axis] * factor))]
        x = torch.cat([x.narrow(axis, min(place, x.shape[axis] - 1), 1) for place in places], axis)
    return x


# ---------------------------------------------------------------------------------------------- norms


def _affine(run: Run, name: str, x: Value, given: bool, bias: bool) -> tuple[Tensor | None, Tensor | None]:
    w = run.tensor(f"{name}.weight", x.channels, like=x) if given else None
    return w, run.tensor(f"{name}.bias", x.channels, like=x) if given and bias else None


def groupnorm(
    run: Run, name: str, x: Value, groups: int, eps: float = 1e-5, affine: bool = True, bias: bool = True
) -> Tensor:
    if x.channels % groups:
        raise Refused("channels that do not split into groups")
    if math.prod(x.shape) // groups == 1:
        raise Refused("a norm over one value")
    w, b = _affine(run, name, x, affine, bias)
    return x.data if x.data.is_meta else F.group_norm(x.data, groups, w, b, eps)


def instancenorm(run: Run, name: str, x: Value, eps: float = 1e-5, affine: bool = False, bias: bool = True) -> Tensor:
    if math.prod(x.sizes) == 1:
        raise Refused("a norm over one value")
    w, b = _affine(run, name, x, affine, bias)
    return x.data if x.data.is_meta else F.instance_norm(x.data, None, None, w, b, True, 0.1, eps)


def layernorm(run: Run, name: str, x: Value, eps: float = 1e-5, affine: bool = True, bias: bool = True) -> Tensor:
    w, b = _affine(run, name, x, affine, bias)
    if x.data.is_meta:
        return x.data
    return channels_back(F.layer_norm(channels_at_end(x), (x.channels,), w, b, eps), x)


def rmsnorm(run: Run, name: str, x: Value, eps: float = 1e-6, affine: bool = True, deviation: bool = False) -> Tensor:
    if deviation and x.channels == 1:
        raise Refused("one number has no deviation")
    w, _ = _affine(run, name, x, affine, False)
    if deviation and not x.data.is_meta:
        y = channels_at_end(x)
        y = y / (y.var(-1, correction=1, keepdim=True) + eps).sqrt()
        return channels_back(y if w is None else y * w, x)
    return x.data if x.data.is_meta else channels_back(F.rms_norm(channels_at_end(x), (x.channels,), w, eps), x)


def lrn(_run: Run, _name: str, x: Value, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    return x.data if x.data.is_meta else F.local_response_norm(x.data, size, alpha, beta, k)


# ------------------------------------------------------------------------------------ channels, elements


def normalize(_run: Run, _name: str, x: Value, mean: Any = (0.0,), std: Any = (1.0,)) -> Tensor:
    values = []
    for given in (mean, std):
        numbers = [given] if isinstance(given, int | float) else list(given)
        if len(numbers) not in (1, x.channels):
            raise Refused("not one number for each channel")
        values.append(as_channels(torch.tensor(numbers, dtype=torch.float32).to(x.data), x))
    return x.data if x.data.is_meta else (x.data - values[0]) / values[1]


def pad(_run: Run, _name: str, x: Value, amount: Any, mode: str = "zeros", value: float = 0.0) -> Tensor:
    before, after = around(amount, x.rank)
    if mode == "circular" and min(*before, *after) < 0:
        raise Refused("mode=circular cuts nothing off")
    return padded(x.data, before, after, mode, value if mode == "constant" else 0.0)


def crop(_run: Run, _name: str, x: Value, amount: Any) -> Tensor:
    before, after = around(amount, x.rank)
    return padded(x.data, [-side for side in before], [-side for side in after], "zeros")


def around(amount: Any, rank: int) -> tuple[list[int], list[int]]:
    """What stands before and after along each axis: one number, one for each axis, or [left, right, top, bottom]."""
    if isinstance(amount, list):
        if len(amount) == 2 * rank:
            return list(reversed(amount[::2])), list(reversed(amount[1::2]))
        if len(amount) != rank:
            raise Refused("not a number for each side")
    both = list(each(amount, rank))
    return both, both


def permute(_run: Run, _name: str, x: Value, order: str) -> Value:
    if (order == "channels_last") == x.last:
        raise Refused("the channels stand there already")
    return Value(x.data.movedim(-1, 1) if x.last else x.data.movedim(1, -1), not x.last)


def learned(run: Run, name: str, x: Value, shape: str) -> Tensor:
    """The parameter of `scale` and `shift`."""
    whole = (x.channels, *[1] * x.rank) if x.map else (x.channels,)
    sizes = {"channel": whole, "vector": (x.channels,), "scalar": (), "one": (1,)}[shape]
    w = run.tensor(name, *sizes, like=x)
    return as_channels(w, x) if shape == "vector" else w


def scale(run: Run, name: str, x: Value, shape: str = "channel", init: float = 1.0) -> Tensor:
    w = learned(run, name, x, shape)
    return x.data if x.data.is_meta else x.data * w


def shift(run: Run, name: str, x: Value, shape: str = "channel", init: float = 0.0) -> Tensor:
    w = learned(run, name, x, shape)
    return x.data if x.data.is_meta else x.data + w


def prelu(run: Run, name: str, x: Value, shared: bool = False, init: float = 0.25) -> Tensor:
    w = run.tensor(f"{name}.weight", 1 if shared else x.channels, like=x)
    return x.data if x.data.is_meta else F.prelu(x.data, w)


def hardtanh(_run: Run, _name: str, x: Value, low: float = -1.0, high: float = 1.0) -> Tensor:
    if high <= low:
        raise Refused("nothing lies between the limits")
    return x.data if x.data.is_meta else F.hardtanh(x.data, low, high)


def celu(_run: Run, _name: str, x: Value, alpha: float = 1.0) -> Tensor:
    if alpha == 0:
        raise Refused("a divisor of 0")
    return x.data if x.data.is_meta else F.celu(x.data, alpha)


def _over_dimension(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A function of one dimension, of the channels, or of all positions as if they were one."""

    def over(_run: Run, _name: str, x: Value, dim: int | str = 1) -> Tensor:
        if dim == "positions":
            if x.vector:
                raise Refused("no positions")
            first, last = (1, -2) if x.last else (2, -1)
            return x.data if x.data.is_meta else function(x.data.flatten(first, last), first).reshape(x.data.shape)
        axis = x.axis if dim == "channels" else dim
        if not -x.data.dim() <= axis < x.data.dim():
            raise Refused("no such dimension")
        return x.data if x.data.is_meta else function(x.data, axis)

    return over


def threshold(_run: Run, _name: str, x: Value, threshold: float, value: float = 0.0) -> Tensor:
    return x.data if x.data.is_meta else F.threshold(x.data, threshold, value)


def glu(_run: Run, _name: str, x: Value) -> Tensor:
    if x.channels % 2:
        raise Refused("no two halves")
    kept, gate = x.data.chunk(2, x.axis)
    return kept if x.data.is_meta else kept * gate.sigmoid()


# ------------------------------------------------------------------------------------- other arrangements


def channel_shuffle(_run: Run, _name: str, x: Value, groups: int) -> Tensor:
    if x.channels % groups:
        raise Refused("channels that do not split into groups")
    return x.data.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)


def _cells(x: Value, block: int) -> Tensor:
    """(N, C, H/b, b, W/b, b): blocks of places on axes of their own."""
    if any(size % block for size in x.sizes):
        raise Refused("places that make no whole blocks")
    return x.data.reshape(x.data.shape[0], x.channels, *[part for size in x.sizes for part in (size // block, block)])


def pixel_unshuffle(_run: Run, _name: str, x: Value, block: int) -> Tensor:
    inner, outer = range(3, 3 + 2 * x.rank, 2), range(2, 2 + 2 * x.rank, 2)
    return _cells(x, block).permute(0, 1, *inner, *outer).flatten(1, 1 + x.rank)


def space_to_depth(_run: Run, _name: str, x: Value, block: int) -> Tensor:
    inner, outer = range(3, 3 + 2 * x.rank, 2), range(2, 2 + 2 * x.rank, 2)
    return _cells(x, block).permute(0, *inner, 1, *outer).flatten(1, 1 + x.rank)


def pixel_shuffle(_run: Run, _name: str, x: Value, block: int) -> Tensor:
    if x.channels % block**x.rank:
        raise Refused("channels that make no whole blocks")
    y = x.data.reshape(x.data.shape[0], x.channels // block**x.rank, *[block] * x.rank, *x.sizes)
    order = [axis for at in range(x.rank) for axis in (2 + x.rank + at, 2 + at)]
    return y.permute(0, 1, *order).reshape(*y.shape[:2], *[size * block for size in x.sizes])


def transpose(_run: Run, _name: str, x: Value) -> Tensor:
    return x.data.flatten(2).transpose(1, 2)


def channels(_run: Run, _name: str, x: Value, range: tuple[int, int]) -> Tensor:  # noqa: A002
    first, last = range
    if not 0 <= first <= last < x.channels:
        raise Refused("channels that are not there")
    return x.data.narrow(x.axis, first, last - first + 1)


def unflatten(_run: Run, _name: str, x: Value, shape: Any) -> Tensor:
    if isinstance(shape, int):
        raise Refused("one number is no map")
    if math.prod(shape) != x.channels:
        raise Refused("another number of elements")
    return x.data.reshape(x.data.shape[0], *shape)


def _plain(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A function of each element."""
    return lambda _run, _name, x, **given: x.data if x.data.is_meta else function(x.data, **given)


def _pool_to(functions: dict[int, Callable[..., Tensor]]) -> Callable[..., Tensor]:
    def pool(_run: Run, _name: str, x: Value, size: Any) -> Tensor:
        sizes = each(size, x.rank)
        return x.data.new_empty(2, x.channels, *sizes) if x.data.is_meta else functions[x.rank](x.data, sizes)

    return pool


def _over(function: Callable[..., Tensor], *, places: bool) -> Callable[..., Tensor]:
    """A function of all places of each channel, or of all channels at each place."""

    def reduced(_run: Run, _name: str, x: Value) -> Tensor:
        if x.data.is_meta:
            return x.data.new_empty(2, *((x.channels, *[1] * x.rank) if places else (1, *x.sizes)))
        return function(x.data, tuple(range(2, x.rank + 2)) if places else 1, keepdim=True)

    return reduced


def dropout(run: Run, _name: str, x: Value, p: float = 0.5) -> Tensor:
    return x.data if x.data.is_meta else F.dropout(x.data, p, run.training)


def dropout2d(run: Run, _name: str, x: Value, p: float = 0.5) -> Tensor:
    return x.data if x.data.is_meta else getattr(F, f"dropout{x.rank}d")(x.data, p, run.training)


ANY = "mvl"
LAYERS: dict[str, tuple[Callable[..., Tensor | Value], str, tuple[str, ...]]] = {
    # kind: what it does, what it takes (maps, vectors, channels-last maps), positional arguments
    "conv": (conv, "m", ("channels", "kernel")),
    "conv_transpose": (conv_transpose, "m", ("channels", "kernel")),
    "fc": (fc, "vl", ("features",)),
    "linear": (fc, "vl", ("features",)),
    "maxpool": (maxpool, "m", ("kernel",)),
    "pool": (maxpool, "m", ("kernel",)),
    "avgpool": (avgpool, "m", ("kernel",)),
    "adaptive_avgpool": (_pool_to(AVG_TO), "m", ("size",)),
    "adaptive_maxpool": (_pool_to(MAX_TO), "m", ("size",)),
    "global_avgpool": (_over(torch.mean, places=True), "m", ()),
    "global_maxpool": (_over(torch.amax, places=True), "m", ()),
    "blurpool": (blurpool, "m", ("kernel",)),
    "cond_conv": (cond_conv, "m", ("channels", "kernel")),
    "deform_conv": (deform_conv, "m", ("channels", "kernel")),
    "involution": (involution, "m", ("kernel",)),
    "self_attention": (self_attention, "m", ()),
    "relative_attention": (relative_attention, "m", ("channels",)),
    "s_cells": (s_cells, "m", ("channels", "kernel")),
    "c_cells": (c_cells, "m", ("kernel",)),
    "rbf": (rbf, "v", ("features",)),
    "lppool": (lppool, "m", ("kernel",)),
    "fractional_maxpool": (fractional_maxpool, "m", ("kernel",)),
    "dropblock": (dropblock, "m", ("p",)),
    "rrelu": (rrelu, ANY, ()),
    "evonorm": (evonorm, "m", ("variant",)),
    "batchnorm": (batchnorm, "mv", ()),
    "groupnorm": (groupnorm, "mv", ("groups",)),
    "instancenorm": (instancenorm, "m", ()),
    "layernorm": (layernorm, ANY, ()),
    "rmsnorm": (rmsnorm, ANY, ()),
    "grn": (grn, "ml", ()),
    "lrn": (lrn, "m", ("size",)),
    "eca": (eca, "m", ("kernel",)),
    "channels": (channels, ANY, ("range",)),
    "channel_mean": (_over(torch.mean, places=False), "m", ()),
    "channel_max": (_over(torch.amax, places=False), "m", ()),
    "dropout": (dropout, ANY, ("p",)),
    "dropout2d": (dropout2d, "m", ("p",)),
    "drop_path": (drop_path, ANY, ("p",)),
    "relu": (_plain(F.relu), ANY, ()),
    "relu6": (_plain(F.relu6), ANY, ()),
    "elu": (_plain(F.elu), ANY, ()),
    "celu": (celu, ANY, ()),
    "selu": (_plain(F.selu), ANY, ()),
    "gelu": (_plain(F.gelu), ANY, ()),
    "silu": (_plain(F.silu), ANY, ()),
    "tanh": (_plain(torch.tanh), ANY, ()),
    "sigmoid": (_plain(torch.sigmoid), ANY, ()),
    "softplus": (_plain(F.softplus), ANY, ()),
    "softsign": (_plain(F.softsign), ANY, ()),
    "hardswish": (_plain(F.hardswish), ANY, ()),
    "hardsigmoid": (_plain(F.hardsigmoid), ANY, ()),
    "hardtanh": (hardtanh, ANY, ()),
    "leaky_relu": (_plain(F.leaky_relu), ANY, ()),
    "prelu": (prelu, "mv", ()),
    "softmax": (_over_dimension(F.softmax), ANY, ()),
    "log_softmax": (_over_dimension(F.log_softmax), ANY, ()),
    "softmin": (_over_dimension(F.softmin), ANY, ()),
    "mish": (_plain(F.mish), ANY, ()),
    "log_sigmoid": (_plain(F.logsigmoid), ANY, ()),
    "softshrink": (_plain(F.softshrink), ANY, ()),
    "hardshrink": (_plain(F.hardshrink), ANY, ()),
    "tanhshrink": (_plain(F.tanhshrink), ANY, ()),
    "threshold": (threshold, ANY, ("threshold", "value")),
    "glu": (glu, ANY, ()),
    "coordinates": (coordinates, "m", ()),
    "switches": (switches, "m", ("kernel",)),
    "frn": (frn, "m", ()),
    "identity": (_plain(lambda x: x), ANY, ()),
    "times": (_plain(lambda x, factor: x * factor), ANY, ("factor",)),
    "flatten": (lambda _run, _name, x: x.data.flatten(1), ANY, ()),
    "unflatten": (unflatten, "v", ("shape",)),
    "normalize": (normalize, ANY, ()),
    "pad": (pad, "m", ("amount",)),
    "crop": (crop, "m", ("amount",)),
    "permute": (permute, "ml", ("order",)),
    "transpose": (transpose, "m", ()),
    "scale": (scale, ANY, ()),
    "shift": (shift, ANY, ()),
    "upsample": (upsample, "m", ("factor",)),
    "channel_shuffle": (channel_shuffle, "m", ("groups",)),
    "pixel_shuffle": (pixel_shuffle, "m", ("block",)),
    "pixel_unshuffle": (pixel_unshuffle, "m", ("block",)),
    "space_to_depth": (space_to_depth, "m", ("block",)),
}
