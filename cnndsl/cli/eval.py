"""`cnndsl eval`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    device_option,
    input_option,
    limit_option,
    max_pixels_option,
    plugin_option,
    set_option,
    told_errors,
    weights_option,
)
from cnndsl.cli.networks_and_runs import trained_of
from cnndsl.extras import require
from cnndsl.printable import in_json, printable
from cnndsl.whole_files import keeps_nothing, write_named

if TYPE_CHECKING:
    from cnndsl.evaluate.evaluation import Evaluation, PartName
    from cnndsl.graph.inputs import InputShapes


@click.command(
    "eval",
    short_help="Measure a trained network: accuracy, precision, recall, F1, confusion matrix.",
    epilog="cnndsl eval runs/LeNet5-1 --png confusion.png",
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--data", metavar="NAME|FOLDER", help="Data set to measure on; else the one of the run.")
@click.option("--data-dir", metavar="DIR", type=click.Path(path_type=Path), help="Where the files of a named one lie.")
@click.option(
    "--part",
    type=click.Choice(["test", "validation", "train"]),
    default="test",
    show_default=True,
    help="Which images; validation is what the run held back.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@click.option(
    "--confusion",
    type=click.Choice(["auto", "full"]),
    default="auto",
    show_default=True,
    help="full writes all of the matrix, of however many classes: in JSON as a matrix, in text as pairs.",
)
@click.option("--png", metavar="FILE", type=click.Path(path_type=Path), help="Draw the confusion matrix too.")
@click.option("--force", is_flag=True, help="Let --png replace a file that exists.")
@device_option
@click.option("--batch-size", type=click.IntRange(1, 2**20), help="Images at a time; else as in the run.")
@click.option("--skip-bad", is_flag=True, help="Leave out images that cannot be decoded.")
@max_pixels_option
@weights_option
@set_option
@input_option
@limit_option
@plugin_option
def command(
    run: Path,
    data: str | None,
    data_dir: Path | None,
    part: PartName,
    form: str,
    confusion: str,
    png: Path | None,
    force: bool,
    device: str,
    batch_size: int | None,
    skip_bad: bool,
    max_pixels: int | None,
    source: str | None,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
) -> None:
    """Measure the best weights of a RUN, or a .safetensors file, on images.

    With --weights, RUN may be a .cnn file or the name of an architecture, and the weights anybody's.

    Nothing is written but the file of --png. Whoever chooses between networks by their test images no longer has
    unseen ones: --part validation is for choosing.

    The exit status is 0 after the measurement, 1 if run, data or file have a fault, 2 for wrong usage.
    """
    require("cnndsl eval")
    if png is not None and os.path.lexists(png) and not force and not keeps_nothing(png):
        raise click.UsageError(f"--png {png} exists already; name another file, or add --force")
    with told_errors():
        from cnndsl.evaluate.evaluation import evaluate

        trained = trained_of(run, source, settings, input_shape, limit)
        found = evaluate(
            trained,
            part,
            data,
            data_dir,
            device=device,
            batch_size=batch_size,
            skip_bad=skip_bad,
            max_pixels=max_pixels,
        )
        if form == "json":
            import json

            click.echo(in_json(json.dumps(found.as_json(full=confusion == "full"), indent=2, ensure_ascii=False)))
        else:
            from cnndsl.evaluate.evaluation_text import text

            click.echo(text(found, shutil.get_terminal_size().columns, full=confusion == "full"))
        if png is not None:
            _draw(found, png)


def _draw(found: Evaluation, path: Path) -> None:
    from cnndsl.evaluate import confusion_picture
    from cnndsl.train.errors import TrainingError

    try:
        write_named(path, confusion_picture.png(found))
    except OSError as error:
        raise TrainingError(f"cannot write {path}: {error.strerror or error}", "name another place for --png") from None
    click.echo(printable(f"{path}: the confusion matrix"), err=True)
