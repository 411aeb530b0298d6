"""A label that nothing needs.

A label names the module, and with it the keys of its parameters and buffers in the `state_dict`. Where a layer has
neither and no `from` reads it, the label could go without a change of any key; more often than not the line that was
to read it is gone, or misspelt. Containers are not looked at: the names of what they hold depend on them. Nor are the
files that are imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Node
from cnndsl.layers.layer import Layer
from cnndsl.lints.flow import Flow
from cnndsl.syntax import ast

Pattern: TypeAlias = tuple[str, ...]
"""The texts of a label between its expressions."""

WORK = 200_000
"""Comparisons of names with labels that have expressions in them; what they leave is not reported."""


def find(flow: Flow) -> Iterator[Diagnostic]:
    file = flow.network.file
    labelled: dict[int, ast.Label] = {}  # by the place of the keyword after it
    read: set[Pattern] = set()
    for statement in ast.all_statements(file.body):
        if isinstance(statement, ast.Call) and statement.label is not None:
            labelled[statement.keyword_span.start] = statement.label
        if isinstance(statement, ast.Call):
            for tensor in statement.given:
                read.update(map(_pattern, tensor.path))
        elif isinstance(statement, ast.From | ast.Again):
            read.update(map(_pattern, statement.path))
    plain = {pattern[0] for pattern in read if len(pattern) == 1}
    worked_out = [pattern for pattern in read if len(pattern) > 1]
    work = WORK
    lines: dict[ast.Label, list[Node]] = {}
    for node in flow.nodes:
        if node.span.source is file.source and node.span.start in labelled and isinstance(node.operation, Layer):
            lines.setdefault(labelled[node.span.start], []).append(node)
    for label, nodes in lines.items():
        names = {node.name.rpartition(".")[2] for node in nodes}
        if any(node.params or node.buffers for node in nodes):
            continue
        if not names.isdisjoint(plain):
            continue
        work -= len(worked_out) * len(names)
        if work < 0:
            return
        if any(_matches(pattern, name) for pattern in worked_out for name in names):
            continue
        yield Diagnostic(
            code.UNUSED_LABEL,
            f"nothing needs the label `{label.span.text}`: no line reads it, and its layer has no parameters",
            label.span,
            help="delete it, unless the module is to be found by that name; no key of the `state_dict` changes",
            calls=nodes[0].calls,
        )


def _pattern(label: ast.Label) -> Pattern:
    """What the names that a label can come to begin with, hold one after the other, and end with."""
    texts = [""]
    for part in label.parts:
        if isinstance(part, str):
            texts[-1] += part
        elif len(texts) == 1 or texts[-1]:  # two expressions side by side are as free as one
            texts.append("")
    return tuple(texts)


def _matches(pattern: Pattern, name: str) -> bool:
    """Whether a name is what a label can come to."""
    first, *middle, last = pattern
    if not name.startswith(first) or not name.endswith(last) or len(name) < len(first) + len(last):
        return False
    at, end = len(first), len(name) - len(last)
    for text in middle:
        at = name.find(text, at, end)
        if at < 0:
            return False
        at += len(text)
    return True
