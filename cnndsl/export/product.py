"""What an export came to, before it is written; how it is written; what is said of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cnndsl.whole_files import keeps_nothing, write_named


class ExportError(Exception):
    """An export that cannot be made. ``message`` states the fact, ``help`` what would get further, if anything does."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.help = help


@dataclass
class Product:
    """The content of a file, or of several, with what is to be said of it.

    A content may be given in parts, so that no large file is in memory as a whole.
    """

    content: bytes | Iterable[bytes]
    beside: Mapping[str, bytes | Iterable[bytes]] = field(default_factory=dict)
    """Further files in the same folder by their names; they are written first."""

    verified: str = ""
    """How the product was compared with the network, and what came of it; empty where it was not."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the report for programs says of it besides, as values of JSON."""

    notes: tuple[str, ...] = ()
    """What the user should know."""


def require_free(target: Path, *, force: bool, chosen: bool = True) -> None:
    """Raises ExportError where a file cannot be written, or would take the place of one without ``force``. A pipe or
    device is written where the user has ``chosen`` it by name."""
    if os.path.isdir(target):
        raise ExportError(f"{target} is a folder", "name a file in it")
    if os.path.lexists(target) and not (chosen if keeps_nothing(target) else force):
        raise ExportError(f"{target} exists", "name another file with -o, or give --force to replace it")


def write(product: Product, target: Path, *, force: bool) -> dict[str, int]:
    """Write a product, each file whole or not at all; gives the bytes of each. Raises ExportError."""
    if product.beside and keeps_nothing(target):
        raise ExportError("this takes several files", "name one with -o")
    files = [(target.with_name(name), content) for name, content in product.beside.items()]
    files.append((target, product.content))
    sizes = {}
    for path, _ in files:
        require_free(path, force=force)
    for path, content in files:
        try:
            sizes[str(path)] = write_named(path, content)
        except OSError as error:
            raise ExportError(f"{path} cannot be written: {error.strerror or error}") from None
    return sizes
