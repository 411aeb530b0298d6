"""What is public says what it is for: in a docstring of its own, or in that of the method which it carries out."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import FunctionType
from typing import Any

import pytest

import cnndsl
from cnndsl.syntax.tables import RULES
from cnndsl.syntax.tree_builder import Builder

MODULES = sorted(
    module.name for module in walk_packages(cnndsl.__path__, "cnndsl.") if module.name != "cnndsl.__main__"
)


def defined(name: str) -> Iterator[tuple[str, Any]]:
    """The public functions and classes that a module defines, and the public methods of those classes."""
    for where, thing in vars(import_module(name)).items():
        if where.startswith("_") or getattr(thing, "__module__", None) != name:
            continue
        if isinstance(thing, type):
            yield where, thing
            for method, function in vars(thing).items():
                function = getattr(function, "__func__", function)  # of a classmethod or staticmethod
                if not method.startswith("_") and isinstance(function, FunctionType):
                    yield f"{where}.{method}", getattr(thing, method)
        elif isinstance(thing, FunctionType):
            yield where, thing


def told_elsewhere(module: str, where: str) -> bool:
    """Whether the rule of a name stands in another place: a lint's `find` in the docstring of its module, a method of
    the tree builder in the rule of `grammar.lark` that has its name."""
    if module.startswith("cnndsl.lints."):
        return where == "find" and bool(import_module(module).__doc__)
    rules = {f"{Builder.__name__}.{build}" for _, _, build in RULES}
    return module == Builder.__module__ and where in rules


def made_by_the_class(thing: Any) -> bool:
    """Whether a docstring is the signature that a named tuple or a dataclass gets where nobody wrote one."""
    return isinstance(thing, type) and (thing.__doc__ or "").startswith(f"{thing.__name__}(")


@pytest.mark.parametrize("module", MODULES)
def test_what_is_public_is_described(module: str) -> None:
    """An overriding method may leave its description to the method of the base class, as `help()` does."""
    missing = [
        where
        for where, thing in defined(module)
        if (not inspect.getdoc(thing) or made_by_the_class(thing) or (isinstance(thing, type) and not thing.__doc__))
        and not told_elsewhere(module, where)
    ]
    assert missing == []


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_described(module: str) -> None:
    assert import_module(module).__doc__
