"""`cnndsl check --sizes`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import cnndsl
from cnndsl.cli import cli
from cnndsl.report.input_sizes import progressions

UNET = """input 1x64x64
down1: conv 4 3x3 padding=1
maxpool 2
down2: conv 4 3x3 padding=1
maxpool 2
conv_transpose 4 2 stride=2
concat:
    from down2
    identity
conv_transpose 4 2 stride=2
concat:
    from down1
    identity
"""


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", *arguments], input=text, catch_exceptions=False)


def test_steps_and_what_refuses_the_others() -> None:
    result = run("--sizes", "8..24", "-", text=UNET)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "-: legal: 8..24 in steps of 4"
    assert all(line.startswith("  not ") and "E0305" in line for line in lines[1:])


def test_a_least_size() -> None:
    result = run("--sizes", "32..256", "architectures/alexnet.cnn")
    assert result.output.splitlines()[0] == "architectures/alexnet.cnn: legal: 63..256"  # torchvision's min_size
    assert "not 32..62: architectures/alexnet.cnn:" in result.output


def test_a_file_that_is_faulty_at_its_own_size_and_one_without_any() -> None:
    small = "input 3x4x4\nmaxpool 2\nconv 4 3x3\n"
    assert run("--sizes", "2..9", "-", text=small).output.splitlines()[0] == "-: legal: 6..9"
    result = run("--sizes", "2..3", "-", text=small)
    assert result.output.splitlines()[0] == "-: legal: none"
    assert result.exit_code == 1


def test_every_size_is_judged_as_check_does() -> None:
    legal = {size for size in range(1, 40) if not cnndsl.check(UNET, input=(1, size, size))}
    shown = run("--sizes", "1..39", "-", text=UNET).output.splitlines()[0]
    assert shown == "-: legal: 4..36 in steps of 4"
    assert legal == set(range(4, 40, 4))


def test_lines_that_pass_the_limit_count_for_each_size() -> None:
    text = "input 3x9x9\nsplit:\n" + "    repeat 5000: relu\n" * 3
    shown = run("--sizes", "1..60", "-", text=text).output.splitlines()
    assert shown[0] == "-: legal: none"
    assert shown[-1].startswith("  not checked 4..60: more than 400,000 layers")


@pytest.mark.parametrize("text", ["32", "9..3", "0..5", "a..b", "1..99999"])
def test_wrong_ranges(text: str) -> None:
    assert run("--sizes", text, "architectures/lenet.cnn").exit_code == 2


@given(st.sets(st.integers(1, 60)).map(sorted))
def test_progressions_hold_the_numbers_and_no_others(numbers: list[int]) -> None:
    assert [number for part in progressions(numbers) for number in part] == numbers
