"""A kernel of 5 or 7 where stacked 3x3 see the same.

Two 3x3 convolutions see 5x5, three see 7x7, with 18 and 27 instead of 25 and 49 weights for each pair of channels, and
an activation more between them (Simonyan and Zisserman, 2014, section 2.3). The stack is counted with as many channels
inside as come in or go out, whichever are more: narrower, it would squeeze together what the one layer keeps apart. So
it is reported where about as many channels come in as go out; a first layer on three channels is better off with the
large kernel, and a depthwise convolution with a large kernel costs little.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import Size
from cnndsl.layers.conv import Conv
from cnndsl.lints.flow import Flow
from cnndsl.text import shape_text

NUMERALS = {1: "one", 2: "two", 3: "three"}


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, conv in flow.layers:
        if not isinstance(conv, Conv) or len(set(conv.kernel)) > 1 or conv.kernel[0] not in (5, 7) or conv.groups > 1:
            continue
        if max(conv.stride) > 1 or max(conv.dilation) > 1:
            continue
        stacked = (conv.kernel[0] - 1) // 2
        if not isinstance(conv.padding, str) and any(padding % stacked for padding in conv.padding):
            continue
        inputs, width = node.source_shape.channels, conv.channels
        widths = [max(inputs, width)] * (stacked - 1) + [width]
        params = sum(3**conv.rank * a * b + (b if conv.bias else 0) for a, b in pairwise([inputs, *widths]))
        if params >= node.params:
            continue
        yield Diagnostic(
            code.LARGE_KERNEL,
            f"{NUMERALS[stacked]} {_small_kernel(conv)} convolutions see the same {shape_text(conv.kernel)} "
            f"with {params:,} instead of {node.params:,} parameters",
            node.span,
            help=f"stack {_stack(conv, widths)} with activations between, where the layer may change",
            calls=node.calls,
        )


def _stack(conv: Conv, widths: list[int]) -> str:
    """The 3x3 convolutions of these channels that together keep the size that the large one gives."""
    *inner, last = (_small(conv, channels, len(widths)) for channels in widths)
    if inner[0] == last:
        return f"{NUMERALS[len(widths)]} `{last}`"
    return f"{NUMERALS[len(inner)]} `{inner[0]}` and `{last}`"


def _small(conv: Conv, channels: int, stacked: int) -> str:
    words = [f"conv {channels} {_small_kernel(conv)}"]
    if isinstance(conv.padding, str):
        words.append(f"padding={conv.padding}")
    elif any(conv.padding):
        words.append(f"padding={Size(*(padding // stacked for padding in conv.padding))}")
    if conv.padding_mode != "zeros":
        words.append(f"padding_mode={conv.padding_mode}")
    if not conv.bias:
        words.append("bias=false")
    return " ".join(words)


def _small_kernel(conv: Conv) -> str:
    return "x".join("3" * conv.rank)
