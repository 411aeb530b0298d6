"""The network with the files that it uses, as one .cnn file."""

from __future__ import annotations

from pathlib import Path

from cnndsl.export.bundling import bundled
from cnndsl.export.options import Option
from cnndsl.export.product import ExportError, Product
from cnndsl.export.subject import Subject
from cnndsl.graph.limits import Limits
from cnndsl.network import Network
from cnndsl.pipeline import check
from cnndsl.report.expansion import expansion
from cnndsl.source import Source

SUFFIX = ".cnn"
TEXT = True
OPTIONS: tuple[Option, ...] = ()

_LIMITS = Limits(expansion=10_000_000, operations=1_000_000_000)
"""The network was checked already, with limits of the user's."""


def make(subject: Subject, target: Path | None, verify: bool | None) -> Product:
    """A file without imports that checks to the same network: with its blocks where that can be, else worked out.

    It is verified always, since it takes no time. Raises ExportError.
    """
    network = subject.network
    if network.taps:
        raise ExportError("a .cnn file says itself what its outputs are", "write `output NAME` lines, and no --outputs")
    text = _with_blocks(network)
    notes: tuple[str, ...] = ()
    if text is None or not _same(network, text):
        text = expansion(network)
        notes = ("the file is worked out: with its blocks it would not check to the same network",)
        if not _same(network, text):
            raise ExportError("the file checks to another network: this is a bug in cnndsl")
    return Product(text.encode(), verified="checks to the same network", notes=notes)


def _with_blocks(network: Network) -> str | None:
    """The files as one; None where they changed meanwhile."""
    if not network.libraries:
        return bundled(network, None)
    checked = check(
        network.source, network.settings, network.input_override, _LIMITS, index=True, expectations="ignored"
    )
    if checked.network is None or checked.references is None:
        return None
    return bundled(checked.network, checked.references)


def _same(network: Network, text: str) -> bool:
    """Whether a text checks to a network, `expect` lines included where nothing was set."""
    set_ = bool(network.settings) or network.input_override is not None
    if text == network.source.text and not set_:
        return True
    path = network.source.path
    again = check(Source(path, text), limits=_LIMITS, record=True, expectations="ignored" if set_ else None).network
    return again is not None and not again.libraries and _lines(again) == _lines(network)


def _lines(network: Network) -> list[str]:
    """The network worked out, without what names its file and its parameters."""
    return expansion(network).splitlines()[1:]
