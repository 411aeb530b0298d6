"""`use`: the block definitions of other files. Only files below the folder of the file given are opened."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cnndsl.diagnostics import MAX_FAULTS, Diagnostic, Fix, Label, did_you_mean, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.files import Files
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.plain_class import fresh, plain_class
from cnndsl.source import Source, SourceError
from cnndsl.syntax import ast, parse
from cnndsl.text import listed

if TYPE_CHECKING:
    from cnndsl.graph.values import Scope

_BLOCK = re.compile(r"^block[ \t]+(\w+)")
"""The name of a definition that could not be read."""

MAX_FILES = 100
"""Files that one network may be spread over."""

CACHED = 1_000_000
"""A longer text is parsed anew for every check."""


@plain_class
class Library:
    """A file and the blocks that its lines can call: its own and those that it imports.

    ``incomplete`` says that an import failed, so an unknown block may be its fault; ``missing`` are the names of
    blocks whose import or definition is at fault. ``lines`` counts the lines of this file and all it imports.
    """

    file: ast.File
    blocks: dict[str, ast.Block] = fresh(default_factory=dict)
    homes: dict[ast.Block, Library] = fresh(default_factory=dict)
    incomplete: bool = False
    missing: set[str] = fresh(default_factory=set)
    lines: int = 0
    scope: Scope | None = None

    def forget_names(self) -> None:
        """Forget what the names of the files are worth: it is worked out in each walk."""
        for library in {id(home): home for home in (self, *self.homes.values())}.values():
            library.scope = None

    def home(self, block: ast.Block) -> Library:
        """The file that defines a block."""
        return self.homes[block]

    @property
    def others(self) -> tuple[Source, ...]:
        """The other files whose blocks are known here, sorted by path."""
        sources = {home.file.source.path: home.file.source for home in self.homes.values() if home is not self}
        return tuple(sources[path] for path in sorted(sources))

    @property
    def files(self) -> tuple[ast.File, ...]:
        """The syntax trees of this file, and of those that it uses, directly or through each other."""
        return tuple(library.file for library in dict.fromkeys([self, *self.homes.values()]))

    @property
    def is_library(self) -> bool:
        """Whether the file only defines blocks: no `input` and no layer lines."""
        kinds = (ast.Block, ast.Use, ast.Let)
        body = self.file.body
        return any(isinstance(s, ast.Block) for s in body) and all(isinstance(s, kinds) for s in body)


def load_library(file: ast.File, files: Files) -> tuple[Library, list[Diagnostic]]:
    """A parsed file with everything that it imports, and the faults of the imports."""
    loader = _Loader(file.source, files)
    return loader.load(file), loader.diagnostics


@lru_cache(MAX_FILES)
def _parsed(path: str, text: str) -> tuple[ast.File, list[Diagnostic]]:
    """What a text is parsed to: where it is checked again and again, what it imports stays the same most times."""
    return parse(Source(path, text))


class _Failed(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Loader:
    def __init__(self, source: Source, files: Files) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.files = files
        self.has_folder = files.has_folder(source.path)
        self.loaded: dict[str, Library] = {}
        self.open: list[str] = [files.real(source.path)]
        self.root = os.path.dirname(self.open[0])
        self.homes: dict[ast.Block, Library] = {}

    def load(self, file: ast.File) -> Library:
        library = Library(file, homes=self.homes, lines=file.source.line_count)
        for statement in file.body:
            if isinstance(statement, ast.Use) and len(self.diagnostics) < MAX_FAULTS:
                self.use(statement, library)
        for statement in file.body:
            if isinstance(statement, ast.Broken):
                library.missing |= set(_BLOCK.findall(statement.span.text))
            elif isinstance(statement, ast.Block):
                self.define(statement.name, statement, statement, library)
                self.homes[statement] = library
        return library

    def define(self, name: str, block: ast.Block, at: ast.Block | ast.Name, library: Library) -> None:
        other = library.blocks.get(name)
        if other is block:
            return
        if other is not None or name in LAYERS or name in ALIASES:
            self.diagnostics.append(
                Diagnostic(
                    code.REBOUND,
                    f"the block `{name}` is defined twice"
                    if other
                    else f"`{name}` is a layer; a block needs a name of its own",
                    at.span,
                    labels=(Label(other.span, "the first"),) if other else (),
                    help="choose another name",
                )
            )
        else:
            library.blocks[name] = block

    def use(self, statement: ast.Use, library: Library) -> None:
        try:
            imported = self.open_file(statement, library)
        except _Failed as failure:
            self.diagnostics.append(failure.diagnostic)
            library.incomplete = True
            library.missing |= {name.id for name in statement.names}
            return
        library.lines += imported.lines
        for name in statement.names:
            if len(self.diagnostics) >= MAX_FAULTS:
                return
            block = imported.blocks.get(name.id)
            if block is None:
                library.incomplete = True
                library.missing.add(name.id)
                near = did_you_mean(name.id, imported.blocks)
                sure = surely_meant(name.id, imported.blocks)
                have = listed(sorted(imported.blocks), 20) or "none"
                missing = self.fault(
                    f"{statement.path.value} defines no block `{name.id}`",
                    name,
                    f"did you mean `{near}`?" if near else f"its blocks are: {have}",
                    Fix(name.span, sure) if sure else None,
                )
                self.diagnostics.append(missing.diagnostic)
            else:
                self.define(name.id, block, name, library)

    def open_file(self, statement: ast.Use, library: Library) -> Library:
        written = str(statement.path.value)
        folder = os.path.dirname(library.file.source.path)
        path = os.path.join(folder, written)
        try:
            real = self.files.real(path)
        except (OSError, ValueError):
            real = ""
        if not self.has_folder:
            raise self.fault(
                "a text without a file has no folder to import from", statement.path, "load it from a file"
            )
        if not real or os.path.isabs(written) or os.path.commonpath([self.root, real]) != self.root:
            raise self.fault(
                f"{written} lies outside of the folder of the file given",
                statement.path,
                "a network is self-contained: put what it uses below its own folder",
            )
        if real in self.open:
            cycle = [os.path.relpath(p, self.root) for p in [*self.open[self.open.index(real) :], real]]
            raise self.fault(
                f"the files import each other: {' -> '.join(cycle)}",
                statement.path,
                "move the blocks that both need into a third file",
            )
        if real in self.loaded:
            return self.loaded[real]
        if len(self.loaded) >= MAX_FILES:
            raise self.fault(f"more than {MAX_FILES} files are imported, the limit", statement.path, "use fewer")
        try:
            source = self.files.read(path)
        except SourceError as error:
            raise self.fault(str(error), statement.path, "the path is relative to this file") from None
        if len(source.text) <= CACHED:
            file, diagnostics = _parsed(source.path, source.text)
        else:
            file, diagnostics = parse(source)
        self.diagnostics += diagnostics
        self.stray_layers(file)
        self.open.append(real)
        imported = self.loaded[real] = self.load(file)
        self.open.pop()
        imported.incomplete |= bool(diagnostics)
        return imported

    def stray_layers(self, file: ast.File) -> None:
        """Report layer lines of an imported file that is no network: they would be dropped without a word."""
        definitions = (ast.Block, ast.Use, ast.Let, ast.Broken)
        stray = [statement for statement in file.body if not isinstance(statement, definitions)]
        if stray and not any(isinstance(statement, ast.Input | ast.Model) for statement in stray):
            self.diagnostics.append(
                Diagnostic(
                    code.NO_INPUT,
                    "a line outside of the blocks of a file that has no `input`",
                    stray[0].span,
                    label="belongs to no block",
                    help="indent it into the block that it belongs to",
                )
            )

    def fault(self, title: str, at: ast.Name | ast.Literal, advice: str, fix: Fix | None = None) -> _Failed:
        return _Failed(Diagnostic(code.IMPORT, title, at.span, help=advice, fix=fix))
