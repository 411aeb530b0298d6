"""Forward and backward of compiled modules against hand-written ones, in pairs."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torchvision
from torch import Tensor, nn

import cnndsl
from benchmarks.measure import ratio


class LectureCNN(nn.Module):
    """The lecture's network as it is written by hand."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc = nn.Linear(320, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu(self.pool(self.conv1(x)))
        x = self.relu(self.pool(self.conv2(x)))
        return self.fc(torch.flatten(x, 1))


def step(module: nn.Module, x: Tensor, classes: int) -> Callable[[], None]:
    """One forward and backward pass in training mode."""
    target = torch.arange(len(x)) % classes
    module.train()

    def run() -> None:
        module.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(module(x), target).backward()

    return run


def main() -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # two busy threads on shared cores make times meaningless
    cases = [
        ("AlexNet", "alexnet", torchvision.models.alexnet(), torch.randn(8, 3, 224, 224), 1000, 15),
        ("lecture CNN", "lecture_cnn", LectureCNN(), torch.randn(256, 1, 28, 28), 10, 61),
    ]
    print(f"  {'':14}{'compiled':>12}{'by hand':>12}{'ratio':>8}   (medians; ratio pair by pair; 1 thread)")
    for name, file, theirs, x, classes, pairs in cases:
        ours = cnndsl.load(f"architectures/{file}.cnn").to_torch()
        a, b, quotient = ratio(step(ours, x, classes), step(theirs, x, classes), pairs)
        print(f"  {name:14}{a * 1e3:9.1f} ms{b * 1e3:9.1f} ms{quotient:8.3f}   {pairs} pairs, batch {len(x)}")
    torch.set_num_threads(threads)
