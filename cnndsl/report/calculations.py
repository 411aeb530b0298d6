"""The sums behind a network, layer by layer: what `explain` shows and `quiz` asks.

What a kind of layer has to say of its own shape and costs stands in its file (``Layer.derive_shape``,
``Layer.derive_costs``); here are the joins, the receptive fields and the names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cnndsl.diagnostics import did_you_mean
from cnndsl.graph.ir import Container, Node, shapes
from cnndsl.graph.joins import Join
from cnndsl.graph.node_fields import branch_fields
from cnndsl.graph.out_of_scope import statements
from cnndsl.graph.receptive_fields import ALL, AxisField, Span
from cnndsl.info import misalignment, written
from cnndsl.layers.arguments import write
from cnndsl.layers.axis import Axis
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import AXES
from cnndsl.layers.symbolic import Calculation, N, Term, largest, size, spell, term, terms
from cnndsl.network import Draft, Network
from cnndsl.printable import printable
from cnndsl.report.receptive_field_text import misaligned
from cnndsl.syntax import ast
from cnndsl.syntax.statements import STATEMENTS
from cnndsl.text import display_width, plural, wrapped

LABEL = 12
"""Characters of the column that names what is worked out."""


MOST = 2_000
"""Layers that are written out at once."""

SCALED = "; the gates see more"
"""Said of a receptive field whose places are scaled by factors that see more of the map."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One layer or join worked out, in the order of the board."""

    node: Node
    shape: list[Calculation]
    costs: list[Calculation]
    field: list[Calculation]

    @property
    def trivial(self) -> bool:
        """Whether the layer changes no shape and no receptive field, and has no parameters."""
        return not (self.shape or self.costs or self.field or isinstance(self.node.operation, Join))


class NotFoundError(LookupError):
    """No layer has this name, or stands on this line."""


# ------------------------------------------------------------------------------------------------------ sums


def explain(node: Node) -> Explanation:
    """The sums of one node."""
    operation = node.operation
    if isinstance(operation, Join):
        shapes = [x.shape for x in node.inputs]
        sums = operation.derive_shape(shapes, node.shape)
        return Explanation(node, sums, operation.derive_costs(shapes), _joined_field(node))
    if not isinstance(operation, Layer):
        return Explanation(node, [], [], [])
    x = node.source_shape
    costs = operation.derive_costs(x, node.shape)
    if node.again is not None and any(step.quantity == "parameters" for step in costs):
        first = Calculation("parameters", "", f"those of line {node.again.span.line}, counted there")
        costs = [first, *(step for step in costs if step.quantity != "parameters")]
    if node.training_only:
        aside = "of a training-only head: not in the network's MACs"
        costs = [step._replace(remark=aside) if step.quantity == "MACs" else step for step in costs]
    return Explanation(node, operation.derive_shape(x, node.shape), costs, _field(node, operation))


# ---------------------------------------------------------------------------------------------------- fields


def _wider(r: N, K: N, j: N) -> N:
    """The field after a window."""
    return r + (K - 1) * j


def _farther(j: N, S: N) -> N:
    """How far apart places look after a window."""
    return j * S


def _between(last: N, first: N) -> N:
    """Elements from the first to the last."""
    return last - first + 1


def _field(node: Node, layer: Layer) -> list[Calculation]:
    """The receptive field after a layer with a window or a gate; nothing for any other."""
    x = node.inputs[0]
    if layer.gated and node.traced and node.field != x.field:
        return _by_axis([*map(_gated, node.field, node.counts)])
    window = layer.window(x.shape)
    if window is None or (node.traced and len(window) != len(x.field)):
        return []
    if not node.traced:
        return [Calculation("receptive field", "", "not known, because of a fault before this line")]
    kernel = getattr(layer, "kernel", None)
    each = []
    for axis, (before, after, read) in enumerate(zip(x.field, node.field, window, strict=True)):
        letter = "K" if kernel and read.exact and read.reads[0].step == 1 else "reach"
        each.append(_through(before, after, read, letter, node.counts[axis], jumps=bool(node.shape.sizes)))
    remark = "the reach is how many elements of the input one output spans"
    steps = _by_axis(each)
    if any("(reach - 1)" in step.sum for step in steps):
        steps[-1] = steps[-1]._replace(remark="; ".join(filter(None, (steps[-1].remark, remark))))
    return steps


