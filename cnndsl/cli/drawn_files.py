"""The files that pictures are written to: which format, and never over a file that is not ours."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from cnndsl.cli.streams import put_document
from cnndsl.printable import printable
from cnndsl.whole_files import keeps_nothing, write_named

FORMATS = ["svg", "html", "png", "pdf", "tex", "mmd", "dot"]

_HEAD = 4096
"""The mark of a drawn file stands in its first bytes; in a PDF anywhere."""


def stem_of(file: str, otherwise: str = "network") -> str:
    """What files that are made of a FILE or RUN are called, before the ending; ``otherwise`` where it has no name."""
    name = os.path.basename(os.path.normpath(file))
    if name in (os.curdir, os.pardir):
        name = os.path.basename(os.path.realpath(file))
    return (re.sub(r"\.(cnn|safetensors)$", "", name) if file != "-" else "") or otherwise


def target_of(file: str, output: str | None, form: str | None) -> tuple[str, str]:
    """Where to write (`-` for standard output) and in which format. Raises click.UsageError."""
    if output is None:
        form = form or "svg"
        return f"{stem_of(file)}.{form}", form
    if output == "-":
        if form is None:
            raise click.UsageError(f"-o - needs --format: {', '.join(FORMATS)}")
        return output, form
    suffix = Path(output).suffix.lstrip(".").lower()
    if form is None and suffix not in FORMATS:
        raise click.UsageError(f"{output} names no format; end it with .{', .'.join(FORMATS)}, or give --format")
    return output, form or suffix


def put_or_exit(target: str, data: bytes, *, say: bool) -> None:
    """Write to a file, in the place of none or of one that was drawn, or to standard output where it is `-`.

    ``say`` prints the file's name, where the user did not choose it. Ends with status 1 where it cannot be written.
    """
    if target == "-":
        try:
            put_document(data)
        except ValueError:
            raise click.UsageError("this is no text to show on a terminal; name a file with -o") from None
        return
    try:
        if os.path.lexists(target) and not _is_drawn(target) and (say or not keeps_nothing(Path(target))):
            _stop(f"{target} exists, and cnndsl did not draw it; name another file with -o, or delete it")
        write_named(Path(target), data)
    except OSError as error:
        _stop(f"{target}: cannot be written: {error.strerror or error}")
    if say:
        click.echo(f"drew {printable(str(target))}")


def _is_drawn(path: str) -> bool:
    from cnndsl.backends.pictures.svg import MARK

    if not os.path.isfile(path) or os.path.islink(path):
        return False
    with open(path, "rb") as stream:
        head = stream.read(_HEAD)
        return MARK.encode() in (head + stream.read() if head.startswith(b"%PDF") else head)


def _stop(message: str) -> None:
    click.echo(f"error: {printable(message)}", err=True)
    raise SystemExit(1)
