"""The gallery is what the commands on it draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cnndsl.cli import cli
from scripts import gallery


@pytest.mark.parametrize("entry", gallery.ENTRIES, ids=lambda entry: entry.file)
def test_every_picture_is_the_current_one(entry: gallery.Entry, tmp_path: Path) -> None:
    target = tmp_path / entry.file
    done = CliRunner().invoke(cli, [*entry.words.split(), "-o", str(target)])
    assert done.exit_code in (0, 1), done.output
    drawn, kept = target.read_text("utf-8"), (gallery.FOLDER / entry.file).read_text("utf-8")
    assert drawn == kept, "`make docs` draws it again"


def test_the_page_is_the_current_one() -> None:
    assert Path("docs/gallery.md").read_text("utf-8") == gallery.page()


def test_no_picture_lies_there_that_the_page_does_not_show() -> None:
    shown = set(re.findall(r"\(gallery/([^)]*)\)", gallery.page()))
    there = {str(path.relative_to(gallery.FOLDER)) for path in gallery.FOLDER.rglob("*.*") if path.suffix != ".cnn"}
    assert there == shown
