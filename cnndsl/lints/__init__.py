"""Lints: what works, and could be better. One lint is one module; its docstring is its documentation.

A module's ``find`` gets the flow of a checked network and yields diagnostics. Nothing here changes a network.
"""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules

from cnndsl.diagnostics import Diagnostic
from cnndsl.lints.flow import Flow
from cnndsl.network import Network

_ALLOW = re.compile(r"#.*?\ballow:\s*([EWN]\d{4}(?:[\s,]+[EWN]\d{4})*)")


def lint(network: Network) -> list[Diagnostic]:
    """The warnings and notes about a network, in the order of its files.

    The same finding at the same place, in another round or call, is one. A line that says `# allow: W0503` is not
    told of that code.
    """
    flow = Flow(network)
    found: dict[tuple[str, object], Diagnostic] = {}
    for module in iter_modules(__path__, f"{__name__}."):
        if module.name != Flow.__module__:
            for diagnostic in import_module(module.name).find(flow):
                found.setdefault((diagnostic.code.id, diagnostic.span), diagnostic)
    return sorted((finding for finding in found.values() if not _allowed(finding)), key=_place)


def _allowed(diagnostic: Diagnostic) -> bool:
    span = diagnostic.span
    said = span and _ALLOW.search(span.source.line(span.line))
    return bool(said) and diagnostic.code.id in re.split(r"[\s,]+", said[1] if said else "")


def _place(diagnostic: Diagnostic) -> tuple[str, int]:
    return (diagnostic.span.source.path, diagnostic.span.start) if diagnostic.span else ("", -1)
