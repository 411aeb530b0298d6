"""Memory of a network, in bytes, with four bytes (float32) a number."""

from __future__ import annotations

from typing import NamedTuple

from cnndsl.graph.ir import Node
from cnndsl.layers.shapes import numel
from cnndsl.network import Draft, Network

BYTES = 4


class Memory(NamedTuple):
    """``weights``: parameters and buffers. ``inference``: the most that inputs and outputs take at one moment, each
    freed after its last reader. ``training``: the input and every output, kept for the backward pass."""

    weights: int
    inference: int
    training: int


def memory(network: Network | Draft, batch: int) -> Memory:
    """Memory for a batch; temporary space of the kernels, gradients and optimiser state come on top.

    Where the network is not known as a whole it is that of the layers that are: there will be at least so much.
    """
    nodes = network.graph.nodes
    last_use = {node: node.index for node in nodes}
    owner: dict[Node, Node] = {}
    for node in nodes:
        owner[node] = owner[node.inputs[0]] if node.operation.view else node
        for x in node.inputs:
            last_use[owner[x]] = node.index
    for output in network.graph.results:
        last_use[owner[output.node]] = len(nodes)
    ending: dict[int, list[Node]] = {}
    for node, index in last_use.items():
        ending.setdefault(index, []).append(node)
    alive = peak = total = 0
    for node in nodes:
        own = _numel(node) if owner[node] is node else 0
        total += own
        if not node.training_only:
            alive += own
            peak = max(peak, alive)
        alive -= sum(
            _numel(freed) for freed in ending.get(node.index, ()) if owner[freed] is freed and not freed.training_only
        )
    return Memory((network.sums.params + network.sums.buffers) * BYTES, peak * batch * BYTES, total * batch * BYTES)


def _numel(node: Node) -> int:
    return numel(node.known) if node.known is not None else 0
