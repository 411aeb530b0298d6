"""`cnndsl bench`: what it reports, what it runs, and what it refuses. No test asserts a time: a clock is put in its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import cnndsl
from cnndsl.bench import clock, engines, matrix_rate, speed
from cnndsl.bench.clock import Times
from cnndsl.bench.speed_text import in_flops, in_time
from cnndsl.cli import cli
from cnndsl.export.subject import of_network, of_run
from cnndsl.train.errors import OptionError, TrainingError
from tests.evaluate.conftest import finished  # noqa: F401 - fixture
from tests.graph.test_branches import HEADS
from tests.train.conftest import _one_thread  # noqa: F401 - the fixture holds here too

CPU = torch.device("cpu")
LONG = matrix_rate.LONG
SMALL = "model Small(classes=5)\ninput 3x8x8\nconv 4 3x3\nbatchnorm\nrelu\nflatten\nfc classes\n"


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "WARM_UP", 0.0)
    monkeypatch.setattr(matrix_rate, "LONG", 0.0)
    monkeypatch.setattr(matrix_rate, "SECONDS", 0.0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.cnn").write_text(SMALL, "utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["bench", *words, "--seconds", "0.01"], catch_exceptions=False)


# ------------------------------------------------------------------------------------------------ the clock


@given(st.lists(st.floats(0, 1e3), min_size=1, max_size=200), st.floats(0.001, 1))
def test_percentiles_are_nearest_ranks(values: list[float], share: float) -> None:
    assert clock.percentile(values, share) == np.percentile(values, 100 * share, method="inverted_cdf")


class Hands:
    """A clock that only calls move: each by the next of some durations, the last one for ever."""

    def __init__(self, *durations: float) -> None:
        self.now, self.durations, self.calls = 0.0, list(durations), 0

    def __call__(self) -> float:
        return self.now

    def call(self) -> None:
        self.calls += 1
        self.now += self.durations.pop(0) if len(self.durations) > 1 else self.durations[0]


def test_calls_are_timed_one_by_one_when_the_device_is_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands(64.0, 32.0, *[0.25] * 8, 1.0, 0.5)  # two calls warm up
    monkeypatch.setattr(clock, "perf_counter", hands)
    times = clock.timed(hands.call, CPU, 4.0)
    assert times.latencies == (*[0.25] * 8, 1.0, 0.5, 0.5)
    assert times.seconds_a_call == 4.0 / 11
    assert (times.percentile(0.5), times.percentile(0.99)) == (0.25, 1.0)


def test_the_warm_up_lasts_as_long_as_it_says_and_slow_calls_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "WARM_UP", 3.0)
    hands = Hands(0.5)
    monkeypatch.setattr(clock, "perf_counter", hands)
    assert len(clock.timed(hands.call, CPU, 0.0).latencies) == clock.LEAST_CALLS
    assert hands.calls == 6 + clock.LEAST_CALLS


def test_calls_that_follow_each_other_are_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a device that computes while the next call is made: half of the time is theirs."""
    hands = Hands(0.5)
    monkeypatch.setattr(clock, "perf_counter", hands)
    monkeypatch.setattr(clock, "_finish", lambda device: None)
    times = clock.timed(hands.call, torch.device("mps"), 8.0)
    assert len(times.latencies) == 8
    assert times.seconds_a_call == 0.5
    assert hands.calls == clock.LEAST_WARM_UP + 16


def test_the_rate_of_a_product_counts_two_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_rate, "timed", lambda call, device, seconds: Times((0.5, 0.25, 0.25), 0.2))
    assert matrix_rate.matrix_rate(CPU, torch.float32) == 2 * matrix_rate.SMALLEST**3 / 0.2


def test_matrices_grow_until_a_product_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    def timed(device: torch.device, dtype: torch.dtype, size: int, seconds: float) -> Times:
        sizes.append(size)
        return Times((size / 1e5,), size / 1e5)

    monkeypatch.setattr(matrix_rate, "_times", timed)
    monkeypatch.setattr(matrix_rate, "LONG", 0.009)
    assert matrix_rate.matrix_rate(CPU, torch.float32) == pytest.approx(2 * 1024**3 / 0.01024)
    assert sizes == [256, 512, 1024, 1024]


