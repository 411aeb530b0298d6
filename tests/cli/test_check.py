"""`cnndsl check`: exit status, one line a clean file, diagnostics for the others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli

LENET = "architectures/lenet.cnn"


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=text, catch_exceptions=False)


def test_clean_file_prints_one_line_and_exits_0() -> None:
    result = run("check", LENET)
    assert result.exit_code == 0
    assert result.output == f"{LENET}: LeNet5, 1x32x32 -> 10, 61,706 parameters, 416,520 MACs\n"


def test_one_faulty_file_among_clean_ones_exits_1(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.cnn"
    faulty.write_text("input 3x8x8\nconv 4 9x9\n")
    result = run("check", LENET, str(faulty), LENET)
    assert result.exit_code == 1
    assert result.output.count("61,706 parameters") == 2
    assert f"{faulty}:2:8" in result.output


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "there is no such file"),
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"\x00\x01\x02", "is a binary file"),
        (b"input 3x8x8\n# \xff\n", "is not UTF-8 text (byte 0xff in line 2)"),
    ],
)
def test_unreadable_file_gets_one_plain_line(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "net.cnn"
    if content is not None:
        path.write_bytes(content)
    result = run("check", str(path))
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert says in result.output


def test_folder_gets_one_plain_line(tmp_path: Path) -> None:
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "is a folder" in result.output


def test_byte_order_mark_and_windows_line_ends_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "net.cnn"
    path.write_bytes(b"\xef\xbb\xbfinput 3x8x8\r\nconv 4 3x3\r\n")
    assert run("check", str(path)).output.startswith(f"{path}: net, 3x8x8 -> 4x6x6, 112 parameters")


def test_library_says_how_many_blocks_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "lib.cnn"
    path.write_text("block a(n):\n    conv n 3\nblock b():\n    relu\n")
    result = run("check", str(path))
    assert (result.exit_code, result.output) == (0, f"{path}: a library of 2 blocks\n")


def test_settings_and_input_override_the_file() -> None:
    result = run("check", "architectures/vgg16.cnn", "--set", "classes=10", "--input", "3x64x64")
    assert "3x64x64 -> 10" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", LENET, "--set", "classes"],
        ["check", LENET, "--set", "classes=(1"],
        ["check", LENET, "--set", "classes="],
        ["check", LENET, "--input", "3x32x32x32x32"],
        ["check", LENET, "--input", "0x32x32"],
        ["check", LENET, "--input", "3x32x²"],
        ["check", LENET, "--limit", "0"],
        ["check", LENET, "--no-such-option"],
        ["chek", LENET],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_misspelt_command_is_guessed() -> None:
    assert "did you mean `check`?" in run("chek", LENET).output
    assert f"did you mean `cnndsl check {LENET}`?" in run(LENET).output


def test_unknown_setting_is_a_fault_of_the_file() -> None:
    result = run("check", LENET, "--set", "clases=10")
    assert result.exit_code == 1
    assert "did you mean `classes`?" in result.output


def test_standard_input_is_checked() -> None:
    result = run("check", "-", text="input 3x8x8\nflatten\nfc 10\n")
    assert result.output == "-: Model, 3x8x8 -> 10, 1,930 parameters, 1,920 MACs\n"


def test_limit_can_be_raised(tmp_path: Path) -> None:
    path = tmp_path / "long.cnn"
    path.write_text("input 3x8x8\nrepeat 12000: relu\n")
    assert "E0406" in run("check", str(path)).output
    assert run("check", str(path), "--limit", "20000").exit_code == 0


def test_help_shows_every_command_with_an_example() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for command in ("check", "layers", "summary", "train"):
        assert f"$ cnndsl {command} " in result.output


def test_version_is_the_package_s() -> None:
    from cnndsl import __version__

    assert run("--version").output == f"cnndsl {__version__}\n"


def test_layers_lists_every_kind_and_explains_one() -> None:
    assert "conv 64 3x3" in run("layers").output
    assert "padding_mode=zeros" in run("layers", "conv").output
    assert run("layers", "linear").output.startswith("fc: ")
    wrong = run("layers", "cnov")
    assert wrong.exit_code == 2
    assert "did you mean `conv`?" in wrong.output


def test_notes_are_said_once_with_their_places() -> None:
    text = "input 3x32x32\n" + "conv 8 3x3 padding=1\nrelu\nmaxpool 2\n" * 3
    shown = run("check", "-", "--notes", text=text).output
    assert shown.count("note[N0501]") == 1
    assert "the same in 2 other places: lines 6, 9" in shown
    (file,) = json.loads(run("check", "-", "--notes", "--format", "json", text=text).output)["files"]
    assert [finding["line"] for finding in file["diagnostics"] if finding["code"] == "N0501"] == [3, 6, 9]


@pytest.mark.parametrize("data", ["emnist-letters", "cifar100", "svhn"])
def test_the_remedy_for_other_data_works_in_one_step(data: str) -> None:
    result = run("check", LENET, "--data", data)
    if result.exit_code:
        (option,) = re.findall(r"or call with (--input \S+)", result.output)
        assert result.output.count("= help:") == 1
        result = run("check", LENET, "--data", data, *option.split())
    assert result.exit_code == 0
