"""The wheel of this checkout, and an environment that holds nothing but it and what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


class Bare(NamedTuple):
    """An environment with the wheel alone: no torch, no rich, no pip."""

    python: Path
    cnndsl: Path
    work: Path

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a command outside of the checkout, without what this process's variables would bring in."""
        return subprocess.run(
            command, capture_output=True, text=True, cwd=self.work, env=_environment(), check=False, timeout=120
        )


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV"))}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def needed(wheel: Path) -> dict[str, set[str]]:
    """The distributions that the wheel asks for, by extra; those it always needs under ""."""
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode("utf-8").split("\n\n")[0].splitlines()
    extras = ["", *(line.removeprefix("Provides-Extra: ") for line in lines if line.startswith("Provides-Extra: "))]
    found: dict[str, set[str]] = {extra: set() for extra in extras}
    for line in lines:
        if line.startswith("Requires-Dist: "):
            requirement = Requirement(line.removeprefix("Requires-Dist: "))
            marker = requirement.marker
            extra = next(e for e in extras if marker is None or marker.evaluate({"extra": e}))
            found[extra].add(requirement.name)
    return found


@pytest.fixture(scope="session")
def bare(wheel: Path, needed: dict[str, set[str]], tmp_path_factory: pytest.TempPathFactory) -> Bare:
    """Made without a network: what the wheel needs is copied from the environment of the tests."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home / "env", with_pip=False, symlinks=os.name != "nt")
    scripts = home / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", scripts / "python", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "install", "-q", "--no-index", "--no-deps", wheel], check=True, timeout=300, env=_environment()
    )
    (packages,) = (home / "env").glob("**/site-packages")
    for name in needed[""]:
        found = distribution(name)
        for file in found.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                target = packages / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.locate().read_bytes())  # type: ignore[union-attr]
    checked = subprocess.run(
        [*pip, "check"], capture_output=True, text=True, env=_environment(), check=False, timeout=300
    )
    assert checked.returncode == 0, checked.stdout
    (home / "work").mkdir()
    (home / "work" / "net.cnn").write_text("let w = 2 * 8\ninput 3x8x8\nconv w 3x3\nrelu\n", "utf-8")
    return Bare(scripts / "python", scripts / "cnndsl", home / "work")