# ------------------------------------------------------------------------------------------------ what is run


@pytest.fixture
def compile_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend="eager"))
    yield
    torch._dynamo.reset()


@pytest.mark.parametrize("text", [SMALL, HEADS, "input 4x30\nconv 6 5\nrelu\nflatten\nfc 3\n"])
@pytest.mark.parametrize("name", ["torch", "compile", "onnxruntime"])
@pytest.mark.usefixtures("compile_without_a_compiler")
def test_every_engine_runs_the_network(name: engines.EngineName, text: str) -> None:
    subject = of_network(cnndsl.parse(text), None, 3)
    of_batch = engines.engine(name, subject, CPU, "float32")
    module = subject.module()
    for size in (1, 3):
        found = of_batch(size)()
        found = torch.from_numpy(found[0]) if isinstance(found, list) else found
        with torch.no_grad():
            torch.testing.assert_close(found, module(*engines.noise(subject, size)), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("precision", "dtype"), [("bf16", torch.bfloat16), ("float16", torch.float16)])
def test_a_precision_is_that_of_weights_and_outputs(precision: str, dtype: torch.dtype) -> None:
    found: Any = engines.engine("torch", of_network(cnndsl.parse(SMALL), None, 0), CPU, precision)(2)()
    assert found.dtype == dtype


def test_a_run_is_measured_with_its_weights(finished: Path) -> None:  # noqa: F811
    subject = of_run(finished)
    module = cnndsl.load_run(finished, device="cpu").module
    found: Any = engines.engine("torch", subject, CPU, "float32")(2)()
    with torch.no_grad():
        assert torch.equal(found, module(*engines.noise(subject, 2)))


# ------------------------------------------------------------------------------------------------ what is reported


def test_the_report_has_the_figures_and_what_they_were_taken_on(folder: Path) -> None:
    done = run("small.cnn", "--batch", "8,1,8", "--device", "cpu", "--threads", "1", "--format", "json")
    assert (done.exit_code, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    net = cnndsl.load("small.cnn")
    assert (report["model"], report["input"], report["parameters"]) == ("Small", [3, 8, 8], net.params)
    assert (report["device"], report["precision"], report["threads"], report["tf32"]) == ("cpu", "float32", 1, False)
    assert report["version"] == f"torch {torch.__version__}"
    assert "CPUs" in report["machine"]
    assert [one["batch"] for one in report["batches"]] == [8, 1]
    for one in report["batches"]:
        assert one["calls"] >= clock.LEAST_CALLS
        assert 0 < one["shortest"] <= one["p50"] <= one["p99"]
        assert one["rate"] == pytest.approx(2 * net.macs * one["throughput"])
        assert one["share"] == pytest.approx(one["rate"] / report["matrix_rate"])


def test_people_get_a_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "matrix_rate", lambda device, dtype: 5.12e10)
    monkeypatch.setattr(speed, "machine", lambda: "a machine")
    monkeypatch.setattr(speed, "timed", lambda call, device, seconds: Times((0.002,) * 98 + (0.003, 0.004), 0.0021))
    shown = run("small.cnn", "--batch", "1,2000", "--device", "cpu").stdout.splitlines()
    macs = cnndsl.load("small.cnn").macs
    assert shown[0] == f"Small: 3x8x8 -> 5, 845 parameters, {macs:,} MACs a sample"
    assert shown[1].startswith(f"torch {torch.__version__}, cpu, float32, ")
    assert shown[2:5] == ["a machine", "a large matrix product reaches 51.2 GFLOPS there", ""]
    assert shown[5].split() == ["Batch", "p50", "p99", "Samples/s", "FLOPS", "Share", "Calls"]
    assert shown[7].split() == [
        "1",
        "2.00",
        "ms",
        "3.00",
        "ms",
        "476",
        *in_flops(2 * macs / 0.0021).split(),
        "0.0%",
        "100",
    ]
    assert shown[8].split()[:5] == ["2000", "2.00", "ms", "3.00", "ms"]
    assert len(shown) == 9


