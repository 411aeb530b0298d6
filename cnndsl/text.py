"""Words and numbers as text, where several rooms write them in the same way. Nothing else of the package is imported.

Tables have a home of their own, ``report/text_table.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def shape_text(shape: Iterable[object]) -> str:
    """A shape as the language writes it: ``(3, 224, 224)`` is ``3x224x224``."""
    return "x".join(map(str, shape))


def typeset_shape(shape: Iterable[object]) -> str:
    """A shape as papers print it: ``3×224×224``."""
    return "×".join(map(str, shape))


def plural(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun, such as ``1 image`` or ``1,293 images``; ``nouns`` is a plural without a plain s."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def listed(names: Iterable[str], most: int = 10, count: int | None = None) -> str:
    """Names with commas; of more than ``most`` the others are counted: ``a, b and 3 more``.

    ``count`` is how many there are, where the first of them are given alone.
    """
    names = list(names)
    count = len(names) if count is None else count
    more = f" and {count - most:,} more" if count > most else ""
    return ", ".join(names[:most]) + more


def enumerated(parts: Iterable[str], last: str = "and") -> str:
    """All of the parts in a sentence: ``a``, ``a and b``, ``a, b and c``; ``last`` is the word before the last."""
    *most, final = parts
    return f"{', '.join(most)} {last} {final}" if most else final


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis, so that it has ``most`` characters or fewer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def binary_size(count: int) -> str:
    """Bytes with a binary unit: `233.1 MiB`."""
    value, units = float(count), ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    while value >= 1024 and len(units) > 1:
        value /= 1024
        units.pop(0)
    return f"{value:.0f} {units[0]}" if units[0] == "B" else f"{value:.1f} {units[0]}"


def display_width(text: str) -> int:
    """Columns of a terminal that a printable text takes: East Asian wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def ljust(text: str, width: int) -> str:
    """The text with spaces after it up to a width in columns."""
    return text + " " * (width - display_width(text))


def rjust(text: str, width: int) -> str:
    """The text with spaces before it up to a width in columns."""
    return " " * (width - display_width(text)) + text


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """The words of a text in lines of at most ``width`` columns, after the margin ``first`` and then ``rest`` (by
    default as many spaces). A word is broken only where it is wider than a line."""
    rest = " " * display_width(first) if rest is None else rest
    lines, line, empty = [], first, True
    for word in text.split():
        if not empty and display_width(line) + 1 + display_width(word) > width:
            lines.append(line)
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
        while display_width(line) > width and len(line) > len(rest) + 1:
            cut = fitting(line, width)
            if cut <= len(rest):
                break
            lines.append(line[:cut])
            line = rest + line[cut:]
    return [*lines, line.rstrip()]


def fitting(text: str, width: int) -> int:
    """How many characters of the beginning of a text fit into so many columns."""
    if text.isascii():
        return min(len(text), max(width, 0))
    used = 0
    for at, char in enumerate(text):
        used += display_width(char)
        if used > width:
            return at
    return len(text)


def wrapped_at_clauses(line: str, width: int, indent: int = 8) -> list[str]:
    """The line, broken after commas, colons and semicolons where it is wider than ``width`` characters.

    What follows the first line is indented by ``indent`` spaces. A clause that is too wide for a line stays whole.
    """
    from textwrap import wrap

    kept = re.sub(r"(?<![,:;]) ", "\0", line)
    parts = wrap(kept, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
    return [part.replace("\0", " ") for part in parts]


def can_be_written(text: str) -> bool:
    """Whether files in UTF-8 can state a text, and the file system takes it as a name: no zero byte, no surrogate."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
