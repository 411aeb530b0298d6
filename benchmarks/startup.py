"""Whole-process time, CPU time and peak memory: check and summary beside `import torch` and the usual summary tool."""

from __future__ import annotations

import sys

from benchmarks.measure import interleaved

RUNS = 7
NET = "architectures/alexnet.cnn"
EXPRESSIONS = "architectures/resnet50.cnn"
TORCHINFO = (
    "import torchinfo, torchvision; torchinfo.summary(torchvision.models.alexnet(), (1, 3, 224, 224), device='cpu')"
)


def main() -> None:
    python = sys.executable
    figures = interleaved(
        {
            "python": [python, "-c", "pass"],
            "import click": [python, "-c", "import click"],
            "cnndsl check": [python, "-m", "cnndsl", "check", NET],
            "check resnet50": [python, "-m", "cnndsl", "check", EXPRESSIONS],
            "cnndsl summary": [python, "-m", "cnndsl", "summary", NET],
            "import torch": [python, "-c", "import torch"],
            "torchinfo": [python, "-c", TORCHINFO],
        },
        RUNS,
    )
    torch = figures["import torch"].cpu
    columns = f"{'seconds':>9}{'CPU':>9}{'of import torch':>17}{'peak MiB':>10}"
    print(f"  {'':16}{columns}   (median of {RUNS}, interleaved)")
    for name, run in figures.items():
        print(f"  {name:16}{run.seconds:9.3f}{run.cpu:9.3f}{run.cpu / torch:17.3f}{run.mebibytes:10.1f}")
