"""`cnndsl weights`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    complete_file,
    input_option,
    limit_option,
    load_or_exit,
    plugin_option,
    set_option,
    told_errors,
)
from cnndsl.extras import require
from cnndsl.printable import in_json

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes


@click.command(
    "weights",
    short_help="List what a weights file holds, and what of it fits a network.",
    epilog="cnndsl weights resnet18.pth --against resnet18",
)
@click.argument("source", metavar="FILE")
@click.option("--against", metavar="NET", help="A .cnn file: say what of it fits.", shell_complete=complete_file)
@set_option
@input_option
@limit_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@plugin_option
def command(
    source: str,
    against: str | None,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    form: str,
) -> None:
    """List the tensors of a weights FILE with their shapes, types and bytes, and what is said of them.

    FILE is a .safetensors file, a .pt or .pth file, a run folder, torchvision:MODEL/WEIGHTS or timm:NAME. No code in it
    is run. With --against, tensors are put beside those of a network; layers whose shape depends on the number of
    classes may differ, as they start fresh.

    The exit status is 0, 1 if FILE cannot be read or does not fit NET, 2 for wrong usage.
    """
    require("cnndsl weights")
    if against is None and (settings or input_shape):
        raise click.UsageError("--set and --input change the network of --against, which is not given")
    if against is None and limit is not None:
        raise click.UsageError("--limit is for the network of --against, which is not given")
    with told_errors():
        network = None if against is None else load_or_exit(against, input_shape, settings, limit)
        from cnndsl.weights import listing, match, sources

        stored = sources.read(source, network)
        found = None if network is None else match.compare(stored, network)
        if form == "json":
            import json

            click.echo(in_json(json.dumps(listing.as_json(stored, found), indent=2, ensure_ascii=False)))
        else:
            click.echo(listing.text(stored, found, shutil.get_terminal_size().columns))
    if found is not None and not found.fits:
        raise SystemExit(1)
