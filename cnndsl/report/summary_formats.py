"""The summary of a network as a table, JSON, Markdown and CSV.

That of a faulty file shows what is known: `?` stands in tables for what is not, null in JSON, nothing in CSV. A sum
that leaves something out is never shown as the whole: it says "at least".
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cnndsl.graph.ir import End, Output, Sums
from cnndsl.graph.joins import Join
from cnndsl.info import Row, stride
from cnndsl.layers.shapes import per_axis
from cnndsl.network import Draft, Network
from cnndsl.printable import in_csv, printable
from cnndsl.report import text_table
from cnndsl.report.indented_json import indented
from cnndsl.report.memory import Memory, memory
from cnndsl.report.receptive_field_text import cell, legend, size
from cnndsl.report.text_table import GAP, Column, fit, render
from cnndsl.text import binary_size, display_width, plural, shape_text, wrapped

FLOPS_RULE = "1 MAC = 1 multiply-accumulate of a conv or fc; FLOPs = 2 x MACs"

_COLUMNS = (
    Column("Line", right=True),
    Column("Name", narrowest=10),
    Column("Layer", narrowest=12),
    Column("Output", narrowest=9),
    Column("Params", right=True),
    Column("%", right=True, spare=True),
    Column("MACs", right=True),
    Column("RF", right=True),
)


def table(
    network: Network | Draft, batch: int, depth: int | None = None, *, width: int = 80, color: bool = False
) -> str:
    """The summary for people. MACs are abbreviated where the width asks for it; the totals are exact."""
    folded = network.folded(depth)
    places = Places(network)
    rows = [_cells(network, layer, places) for layer in folded]
    widths = fit(_COLUMNS, rows, 10**6)
    if sum(widths) + GAP * (len(widths) - 1) > width:
        unit = unit_of(layer.macs or 0 for layer in folded)
        rows = [_cells(network, layer, places, unit) for layer in folded]
    lines = render(_COLUMNS, rows, width)
    if color:
        lines[0] = f"\x1b[1m{lines[0]}\x1b[0m"
        lines[1] = f"\x1b[2m{lines[1]}\x1b[0m"
    title = f"{network.name}: {network.graph.signature}"
    heading = f"\x1b[1m{title}\x1b[0m" if color else title
    called = [f"Line 5{CALL}8: line 8, in a block that line 5 calls", ""] if any(CALL in row[0] for row in rows) else []
    found = [heading, "", *lines, "", *called, *totals(network, batch)]
    return "\n".join(line for text in found for line in _fitting(text, width))


def _fitting(line: str, width: int) -> list[str]:
    """A line of the table as it is; one of the totals that is too wide in several."""
    return [line] if "\x1b" in line or display_width(line) <= width else wrapped(line[13:], width, line[:13], " " * 13)


def totals(network: Network | Draft, batch: int) -> list[str]:
    """The lines below the table: parameters, MACs, FLOPs, and memory in bytes for this batch size."""
    used = memory(network, batch)
    samples = plural(batch, "sample")
    params, buffers, macs = network.sums

    def told(number: int, text: str) -> str:
        return text if network.whole else f"at least {text}" if number else "not known"

    kept = f"{told(used.inference, binary_size(used.inference))} in inference"
    trained = f"{told(used.training, binary_size(used.training))} in training"
    lines = [
        f"Parameters   {told(params, f'{params:,}')}"
        + (f"  (and {told(buffers, f'{buffers:,}')} in buffers)" if buffers else ""),
        f"MACs         {told(macs, f'{macs:,}')}"
        + (f"  (FLOPs {told(macs, f'{2 * macs:,}')})" if macs or network.whole else ""),
        f"Weights      {told(used.weights, binary_size(used.weights))}",
        f"Activations  {kept}, {trained}, for {samples}",
        f"             ({FLOPS_RULE})",
    ]
    if not network.whole:
        lines.append("             (? is not known, because of a fault on the line or before it)")
    if any(layer.training_only for layer in network.layers):
        lines.insert(1, "             (layers of training-only heads count as parameters, not as MACs)")
    if network.graph.named_outputs:
        lines += _outputs(network)
    found = list(legend(network.layers))
    if any(x.sees is not node.sees for node in network.graph.nodes if node.traced for x in node.inputs):
        found.insert(0, f"{'RF':13}where several inputs meet: of the first of them in the file")
        found[1:2] = [line.replace("RF", "  ", 1) if line.startswith("RF") else line for line in found[1:2]]
    return [*lines, *found]


def _outputs(network: Network | Draft) -> Iterator[str]:
    """A line for each named output: its shape, and how far apart its places look."""
    ends = network.graph.results
    widest = max(display_width(printable(end.name)) for end in ends)
    for number, end in enumerate(ends):
        told = [f"{printable(end.name):{widest}}  {end.node.known or '?'}"]
        jump = (stride(end.node) if end.node.traced else None) or ()
        if any(jump):
            told.append(f"stride {per_axis(tuple('all' if each is None else f'{each:.6g}' for each in jump))}")
        yield f"{'' if number else 'Outputs':13}{', '.join(told)}"


def figures(network: Network | Draft) -> dict[str, object]:
    """What every machine format says of a network as a whole, apart from its name. ``input`` and ``output`` are the
    first; where the file names them, ``inputs`` and ``outputs`` are all."""
    graph = network.graph
    ends = {"input": graph.inputs[0].node, "output": graph.outputs[0].node}
    named = {
        **({"inputs": [_end(end) for end in graph.inputs]} if graph.named_inputs else {}),
        **({"outputs": [_end(end) for end in graph.results]} if graph.named_outputs else {}),
    }
    return {
        **{name: None if node.known is None else list(node.known) for name, node in ends.items()},
        **named,
        **(network.sums._asdict() if network.whole else dict.fromkeys(Sums._fields)),
        **({} if network.whole else {"at_least": network.sums._asdict()}),
    }


def as_dict(network: Network | Draft, batch: int, depth: int | None = None) -> dict[str, object]:
    """The summary as data; shapes are lists of integers, without the batch.

    ``inputs`` of a layer are the indices of what it reads: of other layers, or of the network's inputs.
    ``receptive_field``, ``receptive_field_min``, ``receptive_field_ungated``, ``jump`` and ``misalignment`` are the
    largest of the axes, null for the whole input; ``…_hw`` are those of each axis. A vector has no jump, a layer no
    misalignment (see ``LayerInfo``).

    Of a faulty file what is not known is null, and ``at_least`` holds the sums of the layers whose costs are known;
    ``receptive_field_hw`` tells a field that is not known (null) from one that is the whole input (a list of nulls).
    """
    used = memory(network, batch)._asdict() if network.whole else dict.fromkeys(Memory._fields)
    return {
        "model": network.name,
        **figures(network),
        "flops": 2 * network.sums.macs if network.whole else None,
        "batch": batch,
        "memory": {
            "weights": used["weights"],
            "activations_inference": used["inference"],
            "activations_training": used["training"],
        },
        "inputs": [_end(end) for end in network.graph.inputs],
        "outputs": [
            {
                **_end(end),
                "training_only": end.training_only,
                "weight": end.weight,
                "channels": None if end.node.known is None else end.node.known.channels,
                "stride": _list(stride(end.node)) if end.node.traced else None,
            }
            for end in network.graph.outputs
        ],
        "layers": [_layer_dict(layer) for layer in network.folded(depth)],
    }


def _end(end: End | Output) -> dict[str, object]:
    shape = None if end.node.known is None else list(end.node.known)
    return {"name": end.name, "index": end.node.index, "shape": shape}


def json_text(
    network: Network | Draft, batch: int, depth: int | None = None, faults: Sequence[dict[str, object]] = ()
) -> str:
    """The summary as JSON; ``faults`` are the diagnostics of a faulty file, as data."""
    found = as_dict(network, batch, depth) | ({"faults": list(faults)} if faults else {})
    return indented(found)


def markdown(network: Network | Draft, batch: int, depth: int | None = None) -> str:
    """A Markdown table; pipes in cells are escaped."""
    places = Places(network)
    lines = [
        f"### {network.name}: {network.graph.signature}",
        "",
        *text_table.markdown(_COLUMNS, [_cells(network, layer, places) for layer in network.folded(depth)]),
        "",
    ]
    return "\n".join([*lines, *(f"{line.strip()}  " for line in totals(network, batch))])


def csv_text(network: Network | Draft, batch: int, depth: int | None = None) -> str:
    """Comma-separated values with plain numbers; shapes as `64x55x55`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    fields = ["line", "name", "kind", "layer", "input", "output", "params", "macs", "receptive_field", "jump"]
    writer.writerow([*fields, "receptive_field_min", "receptive_field_ungated", "misalignment"])
    for layer in network.folded(depth):
        writer.writerow(
            [
                layer.line,
                in_csv(layer.name),
                in_csv(layer.kind),
                in_csv(layer.text),
                "" if layer.input is None else shape_text(layer.input),
                "" if layer.output is None else shape_text(layer.output),
                layer.params,
                layer.macs,
                _sizes(layer.receptive_field),
                _numbers(layer.jump),
                _sizes(layer.receptive_field_min),
                _sizes(layer.receptive_field_ungated),
                _numbers(layer.misalignment),
            ]
        )
    return out.getvalue().rstrip("\n")


