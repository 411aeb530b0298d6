"""A small network in a folder of its own, and the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli

SMALL = "model Small(classes=10)\ninput 3x8x8\nbody:\n    conv 4 3x3 padding=1\n    batchnorm\n    relu\nflatten\nfc classes\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.cnn").write_text(SMALL, "utf-8")
    return tmp_path


def run(*words: str) -> Result:
    """`cnndsl export WORDS`."""
    return CliRunner().invoke(cli, ["export", *words])
