"""A file of PyTorch beside the compiled network: the same state_dict, and outputs that are equal bit by bit."""

from __future__ import annotations

import warnings
from typing import Any

import torch
from torch import Tensor, nn

from cnndsl.network import Network

LARGE = 150_000_000
"""Parameters of a network that is compared by names and shapes alone unless more is asked for: with both modules and
their weights it would take gigabytes."""

HEAVY = 40_000_000_000
"""Multiply-accumulates of one sample from which no outputs are compared unless it is asked for."""


class DifferenceError(Exception):
    """The file is not the network; ``str()`` says where."""


def load(source: str, name: str) -> type[nn.Module]:
    """The class of the model in a file."""
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, "<exported>", "exec"), space)  # our own text: what names stand in it are checked or quoted
    made: type[nn.Module] = space[name]
    return made


def compare(source: str, name: str, network: Network, *, thorough: bool) -> str:
    """How a file was compared with the network; ``thorough`` compares outputs whatever they take.

    Raises DifferenceError.
    """
    kind = load(source, name)
    if not thorough and (network.params > LARGE or network.macs > HEAVY):
        with torch.device("meta"):
            _same_state(kind(), network.to_torch())
        return "same state_dict; outputs not compared, since that takes long: --verify does"
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        own, expected = kind(), network.to_torch()
        _same_state(own, expected)
        own.load_state_dict(expected.state_dict(), strict=True)
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for key, tensor in expected.state_dict().items():
                if key.rpartition(".")[2] in ("running_mean", "running_var"):
                    tensor.add_(torch.rand_like(tensor))
            own.load_state_dict(expected.state_dict())
            given = [torch.randn(2, *end.shape) for end in network.inputs]
            for training in (False, True):
                outputs = []
                for module in (own, expected):
                    module.train(training)
                    torch.manual_seed(1)
                    outputs.append(_flat(_run(module, [x.clone() for x in given])))
                if not _equal(*outputs):
                    mode = "training" if training else "evaluation"
                    raise DifferenceError(f"the outputs differ in {mode}")
    return "same state_dict, equal outputs in evaluation and in training"


def _same_state(own: nn.Module, expected: nn.Module) -> None:
    mine = [(key, tuple(tensor.shape), tensor.dtype) for key, tensor in own.state_dict().items()]
    theirs = [(key, tuple(tensor.shape), tensor.dtype) for key, tensor in expected.state_dict().items()]
    if mine != theirs:
        first = next((f"{a} is {b}" for a, b in zip(mine, theirs, strict=False) if a != b), "there are more of one")
        raise DifferenceError(f"the state_dict differs: {first}")
    learned = [name for name, _ in own.named_parameters()], [name for name, _ in expected.named_parameters()]
    if learned[0] != learned[1]:
        raise DifferenceError("the learned parameters differ")


def _run(module: nn.Module, given: list[Tensor]) -> Any:
    """The outputs, or the text of the error of a batch norm that gets one value a channel."""
    try:
        return module(*given)
    except ValueError as error:
        return str(error)


def _flat(value: Any) -> list[Any]:
    """The tensors of what a module returns; of a dictionary, after each name."""
    if isinstance(value, dict):
        return [part for name, each in value.items() for part in (name, each)]
    return [part for each in value for part in _flat(each)] if isinstance(value, tuple | list) else [value]


def _equal(own: list[Any], expected: list[Any]) -> bool:
    return len(own) == len(expected) and all(
        torch.equal(a.nan_to_num(), b.nan_to_num()) and torch.equal(a.isnan(), b.isnan())
        if isinstance(a, Tensor) and isinstance(b, Tensor)
        else a == b
        for a, b in zip(own, expected, strict=True)
    )