def test_few_calls_are_said_to_be_few(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "timed", lambda call, device, seconds: Times((0.5,) * 7, 0.5))
    shown = run("small.cnn", "--batch", "1,2", "--device", "cpu").stdout.splitlines()
    assert shown[-1] == "p99 is the longest of fewer than 100 calls at batch 1, 2: more --seconds"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1.234, "1.23 s"),
        (123.4, "123 s"),
        (0.0123, "12.3 ms"),
        (0.001, "1.00 ms"),
        (0.0009876, "988 µs"),
        (2e-6, "2.00 µs"),
    ],
)
def test_times_have_three_digits(seconds: float, text: str) -> None:
    assert in_time(seconds) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [(9.8765e14, "988 TFLOPS"), (1e12, "1.00 TFLOPS"), (5.23e10, "52.3 GFLOPS"), (4.2e6, "4.20 MFLOPS")],
)
def test_rates_have_three_digits(rate: float, text: str) -> None:
    assert in_flops(rate) == text


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["small.cnn", "--batch", "0"], 2, "'0' is not a list of batch sizes"),
        (["small.cnn", "--batch", "1,,2"], 2, "'1,,2' is not a list of batch sizes"),
        (["small.cnn", "--batch", "1,x"], 2, "'1,x' is not a list of batch sizes"),
        (["small.cnn", "--batch", "99999999999"], 2, "is not a list of batch sizes"),
        (["small.cnn", "--backend", "onnxruntime", "--precision", "bf16"], 2, "float32 or float16"),
        (["none.cnn"], 1, "there is no such file"),
        (["."], 1, "is no run folder"),
        ([".", "--set", "classes=3"], 2, "--set is for a .cnn file"),
    ],
)
def test_what_is_refused(folder: Path, words: list[str], status: int, says: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (status, "")
    assert says in done.stderr


def failing(error: Exception) -> Callable[..., engines.Engine]:
    def call() -> None:
        raise error

    return lambda *_: lambda size: call


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (torch.OutOfMemoryError("x"), "a batch does not fit into the memory of the device"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 5 bytes"), "a batch of 2 does not fit"),
        (
            RuntimeError("\"conv\" not implemented for 'Half'\nmore"),
            "a batch of 2 fails: \"conv\" not implemented for 'Half'",
        ),
    ],
)
def test_a_batch_that_fails_is_said(folder: Path, error: Exception, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "engine", failing(error))
    done = run("small.cnn", "--batch", "2", "--device", "cpu")
    assert done.exit_code == 1
    assert says in done.stderr
    assert "help:" in done.stderr


def test_what_torch_compile_cannot_do_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("\nno C++ compiler\nmore")

    monkeypatch.setattr(torch, "compile", lambda module, dynamic: broken)
    of_batch = engines.engine("compile", of_network(cnndsl.parse(SMALL), None, 0), CPU, "float32")
    with pytest.raises(TrainingError, match=r"torch\.compile fails: no C\+\+ compiler\nhelp: "):
        of_batch(1)


def test_onnxruntime_is_for_the_cpu() -> None:
    subject = of_network(cnndsl.parse(SMALL), None, 0)
    with pytest.raises(OptionError, match="on the CPU only"):
        engines.engine("onnxruntime", subject, torch.device("meta"), "float32")


# ------------------------------------------------------------------------------------------------ on a GPU


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("precision", ["float32", "bf16", "float16"])
def test_on_a_gpu(folder: Path, precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_rate, "LONG", LONG)
    done = run("resnet18", "--batch", "1,8", "--device", "cuda", "--precision", precision, "--format", "json")
    assert done.exit_code == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["device"].startswith("cuda (")
    assert report["tf32"] == (precision == "float32" and torch.backends.cudnn.allow_tf32)
    for one in report["batches"]:
        assert 0 < one["shortest"] <= one["p50"] <= one["p99"]
        assert 0 < one["share"] < 1


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_clock_on_a_gpu_waits_for_the_device() -> None:
    """A product that keeps the device busy for long takes long, although its call returns at once."""
    device = torch.device("cuda")
    x = torch.randn(8192, 8192, device=device)
    times = clock.timed(lambda: x @ x, device, 0.2)
    first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    first.record()
    _ = x @ x
    last.record()
    last.synchronize()
    assert times.percentile(0.5) > 0.5 * first.elapsed_time(last) / 1000
    assert times.seconds_a_call > 0.5 * first.elapsed_time(last) / 1000
