"""An argument that is the file of a network, or a trained one: what `export`, `bench`, `eval` and `predict` share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cnndsl.cli.common import limits, load_or_exit, show_notes, told_errors
from cnndsl.export.product import ExportError

if TYPE_CHECKING:
    from cnndsl.evaluate.weights import Trained
    from cnndsl.export.subject import Subject
    from cnndsl.graph.inputs import InputShapes


def is_run(file: str) -> bool:
    """Whether a word stands for a trained network: a folder, or a weights file."""
    return file.endswith(".safetensors") or os.path.isdir(file)


def refuse_for_run(run: str, options: Mapping[str, Any]) -> None:
    """Raises click.UsageError where one of these options was given: a trained network has all of its own."""
    for flag, value in options.items():
        if value not in (None, {}, ()):
            raise click.UsageError(f"{flag} is for a .cnn file; {run} is a trained network, with all of its own")


def subject_of(
    command: str,
    file: str,
    input_shape: InputShapes,
    settings: dict[str, Any],
    limit: int | None,
    *,
    outputs: Sequence[str] = (),
    weights: str | None = None,
    seed: int | None = None,
    trace: bool = False,
) -> Subject:
    """The network of a FILE or a RUN with its weights; ``trace`` keeps how its lines became the network. Raises what
    ``told_export_errors`` reports; a faulty network ends the command."""
    from cnndsl.export import subject
    from cnndsl.extras import require

    if is_run(file):
        require(f"{command} of a trained network", "safetensors", "numpy")
        return subject.of_run(Path(file))
    if weights is not None:
        require(f"{command} --weights", "safetensors", "numpy")
    network = load_or_exit(file, input_shape, settings, limit, record=True, trace=trace, outputs=outputs)
    return subject.of_network(network, weights, seed or 0)


def trained_of(
    run: Path, source: str | None, settings: dict[str, Any], input_shape: InputShapes, limit: int | None
) -> Trained:
    """The trained network of a RUN, or with ``source`` (``--weights``) of a .cnn file; its notes are shown.

    Raises click.UsageError for what only a file takes, and what ``told_errors`` reports.
    """
    from cnndsl.evaluate import weights, weights_from_elsewhere

    if source is not None:
        trained = weights_from_elsewhere.load(
            run, source, settings, input_shape, None if limit is None else limits(limit)
        )
    elif settings or input_shape:
        raise click.UsageError("--set and --input change a .cnn file, which needs --weights")
    elif limit is not None:
        raise click.UsageError("--limit is for a .cnn file, which needs --weights")
    else:
        trained = weights.load(run)
    show_notes(trained.notes)
    return trained


@contextmanager
def told_export_errors() -> Iterator[None]:
    """What stops an export, or the use of a trained network, as messages, with status 1; 2 for wrong usage."""
    from cnndsl.train.errors import TrainingError

    with told_errors():
        try:
            yield
        except ExportError as error:
            raise TrainingError(error.message, error.help) from None
