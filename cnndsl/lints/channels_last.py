"""An input whose channels seem to stand last.

PyTorch, and this language, write channels x height x width; TensorFlow and image files have the channels last. Taken
for 224 channels, `224x224x3` gives a network that trains on nothing that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.graph.shape_values import channels_first
from cnndsl.lints.flow import Flow
from cnndsl.text import shape_text


def find(flow: Flow) -> Iterator[Diagnostic]:
    for end in flow.network.graph.inputs:
        shape = end.node.shape
        meant = channels_first(shape)
        if meant is None:
            continue
        channels, rows, columns = list(shape)
        given = flow.network.input_override is not None
        written = f"call with --input {shape_text(meant)}" if given else f"write `input {shape_text(meant)}`"
        yield Diagnostic(
            code.CHANNELS_LAST,
            f"{shape_text(shape)} is an image of {channels} channels, {rows} rows and {columns} columns",
            end.node.span,
            label="channels stand first",
            help=f"{written} for {columns} channels",
        )
