"""`cnndsl predict`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
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
from cnndsl.train.data.dataset import MAX_PIXELS

if TYPE_CHECKING:
    from cnndsl.evaluate.prediction import Prediction
    from cnndsl.evaluate.weights import Trained
    from cnndsl.graph.inputs import InputShapes

MAX_BYTES = 256 * 1024 * 1024
"""So much is read from standard input."""


@click.command(
    "predict",
    short_help="Say what a trained network takes images for.",
    epilog="cnndsl predict runs/LeNet5-1 photo.png --top 3",
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True)
@click.option("--top", type=click.IntRange(min=1), default=3, show_default=True, help="So many classes an image.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@device_option
@max_pixels_option
@weights_option
@set_option
@input_option
@limit_option
@plugin_option
def command(
    run: Path,
    images: tuple[str, ...],
    top: int,
    form: str,
    device: str,
    max_pixels: int | None,
    source: str | None,
    settings: dict[str, Any],
    input_shape: InputShapes,
    limit: int | None,
) -> None:
    """Name the most likely classes of each IMAGE with their probabilities.

    RUN is a run folder, then its best weights are used, or a .safetensors file. IMAGE is a file, a folder with images
    in it or below it, or `-` for the content of a file on standard input. Images are turned as their EXIF data ask,
    made grey or RGB, resized and normalised as in training. With --weights, RUN may be a .cnn file or the name of an
    architecture, and the weights anybody's.

    The exit status is 0 if every image was read, 1 if one was not or the run has a fault, 2 for wrong usage.
    """
    require("cnndsl predict")
    if images.count("-") > 1:
        raise click.UsageError("standard input can be read once only")
    failed = False
    with told_errors():
        from cnndsl.printable import in_json, printable

        trained = trained_of(run, source, settings, input_shape, limit)
        collected = []
        for found in _predictions(trained, images, top, device, max_pixels or MAX_PIXELS):
            failed |= found.problem is not None
            if found.problem is not None:
                click.echo(f"error: {printable(f'{found.image} {found.problem}')}", err=True)
            if form == "json":
                collected.append(found.as_json())
            elif found.problem is None:
                likely = ", ".join(f"{name} {value:.2%}" for name, value in found.likely)
                click.echo(printable(f"{found.image}: {likely}"))
        if form == "json":
            import json

            click.echo(in_json(json.dumps(collected, indent=2, ensure_ascii=False)))
    raise SystemExit(1 if failed else 0)


def _predictions(
    trained: Trained, images: tuple[str, ...], top: int, device: str, max_pixels: int
) -> Iterator[Prediction]:
    """In the order of the arguments; standard input in its place."""
    from cnndsl.evaluate.prediction import Prediction, predict, predict_bytes

    at = images.index("-") if "-" in images else len(images)
    yield from predict(trained, images[:at], top, device, max_pixels)
    if at < len(images):
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            yield Prediction("<stdin>", problem=f"is larger than {MAX_BYTES // 2**20} MiB, the limit")
        else:
            yield predict_bytes(trained, content, "<stdin>", top, device, max_pixels)
        yield from predict(trained, images[at + 1 :], top, device, max_pixels)
