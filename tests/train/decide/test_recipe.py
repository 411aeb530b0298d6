"""How weights move: the values that nobody chose, the learning rate, the groups of parameters."""

from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import cnndsl
from cnndsl.network import Network
from cnndsl.train.data.dataset import Facts
from cnndsl.train.decide import recipe
from cnndsl.train.decide.options import Options
from tests.train.conftest import SMALL

SMALL_NETWORK = cnndsl.parse(SMALL)
PHOTOS = Facts("photos", 3, None, ("cat", "dog"), flips=True)
DIGITS = Facts("digits", 1, (8, 8), tuple("0123456789"))


def rates(steps: int, **changes: object) -> list[float]:
    options = Options(**{"lr": 0.4, **changes})
    return [recipe.learning_rate(options, step, steps) for step in range(steps)]


@pytest.mark.parametrize(("steps", "warmup"), [(10, 0.3), (100, 0.3), (997, 0.05), (64, 0.5), (40, 0.999), (21, 0.05)])
def test_onecycle_is_that_of_torch_step_by_step(steps: int, warmup: float) -> None:
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], 1.0)
    torchs = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 0.4, total_steps=steps, pct_start=warmup, cycle_momentum=False
    )
    expected = []
    for _ in range(steps):
        expected.append(torchs.get_last_lr()[0])
        optimizer.step()
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


def test_constant_stays_at_the_peak_behind_the_warm_up() -> None:
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
def test_the_rate_rises_to_the_peak_and_never_behind_it(steps: int, warmup: float, schedule: str) -> None:
    found = rates(steps, warmup=warmup, schedule=schedule)
    assert all(0 <= rate <= 0.4 * (1 + 1e-12) for rate in found)
    top = found.index(max(found))
    assert all(a <= b * (1 + 1e-12) for a, b in pairwise(found[: top + 1]))
    assert all(a >= b * (1 - 1e-12) for a, b in pairwise(found[top:]))
    if schedule == "onecycle" and steps > 1 and warmup * steps <= steps - 1:
        assert found[-1] == pytest.approx(0.4 / 250_000, rel=1e-6)


# ------------------------------------------------------------------------------------------------- choices


@given(
    images=st.integers(1, 10**7),
    flips=st.booleans(),
    chosen=st.fixed_dictionaries(
        {},
        optional={
            "batch_size": st.integers(1, 4096),
            "epochs": st.integers(1, 100),
            "lr": st.floats(1e-6, 10),
            "opt": st.sampled_from(["sgd", "adam", "adamw"]),
            "weight_decay": st.sampled_from([0.0, 0.1]),
            "augment": st.sampled_from(["none", "crop"]),
        },
    ),
)
def test_what_was_resolved_stays_as_it_is(images: int, flips: bool, chosen: dict[str, object]) -> None:
    facts = replace(PHOTOS, flips=flips)
    options = recipe.resolve(Options(**chosen), SMALL_NETWORK, facts, images)
    assert recipe.resolve(options, SMALL_NETWORK, facts, images) == options
    assert 1 <= options.batch_size <= images
    for name, value in chosen.items():
        assert getattr(options, name) == (min(value, images) if name == "batch_size" else value)


@pytest.mark.parametrize(
    ("images", "batch_size", "epochs"),
    [(1293, 32, 30), (55_000, 128, 19), (1_200_000, 128, 10), (7, 7, 500), (64, 32, 250)],
)
def test_batches_and_epochs_follow_the_number_of_images(
    small: Network, images: int, batch_size: int, epochs: int
) -> None:
    options = recipe.resolve(Options(), small, DIGITS, images)
    assert (options.batch_size, options.epochs) == (batch_size, epochs)
    assert options.lr == pytest.approx(0.1 * batch_size / 128)


def test_images_are_mirrored_where_the_data_allow_it(small: Network) -> None:
    assert recipe.resolve(Options(), small, DIGITS, 100).augment == "crop"
    assert recipe.resolve(Options(), small, PHOTOS, 100).augment == "crop,flip"
    assert recipe.resolve(Options(augment="none"), small, PHOTOS, 100).augment == "none"
    assert recipe.resolve(Options(), small, DIGITS, small.params).augment == "none"  # too small to learn them by heart
    assert recipe.resolve(Options(), small, PHOTOS, small.params).augment == "flip"


@pytest.mark.parametrize(("norm", "layers", "lr"), [("", 2, 0.1), ("", 6, 0.02), ("batchnorm\n", 6, 0.1)])
def test_deep_networks_without_norms_get_a_lower_rate(norm: str, layers: int, lr: float) -> None:
    net = cnndsl.parse("input 1x8x8\n" + f"conv 4 1x1\n{norm}relu\n" * (layers - 1) + "flatten\nfc 10\n")
    assert recipe.resolve(Options(batch_size=128), net, DIGITS, 10_000).lr == lr


@pytest.mark.parametrize(("opt", "decay"), [("sgd", 5e-4), ("adam", 0.0), ("adamw", 0.05)])
def test_weight_decay_suits_the_optimiser(small: Network, opt: str, decay: float) -> None:
    assert recipe.resolve(Options(opt=opt), small, DIGITS, 100).weight_decay == decay


# ------------------------------------------------------------------------------------------------- optimisers


def test_weight_decay_is_for_weights_that_multiply_features() -> None:
    net = cnndsl.parse(
        "input 1x8x8\nconv 2 3x3\nbatchnorm\nconv_transpose 2 3x3\nlayernorm\nweight: scale\nhead:\n    flatten\n    fc 2\n"
    )
    model = net.to_torch()
    multiply = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)
    wanted = {f"{name}.weight" for name, module in model.named_modules() if isinstance(module, multiply)}
    assert recipe.decayed(net) == wanted
    decayed, others = recipe.parameter_groups(model, 5e-4, recipe.decayed(net))
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    assert [names[id(p)] for p in decayed["params"]] == ["0.weight", "2.weight", "head.1.weight"]
    assert decayed["weight_decay"] == 5e-4
    assert others["weight_decay"] == 0
    assert len(decayed["params"]) + len(others["params"]) == len(names)


@pytest.mark.parametrize(
    ("opt", "kind"), [("sgd", torch.optim.SGD), ("adam", torch.optim.Adam), ("adamw", torch.optim.AdamW)]
)
def test_optimisers_are_torchs_fused_ones(opt: str, kind: type) -> None:
    model = nn.Linear(2, 2, bias=False)  # a single group: nothing is without decay
    optimizer = recipe.optimizer(model, Options(opt=opt, lr=0.3, weight_decay=0.1, momentum=0.8), ["weight"])
    assert type(optimizer) is kind
    (group,) = optimizer.param_groups
    assert (group["fused"], group["lr"], group["weight_decay"]) == (True, 0.3, 0.1)
    assert (group["nesterov"], group["momentum"]) == (True, 0.8) if opt == "sgd" else group["betas"] == (0.8, 0.999)


@pytest.mark.parametrize(("size", "pixels"), [((32, 32), (2, 2)), ((8, 8), (1, 1)), ((224, 112), (14, 7))])
def test_the_shift_grows_with_the_image(size: tuple[int, int], pixels: tuple[int, int]) -> None:
    assert recipe.shift_pixels(size) == pixels
