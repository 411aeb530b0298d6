"""The summary of a network as a table, JSON, Markdown and CSV.

That of a faulty file shows what is known: `?` stands in tables for what is not, null in JSON, nothing in CSV. A sum
that leaves something out is never shown as the whole: it says "at least".
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from cnndsl.graph.ir import End, Output, Sums
from cnndsl.info import Row
from cnndsl.layers.shapes import per_axis
from cnndsl.network import Draft, Network
from cnndsl.report import text_table
from cnndsl.report.memory import Memory, memory
from cnndsl.report.receptive_field_text import cell, legend, size
from cnndsl.report.text_table import GAP, Column, fit, render
from cnndsl.text import binary_size, plural, shape_text

FLOPS_RULE = "1 MAC = 1 multiply-accumulate of a conv or fc; FLOPs = 2 x MACs"

_COLUMNS = (
    Column("Line", right=True),
    Column("Name", narrowest=10),
    Column("Layer", narrowest=12),
    Column("Output", narrowest=9),
    Column("Params", right=True),
    Column("%", right=True),
    Column("MACs", right=True),
    Column("RF", right=True),
)


def table(
    network: Network | Draft, batch: int, depth: int | None = None, *, width: int = 80, color: bool = False
) -> str:
    """The summary for people. MACs are abbreviated where the width asks for it; the totals are exact."""
    rows = [_cells(network, layer, compact=False) for layer in network.folded(depth)]
    widths = fit(_COLUMNS, rows, 10**6)
    if sum(widths) + GAP * (len(widths) - 1) > width:
        rows = [_cells(network, layer, compact=True) for layer in network.folded(depth)]
    lines = render(_COLUMNS, rows, width)
    if color:
        lines[0] = f"\x1b[1m{lines[0]}\x1b[0m"
        lines[1] = f"\x1b[2m{lines[1]}\x1b[0m"
    title = f"{network.name}: {network.graph.signature}"
    heading = f"\x1b[1m{title}\x1b[0m" if color else title
    return "\n".join([heading, "", *lines, "", *totals(network, batch)])


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
    return [*lines, *legend(network.layers)]


def figures(network: Network | Draft) -> dict[str, object]:
    """What every machine format says of a network as a whole, apart from its name."""
    ends = {"input": network.graph.inputs[0].node, "output": network.graph.outputs[0].node}
    return {
        **{name: None if node.known is None else list(node.known) for name, node in ends.items()},
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
            {**_end(end), "training_only": end.training_only, "weight": end.weight} for end in network.graph.outputs
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
    return json.dumps(found, indent=2, ensure_ascii=False)


def markdown(network: Network | Draft, batch: int, depth: int | None = None) -> str:
    """A Markdown table; pipes in cells are escaped."""
    lines = [
        f"### {network.name}: {network.graph.signature}",
        "",
        *text_table.markdown(_COLUMNS, [_cells(network, layer, compact=False) for layer in network.folded(depth)]),
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
                layer.name,
                layer.kind,
                layer.text,
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
        "kind": layer.kind,
        "text": layer.text,
        "inputs": list(layer.inputs),
        "input": layer.input and list(layer.input),
        "output": layer.output and list(layer.output),
        "params": layer.params,
        "buffers": layer.buffers,
        "macs": layer.macs,
        "receptive_field": _widest(layer.receptive_field),
        "receptive_field_min": _widest(layer.receptive_field_min),
        "receptive_field_ungated": _widest(layer.receptive_field_ungated),
        "receptive_field_exact": layer.receptive_field_exact,
        "jump": max((jump for jump in layer.jump or () if jump is not None), default=None),
        "misalignment": max(layer.misalignment or (), default=None),
        "receptive_field_hw": _list(layer.receptive_field),
        "receptive_field_min_hw": _list(layer.receptive_field_min),
        "receptive_field_ungated_hw": _list(layer.receptive_field_ungated),
        "jump_hw": None if layer.jump is None else list(layer.jump),
        "training_only": layer.training_only,
        **({} if layer.layers is None else {"layers": layer.layers}),
        **({} if layer.at_least is None else {"at_least": layer.at_least._asdict()}),
    }


def _cells(network: Network | Draft, layer: Row, *, compact: bool) -> list[str]:
    share = ""
    if layer.params and network.whole:
        share = f"{100 * layer.params / network.sums.params:.{0 if compact else 1}f}"
    least = layer.at_least or Sums(0, 0, 0)
    return [
        str(layer.line),
        layer.name,
        layer.text,
        "?" if layer.output is None else shape_text(layer.output),
        _count(layer.params, least.params, compact=False),
        share,
        _count(layer.macs, least.macs, compact=compact),
        cell(layer),
    ]


def _count(count: int | None, least: int, *, compact: bool) -> str:
    """A cost as a cell; of one that is not known what there is at least."""
    number = count if count is not None else least
    text = (abbreviated(number) if compact else f"{number:,}") if number else ""
    return text if count is not None else f">={text}" if text else "?"


def _widest(axes: tuple[int | None, ...] | None) -> int | None:
    """The largest of the axes; None, the whole input, is larger than any number."""
    known = [axis for axis in axes or () if axis is not None]
    return max(known, default=None) if axes and len(known) == len(axes) else None


def _list(axes: tuple[int | None, ...] | None) -> list[int | None] | None:
    return None if axes is None else list(axes)


def _sizes(axes: tuple[int | None, ...] | None) -> str:
    return "" if axes is None else per_axis(tuple(map(size, axes)))


def _numbers(axes: tuple[float | None, ...] | None) -> str:
    return "" if not axes else per_axis(tuple("" if axis is None else f"{axis:.6g}" for axis in axes))


def abbreviated(count: int) -> str:
    """Four digits and a unit: 70.28M."""
    value, unit = float(count), ""
    for unit in ("", "k", "M", "G", "T", "P"):
        if value < 999.95 or unit == "P":
            break
        value /= 1000
    return f"{count}" if not unit else f"{value:.4g}{unit}"
