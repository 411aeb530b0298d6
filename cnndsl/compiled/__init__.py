"""The classes of compiled networks: a home among Python's modules, and a way through pickle.

The torch backend writes classes as text (`backends/torch/forward.py`); ``classes`` makes them of it, in a module of
their own such as ``cnndsl.compiled.ResNet18_64f3a0c2b1d9e875``. Its name is a digest of the text, so that equal texts
share their classes. Its loader has the text: tracebacks, debuggers, ``inspect`` and ``torch.jit`` find it there,
whatever became of linecache. The module and its classes are let go when nobody holds an instance or a class.

An instance is pickled as its text, the name of its class and its state, so it needs no `.cnn` file to be loaded, and
no process that compiled it. Whoever loads a pickle lets it run code, as with any pickle; but this package adds no way
to do so: a text is compiled only where it holds nothing but what the backend writes (`allowed_text.py`).
"""

from __future__ import annotations

import linecache
import re
import sys
import threading
import weakref
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.abc import InspectLoader
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any, SupportsIndex

from cnndsl.compiled.allowed_text import require

_lock = threading.RLock()


def classes(source: str) -> dict[str, type]:
    """The classes of a generated text by their names; the same ones for the same text, as long as one of them is held.

    Raises ValueError for a text that holds what the torch backend never writes.
    """
    name = _module_name(source)
    with _lock:
        home = sys.modules.get(name)
        return (dict(home.classes) if isinstance(home, _Home) else {}) or _made(name, source)


def instance(source: str, class_name: str) -> Any:
    """An instance of a class of a text, without state: what a pickle of a compiled module calls.

    Raises ValueError where the text is none of the torch backend, or has no such class.
    """
    found = classes(source)
    if class_name not in found:
        raise ValueError(f"the text of a compiled network has no class {class_name!r}")
    cls: Any = found[class_name]
    return cls.__new__(cls)


class _Home(ModuleType):
    """The module of some classes. It holds them weakly, so that ``sys.modules`` does not keep them for ever."""

    classes: weakref.WeakValueDictionary[str, type]

    def __getattr__(self, name: str) -> type:
        found = self.classes.get(name) if name != "classes" else None
        if found is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return found

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *self.classes]


class _Loader(InspectLoader):
    """Gives the text of one module to whoever asks for it."""

    def __init__(self, source: str) -> None:
        self.source = source

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Home(spec.name)

    def get_source(self, fullname: str) -> str:
        return self.source


def _module_name(source: str) -> str:
    """The full name of the module of a text: after its first class, which is the root's, and its digest."""
    first = re.search(r"^class (\w+)", source, re.MULTILINE)
    return f"{__name__}.{first[1] if first else 'Text'}_{sha256(source.encode()).hexdigest()[:16]}"


def _made(name: str, source: str) -> dict[str, type]:
    """Compile a text and put its module into ``sys.modules``."""
    # not the name of a file that could be there; nor one that ends in ">", of which linecache asks no loader
    filename = f"<cnndsl>/{name.rpartition('.')[2]}.py"
    spec = ModuleSpec(name, _Loader(source), origin=filename)
    spec.has_location = True
    home = module_from_spec(spec)
    assert isinstance(home, _Home)
    namespace = dict(vars(home))
    require(source)
    exec(compile(source, filename, "exec", dont_inherit=True), namespace)
    made = {key: value for key, value in namespace.items() if getattr(value, "__module__", None) == name}
    reduction = _reduction(source, made)
    for cls in made.values():
        cls.__reduce_ex__ = reduction
    home.classes = weakref.WeakValueDictionary(made)
    sys.modules[name] = home
    linecache.lazycache(filename, namespace)  # for those who ask it without the module at hand
    weakref.finalize(next(iter(made.values())), _forget, name, filename, home).atexit = False
    return made


def _reduction(source: str, made: dict[str, type]) -> Callable[[Any, SupportsIndex], tuple[Any, ...]]:
    """The ``__reduce_ex__`` of the classes of a text. It holds all of them, so they stay and go together."""

    def reduce_ex(self: Any, protocol: SupportsIndex) -> tuple[Any, ...]:
        cls = type(self)
        parts = object.__reduce_ex__(self, max(2, protocol.__index__()))
        if made.get(cls.__name__) is not cls or not isinstance(parts, tuple):  # a class that somebody derived
            return parts  # type: ignore[return-value]
        return (instance, (source, cls.__name__), *parts[2:])

    return reduce_ex


def _forget(name: str, filename: str, home: _Home) -> None:
    """Let a module go whose classes are gone."""
    if sys.modules.get(name) is home:
        del sys.modules[name]
        linecache.cache.pop(filename, None)
