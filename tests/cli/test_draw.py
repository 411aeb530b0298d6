"""`cnndsl draw` and `cnndsl diff --draw`: files, formats, and what is refused."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cnndsl
from cnndsl.cli import cli
from cnndsl.extras import EXTRAS

SMALL = "input 3x8x8\nbody:\n    conv 4 3x3 padding=1\n    relu\nadd:\n    identity\n    conv 4 1x1\nflatten\nfc 10\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.cnn").write_text(SMALL, "utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_without_a_name_it_draws_into_this_folder_and_says_so(folder: Path) -> None:
    done = run("draw", "small.cnn")
    assert (done.exit_code, done.output) == (0, "drew small.svg\n")
    assert ElementTree.parse(folder / "small.svg").getroot().tag.endswith("svg")


def test_an_architecture_is_drawn_by_its_name(folder: Path) -> None:
    assert run("draw", "lenet").output == "drew lenet.svg\n"


@pytest.mark.parametrize("form", ["svg", "html", "tex", "mmd", "dot"])
def test_a_drawn_file_is_drawn_again_and_another_is_left_alone(folder: Path, form: str) -> None:
    target = folder / f"out.{form}"
    assert run("draw", "small.cnn", "-o", target.name).exit_code == 0
    first = target.read_bytes()
    assert run("draw", "small.cnn", "-o", target.name, "--theme", "dark").exit_code == 0
    assert run("draw", "small.cnn", "-o", target.name).exit_code == 0
    assert target.read_bytes() == first
    target.write_text("mine", "utf-8")
    done = run("draw", "small.cnn", "-o", target.name)
    assert done.exit_code == 1
    assert (
        done.output
        == f"error: out.{form} exists, and cnndsl did not draw it; name another file with -o, or delete it\n"
    )
    assert target.read_text("utf-8") == "mine"


@pytest.mark.parametrize(("form", "head"), [("png", b"\x89PNG\r\n\x1a\n"), ("pdf", b"%PDF-")])
def test_pixels_and_pages(folder: Path, form: str, head: bytes) -> None:
    pytest.importorskip({"png": "resvg_py", "pdf": "reportlab"}[form])
    target = folder / f"out.{form}"
    for _ in range(2):  # the second is drawn over the first
        assert run("draw", "small.cnn", "-o", target.name).exit_code == 0
        assert target.read_bytes().startswith(head)


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_a_missing_renderer_is_said_in_one_line(folder: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnndsl.extras._there", lambda module: module not in EXTRAS["draw"])
    done = run("draw", "small.cnn", "-o", f"out.{form}")
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "pip install 'cnndsl[draw]'" in done.output
    assert not (folder / f"out.{form}").exists()


def test_a_link_is_not_followed(folder: Path) -> None:
    (folder / "other.svg").write_text("<svg/>", "utf-8")
    (folder / "out.svg").symlink_to("other.svg")
    assert run("draw", "small.cnn", "-o", "out.svg").exit_code == 1
    assert (folder / "other.svg").read_text("utf-8") == "<svg/>"


def test_standard_output_takes_the_same_bytes(folder: Path) -> None:
    run("draw", "small.cnn", "-o", "out.mmd")
    assert run("draw", "small.cnn", "-o", "-", "--format", "mmd").stdout_bytes == (folder / "out.mmd").read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["small.cnn", "-o", "-"], "-o - needs --format"),
        (["small.cnn", "-o", "out.gif"], "out.gif names no format"),
        (["small.cnn", "--only", "bdy"], "there is no container `bdy`; there are body"),
        (["small.cnn", "--show", "cost"], "'cost' is none of params, macs"),
        (["small.cnn", "small.cnn"], "with --style stack only"),
        (["small.cnn", "--standalone"], "--standalone is for the format tex"),
        (["small.cnn", "--style", "stack", "-o", "out.dot"], "draw them with the style graph"),
    ],
)
def test_wrong_usage(folder: Path, words: list[str], message: str) -> None:
    done = run("draw", *words)
    assert done.exit_code == 2, done.output
    assert message in done.output
    assert sorted(path.name for path in folder.iterdir()) == ["small.cnn"]


def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    (folder / "a").write_text("", "utf-8")
    done = run("draw", "small.cnn", "-o", "a/out.svg")
    assert done.exit_code == 1
    assert done.output.startswith("error: a/out.svg: cannot be written: ")


def test_a_faulty_file_shows_its_faults(folder: Path) -> None:
    (folder / "small.cnn").write_text("input 3x8x8\ncovn 4\n", "utf-8")
    done = run("draw", "small.cnn")
    assert done.exit_code == 1
    assert "error[E0" in done.output


def test_a_difference_is_drawn(folder: Path) -> None:
    (folder / "new.cnn").write_text(SMALL.replace("    relu\n", "    silu\n    conv 4 1x1\n"), "utf-8")
    done = run("diff", "small.cnn", "new.cnn", "--draw", "-o", "d.svg")
    assert done.exit_code == 1
    text = (folder / "d.svg").read_text("utf-8")
    assert ">added<" in text
    assert ">changed<" in text
    assert ">removed<" not in text
    same = run("diff", "small.cnn", "small.cnn", "--draw")
    assert (same.exit_code, same.output) == (0, "drew difference.svg\n")


def test_names_from_strangers_are_text(folder: Path) -> None:
    (folder / "x.cnn").write_text("model Größe\ninput 3x8x8\na-b: conv 4 3x3\n", "utf-8")
    for form in ("svg", "html", "tex", "mmd", "dot"):
        assert run("draw", "x.cnn", "-o", f"x.{form}", "--show", "names").exit_code == 0
    assert "Größe" in (folder / "x.svg").read_text("utf-8")
    net = cnndsl.parse("input 3x8x8\nconv 4 3x3\n", path="<script>&.cnn")
    svg = net.draw().svg
    assert "<script>" not in svg
    ElementTree.fromstring(svg)
