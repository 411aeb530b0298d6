"""`cnndsl explain`."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    complete_file,
    faults_below,
    input_option,
    known_or_exit,
    limit_option,
    outputs_option,
    plugin_option,
    set_option,
)

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes


@click.command(
    "explain",
    short_help="Write out the sums behind the layers, or explain a fault's code or a word.",
    epilog="cnndsl explain architectures/alexnet.cnn features.0",
)
@click.argument("file", metavar="FILE|CODE|WORD", shell_complete=complete_file)
@click.argument("which", metavar="[NAME|LINE]", required=False)
@set_option
@input_option
@limit_option
@outputs_option
@plugin_option
def command(
    file: str,
    which: str | None,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    outputs: tuple[str, ...],
) -> None:
    """Write out the sums behind a network: sizes, parameters, MACs, receptive fields.

    NAME is the path of a layer (features.0) or of a container, then of all layers in it. A number is a LINE of the
    file; .0 is the layer that is named 0. Without either all layers are worked out.

    Of a faulty file it shows what is known, and the faults below it; the exit status is 1.

    A CODE such as E0302 in place of a file says what this fault is, a WORD such as `conv` or `add` what it does.
    """
    if not os.path.exists(file):
        text = _about(file.upper()) if re.fullmatch(r"[EWNewn]\d{4}", file) else _word(file)
        if text is not None:
            click.echo(text)
            return
    from cnndsl.report import board
    from cnndsl.report.selection import NotFoundError, select

    network, faults = known_or_exit(file, input_shape, settings, limit, outputs=outputs)
    with faults_below(faults):
        try:
            nodes = list(network.graph.layers()) if which is None else select(network, which)
        except NotFoundError as error:
            raise click.UsageError(str(error)) from None
        text = board.board(network, nodes, shutil.get_terminal_size().columns)
        if which is None:
            text = f"{board.title(network)}\n\n{text}"
        click.echo(text)


def _word(word: str) -> str | None:
    """What a word of the language does; None where it is none, or the name of an architecture."""
    from cnndsl.report import word_docs
    from cnndsl.zoo import names

    if word in names():
        return None
    text, meaning = word_docs.text_of(word), word_docs.meaning(word)
    if text is None and meaning is not None:
        raise click.UsageError(f"there is no file, layer or statement `{word}`; {meaning}")
    return text


def _about(identifier: str) -> str:
    """What is known of a code: its page where there is one, its title otherwise."""
    import cnndsl
    from cnndsl.diagnostics import CODES

    code = CODES.get(identifier)
    if code is None:
        near = sorted(CODES, key=lambda known: (known[0] != identifier[0], abs(int(known[1:]) - int(identifier[1:]))))[
            :3
        ]
        raise click.UsageError(f"there is no code {identifier}, and no such file; near are {', '.join(sorted(near))}")
    package = Path(cnndsl.__file__).parent  # the wheel carries the pages; in a checkout they lie beside the package
    for folder in (package / "docs", package.parent / "docs"):
        page = folder / "errors" / f"{code.id}.md"
        if page.is_file():
            from cnndsl.report.page_text import page_text

            return page_text(page.read_text("utf-8"), shutil.get_terminal_size().columns).rstrip()
    return f"{code.id}: {code.title}"
