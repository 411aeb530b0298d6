"""`cnndsl check`."""

from __future__ import annotations

import gc
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    check_file,
    complete_file,
    fit_file,
    input_option,
    limit_option,
    limits,
    plugin_option,
    print_diagnostics,
    read_source,
    set_option,
    told_errors,
)
from cnndsl.diagnostics import MAX_FAULTS
from cnndsl.diagnostics.codes import FILE_AS_IT_STANDS
from cnndsl.printable import printable
from cnndsl.source import SourceError
from cnndsl.text import listed, plural

if TYPE_CHECKING:
    from cnndsl.diagnostics import Diagnostic, Fix
    from cnndsl.graph.inputs import InputShapes
    from cnndsl.pipeline import Checked
    from cnndsl.source import Source
    from cnndsl.train.data.dataset import Facts


MAX_SIZES = 4096
"""More sizes are not checked in one call."""


MAX_ROUNDS = 10
"""Times that a file is mended and checked again in one call: what a faulty line hid comes to light after it."""

MAX_EFFORT_AGAIN = 60_000
"""A file is mended once more in one call only while its checks took no longer than so many lines of ten characters."""

A_FAULT = 10
"""How many lines of ten characters take as long as a fault."""

FEW = 100
"""A check that ended at the limit of faults is not repeated for fewer edits than these: it would take as long and find
as little."""


def _read_sizes(ctx: click.Context, param: click.Parameter, text: str | None) -> range | None:
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,9})\.\.([0-9]{1,9})", text)
    first, last = map(int, match.groups()) if match else (0, 0)
    if not 0 < first <= last:
        raise click.BadParameter(f"{text!r} is not a range of sizes, as in 32..256", ctx, param)
    if last - first >= MAX_SIZES:
        raise click.BadParameter(f"{text} are more than {MAX_SIZES:,} sizes, the limit", ctx, param)
    return range(first, last + 1)


@click.command(
    "check",
    short_help="Prove shapes and count parameters, without torch.",
    epilog="cnndsl check architectures/alexnet.cnn --set classes=10",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=complete_file)
@set_option
@input_option
@limit_option
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@click.option("--notes", is_flag=True, help="Show notes too: what is worth knowing, and no fault.")
@click.option("--fix", is_flag=True, help="Apply the edits that are certain, then check again.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option(
    "--sizes",
    metavar="FROM..TO",
    callback=_read_sizes,
    help="List the input sizes, the same along every axis, that the network takes.",
)
@click.option("--data", metavar="NAME|FOLDER", help="Compare with the images of a data set, as `train` does.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    help="As in `train`; the files of a named data set are not read here.",
)
@plugin_option
def command(
    files: tuple[str, ...],
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    strict: bool,
    notes: bool,
    fix: bool,
    form: str,
    sizes: range | None,
    data: str | None,
    data_dir: Path | None,
) -> None:
    """Check .cnn files; `-` is standard input.

    A clean file prints one line: name, input -> output, parameters, MACs; below it stand the warnings of the lints. A
    faulty one prints every independent fault. `# allow: W0503` on a line silences a lint there.

    --data compares channels, size and classes with those of a data set or a folder of images, without training. What
    rules settle (as size, or the parameter `classes` of the model) is said in a line each; a mismatch is an error.

    --sizes lists which square inputs the network takes, and what refuses the others; the status is 1 if it takes none.

    The exit status is 0 if all are clean, 1 if any is faulty (with --strict: or has a warning), 2 for wrong usage.
    """
    if sizes is not None:
        if data is not None:
            raise click.UsageError("--sizes and --data do not go together")
        taken = [_sizes(file, settings, input_shape, limit, sizes) for file in files]
        raise SystemExit(0 if all(taken) else 1)
    facts = None if data is None else _facts(data, data_dir)

    def examine(file: str) -> tuple[Checked, tuple[str, ...]]:
        if facts is None:
            return check_file(file, settings, input_shape, limit), ()
        return fit_file(file, settings, input_shape, facts, limit)

    failed = False
    findings = []
    for file in files:
        checked, settled = examine(file)
        edits = 0
        effort = 0
        for _ in range(MAX_ROUNDS if fix else 0):
            effort += _effort(checked)
            made = 0 if edits and effort > MAX_EFFORT_AGAIN else _fix(file, checked)
            if not made:
                break
            edits += made
            ended = len(checked.diagnostics) > MAX_FAULTS  # a last one says that no more are looked for
            checked, settled = examine(file)
            if ended and made < FEW:
                break
        if edits:
            left = len(_edits(file, checked)[1])
            again = f"; run --fix again for {left:,} more" if left else ""
            click.echo(f"{printable(file)}: {plural(edits, 'edit')} made{again}", err=True)
        found = _findings(checked, notes)
        failed |= any(d.code.severity == "error" or (strict and d.code.severity == "warning") for d in found)
        findings.append((file, checked.network, found, settled))
        if form == "text":
            if not checked.diagnostics:
                click.echo("\n".join([_line(file, checked), *(f"  {printable(note)}" for note in settled)]))
            if found:
                print_diagnostics(_gathered(found), sys.stdout)
    if form != "text":
        from cnndsl.report.diagnostic_formats import Finding, github, json_text, sarif

        written = {"json": json_text, "github": github, "sarif": sarif}[form]
        click.echo(written([Finding(*finding) for finding in findings]))
    raise SystemExit(1 if failed else 0)


