"""`cnndsl layers`."""

from __future__ import annotations

import shutil

import click

from cnndsl.cli.common import plugin_option


@click.command(
    "layers",
    short_help="List the layer kinds with their arguments, or show one, or a statement.",
    epilog="cnndsl layers conv",
)
@click.argument("keyword", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "md"]), default="text", show_default=True, help="How to print it."
)
@plugin_option
def command(keyword: str | None, form: str) -> None:
    """List the layer kinds, or show one KEYWORD with all its arguments. Statements such as `add` are shown too."""
    from cnndsl.layers import ALIASES, LAYERS
    from cnndsl.report import layer_docs, word_docs

    width = shutil.get_terminal_size().columns
    if keyword is None:
        click.echo(layer_docs.markdown() if form == "md" else layer_docs.overview(width))
        return
    kind = LAYERS.get(ALIASES.get(keyword, keyword))
    if kind is not None and form == "md":
        click.echo(layer_docs.markdown_of(kind))
        return
    text = word_docs.text_of(keyword, width)
    if text is None:
        raise click.UsageError(f"there is no layer or statement `{keyword}`; {word_docs.advice(keyword)}")
    click.echo(text)
