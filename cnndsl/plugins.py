"""Layer kinds of a user's own, from Python files and modules that the user names.

A plugin is a Python file, or a module that Python finds by its name, in which subclasses of ``Layer`` are defined.
Whoever names one lets its code run; nothing else does: no `.cnn` file, no weights file and no run folder. They only say
which plugins they need.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from traceback import walk_tb
from types import ModuleType
from typing import Any, NamedTuple

from cnndsl.diagnostics.suggest import surely_meant
from cnndsl.graph.ir import Graph
from cnndsl.graph.statements.layer_lines import STATEMENT_WORDS
from cnndsl.layers import ALIASES, LAYERS, Elsewhere, LastMap, Layer, Vector
from cnndsl.layers.layer import DeclarationError
from cnndsl.layers.traits import Traits
from cnndsl.regular_files import read_regular
from cnndsl.source import MAX_BYTES, Source
from cnndsl.syntax.tokens import RESERVED

OWN = "cnndsl.layers."
"""The kinds that every network may use stand in modules of this name."""

_files: dict[str, _File] = {}
"""The files that were loaded, by their real paths."""


class PluginError(ValueError):
    """A plugin that cannot be used: what is wrong, where, and what would help."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002
        super().__init__(f"{message}; {help}" if help else message)
        self.message = message
        self.help = help


