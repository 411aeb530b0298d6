"""Whole-process time and peak memory: check and summary beside `import torch` and the usual summary tool."""

from __future__ import annotations

import sys

from benchmarks.measure import interleaved

RUNS = 7
NET = "architectures/alexnet.cnn"
TORCHINFO = (
    "import torchinfo, torchvision; torchinfo.summary(torchvision.models.alexnet(), (1, 3, 224, 224), device='cpu')"
)


def main() -> None:
    python = sys.executable
    figures = interleaved(
        {
            "cnndsl check": [python, "-m", "cnndsl", "check", NET],
            "cnndsl summary": [python, "-m", "cnndsl", "summary", NET],
            "import torch": [python, "-c", "import torch"],
            "torchinfo": [python, "-c", TORCHINFO],
        },
        RUNS,
    )
    torch = figures["import torch"].seconds
    print(f"  {'':16}{'seconds':>9}{'of import torch':>17}{'peak MiB':>10}   (median of {RUNS}, interleaved)")
    for name, run in figures.items():
        print(f"  {name:16}{run.seconds:9.3f}{run.seconds / torch:17.3f}{run.mebibytes:10.1f}")
