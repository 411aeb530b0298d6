"""Reading the small files of a run folder, which may be a stranger's: what is no file, or too large, is not read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from cnndsl.regular_files import NoRegularFileError, open_regular

MAX_BYTES = 16 * 1024 * 1024
"""A larger record is refused unread."""


class DamagedRecordError(ValueError):
    """A record that is not what a run has written; ``str()`` says what is wrong, as words after "it"."""


def open_record(path: Path, most: int = MAX_BYTES) -> BinaryIO:
    """A record for reading. Raises OSError; DamagedRecordError for what is no regular file, and for a larger one."""
    try:
        file = open_regular(path)
    except (NoRegularFileError, IsADirectoryError):
        raise DamagedRecordError("is no regular file") from None
    if os.fstat(file.fileno()).st_size > most:
        file.close()
        raise DamagedRecordError(f"is larger than {most // 2**20} MiB")
    return file


def read_text(path: Path) -> str:
    """The text of a record. Raises OSError and DamagedRecordError."""
    with open_record(path) as file:
        content = file.read(MAX_BYTES + 1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise DamagedRecordError("is not UTF-8 text") from None


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a record. Raises OSError and DamagedRecordError."""
    try:
        value = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise DamagedRecordError(f"is not JSON (line {error.lineno})") from None
    except RecursionError:
        raise DamagedRecordError("is nested too deeply") from None
    except DamagedRecordError:
        raise
    except ValueError:
        raise DamagedRecordError("has a whole number of thousands of digits") from None
    if not isinstance(value, dict):
        raise DamagedRecordError("is not a JSON object")
    return value
