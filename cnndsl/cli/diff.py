"""`cnndsl diff`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    check_file,
    complete_file,
    input_option,
    limit_option,
    plugin_option,
    print_diagnostics,
    set_option,
    wants_color,
)
from cnndsl.printable import printable

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes
    from cnndsl.network import Network
    from cnndsl.pipeline import Checked
    from cnndsl.report.difference import Difference


@click.command(
    "diff",
    short_help="Show what changed between two networks, layer by layer, without torch.",
    epilog="cnndsl diff architectures/vgg11.cnn architectures/vgg13.cnn",
)
@click.argument("files", nargs=-1, required=True, metavar="OLD NEW", shell_complete=complete_file)
@set_option
@input_option
@limit_option
@click.option("--all", "everything", is_flag=True, help="Show each layer that differs; nothing is summed up.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--draw", is_flag=True, help="Draw both networks: added green, removed red, changed amber.")
@click.option("-o", "--output", metavar="FILE", help="With --draw: write there; - is standard output (svg).")
@click.option("--git", is_flag=True, help="Take the arguments that git gives to an external diff command.")
@plugin_option
def command(
    files: tuple[str, ...],
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    everything: bool,
    form: str,
    draw: bool,
    output: str | None,
    git: bool,
) -> None:
    """Compare two networks: layers, shapes, parameters, MACs, wiring and initialisation, not the text of the files.

    A layer after an inserted one is the same layer with another number. The exit status is 0 if the networks are
    the same, 1 if they differ, 2 for wrong usage or a faulty file; with --git it is always 0, as git demands.
    /dev/null stands for no network.
    """
    if output is not None and not draw:
        raise click.UsageError("-o is for --draw")
    if git:
        from cnndsl.cli.git_diff import git_diff

        click.echo(git_diff(files, settings, input_shape, limit, _printer(everything)), color=True)
        return
    if len(files) != 2:
        raise click.UsageError(f"diff takes two files, not {len(files)}")
    if files == ("-", "-"):
        raise click.UsageError("only one of the two files can be standard input")
    checks = [None if file == os.devnull else check_file(file, settings, input_shape, limit) for file in files]
    old, new = _networks(files, checks)
    from cnndsl.report.difference import compare

    found = compare(old, new)
    if draw:
        _draw(found, output)
    elif form == "json":
        from cnndsl.report.difference_text import json_text

        click.echo(json_text(found))
    else:
        click.echo(_printer(everything)(found, (files[0], files[1])), color=True)
    raise SystemExit(1 if found.different else 0)


def _draw(found: Difference, output: str | None) -> None:
    """Write the picture of a difference."""
    from cnndsl.backends.pictures import DrawingError
    from cnndsl.cli.drawn_files import put_or_exit, target_of
    from cnndsl.report.difference_picture import picture

    if found.old is None or found.new is None:
        raise click.UsageError("--draw needs two networks")
    target, form = target_of("difference", output, "svg" if output in (None, "-") else None)
    if form == "html":
        raise click.UsageError("a difference is drawn as svg, png, pdf or tex")
    try:
        data = picture(found.old, found.new, found).render(form)
    except DrawingError as error:
        raise click.UsageError(f"{error.title}; draw each alone with `cnndsl draw`, folded with --depth") from None
    put_or_exit(target, data, say=output is None)


def _networks(files: tuple[str, ...], checks: list[Checked | None]) -> list[Network | None]:
    """The networks of both sides. Ends with status 2 where a file holds none; a faulty one prints its diagnostics."""
    from cnndsl.diagnostics import codes as code

    sides = [(file, checked) for file, checked in zip(files, checks, strict=True) if checked is not None]
    unknown = [
        [fault for fault in checked.diagnostics if fault.code is code.UNKNOWN_SETTING]
        if checked.network is None
        else []
        for _, checked in sides
    ]
    if len(sides) == 2 and bool(unknown[0]) != bool(unknown[1]):
        lacks, has = (0, 1) if unknown[0] else (1, 0)
        click.echo(
            printable(
                f"error: --set and --input apply to both networks, and only {sides[has][0]} takes these settings; "
                f"{sides[lacks][0]} says: {unknown[lacks][0].title}"
            ),
            err=True,
        )
        raise SystemExit(2)
    failed = False
    for file, checked in sides:
        if checked.network is None:
            failed = True
            if checked.diagnostics:
                print_diagnostics(checked.diagnostics, sys.stderr)
            else:
                click.echo(
                    f"error: {printable(file)} is a library of blocks, not a network: it has no `input`", err=True
                )
    if failed:
        raise SystemExit(2)
    return [checked.network if checked else None for checked in checks]


def _printer(everything: bool) -> Callable[[Difference, tuple[str, str]], str]:
    """What makes a text of a difference and of the files' names, for the terminal or whatever stands in its place."""
    from cnndsl.report.difference_text import text

    width = shutil.get_terminal_size().columns
    return partial(text, everything=everything, width=width, color=wants_color(sys.stdout))
