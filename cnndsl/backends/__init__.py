"""What a checked network can become. One backend is one package in this folder.

A backend has a function ``build``: it gets the graph (`graph/ir.py`), whose nodes are the data flow and whose ``root``
is the module tree, and gives what it makes of it. Backends know nothing of each other, and nothing of the text. Adding
the package is registering it; its imports are its own, made when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from cnndsl.graph.ir import Graph


class Backend(Protocol):
    """What a package of this folder offers."""

    def build(self, graph: Graph, **options: Any) -> Any:
        """What the backend makes of a checked graph, which it never changes. Each has options of its own, with
        defaults."""


def names() -> list[str]:
    """The backends there are."""
    return sorted(module.name for module in iter_modules(__path__))


def load(name: str) -> Backend:
    """A backend by its name. Raises ValueError for an unknown one, ImportError where it lacks a package."""
    if name not in names():
        raise ValueError(f"there is no backend {name!r}; there are {', '.join(names())}")
    return cast(Backend, import_module(f"{__name__}.{name}"))
