"""What depends on the batch: batch normalisation and the number of values that it normalises over, a softmax along it.

It takes the mean and the variance of each channel over the batch and all positions. Of one value there is no variance:
on a vector, or a map of one position, a batch of one image cannot train (a note). Without running estimates evaluation
takes those of its batch too, so what an image gives depends on the images beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.diagnostics import Diagnostic
from cnndsl.diagnostics import codes as code
from cnndsl.lints.flow import Flow


def find(flow: Flow) -> Iterator[Diagnostic]:
    for node, layer in flow.layers:
        if layer.over_batch(node.source_shape):
            yield Diagnostic(
                code.BATCH_DEPENDENT,
                f"`{node.keyword}` goes along the batch: an image's output depends on the images beside it",
                node.span,
                help="dimension 0 is the batch: use dim=channels, dim=positions, or the number of another dimension",
                calls=node.calls,
            )
        if not layer.batch_statistics:
            continue
        if layer.batch_in_evaluation:
            yield Diagnostic(
                code.BATCH_DEPENDENT,
                f"`{node.keyword}` keeps no running estimates: an image's output depends on its batch in evaluation",
                node.span,
                help="leave track_running_stats at true, or use `groupnorm` or `layernorm`, which need no batch",
                calls=node.calls,
            )
        if max(node.source_shape.sizes, default=1) == 1:
            yield Diagnostic(
                code.SINGLE_VALUES,
                f"`{node.keyword}` gets one value for each channel of an image, so that it trains on 2 images or more",
                node.span,
                help="train with a batch of 2 or more; `layernorm` takes single images",
                calls=node.calls,
            )
