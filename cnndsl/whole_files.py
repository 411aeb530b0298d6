"""Files that are written whole or not at all: a reader, or the time after a crash, finds the old one or the new one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

LONGEST = 100
"""Characters of a file's name that the name of its draft takes over; a file system has room for some 255."""


def write_whole(target: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file aside, bring it to the disk, and rename it. Folders that are missing are made. Raises OSError.

    ``mode`` are the permissions of the new file; without it they are the usual ones. What fails leaves no draft.
    """
    draft = target.with_name(f".{target.name[:LONGEST]}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with draft.open("xb") as file:  # never through a link that somebody else has put there
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            draft.chmod(mode)
        draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def remove_drafts(folder: Path) -> None:
    """Remove what processes that were killed have left of ``write_whole`` in a folder."""
    for draft in folder.glob(".*.*"):
        if draft.suffix[1:].isdecimal():
            with suppress(OSError):
                draft.unlink()


def replace_text(path: str, text: str) -> None:
    """Put a text (as UTF-8) in the place of a file that exists. A link is followed; the permissions stay.

    Raises OSError, for what is not a regular file and for one that may not be written too.
    """
    target = os.path.realpath(path)
    if not os.path.isfile(target):
        raise OSError(0, "is not a regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(0, "permission denied")
    write_whole(Path(target), text.encode("utf-8"), os.stat(target).st_mode & 0o7777)
