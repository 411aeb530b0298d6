"""Lints: what works, and could be better. One lint is one module; its docstring is its documentation.

A module's ``find`` gets the flow of a checked network and yields diagnostics. Nothing here changes a network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

from cnndsl.budget import Budget, Overspent, one_budget
from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow
from cnndsl.modules import modules_of
from cnndsl.network import Network
from cnndsl.source import Source

OPERATIONS_A_NODE = 50
"""Operations that each layer and join is granted."""

_ALLOW = re.compile(r"\ballow:\s*([EWN]\d{4}(?:[\s,]+[EWN]\d{4})*)")


def lint(network: Network) -> list[Diagnostic]:
    """The warnings and notes about a network, in the order of its files.

    The same finding at the same place, in other rounds or calls, is one, and says how many there are. A line that
    says `# allow: W0503` is not told of that code.
    """
    found: dict[tuple[str, object], list[Diagnostic]] = {}
    ended: list[Diagnostic] = []
    with one_budget() as budget:
        budget.grant(OPERATIONS_A_NODE * len(network.graph.nodes))
        try:
            for diagnostic in _all(Flow(network)):
                found.setdefault((diagnostic.code.id, diagnostic.span), []).append(diagnostic)
        except Overspent as spent:
            ended.append(_overspent(budget, spent))
    allowances = _Allowances()
    return sorted([*(_one(same) for same in found.values() if not allowances.cover(same[0])), *ended], key=_place)


def _all(flow: Flow) -> Iterator[Diagnostic]:
    for module in modules_of(__path__):
        if f"{__name__}.{module}" != Flow.__module__:
            yield from import_module(f"{__name__}.{module}").find(flow)


def _overspent(budget: Budget, spent: Overspent) -> Diagnostic:
    most = f"{budget.most:,} operations beyond {OPERATIONS_A_NODE} a layer"
    return Diagnostic(
        code.LIMIT,
        f"to look for what could be better takes more than {most}, the limit",
        spent.span,
        help="the network is whole, and these findings are not; check its parts on their own",
    )


def _one(same: list[Diagnostic]) -> Diagnostic:
    """The first of the findings that one line has, with a note on the others."""
    if len(same) == 1:
        return same[0]
    note = f"the first of {len(same)} times that this line comes to it, in other rounds or calls"
    return same[0]._replace(notes=(*same[0].notes, note))


class _Allowances:
    """The codes that lines allow, each line looked at once: there may be thousands of findings on one."""

    def __init__(self) -> None:
        self.known: dict[tuple[Source, int], frozenset[str]] = {}

    def cover(self, diagnostic: Diagnostic) -> bool:
        """Whether the line of a finding allows its code."""
        span = diagnostic.span
        if span is None:
            return False
        line = span.source, span.source.text.rfind("\n", 0, span.start)
        if line not in self.known:
            _, _, comment = span.source.line_at(span.start).partition("#")
            said = _ALLOW.search(comment)
            self.known[line] = frozenset(re.split(r"[\s,]+", said[1]) if said else ())
        return diagnostic.code.id in self.known[line]


def _place(diagnostic: Diagnostic) -> tuple[str, int]:
    return (diagnostic.span.source.path, diagnostic.span.start) if diagnostic.span else ("", -1)
