"""How weights move: the learning rate of each step, the groups of parameters, the optimiser."""

from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import cnndsl
from cnndsl.train.data import digits
from cnndsl.train.decide.options import Options
from cnndsl.train.decide.recipe import decayed
from cnndsl.train.steps.optimizer import learning_rate, optimizer, parameter_groups
from tests.train.conftest import SMALL, recipe_of

RECIPE = recipe_of(Options(lr=0.4), cnndsl.parse(SMALL), digits.FACTS, 1293)


def rates(steps: int, **changes: object) -> list[float]:
    """The learning rates of a run of so many steps, with a peak of 0.4."""
    return [learning_rate(replace(RECIPE, **changes), step, steps) for step in range(steps)]


@pytest.mark.parametrize(("steps", "warmup"), [(10, 0.3), (100, 0.3), (997, 0.05), (64, 0.5), (40, 0.999), (21, 0.05)])
def test_onecycle_is_that_of_torch_step_by_step(steps: int, warmup: float) -> None:
    torchs_optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], 1.0)
    torchs = torch.optim.lr_scheduler.OneCycleLR(
        torchs_optimizer, 0.4, total_steps=steps, pct_start=warmup, cycle_momentum=False
    )
    expected = []
    for _ in range(steps):
        expected.append(torchs.get_last_lr()[0])
        torchs_optimizer.step()
        if len(expected) < steps:
            torchs.step()
    assert rates(steps, warmup=warmup) == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_cosine_ends_at_nothing_and_is_half_in_the_middle() -> None:
    found = rates(101, schedule="cosine", warmup=0.0)
    assert found[0] == 0.4
    assert found[50] == pytest.approx(0.2)
    assert found[100] == pytest.approx(0, abs=1e-15)


def test_step_falls_at_half_and_at_three_quarters() -> None:
    found = rates(101, schedule="step", warmup=0.0)
    assert [found[at] for at in (0, 49, 50, 74, 75, 100)] == pytest.approx([0.4, 0.4, 0.04, 0.04, 0.004, 0.004])


def test_constant_stays_at_the_peak_after_the_warm_up() -> None:
    found = rates(100, schedule="constant", warmup=0.1)
    assert found[0] == pytest.approx(0.4 / 25)
    assert all(a < b for a, b in pairwise(found[:10]))
    assert set(found[10:]) == {0.4}


@pytest.mark.parametrize("schedule", ["onecycle", "cosine", "step", "constant"])
@pytest.mark.parametrize("warmup", [0.0, 0.3, 0.9999])
def test_a_run_of_one_step_takes_the_peak(schedule: str, warmup: float) -> None:
    assert rates(1, schedule=schedule, warmup=warmup) == [0.4]


@given(
    st.integers(1, 300),
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(["onecycle", "cosine", "step", "constant"]),
)
def test_the_rate_rises_to_the_peak_and_never_beyond_it(steps: int, warmup: float, schedule: str) -> None:
    found = rates(steps, warmup=warmup, schedule=schedule)
    assert all(0 <= rate <= 0.4 * (1 + 1e-12) for rate in found)
    top = found.index(max(found))
    assert all(a <= b * (1 + 1e-12) for a, b in pairwise(found[: top + 1]))
    assert all(a >= b * (1 - 1e-12) for a, b in pairwise(found[top:]))
    if schedule == "onecycle" and steps > 1 and warmup * steps <= steps - 1:
        assert found[-1] == pytest.approx(0.4 / 250_000, rel=1e-6)


# ------------------------------------------------------------------------------------------------- optimisers


def test_weight_decay_is_for_weights_that_multiply_features() -> None:
    net = cnndsl.parse(
        "input 1x8x8\nconv 2 3x3\nbatchnorm\nconv_transpose 2 3x3\nlayernorm\nweight: scale\nhead:\n    flatten\n    fc 2\n"
    )
    model = net.to_torch()
    multiply = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)
    wanted = {f"{name}.weight" for name, module in model.named_modules() if isinstance(module, multiply)}
    assert decayed(net) == wanted
    with_decay, others = parameter_groups(model, 5e-4, decayed(net))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    assert [names[id(p)] for p in with_decay["params"]] == ["0.weight", "2.weight", "head.1.weight"]
    assert with_decay["weight_decay"] == 5e-4
    assert others["weight_decay"] == 0
    assert len(with_decay["params"]) + len(others["params"]) == len(names)


@pytest.mark.parametrize(
    ("opt", "kind"), [("sgd", torch.optim.SGD), ("adam", torch.optim.Adam), ("adamw", torch.optim.AdamW)]
)
def test_optimisers_are_torchs_fused_ones(opt: str, kind: type) -> None:
    model = nn.Linear(2, 2, bias=False)  # a single group: nothing is without decay
    made = optimizer(model, replace(RECIPE, opt=opt, lr=0.3, weight_decay=0.1, momentum=0.8), ["weight"])
    assert type(made) is kind
    (group,) = made.param_groups
    assert (group["fused"], group["lr"], group["weight_decay"]) == (True, 0.3, 0.1)
    assert (group["nesterov"], group["momentum"]) == (True, 0.8) if opt == "sgd" else group["betas"] == (0.8, 0.999)
