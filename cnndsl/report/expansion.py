"""The plain file that a network comes to: no blocks, repetition, conditions or expressions are left in it."""

from __future__ import annotations

from collections.abc import Iterator

from cnndsl.graph.initialisation import Scheme, Schemes
from cnndsl.graph.ir import Node
from cnndsl.graph.script import Script, Written
from cnndsl.layers.arguments import write
from cnndsl.layers.layer import Layer
from cnndsl.network import Network

INDENT = "    "


def expansion(network: Network) -> str:
    """The text of a file that checks to the same network: names, shapes, costs and initialisation.

    The network must have been checked with ``record``.
    """
    graph = network.graph
    values = ", ".join(f"{name}={write(value)}" for name, value in graph.arguments.items())
    return "".join(
        [
            f"# {network.source.path} worked out" + (f" with {values}" if values else "") + "\n",
            f"model {network.name}\n",
            f"input {graph.input.shape}\n\n",
            *_lines(graph.script, "", {}),
        ]
    )


def _lines(script: Script, indent: str, schemes: Schemes) -> Iterator[str]:
    """The lines of one body; ``schemes`` are the initialisations that hold above it."""
    schemes = dict(schemes)
    for written in script:
        wanted = list(_changes(written, schemes))
        if wanted:
            yield f"{indent}init {' '.join(wanted)}\n"
        yield f"{indent}{written.text}\n"
        yield from _lines(written.body, indent + INDENT, schemes)


def _changes(written: Written, schemes: Schemes) -> Iterator[str]:
    """What `init` has to say before a layer; ``schemes`` is brought up to date."""
    node = written.node
    if node is None or not isinstance(node.operation, Layer) or not node.operation.weight:
        return
    for name, key in (("weight", node.keyword), ("bias", "bias")):
        if not _has(node, name):
            continue
        scheme = (node.initial or {}).get(name)
        if scheme != schemes.get(key):
            schemes.pop(key, None)
            if scheme is not None:
                schemes[key] = scheme
            yield f"{key}={str(scheme or Scheme('default', ())).replace(', ', ',')}"


def _has(node: Node, name: str) -> bool:
    layer = node.operation
    assert isinstance(layer, Layer)
    drawn = name == "weight" or layer.weight == "matrix"
    return drawn and name in layer.parameters(node.source_shape)
