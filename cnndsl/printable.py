"""Text from strangers, made fit for what reads it: a terminal, GitHub's log, a browser, a spreadsheet, a URI.

The names of files and all that stands in them is data. Everything that is shown of it goes through one of these.
"""

from __future__ import annotations

import re


def printable(text: str) -> str:
    """The text on one line, with line ends and tabs as spaces, and every other control or format character as an
    escape such as `\\x1b`: it cannot steer a terminal, begin a line of its own, or turn the direction of writing."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else " " if char in "\t\r\n" else char.encode("unicode_escape").decode()
        for char in text
    )


def in_markdown(text: str) -> str:
    """The text in a Markdown page: no HTML, no cell or link begins in it."""
    if _PLAIN.fullmatch(text):
        return text
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([|`\[\]])", r"\\\1", text)


_PLAIN = re.compile(r"[A-Za-z0-9 .,_x=-]*")
"""What most cells of a table are: nothing in it is markup."""


def in_csv(text: str) -> str:
    """The text in a cell that a spreadsheet takes for text: one that would be a formula gets an apostrophe."""
    text = printable(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def as_uri(path: str) -> str:
    """A path as a relative URI reference (RFC 3986), what is no letter of it percent-encoded."""
    from urllib.parse import quote

    return quote(path.replace("\\", "/").encode("utf-8", "surrogateescape"))


def in_json(text: str) -> str:
    """A JSON text that files in UTF-8 can hold and a terminal can show: control, format and half characters, which JSON
    takes raw, are escaped."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'big'):04x}" for at in range(0, len(units), 2))
