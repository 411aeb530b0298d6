"""The choice of threads and precision, with a clock that the test winds."""

import copy
from collections.abc import Callable

import pytest
import torch
from torch import nn

from cnndsl.train.machine import devices, threads_and_precision


class Clock:
    """Steps take a time that depends on the precision and on the number of threads that are set."""

    def __init__(self, seconds: dict[tuple[int, str], float]) -> None:
        self.seconds, self.now, self.steps = seconds, 0.0, 0

    def step(self, precision: str) -> Callable[[], None]:
        def step() -> None:
            self.steps += 1
            self.now += self.seconds[torch.get_num_threads(), precision]

        return step

    def choose(self, *precisions: devices.Precision) -> threads_and_precision.ThreadsAndPrecision:
        return threads_and_precision.choose({kind: self.step(kind) for kind in precisions}, lambda: self.now)


@pytest.fixture
def _two_threads(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OMP_NUM_THREADS")
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


@pytest.mark.usefixtures("_two_threads")
@pytest.mark.parametrize(("single", "double", "chosen"), [(0.01, 0.006, 2), (0.01, 0.13, 1), (0.01, 0.0085, 1)])
def test_all_threads_are_taken_where_they_are_clearly_faster(single: float, double: float, chosen: int) -> None:
    choice = Clock({(1, "float32"): single, (2, "float32"): double}).choose("float32")
    assert choice.threads == torch.get_num_threads() == chosen
    one, two = f"1 thread: float32 {single * 1e3:.1f}", f"2 threads: float32 {double * 1e3:.1f}"
    assert f"{one} ms a step; {two} ms a step" in str(choice)


@pytest.mark.usefixtures("_two_threads")
@pytest.mark.parametrize(
    ("times", "chosen"),
    [
        ((0.01, 0.02, 0.02, 0.004), (2, "bf16")),
        ((0.01, 0.005, 0.02, 0.02), (1, "bf16")),
        ((0.01, 0.009, 0.02, 0.02), (1, "float32")),
    ],
)
def test_bf16_is_taken_where_it_is_faster(times: tuple[float, ...], chosen: tuple[int, str]) -> None:
    keys = [(1, "float32"), (1, "bf16"), (2, "float32"), (2, "bf16")]
    choice = Clock(dict(zip(keys, times, strict=True))).choose("float32", "bf16")
    assert (choice.threads, choice.precision) == chosen


@pytest.mark.usefixtures("_two_threads")
def test_a_large_network_is_not_probed_for_long() -> None:
    clock = Clock({(1, "float32"): 60, (2, "float32"): 40})
    assert clock.choose("float32").threads == 2
    assert clock.steps <= 6


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    clock = Clock({})
    assert str(clock.choose("float32")) == "1 thread (OMP_NUM_THREADS)"
    assert clock.steps == 0
    both = Clock({(1, "float32"): 0.01, (1, "bf16"): 0.001}).choose("float32", "bf16")
    assert (both.threads, both.precision) == (1, "bf16")


def test_one_core_leaves_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS")
    clock = Clock({})
    assert str(clock.choose("float32")) == "1 thread"
    assert clock.steps == 0


@pytest.mark.parametrize("precision", ["float32", "bf16"])
def test_a_trial_step_leaves_no_trace(precision: devices.Precision) -> None:
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Dropout(), nn.Flatten(), nn.Linear(144, 3))
    before, numbers = copy.deepcopy(model.state_dict()), torch.random.get_rng_state()
    threads_and_precision.trial_step(model, (1, 8, 8), 4, precision)()
    assert all(torch.equal(tensor, before[key]) for key, tensor in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())
    assert torch.equal(numbers, torch.random.get_rng_state())


@pytest.mark.usefixtures("_two_threads")
def test_a_round_that_was_disturbed_does_not_decide() -> None:
    """bf16 with two threads is the fastest, but for one of its rounds, in which each step waits for a busy core."""
    clock = Clock({(1, "float32"): 0.010, (1, "bf16"): 0.009, (2, "float32"): 0.008, (2, "bf16"): 0.004})
    calm, disturbed = clock.step("bf16"), 0

    def step() -> None:
        nonlocal disturbed
        calm()
        if torch.get_num_threads() == 2 and disturbed < 6:
            disturbed += 1
            clock.now += 0.2

    choice = threads_and_precision.choose({"float32": clock.step("float32"), "bf16": step}, lambda: clock.now)
    assert (choice.threads, choice.precision) == (2, "bf16")


@pytest.mark.usefixtures("_two_threads")
def test_steps_that_wait_in_every_round_decide() -> None:
    clock = Clock({(1, "float32"): 0.010, (2, "float32"): 0.005})
    calm, count = clock.step("float32"), 0

    def step() -> None:
        nonlocal count
        calm()
        count += torch.get_num_threads() == 2
        if torch.get_num_threads() == 2 and count % 4 == 0:
            clock.now += 0.1  # a step in four: the median of the steps would not see it

    assert threads_and_precision.choose({"float32": step}, lambda: clock.now).threads == 1
