"""Random programs with branches, blocks and repetition, as trees that can be written down and run.

``text`` writes the program. ``Reference`` runs the same tree with torch modules made one by one: it names the
layers, joins the branches and refuses what does not fit by the rules of the language, without any of cnndsl.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn


class Refused(Exception):
    """The reference finds a fault."""


@dataclass
class Layer:
    label: str | None
    keyword: str
    words: list[str]  # an integer, a fixed text such as 3x3, or a name: `w`, `in.channels`


@dataclass
class Section:
    label: str | None
    items: list[Any]


@dataclass
class Path:
    items: list[Any]


@dataclass
class Join:
    kind: str
    branches: list[Any]
    sizes: list[int] = field(default_factory=list)  # of the parts of an unequal split


@dataclass
class From:
    label: str


@dataclass
class Repeat:
    count: int
    items: list[Any]
    counter: str | None  # the name of `for`; labels may hold it


@dataclass
class If:
    condition: str
    holds: Callable[[int], bool]  # of in.channels
    then: list[Any]
    otherwise: list[Any]


@dataclass
class Block:
    name: str
    items: list[Any]


@dataclass
class Call:
    label: str | None
    block: Block
    width: int
    inline: bool


@dataclass
class Program:
    input: tuple[int, ...]
    items: list[Any]
    blocks: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        lines = [f"input {'x'.join(map(str, self.input))}"]
        for block in self.blocks:
            lines.append(f"block {block.name}(w):")
            lines += indented(block.items)
        return "\n".join([*lines, *written(self.items)]) + "\n"


def written(items: list[Any]) -> list[str]:
    lines: list[str] = []
    for item in items:
        match item:
            case Layer(label, keyword, words):
                lines.append(" ".join([*([f"{label}:"] if label else []), keyword, *words]))
            case Section(label, inner):
                lines += [f"{label or 'seq'}:", *indented(inner)]
            case Path(inner):
                lines += ["path:", *indented(inner)]
            case Join(kind, branches, sizes):
                lines += [f"{kind} {sizes}:" if sizes else f"{kind}:", *indented(branches)]
            case From(label):
                lines.append(f"from {label}")
            case Repeat(count, inner, counter):
                head = f"for {counter} in 1..{count}:" if counter else f"repeat {count}:"
                lines += [head, *indented(inner)]
            case If(condition, _, then, otherwise):
                lines += [f"if {condition}:", *indented(then)]
                if otherwise:
                    lines += ["else:", *indented(otherwise)]
            case Call(label, block, width, inline):
                mark = [f"{label}:"] if label else ["inline"] if inline else []
                lines.append(" ".join([*mark, block.name, str(width)]))
    return lines


def indented(items: list[Any]) -> list[str]:
    return [f"    {line}" for line in written(items)]


@dataclass
class Box:
    """A container of the reference."""

    path: str
    parent: Box | None
    is_block: bool = False
    children: set[str] = field(default_factory=set)
    outputs: dict[str, Tensor] = field(default_factory=dict)

    def adopt(self, label: str | None) -> str:
        name = label if label is not None else str(len(self.children))
        if name in self.children:
            raise Refused(f"two children {name}")
        self.children.add(name)
        return name

    def full(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


class Reference:
    """One run of a program in training mode: the output, and every layer by name in the order of the run."""

    def __init__(self, program: Program, x: Tensor) -> None:
        self.leaves: dict[str, nn.Module | nn.Parameter] = {}
        self.output = self.run(program.items, x, Box("", None), {})

    @property
    def state(self) -> dict[str, Tensor]:
        state: dict[str, Tensor] = {}
        for name, leaf in self.leaves.items():
            if isinstance(leaf, nn.Parameter):
                state[name] = leaf
            else:
                state |= {f"{name}.{key}": value for key, value in leaf.state_dict().items()}
        return state

    def run(self, items: list[Any], x: Tensor, box: Box, names: dict[str, int]) -> Tensor:
        for item in items:
            x = self.step(item, x, box, names)
        return x

    def step(self, item: Any, x: Tensor, box: Box, names: dict[str, int]) -> Tensor:
        match item:
            case Layer():
                return self.layer(item, x, box, names)
            case Section(label, inner):
                return self.contain(label, Box("", box), inner, x, box, names)
            case Path(inner):
                return self.run(inner, x, box, names)
            case Join(kind, branches, sizes):
                return self.join(kind, branches, sizes, x, box, names)
            case From(label):
                return self.find(label, box)
            case Repeat(count, inner, counter):
                for number in range(1, count + 1):
                    x = self.run(inner, x, box, {**names, counter: number} if counter else names)
                return x
            case If(_, holds, then, otherwise):
                return self.run(then if holds(x.shape[1]) else otherwise, x, box, names)
            case Call(label, block, width, inline):
                if inline:
                    return self.run(block.items, x, box, {"w": width})
                return self.contain(label, Box("", box, is_block=True), block.items, x, box, {"w": width})
        raise AssertionError(item)

    def contain(
        self, label: str | None, inner: Box, items: list[Any], x: Tensor, box: Box, names: dict[str, int]
    ) -> Tensor:
        name = box.adopt(label and label.format(**names))
        inner.path = box.full(name)
        y = self.run(items, x, inner, names)
        if not inner.children:
            raise Refused("an empty container")
        box.outputs[name] = y
        return y

    def find(self, label: str, box: Box) -> Tensor:
        at: Box | None = box
        while at is not None:
            if label in at.outputs:
                return at.outputs[label]
            at = None if at.is_block else at.parent
        raise Refused(f"no {label}")

    def join(
        self, kind: str, branches: list[Any], sizes: list[int], x: Tensor, box: Box, names: dict[str, int]
    ) -> Tensor:
        present = []
        for branch in branches:
            if isinstance(branch, If):
                present += branch.then if branch.holds(x.shape[1]) else branch.otherwise
            else:
                present.append(branch)
        parts = [x] * len(present)
        if kind == "split" and len(present) > 1:
            if (sum(sizes) if sizes else x.shape[1] % len(present)) != (x.shape[1] if sizes else 0):
                raise Refused("channels that do not split")
            parts = list(x.split(sizes, 1) if sizes else x.chunk(len(present), 1))
        values = [self.step(branch, part, box, names) for branch, part in zip(present, parts, strict=True)]
        if len(values) == 1:
            return values[0]
        if kind == "select":
            weights = torch.stack(values[0].chunk(len(values) - 1, 1)).softmax(0)
            return torch.stack([weight * value for weight, value in zip(weights, values[1:], strict=True)]).sum(0)
        if kind == "matmul":
            one, other = values
            return torch.einsum("bij,bjk->bik", one.flatten(2), other.flatten(2)).view(
                -1, one.shape[1], *other.shape[2:]
            )
        if kind in ("concat", "split"):
            if len({value.shape[2:] for value in values}) > 1:
                raise Refused("maps of different sizes")
            return torch.cat(values, 1)
        try:
            values = list(torch.broadcast_tensors(*values))
        except RuntimeError as error:
            raise Refused("branches of different shapes") from error
        if kind == "mean":
            return torch.stack(values).mean(0)
        result = values[0]
        for value in values[1:]:
            result = ELEMENTWISE[kind](result, value)
        return result

    def layer(self, item: Layer, x: Tensor, box: Box, names: dict[str, int]) -> Tensor:
        name = box.adopt(item.label and item.label.format(**names))
        channels = x.shape[1]
        values = [{"in.channels": channels, **names}.get(word, word) for word in item.words]
        leaf = LEAVES[item.keyword](channels, values, x.dim() - 2)
        if isinstance(leaf, nn.Module):
            leaf.double().train()
        try:
            y = x * leaf if isinstance(leaf, nn.Parameter) else leaf(x)
        except RuntimeError as error:
            raise Refused(str(error)) from error
        self.leaves[box.full(name)] = leaf
        box.outputs[name] = y
        return y


ELEMENTWISE = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "max": torch.maximum}


def ranked(name: str, rank: int) -> Any:
    """The class of PyTorch for maps of so many axes."""
    return getattr(nn, f"{name}{rank}d")


LEAVES: dict[str, Callable[[int, list[Any], int], nn.Module | nn.Parameter]] = {
    "conv": lambda c, words, rank: ranked("Conv", rank)(
        c, int(words[0]), int(words[1]), padding="same", bias="bias=false" not in words
    ),
    "batchnorm": lambda c, words, rank: ranked("BatchNorm", rank)(c),
    "groupnorm": lambda c, words, rank: nn.GroupNorm(1, c),
    "relu": lambda c, words, rank: nn.ReLU(),
    "leaky_relu": lambda c, words, rank: nn.LeakyReLU(-0.5 if words else 0.01),
    "elu": lambda c, words, rank: nn.ELU(-0.5 if words else 1.0),
    "silu": lambda c, words, rank: nn.SiLU(),
    "hardswish": lambda c, words, rank: nn.Hardswish(),
    "hardsigmoid": lambda c, words, rank: nn.Hardsigmoid(),
    "sigmoid": lambda c, words, rank: nn.Sigmoid(),
    "identity": lambda c, words, rank: nn.Identity(),
    "maxpool": lambda c, words, rank: ranked("MaxPool", rank)(3, 1, 1),
    "global_avgpool": lambda c, words, rank: ranked("AdaptiveAvgPool", rank)(1),
    "scale": lambda c, words, rank: nn.Parameter(torch.full((c, *[1] * rank), 0.5, dtype=torch.float64)),
}
