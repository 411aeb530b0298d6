"""`cnndsl export`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cnndsl import export
from cnndsl.cli.common import (
    Command,
    complete_file,
    input_option,
    limit_option,
    outputs_option,
    plugin_option,
    set_option,
    show_notes,
)
from cnndsl.cli.drawn_files import stem_of
from cnndsl.cli.networks_and_runs import is_run, refuse_for_run, subject_of, told_export_errors
from cnndsl.cli.streams import put_document
from cnndsl.export.product import ExportError, Product, require_free, write
from cnndsl.printable import in_json, printable

if TYPE_CHECKING:
    from cnndsl.export.subject import Subject
    from cnndsl.graph.inputs import InputShapes


def _format_options(command: Command) -> Command:
    """The options of all formats; the help says whose they are."""
    takers: dict[str, list[str]] = {}
    known = {}
    for name in export.names():
        for option in export.load(name).OPTIONS:
            takers.setdefault(option.flag, []).append(name)
            known[option.flag] = option
    for flag, option in sorted(known.items(), reverse=True):
        help_ = f"{option.help} ({', '.join(takers[flag])})"
        kind: dict[str, Any] = {"type": click.Choice(option.words)} if option.words else {"is_flag": True}
        command = click.option(flag, help=help_, **kind)(command)
    return command


@click.command(
    "export",
    short_help="Hand a network over to others: as PyTorch source, a graph, weights, or one .cnn file.",
    epilog="cnndsl export architectures/lenet.cnn --to cnn -o lenet.cnn",
    help="Write a network in a format of others.\n\n"
    "FILE is a .cnn file or an architecture's name; a RUN is a run folder, or weights that `cnndsl train` wrote, and "
    "brings its best weights, class names and preprocessing. Without --to the ending of -o chooses the format:\n\n\b\n"
    + "\n".join(f"{name:12} *{export.load(name).SUFFIX:13} {export.summary(name)}" for name in export.names())
    + "\n\nWhat was made is compared with the network where the packages for that are there. No file is overwritten "
    "without --force, and each is written whole or not at all.",
)
@click.argument("file", metavar="FILE|RUN", shell_complete=complete_file)
@click.option("--to", "form", type=click.Choice(export.names()), help="The format, if the file's name does not say it.")
@click.option("-o", "--output", metavar="PATH", help="Write to this file, - is standard output; else into this folder.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@click.option(
    "--weights",
    metavar="PATH",
    help="Weights for FILE: a .safetensors, .pt or .pth file, a run folder, torchvision:WEIGHTS or timm:NAME.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    help="Of the initialisation, where there are no weights.  [default: 0]",
)
@click.option("--verify/--no-verify", default=None, help="Insist on the comparison with the network, or leave it out.")
@_format_options
@click.option(
    "--report", "report_form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How to say what was written.",
)  # fmt: skip
@set_option
@input_option
@limit_option
@outputs_option
@plugin_option
def command(
    file: str,
    form: str | None,
    output: str | None,
    force: bool,
    weights: str | None,
    seed: int | None,
    verify: bool | None,
    report_form: str,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    outputs: tuple[str, ...],
    **options: Any,
) -> None:
    trained = is_run(file)
    form, target = _target(file, form, output, trained)
    format_ = export.load(form)
    if target is None and not format_.TEXT and sys.stdout.isatty():
        raise click.UsageError(f"--to {form} is no text; name a file with -o")
    chosen = _own(format_, form, options)
    if trained:
        refuse_for_run(
            file,
            {"--set": settings, "--input": input_shape, "--outputs": outputs, "--weights": weights, "--seed": seed},
        )
    if weights is not None and seed is not None:
        raise click.UsageError("--seed is for a network without --weights")
    with told_export_errors():
        if target is not None:
            require_free(target, force=force, chosen=output is not None)
        subject = subject_of(
            "cnndsl export",
            file,
            input_shape,
            settings,
            limit,
            outputs=outputs,
            weights=weights,
            seed=seed,
            trace=form == "python" and not outputs,
        )
        product = format_.make(subject, target, verify, **chosen)
        show_notes((*subject.notes, *product.notes))
        sizes = _written(product, target, force=force)
    report = _report(subject, product, form, sizes, target)
    if report_form == "json":
        click.echo(in_json(json.dumps(report, indent=2, ensure_ascii=False)), err=target is None)
    else:
        click.echo(printable(_said(report)), err=target is None)


def _target(file: str, form: str | None, output: str | None, is_run: bool) -> tuple[str, Path | None]:
    """The format, and the file to write (None for standard output). Raises click.UsageError."""
    endings = {export.load(name).SUFFIX: name for name in export.names()}
    if output is None:
        if form is None:
            raise click.UsageError(f"give --to ({', '.join(export.names())}), or -o with one of {', '.join(endings)}")
        return form, Path(stem_of(file) + export.load(form).SUFFIX)
    if output == "-":
        if form is None:
            raise click.UsageError(f"-o - needs --to: {', '.join(export.names())}")
        return form, None
    inferred = endings.get(Path(output).suffix.lower())
    if form is None and inferred is None:
        raise click.UsageError(f"{output} names no format; end it with one of {', '.join(endings)}, or give --to")
    return form or str(inferred), Path(output)


def _own(format_: export.Format, form: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a format. Raises click.UsageError where one was given that it does not take."""
    taken = {option.name for option in format_.OPTIONS}
    for name, value in options.items():
        if value and name not in taken:
            raise click.UsageError(f"--{name.replace('_', '-')} is not for --to {form}")
    return {name: value for name, value in options.items() if name in taken}


def _written(product: Product, target: Path | None, *, force: bool) -> dict[str, int]:
    """Write the product; the bytes of each file, or of standard output as `-`."""
    if target is not None:
        return write(product, target, force=force)
    if product.beside:
        raise ExportError("this takes several files", "name one with -o")
    parts = [product.content] if isinstance(product.content, bytes) else product.content
    if sys.stdout.isatty():
        parts = [b"".join(parts)]  # a text, in which no character is cut in two
    return {"-": sum(map(put_document, parts))}


def _report(
    subject: Subject, product: Product, form: str, sizes: dict[str, int], target: Path | None
) -> dict[str, object]:
    network = subject.network
    return {
        "format": form,
        "file": str(target or "-"),
        "files": sizes,
        "model": network.name,
        "input": list(network.input),
        "output": list(network.output),
        "parameters": network.params,
        "weights": None if subject.weights is None else str(subject.weights),
        "seed": subject.seed if subject.weights is None else None,
        "classes": len(subject.classes) or None,
        "source": subject.digest,
        "verified": product.verified or None,
        **product.facts,
    }


def _said(report: dict[str, Any]) -> str:
    """The report as a line."""
    total = sum(report["files"].values())
    verified = report["verified"] or "not verified"
    return f"wrote {report['file']}: {report['model']} as {report['format']}, {total:,} bytes; {verified}"
