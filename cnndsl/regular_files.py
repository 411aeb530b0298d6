"""Reading regular files: a pipe or a device, which may never end, or be waited for without end, is none."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

_WAITS_FOR_NOBODY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe would wait for somebody who writes."""


class NoRegularFileError(OSError):
    """A pipe, socket or device, which may never end, where a file is to be read."""


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """A regular file for reading. Raises OSError: NoRegularFileError, and IsADirectoryError for a folder.

    It is looked at before it is opened, which may do something to a device, and after, should another have taken its
    place meanwhile.
    """
    _require_regular(os.stat(path))
    handle = os.open(path, os.O_RDONLY | _WAITS_FOR_NOBODY)
    try:
        _require_regular(os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def _require_regular(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise NoRegularFileError(0, "it is no regular file but a pipe, socket or device")


def read_regular(path: str | os.PathLike[str], most: int) -> bytes:
    """The first ``most`` bytes of a regular file. Raises OSError, as ``open_regular`` does."""
    with open_regular(path) as file:
        return file.read(most)
