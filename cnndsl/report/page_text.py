"""A page of the documentation as text for a terminal: the Markdown that the pages of the codes are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnndsl.text import display_width, wrapped

_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def page_text(markdown: str, width: int = 80) -> str:
    """The page in lines of ``width`` columns: links by their words, examples indented, no marks of headings."""
    return "\n".join(_lines(markdown.strip("\n").split("\n"), width))


def _lines(lines: list[str], width: int) -> Iterator[str]:
    paragraph: list[str] = []
    example = False
    for line in [*lines, ""]:
        fence = line.startswith("```")
        starts = line.startswith(("- ", "#", "|"))
        if paragraph and (fence or starts or not line.strip() or example):
            yield from _paragraph(paragraph, width)
            paragraph = []
        if fence:
            example = not example
        elif example:
            wide = display_width(line) + 4 > width
            yield from wrapped(line, width, "    ", " " * 8) if wide else [f"    {line}".rstrip()]
        elif line.strip():
            paragraph.append(line.strip())
        else:
            yield ""


def _paragraph(lines: list[str], width: int) -> list[str]:
    text = _LINK.sub(r"\1", " ".join(lines))
    if text.startswith("#"):
        return wrapped(text.lstrip("# "), width)
    return wrapped(text.removeprefix("- "), width, "- ") if text.startswith("- ") else wrapped(text, width)
