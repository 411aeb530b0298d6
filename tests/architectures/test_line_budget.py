"""The files of torchvision's networks are a fifth of the Python code that they replace."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architectures.test_torchvision import ARCHITECTURES, NAMES

PYTHON = 3211
"""Lines of torchvision's 14 modules for these networks that are neither blank nor comments, without docstrings, the
`_Weights` classes and the `_COMMON` constants that go with them."""

IMPORT = re.compile(r'^use .* from "(.*)"$', re.MULTILINE)


def files() -> list[Path]:
    """The file of every network, and those that it uses, directly or through others; each once."""
    found: dict[Path, None] = {}
    waiting = [ARCHITECTURES / f"{name}.cnn" for name in NAMES]
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found[path] = None
            waiting += [path.parent / name for name in IMPORT.findall(path.read_text("utf-8"))]
    return list(found)


def code(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_lines_of_code() -> None:
    counts = {path.name: len(code(path.read_text("utf-8"))) for path in files()}
    assert counts.keys() >= {"resnet50.cnn", "resnet.cnn", "units.cnn", "inception.cnn"}
    total = sum(counts.values())
    assert total * 5 <= PYTHON, f"{total} lines; at most {PYTHON // 5}"


def test_lines_are_not_merely_longer() -> None:
    for path in files():
        assert max(map(len, path.read_text("utf-8").splitlines())) <= 120, path.name
