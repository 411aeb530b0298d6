"""Lines of code of `cnndsl export --to python` beside torchvision's own, laid out alike.

Counted are lines that are not blank, without comments and docstrings, after ruff's formatter at 120 columns. Of
torchvision's module for a family that is: its classes and functions without the `_Weights` and the constants that go
with them, and one builder of the many that its members have. What it takes from other modules is not counted.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time

import torchvision

import cnndsl
from cnndsl.export.python import file
from cnndsl.zoo import names

SHOWN = ("resnet50", "googlenet", "densenet121", "mobilenet_v2", "efficientnet_b0", "inception_v3", "vgg16", "alexnet")


def main() -> None:
    written, seconds = {}, {}
    for name in names():
        if name in torchvision.models.list_models(module=torchvision.models):
            network = cnndsl.load(name)
            begin = process_time()
            written[name] = file.source(network).text
            seconds[name] = process_time() - begin
    own = {name: lines_of_code(text) for name, text in written.items()}
    theirs = {name: lines_of_code(module_of(name)) for name in written}
    order = sorted(own, key=lambda name: own[name])
    print(f"  {'':24}{'exported':>10}{'torchvision':>13}{'ratio':>8}{'CPU s':>8}")
    for name in dict.fromkeys([order[0], *SHOWN, order[-1]]):
        ratio = own[name] / theirs[name]
        mark = "shortest" if name == order[0] else "longest" if name == order[-1] else ""
        print(f"  {name:24}{own[name]:10}{theirs[name]:13}{ratio:8.2f}{seconds[name]:8.2f}  {mark}")
    ratios = sorted(own[name] / theirs[name] for name in own)
    print(f"  {len(own)} files: median ratio {median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}; ", end="")
    print(f"{sum(own.values()):,} lines, {median(seconds.values()):.2f} s of CPU time each (median)")


def module_of(name: str) -> str:
    """The text of torchvision's module for a network, with one builder."""
    builder = torchvision.models.get_model_builder(name)
    path = sys.modules[builder.__module__].__file__
    assert path is not None
    tree = ast.parse(Path(path).read_text("utf-8"))
    tree.body = [statement for statement in tree.body if _counts(statement, name)]
    return ast.unparse(tree)


def _counts(statement: ast.stmt, builder: str) -> bool:
    if isinstance(statement, ast.ClassDef):
        return not statement.name.endswith("_Weights")
    if isinstance(statement, ast.Assign):
        return not any(isinstance(target, ast.Name) and target.id.startswith("_COMMON") for target in statement.targets)
    return not isinstance(statement, ast.FunctionDef) or not statement.decorator_list or statement.name == builder


def lines_of_code(text: str) -> int:
    """Lines of a text, without comments and docstrings, in one layout."""
    tree = ast.parse(text)
    for node in _with_bodies(tree):
        first = node.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            node.body = node.body[1:] or [ast.Pass()]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "--config",
         "format.skip-magic-trailing-comma=true", "-"],
        input=ast.unparse(tree), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return sum(bool(line.strip()) for line in done.stdout.splitlines())


def _with_bodies(tree: ast.Module) -> Iterator[ast.Module | ast.ClassDef | ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield node
