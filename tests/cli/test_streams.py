"""Standard streams that are closed, full, or left by those who read them."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cnndsl.cli import cli

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
NETWORK = "input 1x8x8\nrelu\n"
CNNDSL = f"{sys.executable} -m cnndsl"


def shell(folder: Path, line: str) -> tuple[int, str, str]:
    (folder / "net.cnn").write_text(NETWORK)
    done = subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", ["check net.cnn", "layers", "summary net.cnn --format json", "--help"])
def test_a_closed_output_is_no_fault(tmp_path: Path, command: str) -> None:
    assert shell(tmp_path, f"{CNNDSL} {command} >&-") == (0, "", "")
    assert shell(tmp_path, f"{CNNDSL} {command} >&- 2>&- <&-") == (0, "", "")


@pytest.mark.parametrize("command", ["check net.cnn", "layers", "--help"])
def test_a_full_output_is_told_without_a_traceback(tmp_path: Path, command: str) -> None:
    said = "error: standard output cannot be written: No space left on device\n"
    assert shell(tmp_path, f"{CNNDSL} {command} >/dev/full") == (1, "", said)
    assert shell(tmp_path, f"{CNNDSL} {command} >/dev/full 2>/dev/full") == (1, "", "")


def test_a_reader_who_leaves_ends_a_command_quietly(tmp_path: Path) -> None:
    line = f"{CNNDSL} summary resnet152 --format json | head -1; echo ${{PIPESTATUS[0]}}"
    assert shell(tmp_path, line) == (0, "{\n1\n", "")


def test_the_faults_of_a_file_keep_their_status(tmp_path: Path) -> None:
    for to in (">&-", "2>/dev/full", ">&- 2>&-"):
        status, _, err = shell(tmp_path, f"{CNNDSL} check gone.cnn {to}")
        assert status == 1
        assert "Traceback" not in err


def test_a_closed_input_is_an_empty_one(tmp_path: Path) -> None:
    status, out, err = shell(tmp_path, f"{CNNDSL} check - <&-")
    assert (status, err) == (1, "")
    assert "<stdin>: is empty" in out


def test_a_file_that_is_written_is_not_standard_output(tmp_path: Path) -> None:
    """Where standard output was closed, the next file opened would get its number."""
    status, out, _ = shell(tmp_path, f"{CNNDSL} draw net.cnn -o net.svg >&-; tail -c 7 net.svg")
    assert (status, out.strip()) == (0, "</svg>")


@pytest.mark.parametrize("command", ["check", "summary", "draw", "fmt", "export --to python"])
def test_an_interrupt_ends_a_command_in_a_word(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.cnn").write_text(NETWORK)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cnndsl.source.read_regular", interrupted)
    result = CliRunner().invoke(cli, [*command.split(), "net.cnn"])
    assert (result.exit_code, result.output) == (130, "stopped\n")
    assert [path.name for path in tmp_path.iterdir()] == ["net.cnn"]


@pytest.mark.parametrize("module", ["cnndsl.cli.streams", "cnndsl.cli.check", "cnndsl.network"])
def test_an_interrupt_while_the_program_starts_ends_it_in_a_word(module: str, tmp_path: Path) -> None:
    """Where it comes while a module is imported, for whatever command."""
    code = (
        "import runpy, sys\n"
        "class Interrupted:\n"
        "    def find_spec(name, *_):\n"
        f"        if name == {module!r}:\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted)\n"
        "sys.argv = ['cnndsl', 'check', 'net.cnn']\n"
        "runpy.run_module('cnndsl', run_name='__main__')\n"
    )
    (tmp_path / "net.cnn").write_text(NETWORK)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "stopped\n")
