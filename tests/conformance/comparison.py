"""One program against the reference: decision, shapes, keys, costs, outputs, gradients and running estimates.

What depends on the batch or on memory is compared in turn, by the number of the program: a batch of one sample, gradients in
evaluation, a module and inputs in channels_last.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor, nn

import cnndsl
from cnndsl.files import Texts
from cnndsl.pipeline import check
from cnndsl.source import Source
from tests.conformance.first_values import Bounds, outside
from tests.conformance.functional import Run, Undecided
from tests.conformance.functional_values import Noise, Refused
from tests.conformance.plans import Plan
from tests.conformance.replaced_functions import DRAWN, NORMS

RELATIVE, ABSOLUTE = 1e-6, 1e-9
"""How far numbers in double precision may be apart without a question, of themselves and of the largest one beside them."""

NOISE, NOISES = 1e-12, 64
"""A number that is farther apart has to be less so than noise moves it, in the module and in the reference, in so many runs of
the reference: part of every number between two layers, and of the gradients that flow back. Numbers that cancel out and maxima that are one but for
rounding are not determined more closely in double precision. Each number counts by itself, so a fault that such a program has
shows in its other numbers."""

STEEP = 1e4
"""PyTorch's norms and attentions square what they take, and of larger numbers too few digits are left: where a program that comes
to such (by `softplus` with a small beta, as a rule) is apart, that says nothing, and its decision, keys and costs alone count."""

Results = dict[str, Tensor]


def compare(plan: Plan, *, large: bool, seed: int = 0) -> tuple[str, str]:
    """What came of a plan, and a disagreement, empty where there is none.

    A plan is accepted, refused or undecided; accepted ones are "rounded" where numbers are apart by no more than noise moves
    them, "steep" where numbers are apart that are too large for it, and "kernel" where PyTorch's own norms are at fault.
    """
    torch.default_generator.manual_seed(seed)
    shapes = [(2, *shape) for shape in plan.inputs.values()]
    given = [
        torch.empty(shape, device="meta") if large else torch.randn(shape, dtype=torch.float64) for shape in shapes
    ]
    state: dict[str, Tensor] = {}
    evaluation, reason = Run(state, training=False), ""
    try:
        with torch.no_grad():
            expected = evaluation.plan(plan, given)
    except Undecided:
        return "undecided", ""
    except Refused as refusal:
        reason = str(refusal)
    texts = plan.texts
    checked = check(Source("net.cnn", texts["net.cnn"]), files=Texts(texts), **plan.given)
    if reason:
        return "refused", "" if checked.diagnostics else f"accepted, and the reference refuses it: {reason}"
    network = checked.network
    if network is None:
        fault = checked.diagnostics[0]
        return "accepted", f"refused, and the reference runs it: {fault.code.id} {fault.title}"
    found = _costs(network, evaluation, expected)
    if found or large:
        return "accepted", found
    compiled = _Compiled(plan, network, given, state, seed)
    found = compiled.compare(expected, evaluation.first)
    return compiled.result, found


def _costs(network: cnndsl.Network, run: Run, expected: Results) -> str:
    params = sum(each.numel() for each in run.parameters.values())
    results = [end for end in network.outputs if not end.training_only]
    named = network.graph.named_outputs
    pairs = {
        "outputs": (
            [(end.name if named else "", end.shape) for end in results],
            [(name, tuple(each.shape[1:])) for name, each in expected.items()],
        ),
        "parameters": (network.params, params),
        "MACs": (network.macs, run.macs),
    }
    return "; ".join(f"{what}: {ours}, not {theirs}" for what, (ours, theirs) in pairs.items() if ours != theirs)


class _Compiled:
    """The compiled module of a program, and the reference with the same weights."""

    def __init__(
        self, plan: Plan, network: cnndsl.Network, given: list[Tensor], state: dict[str, Tensor], seed: int
    ) -> None:
        self.plan = plan
        self.module = network.to_torch().double()
        self.named_outputs = network.graph.named_outputs
        self.given = given
        self.state = state
        self.turn = seed % 4
        self.result = "accepted"

    def compare(self, expected: Results, first: dict[str, Bounds]) -> str:
        """The first disagreement, or nothing."""
        module, state = self.module, self.state
        tensors = module.state_dict()
        ours = {key: tuple(value.shape) for key, value in tensors.items()}
        theirs = {key: tuple(value.shape) for key, value in state.items()}
        if ours != theirs:
            return f"keys: {sorted(ours.items() ^ theirs.items())[:6]}"
        for key, bounds in first.items():
            if key in tensors and outside(tensors[key], bounds):
                return f"first values of {key}: not between {bounds[0]:g} and {bounds[1]:g}"
        module.load_state_dict(state)
        if self.turn == 1:
            self.module, self.given = channels_last(module), [*map(channels_last, self.given)]
        return self.evaluated(expected) or (self.alone() if self.turn == 2 else "") or self.trained()

    def evaluated(self, expected: Results) -> str:
        """Outputs in evaluation."""
        with torch.no_grad():
            returned = named(self.module.eval()(*self.given))
        if list(returned) != list(expected):
            return f"outputs {list(returned)}, not {list(expected)}"
        found = apart(returned, expected)
        if found or self.turn == 3:
            found = self.both(training=False)
        return f"evaluation: {found}" if found else ""

    def alone(self) -> str:
        """A batch of one sample in evaluation."""
        given = [x[:1] for x in self.given]
        with torch.no_grad():
            try:
                expected = self.alone_of(given)
            except Refused as reason:
                try:
                    self.module.eval()(*given)
                except ValueError:
                    return ""
                return f"a batch of one: the reference refuses it: {reason}"
            ours = named(self.module.eval()(*given))
            found = apart(ours, expected)
            if found:
                found = self.determined(found, ours, expected, lambda noise: self.alone_of(given, noise))
        return f"a batch of one: {found}" if found else ""

    def alone_of(self, given: list[Tensor], noise: Noise | None = None) -> Results:
        """The outputs of the reference for one sample."""
        run = Run(self.state, training=False, noise=noise)
        run.without_heads = True
        return run.plan(self.plan, given)

    def trained(self) -> str:
        """Outputs, gradients and running estimates in training."""
        found = self.both(training=True)
        return f"training: {found}" if found else ""

    def both(self, *, training: bool) -> str:
        """The module and the reference in one mode; where they are apart, whether that may be rounding."""
        found, ours, theirs = self.once(training=training)
        if not found or not ours:
            return found
        with patch.multiple(F, **NORMS):
            if not self.once(training=training)[0]:
                self.result = "kernel"
                return ""
        return self.determined(found, ours, theirs, lambda noise: self.reference(training=training, noise=noise)[0])

    def once(self, *, training: bool) -> tuple[str, Results, Results]:
        """Where they are apart in one mode, and what either gives; of the module nothing where its outputs are others."""
        theirs, names = self.reference(training=training)
        ours = self.ours(names, training=training)
        return (ours, {}, theirs) if isinstance(ours, str) else (apart(ours, theirs), ours, theirs)

    def determined(self, found: str, ours: Results, theirs: Results, again: Callable[[Noise], Results]) -> str:
        """Where the module is apart from the reference by more than noise moves that."""
        slack = {name: torch.zeros_like(value) for name, value in theirs.items()}
        for seed in range(NOISES):
            noise = Noise(seed, NOISE)
            for name, value in again(noise).items():
                slack[name] = torch.maximum(slack[name], 2 * _distances(value, theirs[name]))
            if noise.largest > STEEP:
                self.result = "steep"
                return ""
            found = apart(ours, theirs, slack)
            if not found:
                self.result = "rounded"
                break
        return found

    def ours(self, names: list[str], *, training: bool) -> Results | str:
        """What the module gives, under the names of the reference."""
        module = self.module.train(training)
        buffers = {key: value.clone() for key, value in module.named_buffers()}
        outputs: list[str] = []

        def forward(given: list[Tensor]) -> list[Tensor]:
            returned = named(module(*given))
            outputs.extend(returned)
            return [*returned.values()]

        found = results(forward, self.given, dict(module.named_parameters()), names)
        if self.named_outputs and [name for name in outputs if name in self.plan_outputs] != self.plan_outputs:
            return f"outputs {outputs}, not {self.plan_outputs} and the heads"
        if len(outputs) != len(names):
            return f"{len(outputs)} outputs, not {names}"
        for key, value in module.named_buffers():
            if key in self.state:  # the constants of `normalize` are no part of the state_dict
                found[f"buffer {key}"] = value.clone()
            value.copy_(buffers[key])
        return found

    def reference(self, *, training: bool, noise: Noise | None = None) -> tuple[Results, list[str]]:
        """What the reference gives by names, and the names of its outputs; perhaps with noise between the layers."""
        copies = {key: value.detach().clone().requires_grad_(value.requires_grad) for key, value in self.state.items()}
        run = Run(copies, training=training, noise=noise)
        names: list[str] = []

        def forward(given: list[Tensor]) -> list[Tensor]:
            outputs = run.plan(self.plan, given)
            self.plan_outputs = [*outputs]
            heads = run.heads if training else []
            names.extend([f"output {name}".rstrip() for name in outputs] + [f"head {at}" for at in range(len(heads))])
            return [*outputs.values(), *heads]

        parameters = {key: copies[key] for key, _ in self.module.named_parameters()}
        found = results(forward, self.given, parameters, names)
        found |= {f"buffer {key}": copies[key] for key, _ in self.module.named_buffers() if key in copies}
        return found, names


def results(
    forward: Callable[[list[Tensor]], list[Tensor]], given: list[Tensor], parameters: Results, names: list[str]
) -> Results:
    """The outputs of a function by their names, and the gradients of a weighed sum of them."""
    inputs = [x.clone().requires_grad_() for x in given]
    torch.default_generator.manual_seed(1)
    with patch.multiple(F, **DRAWN):
        outputs = forward([x * 1 for x in inputs])
    draw = torch.Generator().manual_seed(2)
    weights = [torch.randn(each.shape, generator=draw, dtype=each.dtype) for each in outputs]
    total = torch.stack([(each * weight).sum() for each, weight in zip(outputs, weights, strict=True)]).sum()
    of = {f"gradient of the input {at}": x for at, x in enumerate(inputs)}
    of |= {f"gradient of {key}": value for key, value in parameters.items()}
    gradients: Any = [torch.zeros_like(value) for value in of.values()]
    if total.requires_grad:
        gradients = torch.autograd.grad(total, [*of.values()], allow_unused=True, materialize_grads=True)
    found = dict(zip(names, (each.detach() for each in outputs), strict=False))
    return found | dict(zip(of, gradients, strict=True))


def apart(ours: Results, theirs: Results, slack: Results | None = None) -> str:
    """Where results differ, the outputs first; by how much more than the slack of each number is none."""
    for name, value in theirs.items():
        own = ours[name]
        if own.shape != value.shape:
            return f"{name}: {tuple(own.shape)}, not {tuple(value.shape)}"
        if torch.allclose(own, value, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True):
            continue
        if torch.allclose(own, value, rtol=RELATIVE, atol=ABSOLUTE * largest(value), equal_nan=True):
            continue
        distances = _distances(own, value)
        allowed = ABSOLUTE * largest(value) + RELATIVE * value.abs().nan_to_num(0.0, 0.0, 0.0)
        if slack is not None:
            allowed = torch.maximum(allowed, slack[name])
        if (distances > allowed).any():
            return f"{name}: apart by {distances[distances > allowed].max().item():.3g}"
    return ""


def largest(value: Tensor) -> float:
    """The largest number without its sign, and 1 at least."""
    return max(1.0, value.abs().nan_to_num(0.0, 0.0, 0.0).max().item())


def _distances(one: Tensor, other: Tensor) -> Tensor:
    """The differences; infinite where one is no number, or infinite, and the other is not."""
    same = (one == other) | (one.isnan() & other.isnan())
    return torch.where(same, 0.0, (one - other).abs().nan_to_num(math.inf, math.inf))


def named(found: Any) -> Results:
    """What a module returns, by names: those of a dictionary, or none and numbers."""
    if isinstance(found, dict):
        return found
    given = found if isinstance(found, tuple) else (found,)
    return {str(at) if at else "": each for at, each in enumerate(given)}


def channels_last(it: Any) -> Any:
    """A tensor, or the tensors of a module, with the channels of maps of two and three axes last in memory."""
    if isinstance(it, nn.Module):
        for tensor in [*it.parameters(), *it.buffers()]:
            tensor.data = channels_last(tensor.data)
        return it
    formats = {4: torch.channels_last, 5: torch.channels_last_3d}
    return it.to(memory_format=formats[it.dim()]) if it.dim() in formats else it
