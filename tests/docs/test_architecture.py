"""docs/architecture.md and CONTRIBUTING.md name what is there, and imports go the way that the table of rooms says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path("cnndsl")
PAGE = Path("docs/architecture.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.partition("| room | what it does | imports |")[2].partition("\n\n")[0].splitlines()[2:]
]


def room_of(path: str) -> str:
    """The room of a module of the package, by its path in it or its dotted name: `syntax`, `backends/torch`."""
    first, second, *_ = *path.removesuffix(".py").replace(".", "/").split("/"), ""
    return f"{first}/{second}" if first == "backends" and second in ("torch", "pictures") else first


def rooms(cell: str) -> list[str]:
    return [name.removesuffix(".py").rstrip("/") for name in re.findall(r"`([^`]+)`", cell)]


def allowed() -> dict[str, set[str]]:
    """What each room may import: the rooms of its row, and what those may."""
    direct = {
        room: {name.strip() for name in imports.split(",")} - {"nothing"}
        for cell, _, imports in ROWS
        for room in rooms(cell)
    }
    base = {room for cell, _, imports in ROWS if imports == "nothing" for room in rooms(cell)}
    found: dict[str, set[str]] = {}
    for cell, _, _ in ROWS:  # a room stands below those that it knows
        for room in rooms(cell):
            found[room] = base | set(rooms(cell))
            for other in direct[room] - {"all"}:
                found[room] |= {other} | found[other.partition("/")[0]]
            if direct[room] == {"all"}:
                found[room] |= set(direct) | {"backends/pictures", "backends/torch"}
    return found


def imported(node: ast.AST) -> Iterator[str]:
    """The modules of the package that are imported when this part of a file is, those inside functions left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom) and child.module and child.module.startswith("cnndsl."):
            yield child.module.removeprefix("cnndsl.")
        elif isinstance(child, ast.ImportFrom) and child.module == "cnndsl":
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.Import):
            yield from (n.name.removeprefix("cnndsl.") for n in child.names if n.name.startswith("cnndsl."))
        elif not isinstance(child, ast.FunctionDef) and "TYPE_CHECKING" not in ast.unparse(
            getattr(child, "test", child)
        ):
            yield from imported(child)


def test_every_room_has_its_row() -> None:
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert {room for cell, *_ in ROWS for room in rooms(cell)} == {name for name in there if not name.startswith("_")}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path.relative_to(PACKAGE).as_posix())
    if room.startswith("_") or path == PACKAGE / "backends" / "__init__.py":
        return
    names = {room_of(name) for name in imported(ast.parse(path.read_text("utf-8")))}
    assert {name for name in names if not name.startswith("_")} <= allowed()[room.partition("/")[0]] | {room}


def test_the_pages_name_files_that_are_there() -> None:
    there = {path.name for folder in ("cnndsl", "tests", "scripts") for path in Path(folder).rglob("*.*")}
    named = re.findall(r"`([\w./-]+\.(?:py|lark|md))`", PAGE)
    assert {
        name
        for name in named
        if Path(name).name not in there and not Path(name).exists() and not Path("docs", name).exists()
    } == set()
    table = Path("CONTRIBUTING.md").read_text("utf-8").partition("## Where other changes go")[2]
    paths = [path for path in re.findall(r"`([\w./-]+/[\w./-]*)`", table) if path.count("/")]
    assert len(paths) > 20
    assert [path for path in paths if not Path(path).exists()] == []
