"""The command line. One command a file of this package, imported when it is called."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from cnndsl._version import __version__
from cnndsl.cli.streams import OutputError, guard
from cnndsl.extras import MissingExtraError
from cnndsl.modules import modules_of
from cnndsl.printable import printable

_HELPERS = frozenset({"common", "drawn_files", "git_diff", "networks_and_runs", "streams"})

CHECK_ONCE = frozenset({"check", "diff", "draw", "expand", "explain", "export", "quiz", "report", "summary"})
"""Commands that check files, write what they came to, and end. They keep what they make, so that looking for garbage
would be in vain."""


@contextmanager
def _printable_errors() -> Iterator[None]:
    """Wrong usage, ours and click's, is told in words that may hold the name of any file: none steers a terminal."""
    try:
        yield
    except click.ClickException as error:
        error.message = printable(error.message)  # type: ignore[misc]  # final for type checkers, in newer versions
        raise


class Commands(click.Group):
    """Finds a command in the module of its name, so that no command waits for another's imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in modules_of(__path__) if name not in _HELPERS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names, with the words after it. Exits with a message, code 2, where there is
        none."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from cnndsl.diagnostics import did_you_mean

            near = did_you_mean(name, self.list_commands(ctx))
            advice = f"did you mean `{near}`?" if near else "`cnndsl --help` lists the commands"
            if name.endswith(".cnn"):
                advice = f"did you mean `cnndsl check {name}`?"
            ctx.fail(f"there is no command `{name}`; {advice}")
        return super().resolve_command(ctx, args)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _printable_errors():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Packages that it needs and that are not installed are said in one line, with status 2; Ctrl-C
        ends it with status 130, as in `train`, which has something to save first."""
        try:
            with _printable_errors():
                return super().invoke(ctx)
        except MissingExtraError as error:
            click.echo(printable(f"error: {error}"), err=True)
            raise SystemExit(2) from None
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            raise SystemExit(130) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with its one line and an example."""
        with formatter.section("Commands"):
            for name in self.list_commands(ctx):
                command = self.get_command(ctx, name)
                assert command is not None
                formatter.write_text(f"{name:8} {command.get_short_help_str(limit=100)}")
                formatter.write_text(f"{'':8}   $ {command.epilog}")


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="A .cnn file reads like the table in a paper; docs/language.md describes it.",
)
@click.version_option(__version__, prog_name="cnndsl", message="%(prog)s %(version)s")
def cli() -> None:
    """Declare a convolutional network as text, prove its shapes, compile it to torch.nn, train it."""


def main() -> None:
    """Run the command line, with guards around its streams; ``cnndsl.__main__`` calls it."""
    if sys.argv[1:2] and sys.argv[1] in CHECK_ONCE:
        gc.disable()
    guard()
    try:
        cli()
    except SystemExit:
        gc.freeze()  # what is left is not looked through once more at the end
        raise
    except OutputError as error:
        sys.stderr.write(f"error: standard output cannot be written: {error.strerror}\n")
        raise SystemExit(1) from None
    except Exception as error:
        plugins = sys.modules.get("cnndsl.plugins")
        if plugins is not None and (place := plugins.blame(error)):
            sys.stderr.write(printable(f"error: a plugin fails at {place}") + "\n")
            raise SystemExit(1) from None
        sys.stderr.write(
            "cnndsl: internal error. This is a bug in cnndsl: please report it with the traceback below.\n"
        )
        raise
