"""Three layers in a row, on sequences, images and volumes, in both memory formats: finite, alike, and the process lives.

The first is any kind, the second a view or a join, the third a window, a norm or an attention, whose kernels may take no
odd layout in memory. Each network that is accepted runs in evaluation and in training, on one image and on two, there and
back, in a process that checks its heap; in double precision both formats and both batches agree. CNNDSL_TRIPLES says how
many, CNNDSL_SEED which.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from random import Random

import torch
from torch import Tensor, nn

import cnndsl
from cnndsl.layers import LAYERS
from cnndsl.network import Network
from tests.conformance import workers

TRIPLES = 3_000
BATCH = 250
"""Networks of one process."""

INPUTS = {1: "4x6", 2: "4x6x6", 3: "4x6x6x6"}

SMALLER = {
    "groupnorm": "groupnorm 2",
    "normalize": "normalize mean=0.5",
    "channels": "channels 1..2",
    "unflatten": "unflatten 2x2",
    "self_attention": "self_attention heads=2",
    "relative_attention": "relative_attention heads=2",
    "involution": "involution 3 group_channels=2",
    "evonorm": "evonorm s0 groups=2",
    "adaptive_avgpool": "adaptive_avgpool 3",
    "adaptive_maxpool": "adaptive_maxpool 3",
}
"""In the place of examples that are for larger maps."""

VIEWS = (
    "identity",
    "concat:\n    identity\n    relu",
    "split:\n    identity\n    relu",
    "add:\n    identity\n    path:\n        global_avgpool\n        sigmoid",
    "max:\n    identity\n    channel_max",
    "mul:\n    identity\n    channel_mean",
    "matmul:\n    identity\n    path:\n        softmax\n        transpose",
    "permute channels_last\nlayernorm\npermute channels_first",
    "transpose\ntranspose",
    "channels 0..1",
    "pixel_shuffle 2",
)

BOUNDS = (
    "conv 4 3 padding=1 groups=4",
    "conv 3 2 padding=same stride=2",
    "conv 4 3 padding=1 padding_mode=reflect",
    "conv_transpose 3 1 stride=2 output_padding=1",
    "conv_transpose 4 2 stride=3 output_padding=2 dilation=2 groups=2",
    "maxpool 2 stride=1 padding=1 dilation=2",
    "avgpool 3 stride=2 padding=1 count_include_pad=false ceil_mode=true",
    "lppool 2 norm_type=3",
    "upsample 2.3",
    "upsample 2 mode=linear",
    "upsample 2 mode=bicubic",
    "upsample 2 mode=trilinear",
)
"""Lines besides those of the kinds."""


def lines() -> list[str]:
    return [*(SMALLER.get(keyword, kind.example) for keyword, kind in LAYERS.items()), *BOUNDS]


def drawn(seed: str) -> Iterator[str]:
    """Texts of networks that are accepted, without end."""
    random = Random(seed)
    while True:
        begin = f"input {INPUTS[random.choice([*INPUTS])]}\nconv 4 1\n{random.choice(lines())}\n"
        text = f"{begin}{random.choice(VIEWS)}\n{random.choice(lines())}\n"
        if not cnndsl.check(begin) and not cnndsl.check(text):
            yield text


def formats(x: Tensor) -> list[Tensor]:
    """A tensor with its channels first in memory, and last where PyTorch has such a format."""
    last = {4: torch.channels_last, 5: torch.channels_last_3d}.get(x.ndim)
    return [x] if last is None else [x, x.to(memory_format=last)]


def there_and_back(module: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
    """The output, and the slope at the input (0 where there is none, as after `switches`)."""
    torch.manual_seed(1)
    given = x.clone().requires_grad_()
    y: Tensor = module(given * 1)
    if y.requires_grad:
        y.backward(torch.randn(y.shape, dtype=y.dtype))
    return y.detach(), torch.zeros_like(x) if given.grad is None else given.grad


def wrong(network: Network) -> str:
    """What is wrong with a network that was accepted; empty where nothing is."""
    torch.manual_seed(0)
    module = network.to_torch()
    pair = torch.randn(2, *network.input)
    for training in (False, True):
        module.train(training)
        for x in (pair, pair[:1]):
            if training and len(x) == 1 and single_values(network):
                continue
            for given in (*formats(x), torch.zeros_like(x)):
                y, slope = there_and_back(module, given)
                if not (y.isfinite().all() and slope.isfinite().all()):
                    return f"what is given is not finite, {'in training' if training else 'in evaluation'}"
    module = network.to_torch().double().eval()
    found = [there_and_back(module, given) for given in formats(pair.double())]
    found += [tuple(map(torch.cat, zip(*(there_and_back(module, x) for x in pair.double().split(1)), strict=True)))]
    if not all(torch.allclose(each[0], found[0][0], rtol=1e-6, atol=1e-7) for each in found):
        return "the memory format or the batch changes what is given"
    two = [slope for _, slope in found[:-1]]  # of a batch, whose slopes are drawn at once
    return "" if all(torch.allclose(each, two[0], rtol=1e-5, atol=1e-6) for each in two) else "the slopes are apart"


def single_values(network: Network) -> bool:
    """Whether a lint tells that a batch of one image does not train."""
    return any(finding.code.id == "N0506" for finding in cnndsl.lint(network))


def run(texts: list[str]) -> list[str]:
    """What is wrong with networks, which run in a process of their own: a process that dies names the one that it ran."""
    command = [sys.executable, "-m", "tests.conformance.triples"]
    there = {**os.environ, "MALLOC_CHECK_": "3", "MALLOC_PERTURB_": "165"}
    found: list[str] = []
    while texts:
        done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, env=there, check=False)
        told = done.stdout.splitlines()
        found += [f"{json.loads(line)}\n{text}" for line, text in zip(told, texts, strict=False) if json.loads(line)]
        if len(told) < len(texts):
            found.append(f"the process ended with {done.returncode}: {done.stderr[-300:]}\n{texts[len(told)]}")
        texts = texts[len(told) + 1 :]
    return found


def main() -> bool:
    """Print what came of the networks; whether all of them run."""
    count = int(os.environ.get("CNNDSL_TRIPLES") or TRIPLES)
    return workers.without_fault(run, drawn(workers.seed()), count, BATCH)


def _child() -> None:
    torch.set_num_threads(1)
    for text in json.load(sys.stdin):
        print(json.dumps(workers.told(lambda text: wrong(cnndsl.parse(text)), text)), flush=True)


if __name__ == "__main__":
    _child()
