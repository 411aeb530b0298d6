"""What a network takes is held against the memory that there is, before anything is allocated."""

import sys
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

import cnndsl
from cnndsl.cli import cli
from cnndsl.report.memory import memory as memory_of
from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.machine import devices, memory

CPU = torch.device("cpu")
LARGE = "input 1x4x4\nconv_transpose 1 4096 stride=4096 bias=false\nupsample 2\nglobal_avgpool\nflatten\nfc 3\n"
"""Its map has 1,073,741,824 numbers, and its kernel 16,777,216, which no test allocates."""


@pytest.mark.parametrize(
    ("text", "size"),
    [("6GiB", 6 * 2**30), ("500M", 500 * 2**20), ("1.5 g", 3 * 2**29), ("4096", 4096), ("2kb", 2048), ("1TB", 2**40)],
)
def test_an_amount_of_memory(monkeypatch: pytest.MonkeyPatch, text: str, size: int) -> None:
    monkeypatch.setenv("CNNDSL_MEMORY", text)
    assert memory.allowed() == memory.free() == memory.free(CPU) == size


@pytest.mark.parametrize("text", ["x", "-1", "6GiBs", "1e9", "nan", "9" * 30])
def test_what_is_no_amount_of_memory(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CNNDSL_MEMORY", text)
    with pytest.raises(OptionError, match="which is no amount of memory"):
        memory.free()


@pytest.mark.skipif(sys.platform != "linux", reason="asks the files of Linux")
def test_this_machine_has_some_memory() -> None:
    physical = int(Path("/proc/meminfo").read_text().split()[1]) * 1024
    assert 2**20 < memory.free() < 100 * physical


@pytest.mark.skipif(sys.platform != "linux", reason="asks the files of Linux")
def test_a_container_has_what_its_group_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "/proc/meminfo": "MemTotal: 9 kB\nMemAvailable:    3000 kB\nSwapFree:   1000 kB\n",
        "/proc/self/cgroup": "0::/a/b\n",
        "/sys/fs/cgroup/a/b/memory.max": "3000000\n",
        "/sys/fs/cgroup/a/b/memory.current": "2500000\n",
        "/sys/fs/cgroup/a/b/memory.stat": "anon 7\ninactive_file 400000\n",
        "/sys/fs/cgroup/memory.max": "max\n",
        "/sys/fs/cgroup/memory.current": "9\n",
    }
    monkeypatch.setattr(memory, "_text", lambda path: files.get(str(path), ""))
    assert memory.free() == 900_000
    files["/sys/fs/cgroup/a/b/memory.max"] = "max\n"
    assert memory.free() == 4_096_000
    files["/sys/fs/cgroup/memory/memory.limit_in_bytes"] = "100\n"
    files["/sys/fs/cgroup/memory/memory.usage_in_bytes"] = "200\n"
    assert memory.free() == 0


def test_a_batch_that_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    net = cnndsl.parse("input 1x64x64\nconv 16 3x3 padding=1\nflatten\nfc 10\n")
    one = memory_of(net, 1)
    monkeypatch.setenv("CNNDSL_MEMORY", str(3 * one.weights + 10 * (one.training // 2)))
    memory.require_batch(net, 10, CPU, learning=True)
    with pytest.raises(TrainingError, match=r"a batch of 11 images takes .* at least, and .* are free") as error:
        memory.require_batch(net, 11, CPU, learning=True)
    assert error.value.help == "use --batch-size 10"
    monkeypatch.setenv("CNNDSL_MEMORY", "1000")
    with pytest.raises(TrainingError) as error:
        memory.require_batch(net, 1, CPU)
    assert error.value.help == "set CNNDSL_MEMORY if there is more, or use a smaller network"


def test_training_asks_before_it_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "large.cnn").write_text(LARGE, "utf-8")
    monkeypatch.setenv("CNNDSL_MEMORY", "1GiB")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["train", "large.cnn", "--set", "classes=10", "--input", "1x8x8", "--dry-run"])
    assert done.exit_code != 0
    (tmp_path / "large.cnn").write_text(LARGE.replace("fc 3", "fc 10").replace("1x4x4", "1x8x8"), "utf-8")
    done = CliRunner().invoke(cli, ["train", "large.cnn", "--dry-run"])
    assert done.exit_code == 1
    assert "images takes" in done.stderr
    assert "1.0 GiB are free" in done.stderr


@pytest.mark.parametrize(
    "error",
    [
        MemoryError("Unable to allocate 9 GiB"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:121] err == 0. DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes."),
        RuntimeError("std::bad_alloc"),
    ],
)
def test_memory_that_runs_out_is_a_plain_message(error: Exception) -> None:
    told = "this machine has not enough memory for it"
    with pytest.raises(TrainingError, match=told) as said, devices.enough_memory("use less"):
        raise error
    assert said.value.help == "use less"


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="mat1 and mat2"), devices.enough_memory("use less"):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")


def test_torch_s_own_words_are_known() -> None:
    told = "this machine has not enough memory for it"
    with pytest.raises(TrainingError, match=told), devices.enough_memory("use less"):
        torch.empty(2**60, dtype=torch.uint8)