class _File(NamedTuple):
    """A file as it was loaded: the path as given, the digest of its text, the name of its module."""

    path: str
    digest: str
    module: str


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin that a network needs: its name, without folders; SHA-256 of its code; the kinds that are used of it."""

    name: str
    digest: str
    kinds: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """The kinds that no plugin has brought so far."""
        return [keyword for keyword in self.kinds if keyword not in LAYERS]

    @property
    def changed(self) -> bool:
        """Whether the code that brought the kinds is not the code that is meant."""
        brought = {_digest(LAYERS[keyword]) for keyword in self.kinds if keyword in LAYERS}
        return bool(brought - {self.digest})

    def as_json(self) -> dict[str, object]:
        """What records and weights files state of a plugin: its name, the digest of its text, the keywords of its
        kinds."""
        return {"name": self.name, "digest": self.digest, "kinds": list(self.kinds)}

    @classmethod
    def from_json(cls, value: Any) -> Plugin:
        """Raises ValueError for what ``as_json`` did not make."""
        if not isinstance(value, dict) or value.keys() != {"name", "digest", "kinds"}:
            raise ValueError("is not a plugin with name, digest and kinds")
        name, digest, kinds = value["name"], value["digest"], value["kinds"]
        texts = [name, digest, *(kinds if isinstance(kinds, list) else [None])]
        if not all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts):
            raise ValueError("names a plugin by what is no text")
        return cls(name, digest, tuple(kinds))


def load(plugins: Iterable[str | os.PathLike[str]]) -> None:
    """Run the plugins and register their layer kinds, for all networks that are read from now on.

    What ends in `.py`, or has a folder before it, is a file; anything else the name of a module. One that is loaded
    already is not run again; a file that has changed since takes its own place. Raises PluginError; then nothing is
    registered.
    """
    for plugin in plugins:
        name = os.fspath(plugin)
        if name.endswith(".py") or os.path.basename(name) != name:
            _load_file(name)
        else:
            _load_module(name)


def needed(graph: Graph) -> list[Plugin]:
    """The plugins that a network needs, by their names."""
    kinds = {type(node.operation) for node in graph.nodes if isinstance(node.operation, Layer)}
    found: dict[tuple[str, str], list[str]] = {}
    for kind in kinds:
        if not kind.__module__.startswith(OWN):
            found.setdefault((_name(kind), _digest(kind)), []).append(kind.keyword)
    return sorted((Plugin(*key, tuple(sorted(words))) for key, words in found.items()), key=lambda plugin: plugin.name)


def blame(error: BaseException) -> str:
    """Where a plugin failed that an exception went through: `my_layers.py:12: ZeroDivisionError: …`; empty for none."""
    modules = {kind.__module__ for kind in LAYERS.values() if not kind.__module__.startswith(OWN)}
    paths = {getattr(sys.modules.get(name), "__file__", None) for name in modules}
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    found = [place for place in places if place[0] in paths]
    return f"{found[-1][0]}:{found[-1][1]}: {_said(error)}" if found else ""


# ------------------------------------------------------------------------------------------------- loading


def _load_file(path: str) -> None:
    try:
        real = os.path.realpath(path, strict=True)
        text = read_regular(real, MAX_BYTES + 1)
    except FileNotFoundError:
        raise PluginError(f"there is no plugin {path}", "a file is named with its path") from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise PluginError(f"the plugin {path} cannot be read: {reason}") from None
    if len(text) > MAX_BYTES:
        raise PluginError(f"the plugin {path} cannot be read: it is larger than {MAX_BYTES // 2**20} MiB")
    digest = sha256(text).hexdigest()
    known = _files.get(real)
    if known is not None and known.digest == digest:
        return
    stem = re.sub(r"\W", "_", os.path.splitext(os.path.basename(path))[0])
    package = ModuleType(f"cnndsl_plugin_{sha256(os.fsencode(real)).hexdigest()[:8]}")
    package.__path__ = []
    module = ModuleType(f"{package.__name__}.{stem}")
    module.__file__ = path
    with _registered(path, known):
        sys.modules.setdefault(package.__name__, package)  # pickle imports both names for the classes of a plugin
        sys.modules[module.__name__] = module
        exec(compile(text, path, "exec", dont_inherit=True), module.__dict__)  # what --plugin is for
        _require_kinds(path, module.__name__, text)
    _files[real] = _File(path, digest, module.__name__)


def _load_module(name: str) -> None:
    with _registered(name, None):
        if not all(part.isidentifier() for part in name.split(".")):
            raise PluginError(f"there is no module {name!r}", "name a file that ends in .py, or a module")
        try:
            import_module(name)
        except ModuleNotFoundError as error:
            if error.name is None or not (name == error.name or name.startswith(f"{error.name}.")):
                raise
            advice = f"name the file: {name}.py" if os.path.isfile(f"{name}.py") else "is it installed here?"
            raise PluginError(f"there is no module {name}", advice) from None
        _require_kinds(name, name, None)


@contextmanager
def _registered(plugin: str, known: _File | None) -> Iterator[None]:
    """What is registered meanwhile stays if all goes well, in the place of what the file brought before."""
    LAYERS.load()
    layers, aliases, modules = dict(LAYERS), dict(ALIASES), set(sys.modules)
    if known is not None:
        for keyword, kind in layers.items():
            if kind.__module__ == known.module:
                del LAYERS[keyword]
        for alias in [alias for alias, keyword in ALIASES.items() if keyword not in LAYERS]:
            del ALIASES[alias]
    try:
        yield
    except BaseException as error:
        for registry, before in ((LAYERS, layers), (ALIASES, aliases)):
            registry.clear()
            registry.update(before)  # type: ignore[arg-type]  # each from its own copy
        for name in set(sys.modules) - modules:
            if name.startswith("cnndsl_plugin_") or name.partition(".")[0] == plugin.partition(".")[0]:
                del sys.modules[name]
        if isinstance(error, PluginError) or not isinstance(error, Exception | SystemExit):
            raise
        raise PluginError(f"the plugin {plugin} fails at {_place(error, plugin)}: {_said(error)}") from error


def _place(error: BaseException, plugin: str) -> str:
    """The line of the user's that an exception comes from: the last one in the file itself, or else the last of all."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    here = os.path.dirname(__file__)
    theirs = [place for place in places if not place[0].startswith((here, "<frozen"))]
    path, line = next((place for place in reversed(theirs) if place[0] == plugin), theirs[-1] if theirs else places[-1])
    return f"{path}:{line}"


def _said(error: BaseException) -> str:
    if isinstance(error, DeclarationError):
        return str(error)
    if isinstance(error, SyntaxError):
        return error.msg
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _kinds_of(module: str) -> list[type[Layer]]:
    return [kind for kind in LAYERS.values() if kind.__module__ == module or kind.__module__.startswith(f"{module}.")]


def _name(kind: type[Layer]) -> str:
    """What the plugin is called that a kind comes from: its file's name, or its module's."""
    for file in _files.values():
        if file.module == kind.__module__:
            return os.path.basename(file.path)
    return kind.__module__


def _digest(kind: type[Layer]) -> str:
    """SHA-256 of the file in which a kind is defined; of one that is in no file, of its name."""
    for file in _files.values():
        if file.module == kind.__module__:
            return file.digest
    path = getattr(sys.modules.get(kind.__module__), "__file__", None)
    try:
        with open(path or "", "rb") as stream:
            return sha256(stream.read()).hexdigest()
    except OSError:
        return sha256(f"{kind.__module__}.{kind.__qualname__}".encode()).hexdigest()


