"""What runs a network: PyTorch as it is, torch.compile, or onnxruntime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import torch
from torch import Tensor

from cnndsl import export
from cnndsl.export.product import ExportError, write
from cnndsl.export.subject import Subject
from cnndsl.extras import require
from cnndsl.train.errors import OptionError, TrainingError
from cnndsl.train.machine import devices

EngineName = Literal["torch", "compile", "onnxruntime"]
DTYPES = {"float32": torch.float32, "bf16": torch.bfloat16, "float16": torch.float16}
"""What weights and images are stored and computed in."""

Engine = Callable[[int], Callable[[], object]]
"""For a batch size: what runs one batch of noise, which lies on the device already."""


def engine(name: EngineName, subject: Subject, device: torch.device, precision: str) -> Engine:
    """What runs the network on a device. Raises OptionError where the engine cannot, TrainingError where it fails."""
    if name == "onnxruntime":
        return _onnxruntime(subject, device, precision)
    return _torch(subject, device, DTYPES[precision], compiled=name == "compile")


def _torch(subject: Subject, device: torch.device, dtype: torch.dtype, *, compiled: bool) -> Engine:
    layout = _layout(device, dtype)
    module = subject.module().to(device, dtype)
    if _is_image(subject):
        module = module.to(memory_format=layout)
    run = torch.compile(module, dynamic=False) if compiled else module

    def of_batch(size: int) -> Callable[[], object]:
        inputs = [x.to(device, dtype) for x in noise(subject, size)]
        if _is_image(subject):
            inputs = [x.contiguous(memory_format=layout) for x in inputs]

        @torch.inference_mode()
        def call() -> object:
            return run(*inputs)

        if compiled:
            _compile(call)
        return call

    return of_batch


def _layout(device: torch.device, dtype: torch.dtype) -> torch.memory_format:
    """channels_last where `cnndsl predict` has it, and for float16 as for bf16."""
    return devices.memory_format(device, "float32" if dtype == torch.float32 else "bf16")


def _compile(call: Callable[[], object]) -> None:
    """Make the first call, in which torch.compile compiles. Raises TrainingError where it cannot."""
    try:
        call()
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # inductor passes on what its compilers raise
        lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
        raise TrainingError(
            f"torch.compile fails: {lines[0]}",
            "it needs a C++ compiler, and Triton on a GPU; --backend torch needs neither",
        ) from None


def _onnxruntime(subject: Subject, device: torch.device, precision: str) -> Engine:
    require("cnndsl bench --backend onnxruntime", "onnxruntime", extra="onnx")
    if device.type != "cpu":
        raise OptionError("onnxruntime is measured on the CPU only", "give --device cpu")
    if precision == "bf16":
        raise OptionError("an ONNX model here is float32 or float16", "give --precision float32")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 4  # what it says comes as an exception, too
    with TemporaryDirectory(prefix="cnndsl-bench-") as folder:
        path = Path(folder) / "model.onnx"
        try:
            product = export.load("onnx").make(
                subject, path, False, fold_bn=False, half=precision == "float16", softmax=False, input_range=None
            )
            write(product, path, force=False)
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except ExportError as error:
            raise TrainingError(error.message, error.help) from None
        except Exception as error:  # its exceptions have no base of their own
            raise TrainingError(f"onnxruntime does not take the model: {error}") from None
    names = [entry.name for entry in session.get_inputs()]

    def of_batch(size: int) -> Callable[[], object]:
        given = dict(zip(names, (x.numpy() for x in noise(subject, size)), strict=True))
        return lambda: session.run(None, given)

    return of_batch


def noise(subject: Subject, size: int) -> Sequence[Tensor]:
    """Random inputs, float32 N x C x H x W each, on the CPU: what is measured does not depend on them."""
    draw = torch.Generator().manual_seed(0)
    return [torch.randn(size, *entry.shape, generator=draw) for entry in subject.network.inputs]


def _is_image(subject: Subject) -> bool:
    """Whether batches are N x C x H x W, which alone have channels_last."""
    return all(len(entry.shape) == 3 for entry in subject.network.inputs)
