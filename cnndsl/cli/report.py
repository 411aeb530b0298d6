"""`cnndsl report`."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import (
    complete_file,
    device_option,
    input_option,
    limit_option,
    load_or_exit,
    max_pixels_option,
    plugin_option,
    set_option,
    told_errors,
)
from cnndsl.cli.drawn_files import put_or_exit, stem_of
from cnndsl.extras import require

if TYPE_CHECKING:
    from cnndsl.evaluate.evaluation import PartName
    from cnndsl.graph.inputs import InputShapes


@click.command(
    "report",
    short_help="Write a page about a network: figure, findings, training, scores, mistakes.",
    epilog="cnndsl report runs/LeNet5-1 -o report.html",
)
@click.argument("which", metavar="RUN|FILE", shell_complete=complete_file)
@set_option
@input_option
@limit_option
@plugin_option
@click.option("-o", "--output", metavar="FILE", help="Write there; - is standard output. Otherwise NAME.html, here.")
@click.option("--data", metavar="NAME|FOLDER", help="Of a RUN: data set to measure on; else the one of the run.")
@click.option("--data-dir", metavar="DIR", type=click.Path(path_type=Path), help="Where the files of a named one lie.")
@click.option("--part", type=click.Choice(["test", "validation", "train"]), default="test", show_default=True)
@device_option
@max_pixels_option
def command(
    which: str,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
    output: str | None,
    data: str | None,
    data_dir: Path | None,
    part: PartName,
    device: str,
    max_pixels: int | None,
) -> None:
    """Write one page of HTML that loads nothing from elsewhere.

    Of a FILE it shows the figure, the layers and the findings of the lints. Of a RUN also recipe, curves and results,
    confusion matrix, figures of each class, calibration, the images that it got most wrong with what the verdict rests
    on, its first filters, and its maps of one image.
    """
    is_run = os.path.isdir(which) or which.endswith(".safetensors")
    target = output or f"{stem_of(which, 'report')}.html"
    if not is_run:
        from cnndsl.report.page import report_page

        text = report_page(load_or_exit(which, input_shape, settings, limit))
    else:
        if settings or input_shape or limit:
            raise click.UsageError("--set, --input and --limit are for a FILE; a RUN has its network")
        require("cnndsl report RUN")
        with told_errors():
            text = _of_run(Path(which), part, data, data_dir, device, max_pixels)
    put_or_exit(target, text.encode(), say=output is None)


def _of_run(
    run: Path, part: PartName, data: str | None, data_dir: Path | None, device: str, max_pixels: int | None
) -> str:
    from cnndsl.evaluate import weights
    from cnndsl.evaluate.evaluation import measured
    from cnndsl.evaluate.examination import examine
    from cnndsl.evaluate.runs import records_of
    from cnndsl.report.page import report_page

    gc.enable()  # images and their gradients come and go
    trained = weights.load(run)
    examination = examine(measured(trained, part, data, data_dir, device=device, max_pixels=max_pixels))
    return report_page(trained.network, records_of(trained.path.parent), examination)
