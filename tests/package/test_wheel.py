"""What is in the wheel, and what it does where nothing else is installed."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

from cnndsl.extras import EXTRAS
from tests.package.conftest import ROOT, Bare

# ------------------------------------------------------------------------------------------------ its contents


def files(folder: str, pattern: str) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in (ROOT / folder).glob(pattern) if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_package_the_architectures_and_the_pages_of_the_codes_are_all_that_is_in_it(contents: set[str]) -> None:
    package = files("cnndsl", "**/*.*")
    architectures = files("architectures", "**/*.cnn") | {"architectures/index.csv"}
    pages = files("docs/errors", "*.md")
    assert len(architectures) > 90
    assert len(pages) > 30
    assert contents == package | {f"cnndsl/{name}" for name in architectures | pages}
    assert {"cnndsl/py.typed", "cnndsl/architectures/families/units.cnn"} <= contents


def test_the_core_needs_a_command_line_and_a_parser_only(needed: dict[str, set[str]]) -> None:
    assert needed[""] == {"click"}


def test_each_extra_brings_the_modules_that_are_asked_for(needed: dict[str, set[str]]) -> None:
    providers = packages_distributions()
    for extra, modules in EXTRAS.items():
        brought = {normal(name) for module in modules for name in providers[module]}
        assert needed[extra] == brought & needed[extra]
        assert all(needed[extra] & {normal(name) for name in providers[module]} for module in modules)


def normal(name: str) -> str:
    """A distribution's name as installers compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


# -------------------------------------------------------------------------------------------------- alone

CORE: dict[str, list[tuple[list[str], int, str]]] = {
    "check": [  # arguments, status, what is said
        (["net.cnn"], 0, "net.cnn: net, 3x8x8 -> 16x6x6, 448 parameters"),
        (["resnet50", "--strict"], 0, "resnet50: ResNet50, 3x224x224 -> 1000, 25,557,032 parameters"),
        (["lenet", "--data", "digits"], 0, "images of 8x8"),
        (["resnet50", "--sizes", "224..224"], 0, "224"),
        (["resnet50", "--format", "sarif"], 0, '"version": "2.1.0"'),
        (["resnet-50"], 1, "did you mean `resnet50`?"),
    ],
    "summary": [(["net.cnn", "--format", "csv"], 0, "16x6x6"), (["resnet50", "--depth", "1"], 0, "25,557,032")],
    "explain": [(["lenet", "features.0"], 0, "156"), (["E0302"], 0, "E0302")],
    "quiz": [(["lenet", "--answers"], 0, "(1)")],
    "fmt": [(["--check", "net.cnn", "vgg11"], 0, "2 files left unchanged")],
    "diff": [(["vgg11", "vgg13"], 1, "vgg13"), (["net.cnn", "net.cnn"], 0, "")],
    "draw": [
        (["net.cnn", "-o", "-", "--format", "svg"], 0, "</svg>"),
        (["resnet50", "-o", "-", "--format", "html"], 0, "</html>"),
        (["resnet50", "--style", "volumes", "-o", "-", "--format", "tex"], 0, "tikzpicture"),
    ],
    "report": [(["net.cnn", "-o", "-"], 0, "</html>")],
    "expand": [(["resnet18"], 0, "input 3x224x224")],
    "export": [(["resnet18", "-o", "resnet18.cnn"], 0, "checks to the same network")],
    "layers": [([], 0, "conv_transpose"), (["conv"], 0, "kernel")],
    "zoo": [
        (["vgg"], 0, "132.86M"),
        (["vgg", "--format", "csv"], 0, "132868840"),
        (["resnet50", "--copy", "here"], 0, "units.cnn"),
    ],
    "runs": [(["."], 0, "there are no runs")],
}
"""Every command that needs nothing more, and calls that show it working."""

TRAIN = {
    "train": ["net.cnn"],
    "eval": ["runs/Net-1"],
    "predict": ["runs/Net-1", "image.png"],
    "bench": ["net.cnn"],
    "weights": ["net.safetensors"],
}
"""Those that need the extra."""


@pytest.mark.parametrize(
    ("command", "arguments", "status", "says"),
    [(command, *call) for command, calls in CORE.items() for call in calls],
    ids=[" ".join([command, *call[0]]) for command, calls in CORE.items() for call in calls],
)
def test_what_works_alone(command: str, arguments: list[str], status: int, says: str, bare: Bare) -> None:
    done = bare.run([bare.cnndsl, command, *arguments])
    assert (done.returncode, done.stderr) == (status, "")
    assert says in done.stdout