def _through(before: AxisField, after: AxisField, read: Axis, letter: str, count: int, *, jumps: bool) -> Calculation:
    """The sums of one axis, along the map's own path."""
    if read.whole:
        return Calculation("", "", "all: one output sees what all places of its map see")
    if after.own == (ALL,):
        return Calculation("", "", "all, as before")
    gated = SCALED if after.gates else ""
    span = after.span(count, gated=False)
    if _plain(before) and _plain(after) and read.period == 1:
        (one,), reach = before.own, read.reads[0]
        letters = {"r": int(one.highs[0] - one.lows[0]) + 1, letter: int(reach.last - reach.first) + 1}
        sums = spell("r", _wider, {**letters, "j": int(one.advance)})
        if jumps:
            sums += f"; {spell('j', _farther, {'j': int(one.advance), 'S': int(read.advance)})}"
        return Calculation("", sums, gated.removeprefix("; "))
    return _counted(after, span, gated)


def _gated(field: AxisField, count: int) -> Calculation:
    """The field of one axis after a layer that scales each place by what the whole map holds: what it was, besides."""
    if field.own == (ALL,):
        return Calculation("", "", "all, as before")
    if not _plain(field):
        return _counted(field, field.span(count, gated=False), SCALED)
    sums = f"{size('r', term(_sees(field)))}; {size('j', term(int(field.own[0].advance)))}"
    return Calculation("", sums, "of what is scaled" + SCALED)


def _plain(field: AxisField) -> bool:
    """Whether one interval moves on evenly."""
    return len(field.own) == 1 and field.own[0].period == 1 and field.own[0].exact and ALL not in field.own


def _counted(field: AxisField, span: Span, gated: str) -> Calculation:
    """The field of the place that sees most, from its first to its last element."""
    jump = (
        "" if field.jump is None else f"; {size('j', Term('', field.jump.numerator, field.jump.denominator).exact())}"
    )
    if span.largest is None or not span.exact:
        most = "all" if span.largest is None else f"at most {span.largest}"
        return Calculation("", "", f"{most}, in a long pattern of places{jump.replace(';', ',')}{gated}")
    if not span.largest:
        return Calculation("", "", "no place sees anything")
    first, last = (int(end) for end in field.at(span.most_at, gated=False))
    sums = spell("r", _between, {"last": last, "first": first}) + jump
    if span.smallest == span.largest:
        return Calculation("", sums, f"of place {span.most_at}{gated}")
    return Calculation(
        "", sums, f"of place {span.most_at}; place {span.least_at} sees {span.smallest}, the fewest{gated}"
    )


def _joined_field(node: Node) -> list[Calculation]:
    """After a join: from the first to the last element that one of the branches sees."""
    if len(node.inputs) == 1:
        return []
    if not node.traced:
        return [Calculation("receptive field", "", "not known, because of a fault before this line")]
    each = []
    for field, count, along in zip(node.field, node.counts, branch_fields(node), strict=True):
        branches = [branch for branch, own in along if own]
        gated = SCALED if field.gates else ""
        span = field.span(count, gated=False)
        if field.own == (ALL,):
            each.append(Calculation("", "", "all"))
        elif all(map(_plain, (*branches, field))) and span.largest == max(_sees(branch) for branch in branches):
            sums = size("r", _largest([_sees(branch) for branch in branches]))
            if node.shape.sizes:
                sums += f"; {size('j', _largest([int(branch.own[0].advance) for branch in branches]))}"
            which = "the largest of the branches" if len(branches) > 1 else "of the branch that is scaled"
            if len(along) < len(node.inputs):
                which = f"of the branch{'es' if len(along) > 1 else ''} from `{node.sees.name}`"
            each.append(Calculation("", sums, f"{which}{gated}"))
        else:
            each.append(_counted(field, span, gated))
    by = misalignment(node)
    steps = _by_axis(each)
    return [*steps, Calculation("", "", misaligned(by))] if by and max(by) > 0 else steps


def _largest(values: list[int]) -> Term:
    return largest(*terms(values)) if len(values) > 1 else term(values[0])


def _sees(field: AxisField) -> int:
    return int(field.own[0].highs[0] - field.own[0].lows[0]) + 1


