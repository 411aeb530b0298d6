"""`cnndsl zoo`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from cnndsl.cli.common import complete_name
from cnndsl.printable import printable

if TYPE_CHECKING:
    from cnndsl.zoo import Architecture


@click.command(
    "zoo",
    short_help="List the architectures that come with cnndsl; their names stand for files.",
    epilog="cnndsl zoo resnet50 --copy networks",
)
@click.argument("pattern", metavar="[PATTERN]", required=False, shell_complete=complete_name)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "md", "csv"]),
    default="table",
    show_default=True,
    help="How to print it.",
)
@click.option("--copy", "folder", metavar="DIR", help="Copy their files, and those that they use, to a folder.")
def command(pattern: str | None, form: str, folder: str | None) -> None:
    """List the architectures that come with cnndsl, with input, parameters, MACs, family and paper.

    PATTERN is a name, or matches names and families: resnet50, vgg, 'regnet_?_*'. A name stands for its file wherever
    a FILE is expected, as in `cnndsl summary resnet50`; a file of that name in the folder goes before it.

    --copy puts the files into DIR, to be changed there; a file that exists is never replaced.

    The exit status is 0, 1 if a file is in the way or cannot be written, 2 for wrong usage.
    """
    from cnndsl import CheckError, zoo
    from cnndsl.report import zoo_text

    try:
        found = zoo.architectures()
    except CheckError as error:
        click.echo(error.render(), err=True)
        raise SystemExit(1) from None
    if pattern is not None:
        found = _selected(found, pattern)
    if folder is not None:
        if pattern is None:
            raise click.UsageError("--copy takes the name of an architecture before it, or a pattern such as 'vgg*'")
        _copy(found, folder)
    elif form == "table":
        click.echo(zoo_text.table(found, shutil.get_terminal_size().columns))
    else:
        written = {"json": zoo_text.json_text, "md": zoo_text.markdown, "csv": zoo.write_csv}[form]
        click.echo(written(found).rstrip("\n"))


def _selected(known: list[Architecture], pattern: str) -> list[Architecture]:
    """The architectures of a pattern; wrong usage where there are none."""
    from cnndsl import zoo
    from cnndsl.diagnostics import did_you_mean

    found = zoo.select(known, pattern)
    if not found:
        near = did_you_mean(pattern, [*(entry.name for entry in known), *(entry.family for entry in known)])
        advice = f"did you mean `{near}`?" if near else "`cnndsl zoo` lists all"
        raise click.UsageError(f"no architecture and no family is called {pattern!r}; {advice}")
    return found


def _copy(entries: list[Architecture], folder: str) -> None:
    from cnndsl import zoo

    told = set()
    for entry in entries:
        try:
            for path, written in zoo.copy(entry.name, folder):
                if path not in told:
                    click.echo(printable(path if written else f"{path}: is there already"))
                    told.add(path)
        except zoo.CopyError as error:
            click.echo(printable(f"error: {error}"), err=True)
            raise SystemExit(1) from None
