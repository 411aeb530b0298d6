"""Backends stand side by side: each is found by its name, and none knows of another."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cnndsl
from cnndsl import backends


def test_every_backend_builds_from_a_graph() -> None:
    assert "torch" in backends.names()
    graph = cnndsl.parse("input 3x8x8\nconv 4 3x3\n").graph
    nodes = list(graph.nodes)
    for name in backends.names():
        assert backends.load(name).build(graph) is not None
        assert graph.nodes == nodes


def test_an_unknown_backend_is_an_error_that_names_the_known() -> None:
    with pytest.raises(ValueError, match=r"there is no backend 'tensorflow'; there are .*torch"):
        backends.load("tensorflow")


def test_backends_know_nothing_of_each_other() -> None:
    folder = Path(backends.__file__).parent
    for path in folder.rglob("*.py"):
        own = path.relative_to(folder).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                of = name.removeprefix("cnndsl.backends.").split(".")[0]
                assert not name.startswith("cnndsl.backends.") or of == own, f"{path} imports {name}"
