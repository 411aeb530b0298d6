"""Exports to ONNX as whole processes: ours beside PyTorch's two exporters, and our writer beside the `onnx` package."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import interleaved

RUNS = int(os.environ.get("CNNDSL_RUNS", "3"))
NETWORKS = os.environ.get("CNNDSL_NETWORKS", "squeezenet1_1 resnet50 densenet201 vgg16").split()

WEIGHTS = """
import sys, torch, torchvision
from safetensors.torch import save_file
name, path = sys.argv[1:]
torch.manual_seed(0)
save_file(getattr(torchvision.models, name)(init_weights=False).state_dict() if name in ("googlenet", "inception_v3")
          else getattr(torchvision.models, name)().state_dict(), path)
"""
TORCH = """
import sys, torch, torchvision
from safetensors.torch import load_file
name, weights, path, dynamo = sys.argv[1:]
module = getattr(torchvision.models, name)().eval()
module.load_state_dict(load_file(weights))
x = torch.randn(2, 3, 224, 224)
if dynamo == "True":
    shapes = ({0: torch.export.Dim("batch")},)
    torch.onnx.export(module, (x,), path, dynamo=True, dynamic_shapes=shapes, external_data=False, verbose=False)
else:
    torch.onnx.export(module, (x,), path, dynamo=False, dynamic_axes={"x": {0: "batch"}}, input_names=["x"])
"""
WRITER = """
import sys
from pathlib import Path
from safetensors import safe_open
import cnndsl
from cnndsl.backends.onnx import build
name, weights, path, writer = sys.argv[1:]
model, tensor = build(cnndsl.load(name).graph), safe_open(weights, framework="numpy").get_tensor
if writer == "ours":
    model.save(Path(path), tensor)
else:
    import numpy as np
    import onnx
    from onnx import helper, numpy_helper
    nodes = [helper.make_node(each.kind, each.inputs, each.outputs, each.name, **each.attributes)
             for each in model.operators]
    tensors = [numpy_helper.from_array(np.asarray(each.values(tensor), each.dtype).reshape(each.shape), each.name)
               for each in model.initializers]
    ends = [[helper.make_tensor_value_info(each.name, 1, each.shape) for each in values]
            for values in (model.inputs, model.outputs)]
    onnx.save(helper.make_model(helper.make_graph(nodes, model.name, *ends, tensors)), path)
"""


def main() -> None:
    python = sys.executable
    print(f"  {'':58}{'seconds':>9}{'CPU':>9}{'peak MiB':>10}   (median of {RUNS}, interleaved)")
    with TemporaryDirectory() as folder:
        for name in NETWORKS:
            weights, path = str(Path(folder) / "weights.safetensors"), str(Path(folder) / "model.onnx")
            subprocess.run([python, "-c", WEIGHTS, name, weights], check=True)
            export = [python, "-m", "cnndsl", "export", name, "--weights", weights, "-o", path, "--force"]
            commands = {
                "cnndsl export --no-verify": [*export, "--no-verify"],
                "cnndsl export, compared with PyTorch by onnxruntime": export,
                "torch.onnx.export(dynamo=False)": [python, "-W", "ignore", "-c", TORCH, name, weights, path, "False"],
                "our writer alone": [python, "-c", WRITER, name, weights, path, "ours"],
                "the package onnx in its place": [python, "-c", WRITER, name, weights, path, "package"],
            }
            if find_spec("onnxscript"):
                commands["torch.onnx.export(dynamo=True)"] = [
                    python, "-W", "ignore", "-c", TORCH, name, weights, path, "True",
                ]  # fmt: skip
            size = Path(weights).stat().st_size / 2**20
            print(f"  {name}, {size:,.0f} MiB of weights")
            for what, run in interleaved(commands, RUNS).items():
                print(f"    {what:56}{run.seconds:9.2f}{run.cpu:9.2f}{run.mebibytes:10.0f}", flush=True)
