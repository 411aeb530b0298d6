"""Programs drawn from the documents, against torch.nn.functional: decision, shapes, keys, costs, outputs, gradients.

A plan (plans.py) is drawn together with the shapes that it comes to, run with torch.nn.functional (functional.py), and
compared with what is made of its text: whether it is accepted, parameters, buffers, keys, MACs, the output in
evaluation, and in training the outputs, gradients and running estimates. Some plans have sizes up to the limits, and
only their shapes and costs are compared. CNNDSL_PROGRAMS says how many, or --seconds how long, CNNDSL_SEED which; with CNNDSL_COUNT, a file
that holds how many were tried so far, every run goes on where the last one ended.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path as File
from time import perf_counter
from typing import Any

import torch
from torch import Tensor

import cnndsl
from cnndsl.pipeline import check
from cnndsl.source import Source
from tests.conformance import workers
from tests.conformance.drawn_plans import draw
from tests.conformance.functional import Run, Undecided
from tests.conformance.functional_layers import Refused
from tests.conformance.plans import Plan

PROGRAMS = 20_000
BATCH = 100
# ------------------------------------------------------------------------------------------------- comparing


def compare(plan: Plan, *, large: bool, seed: int = 0) -> tuple[str, str]:
    """What came of a plan (accepted, refused, undecided), and a disagreement, empty where there is none."""
    torch.default_generator.manual_seed(seed)
    shapes = [(2, *shape) for shape in plan.inputs.values()]
    given = [
        torch.empty(shape, device="meta") if large else torch.randn(shape, dtype=torch.float64) for shape in shapes
    ]
    state: dict[str, Tensor] = {}
    evaluation, reason = Run(state, training=False), ""
    try:
        expected = evaluation.plan(plan, given)
    except Undecided:
        return "undecided", ""
    except Refused as refusal:
        reason = str(refusal)
    checked = check(Source("net.cnn", plan.text))
    if reason:
        return "refused", "" if checked.diagnostics else f"accepted, and the reference refuses it: {reason}"
    network = checked.network
    if network is None:
        fault = checked.diagnostics[0]
        return "accepted", f"refused, and the reference runs it: {fault.code.id} {fault.title}"
    found = _costs(network, evaluation, expected)
    if not found and not large:
        found = _module(plan, network, given, state, expected)
    return "accepted", found


def _costs(network: cnndsl.Network, run: Run, expected: dict[str, Tensor]) -> str:
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


def _named(found: Any) -> dict[str, Tensor]:
    """What a module returns, by names: those of a dictionary, or none and numbers."""
    if isinstance(found, dict):
        return found
    given = found if isinstance(found, tuple) else (found,)
    return {str(at) if at else "": each for at, each in enumerate(given)}


def _module(
    plan: Plan, network: cnndsl.Network, given: list[Tensor], state: dict[str, Tensor], expected: dict[str, Tensor]
) -> str:
    module = network.to_torch().double()
    ours = {key: tuple(value.shape) for key, value in module.state_dict().items()}
    theirs = {key: tuple(value.shape) for key, value in state.items()}
    if ours != theirs:
        return f"keys: {sorted(ours.items() ^ theirs.items())[:6]}"
    module.load_state_dict({key: value.detach() for key, value in state.items()})
    with torch.no_grad():
        returned = _named(module.eval()(*given))
    if list(returned) != list(expected):
        return f"outputs {list(returned)}, not {list(expected)}"
    for name, each in expected.items():
        if found := _apart(f"evaluation {name}".rstrip(), returned[name], each):
            return found
    copies = {key: value.detach().clone().requires_grad_(value.requires_grad) for key, value in state.items()}
    inputs = [[x.clone().requires_grad_() for x in given] for _ in range(2)]
    torch.default_generator.manual_seed(1)
    try:
        run = Run(copies, training=True)
        results = run.plan(plan, [x * 1 for x in inputs[1]])
    except Refused as reason:
        return f"the reference cannot be trained: {reason}"
    torch.default_generator.manual_seed(1)
    trained = _named(module.train()(*[x * 1 for x in inputs[0]]))
    if run.drawn and not run.laid_out:
        return ""  # other elements may have been drawn
    outputs, wanted = list(trained.values()), [*results.values(), *run.heads]
    if network.graph.named_outputs and list(trained)[: len(results)] != list(results):
        return f"outputs {list(trained)} in training, not {list(results)} and the heads"
    if len(outputs) != len(wanted):
        return f"{len(outputs)} outputs in training, not {len(wanted)}"
    found = "".join(_apart("training", one, other) for one, other in zip(outputs, wanted, strict=True))
    weights = [torch.randn_like(each) for each in wanted]
    parameters = dict(module.named_parameters())
    keys = list(parameters)
    ours_of = [*inputs[0], *(parameters[key] for key in keys)]
    theirs_of = [*inputs[1], *(copies[key] for key in keys)]
    gradients = [
        torch.autograd.grad(
            sum((each * weight).sum() for each, weight in zip(every, weights, strict=True)),  # type: ignore[arg-type]
            of, allow_unused=True, materialize_grads=True,
        )
        for every, of in ((outputs, ours_of), (wanted, theirs_of))
        if any(each.requires_grad for each in every)
    ]  # fmt: skip
    if len(gradients) == 2:
        of_inputs = [f"the input {name}" for name in plan.inputs]
        for key, one, other in zip([*of_inputs, *keys], *gradients, strict=True):
            found = found or _apart(f"gradient of {key}", one, other)
    for key, value in module.named_buffers():
        if key in copies:  # the constants of `normalize` are no part of the state_dict
            found = found or _apart(f"buffer {key}", value, copies[key])
    return found


def _apart(what: str, ours: Tensor, theirs: Tensor) -> str:
    if ours.shape != theirs.shape:
        return f"{what}: {tuple(ours.shape)}, not {tuple(theirs.shape)}"
    if torch.allclose(ours, theirs, rtol=1e-6, atol=1e-9, equal_nan=True):
        return ""
    return f"{what}: apart by {(ours - theirs).abs().max().item():.3g}"


# --------------------------------------------------------------------------------------------------- running


def batch(seed: str, numbers: range) -> tuple[Counter[str], list[str]]:
    """What came of so many programs, and the disagreements with their programs."""
    results: Counter[str] = Counter()
    wrong: list[str] = []
    for at in numbers:
        plan, large = draw(f"{seed}-{at}")
        try:
            result, found = compare(plan, large=large, seed=at)
        except Exception as error:
            result, found = "failed", f"{type(error).__name__}: {error}"
        results["large" if large and result == "accepted" else result] += 1
        if found:
            wrong.append(f"program {seed}-{at}: {found}\n{plan.text}")
    return results, wrong


def _work(task: tuple[str, range]) -> tuple[range, Counter[str], list[str]]:
    torch.set_num_threads(1)
    return task[1], *batch(*task)


def main() -> bool:
    """Print what came of the programs; whether all agree."""
    seed = workers.seed()
    tally = File(os.environ["CNNDSL_COUNT"]) if os.environ.get("CNNDSL_COUNT") else None
    first = int(tally.read_text()) if tally is not None and tally.exists() else 0
    given = os.environ.get("CNNDSL_PROGRAMS")
    last = None if workers.seconds() and not given else first + int(given or PROGRAMS)
    results: Counter[str] = Counter()
    wrong: list[str] = []
    done: set[int] = set()
    start = perf_counter()
    for numbers, found, told in workers.shared(_work, _tasks(seed, first, last)):
        results += found
        wrong += told
        for text in told[:3]:
            print(f"  DISAGREEMENT: {text}", flush=True)
        done.update(numbers)
        if tally is not None:
            tally.write_text(f"{next(at for at in count(first) if at not in done)}\n")
    shown = ", ".join(f"{many:,} {result}" for result, many in results.most_common())
    print(f"  from program {first:,} on: {shown}")
    print(f"  disagreements: {len(wrong)}")
    workers.tally("programs", len(done), f"{len(wrong)} disagreements", start)
    return not wrong


def _tasks(seed: str, first: int, last: int | None) -> Iterator[tuple[str, range]]:
    for at in count(first, BATCH):
        if last is not None and at >= last:
            return
        yield seed, range(at, at + BATCH if last is None else min(at + BATCH, last))
