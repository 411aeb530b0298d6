"""The whole front end: source -> (syntax tree, graph, diagnostics), and the network where there are no faults."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from cnndsl.budget import current, one_budget
from cnndsl.diagnostics import MAX_FAULTS, Diagnostic, did_you_mean, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.diagnostics.suggest import digits
from cnndsl.files import DISK, Files
from cnndsl.graph.elaborate import elaborate
from cnndsl.graph.imports import Library, load_library
from cnndsl.graph.limits import OPERATIONS_A_LINE, Limits
from cnndsl.graph.settings import Typed
from cnndsl.graph.statements.layer_lines import STATEMENT_WORDS
from cnndsl.graph.values import Reference
from cnndsl.layers.layer import ALIASES, LAYERS
from cnndsl.network import Draft, Network, Walk
from cnndsl.source import Source, SourceError
from cnndsl.syntax import parse
from cnndsl.syntax.ast import Block, File
from cnndsl.zoo import resolve

if TYPE_CHECKING:
    from cnndsl.graph.elaboration_state import Expectations
    from cnndsl.graph.index import Index
    from cnndsl.graph.index_trace import Trace
    from cnndsl.graph.inputs import InputShapes
    from cnndsl.graph.ir import Graph
    from cnndsl.graph.other_inputs import Pattern


class Checked(NamedTuple):
    """What a file came to.

    ``network`` is None for a faulty file and for a library; ``blocks`` counts the block definitions of a
    file that holds nothing else (None for a network). However faulty a file is, ``draft`` is what is known of its
    network, and ``file`` its syntax tree; a library has no draft, and a file that cannot be read has neither.
    """

    network: Network | None
    blocks: int | None
    diagnostics: list[Diagnostic]
    draft: Draft | None = None
    file: File | None = None
    references: Index | None = None
    """Definitions, references and what each line came to, where they were asked for."""


def check(
    source: Source,
    settings: dict[str, Any] | None = None,
    input_shape: InputShapes = None,
    limits: Limits | None = None,
    *,
    record: bool = False,
    index: bool = False,
    trace: bool = False,
    files: Files = DISK,
    expectations: Expectations | None = None,
    outputs: Sequence[str] = (),
) -> Checked:
    """Check a source. ``settings`` override the model's parameters, ``input_shape`` the shapes of its inputs:
    (C, H, W) of the only one, a dictionary by the names of several.

    ``record`` asks for the lines that were worked out (Graph.expanded); ``index`` for what editors ask, ``trace`` for
    what the walk notes of each line (Network.walk). ``outputs`` are names of layers and containers whose values take
    the place of the network's outputs (graph/taps.py), of which index and trace know nothing. ``files`` is where
    imports are read.
    ``expectations`` says what a failing `expect` is: by default a fault of the file as it stands ("held"), and with
    settings or an input a note where it names no parameters ("noted").
    """
    limits = limits or Limits()
    with _without_collector(), one_budget(limits.operations):
        return _check(
            source, settings or {}, input_shape, limits, record, index, trace, files, expectations, tuple(outputs)
        )


def _check(
    source: Source,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limits: Limits,
    record: bool,
    index: bool,
    traced: bool,
    files: Files,
    expectations: Expectations | None,
    outputs: tuple[str, ...],
) -> Checked:
    file, library, faults = _read(source, files)
    if too_long(file, faults):
        return Checked(None, None, faults, file=file)
    current().grant(OPERATIONS_A_LINE * library.lines)
    trace = _trace() if index or traced else None
    if library.is_library:
        blocks = sum(isinstance(statement, Block) for statement in file.body)
        return Checked(
            None, blocks, _closed(faults), file=file, references=_index(library, None, trace) if index else None
        )
    name = default_name(source)
    graph, shape_faults = elaborate(library, settings, input_shape, limits, name, record, trace, expectations)
    if len(faults) < MAX_FAULTS:
        faults += shape_faults
        faults.sort(key=_place)
    settings = {name: _plain(graph.arguments.get(name, value)) for name, value in settings.items()}
    if isinstance(input_shape, dict) and len(graph.inputs) == 1:
        input_shape = next(iter(input_shape.values()), None)
    if outputs and not faults:
        from cnndsl.graph.taps import tap

        faults += tap(graph, outputs)
    network = None if faults else Network(source, graph, settings, input_shape, file, library.others, limits, outputs)
    if network is not None and traced and trace is not None:
        network.walk = Walk(trace, library.files)
    draft = Draft(source, graph, settings, input_shape, file, library.others, limits)
    references = _index(library, graph, trace) if index else None
    return Checked(network, None, _closed(faults), draft, file, references)


def _read(source: Source, files: Files) -> tuple[File, Library, list[Diagnostic]]:
    """A source and what it imports, parsed, and the faults of both."""
    file, faults = parse(source)
    library, import_faults = load_library(file, files)
    return file, library, [_certain(fault, library) for fault in faults + import_faults]


def too_long(file: File, faults: list[Diagnostic]) -> bool:
    """Whether nothing of a file was read because it has too many lines or words: the fault that says so is the only."""
    return not file.body and [fault.code for fault in faults] == [code.LIMIT]


class FirstFault(NamedTuple):
    """What is said first of a source with another input: ``fault`` is None where that is nothing."""

    fault: Diagnostic | None
    effort: int
    """What it took, as ``OtherInputs`` counts it."""


WALK, FAULT = 8, 250
"""What a node, a statement or ten operations of a walk take beside a node that is looked at once more; and a fault."""


def first_faults(
    source: Source, settings: dict[str, Any], usual: InputShapes, others: Iterable[InputShapes], limits: Limits
) -> Iterator[FirstFault]:
    """Check a source with other inputs than the ``usual``, one after the other, as ``check`` does it with `expect`
    lines "ignored". It is read once, and walked through again only where its lines may come to something else."""
    from cnndsl.graph.other_inputs import OtherInputs

    file, library, faults = _read(source, DISK)

    def walk(given: InputShapes) -> tuple[Graph | None, Diagnostic | None, int]:
        if library.is_library or too_long(file, faults):
            return None, min(faults, key=_place, default=None), 0
        with _without_collector(), one_budget(limits.operations) as budget:
            budget.grant(OPERATIONS_A_LINE * library.lines)
            before = budget.left
            budget.kept = before + 1  # what is meant by a fault is not shown
            graph, found = elaborate(
                library, settings, given, limits, default_name(source), expectations="ignored", tell_sizes=False
            )
            effort = WALK * (len(graph.nodes) + graph.statements + (before - budget.left) // OPERATIONS_A_LINE)
            effort += FAULT * len(found)
        first = min(faults + found if len(faults) < MAX_FAULTS else faults, key=_place, default=None)
        return graph, first, effort

    graph, first, spent = walk(usual)
    texts = [source.text, *(other.text for other in library.others)]
    known = OtherInputs(graph, texts) if graph is not None and first is None else None
    told: dict[Pattern | None, Diagnostic | None] = {frozenset(): None}
    for given in others:
        failing = None
        if known is not None:
            failing = known.failing(given)
            spent += known.effort
        if failing not in told:
            _, first, effort = walk(given)
            spent += effort
            if failing is not None:
                told[failing] = first
        else:
            first = told[failing]
        yield FirstFault(first, spent)
        spent = 0


def _plain(value: Any) -> Any:
    """A setting as it was read; a layer or block by its name."""
    return str(value) if isinstance(value, Reference | Typed) else value


def _trace() -> Trace:
    from cnndsl.graph.index_trace import Trace

    return Trace()


def _index(library: Library, graph: Graph | None, trace: Trace | None) -> Index:
    from cnndsl.graph.index import Index

    assert trace is not None
    return Index(library, graph, trace)


def _certain(fault: Diagnostic, library: Library) -> Diagnostic:
    """A fault of the syntax. That knows no layers: what a call stands for is said here, and the edit is withheld where
    a lone word taken for a header without its colon, or for a misspelt statement, may be a layer or block."""
    from cnndsl.graph.foreign import resolved
    from cnndsl.syntax.calls import CallSyntax

    if isinstance(fault, CallSyntax):
        return resolved(fault, library.blocks)
    word = fault.span.text if fault.span else ""
    if fault.code is not code.BODY or fault.fix is None or " " in word or word in STATEMENT_WORDS:
        return fault
    layers = (*LAYERS, *ALIASES, *library.blocks)
    if fault.fix.text == ":":
        near = did_you_mean(word, layers)
        certain = near is None or digits(near) != digits(word)
    else:
        certain = surely_meant(word, (*layers, *STATEMENT_WORDS)) == fault.fix.text
    return fault if certain else fault._replace(fix=None)


def _closed(faults: list[Diagnostic]) -> list[Diagnostic]:
    """The faults; very many of them with a last one that says that there may be more."""
    if len(faults) < MAX_FAULTS:
        return faults
    title = f"{len(faults):,} faults, the limit of one run: no more are looked for"
    return [*faults, Diagnostic(code.LIMIT, title, faults[-1].span, help="mend these first, and check again")]


def check_path(
    path: str,
    settings: dict[str, Any] | None = None,
    input_shape: InputShapes = None,
    limits: Limits | None = None,
    *,
    record: bool = False,
    index: bool = False,
    files: Files = DISK,
    outputs: Sequence[str] = (),
) -> Checked:
    """Check a file, or the architecture of a name. One that cannot be read is a diagnostic too."""
    try:
        source = files.read(resolve(path) if files is DISK else path)
    except SourceError as error:
        return Checked(None, None, [Diagnostic(code.UNREADABLE, str(error), None)])
    return check(source, settings, input_shape, limits, record=record, index=index, files=files, outputs=outputs)


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
