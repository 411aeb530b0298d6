"""ONNX models as the standard's checker and onnxruntime take them, beside the module of the same network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from cnndsl.backends.onnx import Weights, build
from cnndsl.graph.ir import Graph


def weights_of(module: nn.Module) -> Weights:
    """The tensors of a module, by their keys."""
    state = module.state_dict()
    return lambda key: state[key].numpy()


def exported(graph: Graph, module: nn.Module, path: Path, **options: Any) -> onnx.ModelProto:
    """The model in a file, after the standard's own checks: shapes are inferred, and compared with those written."""
    build(graph, **options).save(path, weights_of(module))
    onnx.checker.check_model(str(path), full_check=True)
    return onnx.load(path)


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def outputs(path: Path, *inputs: Tensor) -> list[Tensor]:
    """What onnxruntime gives for a batch."""
    running = session(path)
    names = [each.name for each in running.get_inputs()]
    given = {name: value.numpy() for name, value in zip(names, inputs, strict=True)}
    return [torch.from_numpy(np.asarray(each)) for each in running.run(None, given)]


def randomised(module: nn.Module) -> nn.Module:
    """The module in evaluation, its parameters and running estimates drawn at random: those of a new one hide faults."""
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            if tensor.is_floating_point():
                drawn = torch.rand_like(tensor) + 0.5 if name.endswith("running_var") else torch.randn_like(tensor)
                tensor.copy_(drawn)
    return module.eval()


def settled(module: nn.Module) -> nn.Module:
    """The module in evaluation, with running estimates that are not those of a new one."""
    torch.manual_seed(0)
    for name, tensor in module.state_dict().items():
        if name.endswith(("running_mean", "running_var")):
            tensor.uniform_(0.5, 1.5) if name.endswith("var") else tensor.normal_(std=0.1)
    return module.eval()


def difference(ours: Tensor, expected: Tensor) -> float:
    """The largest difference, relative to the largest value that is expected."""
    assert ours.shape == expected.shape
    assert torch.equal(ours.isnan(), expected.isnan())
    ours, expected = ours.detach().nan_to_num(), expected.detach().nan_to_num()
    return float((ours - expected).abs().max() / expected.abs().max().clamp(min=1e-6))
