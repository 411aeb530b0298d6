"""What a network can be handed over as: `cnndsl export`. One format is one module of `formats/`, found and not listed.

A format module has

- a docstring, whose first line `cnndsl export --help` shows,
- ``SUFFIX``, the ending of its files, from which ``-o`` infers it,
- ``TEXT``, whether its files are text that may go to a terminal (``-o -``),
- ``OPTIONS``, the options that it takes (`options.py`; what several formats take stands there once),
- ``make(subject, target, verify, **options)``, which gives a ``Product`` (`product.py`) and writes nothing.

``subject`` (`subject.py`) is the network with its weights, classes and preprocessing; ``target`` the file that will be
written, None for standard output; ``verify`` is True where the user insists on a check of what was made, False where
none is wanted, None where it is made if the packages for it are there. ``options`` are named after their flags.
``make`` raises ExportError, and asks `extras.require` for what it needs. A format module is imported for the help text,
so it imports what is heavy inside ``make``.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from cnndsl.export import formats
from cnndsl.export.options import Option
from cnndsl.export.product import Product
from cnndsl.export.subject import Subject
from cnndsl.modules import modules_of


class Format(Protocol):
    """What a module of `formats/` offers."""

    SUFFIX: str
    TEXT: bool
    OPTIONS: tuple[Option, ...]

    def make(self, subject: Subject, target: Path | None, verify: bool | None, **options: Any) -> Product:
        """What will be written. Raises ExportError."""


def names() -> list[str]:
    """The formats there are."""
    return modules_of(formats.__path__)


def load(name: str) -> Format:
    """A format by its name, one of ``names()``."""
    return cast(Format, import_module(f"{formats.__name__}.{name}"))


def summary(name: str) -> str:
    """The first line of the docstring of a format."""
    return (load(name).__doc__ or "").partition("\n")[0].rstrip(".")
