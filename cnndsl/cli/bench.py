"""`cnndsl bench`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    complete_file,
    device_option,
    input_option,
    limit_option,
    outputs_option,
    plugin_option,
    set_option,
    show_notes,
)
from cnndsl.cli.networks_and_runs import is_run, refuse_for_run, subject_of, told_export_errors
from cnndsl.extras import require
from cnndsl.printable import in_json, printable_lines

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes

MAX_BATCH = 2**20


class _Batches(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """Batch sizes with commas between them."""

    name = "N,N..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Each once, in the order given. Fails where one is no whole number from 1 up."""
        if isinstance(value, tuple):
            return value
        words = [word.strip() for word in value.split(",")]
        if not all(word.isascii() and word.isdecimal() and 1 <= int(word[:10]) <= MAX_BATCH for word in words):
            self.fail(f"{value!r} is not a list of batch sizes from 1 to {MAX_BATCH:,}, as in 1,8,32", param, ctx)
        return tuple(dict.fromkeys(map(int, words)))


@click.command(
    "bench",
    short_help="Measure how fast a network runs: latency, throughput, share of the device.",
    epilog="cnndsl bench resnet18 --batch 1,8",
)
@click.argument("file", metavar="FILE|RUN", shell_complete=complete_file)
@click.option("--batch", "batches", type=_Batches(), default="1,8,32", show_default=True, help="Batch sizes.")
@click.option(
    "--backend",
    type=click.Choice(["torch", "compile", "onnxruntime"]),
    default="torch",
    show_default=True,
    help="What runs it: PyTorch as it is, torch.compile, or an ONNX model.",
)
@device_option
@click.option(
    "--precision",
    type=click.Choice(["float32", "bf16", "float16"]),
    default="float32",
    show_default=True,
    help="Of weights and arithmetic.",
)
@click.option("--threads", type=click.IntRange(1, 4096), help="CPU threads; else as many as PyTorch takes.")
@click.option(
    "--seconds", type=click.FloatRange(0.01, 3600), default=2.0, show_default=True, help="Time for each batch size."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@set_option
@input_option
@limit_option
@outputs_option
@plugin_option
def command(
    file: str,
    batches: tuple[int, ...],
    backend: Any,
    device: str,
    precision: str,
    threads: int | None,
    seconds: float,
    form: str,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    outputs: tuple[str, ...],
) -> None:
    """Measure a FILE, or the network of a RUN, in evaluation mode on noise.

    p50 and p99 are times from a call to its result; throughput is that of batches that follow each other at once. The
    network is warm, and its input lies on the device. The share is that of the multiply-accumulates of the network, two
    operations each, in what a large matrix product reaches on the same device, in the same precision, with the same
    threads: measured first, said in the report, with the machine.

    The exit status is 0 after the measurement, 1 if the network or a batch has a fault, 2 for wrong usage.
    """
    require("cnndsl bench")
    if is_run(file):
        refuse_for_run(file, {"--set": settings, "--input": input_shape, "--outputs": outputs})
    with told_export_errors():
        subject = subject_of("cnndsl bench", file, input_shape, settings, limit, outputs=outputs)
        show_notes(subject.notes)
        from cnndsl.bench.speed import measure

        speed = measure(
            subject, batches, backend=backend, device=device, precision=precision, threads=threads, seconds=seconds
        )
        if form == "json":
            import json

            click.echo(in_json(json.dumps(speed.as_json(), indent=2, ensure_ascii=False)))
        else:
            from cnndsl.bench.speed_text import text

            click.echo(printable_lines(text(speed, shutil.get_terminal_size().columns)))
