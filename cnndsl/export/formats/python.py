"""One file of plain PyTorch, without cnndsl."""

from __future__ import annotations

from pathlib import Path

from cnndsl.export.options import Option
from cnndsl.export.product import ExportError, Product
from cnndsl.export.python import file
from cnndsl.export.subject import Subject
from cnndsl.extras import require

SUFFIX = ".py"
TEXT = True
OPTIONS: tuple[Option, ...] = ()


def make(subject: Subject, target: Path | None, verify: bool | None) -> Product:
    """The file. It needs torch only to be compared with the compiled network. Raises ExportError.

    Where the readable file is not the network, which would be a bug, a plain one takes its place, in which every number
    is a literal.
    """
    network = subject.network
    written = file.source(network)
    if verify is False or (verify is None and not _has_torch()):
        return _product(written, "")
    require("cnndsl export --to python --verify", "torch")
    from cnndsl.export.python.comparison import compare

    notes: tuple[str, ...] = ()
    thorough = verify is True
    try:
        verified = compare(written.text, written.model, network, thorough=thorough)
    except Exception as fault:
        written = file.source(network, generalise=False)
        notes = (
            f"the readable form is not the network ({fault}), so every number stands as a literal; please report it",
        )
        try:
            verified = compare(written.text, written.model, network, thorough=thorough)
        except Exception as error:
            raise ExportError(f"the file is not the network: {error}; this is a bug in cnndsl") from None
    return _product(written, verified, notes)


def _product(written: file.Written, verified: str, notes: tuple[str, ...] = ()) -> Product:
    facts = {"class": written.model, "lines": written.text.count("\n")}
    return Product(written.text.encode(), verified=verified, facts=facts, notes=notes)


def _has_torch() -> bool:
    from importlib.util import find_spec

    return find_spec("torch") is not None
