"""`cnndsl train`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cnndsl.cli.common import input_option, load_or_exit, set_option
from cnndsl.train.options import Options


@click.command(
    "train",
    short_help="Train a network on images, keep its best weights, test it once.",
    epilog="cnndsl train architectures/lenet.cnn --epochs 20",
)
@click.argument("file", metavar="FILE")
@set_option
@input_option
@click.option("--data", default=Options.data, show_default=True, help="Data set to train on.")
@click.option("--epochs", default=Options.epochs, show_default=True, help="Passes over the training images.")
@click.option("--batch-size", default=Options.batch_size, show_default=True, help="Images in one step.")
@click.option("--lr", default=Options.lr, show_default=True, help="Peak learning rate.")
@click.option("--seed", default=Options.seed, show_default=True, help="Decides all that is random.")
@click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda", "mps"]),
    default=Options.device,
    show_default=True,
    help="Where to compute; auto takes the fastest that is there.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Run folder, new or empty; else runs/NAME-N.")
def command(
    file: str,
    settings: dict[str, Any],
    input_shape: tuple[int, int, int] | None,
    out: Path | None,
    **choices: Any,
) -> None:
    """Train a .cnn file as a classifier.

    The best weights are chosen on a part of the training images; the test images are used once, at the end.
    The run folder gets best.safetensors, last.safetensors, metrics.csv, results.json, options.json and the
    file itself. The exit status is 0 after training, 1 if the network or the run has a fault, 2 for wrong
    usage, 130 after Ctrl-C.
    """
    from cnndsl.train.errors import OptionError, StoppedError, TrainingError

    try:
        options = Options(**choices)
        net = load_or_exit(file, input_shape, settings)
        from cnndsl.train.progress import on_stdout
        from cnndsl.train.run import train

        with on_stdout() as progress:
            train(net, options, progress, out)
    except OptionError as error:
        raise click.UsageError(f"{error.message}; {error.help}" if error.help else error.message) from None
    except StoppedError as error:
        click.echo(error.render(), err=True)
        raise SystemExit(130) from None
    except TrainingError as error:
        click.echo(error.render(), err=True)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        raise SystemExit(130) from None
