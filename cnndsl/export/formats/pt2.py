"""A program of torch.export, for torch alone.

Its parameters have the keys of the ``state_dict`` (after `network.`, where preprocessing or softmax are put around it),
the size of the batch is free, and it needs neither cnndsl nor the classes of the module:
``torch.export.load(path).module()``. Class names, preprocessing and source are in its extra file ``metadata.json``.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnndsl.export.formats.safetensors import metadata
from cnndsl.export.options import HALF, INPUT_RANGE, SOFTMAX
from cnndsl.export.product import ExportError, Product
from cnndsl.export.subject import Subject
from cnndsl.extras import require

if TYPE_CHECKING:
    from torch import Tensor, nn

SUFFIX = ".pt2"
TEXT = False
OPTIONS = (HALF, SOFTMAX, INPUT_RANGE)

METADATA = "metadata.json"
BATCHES = (1, 3)
"""The program is compared with the module at these sizes."""


def make(
    subject: Subject,
    target: Path | None,
    verify: bool | None,
    *,
    half: bool,
    softmax: bool,
    input_range: str | None,
) -> Product:
    """The program, compared with the module that it is made of: equal to the last bit. Raises ExportError."""
    require("cnndsl export --to pt2", "torch", "numpy")
    import torch

    from cnndsl.export.shipped_module import normalisation, shipped

    pixels, notes = normalisation(subject) if input_range else (None, ())
    module = shipped(subject, half=half, softmax=softmax, pixels=pixels)
    free = {0: torch.export.Dim("batch")}
    example = _inputs(subject, 2, pixels is not None)
    try:
        program = torch.export.export(module, example, dynamic_shapes=_each(module, (free,) * len(example)))
    except Exception as error:  # what torch.export raises for a module that it cannot take is not documented
        raise ExportError(
            f"torch.export does not take the network: {_first_line(error)}",
            "it follows tensors only: a plugin's module must not branch on their values or on the size of the batch",
        ) from None
    buffer = BytesIO()
    says = {key: value for key, value in metadata(subject).items() if key != "format"}
    says["input_layout"] = "uint8 NHWC, 0 to 255, normalised in the graph" if pixels else "float32, channels first"
    says["arithmetic"] = "float16" if half else "float32"
    torch.export.save(program, buffer, extra_files={METADATA: json.dumps(says)})
    content = buffer.getvalue()
    verified = "" if verify is False else _verified(content, module, subject, pixels is not None)
    facts = {"tensors": len(program.state_dict), "operators": _operators(program), "half": half}
    return Product(content, verified=verified, facts=facts, notes=notes)


def _each(module: nn.Module, shapes: tuple[Any, ...]) -> Any:
    """Shapes of the inputs as torch.export wants them: nested where ``forward`` gathers its inputs."""
    from cnndsl.export.shipped_module import Shipped

    return (shapes,) if isinstance(module, Shipped) else shapes


def _inputs(subject: Subject, batch: int, images: bool) -> tuple[Tensor, ...]:
    """Random inputs of a network, always the same: numbers around 0, or images as they are decoded."""
    import torch

    draw = torch.Generator().manual_seed(batch)
    shapes = [entry.shape for entry in subject.network.inputs]
    if images:
        channels = _channels(subject)
        return tuple(
            torch.randint(256, (batch, *shape[1:], channels), generator=draw, dtype=torch.uint8) for shape in shapes
        )
    return tuple(torch.randn(batch, *shape, generator=draw) for shape in shapes)


def _channels(subject: Subject) -> int:
    return len(subject.preprocessing.mean) if subject.preprocessing else subject.network.input[0]


def _verified(content: bytes, module: nn.Module, subject: Subject, images: bool) -> str:
    """Compare what is read again with the module. Raises ExportError where a bit differs."""
    import torch

    program = torch.export.load(BytesIO(content)).module()
    for batch in BATCHES:
        inputs = _inputs(subject, batch, images)
        try:
            with torch.no_grad():
                returned = module(*inputs), program(*inputs)
        except NotImplementedError as error:
            raise ExportError(
                f"PyTorch cannot compute the network here, so nothing can be compared: {_first_line(error)}",
                "leave out --half, or take --no-verify",
            ) from None
        ours, theirs = map(_outputs, returned)
        if isinstance(returned[0], dict) and list(returned[0]) != list(returned[1]):
            raise ExportError("what was exported gives other names than the network: this is a bug in cnndsl")
        if len(ours) != len(theirs) or not all(map(_equal, ours, theirs)):
            raise ExportError("what was exported does not compute what the network does: this is a bug in cnndsl")
    return f"read again, equal to the last bit at batches {' and '.join(map(str, BATCHES))}"


def _outputs(found: Any) -> tuple[Tensor, ...]:
    """The tensors that a module returns; those of a dictionary in the order of their names there."""
    if isinstance(found, dict):
        found = tuple(found.values())
    return tuple(found) if isinstance(found, tuple | list) else (found,)


def _equal(ours: Tensor, theirs: Tensor) -> bool:
    import torch

    return ours.dtype == theirs.dtype and bool(torch.equal(ours.nan_to_num(), theirs.nan_to_num()))


def _operators(program: Any) -> int:
    return sum(node.op == "call_function" for node in program.graph.nodes)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
