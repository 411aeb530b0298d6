"""CONTRIBUTING.md: its examples are applied to a copy of the code, and their commands typed there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))
EXAMPLES = ["A layer kind", "A lint", "A command", "An architecture"]
STEP = re.compile(
    r"""^(?:New\ file\ `(?P<new>\S+)`:\n\n
          |In\ `(?P<edited>\S+)`,\ after\ the\ line\ that\ begins\ with\ `(?P<line>[^\n]+)`:\n\n
          )?(?P<fence>```+)(?P<kind>\w*)\n(?P<text>.*?)^(?P=fence)$""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files of the project, and a virtual environment that is this one."""
    for name in ("architectures", "cnndsl", "docs", "tests", "benchmarks", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "train", "runs"))
    shutil.copytree(ROOT / "cnndsl" / "train", tmp_path / "cnndsl" / "train")
    for name in ("CONTRIBUTING.md", "Makefile", "README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    scripts = tmp_path / ".venv" / "bin"
    scripts.mkdir(parents=True)
    for name, arguments in {"python": "", "cnndsl": "-m cnndsl", "ruff": "-m ruff"}.items():
        (scripts / name).write_text(f'#!/bin/sh\nexec {sys.executable} {arguments} "$@"\n', "utf-8")
        (scripts / name).chmod(0o755)
    for name in (".installed", ".installed-dev"):
        (tmp_path / ".venv" / name).touch()
    return tmp_path


def typed(command: str, folder: Path) -> str:
    around = {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL"}  # a `make` around the tests has variables of its own
    environment = {
        **{name: value for name, value in os.environ.items() if name not in around},
        "PATH": f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "COLUMNS": "80",
        "PYTEST_ADDOPTS": "-p no:cacheprovider",
    }
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def same(printed: str, shown: str) -> bool:
    """Whether a command prints what the document shows; `…` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(f"{line}\n") for line in shown.splitlines())
    return re.fullmatch(pattern, printed) is not None


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_does_what_it_says(example: str, copy: Path) -> None:
    commands = 0
    for step in STEP.finditer(SECTIONS[example]):
        if step["new"]:
            assert not (copy / step["new"]).exists()
            (copy / step["new"]).parent.mkdir(exist_ok=True)
            (copy / step["new"]).write_text(step["text"], "utf-8")
        elif step["edited"]:
            lines = (copy / step["edited"]).read_text("utf-8").splitlines(keepends=True)
            (at,) = (number for number, line in enumerate(lines) if line.startswith(step["line"]))
            (copy / step["edited"]).write_text("".join([*lines[: at + 1], step["text"], *lines[at + 1 :]]), "utf-8")
        else:
            assert step["kind"] == "console"
            for session in step["text"].split("$ ")[1:]:
                command, _, shown = session.partition("\n")
                printed = typed(command, copy)
                commands += 1
                quiet = command == "make docs"  # make prints its recipes
                assert quiet or same(printed, shown), printed
    assert commands >= 3


def test_every_path_that_it_names_is_there() -> None:
    made = set(re.findall(r"^New file `(\S+)`:", TEXT, re.MULTILINE))
    named = {path for path in re.findall(r"`([\w./-]+)`", TEXT) if "/" in path} - made
    assert len(named) > 20
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_target_of_make_that_it_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make (\w+)`", TEXT))
    assert named
    assert named <= targets
