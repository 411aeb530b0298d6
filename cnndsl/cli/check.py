"""`cnndsl check`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import check_file, input_option, limit_option, print_diagnostics, set_option

if TYPE_CHECKING:
    from cnndsl.pipeline import Checked


@click.command(
    "check",
    short_help="Prove shapes and count parameters, without torch.",
    epilog="cnndsl check architectures/alexnet.cnn --set classes=10",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@set_option
@input_option
@limit_option
def command(
    files: tuple[str, ...],
    settings: dict[str, Any],
    input_shape: tuple[int, int, int] | None,
    limit: int | None,
) -> None:
    """Check .cnn files; `-` is standard input.

    A clean file prints one line: name, input -> output, parameters, MACs. A faulty one prints every independent
    fault. The exit status is 0 if all are clean, 1 if any is faulty, 2 for wrong usage.
    """
    faulty = False
    for file in files:
        checked = check_file(file, settings, input_shape, limit)
        if checked.diagnostics:
            faulty = True
            print_diagnostics(checked.diagnostics, sys.stdout)
        else:
            click.echo(_line(file, checked))
    raise SystemExit(1 if faulty else 0)


def _line(file: str, checked: Checked) -> str:
    network = checked.network
    if network is None:
        return f"{file}: a library of {checked.blocks} block{'' if checked.blocks == 1 else 's'}"
    shapes = f"{network.graph.input.shape} -> {network.graph.output.shape}"
    return f"{file}: {network.name}, {shapes}, {network.params:,} parameters, {network.macs:,} MACs"
