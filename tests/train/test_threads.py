"""The choice of the thread count, with a clock that the test winds."""

import pytest
import torch

from cnndsl.train import threads


class Clock:
    """Steps take a time that depends on the number of threads that are set."""

    def __init__(self, seconds: dict[int, float]) -> None:
        self.seconds, self.now, self.steps = seconds, 0.0, 0

    def step(self) -> None:
        self.steps += 1
        self.now += self.seconds[torch.get_num_threads()]

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def _two_threads(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OMP_NUM_THREADS")
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


@pytest.mark.usefixtures("_two_threads")
@pytest.mark.parametrize(("single", "double", "chosen"), [(0.01, 0.006, 2), (0.01, 0.13, 1), (0.01, 0.008, 1)])
def test_all_threads_are_taken_where_they_are_clearly_faster(single: float, double: float, chosen: int) -> None:
    clock = Clock({1: single, 2: double})
    choice = threads.choose(clock.step, clock)
    assert choice.count == torch.get_num_threads() == chosen
    assert f"{single * 1e3:.1f} ms with 1, {double * 1e3:.1f} ms with 2" in str(choice)


@pytest.mark.usefixtures("_two_threads")
def test_a_large_network_is_not_probed_for_long() -> None:
    clock = Clock({1: 60, 2: 40})
    assert str(threads.choose(clock.step, clock)) == "2 threads"
    assert clock.steps == 2


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    clock = Clock({})
    assert str(threads.choose(clock.step, clock)) == "1 thread (OMP_NUM_THREADS)"
    assert clock.steps == 0


def test_one_core_leaves_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS")
    clock = Clock({})
    assert str(threads.choose(clock.step, clock)) == "1 thread"
