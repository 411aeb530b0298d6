"""`cnndsl fmt`: what it writes, what it leaves alone, and what it says."""

from __future__ import annotations

import difflib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli

UGLY = "input   3x8x8\ns:\n  pool 2 # half\n"
NEAT = "input 3x8x8\ns:\n    maxpool 2  # half\n"
FAULTY = "input   3x8x8\nconv (3 1x1\n"


def run(*arguments: str | Path, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["fmt", *map(str, arguments)], input=text, catch_exceptions=False)


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    path = tmp_path / "ugly.cnn"
    path.write_text(UGLY)
    return path


@pytest.fixture
def neat(tmp_path: Path) -> Path:
    path = tmp_path / "neat.cnn"
    path.write_text(NEAT)
    return path


def test_files_are_rewritten_in_place(ugly: Path, neat: Path) -> None:
    before = neat.stat()
    result = run(ugly, neat)
    assert result.exit_code == 0
    assert result.output == f"reformatted {ugly}\n1 file reformatted, 1 left unchanged\n"
    assert ugly.read_text() == NEAT
    assert (neat.stat().st_ino, neat.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert run(ugly, neat).output == "2 files left unchanged\n"
    assert sorted(path.name for path in ugly.parent.iterdir()) == ["neat.cnn", "ugly.cnn"]


def test_check_changes_nothing(ugly: Path, neat: Path) -> None:
    result = run("--check", neat, ugly)
    assert result.exit_code == 1
    assert result.output == f"would reformat {ugly}\n1 file would be reformatted, 1 left unchanged\n"
    assert ugly.read_text() == UGLY
    assert run("--check", neat).exit_code == 0


def test_diff_changes_nothing(ugly: Path, neat: Path) -> None:
    result = run("--diff", neat, ugly)
    assert result.exit_code == 0
    assert result.stdout == (
        f"--- {ugly}\n+++ {ugly}\n@@ -1,3 +1,3 @@\n-input   3x8x8\n+input 3x8x8\n s:\n"
        "-  pool 2 # half\n+    maxpool 2  # half\n"
    )
    assert result.stderr == f"would reformat {ugly}\n1 file would be reformatted, 1 left unchanged\n"
    assert ugly.read_text() == UGLY
    both = run("--diff", "--check", ugly)
    assert (both.exit_code, both.stdout) == (1, result.stdout)


def test_a_diff_tells_a_missing_line_end(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("relu")
    assert run("--diff", path).stdout.endswith("@@ -1 +1 @@\n-relu\n\\ No newline at end of file\n+relu\n")


def test_standard_input_goes_to_standard_output() -> None:
    result = run("-", text=UGLY)
    assert (result.exit_code, result.stdout, result.stderr) == (0, NEAT, "")
    assert run("-", text=NEAT).stdout == NEAT
    checked = run("-", "--check", text=UGLY)
    assert (checked.exit_code, checked.stdout, checked.stderr) == (1, "", "would reformat <stdin>\n")
    assert run("-", "--diff", text=UGLY).stdout.startswith("--- <stdin>\n+++ <stdin>\n@@")


def test_standard_input_with_files_keeps_what_is_said_out_of_the_text(ugly: Path) -> None:
    result = run("-", ugly, text=UGLY)
    assert result.stdout == NEAT
    assert result.stderr == f"reformatted {ugly}\n2 files reformatted\n"


def test_faulty_standard_input_prints_no_text() -> None:
    result = run("-", text=FAULTY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "<stdin>:2:6" in result.stderr


@pytest.mark.parametrize("flags", [[], ["--check"], ["--diff"]])
def test_a_faulty_file_is_left_alone_and_others_are_not(tmp_path: Path, ugly: Path, flags: list[str]) -> None:
    faulty = tmp_path / "faulty.cnn"
    faulty.write_text(FAULTY)
    result = run(faulty, tmp_path / "missing.cnn", tmp_path, ugly, *flags)
    assert result.exit_code == 1
    assert faulty.read_text() == FAULTY
    assert f"{faulty}:2:6" in result.output
    assert "`(` is not closed" in result.output
    assert "missing.cnn: there is no such file" in result.output
    assert "is a folder" in result.output
    assert ugly.read_text() == (UGLY if flags else NEAT)
    assert result.output.endswith("reformatted, 3 faulty\n")


def test_a_fault_that_is_none_of_the_syntax_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_text("input  3x8x8\nconv 4 9x9\n")
    assert run(path).exit_code == 0
    assert path.read_text() == "input 3x8x8\nconv 4 9x9\n"


@pytest.mark.parametrize(
    "data",
    [
        b"input 3x8x8\r\nrelu\r\n",
        b"input 3x8x8\nrelu",
        b"\n\ninput\t3x8x8\nrelu\n\n",
    ],
)
def test_line_ends_are_normalised(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "net.cnn"
    path.write_bytes(data)
    assert run("--check", path).exit_code == 1
    assert run(path).exit_code == 0
    assert path.read_bytes() == b"input 3x8x8\nrelu\n"
    assert run("--check", path).exit_code == 0
    assert run("-", text=data).stdout_bytes == b"input 3x8x8\nrelu\n"


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    mark = b"\xef\xbb\xbf"
    path.write_bytes(mark + b"input  3x8x8\nrelu\n")
    assert run("--check", path).exit_code == 1
    assert run("-", text=path.read_bytes()).stdout_bytes == mark + b"input 3x8x8\nrelu\n"
    assert run(path).exit_code == 0
    assert path.read_bytes() == mark + b"input 3x8x8\nrelu\n"
    assert run("--check", path).exit_code == 0


def test_text_that_is_not_ascii_stays(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_bytes("#é 字\u2028x\ninput 3x8x8\ncouché : relu\n".encode())
    assert run(path).exit_code == 0
    assert path.read_bytes().decode() == "# é 字\u2028x\ninput 3x8x8\ncouché: relu\n"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_the_mode_of_a_file_stays(ugly: Path, mode: int) -> None:
    ugly.chmod(mode)
    assert run(ugly).exit_code == 0
    assert stat.S_IMODE(ugly.stat().st_mode) == mode


def test_a_link_is_followed(tmp_path: Path, ugly: Path) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "link.cnn"
    link.symlink_to("../ugly.cnn")
    assert run(link).exit_code == 0
    assert link.is_symlink()
    assert os.readlink(link) == "../ugly.cnn"
    assert ugly.read_text() == NEAT
    assert list(link.parent.iterdir()) == [link]


def test_a_write_that_fails_leaves_the_file_and_nothing_else(ugly: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fails)
    result = run(ugly)
    assert result.exit_code == 1
    assert f"{ugly}: cannot be written: No space left on device" in result.output
    assert ugly.read_text() == UGLY
    assert list(ugly.parent.iterdir()) == [ugly]


def test_a_file_that_may_not_be_written_is_left_alone(ugly: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    result = run(ugly)
    assert result.exit_code == 1
    assert "cannot be written: permission denied" in result.output
    assert ugly.read_text() == UGLY


def test_wrong_usage_exits_2(neat: Path) -> None:
    assert run().exit_code == 2
    assert run(neat, "--chekc").exit_code == 2


def test_nothing_heavy_is_imported(ugly: Path) -> None:
    probe = (
        "import runpy, sys\nsys.argv = ['cnndsl', 'fmt', sys.argv[1]]\n"
        "try:\n    runpy.run_module('cnndsl', run_name='__main__')\nexcept SystemExit as end:\n    assert not end.code\n"
        "assert not {'torch', 'torchvision', 'numpy', 'rich', 'sklearn'} & sys.modules.keys()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, str(ugly)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert ugly.read_text() == NEAT


def test_a_long_difference_is_whole(tmp_path: Path) -> None:
    """Longer than the lines that are compared at once: it turns the old text into the new one."""
    path = tmp_path / "long.cnn"
    old = "input 3x8x8\n" + "".join(f"s{i}:\n\n\n\trelu\n" for i in range(700))
    path.write_text(old, encoding="utf-8")
    lines = run("--diff", path).output.partition("@@")[2].split("\n")[1:]
    shown = [line for line in lines if line[:1] in (" ", "-", "+")]
    assert [line[1:] for line in shown if line[0] != "+"] == old.split("\n")[:-1]
    assert run(path).exit_code == 0
    assert [line[1:] for line in shown if line[0] != "-"] == path.read_text(encoding="utf-8").split("\n")[:-1]


@pytest.mark.parametrize("places", [(1,), (1, 500, 999)])
def test_the_difference_of_a_long_file_is_that_of_difflib(tmp_path: Path, places: tuple[int, ...]) -> None:
    path = tmp_path / "long.cnn"
    new = ["input 3x8x8\n", *(f"conv {number} 3\n" for number in range(1, 1_000))]
    old = [line.replace(" ", "  ") if at in places else line for at, line in enumerate(new)]
    path.write_text("".join(old), encoding="utf-8")
    assert run("--diff", path).stdout == "".join(difflib.unified_diff(old, new, str(path), str(path)))
