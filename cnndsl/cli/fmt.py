"""`cnndsl fmt`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cnndsl.cli.common import complete_file, plugin_option, print_diagnostics
from cnndsl.cli.streams import put_document
from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.printable import printable
from cnndsl.source import MAX_BYTES, Source, SourceError, decode
from cnndsl.text import plural
from cnndsl.whole_files import MARK, replace_text
from cnndsl.zoo import is_name, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command(
    "fmt",
    short_help="Write files in the canonical layout.",
    epilog="cnndsl fmt architectures/lenet.cnn --diff",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=complete_file)
@click.option("--check", is_flag=True, help="Change nothing; exit with status 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Change nothing; print what would change.")
@plugin_option
def command(files: tuple[str, ...], check: bool, diff: bool) -> None:
    """Write .cnn files in their canonical layout; `-` takes standard input to standard output.

    Indentation, spaces, blank lines and the place of comments change; the network never does. A file that cannot
    be read as .cnn is left alone, and its faults are printed. The exit status is 0 if all is well, 1 if a file is
    faulty or `--check` finds one that would change, 2 for wrong usage.
    """
    texts = diff or "-" in files  # standard output is theirs; what is said about them goes to standard error
    changed = unchanged = faulty = 0
    for file in files:
        try:
            before, after = _formatted(file)
            if before != after:
                if diff:
                    put_document("".join(_difference(file, before, after)).encode("utf-8"))
                elif not check and file != "-":
                    _replace(file, before, after)
        except _Faults as faults:
            faulty += 1
            print_diagnostics(faults.diagnostics, sys.stderr if texts else sys.stdout)
            continue
        if file == "-" and not check and not diff:
            put_document(after.encode("utf-8"))
        elif before != after:
            click.echo(f"{'would reformat' if check or diff else 'reformatted'} {_title(file)}", err=texts)
        changed += before != after
        unchanged += before == after
    if files != ("-",):
        click.echo(_summary(changed, unchanged, faulty, tried=check or diff), err=texts)
    raise SystemExit(1 if faulty or (check and changed) else 0)


class _Faults(Exception):
    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics


def _title(file: str) -> str:
    return "<stdin>" if file == "-" else printable(file)


def _formatted(file: str) -> tuple[str, str]:
    """The text of a file as it is, and as it should be."""
    from cnndsl.layers import ALIASES
    from cnndsl.syntax.printer import SyntaxFaults, format_source

    try:
        source, mark = _read(file)
        return mark + source.text, mark + format_source(source, ALIASES)
    except SourceError as error:
        raise _Faults([Diagnostic(code.UNREADABLE, str(error), None)]) from None
    except SyntaxFaults as faults:
        raise _Faults(faults.diagnostics) from None


def _read(file: str) -> tuple[Source, str]:
    """A source, and the byte order mark before standard input; that of a file stays in it. Raises SourceError."""
    if file != "-":
        return Source.read(resolve(file)), ""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    return Source("<stdin>", decode("<stdin>", data)), "\ufeff" if data.startswith(MARK) else ""


def _replace(file: str, before: str, after: str) -> None:
    if is_name(file):
        title = f"{file} comes with cnndsl and is not changed; `cnndsl zoo {file} --copy .` makes a copy that can be"
        raise _Faults([Diagnostic(code.UNREADABLE, title, None)])
    try:
        replace_text(file, after, before)
    except OSError as error:
        title = f"{file}: cannot be written: {error.strerror or error}"
        raise _Faults([Diagnostic(code.UNREADABLE, title, None)]) from None


def _difference(file: str, before: str, after: str) -> Iterator[str]:
    """A unified diff. Only `\\n` ends a line, as in the language."""
    from cnndsl.report.text_difference import unified

    old, new = ([f"{line}\n" for line in text.split("\n")] for text in (before, after))
    for lines in (old, new):
        lines[-1] = lines[-1][:-1]  # what stands after the last line end
    title = _title(file)
    old, new = [*filter(None, old)], [*filter(None, new)]
    places = [[at for at, line in enumerate(lines) if line.strip()] for lines in (old, new)]  # the layout keeps those
    for line in unified(old, new, title, title, zip(*places, strict=False)):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _summary(changed: int, unchanged: int, faulty: int, *, tried: bool) -> str:
    """`2 files reformatted, 80 left unchanged`."""
    parts = []
    if changed:
        parts.append(f"{plural(changed, 'file')} {'would be ' if tried else ''}reformatted")
    if unchanged:
        parts.append(f"{f'{unchanged:,}' if parts else plural(unchanged, 'file')} left unchanged")
    if faulty:
        parts.append(f"{f'{faulty:,}' if parts else plural(faulty, 'file')} faulty")
    return ", ".join(parts)
