"""Files that are written whole or not at all: a reader, or the time after a crash, finds the old one or the new one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

LONGEST = 100
"""Characters of a file's name that the name of its draft takes over; a file system has room for some 255."""


MARK = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""


def write_whole(
    target: Path,
    content: bytes | Iterable[bytes],
    mode: int | None = None,
    owner: tuple[int, int] | None = None,
    *,
    make_folders: bool = True,
) -> None:
    """Write a file aside, bring it to the disk, and rename it. Folders that are missing are made, unless
    ``make_folders`` is false. Raises OSError.

    ``content`` may come in parts, each written before the next is asked for. ``mode`` are the permissions of the new
    file and ``owner`` its user and group, as far as that may be set; without them they are the usual ones. What fails
    leaves no draft.
    """
    draft = target.with_name(f".{target.name[:LONGEST]}.{os.getpid()}")
    try:
        if make_folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with draft.open("xb") as file:  # never through a link that somebody else has put there
            for part in [content] if isinstance(content, bytes) else content:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if owner is not None:
            with suppress(PermissionError):
                os.chown(draft, *owner)
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


def replace_text(path: str, text: str, before: str) -> None:
    """Put a text (as UTF-8) in the place of the text ``before`` of a file. A link is followed; permissions, owner, a
    byte order mark and other names of the file (hard links) stay.

    Raises OSError, for what is not a regular file, for one that may not be written, and for one that does not hold
    ``before``: somebody has changed it meanwhile.
    """
    target = os.path.realpath(path)
    if not os.path.isfile(target):
        raise OSError(0, "is not a regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(0, "permission denied")
    with open(target, "rb") as file:
        found = file.read()
    mark = MARK if found.startswith(MARK) else b""
    if found != mark + before.encode("utf-8"):
        raise OSError(0, "it was changed meanwhile")
    now, content = os.stat(target), mark + text.encode("utf-8")
    if now.st_nlink > 1:  # a new file would take one name from the others
        with open(target, "r+b") as file:
            file.write(content)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        return
    write_whole(Path(target), content, now.st_mode & 0o7777, (now.st_uid, now.st_gid))
