"""Standard input, output and error that may be closed, full, or left by those who read them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from cnndsl.printable import printable_lines

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class OutputError(OSError):
    """Standard output cannot be written."""


class _Guarded(io.FileIO):
    """An open file that is written until that fails; what comes after is dropped, as nobody can read it."""

    def __init__(self, handle: int, on_failure: Callable[[OSError], None]) -> None:
        super().__init__(handle, "w", closefd=False)
        self.on_failure = on_failure
        self._failed = False

    def write(self, content: ReadableBuffer, /) -> int:
        if not self._failed:
            try:
                return super().write(content) or 0
            except BlockingIOError:  # a reader that is slow, of a pipe that does not wait
                os.set_blocking(self.fileno(), True)
                return super().write(content) or 0
            except OSError as error:
                self._failed = True
                self.on_failure(error)
        return memoryview(content).nbytes


def _refuse(error: OSError) -> None:
    raise OutputError(error.errno, error.strerror) from None  # click ends a command quietly where it is EPIPE


def _drop(error: OSError) -> None:
    """Nothing to be done: of what cannot be written to standard error nothing can be said."""


def guard() -> None:
    """Make standard streams out of what the process was started with, once, before anything is printed.

    A stream that was closed reads as empty, and takes what is written. On standard output a write that fails raises
    OutputError once; on standard error it is passed over.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:  # else the next file opened would be standard output
            pass
        os.close(handle)
        sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
        sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _guarded(sys.stdout, _refuse)
    sys.stderr = _guarded(sys.stderr, _drop)


def _guarded(stream: TextIO, on_failure: Callable[[OSError], None]) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(_Guarded(stream.fileno(), on_failure)),
        encoding=stream.encoding,
        errors="backslashreplace",  # a terminal without Unicode shows escapes
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def put_document(content: bytes) -> int:
    """Write a document to standard output: its bytes into a file or a pipe; on a terminal its lines, in which what
    would steer the terminal is escaped. Gives the bytes of the document; ValueError: it is no text to show there."""
    sys.stdout.flush()
    if sys.stdout.isatty():
        sys.stdout.write(printable_lines(content.decode("utf-8")))
    else:
        sys.stdout.buffer.write(content)
    return len(content)


def outlive_readers(note: str) -> None:
    """From now on a write to standard output that fails ends nothing: ``note`` goes to standard error, once, and what
    would have followed is dropped. ``{}`` in the note is the reason."""

    listening = sys.stderr  # a progress bar puts one of its own in its place, which leads to standard output

    def say(error: OSError) -> None:
        print(note.format(error.strerror), file=listening, flush=True)

    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if isinstance(raw, _Guarded):
        raw.on_failure = say