def _by_axis(each: list[Calculation]) -> list[Calculation]:
    """One line where all axes agree, else one for each; a network of vectors has no axes."""
    if len(set(each)) == 1:
        return [each[0]._replace(quantity="receptive field")]
    return [
        Calculation(
            "receptive field",
            f"{axis.name}: {step.sum}" if step.sum else "",
            step.remark if step.sum else f"{axis.name}: {step.remark}",
        )
        for axis, step in zip(AXES.get(len(each), ()), each, strict=True)
    ]


# -------------------------------------------------------------------------------------------------- choosing


def select(network: Network | Draft, which: str) -> list[Node]:
    """The nodes of a module path, a container's path or a line of the file. Raises NotFoundError.

    A number is a line. A leading dot makes it a name: `.0` is the child `0` of the model.
    """
    if which.isascii() and which.isdigit():
        return _on_line(network, int(which))
    name = which.removeprefix(".")
    found = [node for node in network.graph.layers() if node.name == name or node.name.startswith(f"{name}.")]
    if not found:
        near = did_you_mean(name, _names(network))
        advice = f"did you mean `{near}`?" if near else f"`cnndsl summary {network.source.path}` lists the names"
        raise NotFoundError(f"no layer or container is named `{printable(name)}`; {advice}")
    return found


def _names(network: Network | Draft) -> Iterator[str]:
    """All paths of modules and containers."""
    for node in network.graph.layers():
        yield node.name
        yield from (container.name for container in _around(node) if container.name)


def _around(node: Node) -> Iterator[Container]:
    """The containers that a node stands in, the innermost first."""
    container: Container | None = node.container
    while container is not None:
        yield container
        container = container.parent


def _on_line(network: Network | Draft, line: int) -> list[Node]:
    lines = {node: _lines_of(network, node) for node in network.graph.nodes}
    found = [node for node, on in lines.items() if line in on]
    if found:
        return found
    count = network.source.line_count - network.source.text.endswith("\n")
    if not 1 <= line <= count:
        raise NotFoundError(f"there is no line {line}: {network.source.path} has {plural(count, 'line')}")
    used = {number for on in lines.values() for number in on}
    near = [max((n for n in used if n < line), default=0), min((n for n in used if n > line), default=0)]
    places = " and ".join(f"line {number}" for number in near if number)
    nearest = "the nearest are" if all(near) else "the nearest is"
    raise NotFoundError(f"no layer stands on line {line}{_what_stands(network, line)}; {nearest} {places}")


def _what_stands(network: Network | Draft, line: int) -> str:
    """What a line is that stands for no layer: `, which is blank`."""
    text = network.source.line(line).strip()
    if not text:
        return ", which is blank"
    if text.startswith("#"):
        return ", which is a comment"
    placed = (each for each, _ in statements(network.file.body))
    here: object = next((each for each in placed if each.span.line == line), None)
    if isinstance(here, ast.Block):
        return f", which defines the block `{here.name}`: it is worked out where it is called"
    word = type(here).__name__.lower()
    if word not in STATEMENTS:
        return f": `{printable(text[:40])}`"
    about = STATEMENTS[word].about.split(". ")[0].rstrip(".")
    return f", which is `{word}`: {about[0].lower()}{about[1:]}"


def _lines_of(network: Network | Draft, node: Node) -> set[int]:
    """The lines of the file that a node comes from: its own, those of calls and of containers around it."""
    if not node.span.text:  # an input that was given from outside and has no line
        return set()
    spans = [node.span, *(call.span for call in node.calls)]
    for container in _around(node):
        if container.parent is not None:
            later = [each.span for each in container.continued if each.first <= node.index]
            spans.append(later[-1] if later else container.span)
    return {span.line for span in spans if span.source is network.source}


# --------------------------------------------------------------------------------------------------- writing


def board(network: Network | Draft, nodes: Iterable[Node], width: int) -> str:
    """The explanations as text, a blank line between two. Of very many the first are written out."""
    every = list(nodes)
    texts = ["\n".join(_text(network, node, width)) for node in every[:MOST]]
    if len(every) > MOST:
        texts.append(f"… and {len(every) - MOST:,} more layers, which NAME or LINE shows")
    return "\n\n".join(texts)


def _text(network: Network | Draft, node: Node, width: int) -> list[str]:
    name, layer = heading(network, node), line_of(node)
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


def heading(network: Network | Draft, node: Node) -> str:
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
