"""An ONNX model, written straight from the checked graph.

Initializers have the keys of the ``state_dict``, the size of the batch is free, and torch is not needed where there are
weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cnndsl.export.formats.safetensors import metadata
from cnndsl.export.options import HALF, INPUT_RANGE, SOFTMAX, Option
from cnndsl.export.product import ExportError, Product
from cnndsl.export.subject import Subject
from cnndsl.extras import require
from cnndsl.text import can_be_written

if TYPE_CHECKING:
    from cnndsl.backends.onnx import Pixels

SUFFIX = ".onnx"
TEXT = False
OPTIONS = (Option("--fold-bn", "Work batch norms into the layers before them."), HALF, SOFTMAX, INPUT_RANGE)


def make(
    subject: Subject,
    target: Path | None,
    verify: bool | None,
    *,
    fold_bn: bool,
    half: bool,
    softmax: bool,
    input_range: str | None,
) -> Product:
    """The model, in a file of its own or with a second one that has its tensors. Raises ExportError."""
    require("cnndsl export --to onnx", "numpy", extra="onnx")
    if subject.weights is None:
        require("cnndsl export of a network without weights", "torch")
    from cnndsl.backends import onnx
    from cnndsl.export.onnx_verification import Asked, verify_model

    name = target.name if target is not None else f"{subject.network.name}.onnx"
    if not can_be_written(name):  # a large model has the name of the file of its tensors in it
        raise ExportError(f"{target} is not UTF-8", "give the file another name")
    pixels, notes = _pixels(subject) if input_range else (None, ())
    try:
        graph = subject.network.graph
        model = onnx.build(graph, fold_batch_norm=fold_bn, half=half, softmax=softmax, pixels=pixels)
        model.metadata = _metadata(subject, pixels, half)
        weights = subject.reader()
        asked = Asked(subject, softmax, half, pixels is not None)
        verified, compared = verify_model(model, weights, asked, target, insist=verify)
    except onnx.OnnxError as error:
        raise ExportError(error.message, error.help) from None
    *beside, (_, content) = ((name, _told(parts)) for name, parts in model.files(name, weights).items())
    facts = {
        "opset": onnx.OPSET,
        "ir_version": onnx.IR_VERSION,
        "operators": len(model.operators),
        "tensors": len(model.initializers),
        "half": half,
        **compared,
    }
    return Product(content, dict(beside), verified, facts, notes)


def _told(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts of a file; what is wrong with a tensor as ExportError."""
    from cnndsl.backends.onnx import OnnxError

    try:
        yield from parts
    except OnnxError as error:
        raise ExportError(error.message, error.help) from None


def _pixels(subject: Subject) -> tuple[Pixels, tuple[str, ...]]:
    """How images become what the network takes, and what is to be said of it."""
    from cnndsl.backends.onnx import Pixels

    known = subject.preprocessing
    if known is not None:
        return Pixels(known.mean, known.std, known.resize), ()
    channels = subject.network.input[0]
    note = "nothing says how images are prepared: they have the network's size, and pixels are divided by 255"
    return Pixels((0.0,) * channels, (1.0,) * channels), (note,)


def _metadata(subject: Subject, pixels: Pixels | None, half: bool) -> dict[str, str]:
    """What the model says of itself: what weights say, and what its input and its numbers are."""
    found = {key: value for key, value in metadata(subject).items() if key != "format"}
    found["input_layout"] = (
        "uint8 (N, height, width, channels), 0 to 255; the preprocessing is in the graph"
        if pixels
        else "float32 (N, channels, ...)"
    )
    found["arithmetic"] = "float16" if half else "float32"
    return found
