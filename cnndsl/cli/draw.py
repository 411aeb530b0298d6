"""`cnndsl draw`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    complete_file,
    input_option,
    limit_option,
    load_or_exit,
    outputs_option,
    plugin_option,
    set_option,
)
from cnndsl.cli.drawn_files import FORMATS, put_or_exit, target_of

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes

STYLES = ["graph", "volumes", "stack"]
THEMES = ["light", "dark", "print", "colourblind"]
DETAILS = ["params", "macs", "rf", "memory", "names", "lines"]


def _read_details(ctx: click.Context, param: click.Parameter, text: str | None) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(",")) if text else ()
    unknown = [name for name in names if name not in DETAILS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(DETAILS)}", ctx, param)
    return names


@click.command(
    "draw",
    short_help="Draw a network: the figure for the slide, the paper and the page.",
    epilog="cnndsl draw architectures/googlenet.cnn -o googlenet.svg",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=complete_file)
@set_option
@input_option
@limit_option
@outputs_option
@plugin_option
@click.option("-o", "--output", metavar="FILE", help="Write there; - is standard output. Otherwise NAME.svg, here.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="The format, where the file's name does not say it.")
@click.option("--style", type=click.Choice(STYLES), default="graph", show_default=True, help="What to draw.")
@click.option("--theme", type=click.Choice(THEMES), default="light", show_default=True, help="The colours.")
@click.option(
    "--direction", type=click.Choice(["down", "right"]), default="down", show_default=True, help="Of the flow."
)
@click.option("--columns", type=click.IntRange(1, 20), help="Break the figure into so many; otherwise to fit a page.")
@click.option("--depth", type=click.IntRange(min=1), help="Fold containers of so many names into one box.")
@click.option("--only", metavar="NAME", default="", help="Draw this container alone.")
@click.option("--every-layer", is_flag=True, help="Give every layer a box of its own.")
@click.option("--unroll", is_flag=True, help="Draw repetition in full.")
@click.option("--show", metavar="WHAT", callback=_read_details, help=f"Show besides: {','.join(DETAILS)}.")
@click.option("--bare", is_flag=True, help="Leave out title and legend.")
@click.option("--standalone", is_flag=True, help="With tex: a whole LaTeX file.")
def command(
    files: tuple[str, ...],
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    outputs: tuple[str, ...],
    output: str | None,
    form: str | None,
    style: str,
    standalone: bool,
    **options: Any,
) -> None:
    """Draw a network, without torch.

    The style graph draws boxes and what flows between them; volumes draws the maps as solids, to scale; stack draws a
    column of bars, for several FILEs side by side. The name given to -o chooses the format: svg, html, tex, mmd and
    dot need nothing else; png and pdf need the extra cnndsl[draw]. Only a file that was drawn is overwritten.
    """
    from cnndsl.backends import pictures

    if len(files) > 1 and style != "stack":
        raise click.UsageError("several files are drawn in one picture with --style stack only")
    target, form = target_of(files[0], output, form)
    if standalone and form != "tex":
        raise click.UsageError("--standalone is for the format tex")
    networks = [load_or_exit(file, input_shape, settings, limit, outputs=outputs) for file in files]
    options["limit"] = max(limit or 0, pictures.BOXES)
    try:
        if form == "html":
            from cnndsl.report.page import drawing_page

            data = drawing_page(networks, style=style, **options).encode()
        else:
            picture = pictures.build(*(network.graph for network in networks), style=style, **options)
            data = picture.render(form, standalone=standalone)
    except pictures.DrawingError as error:
        raise click.UsageError(str(error)) from None
    put_or_exit(target, data, say=output is None)
