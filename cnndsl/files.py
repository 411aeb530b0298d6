"""Where the texts of `.cnn` files come from: the disk, or an editor's or a web page's memory in its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol

from cnndsl.source import Source, SourceError, decode


class Files(Protocol):
    """All that a check asks of the world outside of the text that it is given.

    A path is as somebody wrote it. Which files may be opened is not decided here: `use` asks for the real path first,
    and opens none outside of the folder of the file that is checked.
    """

    def real(self, path: str) -> str:
        """The one absolute path of a file, links followed; the file need not exist. Raises OSError or ValueError."""

    def has_folder(self, path: str) -> bool:
        """Whether a file of this path lies in a folder that others can be imported from; it may be gone itself."""

    def read(self, path: str) -> Source:
        """The text of a file. Raises SourceError for one that is missing, a folder, empty, too large or no text."""


class Disk:
    """The files on the disk."""

    def real(self, path: str) -> str:
        """The absolute path without links."""
        return os.path.realpath(path)

    def has_folder(self, path: str) -> bool:
        """Whether the folder of a path exists."""
        folder = os.path.dirname(path)
        return os.path.isdir(folder) if folder else os.path.isfile(path)

    def read(self, path: str) -> Source:
        """The file's text. Raises SourceError, which says what is wrong with the file."""
        return Source.read(path)


class Texts:
    """Texts by the paths that they stand for, in place of files.

    An editor lays them over the disk: ``Texts({"nets/a.cnn": "…"}, DISK)`` reads what is not open there from the disk.
    Without files below, as on a web page, there are no others; relative paths start at the root then.
    """

    def __init__(self, texts: Mapping[str, str], below: Files | None = None) -> None:
        self.below = below
        self.texts = {self.real(path): text for path, text in texts.items()}

    def real(self, path: str) -> str:
        """The path by which ``texts`` know a file: absolute, and without links where there is a disk below."""
        return self.below.real(path) if self.below else os.path.normpath(os.path.join(os.sep, path))

    def has_folder(self, path: str) -> bool:
        """Whether a text has this path, or the disk below has its folder."""
        return self.real(path) in self.texts or (self.below is not None and self.below.has_folder(path))

    def read(self, path: str) -> Source:
        """The text with this path, else that of the disk below. Raises SourceError."""
        text = self.texts.get(self.real(path))
        if text is not None:
            return Source(path, decode(path, text.encode("utf-8", "surrogatepass")))
        if self.below is not None:
            return self.below.read(path)
        raise SourceError(f"{path}: there is no such file")


DISK = Disk()
