"""What a picture may hold (cnndsl/backends/pictures/limits.py)."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import cnndsl
from cnndsl.backends.pictures import DrawingError
from cnndsl.backends.pictures.limits import check_pixels
from cnndsl.cli import cli
from cnndsl.report.page import drawing_page

CHAIN = "input 3x8x8\n" + "conv 3 1\nrelu\n" * 40
PASSING = "input 3x8x8\n" + "".join(f"l{i}: relu\n" for i in range(60))
PASSING += "concat:\n" + "".join(f"    from l{i}\n" for i in range(60))


@pytest.mark.parametrize("style", ["graph", "volumes", "stack"])
def test_a_picture_of_too_many_boxes_is_an_error_that_a_limit_mends(style: str) -> None:
    net = cnndsl.parse("input 3x8x8\n" + "".join(f"conv {4 + i} 1\n" for i in range(40)))
    with pytest.raises(DrawingError, match="boxes, and the limit is 20; fold with --depth"):
        net.draw(style=style, limit=20)
    assert net.draw(style=style, limit=60).svg.count("conv") >= 40


def test_lines_that_pass_by_many_boxes_are_bounded() -> None:
    net = cnndsl.parse(PASSING)
    size = net.draw().size
    with pytest.raises(DrawingError, match="more lines pass by more boxes"):
        net.draw(limit=size)
    assert net.draw(limit=10_000).size == size


def test_a_png_of_too_many_pixels_is_an_error() -> None:
    with pytest.raises(DrawingError, match="20,000 x 20,000 pixels"):
        check_pixels(20_000, 20_000)
    check_pixels(10_000, 10_000)


def test_a_page_leaves_out_the_levels_that_are_too_large() -> None:
    net = cnndsl.parse(CHAIN)
    whole, small = drawing_page([net]), drawing_page([net], limit=20)
    assert (whole.count("data-level="), small.count("data-level=")) == (3, 1)


def test_the_command_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "net.cnn"
    file.write_text("input 3x8x8\n" + "".join(f"conv {4 + i} 1\n" for i in range(2100)))
    out = ["-o", str(tmp_path / "net.svg")]
    found = CliRunner().invoke(cli, ["draw", str(file), *out])
    assert found.exit_code == 2
    assert "or raise it with --limit" in found.output
    assert not (tmp_path / "net.svg").exists()


def test_a_limit_that_is_named_is_enough() -> None:
    net = cnndsl.parse("input 3x8x8\n" + "".join(f"conv {4 + i} 1\n" for i in range(40)))
    with pytest.raises(DrawingError) as error:
        net.draw(limit=20)
    assert net.draw(limit=int(str(error.value).rpartition("--limit ")[2])).svg
    ends = cnndsl.parse("input 3x8x8\n" + "".join(f"output o{i}: conv 1 1\n" for i in range(40)))
    with pytest.raises(DrawingError, match=r"41 boxes and more.*raise it with --limit$"):
        ends.draw(limit=20)
