"""An `expect` that holds for the file as it stands.

With other settings, another input or a data set the numbers that it states are others, with good reason. One that is to
hold for them too names the parameters that it depends on (`expect classes`), or leaves sizes open (`expect 512x_x_`).
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    yield from flow.network.graph.unmet
