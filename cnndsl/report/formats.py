"""The summary of a network as a table, JSON, Markdown and CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict

from cnndsl.info import LayerInfo
from cnndsl.network import Network
from cnndsl.report import text_table
from cnndsl.report.memory import human, memory
from cnndsl.report.text_table import GAP, Column, fit, render

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


def table(network: Network, batch: int, depth: int | None = None, *, width: int = 80, color: bool = False) -> str:
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


def totals(network: Network, batch: int) -> list[str]:
    """The lines below the table."""
    used = memory(network, batch)
    samples = f"{batch:,} sample{'' if batch == 1 else 's'}"
    lines = [
        f"Parameters   {network.params:,}" + (f"  (and {network.buffers:,} in buffers)" if network.buffers else ""),
        f"MACs         {network.macs:,}  (FLOPs {2 * network.macs:,})",
        f"Weights      {human(used.weights)}",
        f"Activations  {human(used.inference)} in inference, {human(used.training)} in training, for {samples}",
        f"             ({FLOPS_RULE})",
    ]
    if any(layer.training_only for layer in network.layers):
        lines.insert(1, "             (layers of training-only heads count as parameters, not as MACs)")
    return lines


def figures(network: Network) -> dict[str, object]:
    """What every machine format says of a network as a whole, apart from its name."""
    return {
        "input": list(network.input),
        "output": list(network.output),
        "params": network.params,
        "buffers": network.buffers,
        "macs": network.macs,
    }


def as_dict(network: Network, batch: int, depth: int | None = None) -> dict[str, object]:
    """The summary as data; shapes are lists of integers, without the batch.

    ``inputs`` of a layer are the indices of what it reads: of other layers, or of the network's inputs.
    ``receptive_field`` and ``jump`` are the larger of height and width; ``…_hw`` are both. A vector has no jump.
    """
    used = memory(network, batch)
    return {
        "model": network.name,
        **figures(network),
        "flops": 2 * network.macs,
        "batch": batch,
        "memory": {
            "weights": used.weights,
            "activations_inference": used.inference,
            "activations_training": used.training,
        },
        "inputs": [asdict(end) for end in network.inputs],
        "outputs": [asdict(end) for end in network.outputs],
        "layers": [_layer_dict(layer) for layer in network.folded(depth)],
    }


def json_text(network: Network, batch: int, depth: int | None = None) -> str:
    return json.dumps(as_dict(network, batch, depth), indent=2, ensure_ascii=False)


def markdown(network: Network, batch: int, depth: int | None = None) -> str:
    """A Markdown table; pipes in cells are escaped."""
    lines = [
        f"### {network.name}: {network.graph.signature}",
        "",
        *text_table.markdown(_COLUMNS, [_cells(network, layer, compact=False) for layer in network.folded(depth)]),
        "",
    ]
    return "\n".join([*lines, *(f"{line.strip()}  " for line in totals(network, batch))])


def csv_text(network: Network, batch: int, depth: int | None = None) -> str:
    """Comma-separated values with plain numbers; shapes as `64x55x55`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    fields = ["line", "name", "kind", "layer", "input", "output", "params", "macs", "receptive_field", "jump"]
    writer.writerow(fields)
    for layer in network.folded(depth):
        jump = "" if layer.jump is None else _pair(layer.jump)
        writer.writerow(
            [
                layer.line,
                layer.name,
                layer.kind,
                layer.text,
                _shape(layer.input),
                _shape(layer.output),
                layer.params,
                layer.macs,
                _pair(layer.receptive_field),
                jump,
            ]
        )
    return out.getvalue().rstrip("\n")


def _layer_dict(layer: LayerInfo) -> dict[str, object]:
    return {
        "index": layer.index,
        "name": layer.name,
        "line": layer.line,
        "kind": layer.kind,
        "text": layer.text,
        "inputs": list(layer.inputs),
        "input": list(layer.input),
        "output": list(layer.output),
        "params": layer.params,
        "buffers": layer.buffers,
        "macs": layer.macs,
        "receptive_field": max(layer.receptive_field),
        "jump": None if layer.jump is None else max(layer.jump),
        "receptive_field_hw": list(layer.receptive_field),
        "jump_hw": None if layer.jump is None else list(layer.jump),
        "training_only": layer.training_only,
        **({} if layer.layers is None else {"layers": layer.layers}),
    }


def _cells(network: Network, layer: LayerInfo, *, compact: bool) -> list[str]:
    share = f"{100 * layer.params / network.params:.{0 if compact else 1}f}" if layer.params else ""
    macs = (abbreviated(layer.macs) if compact else f"{layer.macs:,}") if layer.macs else ""
    return [
        str(layer.line),
        layer.name,
        layer.text,
        _shape(layer.output),
        f"{layer.params:,}" if layer.params else "",
        share,
        macs,
        _pair(layer.receptive_field),
    ]


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def _pair(pair: tuple[float, float]) -> str:
    height, width = (f"{value:.6g}" for value in pair)
    return height if height == width else f"{height}x{width}"


def abbreviated(count: int) -> str:
    """Four digits and a unit: 70.28M."""
    value, unit = float(count), ""
    for unit in ("", "k", "M", "G", "T", "P"):
        if value < 999.95 or unit == "P":
            break
        value /= 1000
    return f"{count}" if not unit else f"{value:.4g}{unit}"
