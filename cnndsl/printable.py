"""Text from strangers, made fit for what reads it: a terminal, GitHub's log, a browser, a spreadsheet, a URI.

The names of files and all that stands in them is data. Everything that is shown of it goes through one of these.
"""

from __future__ import annotations

import os
import re

_COMMAND = re.compile(
    r"::(?=error|warning|notice|debug|group|endgroup|echo|(?:add|remove|set|save|stop|internal)-)|##(?=\w*\[)",
    re.IGNORECASE,
)
"""What the logs of build services take for a command: `::error file=a::` at the head of a line (GitHub), where wrapping
may put it, and `##[error]` (GitHub) and `##vso[task.setvariable]` (Azure) anywhere in one."""

_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])(?!-\d+$)")
"""Where a spreadsheet may begin to read a formula: at the head of a cell that is no number, and after a semicolon: it
ends cells in many countries; signs of full width count in the spreadsheets of East Asia."""

_MARKUP = re.compile(r"([\\|`*~\[\]]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""What begins something in Markdown: a cell, code, emphasis, a link, an address that becomes a link by itself."""

_PLAIN = re.compile(r"(?!.*www)[A-Za-z0-9 .,_=-]*", re.IGNORECASE)
"""What most cells of a table are: nothing in it is markup."""


def printable(text: str) -> str:
    """The text on one line, with line ends and tabs as spaces, and every other control or format character as an
    escape such as `\\x1b`: it cannot steer a terminal, begin a line of its own, or turn the direction of writing. The
    first sign of a command to a build's log is an escape too."""
    if not text.isprintable():
        text = "".join(
            char if char.isprintable() else " " if char in "\t\r\n" else char.encode("unicode_escape").decode()
            for char in text
        )
    if "::" in text or "##" in text:
        text = _COMMAND.sub(lambda found: f"\\x{ord(found[0][0]):02x}{found[0][1]}", text)
    return text


def printable_lines(text: str) -> str:
    """The text with its line ends, each line as ``printable`` has it."""
    return "\n".join(map(printable, text.split("\n")))


def in_markdown(text: str) -> str:
    """The text in a Markdown page: no HTML, cell, code, emphasis or link begins in it."""
    if _PLAIN.fullmatch(text):
        return text
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", text)


def in_html(text: str, *, lines: bool = False) -> str:
    """The text in HTML and SVG, between tags or in a quoted attribute; with ``lines`` its line ends stay."""
    from html import escape

    return escape(printable_lines(text) if lines else printable(text))


def in_csv(text: str) -> str:
    """The text in a cell that a spreadsheet takes for text: what would begin a formula gets an apostrophe."""
    return _FORMULA.sub(r"\1'", printable(text))


def as_uri(path: str) -> str:
    """A path as a relative URI reference (RFC 3986), what is no letter of it percent-encoded. Several slashes at its
    head are one, as for the file system: after two a URI names a host."""
    from urllib.parse import quote

    path = re.sub("^//+", "/", path.replace(os.sep, "/"))
    return quote(path.encode("utf-8", "surrogateescape"))


def in_json(text: str) -> str:
    """A JSON text that files in UTF-8 can hold and a terminal or a build's log can show: control and format characters,
    which JSON takes raw, are escaped, and `##[` too. Half characters, which stand for bytes of a name that are no UTF-8
    and which most readers of JSON refuse, become the text `\\udcff`."""
    if not text.replace("\n", "").isprintable():
        text = "".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text)
    return re.sub(r"##(?=\w*\[)", r"\\u0023#", text) if "##" in text else text


def _json_escape(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        return f"\\\\u{ord(char):04x}"
    units = char.encode("utf-16-be")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'big'):04x}" for at in range(0, len(units), 2))
