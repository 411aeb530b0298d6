"""All of torchvision's CNN classifiers as ONNX models, at their own input sizes, for batches of 1 and 3; and 2 GiB.

Each passes the standard's own checker, as written and with its batch norms folded, and onnxruntime gives the logits of
the compiled module.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from time import process_time

import onnx
import torch

import cnndsl
from cnndsl.backends.onnx import build
from tests.architectures.test_torchvision import ARCHITECTURES, WRITTEN
from tests.backends.onnx_runs import difference, exported, outputs, settled, weights_of

NAMES = os.environ.get("CNNDSL_NETWORKS", "").split() or WRITTEN
LIMIT = 1e-3
"""Of the largest difference, relative to the largest logit; PyTorch's own float32 is 2e-4 off on Inception-v3."""

LARGE = """model Large
input 3x16x16
conv 8 3x3
relu
flatten
fc 20000
relu
fc 27000
relu
fc 10
"""
"""2.1 GiB of weights."""


def main() -> bool:
    """Print the largest differences of each family; whether all networks agree."""
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    families: dict[str, list[float]] = {}
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            start, found = process_time(), _differences(name, Path(folder) / "model.onnx")
            print(
                f"  {name}: {max(found[:2]):.1e}, folded {max(found[2:]):.1e}, {process_time() - start:.0f} s of CPU",
                flush=True,
            )
            families.setdefault(_family(name), []).append(max(found))
            faults += [name] if max(found) > LIMIT else []
        if "large" in os.environ.get("CNNDSL_NETWORKS", "large"):
            faults += [] if _large(Path(folder)) else ["2 GiB"]
    for family, each in families.items():
        print(f"  {family}: {len(each)} networks, {max(each):.1e}")
    print(f"  {len(NAMES)} networks, {len(faults)} of them off by more than {LIMIT:g}: {' '.join(faults)}")
    return not faults


def _differences(name: str, path: Path) -> list[float]:
    """Of batches of 1 and 3, as written and folded."""
    net = cnndsl.load(ARCHITECTURES / f"{name}.cnn")
    module = settled(net.to_torch())
    batches = [torch.randn(size, *net.input) for size in (1, 3)]
    with torch.inference_mode():
        expected = [module(x) for x in batches]
    found = []
    for fold in (False, True):
        exported(net.graph, module, path, fold_batch_norm=fold)
        found += [difference(outputs(path, x)[0], y) for x, y in zip(batches, expected, strict=True)]
    return found


def _large(folder: Path) -> bool:
    """A model of more than 2 GiB: two files, which checker and onnxruntime take, and the module's logits."""
    net = cnndsl.parse(LARGE)
    module = net.to_torch().eval()
    path = folder / "large.onnx"
    files = build(net.graph).save(path, weights_of(module))
    onnx.checker.check_model(str(path), full_check=True)
    x = torch.randn(3, *net.input)
    with torch.inference_mode():
        found = difference(outputs(path, x)[0], module(x))
    size = sum(file.stat().st_size for file in files)
    print(f"  {size / 2**30:.2f} GiB in {len(files)} files: {found:.1e}", flush=True)
    return found < LIMIT and len(files) == 2 and size > 2**31


def _family(name: str) -> str:
    """`efficientnet_v2_s` is of the family efficientnet_v2."""
    return re.match(r"efficientnet_v2|mobilenet_v[23]|regnet_[xy]|wide_resnet|shufflenet_v2|inception_v3|[a-z]+", name)[
        0
    ]  # type: ignore[index]
