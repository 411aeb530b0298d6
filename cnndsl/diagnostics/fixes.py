"""Applying the edits that are certain."""

from __future__ import annotations

from collections.abc import Iterable

from cnndsl.diagnostics.diagnostic import Diagnostic, Fix
from cnndsl.source import Source


def fixes_of(diagnostics: Iterable[Diagnostic], source: Source) -> list[Fix]:
    """The edits of one source, in order; of two that overlap the first counts."""
    found: list[Fix] = []
    fixes = (d.fix for d in diagnostics if d.fix is not None and d.fix.span.source is source)
    for fix in sorted(fixes, key=lambda fix: (fix.span.start, fix.span.end)):
        if not found or found[-1].span.end <= fix.span.start:
            found.append(fix)
    return found


def apply(source: Source, fixes: Iterable[Fix]) -> str:
    """The text with the edits made; they are in order and do not overlap."""
    parts, at = [], 0
    for fix in fixes:
        parts += [source.text[at : fix.span.start], fix.text]
        at = fix.span.end
    return "".join([*parts, source.text[at:]])
