"""The whole front end: source -> (network or None, diagnostics)."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.graph.elaborate import elaborate
from cnndsl.graph.imports import load_library
from cnndsl.graph.limits import Limits
from cnndsl.network import Network
from cnndsl.source import Source, SourceError
from cnndsl.syntax import parse
from cnndsl.syntax.ast import Block


class Checked(NamedTuple):
    """What a file came to.

    ``network`` is None for a faulty file and for a library; ``blocks`` counts the block definitions of a
    file that holds nothing else (None for a network).
    """

    network: Network | None
    blocks: int | None
    diagnostics: list[Diagnostic]


def check(
    source: Source,
    settings: dict[str, Any] | None = None,
    input_shape: tuple[int, int, int] | None = None,
    limits: Limits | None = None,
    *,
    record: bool = False,
) -> Checked:
    """Check a source. ``settings`` override the model's parameters, ``input_shape`` (C, H, W) its input.

    ``record`` asks for the script: the lines that were worked out (Graph.script).
    """
    with _without_collector():
        return _check(source, settings or {}, input_shape, limits or Limits(), record)


def _check(
    source: Source,
    settings: dict[str, Any],
    input_shape: tuple[int, int, int] | None,
    limits: Limits,
    record: bool,
) -> Checked:
    file, faults = parse(source)
    library, import_faults = load_library(file)
    faults += import_faults
    if library.is_library:
        return Checked(None, sum(isinstance(statement, Block) for statement in file.body), faults)
    graph, shape_faults = elaborate(library, settings, input_shape, limits, default_name(source), record)
    faults += shape_faults
    faults.sort(key=_place)
    if graph is None or faults:
        return Checked(None, None, faults)
    return Checked(Network(source, graph, settings, input_shape, file), None, [])


def check_path(
    path: str,
    settings: dict[str, Any] | None = None,
    input_shape: tuple[int, int, int] | None = None,
    limits: Limits | None = None,
    *,
    record: bool = False,
) -> Checked:
    """Check a file. One that cannot be read is a diagnostic too."""
    try:
        source = Source.read(path)
    except SourceError as error:
        return Checked(None, None, [Diagnostic(code.UNREADABLE, str(error), None)])
    return check(source, settings, input_shape, limits, record=record)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause Python's cycle collector: a check makes many objects and drops few, and looking through them for
    garbage again and again would take half of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def default_name(source: Source) -> str:
    """The name of a model without a `model` line: the file's, as an identifier; `Model` for a text without a file."""
    if source.path.startswith("<"):
        return "Model"
    stem = os.path.splitext(os.path.basename(source.path))[0]
    name = re.sub(r"\W+", "_", stem).strip("_")
    return f"_{name}" if name[:1].isdigit() else name or "Model"


def _place(diagnostic: Diagnostic) -> tuple[str, int]:
    return (diagnostic.span.source.path, diagnostic.span.start) if diagnostic.span else ("", -1)
