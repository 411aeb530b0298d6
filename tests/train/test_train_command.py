"""`cnndsl train` as a user calls it."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result

from cnndsl.cli import cli

from .conftest import SMALL

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run the command in an empty folder that holds small.cnn."""
    monkeypatch.chdir(tmp_path)
    Path("small.cnn").write_text(SMALL)
    return lambda *arguments: CliRunner().invoke(cli, ["train", "small.cnn", *arguments])


def test_plain_lines_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "small.cnn").write_text(SMALL)
    command = [sys.executable, "-m", "cnndsl", "train", "small.cnn", "--epochs", "2"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    lines = done.stdout.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("epoch")] == ["1/2", "2/2"]
    assert lines[-1].endswith("runs/Small-1")


def test_a_terminal_gets_a_bar_and_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    (tmp_path / "small.cnn").write_text(SMALL)
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "cnndsl", "train", "small.cnn", "--epochs", "5000"]
    environment = os.environ | {"TERM": "xterm", "NO_COLOR": "1"}
    run = subprocess.Popen(
        command, cwd=tmp_path, stdout=terminal, stderr=subprocess.PIPE, env=environment, start_new_session=True
    )
    os.close(terminal)
    shown = b""
    while b"epoch    3/5000" not in shown:
        shown += os.read(controller, 4096)
    run.send_signal(signal.SIGINT)
    try:
        while True:
            shown += os.read(controller, 4096)
    except OSError:  # the terminal's other end is closed
        pass
    assert run.wait(timeout=20) == 130
    assert run.stderr is not None
    with run.stderr:
        message = run.stderr.read().decode()
    os.close(controller)
    assert "batches, time left" in shown.decode()
    assert message.startswith("stopped after ")
    assert "runs/Small-1 keeps best.safetensors" in message
    assert "Traceback" not in message
    assert json.loads((tmp_path / "runs/Small-1/results.json").read_text())["status"] == "interrupted"


def test_runs_do_not_overwrite_each_other(call: Call) -> None:
    for number in (1, 2):
        assert call("--epochs", "1").exit_code == 0
        assert Path(f"runs/Small-{number}/results.json").exists()
    assert call("--epochs", "1", "--out", "mine").exit_code == 0
    before = Path("mine/results.json").read_bytes()
    again = call("--epochs", "1", "--out", "mine")
    assert again.exit_code == 2
    assert "--out mine exists already" in again.stderr
    assert Path("mine/results.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epochs", "0"], "--epochs must be at least 1, not 0"),
        (["--epochs", "-5"], "--epochs must be at least 1, not -5"),
        (["--epochs", "many"], "'many' is not a valid integer"),
        (["--batch-size", "0"], "--batch-size must be at least 1, not 0"),
        (["--lr", "nan"], "--lr must be a finite number above 0, not nan"),
        (["--lr", "-0.1"], "--lr must be a finite number above 0, not -0.1"),
        (["--seed", "-1"], "--seed must be between 0 and 4294967295, not -1"),
        (["--data", "digit"], "there is no data set 'digit'; did you mean 'digits'?"),
        (["--device", "tpu"], "'tpu' is not one of"),
    ],
)
def test_wrong_options_are_usage_errors(call: Call, arguments: list[str], message: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("runs").exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has the device")
def test_a_device_that_is_not_there(call: Call) -> None:
    result = call("--device", "cuda")
    assert result.exit_code == 2
    assert "the device 'cuda' is not available here; use --device" in result.stderr


def test_a_network_that_does_not_fit_the_data(call: Call) -> None:
    result = call("--set", "classes=7", "--input", "2x8x8")
    assert result.exit_code == 1
    assert "small.cnn:2: the network takes 2 channels" in result.stderr
    assert "small.cnn:7: the network gives 7 classes, digits has 10" in result.stderr
    assert "help: make the last layer `fc 10`; where it says `fc classes`, add --set classes=10" in result.stderr
    assert not Path("runs").exists()


def test_a_faulty_file_is_diagnosed(call: Call) -> None:
    Path("small.cnn").write_text("input 1x8x8\nconv 8 9x9\n")
    result = call()
    assert result.exit_code == 1
    assert "small.cnn:2" in result.stderr


def test_a_place_that_cannot_be_written(call: Call) -> None:
    Path("runs").write_text("in the way")
    result = call("--epochs", "1")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: cannot write runs: File exists")
