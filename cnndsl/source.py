"""The text of a file, and places in it."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from cnndsl.regular_files import NoRegularFileError, read_regular

MAX_BYTES = 16 * 1024 * 1024
"""A larger file is refused unread: 100,000 layer lines are about 4 MiB."""


_BLOCK = 1024
"""Characters from one count of lines to the next."""


class SourceError(Exception):
    """The file cannot be read as text. ``str()`` is one plain line that says why."""


class Source:
    """A `.cnn` text and where it came from.

    ``path`` is what the user wrote and what messages show; it need not exist (`<string>`, `<stdin>`).
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @classmethod
    def read(cls, path: str) -> Source:
        """Read a UTF-8 file. Raises SourceError for one that is missing, a folder, empty, binary or not UTF-8."""
        try:
            data = read_regular(path, MAX_BYTES + 1)
        except FileNotFoundError:
            raise SourceError(f"{path}: there is no such file") from None
        except IsADirectoryError:
            raise SourceError(f"{path}: is a folder; name the .cnn files in it") from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            if isinstance(error, NoRegularFileError):
                reason += "; `-` reads standard input"
            raise SourceError(f"{path}: cannot be read: {reason}") from None
        return cls(path, decode(path, data))

    @cached_property
    def _line_ends(self) -> list[int]:
        """How many lines end before each block of the text, and in the whole text: a list of all line starts would take
        more than the text."""
        counts = [0]
        for start in range(0, len(self.text), _BLOCK):
            counts.append(counts[-1] + self.text.count("\n", start, start + _BLOCK))
        return counts

    @property
    def line_count(self) -> int:
        return self._line_ends[-1] + 1

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1; the column counts characters."""
        block = offset // _BLOCK
        line = self._line_ends[block] + self.text.count("\n", block * _BLOCK, offset) + 1
        return line, offset - self.text.rfind("\n", 0, offset)

    def line(self, line: int) -> str:
        """The text of a line (from 1), without its line end."""
        block = bisect_left(self._line_ends, line) - 1  # the line ends in it, or after all blocks
        start = self.text.rfind("\n", 0, block * _BLOCK) + 1
        for _ in range(line - 1 - self._line_ends[block]):
            start = self.text.index("\n", start) + 1
        return self.line_at(start)

    def line_at(self, offset: int) -> str:
        """The text of the line that an offset stands in, without its line end."""
        start, end = self.text.rfind("\n", 0, offset) + 1, self.text.find("\n", offset)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r\n")

    def __repr__(self) -> str:
        return f"Source({self.path!r})"


def decode(path: str, data: bytes) -> str:
    """Bytes of a `.cnn` file to text. Raises SourceError."""
    if len(data) > MAX_BYTES:
        raise SourceError(f"{path}: is larger than {MAX_BYTES // 2**20} MiB, the limit for a .cnn file")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(f"{path}: is UTF-16 text; save it as UTF-8")
    if b"\0" in data:
        raise SourceError(f"{path}: is a binary file, not the text of a network")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{path}: is not UTF-8 text (byte 0x{data[error.start]:02x} in line {line})") from None
    if not text.strip():
        raise SourceError(f"{path}: is empty; a network starts with a line such as `input 3x224x224`")
    if "\n" not in text and "\r" in text.strip():
        raise SourceError(f"{path}: ends its lines with carriage returns alone; save it with the line ends of Unix")
    return text


class Span(NamedTuple):
    """A stretch of a source: offsets of its first character and of the one after its last."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        return self.source.position(self.start)[1]

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def __str__(self) -> str:
        line, column = self.source.position(self.start)
        return f"{self.source.path}:{line}:{column}"
