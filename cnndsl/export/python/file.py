"""The whole file: what it is, imports, modules that torch.nn lacks, classes, the model last."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from cnndsl._version import __version__
from cnndsl.export.product import ExportError
from cnndsl.export.python import initialisation, structure
from cnndsl.export.python.classes import Classes
from cnndsl.export.python.forwards import Plan
from cnndsl.export.python.in_step import CannotRollError
from cnndsl.export.python.layout import WIDTH, class_text, uses_math
from cnndsl.export.python.source_lines import SourceLines
from cnndsl.graph.ir import Container, End, Graph, Node, Output
from cnndsl.graph.limits import Limits
from cnndsl.graph.taps import tap
from cnndsl.network import Network, Walk
from cnndsl.pipeline import check
from cnndsl.source import Source, Span
from cnndsl.syntax import ast
from cnndsl.text import enumerated
from cnndsl.zoo import remarks


class Written(NamedTuple):
    """A file, and the name of the model's class in it."""

    text: str
    model: str


def source(network: Network, *, generalise: bool = True) -> Written:
    """The file. Without ``generalise`` every number is a literal, and only equal containers share a class.

    Raises ExportError where a layer kind cannot be written.
    """
    graph, (trace, files) = _walked(network)
    lines = SourceLines(trace, files, graph.root)
    if network.taps:
        tap(graph, network.taps)
    plan = Plan(graph, lines)
    try:
        classes = Classes(graph, lines, plan, generalise=generalise)
    except CannotRollError:
        if not generalise:
            raise ExportError("the network has no form in Python: this is a bug in cnndsl") from None
        return source(network, generalise=False)
    texts = []
    first: dict[Span, str] = {}
    for made in classes.classes:
        root = made.instances[0].parent is None
        made.documentation = _documentation(made, classes, first) if not root else _about(network)
        init = initialisation.lines(graph, lambda node: _class_of(classes, node)) if root else []
        texts.append(class_text(made, init))
    texts = [f"{text}\n" for text in plan.helper_sources()] + texts
    body = "\n\n".join(texts)
    return Written(_head(network, files, body, classes.classes) + body, plan.root_name)


def _walked(network: Network) -> tuple[Graph, Walk]:
    """The graph of a network as its lines make it, without taps, and how they do. Raises ExportError."""
    if network.walk is not None and not network.taps:
        return network.graph, network.walk
    again = check(
        network.source,
        network.settings,
        network.input_override,
        Limits(expansion=10_000_000, operations=1_000_000_000),
        trace=True,
        expectations="ignored",
    ).network
    if again is None or again.walk is None:
        raise ExportError(f"{network.source.path} was changed meanwhile", "export it again")
    return again.graph, again.walk


def _class_of(classes: Classes, node: Node) -> str:
    """The class of torch.nn that a layer's module is one of."""
    name = classes.grouping.constructor(node).name
    while name in classes.plan.helpers:
        name = classes.plan.helpers[name].bases[-1].removeprefix("nn.")
    return f"nn.{name}"


def _head(network: Network, files: Sequence[ast.File], body: str, classes: list[structure.Class]) -> str:
    expressions = [expr for made in classes for expr in structure.expressions_of(made.entries)]
    imports = []
    if uses_math(classes, expressions):
        imports.append("import math")
    if "OrderedDict(" in body:
        imports.append("from collections import OrderedDict")
    if re.search(r"\bAny\b", body):
        imports.append("from typing import Any")
    if imports:
        imports.append("")
    if re.search(r"\btorch\.", body):
        imports.append("import torch")
    if re.search(r"\bF\.", body):
        imports.append("import torch.nn.functional as F")
    names = [*(["Tensor"] if re.search(r"\bTensor\b", body) else []), "nn"]
    imports.append(f"from torch import {', '.join(names)}")
    return "\n".join([*_about_file(network, files), "", *imports, "", "", ""])


def _about_file(network: Network, files: Sequence[ast.File]) -> list[str]:
    """The docstring of the file."""
    known = remarks([file.source for file in files])
    folder = os.path.dirname(os.path.abspath(network.source.path))
    names = [os.path.relpath(os.path.abspath(file.source.path), folder) for file in files]
    settings = ", ".join(f"{key}={value}" for key, value in network.settings.items())
    title = f'"""{network.name}: {_plain(network.graph.signature)}, {network.params:,} parameters.'
    lines = [title, ""]
    if len(title) > WIDTH:
        lines = [f'"""{network.name}, {network.params:,} parameters.', "", *_wrapped(network.graph.signature), ""]
    if known.get("Paper"):
        lines += [*_wrapped(known["Paper"])]
    origin = f"Written by cnndsl {__version__} from {enumerated(names)}"
    lines += [*_wrapped(origin + (f" with {settings}" if settings else "")), '"""']
    return lines


def _about(network: Network) -> str:
    """The docstring of the model."""
    graph = network.graph
    more = ""
    if graph.heads and graph.named_outputs:
        more = " In training what its heads give is in the dictionary, too."
    elif graph.heads:
        more = " In training it returns the output and what its heads give, as a tuple."
    before, after = (enumerated(map(_batch, ends)) for ends in (graph.inputs, graph.results))
    if graph.named_outputs:
        after = f"a dictionary of {after}"
    return f"Maps {before} to {after}.{more}"


def _batch(end: End | Output) -> str:
    """What enters or leaves with a batch: `N x 3 x 224 x 224`, after its name where the file gives it one."""
    shape = f"N x {str(end.node.shape).replace('x', ' x ')}"
    return f"`{end.name}` ({shape})" if end.named else shape


def _documentation(made: structure.Class, classes: Classes, first: dict[Span, str]) -> str:
    """What the comment above a block says, and where it stands. ``first`` are the classes that say it already."""
    container: Container = made.instances[0]
    call = classes.plan.block_of(container)
    statement: ast.Statement = classes.lines.line_of(container).statement
    if call is not None and call.block is not None:
        statement = call.block
    source, line = statement.span.source, statement.span.line
    where = f"{os.path.basename(source.path)}, line {line}" if not source.path.startswith("<") else f"line {line}"
    words = _plain(" ".join(_above(source, line))).strip() if isinstance(statement, ast.Block) else ""
    if words and (said := first.setdefault(statement.span, made.name)) != made.name:
        words = f"Another form of `{said}`."
    if not made.forward and not made.sequential:
        words = f"{words} What is in it is called by the module around it.".strip()
    if not words:
        return f"`{_plain(statement.span.text.splitlines()[0].rstrip(':'))}` of {where}."
    end = "" if words.endswith((".", "!", "?")) else "."
    return f"{words[:1].upper()}{words[1:]}{end}\n\nSource: {where}."


def _above(source: Source, line: int) -> list[str]:
    """The comment that ends in the line before."""
    found: list[str] = []
    while line > 1 and (text := source.line(line - 1).lstrip()).startswith("#"):
        found.append(text.lstrip("#").strip())
        line -= 1
    return found[::-1]


def _plain(words: str) -> str:
    """Text of a file in a docstring: without what would end it or steer a terminal."""
    return "".join(each if each.isprintable() else " " for each in words)


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(_plain(words).replace("\\", "\\\\").replace('"""', "'''"), 88, break_long_words=False)
