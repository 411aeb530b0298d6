"""Random chains of layers in sections: the text of the program, and beside it the module that an expert would write.

The module is put together from tests.layers.oracles and nn.Sequential alone, so names, order and shapes do not
come from cnndsl.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import torch
from hypothesis import strategies as st
from torch import nn

from cnndsl.layers import LAYERS, Map, Shape, Vector
from tests.layers.ranked_oracles import oracle
from tests.layers.strategies import ranked_arguments, text_of

LABELS = ["conv1", "bn-1", "features", "Block_2", "größe", "x", "self", "class", "0a", "relu", "conv", "in", "torch"]
# PyTorch counts the fixed filter of a blur pool as a convolution, and not what is no operator of its own.
COUNTED_OTHERWISE = {
    "blurpool",
    "self_attention",
    "relative_attention",
    "involution",
    "cond_conv",
    "deform_conv",
    "rbf",
    "s_cells",
    "c_cells",
}
KEYWORDS = sorted(set(LAYERS) - {"scale", "shift", "permute"} - COUNTED_OTHERWISE)
KEYWORDS += ["conv", "batchnorm", "relu", "fc"] * 3

MOST = {0: 0, 1: 90, 2: 24, 3: 9}
"""The largest size of an input along each axis, by the number of axes."""


@dataclass
class Chain:
    """A program and the module that it should be (None where PyTorch refuses a layer)."""

    lines: list[str] = field(default_factory=list)
    parameters: dict[str, tuple[int, int]] = field(default_factory=dict)  # name: default, value set from outside
    input: tuple[int, ...] = (1, 1, 1)
    written_input: tuple[int, ...] = (1, 1, 1)
    module: nn.Module | None = None
    valid: bool = True
    model_line: bool = False

    @property
    def text(self) -> str:
        head = []
        if self.parameters or self.model_line:
            defaults = ", ".join(f"{name}={default}" for name, (default, _) in self.parameters.items())
            head.append(f"model Random({defaults})")
        head.append(f"input {'x'.join(map(str, self.written_input))}")
        return "\n".join(head + self.lines) + "\n"

    @property
    def settings(self) -> dict[str, int]:
        return {name: value for name, (_, value) in self.parameters.items()}


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    chain = Chain()
    rank = draw(st.sampled_from([0, 1, 2, 2, 3]))
    chain.input = (draw(st.sampled_from([1, 2, 3, 4, 8])), *[draw(st.integers(1, MOST[rank])) for _ in range(rank)])
    chain.written_input = draw(st.sampled_from([chain.input, (5, 7, 9)]))
    chain.model_line = draw(st.booleans())
    writer = _Writer(draw, chain)
    chain.module = writer.container("", draw(st.integers(1, 6)), depth=0)
    return chain


class _Writer:
    def __init__(self, draw: st.DrawFn, chain: Chain) -> None:
        self.draw = draw
        self.chain = chain
        self.shape: Shape = Map(*chain.input) if chain.input[1:] else Vector(*chain.input)
        self.params = 0

    def container(self, indent: str, count: int, depth: int) -> nn.Sequential:
        children: OrderedDict[str, nn.Module] = OrderedDict()
        for _ in range(count):
            if not self.chain.valid:
                break
            label = self.draw(st.sampled_from([None, None, *LABELS]))
            name = label if label is not None and label not in children else str(len(children))
            mark = f"{name}: " if name == label else ""
            if depth < 3 and self.draw(st.integers(0, 4)) == 0:
                self.chain.lines.append(f"{indent}{mark.strip() or 'seq:'}")
                children[name] = self.container(indent + "    ", self.draw(st.integers(1, 4)), depth + 1)
            else:
                children[name] = self.layer(indent + mark)
            if self.chain.valid and self.draw(st.integers(0, 5)) == 0:
                self.chain.lines.append(f"{indent}expect {self.shape} params={self.params}")
        return nn.Sequential(children)

    def layer(self, prefix: str) -> nn.Module:
        """A random layer; one that PyTorch refuses is kept now and then, and ends the chain."""
        keyword = self.draw(st.sampled_from([k for k in KEYWORDS if isinstance(self.shape, LAYERS[k].inputs)]))
        given = self.draw(ranked_arguments(keyword, self.shape.rank or 2))
        if keyword == "batchnorm":
            given.pop("eps", None)
        for unchecked in ("output_padding", "dim"):  # the meta device takes any
            given.pop(unchecked, None)
        module, after = self.run(keyword, given)
        if after is None:
            if self.draw(st.integers(0, 3)):
                keyword, given = "relu", {}
                module, after = self.run(keyword, given)
            else:
                self.chain.valid = False
        self.chain.lines.append(prefix + self.written(keyword, given))
        if after is not None:
            self.shape = after
            self.params += sum(p.numel() for p in module.parameters())
        return module

    def run(self, keyword: str, given: dict[str, Any]) -> tuple[nn.Module, Shape | None]:
        with torch.device("meta"):
            try:
                module = oracle(keyword, self.shape, given).eval()
                batch = (
                    2 if LAYERS[keyword].batch_statistics else 1
                )  # that it takes single images is asked of all others
                shape = tuple(module(torch.empty(batch, *self.shape)).shape[1:])
            except (RuntimeError, ValueError, IndexError):
                return nn.Identity(), None
        if 0 in shape:
            return module, None
        return module, Vector(*shape) if len(shape) == 1 else Map(*shape)

    def written(self, keyword: str, given: dict[str, Any]) -> str:
        """The line; an integer may be spelt as a model parameter that is set from outside."""
        words = [keyword]
        for name, value in given.items():
            text = text_of(value)
            if type(value) is int and len(self.chain.parameters) < 3 and self.draw(st.integers(0, 7)) == 0:
                text = f"p{len(self.chain.parameters)}"
                self.chain.parameters[text] = (value + 1, value)
            words.append(text if LAYERS[keyword].arguments[name].positional else f"{name}={text}")
        return " ".join(words)