@pytest.mark.parametrize("command", TRAIN)
def test_what_does_not_says_what_to_type(command: str, bare: Bare) -> None:
    done = bare.run([bare.cnndsl, command, *TRAIN[command]])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"error: cnndsl {command} needs torch, ")
    assert done.stderr.endswith(": pip install 'cnndsl[train]'\n")
    assert bare.run([bare.cnndsl, command, "--help"]).returncode == 0


def test_a_format_says_which_extra_it_needs(bare: Bare) -> None:
    done = bare.run([bare.cnndsl, "export", "resnet18", "-o", "resnet18.onnx"])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: cnndsl export --to onnx needs numpy, which is not installed: pip install 'cnndsl[onnx]'\n"
    )


def test_the_tables_above_name_every_command(bare: Bare) -> None:
    done = bare.run([bare.cnndsl, "--help"])
    assert done.returncode == 0
    shown = re.findall(r"\$ cnndsl (\w+)", done.stdout)
    assert sorted(shown) == sorted([*CORE, *TRAIN])


def test_nothing_else_is_installed(bare: Bare) -> None:
    code = (
        "import json, importlib.metadata as m; print(json.dumps(sorted(d.metadata['Name'] for d in m.distributions())))"
    )
    assert json.loads(bare.run([bare.python, "-c", code]).stdout) == ["click", "cnndsl"]


def test_compiling_says_what_to_type(bare: Bare) -> None:
    done = bare.run([bare.python, "-c", "import cnndsl; cnndsl.load('lenet').to_torch()"])
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(
        "Network.to_torch needs torch, which is not installed: pip install 'cnndsl[train]'"
    )
    caught = "try: cnndsl.load('lenet').to_torch()\nexcept ModuleNotFoundError as error: print(error.name)"
    assert bare.run([bare.python, "-c", f"import cnndsl\n{caught}"]).stdout == "torch\n"


def test_what_is_copied_from_the_wheel_checks(bare: Bare) -> None:
    assert bare.run([bare.cnndsl, "zoo", "se_resnet50", "--copy", "copied"]).returncode == 0
    done = bare.run([bare.cnndsl, "check", "copied/se_resnet50.cnn"])
    assert "28,088,024 parameters" in done.stdout


def test_the_hooks_of_pre_commit_run(bare: Bare) -> None:
    entries = re.findall(r"^  entry: cnndsl (.*)$", (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"), re.MULTILINE)
    assert entries == ["check", "fmt"]
    for entry in entries:
        assert bare.run([bare.cnndsl, *entry.split(), "net.cnn"]).returncode == 0


# -------------------------------------------------------------------------------------------------- its types

OUTSIDE = """\
from pathlib import Path
from typing import Any, assert_type

import cnndsl
from cnndsl import CheckError, Diagnostic, LayerInfo, Network

net = cnndsl.load(Path("net.cnn"), input=(3, 32, 32), classes=10)
assert_type(net, Network)
assert_type(cnndsl.parse("input 3x8x8"), Network)
assert_type((net.name, net.params, net.macs), tuple[str, int, int])
assert_type(net.input, tuple[int, ...])
assert_type(net.layers, tuple[LayerInfo, ...])
for layer in net.folded(1):
    assert_type((layer.output, layer.kind, layer.receptive_field), tuple[tuple[int, ...], str, tuple[int | None, ...]])
found = [*cnndsl.check("input 3x8x8"), *cnndsl.lint(net)]
assert_type(found, list[Diagnostic])
assert_type((found[0].code.id, found[0].title, found[0].help), tuple[str, str, str])
try:
    cnndsl.load("resnet50").to_torch()
except CheckError as error:
    assert_type(error.diagnostics, list[Diagnostic])
    assert_type(error.render(color=True), str)

cnndsl.load(5)  # arg-type
cnndsl.parse("", input=(3, "8"))  # arg-type
net.parameters  # attr-defined
net.params.layers  # attr-defined
net.layers[0].shape  # attr-defined
wrong: str = net.macs  # assignment
cnndsl.check("")[0].message  # attr-defined
"""


def test_a_strictly_checked_module_outside_sees_full_types(bare: Bare) -> None:
    """With the wheel as it is installed; what is marked is an error, and nothing else."""
    module = bare.work / "outside.py"
    module.write_text(OUTSIDE, "utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context"]
    done = bare.run([*mypy, "--config-file=", "--python-executable", bare.python, module])
    found = re.findall(r"^outside\.py:(\d+): error: .*\[([\w-]+)\]$", done.stdout, re.MULTILINE)
    lines = enumerate(OUTSIDE.splitlines(), start=1)
    assert found == [(str(at), line.partition("  # ")[2]) for at, line in lines if "  # " in line], done.stdout
    assert len(done.stdout.splitlines()) == len(found), done.stdout