def _layer_dict(layer: Row) -> dict[str, object]:
    return {
        "index": layer.index,
        "name": layer.name,
        "line": layer.line,
        "calls": layer.calls,
        "kind": layer.kind,
        "text": layer.text,
        "inputs": list(layer.inputs),
        "input": layer.input,
        "output": layer.output,
        "params": layer.params,
        "buffers": layer.buffers,
        "macs": layer.macs,
        "receptive_field": _widest(layer.receptive_field),
        "receptive_field_min": _widest(layer.receptive_field_min),
        "receptive_field_ungated": _widest(layer.receptive_field_ungated),
        "receptive_field_exact": layer.receptive_field_exact,
        "jump": _largest(layer.jump),
        "misalignment": _largest(layer.misalignment),
        "receptive_field_hw": layer.receptive_field,
        "receptive_field_min_hw": layer.receptive_field_min,
        "receptive_field_ungated_hw": layer.receptive_field_ungated,
        "jump_hw": layer.jump,
        "training_only": layer.training_only,
        **({} if layer.layers is None else {"layers": layer.layers}),
        **({} if layer.at_least is None else {"at_least": layer.at_least._asdict()}),
    }


CALL = ">"
"""Between the line of a call and that of its block."""


class Places:
    """Where the rows of a network stand: the lines and names that its table has."""

    def __init__(self, network: Network | Draft) -> None:
        self.nodes = network.graph.nodes
        self.times = Counter(node.span for node in self.nodes)
        self.joined = {x for node in self.nodes if isinstance(node.operation, Join) for x in node.inputs}

    def line(self, layer: Row) -> str:
        """The line of the text; in a block that is called more than once after the line of the call."""
        several = layer.calls and self.times[self.nodes[layer.index].span] > 1
        return f"{layer.calls[0]}{CALL}{layer.line}" if several else str(layer.line)

    def name(self, layer: Row) -> str:
        """The name; none for a branch that is no module and was given no name."""
        node = self.nodes[layer.index]
        unnamed = layer.layers is None and node.operation.identity and node in self.joined and node.label.isdecimal()
        return "" if unnamed else layer.name


