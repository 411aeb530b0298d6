"""Every pair of layers, in both memory formats: forward, backward, and the same result in either format.

`python -m tests.backends.pairs` runs in a process of its own, since what PyTorch does with an odd memory layout may end
the process. It prints the pairs that failed, and exits with the number of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import torch

import cnndsl
from cnndsl.layers import LAYERS
from cnndsl.network import Network

MORE = (
    "conv 3 1",
    "conv 4 3 padding=same stride=2",
    "conv_transpose 3 1 stride=2 output_padding=1",
    "conv_transpose 4 2 stride=3 output_padding=2x1 dilation=2",
    "maxpool 2x1 padding=1x0 dilation=2x1",
    "avgpool 3 stride=2 padding=1 count_include_pad=false ceil_mode=true",
    "permute channels_last\n    permute channels_first",
)
"""Lines besides the examples of the kinds: options at their bounds, and layouts that are views."""

LAYOUTS = (torch.contiguous_format, torch.channels_last)

SHAPES = ("4x6x6", "4x1x1")


def lines() -> list[str]:
    return [*(kind.example for kind in LAYERS.values()), *MORE]


def programs() -> Iterator[Network]:
    """Every pair that is a network, with a layer of four channels before it."""
    for shape in SHAPES:
        for first in lines():
            for second in lines():
                text = f"input {shape}\nconv 4 1\nboth:\n    {first}\n    {second}\n"
                try:
                    yield cnndsl.parse(text)
                except cnndsl.CheckError:
                    continue


def outcome(network: Network, layout: torch.memory_format, dtype: torch.dtype) -> list[torch.Tensor]:
    """The output and all gradients of a network whose input and parameters have a memory layout and a type."""
    torch.manual_seed(0)
    module = network.to_torch().eval()
    module = module.to(dtype=dtype, memory_format=layout)  # type: ignore[call-overload]  # torch types no Module.to of it
    x = torch.randn(2, *network.input, dtype=dtype).to(memory_format=layout).requires_grad_()
    y = module(x)
    if y.requires_grad:
        y.backward(torch.randn(y.shape, dtype=dtype))
    has_slope = not any(node.operation.piecewise_constant for node in network.graph.nodes)
    assert (x.grad is not None) == has_slope
    gradients = [x.grad, *(parameter.grad for parameter in module.parameters())]
    return [y.detach(), *(gradient for gradient in gradients if gradient is not None)]


def main() -> None:
    torch.set_num_threads(1)
    failed = tried = 0
    for network in programs():
        tried += 1
        try:
            for layout in LAYOUTS:
                outcome(network, layout, torch.float32)
            one, other = (outcome(network, layout, torch.float64) for layout in LAYOUTS)
            for a, b in zip(one, other, strict=True):
                torch.testing.assert_close(a, b, rtol=1e-6, atol=1e-6)
        except Exception as error:
            failed += 1
            print(f"{network.source.text}{type(error).__name__}: {str(error).strip()[:300]}\n")
    print(f"{tried} pairs, {failed} failed")
    sys.exit(min(failed, 100))


if __name__ == "__main__":
    main()
