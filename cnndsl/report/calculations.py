"""The sums behind a network, layer by layer: what `explain` shows and `quiz` asks.

What a kind of layer has to say of its own shape and costs stands in its file (``Layer.derive_shape``,
``Layer.derive_costs``); here are the joins and the receptive fields.
"""

from __future__ import annotations

from dataclasses import dataclass

from cnndsl.graph.ir import Node
from cnndsl.graph.joins import Join
from cnndsl.graph.node_fields import branch_fields
from cnndsl.graph.receptive_fields import ALL, AxisField, Span
from cnndsl.info import misalignment
from cnndsl.layers.axis import Axis
from cnndsl.layers.layer import Layer
from cnndsl.layers.shapes import AXES
from cnndsl.layers.symbolic import Calculation, N, Term, largest, size, spell, term, terms
from cnndsl.report.receptive_field_text import misaligned

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
