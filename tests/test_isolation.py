"""Heavy packages are imported by those who need them: `check` and `summary` run without torch."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "torchvision", "numpy", "sklearn", "rich", "safetensors")

PROBE = """
import sys
from cnndsl.cli import cli
try:
    cli({arguments!r})
except SystemExit as stop:
    assert not stop.code, stop.code
{then}
print("imported:", *[name for name in {heavy!r} if name in sys.modules])
"""


def imported(*arguments: str, then: str = "") -> set[str]:
    """The heavy packages that a command leaves imported, seen from a process of its own."""
    program = PROBE.format(arguments=list(arguments), then=then, heavy=HEAVY)
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(found.stdout.splitlines()[-1].removeprefix("imported:").split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "architectures/alexnet.cnn"),
        ("check", "architectures/efficientnet_b0.cnn", "--set", "classes=10"),
        ("summary", "architectures/alexnet.cnn"),
        ("summary", "architectures/alexnet.cnn", "--format", "json"),
        ("layers", "conv"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_commands_that_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert imported(*arguments) == set()


def test_the_probe_can_fail() -> None:
    compiled = "import cnndsl; cnndsl.load('architectures/lenet.cnn').to_torch()"
    assert "torch" in imported("check", "architectures/lenet.cnn", then=compiled)


def test_a_file_without_operators_is_checked_without_lark() -> None:
    program = (
        "import sys, cnndsl; cnndsl.load('architectures/alexnet.cnn'); first = 'lark' in sys.modules; "
        "cnndsl.parse('input 3x8x8\\nconv 2+2 3\\n'); print(first, 'lark' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "True"]
