"""`cnndsl quiz`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import complete_file, input_option, limit_option, load_or_exit, plugin_option, set_option

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes


def _read_hidden(ctx: click.Context, param: click.Parameter, text: str) -> tuple[str, ...]:
    from cnndsl.diagnostics import did_you_mean
    from cnndsl.report.quiz import COLUMNS

    words = tuple(text.split(","))
    for word in words:
        if word not in COLUMNS:
            near = did_you_mean(word, COLUMNS)
            advice = f"did you mean `{near}`?" if near else f"there are {', '.join(COLUMNS)}"
            raise click.BadParameter(f"{word!r} is no column to hide; {advice}", ctx, param)
    return words


@click.command(
    "quiz",
    short_help="Print the summary with blanks to be worked out by hand.",
    epilog="cnndsl quiz architectures/lenet.cnn --answers",
)
@click.argument("file", metavar="FILE", shell_complete=complete_file)
@click.argument("which", metavar="[NAME|LINE]", required=False)
@click.option(
    "--hide",
    metavar="COLUMNS",
    default="shapes,params,rf",
    show_default=True,
    callback=_read_hidden,
    help="What is asked for, with commas between: shapes, params, macs, rf.",
)
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    help="Fold containers of so many names into one line that asks for their sums.",
)
@click.option("--answers", is_flag=True, help="Print the key after the table: every blank with its sum.")
@set_option
@input_option
@limit_option
@plugin_option
def command(
    file: str,
    which: str | None,
    depth: int | None,
    hide: tuple[str, ...],
    answers: bool,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
) -> None:
    """Print the layers of a network with numbered blanks for the shapes, parameters, MACs and receptive fields.

    NAME and LINE choose layers as in `explain`. A shape that is that of the input is no blank: it says "unchanged".
    """
    from cnndsl.report.quiz import Quiz
    from cnndsl.report.selection import NotFoundError, select

    network = load_or_exit(file, input_shape, settings, limit)
    try:
        nodes = None if which is None else select(network, which)
    except NotFoundError as error:
        raise click.UsageError(str(error)) from None
    quiz = Quiz(network, hide, nodes, depth)
    width = shutil.get_terminal_size().columns
    click.echo(quiz.sheet(width))
    if answers:
        click.echo(f"\n{quiz.key(width)}")
