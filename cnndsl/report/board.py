"""The sums of layers as text, as one would write them on the board."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from cnndsl.graph.ir import Node, shapes
from cnndsl.info import written
from cnndsl.layers.arguments import write
from cnndsl.layers.symbolic import Calculation
from cnndsl.network import Draft, Network
from cnndsl.printable import printable
from cnndsl.report.calculations import explain
from cnndsl.text import display_width, wrapped

LABEL = 12
"""Characters of the column that names what is worked out."""

MOST = 2_000
"""Layers that are written out at once."""


def board(network: Network | Draft, nodes: Iterable[Node], width: int) -> str:
    """The explanations as text, a blank line between two. Of very many the first are written out."""
    every = list(nodes)
    texts = ["\n".join(_text(network, node, width)) for node in every[:MOST]]
    if len(every) > MOST:
        texts.append(f"… and {len(every) - MOST:,} more layers, which NAME or LINE shows")
    return "\n\n".join(texts)


def _text(network: Network | Draft, node: Node, width: int) -> list[str]:
    name, layer = _heading(network, node), line_of(node)
    head = f"{name}: {layer}"
    if display_width(head) > width:
        head = "\n".join([*wrapped(f"{name}:", width, "", "  "), *wrapped(layer, width, "    ", "      ")])
    unknown = _unknown(node)
    if unknown:
        return _with_rest(head, unknown, width)
    if not node.inputs:
        return [head, *lines([Calculation("receptive field", "r = 1; j = 1", "each element sees itself")], width)]
    explanation = explain(node)
    if explanation.trivial:
        return _with_rest(head, f"shape unchanged ({node.shape}), no parameters", width)
    arrives = [Calculation("input", "", _from(x) if len(node.inputs) > 1 else str(x.shape)) for x in node.inputs]
    unchanged = ", the shape of the input" if not explanation.shape and node.shape == node.source_shape else ""
    output = Calculation("output", "", f"{node.shape}{unchanged}")
    costs = explanation.costs
    if not any(step.quantity == "parameters" for step in costs):
        costs = [Calculation("parameters", "", "none"), *costs]
    return [head, *lines([*arrives, *explanation.shape, output, *costs, *explanation.field], width)]


def _with_rest(head: str, rest: str, width: int) -> list[str]:
    last = head.rpartition("\n")[2]
    if display_width(last) + display_width(rest) + 2 <= width:
        return [f"{head}: {rest}"]
    return [head, *wrapped(rest, width, "  ")]


def _unknown(node: Node) -> str:
    """Why a node of a faulty file cannot be worked out; empty where it can."""
    if not node.inputs:
        return "" if node.known else "not known"
    if any(x.known is None for x in node.inputs):
        return "not known, for what reaches it is not known"
    if node.known is None:
        return "not known, for this line cannot be worked out"
    if not node.counted or (not node.traced and all(x.traced for x in node.inputs)):
        return f"its rules do not hold here; further below it is taken to give {node.known}"
    return ""


def _from(x: Node) -> str:
    return f"{x.shape} from {printable(x.name) if x.inputs else f'the input {x.name}'.rstrip()}"


def _heading(network: Network | Draft, node: Node) -> str:
    """The name of a node and where it stands: `features.0 (line 7)`."""
    places = [f"line {node.span.line}" if node.span.text else "given"]
    if node.span.source is not network.source:
        folder = os.path.dirname(network.source.path) or "."
        places[0] += f" of {printable(os.path.relpath(node.span.source.path, folder))}"
    if node.calls:
        places.append(f"called from line {node.calls[-1].span.line}")
    if node.training_only:
        places.append("training only")
    return f"{printable(node.name) or 'input'} ({', '.join(places)})"


def title(network: Network | Draft, output: str = "") -> str:
    """`AlexNet(classes=1000): 3x224x224 -> 1000`, with the values that the model's parameters have; ``output`` stands
    in the place of the output's shape."""
    values = ", ".join(f"{name}={write(value)}" for name, value in network.graph.arguments.items())
    named = f"{network.name}({values})" if values else network.name
    graph = network.graph
    return f"{printable(named)}: {shapes(graph.inputs)} -> {output or shapes(graph.results)}"


def line_of(node: Node) -> str:
    """The layer as its line says it; with its values put in where the line has names or expressions."""
    return printable(written(node))


def lines(steps: Iterable[Calculation], width: int) -> list[str]:
    """Steps below each other, in lines of ``width`` columns. A quantity is written once; a sum that is too wide is
    broken before its equal signs."""
    found = []
    last = ""
    margin = " " * (LABEL + 2)
    for quantity, sums, remark in steps:
        label = "" if quantity == last else quantity
        last = quantity
        lead = f"  {label:{LABEL}}" if len(label) < LABEL else f"  {label}   "
        whole = f"{sums}  ({remark})" if sums and remark else sums or remark
        if display_width(lead + whole) <= width:
            found.append((lead + whole).rstrip())
            continue
        if sums:
            found += _broken_sum(sums, width, lead, margin)
            lead, remark = margin, f"({remark})" if remark else ""
        if remark:
            found += wrapped(remark, max(width, len(margin) + 20), lead, margin)
    return found


def _broken_sum(sums: str, width: int, lead: str, margin: str) -> list[str]:
    """A sum in lines of ``width``: broken after semicolons and before equal signs, else at its signs."""
    found, line = [], lead
    for part in re.split(r" (?==|(?<=;) )", sums):
        if line.strip() and line != lead and display_width(f"{line} {part}") > width:
            found.append(line)
            line = margin + part
        else:
            line = line + part if line in (lead, margin) else f"{line} {part}"
    broken = []
    for number, text in enumerate([*found, line]):
        start = lead if number == 0 else margin
        broken += wrapped(text[len(start) :], width, start, margin + "  ") if display_width(text) > width else [text]
    return broken