def _sizes(file: str, settings: dict[str, Any], input_shape: InputShapes, limit: int | None, sizes: range) -> bool:
    """Print which sizes a file takes; whether there are any."""
    from cnndsl.pipeline import too_long
    from cnndsl.report.input_sizes import legal_sizes, told, written_input
    from cnndsl.syntax import parse

    gc.enable()  # thousands of networks are made and dropped
    try:
        source = read_source(file)
    except SourceError as error:
        click.echo(f"error: {printable(str(error))}")
        return False
    like = input_shape or written_input(source)
    if like is None:
        tree, faults = parse(source)
        if too_long(tree, faults):
            print_diagnostics(faults, sys.stdout)
            return False
        raise click.UsageError(f"{printable(file)} does not say what shape comes in; give --input CxHxW")
    found = legal_sizes(source, settings, like, sizes, limits(limit))
    first, *rest = told(found)
    click.echo("\n".join([f"{printable(file)}: {first}", *rest]))
    return bool(found.legal)


def _facts(data: str, data_dir: Path | None) -> Facts:
    """What is known of a data set without loading it; one that is not there ends the command."""
    from cnndsl.train.data import sources

    with told_errors():
        return sources.find(data, data_dir).facts


def _findings(checked: Checked, notes: bool) -> list[Diagnostic]:
    """The faults of a file, or what the lints say of its network."""
    if checked.network is None:
        return checked.diagnostics
    from cnndsl.lints import lint

    return [finding for finding in lint(checked.network) if notes or finding.code.severity != "note"]


def _gathered(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings with each note once, at its first place: it names the lines of the others."""
    places: dict[str, list[Diagnostic]] = {}
    for finding in found:
        if finding.code.severity == "note" and finding.code is not FILE_AS_IT_STANDS:
            places.setdefault(finding.code.id, []).append(finding)
    shown = []
    for finding in found:
        same = places.get(finding.code.id, [finding])
        if finding is not same[0]:
            continue
        if len(same) > 1:
            note = f"the same in {plural(len(same) - 1, 'other place')}: {_lines_of(same[1:])}"
            finding = finding._replace(notes=(*finding.notes, note))
        shown.append(finding)
    return shown


def _lines_of(findings: list[Diagnostic]) -> str:
    """`line 7`, `lines 7, 9 of a.cnn and line 3 of b.cnn`: the file's name where there are several."""

    files: dict[str, list[str]] = {}
    for span in (finding.span for finding in findings):
        if span is not None and str(span.line) not in files.setdefault(span.source.path, []):
            files[span.source.path].append(str(span.line))
    told = [(f"line{'s' if len(lines) > 1 else ''} {listed(lines, 20)}", path) for path, lines in files.items()]
    return " and ".join(text if len(told) == 1 else f"{text} of {printable(path)}" for text, path in told)


def _effort(checked: Checked) -> int:
    """What it took to check a file, in lines of ten characters; a fault takes as long as ``A_FAULT`` of them."""
    characters = 0 if checked.file is None else len(checked.file.source.text)
    return A_FAULT * len(checked.diagnostics) + characters // 10


def _edits(file: str, checked: Checked) -> tuple[Source | None, list[Fix]]:
    """The certain edits of a file itself, none of those that it imports, and its text: None where there are none."""
    from cnndsl.diagnostics.fixes import fixes_of

    sources = {d.fix.span.source.path: d.fix.span.source for d in checked.diagnostics if d.fix is not None}
    source = None if file == "-" else sources.get(file)
    return source, [] if source is None else fixes_of(checked.diagnostics, source)


def _fix(file: str, checked: Checked) -> int:
    """Apply the certain edits to a file; how many there were. The file is replaced as a whole, or not at all."""
    source, fixes = _edits(file, checked)
    if source is None:
        return 0
    from cnndsl.diagnostics.fixes import apply
    from cnndsl.whole_files import replace_text

    try:
        replace_text(file, apply(source, fixes), before=source.text)
    except OSError as error:
        click.echo(f"error: {printable(file)} cannot be written: {error.strerror or error}", err=True)
        return 0
    return len(fixes)


def _line(file: str, checked: Checked) -> str:
    network = checked.network
    if network is None:
        return f"{printable(file)}: a library of {plural(checked.blocks or 0, 'block')}"
    figures = f"{network.params:,} parameters, {network.macs:,} MACs"
    return f"{printable(file)}: {network.name}, {network.graph.signature}, {figures}"
