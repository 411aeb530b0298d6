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

import cnndsl
from cnndsl.cli import cli
from cnndsl.cli.train import command
from cnndsl.train.decide.options import RULES, Options, flag
from cnndsl.train.errors import StoppedError
from cnndsl.train.run import train as start

from .conftest import SMALL, STEPS, Lines, assert_same_end, brief, contents

pytestmark = pytest.mark.usefixtures("undrawn")
Call = Callable[..., Result]
BRIEF = "--epochs 2 --batch-size 64 --device cpu --precision float32 --seed 5".split()
"""``conftest.brief`` as flags."""


@pytest.fixture
def train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run the command in an empty folder that holds small.cnn."""
    monkeypatch.chdir(tmp_path)
    Path("small.cnn").write_text(SMALL)
    return lambda *arguments: CliRunner().invoke(cli, ["train", *map(str, arguments)])


@pytest.fixture
def call(train: Call) -> Call:
    return lambda *arguments: train("small.cnn", *arguments)


# ------------------------------------------------------------------------------------------------- help


def test_every_option_is_a_flag_that_shows_its_default() -> None:
    flags = {option: each for each in command.params for option in each.opts}
    for name, choice in RULES.items():
        assert flag(name) in flags
        shown, default = flags[flag(name)].help, getattr(Options, name)
        assert shown.startswith(choice.help)
        if choice.kind is not bool:
            assert (
                f"[default: {'chosen' if default is None else f'{default:g}' if choice.kind is float else default}]"
                in shown
            )


def test_the_help_is_readable_at_80_columns() -> None:
    result = CliRunner().invoke(cli, ["train", "--help"], terminal_width=80)
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert max(map(len, lines)) <= 80
    for name in (*map(flag, RULES), "--recipe", "--out", "--resume", "--dry-run", "--set", "--input"):
        assert any(line.strip().startswith(name) for line in lines), name
    text = " ".join(result.stdout.split())
    for choice in RULES.values():
        assert choice.help in text


# ------------------------------------------------------------------------------------------------- from end to end


def test_plain_lines_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "small.cnn").write_text(SMALL)
    arguments = [sys.executable, "-m", "cnndsl", "train", "small.cnn", *BRIEF]
    done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    lines = done.stdout.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("epoch")] == ["1/2", "2/2"]
    assert lines[-1].endswith("runs/Small-1")


def test_a_terminal_gets_a_bar_and_ctrl_c_ends_it_cleanly(tmp_path: Path, train: Call) -> None:
    controller, terminal = pty.openpty()
    arguments = [sys.executable, "-m", "cnndsl", "train", "small.cnn", *BRIEF, "--epochs", "5000", "--out", "my run"]
    environment = os.environ | {"TERM": "xterm", "NO_COLOR": "1"}
    run = subprocess.Popen(
        arguments, cwd=tmp_path, stdout=terminal, stderr=subprocess.PIPE, env=environment, start_new_session=True
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
    assert run.wait(timeout=60) == 130
    assert run.stderr is not None
    with run.stderr:
        message = run.stderr.read().decode()
    os.close(controller)
    assert "batches, time left" in shown.decode()
    assert message.startswith("stopped after ")
    assert "my run keeps best.safetensors" in message
    assert "go on with: cnndsl train --resume 'my run'" in message
    assert "Traceback" not in message
    assert json.loads((tmp_path / "my run/results.json").read_text())["status"] == "interrupted"


def test_flags_are_options(call: Call, uninterrupted: Path, tmp_path: Path) -> None:
    result = call(*BRIEF, "--out", "mine")
    assert result.exit_code == 0, result.stderr
    assert_same_end(uninterrupted, tmp_path / "mine")


def test_a_recipe_is_read_and_flags_go_before_it(call: Call, uninterrupted: Path, tmp_path: Path) -> None:
    Path("recipe.toml").write_text('epochs = 2\nbatch-size = 64\ndevice = "cpu"\nprecision = "float32"\nseed = 4\n')
    result = call("--recipe", "recipe.toml", "--seed", "5", "--out", "mine")
    assert result.exit_code == 0, result.stderr
    assert_same_end(uninterrupted, tmp_path / "mine")


def test_runs_do_not_overwrite_each_other(call: Call) -> None:
    once = [*BRIEF, "--epochs", "1"]
    for number in (1, 2):
        assert call(*once).exit_code == 0
        assert Path(f"runs/Small-{number}/results.json").exists()
    before = contents(Path("runs/Small-1"))
    again = call(*once, "--out", "runs/Small-1")
    assert again.exit_code == 2
    assert "--out runs/Small-1 exists already, and no run overwrites another" in again.stderr
    assert contents(Path("runs/Small-1")) == before


def test_a_dry_run_leaves_nothing_behind(call: Call, tmp_path: Path) -> None:
    result = call(*BRIEF, "--dry-run")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("dry run: ")
    assert [path.name for path in tmp_path.iterdir()] == ["small.cnn"]


def test_a_dry_run_tells_a_folder_that_is_in_use(call: Call, tmp_path: Path) -> None:
    result = call(*BRIEF, "--dry-run", "--out", ".")
    assert result.exit_code == 2
    assert "--out . exists already" in result.stderr
    assert call(*BRIEF, "--dry-run", "--out", "new").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["small.cnn"]


def test_names_cannot_steer_the_terminal(call: Call) -> None:
    for kind in "ab":
        Path(f"\x1b[2J/{kind}").mkdir(parents=True)
        Path(f"\x1b[2J/{kind}/1.png").write_bytes(b"no image")
    result = call("--data", "\x1b[2J")
    assert result.exit_code == 1
    assert "error: \\x1b[2J: none of its 2 images can be read" in result.stderr


def test_a_network_from_standard_input(train: Call) -> None:
    result = CliRunner().invoke(cli, ["train", "-", *BRIEF, "--epochs", "1"], input=SMALL)
    assert result.exit_code == 0, result.stderr
    assert Path("runs/Small-1/network/Small.cnn").read_text() == SMALL


# ------------------------------------------------------------------------------------------------- going on


@pytest.fixture
def half(train: Call) -> Path:
    net = cnndsl.parse(SMALL, path="small.cnn")
    with pytest.raises(StoppedError):
        start(net, brief(), Lines({STEPS + 4: lambda: signal.raise_signal(signal.SIGINT)}), Path("half"))
    return Path("half")


def test_resume_goes_on_to_the_same_end_from_another_place(
    train: Call, half: Path, uninterrupted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    result = train("--resume", "../half", "--workers", "1")
    assert result.exit_code == 0, result.stderr
    assert "../half goes on with epoch 2/2, batch 5" in result.stdout
    assert_same_end(uninterrupted, tmp_path / "half")
    again = train("--resume", "../half")
    assert again.exit_code == 0
    assert again.stdout == "../half is finished; results.json has its figures\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--lr", "0.1"], "--lr"),
        (["--epochs", "9", "--deterministic"], "--epochs, --deterministic"),
        (["small.cnn"], "a file or other options"),
        (["--out", "other"], "a file or other options"),
        (["--dry-run"], "a file or other options"),
        (["--set", "classes=10"], "a file or other options"),
    ],
)
def test_a_resumed_run_keeps_its_options(train: Call, half: Path, arguments: list[str], named: str) -> None:
    before = contents(half)
    result = train("--resume", half, *arguments)
    assert result.exit_code == 2
    message = " ".join(result.stderr.replace("│", " ").split())
    assert f"only --data-dir and --workers may be given, not {named}" in message
    assert contents(half) == before


def test_faults_of_a_resumed_run_are_told(train: Call, half: Path) -> None:
    (half / "checkpoint.safetensors").write_bytes(b"")
    for path, message in (
        (half, "error: half/checkpoint.safetensors cannot be read"),
        ("none", "error: there is no run none"),
    ):
        result = train("--resume", path)
        assert result.exit_code == 1
        assert result.stderr.startswith(message)
        assert "help: " in result.stderr


# ------------------------------------------------------------------------------------------------- wrong usage


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epochs", "0"], "--epochs must be at least 1 and at most 1000000, not 0"),
        (["--epochs", "many"], "'many' is not a valid integer"),
        (["--batch-size", "0"], "--batch-size must be at least 1"),
        (["--lr", "nan"], "--lr must be a finite number above 0, not nan"),
        (["--lr", "-0.1"], "--lr must be a finite number above 0, not -0.1"),
        (["--lr", "1e999"], "--lr must be a finite number above 0, not inf"),
        (["--seed", "9" * 400], "--seed must be at least 0 and at most 4294967295"),
        (["--data", "digit"], "there is no data set 'digit'; did you mean 'digits'?"),
        (["--data", "no/such/folder"], "--data no/such/folder: there is no such folder"),
        (["--device", "tpu"], "'tpu' is not one of"),
        (["--opt", "adm"], "'adm' is not one of"),
        (["--augment", "blur"], "--augment must be none or some of crop, flip, resized-crop, not 'blur'"),
        (["--epoch", "3"], "--epochs"),
        (["--recipe", "none.toml"], "cannot read the recipe none.toml: No such file or directory"),
    ],
)
def test_wrong_options_are_usage_errors(call: Call, arguments: list[str], message: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert not Path("runs").exists()


def test_a_flag_takes_back_what_a_recipe_switched_on(call: Call, tmp_path: Path) -> None:
    Path("recipe.toml").write_text("deterministic = true\nskip-bad = true\n")
    result = call("--recipe", "recipe.toml", "--no-deterministic", "--out", "mine", "--epochs", "1")
    assert result.exit_code == 0, result.stderr
    options = json.loads((tmp_path / "mine/options.json").read_text())["options"]
    assert (options["deterministic"], options["skip_bad"]) == (False, True)


def test_a_faulty_recipe_is_a_usage_error(call: Call) -> None:
    Path("recipe.toml").write_text("epoch = 3\n")
    result = call("--recipe", "recipe.toml")
    assert result.exit_code == 2
    assert "recipe.toml: there is no option 'epoch'; did you mean 'epochs'?" in result.stderr


def test_neither_a_file_nor_a_run(train: Call) -> None:
    result = train()
    assert result.exit_code == 2
    assert "name the FILE to train, or give --resume RUN" in result.stderr


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has the device")
def test_a_device_that_is_not_there(call: Call) -> None:
    result = call("--device", "cuda")
    assert result.exit_code == 2
    assert "the device 'cuda' is not available here; use --device" in result.stderr


def test_a_network_that_does_not_fit_the_data(call: Call) -> None:
    result = call("--set", "classes=7", "--input", "2x8x8")
    assert result.exit_code == 1
    assert "small.cnn:2" in result.stderr
    assert "small.cnn:7" in result.stderr
    assert result.stdout == ""
    assert not Path("runs").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("input 1x8x8\nconv 8 9x9\n", "small.cnn:2"),
        ("block Unit(k):\n    conv k 3x3\n", "error: small.cnn is a library of blocks, not a network"),
    ],
)
def test_a_faulty_file_is_diagnosed(call: Call, text: str, message: str) -> None:
    Path("small.cnn").write_text(text)
    result = call()
    assert result.exit_code == 1
    assert message in result.stderr
    assert not Path("runs").exists()


def test_a_file_that_is_not_there(train: Call) -> None:
    result = train("none.cnn")
    assert result.exit_code == 1
    assert "none.cnn" in result.stderr


def test_a_place_that_cannot_be_written(call: Call) -> None:
    Path("runs").write_text("in the way")
    result = call(*BRIEF)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: cannot write runs: File exists")
    assert Path("runs").read_text() == "in the way"
