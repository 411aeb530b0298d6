"""`cnndsl summary`."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    complete_file,
    faults_below,
    input_option,
    known_or_exit,
    limit_option,
    outputs_option,
    plugin_option,
    set_option,
    wants_color,
)

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes


@click.command(
    "summary",
    short_help="Show every layer with shapes, parameters, MACs and receptive field.",
    epilog="cnndsl summary architectures/alexnet.cnn --batch 64",
)
@click.argument("file", metavar="FILE", shell_complete=complete_file)
@set_option
@input_option
@limit_option
@outputs_option
@click.option(
    "--batch",
    type=click.IntRange(1, 10**9),
    default=1,
    show_default=True,
    help="Batch size of the memory figures.",
)
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    help="Fold containers of so many names into one line with their sums.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "md", "csv"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@plugin_option
def command(
    file: str,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    outputs: tuple[str, ...],
    batch: int,
    depth: int | None,
    form: str,
) -> None:
    """Show the layers of a network, without torch.

    The table fits the terminal (80 columns in a pipe, or COLUMNS) by wrapping cells; nothing is cut off.

    Of a faulty file it shows what is known, and the faults below it; the exit status is 1.
    """
    from cnndsl.report import summary_formats

    network, faults = known_or_exit(file, input_shape, settings, limit, outputs=outputs)
    if form == "json":
        from cnndsl.report.diagnostic_formats import as_dict

        click.echo(summary_formats.json_text(network, batch, depth, [as_dict(fault, file) for fault in faults]))
        raise SystemExit(1 if faults else 0)
    with faults_below(faults):
        if form == "table":
            width = shutil.get_terminal_size().columns
            text = summary_formats.table(network, batch, depth, width=width, color=wants_color(sys.stdout))
        else:
            text = {"md": summary_formats.markdown, "csv": summary_formats.csv_text}[form](network, batch, depth)
        click.echo(text, color=True)
