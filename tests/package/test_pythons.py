"""The Pythons that `make test` and `make pythons` find, and those that the package names."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.package.conftest import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell script finds them")

TOOLS = "cat cut grep head ls mktemp paste rm seq sort tail tee".split()
COMMAND = ["sh", "-c", 'echo "$VERSION at $PYTHON"; echo "7 passed in 1s"; echo bye; [ "$VERSION" != 3.12.1 ]']


class Machine:
    """A PATH and a home with Pythons that know nothing but their version."""

    def __init__(self, folder: Path) -> None:
        self.home, self.bin = folder / "home", folder / "bin"
        self.home.mkdir()
        self.bin.mkdir()
        for tool in [*TOOLS, "sh"]:
            found = shutil.which(tool)
            assert found is not None
            (self.bin / tool).symlink_to(found)

    def add(self, place: str, version: str) -> Path:
        """A Python at a place below the folder; without a version one that does not run."""
        path = self.home.parent / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\necho {version}\n" if version else "#!/bin/sh\nexit 127\n")
        path.chmod(0o755)
        return path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        variables = {"PATH": str(self.bin), "HOME": str(self.home), "TMPDIR": str(self.home)}
        script = [str(self.bin / "sh"), str(ROOT / "tests/pythons.sh"), *arguments]
        return subprocess.run(script, env=variables, capture_output=True, text=True, check=False, cwd=self.home)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_each_version_that_fits_is_found_once_wherever_it_is(machine: Machine) -> None:
    machine.add("bin/python3", "3.12.4")
    machine.add("bin/python3.12", "3.12.4")
    machine.add("bin/python3.14", "")
    machine.add("home/.pyenv/versions/3.9.18/bin/python", "3.9.18")
    eleven = machine.add("home/.pyenv/versions/3.11.7/bin/python", "3.11.7")
    machine.add("home/.pyenv/versions/3.15.0/bin/python", "3.15.0")
    thirteen = machine.add("home/.local/share/uv/python/cpython-3.13.0-linux/bin/python3", "3.13.0")
    found = [line.split(" ") for line in machine.run("list").stdout.splitlines()]
    assert [version for version, _ in found] == ["3.11.7", "3.12.4", "3.13.0"]
    assert [found[0][1], found[2][1]] == [str(eleven), str(thirteen)]


def test_python3_is_taken_where_it_fits(machine: Machine) -> None:
    usual = machine.add("bin/python3", "3.11.7")
    machine.add("bin/python3.13", "3.13.0")
    chosen = machine.run("choose")
    assert chosen.stdout == f"{usual}\n"
    assert chosen.stderr == (
        "Python 3.11.7: python3 on the PATH (found: 3.11.7 3.13.0; make PYTHON=... takes another)\n"
    )


@pytest.mark.parametrize(("usual", "why"), [("3.9.18", "3.9.18"), (None, "not there")])
def test_else_the_newest_is(machine: Machine, usual: str | None, why: str) -> None:
    if usual:
        machine.add("bin/python3", usual)
    machine.add("bin/python3.12", "3.12.1")
    newest = machine.add("home/.pyenv/versions/3.13.0/bin/python", "3.13.0")
    chosen = machine.run("choose")
    assert chosen.stdout == f"{newest}\n"
    assert f"Python 3.13.0: the newest here; python3 on the PATH is {why} (" in chosen.stderr


@pytest.mark.parametrize("arguments", [["choose"], ["suite", *COMMAND]])
def test_where_there_is_none_it_says_so(machine: Machine, arguments: list[str]) -> None:
    machine.add("bin/python3", "3.10.13")
    done = machine.run(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cnndsl needs Python 3.11 or newer" in done.stderr


@pytest.mark.parametrize(("versions", "status"), [(["3.11.7", "3.13.0"], 0), (["3.11.7", "3.12.1", "3.13.0"], 1)])
def test_the_suite_runs_on_each_and_fails_where_one_fails(machine: Machine, versions: list[str], status: int) -> None:
    paths = [machine.add(f"home/.pyenv/versions/{version}/bin/python", version) for version in versions]
    done = machine.run("suite", *COMMAND)
    lines = done.stdout.splitlines()
    assert done.returncode == status
    assert [line for line in lines if " at " in line] == [
        f"{version} at {path}" for version, path in zip(versions, paths, strict=True)
    ]
    assert lines[-len(versions) :] == [f"{version:7} 7 passed in 1s" for version in versions]
    assert list(machine.home.glob("tmp*")) == []
