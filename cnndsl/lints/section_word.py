"""A section named like a layer that it does not hold.

With a colon after it the word of a layer is a label, and the lines below it are the section of that name: the layer is
not there. Sections that hold a layer of that kind, or one of its family, are named after what they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.graph.ir import Container
from cnndsl.layers.layer import ALIASES, LAYERS, Layer
from cnndsl.lints.flow import Flow
from cnndsl.source import Span


def find(flow: Flow) -> Iterator[Diagnostic]:
    for section, kinds in _kinds(flow).items():
        keyword = ALIASES.get(section.label, section.label)
        if section.block or section.parent is None or keyword not in LAYERS or LAYERS[keyword] in kinds:
            continue
        if _family(LAYERS[keyword]) in map(_family, kinds) or not has_lines_below(section):
            continue
        start = section.span.start
        yield Diagnostic(
            code.SECTION_WORD,
            f"`{section.label}:` is a section of that name, and no `{keyword}` stands in it",
            Span(section.span.source, start, start + len(section.label) + 1),
            label="the colon makes it a label",
            help=f"where the layer is meant write `{section.label}` without the colon, and the lines below it without "
            "their indentation; else give the section another name",
        )


def _kinds(flow: Flow) -> dict[Container, dict[type[Layer], None]]:
    """The containers that layers stand in, with the kinds of all layers in each."""
    found: dict[Container, dict[type[Layer], None]] = {}
    for container, kind in dict.fromkeys((node.container, type(layer)) for node, layer in flow.layers):
        section: Container | None = container
        while section is not None and kind not in (kinds := found.setdefault(section, {})):
            kinds[kind] = None
            section = section.parent
    return found


def _family(kind: type[Layer]) -> str:
    """What a kind is taken for, whatever its arguments are: an activation, a norm, a dropout, or one of its file."""
    return next((trait for trait in ("activation", "norm", "dropout") if getattr(kind, trait) is True), kind.__module__)


def has_lines_below(section: Container) -> bool:
    """Whether the lines of a section stand below its label, which is all of its line."""
    text = section.span.source.text
    return (
        re.compile(rf"{re.escape(section.label)}[ \t]*:[ \t\r]*(?:#[^\n]*)?\n").match(text, section.span.start)
        is not None
    )