def _cells(network: Network | Draft, layer: Row, places: Places, unit: Unit | None = None) -> list[str]:
    """The cells of a row; with a ``unit`` MACs are abbreviated to it, and shares to whole numbers."""
    share = ""
    if layer.params and network.whole:
        share = f"{100 * layer.params / network.sums.params:.{1 if unit is None else 0}f}"
    least = layer.at_least or Sums(0, 0, 0)
    return [
        places.line(layer),
        printable(places.name(layer)),
        printable(layer.text),
        "?" if layer.output is None else shape_text(layer.output),
        _count(layer.params, least.params),
        share,
        _count(layer.macs, least.macs, unit),
        cell(layer),
    ]


def _count(count: int | None, least: int, unit: Unit | None = None) -> str:
    """A cost as a cell; of one that is not known what there is at least."""
    number = count if count is not None else least
    text = (f"{number:,}" if unit is None else unit.text(number)) if number else ""
    return text if count is not None else f">={text}" if text else "?"


@lru_cache(64)
def _widest(axes: tuple[int | None, ...] | None) -> int | None:
    """The largest of the axes; None, the whole input, is larger than any number."""
    known = [axis for axis in axes or () if axis is not None]
    return max(known, default=None) if axes and len(known) == len(axes) else None


@lru_cache(64)
def _largest(axes: tuple[float | None, ...] | None) -> float | None:
    return max((axis for axis in axes or () if axis is not None), default=None)


def _list(axes: Sequence[float | None] | None) -> list[float | None] | None:
    return None if axes is None else list(axes)


def _sizes(axes: tuple[int | None, ...] | None) -> str:
    return "" if axes is None else per_axis(tuple(map(size, axes)))


def _numbers(axes: tuple[float | None, ...] | None) -> str:
    return "" if not axes else per_axis(tuple("" if axis is None else f"{axis:.6g}" for axis in axes))


class Unit(NamedTuple):
    """What the numbers of a column are counted in: `M` for millions."""

    letter: str
    size: int

    def text(self, number: int) -> str:
        """A number in this unit with two decimals; `<0.01M` for one that is smaller."""
        if self.size == 1:
            return f"{number:,}"
        return f"<0.01{self.letter}" if number < self.size / 200 else f"{number / self.size:,.2f}{self.letter}"


ONE = Unit("", 1)


def unit_of(numbers: Iterable[int]) -> Unit:
    """The unit in which the largest of some numbers has one to three digits before its point."""
    largest = max(numbers, default=0)
    units = [Unit(letter, 1000**power) for power, letter in enumerate(("", "k", "M", "G", "T", "P"))]
    return max((unit for unit in units if unit.size <= largest), key=lambda unit: unit.size, default=units[0])
