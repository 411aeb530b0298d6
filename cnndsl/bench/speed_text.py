"""The speed of a network for people."""

from __future__ import annotations

from cnndsl.bench.speed import BatchSpeed, Speed
from cnndsl.report.text_table import Column, render
from cnndsl.text import plural

ENOUGH = 100
"""Calls from which a 99th percentile is more than the longest of them."""

_COLUMNS = tuple(Column(title, right=True) for title in ("Batch", "p50", "p99", "Samples/s", "FLOPS", "Share", "Calls"))


def text(speed: Speed, width: int = 80) -> str:
    """The speed in lines that fit the width."""
    network = speed.network
    kind = f"{speed.precision} (TF32)" if speed.tf32 else speed.precision
    compiled = " with torch.compile" if speed.backend == "compile" else ""
    head = [
        f"{network.name}: {network.graph.signature}, {network.params:,} parameters, {network.macs:,} MACs a sample",
        f"{speed.version}{compiled}, {speed.device}, {kind}, {plural(speed.threads, 'CPU thread')}",
        speed.machine,
        f"a large matrix product reaches {in_flops(speed.matrix_rate)} there",
    ]
    lines = [*head, "", *render(_COLUMNS, [_row(speed, one) for one in speed.batches], width)]
    few = [str(one.batch) for one in speed.batches if len(one.times.latencies) < ENOUGH]
    if few:
        lines += ["", f"p99 is the longest of fewer than {ENOUGH} calls at batch {', '.join(few)}: more --seconds"]
    if speed.backend == "compile":
        lines.append(f"ready after {', '.join(f'{one.preparation:.1f}' for one in speed.batches)} s")
    return "\n".join(lines)


def _row(speed: Speed, one: BatchSpeed) -> list[str]:
    return [
        str(one.batch),
        in_time(one.times.percentile(0.5)),
        in_time(one.times.percentile(0.99)),
        f"{one.throughput:,.{1 if one.throughput < 100 else 0}f}",
        in_flops(speed.rate(one)),
        f"{speed.share(one):.1%}",
        f"{len(one.times.latencies):,}",
    ]


def in_time(seconds: float) -> str:
    """Seconds in three digits and the unit that suits them: `1.23 ms`."""
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{_three(seconds * factor)} {unit}"
    return f"{_three(seconds * 1e6)} µs"


def in_flops(rate: float) -> str:
    """Operations a second in three digits and the prefix that suits them: `52.3 GFLOPS`."""
    for prefix, factor in (("T", 1e12), ("G", 1e9)):
        if rate >= factor:
            return f"{_three(rate / factor)} {prefix}FLOPS"
    return f"{_three(rate / 1e6)} MFLOPS"


def _three(value: float) -> str:
    """At least three digits, none of them made up: 1.23, 12.3, 123, 1234."""
    return f"{value:,.{max(0, 2 - max(0, len(str(int(value))) - 1))}f}"
