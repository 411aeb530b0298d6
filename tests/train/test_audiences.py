"""Training goes on when nobody listens, and stops when it is asked to."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cnndsl.train.run import resume

from .conftest import Lines, assert_same_end, read_json

pytestmark = [
    pytest.mark.usefixtures("undrawn"),
    pytest.mark.skipif(sys.platform != "linux", reason="terminals, forks and /dev/full"),
]
ALONE = "note: standard output cannot be written ({}); training goes on without it, Ctrl-C stops it\n"


@pytest.fixture(scope="session")
def ends(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audiences")
    command = [sys.executable, "-m", "tests.train.audiences", str(folder)]
    subprocess.run(command, check=True, timeout=300, cwd=Path(__file__).parents[2])
    return folder


def end(ends: Path, name: str) -> tuple[int, str]:
    status, said = json.loads((ends / "ends.json").read_text())[name]
    return status, said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("head", ALONE.format("Broken pipe")),
        ("full", ALONE.format("No space left on device")),
        ("nohup", ALONE.format("Input/output error")),
        ("closed", ""),
    ],
)
def test_a_run_goes_on_when_its_audience_leaves(ends: Path, uninterrupted: Path, name: str, said: str) -> None:
    assert end(ends, name) == (0, said)
    assert_same_end(uninterrupted, ends / name)


@pytest.mark.parametrize("name", ["INT", "TERM", "HUP"])
def test_a_signal_stops_a_run_in_order(ends: Path, uninterrupted: Path, name: str) -> None:
    folder = ends / f"one {name}"
    status, said = end(ends, folder.name)
    assert status == 130
    assert said.startswith("stopped after 0 of 2 epochs and 3 batches\n")
    assert f"go on with: cnndsl train --resume '{folder.name}'" in said
    resume(folder, lines := Lines())
    assert lines.done == 3
    assert_same_end(uninterrupted, folder)


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [("INT", 130, "stopped after 0 of 2 epochs"), ("TERM", -signal.SIGTERM, ""), ("HUP", -signal.SIGHUP, "")],
)
def test_a_second_signal_does_not_wait(ends: Path, uninterrupted: Path, name: str, status: int, said: str) -> None:
    found = end(ends, f"two {name}")
    assert found[0] == status
    assert found[1].startswith(said)
    assert "Traceback" not in found[1]
    resume(ends / f"two {name}", Lines())
    assert_same_end(uninterrupted, ends / f"two {name}")


def test_a_terminal_that_hangs_up_stops_the_run_in_order(ends: Path) -> None:
    status, said = end(ends, "hung up")
    assert status == 130
    assert "hung up keeps best.safetensors" in said
    assert said.endswith("  go on with: cnndsl train --resume 'hung up'\n")
    assert read_json(ends / "hung up/results.json")["status"] == "interrupted"
