"""Files that are written whole or not at all: a reader, or the time after a crash, finds the old one or the new one."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from cnndsl.regular_files import open_regular

LONGEST = 100
"""Bytes of a file's name that the name of its draft takes over; a file system has room for some 255."""


MARK = b"\xef\xbb\xbf"
"""The byte order mark of UTF-8."""


def write_whole(
    target: Path,
    content: bytes | Iterable[bytes],
    mode: int | None = None,
    *,
    make_folders: bool = True,
    at_last: Callable[[Path], None] | None = None,
) -> None:
    """Write a file aside, bring it to the disk, and rename it. Folders that are missing are made, unless
    ``make_folders`` is false. Raises OSError.

    ``content`` may come in parts, each written before the next is asked for. ``mode`` are the permissions of the new
    file; without it they are the usual ones. ``at_last`` is called with the draft right before it is renamed. What
    fails, in it too, leaves the file as it was and no draft.
    """
    start = target.name.encode("utf-8", "surrogateescape")[:LONGEST].decode("utf-8", "ignore")
    draft = target.with_name(f".{start}.{os.getpid()}")
    try:
        if make_folders:
            target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with draft.open("xb") as file:  # never through a link that somebody else has put there
            for part in [content] if isinstance(content, bytes) else content:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            draft.chmod(mode)
        if at_last is not None:
            at_last(draft)
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


def write_named(target: Path, content: bytes | Iterable[bytes]) -> int:
    """Write what somebody asked for under a name of his own: a file whole, with the folders above it; a pipe or device,
    such as /dev/null, as it comes. Gives the bytes. Raises OSError."""
    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for part in [content] if isinstance(content, bytes) else content:
            count += len(part)
            yield part

    if not keeps_nothing(target):
        write_whole(target, counted())
        return count
    with target.open("wb", buffering=0) as stream:
        if stream.isatty():
            raise OSError(0, "it is a terminal; `-` is standard output, which shows no control characters")
        for part in counted():
            while part := part[stream.write(part) :]:
                pass
    return count


def keeps_nothing(path: Path) -> bool:
    """Whether a pipe or a device such as /dev/null has this name: what is written there takes the place of nothing."""
    try:
        kind = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISCHR(kind) or stat.S_ISFIFO(kind)


def replace_text(path: str, text: str, before: str) -> None:
    """Put a text (as UTF-8) in the place of the text ``before`` of a file. A link is followed; permissions, owner,
    extended attributes, a byte order mark and other names of the file (hard links) stay.

    Raises OSError, for what is not a regular file, for one that may not be written, and for one that does not hold
    ``before``: somebody has changed it meanwhile. Then, and where the disk is full, it is as it was.
    """
    target = os.path.realpath(path)
    if not os.path.isfile(target):
        raise OSError(0, "is not a regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(0, "permission denied")
    mark = MARK if _content(target).startswith(MARK) else b""
    old, new = mark + before.encode("utf-8"), mark + text.encode("utf-8")

    def require_unchanged() -> None:
        if _content(target) != old:
            raise OSError(0, "it was changed meanwhile")

    def finish(draft: Path) -> None:
        _copy_attributes(target, draft)
        require_unchanged()

    now = os.stat(target)
    require_unchanged()
    if now.st_nlink > 1 or not _can_be_made_again(target, now):
        _overwrite(target, old, new)
    else:
        write_whole(Path(target), new, now.st_mode & 0o7777, at_last=finish)


def _content(path: str) -> bytes:
    with open_regular(path) as file:
        return file.read()


def _can_be_made_again(path: str, now: os.stat_result) -> bool:
    """Whether a new file in the place of this one can have its owner and group."""
    if not os.access(os.path.dirname(path), os.W_OK):
        return False
    user = os.geteuid()
    return user == 0 or (now.st_uid == user and now.st_gid in (os.getegid(), *os.getgroups()))


def _copy_attributes(path: str, draft: Path) -> None:
    """Give a draft the owner, group and extended attributes of a file, access lists among them."""
    now = os.stat(path)
    os.chown(draft, now.st_uid, now.st_gid)
    draft.chmod(now.st_mode & 0o7777)  # which a change of the owner may take from
    for name in os.listxattr(path) if hasattr(os, "listxattr") else ():
        with suppress(OSError):  # of the system's own some cannot be set
            os.setxattr(draft, name, os.getxattr(path, name))


def _overwrite(path: str, old: bytes, new: bytes) -> None:
    """Write a file in its place, what makes it longer first. Where that ends early, for want of room or by an
    interrupt, the old content comes back, for which there is room."""
    with open(path, "r+b", buffering=0) as file:
        try:
            for start, part in ((len(old), new[len(old) :]), (0, new[: len(old)])):
                file.seek(start)
                while part := part[file.write(part) :]:
                    pass
            file.truncate(len(new))
            os.fsync(file.fileno())
        except BaseException:
            file.seek(0)
            file.write(old)
            file.truncate(len(old))
            raise
