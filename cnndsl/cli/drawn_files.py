"""The files that pictures are written to: which format, and never over a file that is not ours."""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cnndsl.backends.pictures import Picture
    from cnndsl.network import Network

FORMATS = ["svg", "html", "png", "pdf", "tex", "mmd", "dot"]

_HEAD = 4096
"""The mark of a drawn file stands in its first bytes; in a PDF anywhere."""


def target_of(file: str, output: str | None, form: str | None) -> tuple[str, str]:
    """Where to write (`-` for standard output) and in which format. Raises click.UsageError."""
    if output is None:
        stem = re.sub(r"\.cnn$", "", os.path.basename(file)) if file != "-" else "network"
        form = form or "svg"
        return f"{stem}.{form}", form
    if output == "-":
        if form is None:
            raise click.UsageError(f"-o - needs --format: {', '.join(FORMATS)}")
        return output, form
    suffix = Path(output).suffix.lstrip(".").lower()
    if form is None and suffix not in FORMATS:
        raise click.UsageError(f"{output} names no format; end it with .{', .'.join(FORMATS)}, or give --format")
    return output, form or suffix


def render_or_exit(picture: Picture, form: str, network: Network, *, standalone: bool) -> bytes:
    """The bytes of a picture in a format. A missing renderer ends the program with status 1 and one line."""
    try:
        if form == "html":
            return picture.html(network).encode()
        return picture.render(form, standalone=standalone)
    except ImportError as error:
        click.echo(
            f"error: {form} needs {error.name}: pip install 'cnndsl[draw]'; svg, html and tex need nothing", err=True
        )
        raise SystemExit(1) from None


def write_or_exit(target: str, data: bytes) -> None:
    """Write a file at once, in the place of none or of one that was drawn. Otherwise ends with status 1."""
    try:
        if os.path.lexists(target) and not _is_drawn(target):
            _stop(f"{target} exists, and cnndsl did not draw it; name another file with -o, or delete it")
        folder = os.path.dirname(target) or "."
        handle, aside = mkstemp(prefix=".drawing-", dir=folder)
        try:
            with open(handle, "wb") as stream:
                stream.write(data)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(aside, 0o666 & ~umask)
            os.replace(aside, target)
        except BaseException:
            os.unlink(aside)
            raise
    except OSError as error:
        _stop(f"{target}: {(error.strerror or str(error)).lower()}")


def _is_drawn(path: str) -> bool:
    from cnndsl.backends.pictures.svg import MARK

    if not os.path.isfile(path) or os.path.islink(path):
        return False
    with open(path, "rb") as stream:
        head = stream.read(_HEAD)
        return MARK.encode() in (head + stream.read() if head.startswith(b"%PDF") else head)


def _stop(message: str) -> None:
    click.echo(f"error: {message}", err=True)
    raise SystemExit(1)
