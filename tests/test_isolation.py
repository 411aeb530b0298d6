"""What only reads `.cnn` files does not import the heavy packages; each claim runs in a fresh process."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LENET = str(ROOT / "architectures" / "lenet.cnn")
ALEXNET = str(ROOT / "architectures" / "alexnet.cnn")
EFFICIENTNET = str(ROOT / "architectures" / "efficientnet_b0.cnn")
HEAVY = ("torch", "torchvision", "numpy", "sklearn", "rich", "scipy", "safetensors", "matplotlib", "PIL", "tensorboard")

FAULTY = "input 3x8x8\nlet w = 2 * 3\nconv w 9x9\ncovn 4\nbasic 4 stride=2\n"


def loaded(code: str, *arguments: str) -> list[str]:
    """The heavy packages that a fresh interpreter has imported after running some code."""
    probe = (
        f"{code}\nimport json, sys\nprint('LOADED', json.dumps([name for name in {HEAVY!r} if name in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, *arguments], capture_output=True, text=True, cwd=ROOT, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    marked = [line for line in done.stdout.splitlines() if line.startswith("LOADED ")]
    return list(json.loads(marked[-1].removeprefix("LOADED ")))


def command(*arguments: str) -> str:
    """Code that runs the command line in the process, as `python -m cnndsl` does."""
    return (
        "import runpy, sys\n"
        f"sys.argv = {['cnndsl', *arguments]!r}\n"
        "try:\n"
        "    runpy.run_module('cnndsl', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    status = end.code\n"
    )


@pytest.mark.parametrize(
    "code",
    [
        "import cnndsl",
        "from cnndsl import CheckError, Network, check, load, parse",
        f"import cnndsl; cnndsl.load({ALEXNET!r}, classes=7)",
        f"import cnndsl; net = cnndsl.load({LENET!r}); net.params, net.macs, net.layers, repr(net)",
        f"import cnndsl; assert cnndsl.check({FAULTY!r})",
        f"import cnndsl\ntry: cnndsl.parse({FAULTY!r})\nexcept cnndsl.CheckError as error: error.render(color=True)",
        "import cnndsl.layers, cnndsl.graph.elaborate, cnndsl.pipeline, cnndsl.diagnostics.render",
        "import cnndsl.environment, cnndsl.files, cnndsl.text, cnndsl.report.text_table",
        "from cnndsl.train.decide import fit, options, recipe, recipe_file, task",
        "from cnndsl.train import errors, run_folder; from cnndsl.train.data import sources",
    ],
)
def test_reading_and_checking_from_python_imports_nothing_heavy(code: str) -> None:
    assert loaded(code) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["check", LENET],
        ["check", EFFICIENTNET],
        ["check", ALEXNET, "--set", "classes=3", "--input", "3x256x256"],
        ["summary", LENET],
        ["summary", LENET, "--format", "json"],
        ["expand", EFFICIENTNET],
        ["explain", EFFICIENTNET],
        ["quiz", LENET, "--answers"],
        ["diff", ALEXNET, ALEXNET],
        ["draw", ALEXNET, "-o", "-", "--format", "svg"],
        ["draw", ALEXNET, "-o", "-", "--format", "html"],
        ["draw", ALEXNET, LENET, "-o", "-", "--format", "tex", "--style", "stack"],
        ["export", "--help"],
        ["export", EFFICIENTNET, "--to", "cnn", "-o", "-"],
        ["check", ALEXNET, "--notes", "--format", "sarif"],
        ["check", LENET, "--data", "fashion-mnist"],
        ["layers"],
        ["train", "--help"],
        ["eval", "--help"],
        ["predict", "--help"],
        ["bench", "--help"],
        ["runs", "tests"],
    ],
    ids=lambda arguments: " ".join(Path(argument).name for argument in arguments),
)
def test_commands_that_read_import_nothing_heavy(arguments: list[str]) -> None:
    assert loaded(command(*arguments) + "assert not status, status\n") == []


def test_a_faulty_file_imports_nothing_heavy_either(tmp_path: Path) -> None:
    path = tmp_path / "faulty.cnn"
    path.write_text(FAULTY, "utf-8")
    assert loaded(command("check", str(path)) + "assert status == 1, status\n") == []


def test_runs_are_listed_without_anything_heavy(tmp_path: Path) -> None:
    (tmp_path / "Net-1").mkdir()
    (tmp_path / "Net-1" / "metrics.csv").write_text("epoch,validation_accuracy,seconds\n1,0.5,2\n", "utf-8")
    (tmp_path / "Net-2").mkdir()
    (tmp_path / "Net-2" / "results.json").write_text("{", "utf-8")
    for form in ("table", "json", "csv", "md"):
        assert loaded(command("runs", str(tmp_path), "--format", form) + "assert status == 1, status\n") == []


def test_the_probe_sees_what_is_imported() -> None:
    """The proof that the tests above can fail: the same probe finds torch where a network is compiled."""
    assert "torch" in loaded(f"import cnndsl; cnndsl.load({LENET!r}).to_torch()")
    assert loaded("import rich") == ["rich"]


def test_torch_is_imported_in_its_rooms_only() -> None:
    """By the text of the package, so that an import in a rarely run branch counts as well."""
    rooms = {"backends", "weights", "train", "evaluate", "export", "bench"}
    for path in sorted((ROOT / "cnndsl").rglob("*.py")):
        room = path.relative_to(ROOT / "cnndsl").parts[0]
        lines = [
            line for line in path.read_text("utf-8").splitlines() if not line.startswith("    from torch import nn")
        ]
        imports = [line.strip() for line in lines if line.strip().startswith(("import torch", "from torch"))]
        assert room in rooms or not imports, path


def test_the_environment_is_read_in_one_place_only() -> None:
    reading = re.compile(r"\b(environb?|getenvb?|putenv|unsetenv|expandvars)\b")
    found = {
        path.relative_to(ROOT / "cnndsl").as_posix()
        for path in (ROOT / "cnndsl").rglob("*.py")
        if reading.search(path.read_text("utf-8"))
    }
    assert found == {"environment.py"}


def test_the_public_names_are_there_before_they_are_asked_for() -> None:
    code = (
        "import cnndsl; names = {*dir(cnndsl)}; from cnndsl import *; print(names >= {*cnndsl.__all__} <= {*globals()})"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"


def test_python_dash_m_runs_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cnndsl", "check", LENET],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "61,706" in done.stdout


def test_the_parser_generator_is_not_needed_to_parse() -> None:
    code = f"import sys, cnndsl; cnndsl.load({EFFICIENTNET!r}); cnndsl.parse('input 3x8x8\\nconv 2+2 3\\n')"
    assert loaded(f"{code}; assert 'lark' not in sys.modules") == []
