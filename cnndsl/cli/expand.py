"""`cnndsl expand`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import complete_file, input_option, limit_option, load_or_exit, plugin_option, set_option
from cnndsl.cli.streams import put_document

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes


@click.command(
    "expand",
    short_help="Print the plain file that blocks, repeats and conditions come to.",
    epilog="cnndsl expand architectures/resnet18.cnn --set classes=10",
)
@click.argument("file", metavar="FILE", shell_complete=complete_file)
@set_option
@input_option
@limit_option
@plugin_option
def command(file: str, settings: dict[str, Any], input_shape: InputShapes, limit: int | None) -> None:
    """Print a .cnn file with its blocks, repetition, conditions and expressions worked out.

    What is printed is a plain .cnn file, without imports and parameters, that checks to the same network.
    """
    from cnndsl.report.expansion import expansion

    put_document(expansion(load_or_exit(file, input_shape, settings, limit, record=True)).encode("utf-8"))
