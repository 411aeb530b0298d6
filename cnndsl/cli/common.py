"""What several commands share: the options that change a network, loading it, printing diagnostics."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from cnndsl import environment
from cnndsl.diagnostics import Diagnostic
from cnndsl.printable import printable
from cnndsl.source import MAX_BYTES, Source, SourceError, decode
from cnndsl.zoo import names, resolve

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cnndsl.graph.inputs import InputShapes
    from cnndsl.graph.limits import Limits
    from cnndsl.network import Draft, Network
    from cnndsl.pipeline import Checked
    from cnndsl.train.data.dataset import Facts
    from cnndsl.train.decide.fit import Fit
    from cnndsl.train.errors import TrainingError

Command = TypeVar("Command", bound=Callable[..., Any])


def complete_name(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What the shell offers for a name: those of the architectures."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names() if name.startswith(incomplete)]


def complete_file(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What the shell offers for a FILE: files, and the names of the architectures."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file"), *complete_name(ctx, param, incomplete)]


def set_option(command: Command) -> Command:
    """`--set name=value`, as often as wanted; the command gets `settings`, a dict of values of the language."""
    return click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_read_settings,
        help="Set a parameter of the model line.",
    )(command)


def _read_settings(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> dict[str, Any]:
    from cnndsl.graph.settings import SettingError, Typed, read_value

    settings: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"{text!r} is not of the form name=value, as in classes=100", ctx, param)
        try:
            read_value(value)
        except SettingError as error:
            if not re.fullmatch(r"[\w.+ -]*\w[\w.+ -]*", value):  # a text such as `v1.0`, should the parameter be one
                raise click.BadParameter(f"{text!r}: {error}", ctx, param) from None
        settings[name] = Typed(value)
    return settings


def input_option(command: Command) -> Command:
    """`--input [NAME=]CxHxW`; the command gets `input_shape`: a tuple, a dictionary by the names of inputs, or None."""
    return click.option(
        "--input",
        "input_shape",
        metavar="[NAME=]CxHxW",
        multiple=True,
        callback=_read_shapes,
        help="Use this input shape instead of the file's; of several inputs that of the named one.",
    )(command)


def _read_shapes(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> InputShapes:
    shapes: dict[str, tuple[int, ...]] = {}
    for text in texts:
        name, equals, shape = text.rpartition("=")
        if equals and not name.isidentifier():
            raise click.BadParameter(f"{text!r} is not of the form name=shape, as in left=3x224x224", ctx, param)
        if name in shapes or (shapes and "" in (name, *shapes)):
            raise click.BadParameter(f"{text!r}: give each input once, by its name: left=3x224x224", ctx, param)
        shapes[name] = _read_shape(ctx, param, shape)
    return shapes.get("", shapes or None)


def _read_shape(ctx: click.Context, param: click.Parameter, text: str) -> tuple[int, ...]:
    parts = text.split("x")
    if len(parts) > 4 or not all(re.fullmatch(r"[0-9]{1,10}", part) and 0 < int(part) < 2**31 for part in parts):
        raise click.BadParameter(f"{text!r} is no shape: channels and up to three sizes, as in 3x224x224", ctx, param)
    return tuple(map(int, parts))


def outputs_option(command: Command) -> Command:
    """`--outputs NAME,NAME`; the command gets `outputs`, a tuple of names."""
    return click.option(
        "--outputs",
        metavar="NAME,NAME",
        callback=_read_outputs,
        help="Let these layers and containers give the outputs, and leave out what none of them needs.",
    )(command)


def _read_outputs(ctx: click.Context, param: click.Parameter, text: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",")) if text is not None else ()
    if not all(names):
        raise click.BadParameter(f"{text!r} is no list of names, as in layer2,layer4", ctx, param)
    return names


def limit_option(command: Command) -> Command:
    """`--limit N`; the command gets `limit`."""
    return click.option(
        "--limit",
        type=click.IntRange(1, 10_000_000),
        help="Statements that repetition and block calls may add (10,000).",
    )(command)


def plugin_option(command: Command) -> Command:
    """`--plugin FILE|MODULE`, as often as wanted: their layer kinds are there before the command begins."""
    return click.option(
        "--plugin",
        metavar="FILE|MODULE",
        multiple=True,
        expose_value=False,
        is_eager=True,
        callback=_load_plugins,
        help="Python code with layer kinds of your own; it is run.",
    )(command)


def _load_plugins(ctx: click.Context, param: click.Parameter, plugins: tuple[str, ...]) -> None:
    if not plugins:
        return
    from cnndsl.plugins import PluginError, load

    try:
        load(plugins)
    except PluginError as error:
        raise click.UsageError(printable(str(error)), ctx) from None


def limits(limit: int | None) -> Limits:
    """The limits of the elaboration for a `--limit`."""
    from cnndsl.graph.limits import Limits

    return Limits.allowing(limit)


def check_file(
    file: str,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None = None,
    *,
    record: bool = False,
    trace: bool = False,
    outputs: Sequence[str] = (),
) -> Checked:
    """Check a file, or standard input where it is `-`. ``record`` asks for the lines that were worked out, ``trace``
    for how the network came from its lines."""
    from cnndsl.diagnostics import codes as code
    from cnndsl.pipeline import Checked, check

    try:
        source = read_source(file)
    except SourceError as error:
        return Checked(None, None, [Diagnostic(code.UNREADABLE, str(error), None)])
    return check(source, settings, input_shape, limits(limit), record=record, trace=trace, outputs=outputs)


def fit_file(
    file: str,
    settings: dict[str, Any],
    input_shape: InputShapes,
    facts: Facts,
    limit: int | None = None,
) -> Fit:
    """Check a file, or standard input where it is `-`, and compare it with a data set."""
    from cnndsl.diagnostics import codes as code
    from cnndsl.pipeline import Checked
    from cnndsl.train.decide.fit import Fit, fit

    try:
        source = read_source(file)
    except SourceError as error:
        return Fit(Checked(None, None, [Diagnostic(code.UNREADABLE, str(error), None)]))
    return fit(source, settings, input_shape, facts, limits=limits(limit))


def read_source(file: str) -> Source:
    """The text of a file, of the architecture of a name, or of standard input where it is `-`. Raises SourceError."""
    if file != "-":
        return Source.read(resolve(file))
    return Source("<stdin>", decode("<stdin>", sys.stdin.buffer.read(MAX_BYTES + 1)))


def load_or_exit(
    file: str,
    input_shape: InputShapes,
    settings: dict[str, Any],
    limit: int | None = None,
    *,
    record: bool = False,
    trace: bool = False,
    outputs: Sequence[str] = (),
    checked: Checked | None = None,
) -> Network:
    """The network of a file, which may have been ``checked`` already. A faulty one prints its diagnostics to standard
    error and ends with status 1."""
    if checked is None:
        checked = check_file(file, settings, input_shape, limit, record=record, trace=trace, outputs=outputs)
    if checked.diagnostics:
        print_diagnostics(checked.diagnostics, sys.stderr)
        raise SystemExit(1)
    if checked.network is None:
        click.echo(f"error: {printable(file)} is a library of blocks, not a network: it has no `input`", err=True)
        raise SystemExit(1)
    return checked.network


def known_or_exit(
    file: str,
    input_shape: InputShapes,
    settings: dict[str, Any],
    limit: int | None = None,
    *,
    outputs: Sequence[str] = (),
) -> tuple[Network | Draft, list[Diagnostic]]:
    """What is known of the network of a file, and its faults. Where that is nothing, of a file that cannot be read or a
    library, and where the ``outputs`` are not there, the command ends with status 1."""
    checked = check_file(file, settings, input_shape, limit, outputs=outputs)
    unknown = bool(outputs) and any(fault.span is None for fault in checked.diagnostics)
    if checked.draft is None or unknown or not any(checked.draft.graph.layers()):
        return load_or_exit(file, input_shape, settings, limit, checked=checked), []
    return checked.network or checked.draft, checked.diagnostics


@contextmanager
def faults_below(faults: list[Diagnostic]) -> Iterator[None]:
    """Print the faults of a file after what is shown of it, to standard error, and end with status 1."""
    yield
    if faults:
        click.echo("", err=True)
        print_diagnostics(faults, sys.stderr)
        raise SystemExit(1)


def print_diagnostics(diagnostics: list[Diagnostic], stream: TextIO) -> None:
    """Print diagnostics, in colour on a terminal unless NO_COLOR is set."""
    from cnndsl.diagnostics.render import render_all

    click.echo(render_all(diagnostics, color=wants_color(stream)), file=stream, color=True)


def wants_color(stream: TextIO) -> bool:
    """Whether a stream is a terminal that takes colour, by the NO_COLOR convention."""
    return stream.isatty() and environment.allows_colour()


def device_option(command: Command) -> Command:
    """`--device`, as `train` has it; the command gets `device`."""
    from cnndsl.train.decide.options import RULES, Options

    kinds = click.Choice(RULES["device"].words)
    return click.option("--device", type=kinds, default=Options.device, show_default=True, help=RULES["device"].help)(
        command
    )


def max_pixels_option(command: Command) -> Command:
    """`--max-pixels`, as `train` has it; the command gets `max_pixels`, None where it was not given."""
    from cnndsl.train.decide.options import RULES, Options

    rule = RULES["max_pixels"]
    kind = click.IntRange(int(rule.least or 1), int(rule.most or 0))
    help_ = f"{rule.help}  [default: {Options.max_pixels}]"
    return click.option("--max-pixels", metavar="N", type=kind, help=help_)(command)


def weights_option(command: Command) -> Command:
    """`--weights FILE`; the command gets `source`, a text or None."""
    return click.option(
        "--weights",
        "source",
        metavar="FILE",
        help="Use these weights: a file, a run folder, torchvision:WEIGHTS or timm:NAME. RUN may be a .cnn file then.",
    )(command)


def show_error(error: TrainingError) -> None:
    """Print what went wrong."""
    click.echo(error.render(), err=True)


def show_notes(notes: Iterable[str]) -> None:
    """Print what the user should know of a trained network to standard error."""
    for note in notes:
        click.echo(f"note: {printable(note)}", err=True)


@contextmanager
def told_errors() -> Iterator[None]:
    """What stops training or the use of a trained network, as messages: status 2 for wrong usage, 130 for a run that
    was stopped and saved, 1 for the rest."""
    from cnndsl.train.decide.task import FitError
    from cnndsl.train.errors import OptionError, StoppedError, TrainingError
    from cnndsl.weights import WeightsError

    try:
        yield
    except WeightsError as error:
        show_error(TrainingError(error.message, error.help, error.table))
        raise SystemExit(1) from None
    except FitError as error:
        print_diagnostics(error.diagnostics, sys.stderr)
        raise SystemExit(1) from None
    except OptionError as error:
        raise click.UsageError(f"{error.message}; {error.help}" if error.help else error.message) from None
    except TrainingError as error:
        show_error(error)
        raise SystemExit(130 if isinstance(error, StoppedError) else 1) from None
    except (MemoryError, RuntimeError) as error:
        from cnndsl.train.machine.memory import ran_out

        if not ran_out(error):
            raise
        click.echo("error: this machine has not enough memory for it", err=True)
        raise SystemExit(1) from None
