"""Random programs with every kind of branching against a reference that runs them layer by layer."""

from __future__ import annotations

import torch
from hypothesis import event, given, note, settings

import cnndsl
from cnndsl.graph import joins
from tests.conftest import examples
from tests.graph.dags import Program, Reference, Refused
from tests.graph.drawn import programs

JOINS = (*joins.JOINS, "split")


@settings(max_examples=examples(100))
@given(program=programs())
def test_branches_run_as_the_reference_does(program: Program) -> None:
    """Decision, names, state_dict, output and gradient. In training, so that buffers reused too early show."""
    note(program.text)
    faults = cnndsl.check(program.text)
    x = torch.randn(2, *program.input, dtype=torch.float64, requires_grad=True)
    try:
        reference = Reference(program, x)
    except Refused as reason:
        event("refused")
        assert faults, reason  # noqa: PT017 - a refusal is one of the two outcomes
        return
    if not reference.leaves and reference.output is x:
        event("no layers")
        assert [fault.code.id for fault in faults] == ["E0405"]
        return
    event("accepted")
    net = cnndsl.parse(program.text)
    assert net.output == tuple(reference.output.shape[1:])
    assert [layer.name for layer in net.layers if layer.kind not in JOINS] == list(reference.leaves)
    module = net.to_torch().double().train()
    expected = {key: tuple(value.shape) for key, value in reference.state.items()}
    assert {key: tuple(value.shape) for key, value in module.state_dict().items()} == expected
    assert net.params == sum(parameter.numel() for parameter in module.parameters())
    module.load_state_dict(reference.state)
    y = module(x)
    torch.testing.assert_close(y, reference.output)
    weights = torch.randn_like(y)
    ours, theirs = (torch.autograd.grad((out * weights).sum(), x)[0] for out in (y, reference.output))
    torch.testing.assert_close(ours, theirs)
