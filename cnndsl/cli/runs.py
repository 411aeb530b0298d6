"""`cnndsl runs`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from cnndsl.cli.common import told_errors
from cnndsl.evaluate.runs import ORDERS


@click.command(
    "runs",
    short_help="List the runs with their figures, without torch.",
    epilog="cnndsl runs --sort validation",
)
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), default="runs")
@click.option(
    "--sort",
    "order",
    type=click.Choice(list(ORDERS)),
    default="name",
    show_default=True,
    help="Best, smallest, fastest or newest first; accuracy is that of the test.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "md"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
def command(folder: Path, order: str, form: str) -> None:
    """List the runs in FOLDER (`runs`), finished or not, with what their records say.

    A run without results is still running, or was killed: `cnndsl train --resume` goes on with it. The exit status is
    0 if all records can be read, 1 if one is damaged or there is no such folder, 2 for wrong usage.
    """
    with told_errors():
        from cnndsl.evaluate import runs, runs_text

        found = runs.find(folder, order)
        if form == "table":
            click.echo(runs_text.table(found, folder, shutil.get_terminal_size().columns))
        else:
            written = {"json": runs_text.json_text, "csv": runs_text.csv_text, "md": runs_text.markdown}[form]
            click.echo(written(found))
    raise SystemExit(1 if any(run.problem for run in found) else 0)