# ------------------------------------------------------------------------------------------------- declarations

_TRAITS = {name: value for name, value in vars(Traits).items() if not name.startswith("_")}


def _require_kinds(plugin: str, module: str, text: bytes | None) -> None:
    """Raises PluginError where a plugin has no kind, or one that is declared wrongly."""
    kinds = _kinds_of(module)
    if not kinds:
        raise PluginError(
            f"the plugin {plugin} has no layer kind", "define a subclass of cnndsl.layers.Layer with a `keyword`"
        )
    for kind in kinds:
        fault = _fault(kind) or _fault_of_example(kind)
        if fault:
            where = f"{plugin}:{_line(kind, text)}" if text is not None else plugin
            raise PluginError(f"{where}: the layer kind {kind.__name__} {fault}")


def _line(kind: type[Layer], text: bytes) -> int:
    """The line of a class in the text of its file."""
    classes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef))
    return next((node.lineno for node in classes if node.name == kind.__name__), 1)


def _fault(kind: type[Layer]) -> str:
    """What is wrong with the declarations of a kind; empty where nothing is."""
    for word in (kind.keyword, *kind.aliases):
        if not isinstance(word, str) or not re.fullmatch(r"[a-z_][a-z0-9_]*", word):
            return f"has the keyword {word!r}; one is made of small letters, digits and _"
        if word in STATEMENT_WORDS or word in RESERVED:
            return f"has the keyword `{word}`, which is a word of the language"
    if not (kind.__doc__ or "").strip():
        return "has no docstring, which is its documentation"
    if not isinstance(kind.example, str) or kind.example.split()[:1] != [kind.keyword]:
        return f"needs an `example`, a line of the language that begins with `{kind.keyword}`"
    if kind.torch is Layer.torch:
        return "needs a method `torch`, which makes its module"
    if not isinstance(kind.inputs, tuple) or not kind.inputs or not set(kind.inputs) <= set(Layer.inputs):
        return f"has `inputs` that are none; they are some of {', '.join(shape.__name__ for shape in Layer.inputs)}"
    if kind.weight not in ("", "matrix", "vector"):
        return f'has `weight = {kind.weight!r}`; it is "matrix", "vector" or ""'
    for name, default in _TRAITS.items():
        value = getattr(kind, name)
        if callable(default):
            if not callable(value):
                return f"has the trait `{name} = {value!r}`; it is a method, of the shape that arrives"
            continue
        wanted = str if isinstance(default, str) or name == "family" else bool
        if not isinstance(value, property | wanted):
            return f"has the trait `{name} = {value!r}`; it is {'a text' if wanted is str else 'True or False'}"
    if not isinstance(kind.also, tuple) or not all(isinstance(word, str) for word in kind.also):
        return 'has `also` that is no tuple of words, as in `also = ("swish",)`'
    if not isinstance(kind.elsewhere, tuple) or not all(isinstance(way, Elsewhere) for way in kind.elsewhere):
        return "has `elsewhere` that is no tuple of Elsewhere"
    for way in kind.elsewhere:
        for ours in (*way.arguments.values(), *way.otherwise):
            if ours and ours.removeprefix("1-") not in kind.arguments:
                return f"says `{ours}` for an argument of `{way.words[0]}`, and has no such argument"
    if kind.output_channels and kind.output_channels not in kind.arguments:
        return f"has no argument `{kind.output_channels}` for its `output_channels`"
    for name in vars(kind):
        near = None if name.startswith("_") or hasattr(Layer, name) else surely_meant(name, _TRAITS)
        if near and name not in kind.arguments:
            return f"has an attribute `{name}`, and there is a trait `{near}`"
    return ""


def _fault_of_example(kind: type[Layer]) -> str:
    """What is wrong with the example of a kind, or with what its rules give for it."""
    from cnndsl.pipeline import check

    before = {Vector: "flatten\n", LastMap: "permute channels_last\n"}.get(kind.inputs[0], "")
    checked = check(Source("<example>", f"input 96x32x32\n{before}{kind.example}\n"))
    for fault in checked.diagnostics:
        if fault.code.id.startswith(("E01", "E02")):
            return f"has the example `{kind.example}`, which does not check: {fault.title}"
    if checked.network is not None:
        node = checked.network.graph.nodes[-1]
        if not isinstance(node.shape, Layer.inputs):
            return f"gives {node.shape!r} as its output, which is no shape"
    return ""
