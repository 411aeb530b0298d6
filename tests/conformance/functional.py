"""Plans run with torch.nn.functional, statement by statement: names, tensors and outputs as the documents say.

Written from docs/language.md, docs/layers.md, docs/errors and the documentation of PyTorch, not from the code: what is
said there is said here a second time, so that a rule that is wrong in the code disagrees with this one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

from tests.conformance.plans import (
    Call,
    Expect,
    From,
    Head,
    If,
    Join,
    Layer,
    Let,
    Path,
    Plan,
    Repeat,
    Section,
    Statement,
)

MOST = 2_147_483_647
"""Sizes and channels go up to here (docs/language.md, limits)."""


class Refused(Exception):
    """The documents say that the network is an error, or PyTorch cannot run it."""


class Undecided(Exception):
    """PyTorch cannot hold such a tensor: nothing follows about the network."""


@dataclass
class Value:
    """A batch of maps, of channels-last maps (``last``), or of vectors."""

    data: Tensor
    last: bool = False

    @property
    def map(self) -> bool:
        return self.data.dim() == 4 and not self.last

    @property
    def vector(self) -> bool:
        return self.data.dim() == 2

    @property
    def channels(self) -> int:
        return self.data.shape[-1 if self.last else 1]

    @property
    def shape(self) -> tuple[int, ...]:
        """As the language writes it: without the batch."""
        return tuple(self.data.shape[1:])


@dataclass
class Box:
    """A container: its path, its children in order, what its labels stand for, and the containers around it."""

    path: str = ""
    outer: Box | None = None
    block: bool = False
    head: bool = False
    labels: dict[str, Value | Box] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    finished: bool = False
    output: Value | None = None

    def adopt(self, label: str | None) -> str:
        """The name of a new child: its label, or its position among its siblings."""
        name = label if label is not None else str(len(self.names))
        if name in self.names:
            raise Refused(f"two children named {name}")
        self.names.append(name)
        return f"{self.path}.{name}" if self.path else name


class Run:
    """One run of a plan. ``state`` holds the tensors by key: it is filled as layers are met, and read where it has them."""

    def __init__(self, state: dict[str, Tensor], *, training: bool, trainable: bool = True) -> None:
        self.state = state
        self.training = training
        self.trainable = trainable
        self.parameters: dict[str, Tensor] = {}
        self.macs = 0
        self.heads: list[Tensor] = []
        self.random = False
        """Whether something was drawn in another way than torch.nn.functional draws."""
        self.aside = False
        self.layers = 0

    def plan(self, plan: Plan, x: Tensor) -> Tensor:
        """The output for a batch."""
        box = Box()
        y = self.run(plan.body, Value(x), box, {})
        if not self.layers:
            raise Refused("no layers")
        return y.data

    # ------------------------------------------------------------------------------------------- statements

    def run(self, body: list[Statement], x: Value, box: Box, names: dict[str, Any]) -> Value:
        names = dict(names)
        for statement in body:
            x = self.step(statement, x, box, names)
        return x

    def step(self, it: Statement, x: Value, box: Box, names: dict[str, Any]) -> Value:
        match it:
            case Layer():
                return self.layer(it, x, box, names)
            case Section():
                return self.contain(Box(box.adopt(_label(it.label, names)), box), it.label, it.body, x, box, names)
            case Path():
                return self.run(it.body, x, box, names)
            case Join():
                return self.join(it.kind, it.body, x, box, names)
            case From():
                return self.find(it.path, box)
            case Repeat():
                for turn in range(it.first, it.last + 1):
                    x = self.run(it.body, x, box, names | ({it.name: turn} if it.name else {}))
                return x
            case If():
                return self.run(it.body if evaluated(it.condition, x, names) else it.otherwise, x, box, names)
            case Let():
                names[it.name] = evaluated(it.value, x, names)
                return x
            case Expect():
                self.expect(it, x)
                return x
            case Head():
                return self.head(it, x, box, names)
            case Call():
                return self.call(it, x, box, names)

    def expect(self, it: Expect, x: Value) -> None:
        sizes = it.shape.split("x")
        same = len(sizes) == len(x.shape) and not x.last
        if not same or any(each not in ("_", str(size)) for each, size in zip(sizes, x.shape, strict=True)):
            raise Refused(f"{it.shape} is expected, and {x.shape} arrives")

    def contain(
        self, inner: Box, label: str | None, body: list[Statement], x: Value, box: Box, names: dict[str, Any]
    ) -> Value:
        if label is not None:
            box.labels[_label(label, names) or ""] = inner
        y = self.run(body, x, inner, names)
        if not inner.names:
            raise Refused("a container without layers")
        inner.finished, inner.output = True, y
        return y

    def head(self, it: Head, x: Value, box: Box, names: dict[str, Any]) -> Value:
        inner = Box(box.adopt(it.label), box, head=True)
        if self.trainable or self.training:
            before, self.aside = self.macs, True
            y = self.contain(inner, it.label, it.body, x, box, names)
            self.macs, self.aside = before, False
            self.heads.append(y.data)
        return x

    def call(self, it: Call, x: Value, box: Box, names: dict[str, Any]) -> Value:
        bound: dict[str, Any] = {}
        order = list(it.block.parameters)
        given = dict(zip(order, it.positional, strict=False)) | it.options
        for name, default in it.block.parameters.items():
            text = given.get(name, default)
            if text is None:
                raise Refused(f"no value for {name}")
            bound[name] = evaluated(text, x, names if name in given else bound)
        if it.inline:
            return self.run(it.block.body, x, box, bound)
        inner = Box(box.adopt(_label(it.label, names)), box, block=True)
        if it.label is not None:
            box.labels[_label(it.label, names) or ""] = inner
        return self.contain(inner, None, it.block.body, x, box, bound)

    def find(self, path: str, box: Box) -> Value:
        first, *rest = path.split(".")
        at: Box | None = box
        while at is not None and first not in at.labels:
            at = None if at.block else at.outer
        found: Value | Box | None = at.labels[first] if at is not None else None
        heads = []
        for name in rest:
            heads.append(found)
            found = found.labels.get(name) if isinstance(found, Box) and found.finished else None
        if not self.aside and any(isinstance(each, Box) and each.head for each in [found, *heads]):
            raise Refused("a head is computed in training only")
        if isinstance(found, Box):
            found = found.output if found.finished else None
        if found is None:
            raise Refused(f"nothing earlier is called {path}")
        return found

    # ------------------------------------------------------------------------------------------------ joins

    def join(self, kind: str, body: list[Statement], x: Value, box: Box, names: dict[str, Any]) -> Value:
        branches = list(self.branches(body, x, dict(names)))
        if not branches:
            raise Refused("a join without branches")
        inputs = [x] * len(branches)
        if kind == "split":
            if x.channels % len(branches):
                raise Refused("channels that do not split")
            inputs = [Value(part, x.last) for part in x.data.chunk(len(branches), -1 if x.last else 1)]
        found = [self.step(branch, given, box, seen) for (branch, seen), given in zip(branches, inputs, strict=True)]
        if len(found) == 1:
            return found[0]
        if len({(y.data.dim(), y.last) for y in found}) > 1:
            raise Refused("branches of several kinds")
        axis = -1 if x.last and found[0].last else 1 if not found[0].last else -1
        if kind in ("concat", "split"):
            if len({(*y.shape[:-1],) if y.last else y.shape[1:] for y in found}) > 1:
                raise Refused("maps of several sizes")
            return Value(torch.cat([y.data for y in found], axis), found[0].last)
        shapes = {y.shape for y in found}
        small = {shape for shape in shapes if len(shape) == 3 and shape[1:] == (1, 1)}
        whole = shapes - small or small
        if kind == "mul" and found[0].map and len(whole) == 1 and len({shape[0] for shape in shapes}) == 1:
            shapes = whole
        if len(shapes) > 1:
            raise Refused("shapes that differ")
        y = found[0].data
        for other in found[1:]:
            y = y + other.data if kind == "add" else y * other.data
        return Value(y, found[0].last)

    def branches(self, body: list[Statement], x: Value, names: dict[str, Any]) -> Any:
        """The direct child lines of a join, with the names they see: repetition and conditions are transparent."""
        for statement in body:
            match statement:
                case Repeat():
                    for turn in range(statement.first, statement.last + 1):
                        inner = names | ({statement.name: turn} if statement.name else {})
                        yield from self.branches(statement.body, x, inner)
                case If():
                    taken = statement.body if evaluated(statement.condition, x, names) else statement.otherwise
                    yield from self.branches(taken, x, dict(names))
                case Let():
                    names[statement.name] = evaluated(statement.value, x, names)
                case Expect():
                    self.expect(statement, x)
                case _:
                    yield statement, dict(names)

    # ----------------------------------------------------------------------------------------------- layers

    def layer(self, it: Layer, x: Value, box: Box, names: dict[str, Any]) -> Value:
        self.layers += not self.aside
        label = _label(it.label, names)
        rule, takes, order = LAYERS[it.kind]
        given = dict(zip(order, it.positional, strict=False)) | it.options
        values = {name: evaluated(text, x, names) for name, text in given.items()}
        kinds = {"m": x.map, "v": x.vector, "l": x.last}
        if not any(kinds[kind] for kind in takes):
            raise Refused(f"{it.kind} does not take {x.shape}")
        name = box.adopt(label)
        try:
            y = rule(self, name, x, **values)
        except (RuntimeError, ValueError, IndexError, NotImplementedError) as error:
            if re.search(r"overflow|Storage size|too large|too big|int64|numel", str(error)):
                raise Undecided(str(error)) from None
            raise Refused(str(error)) from None
        if isinstance(y, Tensor):
            y = Value(y, x.last if y.dim() == 4 else False)
        if min(y.data.shape) < 1:
            raise Refused("an empty map")
        if max(y.shape) > MOST:
            raise Refused("a size beyond the limit")
        if label is not None:
            box.labels[label] = y
        return y

    def tensor(self, key: str, *shape: int, like: Tensor, buffer: float | None = None) -> Tensor:
        """The tensor of a key: drawn when it is met for the first time."""
        if key not in self.state:
            kind = {"dtype": like.dtype, "device": like.device}
            if buffer is None:
                scale = 1 / math.sqrt(max(math.prod(shape[1:]), 1))
                self.state[key] = (torch.randn(shape, **kind) * scale + (len(shape) == 1)).requires_grad_()
            else:
                self.state[key] = torch.full(shape, buffer, **kind)
        if buffer is None:
            self.parameters[key] = self.state[key]
        return self.state[key]

    def count(self, macs: int) -> None:
        if not self.aside:
            self.macs += macs


def _label(label: str | None, names: dict[str, Any]) -> str | None:
    return None if label is None else re.sub(r"\{(\w+)\}", lambda match: str(names[match[1]]), label)


_WORDS = (
    "same zeros constant reflect replicate circular none tanh nearest bilinear bicubic channels_last channels_first"
)


def evaluated(text: str, x: Value, names: dict[str, Any]) -> Any:
    """What an argument comes to. The language has Python's precedence and functions, so Python works it out."""
    if re.fullmatch(r"\d+(x\d+)+", text):
        return tuple(map(int, text.split("x")))
    known = {word: word for word in _WORDS.split()} | {"true": True, "false": False} | names
    sizes = x.data.shape[1:3] if x.last else x.data.shape[2:]
    seen = dict(zip(("in_height", "in_width"), sizes, strict=False)) | {"in_channels": x.channels}
    safe = {"min": min, "max": max, "abs": abs, "round": round, "int": int, "len": len, "sum": sum}
    return eval(text.replace("in.", "in_"), {"__builtins__": safe}, known | seen)


def pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)


# ------------------------------------------------------------------------------------------------- the layers


def conv(
    run: Run, name: str, x: Value, channels: int, kernel: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1, bias: bool = True, padding_mode: str = "zeros",
) -> Tensor:  # fmt: skip
    k, s, d, data = pair(kernel), pair(stride), pair(dilation), x.data
    if x.channels % groups or channels % groups:
        raise Refused("channels that do not split into groups")
    w = run.tensor(f"{name}.weight", channels, x.channels // groups, *k, like=data)
    b = run.tensor(f"{name}.bias", channels, like=data) if bias else None
    if padding == "same":
        total = [
            max((-(-i // s_) - 1) * s_ + d_ * (k_ - 1) + 1 - i, 0)
            for i, k_, s_, d_ in zip(data.shape[2:], k, s, d, strict=True)
        ]
        (top, bottom), (left, right) = ((t // 2, t - t // 2) for t in total)
    else:
        (top, left) = (bottom, right) = pair(padding)
    mode = "constant" if padding_mode == "zeros" else padding_mode
    if top or bottom or left or right:
        if mode == "reflect" and (max(top, bottom) >= data.shape[2] or max(left, right) >= data.shape[3]):
            raise Refused("more is reflected than there is")
        if mode == "circular" and (max(top, bottom) > data.shape[2] or max(left, right) > data.shape[3]):
            raise Refused("the padding goes around more than once")
        data = F.pad(data, (left, right, top, bottom), mode=mode)
    y = F.conv2d(data, w, b, s, 0, d, groups)
    run.count(math.prod(y.shape[1:]) * x.channels // groups * math.prod(k))
    return y


def conv_transpose(
    run: Run, name: str, x: Value, channels: int, kernel: Any, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
) -> Tensor:  # fmt: skip
    k = pair(kernel)
    if x.channels % groups or channels % groups:
        raise Refused("channels that do not split into groups")
    axes = zip(x.data.shape[2:], k, pair(stride), pair(padding), pair(output_padding), pair(dilation), strict=True)
    for i, k_, s, p, o, d in axes:
        if o >= max(s, d):
            raise Refused("the output padding must be smaller than stride or dilation")
        if (i - 1) * s - 2 * p + d * (k_ - 1) + o + 1 < 1:
            raise Refused("nothing is left")
    w = run.tensor(f"{name}.weight", x.channels, channels // groups, *k, like=x.data)
    b = run.tensor(f"{name}.bias", channels, like=x.data) if bias else None
    y = F.conv_transpose2d(x.data, w, b, pair(stride), pair(padding), pair(output_padding), groups, pair(dilation))
    run.count(math.prod(x.data.shape[1:]) * (channels // groups) * math.prod(k))
    return y


def fc(run: Run, name: str, x: Value, features: int, bias: bool = True) -> Tensor:
    w = run.tensor(f"{name}.weight", features, x.channels, like=x.data)
    b = run.tensor(f"{name}.bias", features, like=x.data) if bias else None
    y = F.linear(x.data, w, b)
    run.count(math.prod(y.shape[1:]) * x.channels)
    return y


def _touches(size: int, out: int, k: int, s: int, p: int, d: int) -> bool:
    """Whether every window reads an element of the map."""
    last = min(out, 4096)  # windows far from the ends are inside
    places = {*range(last), *range(max(out - 4096, 0), out)}
    return all(any(0 <= o * s - p + d * j < size for j in range(k)) for o in places)


def maxpool(
    _run: Run, _name: str, x: Value, kernel: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False,
) -> Tensor:  # fmt: skip
    k, s, p, d = pair(kernel), pair(kernel if stride is None else stride), pair(padding), pair(dilation)
    if any(2 * p_ > k_ for p_, k_ in zip(p, k, strict=True)):
        raise Refused("padding over half the kernel")
    y = F.max_pool2d(x.data, k, s, p, d, ceil_mode)
    for axis in range(2):
        if not _touches(x.data.shape[2 + axis], y.shape[2 + axis], k[axis], s[axis], p[axis], d[axis]):
            raise Refused("a window of padding alone")
    return y


def avgpool(
    _run: Run, _name: str, x: Value, kernel: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:  # fmt: skip
    k, s, p = pair(kernel), pair(kernel if stride is None else stride), pair(padding)
    if any(2 * p_ > k_ for p_, k_ in zip(p, k, strict=True)):
        raise Refused("padding over half the kernel")
    return F.avg_pool2d(x.data, k, s, p, ceil_mode, count_include_pad)


def batchnorm(
    run: Run, name: str, x: Value, eps: float = 1e-5, momentum: float = 0.1, affine: bool = True,
    track_running_stats: bool = True,
) -> Tensor:  # fmt: skip
    w = run.tensor(f"{name}.weight", x.channels, like=x.data) if affine else None
    b = run.tensor(f"{name}.bias", x.channels, like=x.data) if affine else None
    mean = var = None
    if track_running_stats:
        mean = run.tensor(f"{name}.running_mean", x.channels, like=x.data, buffer=0.25)
        var = run.tensor(f"{name}.running_var", x.channels, like=x.data, buffer=1.5)
        if f"{name}.num_batches_tracked" not in run.state:
            run.state[f"{name}.num_batches_tracked"] = torch.tensor(0)
        if run.training:
            run.state[f"{name}.num_batches_tracked"] = run.state[f"{name}.num_batches_tracked"] + 1
    return F.batch_norm(x.data, mean, var, w, b, run.training or not track_running_stats, momentum, eps)


def groupnorm(run: Run, name: str, x: Value, groups: int, eps: float = 1e-5, affine: bool = True) -> Tensor:
    if x.channels % groups:
        raise Refused("channels that do not split into groups")
    if math.prod(x.shape) // groups == 1:
        raise Refused("a norm over one value")
    w = run.tensor(f"{name}.weight", x.channels, like=x.data) if affine else None
    b = run.tensor(f"{name}.bias", x.channels, like=x.data) if affine else None
    return F.group_norm(x.data, groups, w, b, eps)


def layernorm(run: Run, name: str, x: Value, eps: float = 1e-5, affine: bool = True) -> Tensor:
    w = run.tensor(f"{name}.weight", x.channels, like=x.data) if affine else None
    b = run.tensor(f"{name}.bias", x.channels, like=x.data) if affine else None
    if not x.map:
        return F.layer_norm(x.data, (x.channels,), w, b, eps)
    return F.layer_norm(x.data.permute(0, 2, 3, 1), (x.channels,), w, b, eps).permute(0, 3, 1, 2)


def lrn(_run: Run, _name: str, x: Value, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    return F.local_response_norm(x.data, size, alpha, beta, k)


def drop_path(run: Run, _name: str, x: Value, p: float) -> Tensor:
    if run.training and p:
        run.random = True
    return x.data * 1


def normalize(_run: Run, _name: str, x: Value, mean: Any = (0.0,), std: Any = (1.0,)) -> Tensor:
    shape = (1, -1, 1, 1) if x.map else (-1,)
    values = []
    for given in (mean, std):
        each = [given] if isinstance(given, int | float) else list(given)
        if len(each) not in (1, x.channels):
            raise Refused("not one number for each channel")
        values.append(torch.tensor(each, dtype=torch.float32, device=x.data.device).to(x.data.dtype).reshape(shape))
    return (x.data - values[0]) / values[1]


def pad(_run: Run, _name: str, x: Value, amount: Any, mode: str = "zeros", value: float = 0.0) -> Tensor:
    if isinstance(amount, int):
        left = right = top = bottom = amount
    elif len(amount) == 2:
        top, left = bottom, right = amount
    else:
        left, right, top, bottom = amount
    if mode in ("zeros", "constant"):
        return F.pad(x.data, (left, right, top, bottom), value=value if mode == "constant" else 0.0)
    h, w = x.shape[1:]
    if mode == "reflect" and (max(top, bottom) >= h or max(left, right) >= w):
        raise Refused("more is reflected than there is")
    if mode == "circular" and (max(top, bottom) > h or max(left, right) > w):
        raise Refused("the padding goes around more than once")
    return F.pad(x.data, (left, right, top, bottom), mode=mode)


def permute(_run: Run, _name: str, x: Value, order: str) -> Value:
    if (order == "channels_last") == x.last:
        raise Refused("the channels stand there already")
    return Value(x.data.permute(0, 3, 1, 2) if x.last else x.data.permute(0, 2, 3, 1), not x.last)


def scale(run: Run, name: str, x: Value, init: float = 1.0) -> Tensor:
    w = run.tensor(name, *((x.channels, 1, 1) if x.map else (x.channels,)), like=x.data)
    return x.data * w


def upsample(
    _run: Run, _name: str, x: Value, factor: Any, mode: str = "nearest", align_corners: bool = False
) -> Tensor:
    size = [i * f for i, f in zip(x.data.shape[2:], pair(factor), strict=True)]
    if max(size) > MOST:
        raise Refused("a size beyond the limit")
    return F.interpolate(x.data, size=size, mode=mode, align_corners=None if mode == "nearest" else align_corners)


def softmax(_run: Run, _name: str, x: Value, dim: int = 1) -> Tensor:
    return F.softmax(x.data, dim)


def log_softmax(_run: Run, _name: str, x: Value, dim: int = 1) -> Tensor:
    return F.log_softmax(x.data, dim)


def channel_shuffle(_run: Run, _name: str, x: Value, groups: int) -> Tensor:
    n, c, h, w = x.data.shape
    if c % groups:
        raise Refused("channels that do not split into groups")
    return x.data.reshape(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)


def _plain(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    return lambda _run, _name, x, **given: function(x.data, **given)


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
    "adaptive_avgpool": (_plain(lambda x, size: F.adaptive_avg_pool2d(x, pair(size))), "m", ("size",)),
    "adaptive_maxpool": (_plain(lambda x, size: F.adaptive_max_pool2d(x, pair(size))), "m", ("size",)),
    "global_avgpool": (_plain(lambda x: x.mean((2, 3), keepdim=True)), "m", ()),
    "batchnorm": (batchnorm, "mv", ()),
    "groupnorm": (groupnorm, "mv", ("groups",)),
    "layernorm": (layernorm, ANY, ()),
    "lrn": (lrn, "m", ("size",)),
    "dropout": (lambda run, _name, x, p=0.5: F.dropout(x.data, p, run.training), ANY, ("p",)),
    "dropout2d": (lambda run, _name, x, p=0.5: F.dropout2d(x.data, p, run.training), "m", ("p",)),
    "drop_path": (drop_path, ANY, ("p",)),
    "relu": (_plain(F.relu), ANY, ()),
    "relu6": (_plain(F.relu6), ANY, ()),
    "elu": (_plain(F.elu), ANY, ()),
    "gelu": (_plain(F.gelu), ANY, ()),
    "silu": (_plain(F.silu), ANY, ()),
    "tanh": (_plain(torch.tanh), ANY, ()),
    "sigmoid": (_plain(torch.sigmoid), ANY, ()),
    "hardswish": (_plain(F.hardswish), ANY, ()),
    "hardsigmoid": (_plain(F.hardsigmoid), ANY, ()),
    "leaky_relu": (_plain(F.leaky_relu), ANY, ()),
    "softmax": (softmax, ANY, ()),
    "log_softmax": (log_softmax, ANY, ()),
    "identity": (_plain(lambda x: x), ANY, ()),
    "flatten": (_plain(lambda x: x.flatten(1)), ANY, ()),
    "normalize": (normalize, ANY, ()),
    "pad": (pad, "m", ("amount",)),
    "permute": (permute, "ml", ("order",)),
    "scale": (scale, ANY, ()),
    "upsample": (upsample, "m", ("factor",)),
    "channel_shuffle": (channel_shuffle, "m", ("groups",)),
}
