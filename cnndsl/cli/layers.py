"""`cnndsl layers`."""

from __future__ import annotations

import shutil

import click

from cnndsl.cli.common import plugin_option


@click.command(
    "layers",
    short_help="List the layer kinds with their arguments.",
    epilog="cnndsl layers conv",
)
@click.argument("keyword", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "md"]), default="text", show_default=True, help="How to print it."
)
@plugin_option
def command(keyword: str | None, form: str) -> None:
    """List the layer kinds, or show one KEYWORD with all its arguments."""
    from cnndsl.diagnostics import did_you_mean
    from cnndsl.layers import ALIASES, LAYERS
    from cnndsl.report import layer_docs

    width = shutil.get_terminal_size().columns
    if keyword is None:
        click.echo(layer_docs.markdown() if form == "md" else layer_docs.overview(width))
        return
    kind = LAYERS.get(ALIASES.get(keyword, keyword))
    if kind is None:
        near = did_you_mean(keyword, [*LAYERS, *ALIASES])
        advice = f"did you mean `{near}`?" if near else "`cnndsl layers` lists them"
        raise click.UsageError(f"there is no layer `{keyword}`; {advice}")
    click.echo(layer_docs.markdown_of(kind) if form == "md" else layer_docs.text_of(kind, width))
