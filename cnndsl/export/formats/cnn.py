"""The network with the files that it uses, as one .cnn file."""

from __future__ import annotations

from pathlib import Path

from cnndsl.export.options import Option
from cnndsl.export.product import ExportError, Product
from cnndsl.export.subject import Subject
from cnndsl.pipeline import check
from cnndsl.report.expansion import expansion
from cnndsl.source import Source

SUFFIX = ".cnn"
TEXT = True
OPTIONS: tuple[Option, ...] = ()


def make(subject: Subject, target: Path | None, verify: bool | None) -> Product:
    """A file without imports that checks to the same network. Raises ExportError."""
    text = expansion(subject.network)
    verified = ""
    if verify is not False:
        again = check(Source(str(target or "<stdout>"), text), record=True).network
        if again is None or expansion(again).splitlines()[1:] != text.splitlines()[1:]:
            raise ExportError("the file checks to another network: this is a bug in cnndsl")
        verified = "checks to the same network"
    return Product(text.encode(), verified=verified)
