"""Layers that are more than one function of torch.nn.functional, from the papers and libraries that docs/layers.md names."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor
from torchvision.ops import deform_conv2d

from tests.conformance.functional_values import (
    CONV,
    MAX,
    Refused,
    Value,
    channels_at_end,
    channels_back,
    each,
)

if TYPE_CHECKING:
    from tests.conformance.functional import Run

# ------------------------------------------------------------------------------------- convolutions


def _conv_like(x: Value, channels: int, k: tuple[int, ...], s: Any, p: Any, d: Any) -> Tensor:
    """A meta tensor of the shape that a convolution gives."""
    w = x.data.new_empty(channels, x.channels, *k, device="meta")
    return CONV[x.rank](x.data.to("meta"), w, None, s, p, d)


def cond_conv(
    run: Run, name: str, x: Value, channels: int, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1, bias: bool = True, experts: int = 4,
) -> Tensor:  # fmt: skip
    """Yang et al. (2019), section 3.1: each sample is convolved with its own sum of the experts' weights."""
    k, s, p, d = (each(value, x.rank) for value in (kernel, stride, padding, dilation))
    if x.channels % groups or channels % groups:
        raise Refused("channels that do not split into groups")
    fan = (x.channels // groups, *k)
    w = run.tensor(f"{name}.weight", experts, channels * math.prod(fan), like=x)
    b = run.tensor(f"{name}.bias", experts, channels, like=x) if bias else None
    route = [run.tensor(f"{name}.routing_fn.{key}", *of, like=x)
             for key, of in (("weight", (experts, x.channels)), ("bias", (experts,)))]  # fmt: skip
    y = _conv_like(x, channels, k, s, p, d)
    run.count(math.prod(y.shape[1:]) * math.prod(fan) + experts * (w.shape[1] + channels * bias + x.channels))
    if x.data.is_meta:
        return y
    mix = F.linear(x.data.mean(tuple(range(2, x.rank + 2))), *route).sigmoid()
    samples = []
    for sample, shares in zip(x.data, mix, strict=True):
        filters = (shares[:, None] * w).sum(0).reshape(channels, *fan)
        biases = None if b is None else (shares[:, None] * b).sum(0)
        samples.append(CONV[x.rank](sample[None], filters, biases, s, p, d, groups))
    return torch.cat(samples)


def deform_conv(
    run: Run, name: str, x: Value, channels: int, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1, bias: bool = True, offset_groups: int = 1, modulated: bool = False,
) -> Tensor:  # fmt: skip
    """Dai et al. (2017), Zhu et al. (2019); the first channels of `conv_offset` are the places, the last the weights."""
    if x.rank != 2:
        raise Refused("torchvision has it for images alone")
    k, s, p, d = (each(value, 2) for value in (kernel, stride, padding, dilation))
    if x.channels % groups or channels % groups or x.channels % offset_groups:
        raise Refused("channels that do not split into groups")
    w = run.tensor(f"{name}.weight", channels, x.channels // groups, *k, like=x)
    b = run.tensor(f"{name}.bias", channels, like=x) if bias else None
    elements = offset_groups * math.prod(k)
    made = elements * (3 if modulated else 2)
    offset = [run.tensor(f"{name}.conv_offset.{key}", *of, like=x)
              for key, of in (("weight", (made, x.channels, *k)), ("bias", (made,)))]  # fmt: skip
    y = _conv_like(x, channels, k, s, p, d)
    if min(y.shape) < 1:
        raise Refused("an empty map")
    run.count(math.prod(y.shape[2:]) * math.prod(k) * (channels * w.shape[1] + made * x.channels))
    if x.data.is_meta:
        return y
    found = F.conv2d(x.data, *offset, s, p, d).nan_to_num(1.0)  # torchvision dies of NaN
    mask = found[:, 2 * elements :].sigmoid() if modulated else None
    return deform_conv2d(x.data, found[:, : 2 * elements], w, b, s, p, d, mask)


def involution(
    run: Run, name: str, x: Value, kernel: int, stride: int = 1, group_channels: int = 16, reduction: int = 4
) -> Tensor:
    """Li et al. (2021), algorithm 1, and the names of the paper's code."""
    if kernel % 2 == 0 or x.channels % group_channels or any(size % stride for size in x.sizes):
        raise Refused("an even kernel, or channels or places that do not split")
    few, groups, cells = x.channels // reduction, x.channels // group_channels, kernel**x.rank
    if not few:
        raise Refused("no channels are left")
    ones, sizes = [1] * x.rank, [size // stride for size in x.sizes]
    first = run.tensor(f"{name}.conv1.conv.weight", few, x.channels, *ones, like=x)
    second = run.tensor(f"{name}.conv2.conv.weight", groups * cells, few, *ones, like=x)
    bias = run.tensor(f"{name}.conv2.conv.bias", groups * cells, like=x)
    places = math.prod(sizes)
    run.count(places * (few * x.channels + groups * cells * few + x.channels * cells))
    seen = x.data
    if stride > 1 and not seen.is_meta:  # means over cells of the stride
        for axis, size in enumerate(sizes):
            seen = seen.unflatten(axis + 2, (size, stride)).mean(axis + 3)
    seen = seen if x.data.is_meta else CONV[x.rank](seen, first)
    given = Value(x.data.new_empty(2, few, *sizes) if x.data.is_meta else seen)
    seen = batchnorm(run, f"{name}.conv1.bn", given)
    if x.data.is_meta:
        return x.data.new_empty(2, x.channels, *sizes)
    kernels = CONV[x.rank](seen.relu(), second, bias).unflatten(1, (groups, 1, cells))
    wide = F.pad(x.data, [kernel // 2] * (2 * x.rank))
    windows = []
    for at in product(range(kernel), repeat=x.rank):
        window = wide
        for axis, (start, size) in enumerate(zip(at, sizes, strict=True)):
            window = window.narrow(axis + 2, start, stride * (size - 1) + 1)
            window = window[(slice(None),) * (axis + 2) + (slice(None, None, stride),)]
        windows.append(window.unflatten(1, (groups, group_channels)))
    return (torch.stack(windows, 3) * kernels).sum(3).flatten(1, 2)


# ---------------------------------------------------------------------------------------------- norms


def batchnorm(
    run: Run, name: str, x: Value, eps: float = 1e-5, momentum: float = 0.1, affine: bool = True, bias: bool = True,
    track_running_stats: bool = True,
) -> Tensor:  # fmt: skip
    """Ioffe and Szegedy (2015). Not F.batch_norm, whose gradients are wrong on the CPU where an axis has one place and
    the gradient that arrives is laid out in another way."""
    w = run.tensor(f"{name}.weight", x.channels, like=x) if affine else None
    b = run.tensor(f"{name}.bias", x.channels, like=x) if affine and bias else None
    mean = var = None
    if track_running_stats:
        mean = run.tensor(f"{name}.running_mean", x.channels, like=x, buffer=0.25)
        var = run.tensor(f"{name}.running_var", x.channels, like=x, buffer=1.5)
        if f"{name}.num_batches_tracked" not in run.state:
            run.state[f"{name}.num_batches_tracked"] = torch.tensor(0)
        if run.training:
            run.state[f"{name}.num_batches_tracked"] = run.state[f"{name}.num_batches_tracked"] + 1
    if x.data.is_meta:
        return x.data
    axes = (0, *range(2, x.rank + 2))
    if run.training or mean is None or var is None:
        count = x.data.numel() // x.channels
        if count == 1:
            raise Refused("the statistics of one value")
        found = torch.var_mean(x.data, axes, correction=0)
        if run.training and mean is not None and var is not None:
            with torch.no_grad():
                var.mul_(1 - momentum).add_(found[0] * (count / (count - 1)), alpha=momentum)
                mean.mul_(1 - momentum).add_(found[1], alpha=momentum)
        var, mean = found
    shape = (-1, *[1] * x.rank)
    y = (x.data - mean.view(shape)) / (var.view(shape) + eps).sqrt()
    y = y if w is None else y * w.view(shape)
    return y if b is None else y + b.view(shape)


def evonorm(
    run: Run, name: str, x: Value, variant: str, groups: int = 32, eps: float | None = None, momentum: float = 0.1,
    activate: bool = True,
) -> Tensor:  # fmt: skip
    """Liu et al. (2020), table 3; without an activation as in timm."""
    eps = eps if eps is not None else 1e-5 if variant == "s0" else 1e-3
    divides = variant == "s0a" or activate
    if variant != "b0" and divides and x.channels % groups:
        raise Refused("channels that do not split into groups")
    keys = ("weight", "bias", "v") if activate else ("weight", "bias")
    learned = [run.tensor(f"{name}.{key}", x.channels, like=x) for key in keys]
    running = run.tensor(f"{name}.running_var", x.channels, like=x, buffer=1.5) if variant == "b0" else None
    if x.data.is_meta:
        return x.data
    w, b, *curve = (value.view(-1, *[1] * x.rank) for value in learned)
    y, places = x.data, tuple(range(2, x.rank + 2))
    if running is not None and activate:
        var = running
        if run.training:
            count = y.numel() // x.channels
            var = y.var((0, *places), correction=0)
            with torch.no_grad():
                running += momentum * (var * (count / max(count - 1, 1)) - running)
        batch = (var + eps).sqrt().view(w.shape)
        y = y / torch.maximum(batch, curve[0] * y + (y.var(places, correction=0, keepdim=True) + eps).sqrt())
    elif running is None and divides:
        grouped = y.unflatten(1, (groups, -1))
        deviation = (grouped.var(tuple(range(2, x.rank + 3)), correction=0, keepdim=True) + eps).sqrt()
        numerator = y * (curve[0] * y).sigmoid() if activate else y
        y = (numerator.unflatten(1, (groups, -1)) / deviation).flatten(1, 2)
    return y * w + b


def frn(run: Run, name: str, x: Value, eps: float = 1e-5, activate: bool = True) -> Tensor:
    """Singh and Krishnan (2020)."""
    keys = ("weight", "bias", "tau") if activate else ("weight", "bias")
    learned_ones = [run.tensor(f"{name}.{key}", x.channels, like=x) for key in keys]
    if x.data.is_meta:
        return x.data
    w, b, *tau = (value.view(-1, *[1] * x.rank) for value in learned_ones)
    square = x.data.pow(2).mean(tuple(range(2, x.rank + 2)), keepdim=True)
    y = w * x.data / (square + eps).sqrt() + b
    return torch.maximum(y, tau[0]) if tau else y


def grn(run: Run, name: str, x: Value, eps: float = 1e-6) -> Tensor:
    """Woo et al. (2023): norms over the map, relative to the mean of the channels'."""
    w, b = (run.tensor(f"{name}.{key}", x.channels, like=x) for key in ("weight", "bias"))
    if x.data.is_meta:
        return x.data
    y = channels_at_end(x)
    norms = torch.linalg.vector_norm(y, 2, tuple(range(1, y.dim() - 1)), keepdim=True)
    return channels_back(w * (y * (norms / (norms.mean(-1, keepdim=True) + eps))) + b + y, x)


# ------------------------------------------------------------------------------------------ attention


def eca(run: Run, name: str, x: Value, kernel: int | None = None) -> Tensor:
    """Wang et al. (2020), equation 12: |log2(C)/2 + 1/2|, the nearest odd number."""
    if kernel is None:
        near = int(abs(math.log2(x.channels) + 1) / 2)
        kernel = max(near if near % 2 else near + 1, 3)
    if kernel % 2 == 0:
        raise Refused("an even kernel gives another number of channels")
    w = run.tensor(f"{name}.conv.weight", 1, 1, kernel, like=x)
    run.count(x.channels * kernel)
    if x.data.is_meta:
        return x.data
    y = F.conv1d(x.data.mean(tuple(range(2, x.rank + 2)))[:, None], w, padding=kernel // 2)
    return x.data * y.sigmoid()[:, 0].reshape(*x.data.shape[:2], *[1] * x.rank)


def self_attention(run: Run, name: str, x: Value, heads: int = 1, bias: bool = True) -> Tensor:
    """Vaswani et al. (2017), with the tensors of torch.nn.MultiheadAttention."""
    c, places = x.channels, math.prod(x.sizes)
    if c % heads:
        raise Refused("channels that do not split into heads")
    w = run.tensor(f"{name}.in_proj_weight", 3 * c, c, like=x)
    b = run.tensor(f"{name}.in_proj_bias", 3 * c, like=x) if bias else None
    out = run.tensor(f"{name}.out_proj.weight", c, c, like=x)
    out_bias = run.tensor(f"{name}.out_proj.bias", c, like=x) if bias else None
    run.count(4 * places * c * c + 2 * places * places * c)
    if x.data.is_meta:
        return x.data
    q, k, v = F.linear(x.data.flatten(2).mT, w, b).unflatten(2, (3, heads, c // heads)).permute(2, 0, 3, 1, 4)
    y = (q @ k.mT / math.sqrt(c // heads)).softmax(-1) @ v
    return F.linear(y.transpose(1, 2).flatten(2), out, out_bias).mT.reshape(x.data.shape)


def relative_attention(
    run: Run, name: str, x: Value, channels: int | None = None, heads: int = 4, head_channels: int | None = None,
    bias: bool = False, scale_positions: bool = False,
) -> Tensor:  # fmt: skip
    """Srinivas et al. (2021): the logit of two places is q·k, and q times the vectors of how far apart they are."""
    if x.rank != 2:
        raise Refused("for images alone")
    channels = channels or x.channels
    if channels % heads:
        raise Refused("channels that do not split into heads")
    value, (rows, columns) = channels // heads, x.sizes
    query = head_channels or value
    widths = [heads * query, heads * query, heads * value]
    w = run.tensor(f"{name}.qkv.weight", sum(widths), x.channels, 1, 1, like=x)
    b = run.tensor(f"{name}.qkv.bias", sum(widths), like=x) if bias else None
    far, near = (run.tensor(f"{name}.pos_embed.{axis}_rel", 2 * size - 1, query, like=x)
                 for axis, size in (("height", rows), ("width", columns)))  # fmt: skip
    places = rows * columns
    run.count(
        places * sum(widths) * x.channels + heads * places * (places * (query + value) + (rows + columns) * query)
    )
    if x.data.is_meta:
        return x.data.new_empty(2, channels, *x.sizes)
    q, k, v = (each.unflatten(1, (heads, -1)) for each in F.conv2d(x.data, w, b).split(widths, 1))
    down = torch.tensor([[i - h + rows - 1 for i in range(rows)] for h in range(rows)])
    along = torch.tensor([[j - w + columns - 1 for j in range(columns)] for w in range(columns)])
    apart = far[down][:, None, :, None] + near[along][None, :, None, :]  # (rows, columns, rows, columns, query)
    positions = torch.einsum("nqchw,hwijc->nqhwij", q, apart).flatten(2, 3).flatten(3)
    seen = q.flatten(3).mT @ k.flatten(3)
    scale = query**-0.5
    logits = (seen + positions) * scale if scale_positions else seen * scale + positions
    return (logits.softmax(-1) @ v.flatten(3).mT).mT.reshape(-1, channels, *x.sizes)


# ------------------------------------------------------------------------------------------ cells


def _falling(x: Value, k: tuple[int, ...], gamma: float) -> Tensor:
    """gamma to the power of the distance from the middle of a window, for each of its elements; in single precision."""
    middle = [(size - 1) / 2 for size in k]
    apart = [math.dist(place, middle) for place in product(*map(range, k))]
    return (gamma ** torch.tensor(apart)).reshape(k).to(x.data.device)


def _cells_like(x: Value, channels: int, kernel: Any, stride: Any, padding: Any) -> tuple[Tensor, Any]:
    k, s, p = (each(value, x.rank) for value in (kernel, stride, padding))
    return _conv_like(x, channels, k, s, p, 1), (k, s, p)


def s_cells(
    run: Run, name: str, x: Value, channels: int, kernel: Any, padding: Any = 0, r: float = 1.0, gamma: float = 0.9
) -> Tensor:
    y, (k, _, p) = _cells_like(x, channels, kernel, 1, padding)
    a, b = run.tensor(f"{name}.a", channels, x.channels, *k, like=x), run.tensor(f"{name}.b", channels, like=x)
    run.count(math.prod(y.shape[2:]) * math.prod(k) * (channels * x.channels + 1))
    if x.data.is_meta:
        return y
    falling = _falling(x, k, gamma)
    weights = (falling / (x.channels * falling.sum())).to(x.data).expand(1, x.channels, *k)
    excites, square = CONV[x.rank](x.data, a, None, 1, p), CONV[x.rank](x.data**2, weights, None, 1, p)
    v = square.clamp(min=1e-12).sqrt()
    return r * (((1 + excites) / (1 + 2 * r / (1 + r) * b.view(-1, *[1] * x.rank) * v)) - 1).relu()


def c_cells(
    run: Run,
    name: str,
    x: Value,
    kernel: Any,
    stride: Any = 1,
    padding: Any = 0,
    alpha: float = 0.5,
    gamma: float = 0.9,
) -> Tensor:
    y, (k, s, p) = _cells_like(x, x.channels, kernel, stride, padding)
    run.count(math.prod(y.shape[1:]) * math.prod(k))
    if x.data.is_meta:
        return y
    weights = _falling(x, k, gamma).to(x.data)[None, None].expand(x.channels, 1, *k)
    excites = CONV[x.rank](x.data, weights, None, s, p, 1, x.channels)
    inner = ((1 + excites) / (1 + excites.mean(1, keepdim=True)) - 1).relu()
    return inner / (alpha + inner)


def rbf(run: Run, name: str, x: Value, features: int, learned: bool = False) -> Tensor:
    """LeCun et al. (1998), equation 7."""
    w = run.tensor(f"{name}.weight", features, x.channels, like=x, buffer=None if learned else 1.0)
    run.count(features * x.channels)
    return x.data.new_empty(2, features) if x.data.is_meta else ((x.data[:, None] - w) ** 2).sum(2)


# ------------------------------------------------------------------------------------------ at random


def drop_path(run: Run, _name: str, x: Value, p: float, mode: str = "row") -> Tensor:
    if not run.training or not p:
        return x.data * 1
    kept = x.data.new_empty([x.data.shape[0] if mode == "row" else 1] + [1] * (x.rank + 1)).bernoulli_(1.0 - p)
    return x.data * (kept.div_(1.0 - p) if p < 1 else kept)


def dropblock(run: Run, _name: str, x: Value, p: float, block: int = 7) -> Tensor:
    """torchvision's function, for maps of any number of axes."""
    block = min(block, *x.sizes)
    if block % 2 == 0:
        raise Refused("a block without a middle")
    if not run.training or not p or x.data.is_meta:
        return x.data * 1
    starts = [size - block + 1 for size in x.sizes]
    gamma = p * math.prod(x.sizes) / (block**x.rank * math.prod(starts))
    holes = torch.empty([*x.data.shape[:2], *starts], dtype=x.data.dtype).bernoulli_(min(gamma, 1.0))
    holes = F.pad(holes, [block // 2] * (2 * x.rank))
    kept = 1 - MAX[x.rank](holes, block, 1, block // 2)
    return x.data * kept * (kept.numel() / (1e-6 + kept.sum()))


def fractional_maxpool(
    run: Run, _name: str, x: Value, kernel: Any, size: Any = None, ratio: float | None = None
) -> Tensor:
    if (size is None) == (ratio is None):
        raise Refused("a size or a ratio")
    if x.rank == 1:
        raise Refused("PyTorch has it for two and three axes")
    k = each(kernel, x.rank)
    sizes = each(size, x.rank) if size is not None else tuple(int(own * (ratio or 0)) for own in x.sizes)
    spare = x.rank == 3
    if any(to < 1 or to + k_ - 1 + spare > own for to, k_, own in zip(sizes, k, x.sizes, strict=True)):
        raise Refused("windows that do not fit")
    if x.data.is_meta:
        return x.data.new_empty(2, x.channels, *sizes)
    still = None if run.training else x.data.new_full((len(x.data), x.channels, x.rank), 0.5)
    pool = F.fractional_max_pool2d if x.rank == 2 else F.fractional_max_pool3d
    return pool(x.data, k, sizes, _random_samples=still)


def rrelu(run: Run, _name: str, x: Value, lower: float = 1 / 8, upper: float = 1 / 3) -> Tensor:
    if upper < lower:
        raise Refused("the range of slopes is empty")
    return x.data if x.data.is_meta else F.rrelu(x.data, lower, upper, run.training)


# ------------------------------------------------------------------------------------------ places


def coordinates(_run: Run, _name: str, x: Value, radius: bool = False) -> Tensor:
    """Liu et al. (2018): each axis from -1 to 1, then the distance from the middle."""
    if x.data.is_meta:
        return x.data.new_empty(2, x.channels + x.rank + radius, *x.sizes)
    lines = [torch.linspace(-1, 1, size, dtype=x.data.dtype) if size > 1 else x.data.new_zeros(1) for size in x.sizes]
    found = [*torch.meshgrid(lines, indexing="ij")]
    if radius:
        found.append(sum(each**2 for each in found) ** 0.5)
    return torch.cat([x.data, torch.stack(found).expand(len(x.data), -1, *x.sizes)], 1)


def switches(_run: Run, _name: str, x: Value, kernel: Any) -> Tensor:
    kernel = each(kernel, x.rank)
    if any(k > size for k, size in zip(kernel, x.sizes, strict=True)):
        raise Refused("a window that does not fit")
    if x.data.is_meta:
        return x.data
    y, places = MAX[x.rank](x.data.detach(), kernel, return_indices=True)
    unpool = {1: F.max_unpool1d, 2: F.max_unpool2d, 3: F.max_unpool3d}[x.rank]
    return unpool(torch.ones_like(y), places, kernel, output_size=x.sizes)
