"""Two processes of torchrun that train together, and how they end when one of them fails."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

import cnndsl
from cnndsl.train import run
from cnndsl.train.decide.options import Options
from cnndsl.train.errors import OptionError
from cnndsl.train.machine.distributed import World
from cnndsl.train.run_folder.folder import RunFolder
from tests.train.conftest import Lines

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the tests find the processes in /proc")

PLAIN = """\
model Plain(classes=10)
input 1x8x8
conv 8 3x3
relu
flatten
fc classes
"""
"""Nothing in it depends on how a batch is shared out, so one process and two learn the same."""
OPTIONS = {"epochs": 12, "batch_size": 32, "augment": "none", "precision": "float32", "seed": 3}
FLAGS = [f"--{name.replace('_', '-')}={value}" for name, value in OPTIONS.items()]
TIMEOUT = 300


def torchrun(*arguments: object, restarts: int = 0) -> list[str]:
    options = ["--standalone", "--nproc-per-node=2", f"--max-restarts={restarts}"]
    return [sys.executable, "-m", "torch.distributed.run", *options, *map(str, arguments)]


def start(folder: Path, *arguments: object, restarts: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        torchrun(Path(__file__).with_name("watched_command.py"), "train", *arguments, restarts=restarts),
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def finish(folder: Path, *arguments: object) -> str:
    with start(folder, *arguments) as launched:
        out, err = launched.communicate(timeout=TIMEOUT)
    assert launched.returncode == 0, err
    assert [json.loads((folder / f"threads-{rank}.json").read_text()) for rank in range(2)] == [[], []]
    return out


def processes(launched: subprocess.Popen[str]) -> dict[int, int]:
    """The processes that torchrun has started: their numbers in the system by their rank."""
    found = {}
    for child in Path(f"/proc/{launched.pid}/task/{launched.pid}/children").read_text().split():
        variables = Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
        found |= {int(each[5:]): int(child) for each in variables if each.startswith(b"RANK=")}
    return found


def wait_for_epochs(launched: subprocess.Popen[str], folder: Path, epochs: int) -> None:
    until = time.monotonic() + TIMEOUT
    while len((folder / "metrics.csv").read_text().splitlines() if (folder / "metrics.csv").exists() else ()) <= epochs:
        assert launched.poll() is None, launched.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)


def identical(first: Path, second: Path) -> bool:
    return all(
        torch.equal(tensor, load_file(second / name)[key])
        for name in ("best.safetensors", "last.safetensors")
        for key, tensor in load_file(first / name).items()
    )


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of one process."""
    folder = tmp_path_factory.mktemp("alone") / "run"
    return run.train(cnndsl.parse(PLAIN, path="net.cnn", classes=10), Options(**OPTIONS, device="cpu"), Lines(), folder)


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The uninterrupted run of two processes, and what it printed."""
    folder = tmp_path_factory.mktemp("pair")
    (folder / "net.cnn").write_text(PLAIN)
    return folder / "run", finish(folder, "net.cnn", *FLAGS, "--out", "run")


def test_two_processes_leave_what_one_leaves(alone: Path, pair: tuple[Path, str]) -> None:
    one, two = (json.loads((folder / "results.json").read_text()) for folder in (alone, pair[0]))
    assert sorted(path.name for path in pair[0].iterdir()) == sorted(path.name for path in alone.iterdir())
    assert list(one) == list(two)
    assert (one["processes"], two["processes"]) == (1, 2)
    exact = "status", "test_images", "epochs", "best_epoch", "test_accuracy", "validation_accuracy", "params"
    assert [one[name] for name in exact] == [two[name] for name in exact]
    assert two["test_loss"] == pytest.approx(one["test_loss"], rel=1e-4)


def test_two_processes_learn_what_one_learns(alone: Path, pair: tuple[Path, str]) -> None:
    """The gradients are those of the whole batch, and every image is counted once."""
    for name in ("best.safetensors", "last.safetensors"):
        two = load_file(pair[0] / name)
        for key, tensor in load_file(alone / name).items():
            torch.testing.assert_close(tensor, two[key], rtol=1e-3, atol=1e-5)
    tables = [list(csv.DictReader((folder / "metrics.csv").read_text().splitlines())) for folder in (alone, pair[0])]
    for one, two in zip(*tables, strict=True):
        assert (one["validation_accuracy"], one["lr"]) == (two["validation_accuracy"], two["lr"])
        assert float(one["train_loss"]) == pytest.approx(float(two["train_loss"]), rel=1e-4)


def test_the_first_process_speaks_for_both(pair: tuple[Path, str]) -> None:
    lines = pair[1].splitlines()
    assert len([line for line in lines if line.startswith("epoch")]) == OPTIONS["epochs"]
    assert len([line for line in lines if "cpu x 2 processes" in line]) == 1


def test_a_run_that_was_killed_and_stopped_comes_to_the_same_end(pair: tuple[Path, str], tmp_path: Path) -> None:
    """First one process is killed, and replaced by torchrun; then all are; then they are stopped from the terminal."""
    (tmp_path / "net.cnn").write_text(PLAIN)
    with start(tmp_path, "net.cnn", *FLAGS, "--out", "run", restarts=1) as launched:
        wait_for_epochs(launched, tmp_path / "run", 2)
        first = processes(launched)
        os.kill(first[1], signal.SIGKILL)
        wait_for_epochs(launched, tmp_path / "run", 5)
        second = processes(launched)
        for process in [launched.pid, *second.values()]:
            os.kill(process, signal.SIGKILL)
        out, err = launched.communicate(timeout=TIMEOUT)
    assert not set(first.values()) & set(second.values())
    assert "goes on with epoch" in out
    assert err.count("error: ") <= 1, err  # torchrun may end the other one before it notices
    with start(tmp_path, "--resume", "run") as launched:
        wait_for_epochs(launched, tmp_path / "run", 8)
        for process in [launched.pid, *processes(launched).values()]:  # as a terminal does it
            os.kill(process, signal.SIGINT)
        _, err = launched.communicate(timeout=TIMEOUT)
    assert err.count("stopped after ") == 1
    assert err.count("go on with: cnndsl train --resume run") == 1
    assert json.loads((tmp_path / "run/results.json").read_text())["status"] == "interrupted"
    finish(tmp_path, "--resume", "run")
    assert identical(pair[0], tmp_path / "run")


@pytest.fixture(scope="session")
def ends(tmp_path_factory: pytest.TempPathFactory, alone: Path) -> list[dict[str, Any]]:
    """What ``failing_together`` writes for both processes."""
    folder = tmp_path_factory.mktemp("failures")
    (folder / "net.cnn").write_text(PLAIN)
    shutil.copytree(alone, folder / "alone", ignore=shutil.ignore_patterns("results.json"))
    done = subprocess.run(
        torchrun(Path(__file__).with_name("failing_together.py"), folder),
        cwd=folder, capture_output=True, text=True, check=False, timeout=TIMEOUT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads((folder / f"{rank}.json").read_text()) for rank in range(2)]


@pytest.fixture(scope="session")
def failures(ends: list[dict[str, Any]]) -> Callable[[str], list[tuple[int, str, str]]]:
    """For each way to fail the exit status, standard output and standard error of both processes."""
    return lambda name: [tuple(each["said"][name]) for each in ends]


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("usage", 2, "name the FILE to train, or give --resume RUN"),
        ("does not split", 2, "a batch of 33 images does not split into 2 equal parts; use --batch-size 34"),
        ("missing on one", 1, "other.cnn: there is no such file"),
        ("unreadable on one", 1, "error: the data cannot be read"),
        ("other data on one", 1, "error: the numbers of images of process 1 on "),
        ("in use", 2, "--out . exists already"),
        ("diverges", 1, "error: the loss became "),
        ("disk full", 1, "error: the disk is full"),
        ("no room for one", 1, "cannot write a passing copy of the run's small files: No space left on device"),
        ("locked", 1, "error: another process is training in full"),
        ("wrong number", 1, "alone was trained by 1 process, and these are 2"),
    ],
)
def test_all_end_and_the_first_says_why(
    failures: Callable[[str], list[tuple[int, str, str]]], name: str, status: int, message: str
) -> None:
    (first, _, said), (second, *silence) = failures(name)
    assert (first, second) == (status, status)
    assert message in said
    assert "Traceback" not in said
    assert silence == ["", ""]


def test_a_bug_in_one_process_ends_the_other(failures: Callable[[str], list[tuple[int, str, str]]]) -> None:
    first, second = failures("a bug on one")
    assert first[0] == second[0] == 1
    assert "another process of this run has failed" in first[2]


def test_a_bug_in_the_backward_pass_of_one_ends_the_other(
    failures: Callable[[str], list[tuple[int, str, str]]],
) -> None:
    (first, _, said), (second, *_) = failures("a bug in the backward pass of one")
    assert (first, second) == (1, 1)
    assert "error: another process of this run has ended, and no process can go on without it" in said


def test_a_process_that_falls_silent_is_noticed(
    failures: Callable[[str], list[tuple[int, str, str]]], ends: list[dict[str, Any]]
) -> None:
    """One that was stopped, as a host that vanishes: its connections stay open."""
    (first, _, said), (second, *_) = failures("silence")
    assert (first, second) == (1, 1)
    assert said.startswith("error: another process of this run has ended, and no process can go on without it")
    assert ends[0]["waited"] < 60


@pytest.mark.parametrize(("name", "batches"), [("a signal to one", 1), ("a signal to one while all are asked", 2)])
def test_a_signal_to_one_stops_both(
    failures: Callable[[str], list[tuple[int, str, str]]], name: str, batches: int
) -> None:
    (first, _, said), (second, *silence) = failures(name)
    assert (first, second) == (130, 130)
    assert f"stopped after 0 of 2 epochs and {batches} batches" in said
    assert silence == ["", ""]


def test_an_interrupt_that_does_not_wait_ends_the_other(
    failures: Callable[[str], list[tuple[int, str, str]]],
) -> None:
    (first, _, silence), (second, _, said) = failures("an interrupt that does not wait")
    assert (first, second) == (1, 130)
    assert said.startswith("stopped after 0 of 2 epochs")
    assert silence == ""


def test_no_thread_of_the_process_group_outlives_it(ends: list[dict[str, Any]]) -> None:
    """One that is still busy when the interpreter ends makes the process abort after its work is done."""
    for each in ends:
        assert each["inside"], "gloo's threads have other names"
        assert {name: left for name, left in each["threads"].items() if left} == {}
        assert "success" in each["threads"]


def linger(begun: Event) -> None:
    begun.set()
    time.sleep(TIMEOUT)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_worker_that_outlives_its_run_does_not_own_the_folder(tmp_path: Path) -> None:
    folder, context = RunFolder(tmp_path), get_context("fork")
    begun = context.Event()
    with folder.claimed():
        worker = context.Process(target=linger, args=(begun,))
        worker.start()
        assert begun.wait(TIMEOUT)
    try:
        with folder.claimed():
            assert worker.is_alive()
    finally:
        worker.kill()
        worker.join()
        worker.close()


@pytest.mark.parametrize(("count", "size"), [(32, 2), (33, 2), (1, 3), (10, 3), (0, 2)])
def test_shares_are_disjoint_and_complete(count: int, size: int) -> None:
    places = torch.randperm(count)
    shares = [World(rank, size).share(places) for rank in range(size)]
    assert torch.equal(torch.cat(shares).sort().values, torch.arange(count))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets what torchrun says in the environment, with changes."""

    def say(**changes: str | None) -> None:
        said = {"RANK": "1", "WORLD_SIZE": "2", "LOCAL_RANK": "1", "MASTER_ADDR": "here", "MASTER_PORT": "29500"}
        for name, value in {**said, **changes}.items():
            monkeypatch.setenv(name, value) if value is not None else monkeypatch.delenv(name, raising=False)

    return say


def test_the_environment_says_which_process_this_is(environment: Callable[..., None]) -> None:
    environment()
    assert World.from_environment() == World(1, 2, 1)
    environment(WORLD_SIZE=None)
    assert World.from_environment() == World()


@pytest.mark.parametrize(
    "changes",
    [
        {"RANK": "2"}, {"RANK": "-1"}, {"RANK": "first"}, {"RANK": None}, {"WORLD_SIZE": "0"}, {"WORLD_SIZE": ""},
        {"LOCAL_RANK": None}, {"LOCAL_RANK": "2"}, {"MASTER_ADDR": None}, {"MASTER_PORT": "0"}, {"MASTER_PORT": None},
    ],
)  # fmt: skip
def test_an_environment_that_makes_no_sense(environment: Callable[..., None], changes: dict[str, str | None]) -> None:
    environment(**changes)
    with pytest.raises(OptionError, match="names no processes that can train together") as error:
        World.from_environment()
    assert "WORLD_SIZE" in error.value.help
