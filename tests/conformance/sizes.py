"""Three layers in a row (triples.py) at other sizes than the declared one: what `--sizes` accepts runs, and alike.

Each network is checked at other sizes. Where one is accepted, the network compiled for it gives the shape that is told,
and the one compiled for the declared size gives the same numbers from the same weights, to the last bit (but for what
docs/language.md says is fixed when a file is compiled). CNNDSL_SIZES says how many networks, CNNDSL_SEED which.
"""

from __future__ import annotations

import os

import torch
from torch import Tensor, nn

import cnndsl
from tests.conformance import workers
from tests.conformance.triples import drawn

NETWORKS = 2_000
BATCH = 100
SIZES = (1, 2, 3, 4, 5, 7, 8, 9)


def wrong(text: str) -> str:
    """What is wrong with a network at other sizes; empty where nothing is."""
    network = cnndsl.parse(text)
    declared = network.to_torch().eval()
    state = declared.state_dict()
    for size in SIZES:
        shape = (network.input[0], *[size] * (len(network.input) - 1))
        if cnndsl.check(text, input=shape):
            continue
        other = cnndsl.parse(text, input=shape)
        module = other.to_torch().eval()
        x = torch.randn(2, *shape)
        if {key: tuple(value.shape) for key, value in state.items()} == other.graph.tensors():
            module.load_state_dict(state)
            if not torch.equal(_given(module, x), _given(declared, x)):
                return f"at {shape} the network for the declared size gives something else"
        for batch in (x, x[:1]):
            if tuple(_given(module, batch).shape) != (len(batch), *other.output):
                return f"at {shape} another shape than {other.output}"
    return ""


def _given(module: nn.Module, x: Tensor) -> Tensor:
    torch.manual_seed(1)
    with torch.no_grad():
        y: Tensor = module(x)
    return y.nan_to_num()


def batch(texts: list[str]) -> list[str]:
    """What is wrong with some networks."""
    torch.set_num_threads(1)
    return [f"{fault}\n{text}" for text in texts if (fault := workers.told(wrong, text))]


def main() -> bool:
    """Print what came of the networks; whether all run at every size that is accepted."""
    count = int(os.environ.get("CNNDSL_SIZES") or NETWORKS)
    return workers.without_fault(batch, drawn(workers.seed()), count, BATCH)
