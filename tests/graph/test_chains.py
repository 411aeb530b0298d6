"""Random whole programs without branches against the same chain written in PyTorch."""

from __future__ import annotations

import pytest
import torch
from hypothesis import assume, event, given, note, settings
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

import cnndsl
from tests.conftest import examples
from tests.graph.chains import Chain, chains

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")


@settings(max_examples=examples(120))
@given(chain=chains())
def test_a_program_is_the_chain_that_torch_runs(chain: Chain) -> None:
    note(chain.text)
    faults = cnndsl.check(chain.text, input=chain.input, **chain.settings)
    event("valid" if chain.valid else "faulty")
    assert len(faults) == (0 if chain.valid else 1)
    if not chain.valid:
        return
    assert chain.module is not None
    net = cnndsl.parse(chain.text, input=chain.input, **chain.settings)
    outputs = shapes_by_hook(chain.module, net.input)
    assert [(layer.name, layer.output) for layer in net.layers] == list(outputs.items())
    leaves = dict(chain.module.named_modules())
    for layer in net.layers:
        assert layer.params == sum(p.numel() for p in leaves[layer.name].parameters()), layer
        kept = leaves[layer.name].state_dict()
        assert layer.buffers == sum(b.numel() for name, b in leaves[layer.name].named_buffers() if name in kept), layer
    assert net.params == sum(p.numel() for p in chain.module.parameters())
    assert 2 * net.macs == flops(chain.module, net.input)


@settings(max_examples=examples(60))
@given(chain=chains())
def test_the_compiled_module_is_the_chain(chain: Chain) -> None:
    """Names, state_dict in order, kinds of modules and values."""
    assume(chain.valid and chain.module is not None)
    assert chain.module is not None
    note(chain.text)
    net = cnndsl.parse(chain.text, input=chain.input, **chain.settings)
    ours, theirs = net.to_torch().eval(), chain.module.to_empty(device="cpu").eval()
    state = {key: tuple(value.shape) for key, value in ours.state_dict().items()}
    assert list(state.items()) == [(key, tuple(value.shape)) for key, value in theirs.state_dict().items()]
    for name, module in theirs.named_modules():
        if type(module).__module__.startswith("torch.nn."):
            assert isinstance(ours.get_submodule(name), type(module)), name
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(2, *net.input)
    torch.testing.assert_close(ours(x), theirs(x), equal_nan=True)


def shapes_by_hook(module: nn.Module, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """Output shape of every layer, by name, in the order in which they ran; what one is made of is no layer."""
    found: dict[str, tuple[int, ...]] = {}
    hooks = []
    modules = dict(module.named_modules())
    for name, child in modules.items():
        if not isinstance(child, nn.Sequential) and isinstance(modules[name.rpartition(".")[0]], nn.Sequential):

            def hook(_: nn.Module, __: object, output: Tensor, name: str = name) -> None:
                found[name] = tuple(output.shape[1:])

            hooks.append(child.register_forward_hook(hook))
    module(torch.empty(2, *shape, device="meta"))
    for handle in hooks:
        handle.remove()
    return found


def flops(module: nn.Module, shape: tuple[int, ...]) -> int:
    """What PyTorch counts for one sample of two: two for each multiply-accumulate in convolutions and `fc`."""
    with FlopCounterMode(display=False) as counter:
        module(torch.empty(2, *shape, device="meta"))
    return int(counter.get_total_flops()) // 2
