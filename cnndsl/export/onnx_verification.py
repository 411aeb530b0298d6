"""An ONNX model beside the network that it was made of: onnxruntime and PyTorch get the same random input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cnndsl.backends.onnx import Model, Weights
from cnndsl.export.product import ExportError
from cnndsl.export.subject import Subject
from cnndsl.extras import MissingExtraError, require
from cnndsl.whole_files import write_whole

if TYPE_CHECKING:
    import torch

BATCHES = (1, 3)
FLOAT32, FLOAT16 = 1e-3, 0.1
"""The largest difference, relative to the largest output, that rounding explains. In float32 a network may be so
sensitive to it that there is more; then PyTorch's own difference from float64 is the measure."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model was to be."""

    subject: Subject
    softmax: bool
    half: bool
    images: bool


def verify_model(
    model: Model, weights: Weights, asked: Asked, target: Path | None, *, insist: bool | None
) -> tuple[str, dict[str, Any]]:
    """What the comparison came to: a sentence, and facts for programs. Both are empty where none was made.

    That is so where ``insist`` is False, or where it is None and a package is missing. Raises ExportError where the
    model does not give what the network gives, MissingExtraError where a package is missing and ``insist`` is True.
    """
    try:
        require("comparing the model with the network", "onnxruntime", extra="onnx")
        require("comparing the model with the network", "torch")
    except MissingExtraError:
        if insist:
            raise
        return "", {}
    if insist is False:
        return "", {}
    folder = target.parent if target is not None and target.parent.is_dir() else None
    try:
        with TemporaryDirectory(prefix=".cnndsl-", dir=folder) as drafts:
            for name, parts in model.files("model.onnx", weights).items():
                write_whole(Path(drafts) / name, parts)
            largest = _largest_difference(Path(drafts) / "model.onnx", asked)
    except OSError as error:
        raise ExportError(
            f"there is no place to verify the model: {error.strerror or error}", "give --no-verify"
        ) from None
    said = f"onnxruntime differs from PyTorch by {largest:.1e} of the largest output at most, with batches of 1 and 3"
    return said, {"difference": largest, "batches": list(BATCHES)}


def _largest_difference(path: Path, asked: Asked) -> float:
    """Raises ExportError where rounding does not explain it."""
    import torch

    from cnndsl.export.shipped_module import normalisation, shipped

    run, largest = _session(path), 0.0
    shapes = [tuple(end.node.shape) for end in asked.subject.network.graph.inputs]
    pixels = normalisation(asked.subject)[0] if asked.images else None
    module = shipped(asked.subject, half=False, softmax=asked.softmax, pixels=pixels)
    random = torch.Generator().manual_seed(0)
    with torch.inference_mode():
        for batch in BATCHES:
            given = [_drawn(shape, batch, asked, random) for shape in shapes]
            try:
                expected = _outputs(module, given)
            except ValueError:
                if batch > 1:
                    raise
                continue  # a batch norm without running estimates takes no single value
            found = run([each.numpy() for each in given])
            difference = max(map(_relative, found, expected))
            if difference > (FLOAT16 if asked.half else FLOAT32):
                _require_explained(module, given, expected, difference, asked)
            largest = max(largest, difference)
    return largest


def _session(path: Path) -> Callable[[list[Any]], list[torch.Tensor]]:
    """What runs a model on arrays, in the order of its inputs. Raises ExportError where onnxruntime refuses it."""
    import onnxruntime
    import torch

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # what it says comes as an exception, too
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions have no base of their own
        raise ExportError(
            f"onnxruntime does not take the model: {error}", "give --no-verify to write it all the same"
        ) from None
    names = [each.name for each in session.get_inputs()]

    def run(arrays: list[Any]) -> list[torch.Tensor]:
        try:
            outputs = session.run(None, dict(zip(names, arrays, strict=True)))
        except Exception as error:
            raise ExportError(
                f"onnxruntime does not run the model: {error}", "give --no-verify to write it all the same"
            ) from None
        return [torch.from_numpy(each) for each in outputs]

    return run


def _drawn(shape: tuple[int, ...], batch: int, asked: Asked, random: torch.Generator) -> torch.Tensor:
    """A batch for an input of the network: numbers around 0, or images of its size."""
    import torch

    if not asked.images:
        return torch.randn((batch, *shape), generator=random)
    known = asked.subject.preprocessing
    channels = shape[0] if known is None else len(known.mean)
    return torch.randint(0, 256, (batch, *shape[1:], channels), generator=random, dtype=torch.uint8)


def _outputs(module: torch.nn.Module, given: list[torch.Tensor]) -> list[torch.Tensor]:
    found = module(*given)
    if isinstance(found, dict):
        return [*found.values()]
    return [*found] if isinstance(found, tuple | list) else [found]


def _relative(found: torch.Tensor, expected: torch.Tensor) -> float:
    """The largest difference relative to the largest output; infinite where shapes or what is no number differ."""
    if found.shape != expected.shape or not found.isnan().equal(expected.isnan()):
        return float("inf")
    found, expected = found.double().nan_to_num(), expected.double().nan_to_num()
    return float((found - expected).abs().max() / expected.abs().max().clamp(min=1e-30))


def _require_explained(
    module: torch.nn.Module, given: list[torch.Tensor], expected: list[torch.Tensor], difference: float, asked: Asked
) -> None:
    """Raises ExportError where a difference is larger than rounding makes it."""
    help_ = "leave out --half" if asked.half else "this is a bug in cnndsl"
    if not asked.half:
        exact = _outputs(module.double(), [each.double() if each.is_floating_point() else each for each in given])
        rounding = max(map(_relative, expected, exact))
        module.float()
        if difference <= 10 * rounding:
            return
    what = f"the model differs from the network by {difference:.1e} of the largest output"
    raise ExportError(what, f"{help_}, or give --no-verify to write it all the same")
